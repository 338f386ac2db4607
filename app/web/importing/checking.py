"""What is wrong with the lines of a list, each by itself."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from app.domain.characters import isolated
from app.domain.refused import Refused
from app.spreadsheets.table import Line
from app.web.importing.columns import Column, Places

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What a formula comes to that went wrong."""
_BREAK = re.compile(r"\s*[\n\v\f\r\x85\u2028\u2029]\s*")
"""In a cell, people begin a new line so that all of it can be seen, as before "North Street" in an
address. What is kept in one line has a space there."""
_QUOTED = 40
"""So many characters are quoted at most of what cannot be kept."""
_TELEPHONES = ("telephone_number", "contact_telephone")
_LIKELY_LENGTHS = range(9, 12)
"""How many digits a telephone number has from which a spreadsheet has taken the first 0."""


class Entry(msgspec.Struct, frozen=True):
    """What a line says."""

    line: int
    """Its number in the file."""
    values: dict[str, str]
    """As they are kept, by the names of the columns; as they stand in the file, where they cannot
    be."""
    faults: list[str]
    """Sentences."""

    @property
    def shown(self) -> str:
        """What it is about, for whoever looks for it."""
        return ", ".join(value for value in self.values.values() if value)


def entries_in(lines: Sequence[Line], columns: Sequence[Column], places: Places) -> list[Entry]:
    return [_entry(line, columns, places) for line in lines]


def _entry(line: Line, columns: Sequence[Column], places: Places) -> Entry:
    values, faults = {}, []
    for column in columns:
        typed = line.cells[places[column.name]] if column.name in places else ""
        if not column.several_lines:
            typed = _BREAK.sub(" ", typed)
        values[column.name] = typed
        try:
            values[column.name] = column.accept(typed)
        except Refused as refusal:
            faults.append(_said(column, str(refusal), typed))
            continue
        if typed in ERRORS:
            faults.append(f"{column.label} is {typed}: a formula in it went wrong.")
    return Entry(line.number, values, faults)


def _said(column: Column, refusal: str, typed: str) -> str:
    """Which column it is about, and what stands there. A contact's telephone number is refused as
    any is."""
    about = "" if refusal.startswith(column.label) else f"{column.label}: "
    quoted = f" It says “{isolated(typed[:_QUOTED])}”." if typed.strip() else ""
    return f"{about}{refusal}{quoted}"


def missing_in(columns: Sequence[Column], places: Places) -> Iterator[Column]:
    """Those that every line has to have, and of which nobody knows which they are."""
    return (each for each in columns if each.is_required and each.name not in places)


def has_lost_a_zero(entry: Entry) -> bool:
    """Whether there is something like a telephone number in it that a spreadsheet took for an
    amount."""
    return any(_has_lost_its_zero(entry.values.get(name, "")) for name in _TELEPHONES)


def _has_lost_its_zero(number: str) -> bool:
    is_bare = number.isdecimal() and not number.startswith("0")
    return is_bare and len(number) in _LIKELY_LENGTHS
