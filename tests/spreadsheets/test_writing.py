"""Lists as spreadsheets: what is read of them is what was written, and nothing runs."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.spreadsheets.writing import Value, as_csv, as_typed, as_xlsx, safe_in_csv
from app.temporary_folder import IN_USE

LUNCH = datetime(2026, 7, 20, 14, 5, tzinfo=ZoneInfo("Europe/London"))
FORMULAS = [
    "=1+1",
    "+44 113",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A",
]


def csv_text(headings: Sequence[str], *rows: Sequence[Value]) -> str:
    return b"".join(as_csv(headings, rows)).decode()


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_has_no_formula(text: str) -> None:
    """A spreadsheet takes what stands behind an apostrophe for text."""
    (_, (cell,)) = csv.reader(io.StringIO(csv_text(["Name"], [text]), newline=""))
    assert (cell[0], as_typed(cell)) == ("'", text)


@pytest.mark.parametrize("text", FORMULAS)
def test_xlsx_has_no_formula(text: str) -> None:
    with as_xlsx("Sites", ["Name"], [[text]]) as file:
        cell = load_workbook(file)["Sites"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))


@pytest.mark.parametrize("text", ["'s-Hertogenbosch", "O'Hara", "'", "a=b", "", "0113 496 0182"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_in_csv(text) == text


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="'=+-@\t\r\nab＝;\" ", max_size=8))
def test_what_was_made_safe_is_read_as_it_was(text: str) -> None:
    assert as_typed(safe_in_csv(text)) == text


TEXTS = st.text(alphabet="=-@'\"\t\r\n;, a", max_size=6)
NASTY = ["Leak\n=1+1;", "till;=1+1;", 'x;"=1+1"', "a, b;", "\t;=1", "one\n\n - two\t@SUM(A1)"]


@settings(max_examples=150)
@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=3))
@example([NASTY[:3], NASTY[3:]])
@example([NASTY[3:], NASTY[:3]])
def test_csv_has_no_formula_whatever_is_taken_to_stand_between_cells(rows: list[list[str]]) -> None:
    """Excel takes what the machine's region says: a semicolon in most of Europe."""
    text = csv_text(list("abc"), *rows)
    for delimiter in ",;\t":
        cells = chain(*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        assert not [cell for cell in cells if re.match(r"\s*[=+\-@]", cell)], delimiter


def test_a_line_that_begins_with_a_dash_is_marked_in_csv_alone() -> None:
    text = "Ring twice\n- the upper bell\n\n- then knock; 5 - 3"
    assert safe_in_csv(text) == "Ring twice\n'- the upper bell\n\n'- then knock; 5 - 3"
    assert as_typed(safe_in_csv(text)) == text


def test_csv_has_quotes_where_they_are_needed() -> None:
    text = csv_text(["Name", "Notes"], ['The "Crown", Leeds', "Ring twice\nKeys at the bar"])
    assert text == '\ufeffName,Notes\r\n"The ""Crown"", Leeds","Ring twice\nKeys at the bar"\r\n'


def test_csv_of_numbers_moments_and_nothing() -> None:
    text = csv_text(["a", "b", "c"], [7, LUNCH, None])
    assert text == "\ufeffa,b,c\r\n7,2026-07-20 14:05,\r\n"


def test_xlsx_keeps_numbers_and_moments() -> None:
    with as_xlsx("Work", list("abcd"), [[7, LUNCH, None, "7"]]) as file:
        cells = load_workbook(file)["Work"][2]
    assert [cell.value for cell in cells] == [7, LUNCH.replace(tzinfo=None), None, "7"]


def test_csv_is_sent_while_rows_come() -> None:
    """A list of any length takes no memory: the first rows are out before the last are asked
    for."""
    asked = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal asked
        for asked in range(1, 10_001):
            yield [asked]

    pieces = as_csv(["Number"], rows())
    assert [next(pieces), next(pieces)][1].startswith(b"Number\r\n1\r\n")
    assert 0 < asked < 1_000


def test_what_no_file_can_hold_is_replaced() -> None:
    """Logs of old, and other programs, can have texts that no page takes."""
    strange = "bell \x07, half \ud800"
    assert "bell \x07, half ?" in csv_text(["a"], [strange])
    with as_xlsx("a", ["a"], [[strange]]) as file:
        assert load_workbook(file)["a"]["A2"].value == "bell \ufffd, half ?"


def test_xlsx_leaves_no_file_behind_when_its_rows_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are callers' names in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    while_writing: list[str] = []

    def rows() -> Iterator[list[Value]]:
        yield ["Jo Quick"]
        while_writing.extend(each.name for each in tmp_path.glob("*/*"))
        raise OSError("the log does not answer")

    with pytest.raises(OSError, match="does not answer"):
        as_xlsx("Callers", ["Name"], rows())
    assert sorted(while_writing) == ["1.xml", IN_USE], "it goes also where the process is killed"
    assert list(tmp_path.iterdir()) == []


def test_xlsx_goes_on_in_a_further_sheet() -> None:
    rows = [[number] for number in range(5)]
    with as_xlsx("Work", ["Number"], rows, rows_of_a_sheet=3) as file:
        book = load_workbook(file)
    sheets = {sheet.title: [row[0] for row in sheet.values] for sheet in book.worksheets}
    assert sheets == {
        "Work": ["Number", 0, 1],
        "Work 2": ["Number", 2, 3],
        "Work 3": ["Number", 4],
    }


def test_an_empty_list_has_its_headings() -> None:
    assert csv_text(["Name"]) == "\ufeffName\r\n"
    with as_xlsx("Sites", ["Name"], []) as file:
        assert [list(row) for row in load_workbook(file)["Sites"].values] == [["Name"]]


def test_what_is_typed_into_a_template_stays_as_it_is() -> None:
    with as_xlsx("Sites", ["Name", "Telephone number"], [], is_text=True) as file:
        sheet = load_workbook(file)["Sites"]
    assert {each.number_format for each in sheet.column_dimensions.values()} == {"@"}
