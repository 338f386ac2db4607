"""XLSX, as Excel, LibreOffice and others save it: the texts and numbers that the cells show.

Nothing in a file is run: of a formula, what it came to when the file was saved is read.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from threading import Lock

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from app.spreadsheets.table import MOST_COLUMNS, Lines, Table, Unreadable

MOST_INFLATED = 16_000_000
"""In bytes: several times what 5,000 lines come to. A file of 200 kB can become 200 MB."""
MOST_TAGS = 1_000_000
"""Of XML, in sheets and their texts: twice what 5,000 lines of a dozen cells come to. Each takes
the library some microseconds."""
MOST_OTHER_TAGS = 50_000
"""In all other parts, such as the styles of cells, of which each takes ten times as long."""
MOST_PARTS = 1_000
LAST_LINE = 20_000
"""Sheets can begin late and have gaps; nothing is looked for below this line."""
PATIENCE = 3
"""In seconds: how long to wait until the file before has been read."""

_CELLS = ("xl/worksheets/sheet", "xl/sharedStrings")
_CHUNK = 1 << 16
_TOO_MUCH = (
    "The workbook holds more than can be read. Copy the lines that are needed into a new one, or "
    "save them as CSV."
)
_AS_EXCEL_PACKS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others can inflate to any size at once, whatever the file says."""
_IS_ENCRYPTED = 0x1
_MIDNIGHT = time()
_RETURN = "_x000D_"
"""How a carriage return is written in a workbook, which the library leaves as it is."""

one_at_a_time = Lock()
"""A file within the bounds can still take some seconds and a hundred MB: not several at once."""


def read_xlsx(data: bytes) -> Table:
    """The first sheet that is not hidden. Raises Unreadable."""
    if not one_at_a_time.acquire(timeout=PATIENCE):
        raise Unreadable("Others are importing just now. Try again in a moment.")
    try:
        return _read(data)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # of many kinds: the library trusts what it reads
        raise Unreadable(
            "This XLSX file is damaged, or was not written by a spreadsheet. Open it in one, and "
            "save it again as XLSX or as CSV."
        ) from error
    finally:
        one_at_a_time.release()


def _read(data: bytes) -> Table:
    _refuse_what_is_no_plain_workbook(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise Unreadable("The workbook has no sheet that can be seen.")
        lines = Lines()
        for number, cells in _rows(book, sheets[0].title):
            lines.add(number, cells)
        return lines.table(_which(sheets[0].title, len(sheets)))
    finally:
        book.close()


def _refuse_what_is_no_plain_workbook(data: bytes) -> None:
    """Raises Unreadable."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    names = {part.filename.lower() for part in parts}
    if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
        raise Unreadable("The file has a password. Save it without one.")
    if "mimetype" in names:
        raise Unreadable("This is an OpenDocument file. Save it as XLSX or as CSV.")
    if "xl/workbook.bin" in names:
        raise Unreadable("This is a binary workbook (XLSB). Save it as XLSX or as CSV.")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("The workbook has macros. Save it as XLSX, without them, or as CSV.")
    if "[content_types].xml" not in names:
        raise Unreadable("This is a ZIP file, and no workbook: choose an XLSX or a CSV file.")
    _refuse_what_holds_too_much(data)


def _refuse_what_holds_too_much(data: bytes) -> None:
    """Raises Unreadable. What the file says of its parts is checked first, and then what they
    really inflate to, which zipfile cuts off where the file said that it ends."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        inflated = sum(part.file_size for part in parts)
        is_packed_otherwise = any(part.compress_type not in _AS_EXCEL_PACKS for part in parts)
        if inflated > MOST_INFLATED or len(parts) > MOST_PARTS or is_packed_otherwise:
            raise Unreadable(_TOO_MUCH)
        tags = {part.filename: _tags_in(archive, part) for part in parts}
    of_cells = sum(tags[name] for name in tags if name.startswith(_CELLS))
    if of_cells > MOST_TAGS or sum(tags.values()) - of_cells > MOST_OTHER_TAGS:
        raise Unreadable(_TOO_MUCH)


def _tags_in(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    with archive.open(part) as content:
        return sum(chunk.count(b"<") for chunk in iter(lambda: content.read(_CHUNK), b""))


def _rows(book: Workbook, title: str) -> Iterator[tuple[int, Iterator[str]]]:
    sheet = book[title]
    # What the file says of its size is often wrong.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=LAST_LINE + 1, max_col=MOST_COLUMNS + 1, values_only=True)
    for number, row in enumerate(rows, start=1):
        if number > LAST_LINE:
            raise Unreadable(
                f"The sheet goes on below line {LAST_LINE:,}. Copy the lines that are needed into "
                "a new one."
            )
        yield number, map(_text, row)


def _text(value: object) -> str:
    """What the cell shows, more or less: how a number or a moment was to look is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, datetime) and value.time() == _MIDNIGHT:
        return value.date().isoformat()
    return str(value).replace(_RETURN, "\r")


def _which(title: str, sheets: int) -> str:
    return (
        f"The workbook has {sheets} sheets: the first, “{title}”, was read." if sheets > 1 else ""
    )
