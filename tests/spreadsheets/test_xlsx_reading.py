"""Workbooks as spreadsheets save them."""

from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from app.spreadsheets import xlsx_reading
from app.spreadsheets.reading import read_spreadsheet
from app.spreadsheets.table import MOST_LINES, Unreadable
from app.spreadsheets.writing import as_xlsx
from tests.spreadsheets.workbooks import GOOD, MAIN, parts_of, saved, with_part, workbook, zipped


def rows(data: bytes) -> list[list[str]]:
    return [line.cells for line in read_spreadsheet(data).lines]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_spreadsheet(data)
    return str(refused.value)


def test_texts_and_numbers_are_read_as_they_are_shown() -> None:
    noon, day = (datetime(2026, 3, 12, hour, tzinfo=UTC).replace(tzinfo=None) for hour in (12, 0))
    row = [" Leeds ", 1134960182, 1134960182.0, 1.5, True, noon, day, "'+44 113", None]
    assert rows(workbook([list("abcdefghi"), row]))[1] == [
        "Leeds",
        "1134960182",
        "1134960182",
        "1.5",
        "TRUE",
        "2026-03-12 12:00:00",
        "2026-03-12",
        "+44 113",
        "",
    ]


def test_lines_are_counted_as_the_spreadsheet_counts_them() -> None:
    table = read_spreadsheet(workbook([[], ["Name"], [None], ["  "], ["A"]]))
    assert [(line.number, line.cells) for line in table.lines] == [(2, ["Name"]), (5, ["A"])]


def test_of_a_formula_what_it_came_to_is_read() -> None:
    sheet = (
        f"<worksheet {MAIN}><sheetData>"
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://example.org")</f><v>seen</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert rows(with_part("xl/worksheets/sheet1.xml", sheet.encode())) == [["1"], ["seen"]]


def test_a_formula_that_was_never_worked_out_is_empty() -> None:
    assert rows(workbook([["a", "b"], ["=1+1", "x"]])) == [["a", "b"], ["", "x"]]


def test_the_first_sheet_that_is_not_hidden_is_read() -> None:
    book = Workbook()
    hidden, first, second = book.worksheets[0], book.create_sheet("Sites"), book.create_sheet("X")
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    first.append(["first"])
    second.append(["second"])
    table = read_spreadsheet(saved(book))
    assert [line.cells for line in table.lines] == [["first"]]
    assert table.note == "The workbook has 2 sheets: the first, “Sites”, was read."
    assert read_spreadsheet(GOOD).note == ""


def test_a_workbook_that_says_it_is_smaller_than_it_is() -> None:
    """Some programs write that each sheet is one cell."""
    parts = parts_of(GOOD)
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'ref="A1:B2"' in sheet
    small = sheet.replace(b'ref="A1:B2"', b'ref="A1:A1"')
    assert rows(with_part("xl/worksheets/sheet1.xml", small)) == rows(GOOD)


def test_a_carriage_return_is_written_in_a_way_of_its_own() -> None:
    assert rows(workbook([["a"], ["Mill_x000D_\n1 Quay"]])) == [["a"], ["Mill\r\n1 Quay"]]


def test_one_workbook_is_read_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits too long for the one before is asked to come again, and then gets a turn."""
    monkeypatch.setattr(xlsx_reading, "PATIENCE", 0.01)
    with xlsx_reading.one_at_a_time:
        assert "Try again in a moment" in refusal(GOOD)
    assert "no workbook" in refusal(zipped({"notes.txt": b"hello"}))
    assert rows(GOOD)


def test_what_the_desk_writes_it_reads_again() -> None:
    cells = ["=1+1", "'s-Hertogenbosch", "#N/A", "0113 496 0182", "one\ntwo", "naïve 🙂"]
    with as_xlsx("Sites", list("abcdef"), [cells]) as file:
        assert rows(file.read()) == [list("abcdef"), cells]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind (XLS), or has a password"),
        (b"%PDF-1.7", "This is a PDF file"),
        (b"PK\x03\x04", "damaged"),
        (zipped({"notes.txt": b"hello"}), "a ZIP file, and no workbook"),
        (zipped({"mimetype": b"application/vnd.oasis"}), "OpenDocument"),
        (with_part("xl/workbook.bin", b""), "XLSB"),
        (with_part("xl/vbaProject.bin", b""), "has macros"),
        (workbook([]), "nothing in this file"),
        (workbook([["a"] * 61]), "61 columns, and 60 can be read"),
        (workbook([["a"]] * (MOST_LINES + 2)), "5,000 lines at most, and this file has more"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, said: str) -> None:
    assert said in refusal(data)
