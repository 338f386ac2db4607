"""Lists as files: whole, and kept by nobody but the person."""

import random

import pytest

from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.writing import CSV_TYPE, XLSX_TYPE
from app.web.downloads import csv_file, xlsx_file
from tests.web.desk import Desk

SHORT = [["Elm House"]]
_CHANCE = random.Random(1)  # noqa: S311 (the same ones each time)
LONG = [[_CHANCE.randbytes(1_000).hex()] for _ in range(1_500)]
"""So that it stays on disk while it is sent, also as XLSX."""


@pytest.mark.parametrize("rows", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize(
    ("make", "ending", "content_type"),
    [(csv_file, "csv", CSV_TYPE), (xlsx_file, "xlsx", XLSX_TYPE)],
)
def test_a_file_is_for_the_person_alone(
    desk: Desk, make: object, ending: str, content_type: str, rows: list[list[str]]
) -> None:
    assert callable(make)
    with desk.app.test_request_context(), make("sites", ["Name"], rows) as response:
        response.direct_passthrough = False
        data = response.get_data()
    assert (len(data) > 1_000_000) is (rows is LONG)
    assert response.headers["Content-Disposition"] == f"attachment; filename=sites.{ending}"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == content_type
    assert [line.cells for line in read_spreadsheet(data).lines] == [["Name"], *rows]
