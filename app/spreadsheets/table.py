"""What is read of a spreadsheet, whatever kind of file it came in."""

from collections.abc import Iterable

import msgspec

from app.spreadsheets.writing import as_typed

MOST_LINES = 5_000
"""With something in them, besides the headings."""
MOST_COLUMNS = 60
LONGEST_CELL = 5_000
"""In characters. More than any field takes; what is longer is cut off, and refused as too long."""
MOST_TEXT = 16_000_000
"""In bytes: what all cells come to together, however the file is packed. In a workbook, any number
of cells can show one text that is kept once."""


class Unreadable(Exception):
    """The file is no spreadsheet, is damaged, or holds too much. Its text is a sentence or two for
    whoever chose it."""


class Line(msgspec.Struct, frozen=True, array_like=True):
    """A line with something in it, as text."""

    number: int
    """As spreadsheets and editors count, from 1."""
    cells: list[str]


class Table(msgspec.Struct, frozen=True):
    lines: list[Line]
    note: str = ""
    """A sentence on what was read of the file; empty when there is nothing to say."""


class Lines:
    """Gathers lines, and keeps to what one import may hold."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._text = 0

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Takes them as they stand in the file. Raises Unreadable when it is too much. Lines with
        nothing in them are left out."""
        cells = [self._cell(text) for text in texts]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"Line {number:,} has {len(cells):,} columns, and {MOST_COLUMNS} can be read. "
                "Leave out those that are not needed."
            )
        self._lines.append(Line(number, cells))
        if len(self._lines) > MOST_LINES + 1:
            raise Unreadable(
                f"One import takes {MOST_LINES:,} lines at most, and this file has more. "
                "Divide it, and import one part after the other."
            )

    def _cell(self, text: str) -> str:
        """What is kept of it. It is counted first: each step after that may copy all of it."""
        self._text += len(text.encode(errors="replace"))
        if self._text > MOST_TEXT:
            raise Unreadable(
                "There is more text in this file than can be read. Copy the lines and columns that "
                "are needed into a new one."
            )
        return as_typed(text).strip()[: LONGEST_CELL + 1]

    def table(self, note: str = "") -> Table:
        """What was gathered. Raises Unreadable when that is nothing."""
        if not self._lines:
            raise Unreadable("There is nothing in this file.")
        width = max(len(line.cells) for line in self._lines)
        padded = [
            Line(line.number, line.cells + [""] * (width - len(line.cells))) for line in self._lines
        ]
        return Table(padded, note)
