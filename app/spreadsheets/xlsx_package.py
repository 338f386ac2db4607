"""The parts of an XLSX file, which is a ZIP file of XML: read one by one, and none that takes long.

A file of 50 kB can hold millions of tags. What counts is how a part is read here, and not what it
is called: the file itself says which part is which.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from openpyxl.xml.functions import fromstring, iterparse

from app.spreadsheets.table import Unreadable

MOST_INFLATED = 16_000_000
"""In bytes: several times what 5,000 lines come to. A file of 200 kB can become 200 MB."""
MOST_TAGS = 1_000_000
"""Of XML, in a sheet and its texts: twice what 5,000 lines of a dozen cells come to. Each takes
some microseconds."""
MOST_OTHER_TAGS = 50_000
"""In any other part, which is held in memory as a whole."""
MOST_PARTS = 1_000
TOO_MUCH = (
    "The workbook holds more than can be read. Copy the lines that are needed into a new one, or "
    "save them as CSV."
)

_AT_ONCE = 1 << 20
"""In bytes: so much is parsed at a time. A tag that is not at its end yet is begun again with each
piece, so small ones would take minutes for a tag of some MB."""
_AS_EXCEL_PACKS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others can inflate to any size at once, whatever the file says."""
_IS_ENCRYPTED = 0x1


class Package:
    """Raises Unreadable for what is no plain workbook, or holds too much."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._walked = 0
        parts = archive.infolist()
        self._names = {part.filename for part in parts}
        _refuse_what_is_no_plain_workbook(parts)
        # zipfile ends each part where the file said that it ends.
        inflated = sum(part.file_size for part in parts)
        is_packed_otherwise = any(part.compress_type not in _AS_EXCEL_PACKS for part in parts)
        if inflated > MOST_INFLATED or len(parts) > MOST_PARTS or is_packed_otherwise:
            raise Unreadable(TOO_MUCH)

    def __contains__(self, part: str) -> bool:
        return part in self._names

    def tree(self, part: str) -> Element:
        """All of it."""
        content = self._archive.read(part)
        if content.count(b"<") > MOST_OTHER_TAGS:
            raise Unreadable(TOO_MUCH)
        return fromstring(content)

    def walk(self, part: str) -> Iterator[Element]:
        """Its elements, each when it is at its end. Whoever has seen one clears it."""
        content = self._archive.read(part)
        self._walked += content.count(b"<")
        if self._walked > MOST_TAGS:
            raise Unreadable(TOO_MUCH)
        for _, element in iterparse(_InLargePieces(content)):
            yield element

    def related_to(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that this one names: of which kind they are, and what they are called, by the
        ids that it has for them."""
        folder, name = posixpath.split(part)
        relations = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        # A path that begins with a slash stands for itself.
        return {
            each.get("Id", ""): (
                each.get("Type", ""),
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))[1:],
            )
            for each in relations
        }


class _InLargePieces(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        return super().read(_AT_ONCE)


def _refuse_what_is_no_plain_workbook(parts: list[zipfile.ZipInfo]) -> None:
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
