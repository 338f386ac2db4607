"""XLSX files by hand, to say what no library would write."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def workbook(*sheets: Iterable[Sequence[object]]) -> bytes:
    """One that openpyxl writes, with these rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


GOOD = workbook([["Address", "Town"], ["12 High Street", "Leeds"]])


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook with another part in the place of one, or beside them."""
    return zipped({**parts_of(GOOD), name: content})


def with_sheet(rows: str, before: str = "") -> bytes:
    """A workbook with a sheet of these rows, in XML."""
    sheet = f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return with_part("xl/worksheets/sheet1.xml", sheet.encode())
