"""Rows as a spreadsheet opens them: as CSV, and as XLSX.

What people typed must never be run as a formula by whoever opens a list. In CSV there is only one
way to say so: an apostrophe in front, which reading takes off again. It also stands inside of a
text, where a cell begins for a program that parts them at semicolons or tabs. In XLSX a cell says
that it is text.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, TypeAlias
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.styles.numbers import FORMAT_DATE_DATETIME, FORMAT_TEXT
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter

from app.temporary_folder import TemporaryFolder, written_file

Value: TypeAlias = str | int | float | datetime | None
"""A moment is written as clocks in its time zone show it: spreadsheets know of no zones."""

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BOM = "\ufeff"
"""Without it, Excel takes a CSV file for Windows-1252 and spoils every accent."""

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""Also the wide ones of Japanese keyboards, which Excel may take for the others."""
_LOOKS_LIKE_FORMULA = re.compile(rf"[\s']*[{_SIGNS}\t\r\n]")
_MARKED_AS_TEXT = re.compile(rf"'[\s']*[{_SIGNS}\t\r\n]")
# In most of Europe, Excel parts cells at semicolons. Then a cell can begin inside a text, whatever
# is quoted; and so it can with tabs.
_BREAK, _BEFORE_A_SIGN = r"[;\t\r\n]", rf"(?:[^\S\t\r\n]|['\"])*[{_SIGNS}]"
_INSIDE_LOOKS_LIKE_FORMULA = re.compile(rf"({_BREAK})(?={_BEFORE_A_SIGN})")
_INSIDE_MARKED_AS_TEXT = re.compile(rf"({_BREAK})'(?={_BEFORE_A_SIGN})")

_CHUNK = 200
"""So many rows of CSV are sent at a time."""
ROWS_OF_A_SHEET = 1_048_576
"""More Excel does not open; what is left goes to a further sheet."""
_ROOM = 12
"""In characters: how much wider a column is than its heading."""


def safe_in_csv(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula, nor any part of it."""
    safe = _INSIDE_LOOKS_LIKE_FORMULA.sub(r"\1'", text)
    return f"'{safe}" if _LOOKS_LIKE_FORMULA.match(text) else safe


def as_typed(text: str) -> str:
    """What `safe_in_csv` made this of."""
    if "'" not in text:
        return text  # as most are, of which there can be a million
    text = text[1:] if _MARKED_AS_TEXT.match(text) else text
    return _INSIDE_MARKED_AS_TEXT.sub(r"\1", text)


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """The file, a piece at a time: rows are asked for while it is being written."""
    yield BOM.encode()
    lines = _Lines()
    writer = csv.writer(lines)
    rest = chain([headings], rows)
    while some := list(islice(rest, _CHUNK)):
        writer.writerows([_in_csv(cell) for cell in row] for row in some)
        yield lines.taken().encode()


class _Lines:
    """What the writer of CSV writes to."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def write(self, line: str) -> None:
        self._lines.append(line)

    def taken(self) -> str:
        """The lines written since it was last asked."""
        lines, self._lines = self._lines, []
        return "".join(lines)


def _in_csv(cell: Value) -> str | int | float:
    if isinstance(cell, str):
        # Half a character (a lone surrogate) cannot be encoded.
        return safe_in_csv(cell).encode(errors="replace").decode()
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "minutes")
    return "" if cell is None else cell


def as_xlsx(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    is_text: bool = False,
    rows_of_a_sheet: int = ROWS_OF_A_SHEET,
) -> IO[bytes]:
    """The file, on disk and without a name: it is gone when it is closed. It is written as a whole
    before it is sent, since a ZIP file cannot be begun otherwise; rows are asked for one by one.
    Until it is packed, it is in a folder that is removed whatever happens.

    With `is_text`, what people type below the headings stays as they type it: otherwise
    spreadsheets take 0113 for 113, and 3/4 for a day in April."""
    folder = TemporaryFolder()
    try:
        book = _book(folder.path, title, headings, rows, is_text, rows_of_a_sheet)
        with written_file() as file:
            book.save(file)
    finally:
        folder.remove()
    return file


def _book(
    folder: Path,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    is_text: bool,
    rows_of_a_sheet: int,
) -> Workbook:
    book = Workbook(write_only=True)
    rest = iter(rows)
    number = 1
    while True:
        first = next(rest, None)
        if first is None and number > 1:
            return book
        sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
        part = folder / f"{number}.xml"
        with closing(sheet):
            _begin(sheet, part, headings, is_text=is_text)
        moment = WriteOnlyCell(sheet)
        moment.number_format = FORMAT_DATE_DATETIME
        some = chain([] if first is None else [first], islice(rest, rows_of_a_sheet - 2))
        _add_rows(
            part, (_row(place, row, moment.style_id) for place, row in enumerate(some, start=2))
        )
        number += 1


class _SheetWriter(WorksheetWriter):
    """Writes where it is told to. The library writes to a file of its own, which stays for good
    when the rows cannot be read to the end."""

    def __init__(self, sheet: WriteOnlyWorksheet, path: Path) -> None:
        super().__init__(sheet, str(path))
        self._path = path

    def cleanup(self) -> None:
        self._path.unlink()


def _begin(
    sheet: WriteOnlyWorksheet, path: Path, headings: Sequence[str], *, is_text: bool
) -> None:
    """The headings stay in sight, in bold, and columns are about as wide as what stands in them."""
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]  # type: ignore[attr-defined]
        column.width = len(heading) + _ROOM
        if is_text:
            column.number_format = FORMAT_TEXT
    writer = _SheetWriter(sheet, path)
    writer.write_top()  # with all that was said above
    sheet._writer = writer  # type: ignore[attr-defined]
    cells = [_in_xlsx(sheet, heading) for heading in headings]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)


def _in_xlsx(sheet: WriteOnlyWorksheet, heading: str) -> Cell:
    cell = WriteOnlyCell(sheet, _as_xml_can(heading))
    cell.data_type = "s"  # whatever it looks like: "=1+1" would be a formula, "#N/A" an error
    return cell


def _add_rows(part: Path, rows: Iterable[str]) -> None:
    """Below the headings. The library would take eight times as long, a minute for a long list."""
    with part.open(encoding="utf-8", newline="") as file:
        head, end, tail = file.read().partition("</sheetData>")
    with part.open("w", encoding="utf-8", newline="") as file:
        file.write(head)
        file.writelines(rows)
        file.write(end + tail)


def _row(place: int, row: Sequence[Value], moments: int) -> str:
    """In XML. `moments` is the number of their style."""
    return f'<row r="{place}">{"".join(_cell(value, moments) for value in row)}</row>'


def _cell(value: Value, moments: int) -> str:
    if isinstance(value, str) and value:
        text = escape(_as_xml_can(value))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    if isinstance(value, datetime):
        days = to_excel(value.replace(tzinfo=None))  # type: ignore[no-untyped-call]
        return f'<c s="{moments}"><v>{days}</v></c>'
    return f"<c><v>{value}</v></c>" if value or value == 0 else "<c/>"


def _as_xml_can(text: str) -> str:
    """Without what no XML can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text.encode(errors="replace").decode())
