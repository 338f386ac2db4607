"""The wheel: built from this source, installed where nothing else is, and served from there."""

import shutil
import subprocess
import sys
import tomllib
import urllib.parse
import urllib.request
from email import message_from_bytes
from importlib.metadata import Distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.cli.command import environment, refused, run_process, serving
from tests.conftest import missing
from tests.test_architecture import uses_in
from tests.web.page import attribute

HOUSE = Path(__file__).parent.parent
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ALONE = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
"""What is installed finds nothing but itself, wherever the tests are run from, and is compiled when
it is first needed."""
NOT_COPIED = (".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.db", "dist", "build")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left behind in the source."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(HOUSE, folder / "source", ignore=shutil.ignore_patterns(*NOT_COPIED))
    _pip("wheel", "--no-deps", "--wheel-dir", folder, folder / "source")
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with nothing in it but the wheel and what it asks for. That is
    linked from where it was installed for the tests."""
    place = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True, timeout=60)
    _pip("--python", place / "bin" / "python", "install", "--no-compile", "--no-deps", wheel)
    (packages,) = place.glob("lib/python*/site-packages")
    (info,) = packages.glob("firstline-*.dist-info")
    for needed in _needed(Distribution.at(info)).values():
        for name in {file.parts[0] for file in needed.files or []} - {"..", "__pycache__"}:
            (packages / name).symlink_to(str(needed.locate_file(name)))
    return place / "bin"


def _needed(distribution: Distribution) -> dict[str, Distribution]:
    """What that asks for without any of its extras, and what is asked for by that in turn."""
    found: dict[str, Distribution] = {}
    waiting = [distribution]
    while waiting:
        for each in map(Requirement, waiting.pop().requires or []):
            name = canonicalize_name(each.name)
            if name not in found and (not each.marker or each.marker.evaluate({"extra": ""})):
                found[name] = Distribution.from_name(name)
                waiting.append(found[name])
    return found


def _pip(*arguments: str | Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        env=environment(PIP_RETRIES="1"),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    if ended.returncode and "connection broken" in ended.stderr:
        missing("The package index")
    assert ended.returncode == 0, ended.stderr


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body


def files_in(folder: Path) -> set[str]:
    """What belongs to the source there, as its path from the house."""
    return {
        str(file.relative_to(HOUSE))
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }


# What is in it


def test_the_wheel_holds_the_code_the_templates_and_the_static_files_and_nothing_else(
    wheel: Path,
) -> None:
    beside = files_in(HOUSE / "templates") | files_in(HOUSE / "static")
    expected = files_in(HOUSE / "app") | {f"app/{file}" for file in beside}
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert len(beside) > 30
    assert names == expected


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    info = f"firstline-{PROJECT['version']}.dist-info"
    with ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"{info}/METADATA"))
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
        licence = archive.read(f"{info}/licenses/LICENSE")

    assert (metadata["Name"], metadata["Version"]) == ("firstline", PROJECT["version"])
    needed = list(map(Requirement, metadata.get_all("Requires-Dist") or []))
    assert len([each for each in needed if not each.marker]) == len(PROJECT["dependencies"])
    assert "psycopg" in {each.name for each in needed if 'extra == "postgres"' in str(each.marker)}
    assert "firstline = app.cli:main" in entry_points
    assert licence == (HOUSE / "LICENSE").read_bytes()


# Installed


def test_installed_it_knows_its_version(installed: Path, tmp_path: Path) -> None:
    ended = run_process(
        "", "--version", program=(installed / "firstline",), folder=tmp_path, **ALONE
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"firstline, version {PROJECT['version']}\n"


def test_installed_it_finds_all_that_its_code_imports(installed: Path) -> None:
    names = {
        use.name.partition(".")[0]
        for file in (HOUSE / "app").rglob("*.py")
        for use in uses_in(str(file.relative_to(HOUSE)), file.read_text(encoding="utf-8"))
        if not use.is_call
    }
    names -= {"psycopg", "psycopg_pool"}  # of the extra
    names |= {"defusedxml", "tzdata"}  # openpyxl and zoneinfo look for these

    subprocess.run(
        [installed / "python", "-c", f"import {', '.join(sorted(names))}"],
        env=environment(**ALONE),
        cwd=installed,
        check=True,
        timeout=60,
    )


def test_installed_it_serves_a_morning_from_memory_with_all_that_pages_need(
    installed: Path, tmp_path: Path
) -> None:
    with serving("", program=(installed / "firstline",), folder=tmp_path, **ALONE) as (
        desk,
        address,
    ):
        page = BeautifulSoup(read(f"{address}/"), "html.parser")
        needed = [attribute(each, "href") for each in page.select("head link")]
        needed += [attribute(each, "src") for each in page.select("head script")]
        files = {
            urllib.parse.urlsplit(file).path: read(urllib.parse.urljoin(address, file))
            for file in needed
        }
        assert b"W-1009" in read(f"{address}/work/")
        assert desk.end() == 0

    heading = page.select_one("h2")
    assert heading is not None
    assert heading.get_text() == "The state of the day"
    for name in ("firstline.svg", "keys.js", "live.js"):
        assert files.pop(f"/static/{name}") == (HOUSE / "static" / name).read_bytes()
    style_sheet = files.pop("/style.css")
    assert b"Bootstrap" in style_sheet
    for own in (HOUSE / "static" / "css").rglob("*.css"):
        assert own.read_bytes() in style_sheet
    assert len(files) == 1
    assert all(files.values())
    assert list(tmp_path.iterdir()) == []


def test_installed_it_keeps_its_log_in_a_file(installed: Path, tmp_path: Path) -> None:
    program = (installed / "firstline",)
    store = "sqlite:///desk.db"
    with serving(store, program=program, folder=tmp_path, **ALONE, FIRSTLINE_DEMO="morning") as (
        desk,
        address,
    ):
        assert b"W-1009" in read(f"{address}/work/")
        assert b"in a file on the desk" in read(f"{address}/about/")
        assert desk.end() == 0
    assert {"desk.db", "desk.db.key"} <= {each.name for each in tmp_path.iterdir()}

    ended = run_process(store, "verify", program=program, folder=tmp_path, **ALONE)

    assert ended.returncode == 0
    assert ended.stdout.startswith("64 events, unbroken")


def test_installed_without_the_extra_it_says_how_to_get_postgresql(
    installed: Path, tmp_path: Path
) -> None:
    ended = run_process(
        "postgresql://db.invalid/desk",
        "verify",
        program=(installed / "firstline",),
        folder=tmp_path,
        **ALONE,
    )

    assert "pip install 'psycopg[binary,pool]'" in refused(ended)
