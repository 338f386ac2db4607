"""Bootstrap and the desk's own style sheets come in one answer, each in a layer of its own."""

import re
from pathlib import Path

import pytest

from app.web.style_sheet import BOOTSTRAP, OWN_LAYERS
from tests.web.page import attribute
from tests.web.visitor import Visitor

CSS = Path(__file__).parents[2] / "static" / "css"
OWN_FILES = sorted(file.relative_to(CSS).with_suffix("").as_posix() for file in CSS.rglob("*.css"))


def test_every_file_is_in_a_layer_and_bootstrap_is_the_first(visitor: Visitor) -> None:
    sheet = visitor.client.get("/style.css").text

    order, _, layers = sheet.partition("\n")
    assert order == f"@layer {', '.join([BOOTSTRAP, *OWN_LAYERS])};"
    assert sorted(file for files in OWN_LAYERS.values() for file in files) == OWN_FILES
    assert re.findall(r"^@layer (\w+) {$", layers, re.MULTILINE) == [BOOTSTRAP, *OWN_LAYERS]
    assert ".btn-primary{" in layers
    assert layers.count("{") == layers.count("}")


def test_what_counts_only_at_an_edge_of_a_file_is_not_inside_a_layer(visitor: Visitor) -> None:
    sheet = visitor.client.get("/style.css").text

    assert "@charset" not in sheet
    assert "sourceMappingURL" not in sheet


@pytest.mark.parametrize("file", OWN_FILES)
def test_layers_make_importance_needless(file: str) -> None:
    assert "!important" not in (CSS / f"{file}.css").read_text()


def test_browsers_keep_the_style_sheet_until_its_content_changes(visitor: Visitor) -> None:
    link = visitor.open("/").soup.select("link[rel=stylesheet]")[0]
    address = attribute(link, "href")
    sheet = visitor.client.get(address)

    assert re.fullmatch(r"/style\.css\?v=[0-9a-f]{12}", address)
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000"
    again = visitor.client.get(address, headers={"If-None-Match": sheet.headers["ETag"]})
    assert again.status_code == 304
