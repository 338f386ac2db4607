"""CSV as spreadsheets and other programs save it: with commas, semicolons, tabs or any other sign
between cells, in UTF-8 or in what Windows wrote before."""

import codecs
import csv
import io
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

import msgspec

from app.spreadsheets.table import MOST_COLUMNS, Lines, Table, Unreadable

DELIMITERS = ",;\t|"
_RARE = frozenset(string.punctuation + "\x1c\x1d\x1e\x1f§¦¬·") - {*DELIMITERS, '"'}
"""They stand in names and addresses too. So one of them stands between cells only where that shows
headings that somebody knows."""
_ENOUGH = 2
"""So many of them."""
_LOOKED_AT = 10
"""So many lines tell what stands between cells."""
_ONE_COLUMN = (
    "All of it is in one column: what stands between the cells was not found. Save it with commas, "
    "semicolons or tabs between them."
)
_SAYS_DELIMITER = "sep="
"""How the first line begins in which Excel says what stands between cells."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


Known = Callable[[Sequence[str]], int]
"""How many of these cells are headings that somebody knows."""


def read_csv(data: bytes, known: Known = lambda cells: 0) -> Table:
    """Raises Unreadable."""
    text, first = _without_announcement(_decoded(data))
    lines = Lines()
    for number, cells in _records(text, _delimiter(text, known)):
        lines.add(first + number, cells)
    table = lines.table()
    if len(table.lines[0].cells) > 1:
        return table
    return msgspec.structs.replace(table, note=_ONE_COLUMN)


def _decoded(data: bytes) -> str:
    """A mark at the beginning says which encoding it is; without one, what is no UTF-8 is
    Windows-1252. No guess by what the text looks like was right as often."""
    is_utf_16 = data.startswith(_UTF_16)
    try:
        text = data.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        if is_utf_16 or data.startswith(codecs.BOM_UTF8):
            raise Unreadable(
                "The file says which encoding it has, and holds bytes that are none of it. Save "
                "it again as “CSV UTF-8”."
            ) from None
        text = _decoded_from_windows(data)
    # No text has this one, and every picture or program. What else cannot be kept is told of its
    # cell.
    if "\0" in text:
        raise Unreadable("This is neither a CSV file nor an XLSX file.")
    return text


def _decoded_from_windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            f"Line {line:,} has a character that is neither UTF-8 nor Windows-1252. Save the file "
            "again as “CSV UTF-8”, or as XLSX."
        ) from None


def _without_announcement(text: str) -> tuple[str, int]:
    """The text without a first line such as "sep=;", and how many lines that took away. What it
    says is found out anyway."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if first.lower().startswith(_SAYS_DELIMITER) else (text, 0)


def _delimiter(text: str, known: Known) -> str:
    """What shows the most headings that are known; where that is the same for several, what parts
    all of the first lines into equally many cells, or else the most of them: a title can stand
    above the headings, and addresses have commas in them."""
    usual, found = _best(text, DELIMITERS, known)
    if found >= _ENOUGH:
        return usual
    rare, found = _best(text, sorted(_RARE.intersection(text)) or DELIMITERS, known)
    return rare if found >= _ENOUGH else usual


def _best(text: str, delimiters: Sequence[str], known: Known) -> tuple[str, int]:
    """The one of them that fits best, and how many known headings it shows."""
    fits = {each: _fit(text, each, known) for each in delimiters}
    best = max(fits, key=lambda each: fits[each])
    return best, fits[best][0]


def _fit(text: str, delimiter: str, known: Known) -> tuple[int, bool, int, int]:
    """How many headings are known in the line that has the most of them; whether all lines have
    equally many cells, of which there are more than one; how many have; and how many cells."""
    widths: Counter[int] = Counter()
    headings = 0
    with suppress(Unreadable):  # as it would be with another delimiter than that
        for _, cells in islice(_records(text, delimiter), _LOOKED_AT):
            widths[len(cells)] += 1
            headings = max(headings, known(cells[:MOST_COLUMNS]))
    alike = [(lines, width) for width, lines in widths.items() if width > 1]
    is_all = len(widths) == len(alike) == 1
    return (headings, is_all, *max(alike, default=(0, 0)))


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record, with the number of the line that it begins in. Raises Unreadable."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Unreadable(_what_is_wrong(str(error), begins)) from None
        if cells is None:
            return
        yield begins, cells
        begins = reader.line_num + 1


def _what_is_wrong(error: str, line: int) -> str:
    if "unexpected end" in error or "field larger" in error:
        return (
            f"A quotation mark is opened in line {line:,} and never closed, so that everything "
            "after it would be one cell."
        )
    if "expected after" in error:
        return (
            f"Line {line:,}: something follows the quotation mark that closes a cell. Inside a "
            'cell, a quotation mark is written twice: "".'
        )
    return f"Line {line:,} cannot be read as CSV."
