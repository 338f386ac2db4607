"""XLSX, as Excel, LibreOffice and others save it: the texts and numbers that the cells show.

Nothing in a file is run: of a formula, what it came to when the file was saved is read. openpyxl
reads the cells. It does not read the rest, for it makes an object of whatever a file holds, and
some of that takes it minutes.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from threading import Lock
from xml.etree.ElementTree import Element

import msgspec
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH
from openpyxl.worksheet._reader import (
    DATA_TAG,
    INLINE_STRING,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.constants import (
    ARC_CONTENT_TYPES,
    ARC_STYLE,
    ARC_WORKBOOK,
    REL_NS,
    SHARED_STRINGS,
    SHEET_MAIN_NS,
    XLSM,
    XLSX,
    XLTM,
    XLTX,
)

from app.spreadsheets.table import MOST_COLUMNS, Lines, Table, Unreadable
from app.spreadsheets.xlsx_package import TOO_MUCH, Package

LAST_LINE = 20_000
"""Sheets can begin late and have gaps; nothing is looked for below this line."""
LAST_COLUMN = 16_384
"""Of what Excel writes."""
LONGEST_FORMAT = 255
"""In characters: what Excel takes. To see whether a format is one of dates can take a time that
grows with the square of its length."""
PATIENCE = 3
"""In seconds: how long to wait until the file before has been read."""

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_TEXT, _RUN = f"{_MAIN}t", f"{_MAIN}r"
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
    except Exception as error:  # of many kinds: whatever can be wrong with XML and with ZIP
        raise Unreadable(
            "This XLSX file is damaged, or was not written by a spreadsheet. Open it in one, and "
            "save it again as XLSX or as CSV."
        ) from error
    finally:
        one_at_a_time.release()


def _read(data: bytes) -> Table:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = Package(archive)
        book = _book(package)
        if not book.sheets:
            raise Unreadable("The workbook has no sheet that can be seen.")
        lines = Lines()
        for number, cells in _rows(package, book):
            lines.add(number, map(_text, cells))
        return lines.table(_which(book))


class _Book(msgspec.Struct, frozen=True):
    sheets: list[tuple[str, str]]
    """Those that can be seen: their titles and their parts."""
    texts: str
    """The part with texts that cells refer to by their numbers; empty, if there is none."""
    epoch: datetime
    """On which day dates are 0."""


def _book(package: Package) -> _Book:
    parts = {
        each.get("ContentType", ""): each.get("PartName", "").removeprefix("/")
        for each in reversed(package.tree(ARC_CONTENT_TYPES))
    }
    kinds = (kind for kind in (XLTM, XLTX, XLSM, XLSX) if parts.get(kind))
    part = parts.get(next(kinds, ""), ARC_WORKBOOK)
    book, related = package.tree(part), package.related_to(part)
    sheets = []
    for sheet in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        kind, target = related.get(sheet.get(f"{{{REL_NS}}}id", ""), ("", ""))
        is_seen = sheet.get("state", "visible") == "visible"
        if is_seen and target in package and "chartsheet" not in kind:
            sheets.append((sheet.get("name", ""), target))
    properties = book.find(f"{_MAIN}workbookPr")
    counts_from_1904 = properties is not None and properties.get("date1904") in ("1", "true", "on")
    return _Book(
        sheets,
        parts.get(SHARED_STRINGS, ""),
        CALENDAR_MAC_1904 if counts_from_1904 else WINDOWS_EPOCH,
    )


class _Cells(WorkSheetParser):
    def parse_cell(self, element: Element) -> dict[str, object]:
        inline = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
        if inline is not None:
            # The library takes 30 times as long to read it.
            value = Element(VALUE_TAG)
            value.text = _plain(inline)
            element[:] = [value]
            element.set("t", "str")
        return super().parse_cell(element)


def _rows(package: Package, book: _Book) -> Iterator[tuple[int, list[object]]]:
    """The lines that the first sheet has, by their numbers."""
    dates, timedeltas = _formats_of_time(package)
    cells = _Cells(
        io.BytesIO(),
        _texts(package, book.texts) if book.texts else [],
        data_only=True,
        epoch=book.epoch,
        date_formats=dates,
        timedelta_formats=timedeltas,
    )
    _, part = book.sheets[0]
    last = 0
    for element in package.walk(part):
        if element.tag == DATA_TAG:
            return
        if element.tag != ROW_TAG:
            continue
        if len(element) > LAST_COLUMN:
            raise Unreadable(TOO_MUCH)
        number, row = cells.parse_row(element)  # type: ignore[arg-type]
        element.clear()
        if number > LAST_LINE:
            raise Unreadable(
                f"The sheet goes on below line {LAST_LINE:,}. Copy the lines that are needed into "
                "a new one."
            )
        if number > last:
            last = number
            yield number, _in_columns(row)


def _in_columns(row: list[dict[str, object]]) -> list[object]:
    """What stands in the columns from the first to one more than can be read."""
    columns: list[object] = [None] * (MOST_COLUMNS + 1)
    for cell in row:
        if 0 < (column := int(str(cell["column"]))) <= len(columns):
            columns[column - 1] = cell["value"]
    return columns


def _texts(package: Package, part: str) -> list[str]:
    texts = []
    for element in package.walk(part):
        if element.tag == f"{_MAIN}si":
            texts.append(_plain(element))
            element.clear()
    return texts


def _plain(text: Element) -> str:
    """What it says, which can be in several pieces that look different."""
    pieces = []
    for each in text:
        if each.tag == _TEXT:
            pieces.append(each.text)
        elif each.tag == _RUN:
            pieces.append(each.findtext(_TEXT))
    return "".join(filter(None, pieces)).replace("x005F_", "")


def _formats_of_time(package: Package) -> tuple[set[int], set[int]]:
    """The numbers of the styles in which a number is a moment, and how long something takes."""
    dates: set[int] = set()
    timedeltas: set[int] = set()
    if ARC_STYLE not in package:
        return dates, timedeltas
    styles = package.tree(ARC_STYLE)
    own = {
        each.get("numFmtId"): each.get("formatCode", "")[:LONGEST_FORMAT]
        for each in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    for number, style in enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        id = style.get("numFmtId", "0")
        code = own.get(id) or builtin_format_code(int(id))
        if is_date_format(code):
            dates.add(number)
        if is_timedelta_format(code):
            timedeltas.add(number)
    return dates, timedeltas


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


def _which(book: _Book) -> str:
    title, _ = book.sheets[0]
    count = len(book.sheets)
    return f"The workbook has {count} sheets: the first, “{title}”, was read." if count > 1 else ""
