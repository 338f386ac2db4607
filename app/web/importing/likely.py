"""Which lines of a list are likely here already: on the desk, or further up in the list."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from app.domain.characters import isolated
from app.read_models import ReadModels
from app.read_models.likeness import place_key, telephone_key, tells
from app.read_models.operatives import operative_key
from app.web.importing.checking import Entry


class Likely(msgspec.Struct, frozen=True):
    """What a line is like."""

    why: str
    """A sentence."""
    newest: int = 0
    """Where in the log the newest of those on the desk begins; 0 where it is only like a line."""


def likely_sites(entries: Sequence[Entry], models: ReadModels) -> dict[int, Likely]:
    """By the numbers of their lines."""
    places = [_place(entry) for entry in entries]
    telephones = [telephone_key(entry.values["telephone_number"]) for entry in entries]
    known_places: dict[str, str] = {}
    known_telephones: dict[str, str] = {}
    newest: Counter[str] = Counter()
    common = Counter(telephones)
    for row in models.sites.with_keys(set(places), set(telephones)):
        known_places.setdefault(row.place_key, f"{isolated(row.name)}, which is here already")
        known_telephones.setdefault(row.telephone_key, isolated(row.name))
        common[row.telephone_key] += 1
        for key in (row.place_key, row.telephone_key):
            newest[key] = max(newest[key], row.number)
    likely: dict[int, Likely] = {}
    for entry, place, telephone in zip(entries, places, telephones, strict=True):
        if place in known_places:
            why = f"The address is that of {known_places[place]}."
            likely[entry.line] = Likely(why, newest[place])
        elif telephone in known_telephones and tells(telephone, common[telephone]):
            why = f"The telephone number is that of {known_telephones[telephone]}."
            likely[entry.line] = Likely(why, newest[telephone])
        if place:
            known_places.setdefault(place, f"line {entry.line:,}")
        if telephone:
            known_telephones.setdefault(telephone, f"line {entry.line:,}")
    return likely


def _place(entry: Entry) -> str:
    return place_key(entry.values["address_line_1"], entry.values["post_code"])


def likely_operatives(entries: Sequence[Entry], models: ReadModels) -> dict[int, Likely]:
    keys = [operative_key(entry.values["forename"], entry.values["surname"]) for entry in entries]
    known: dict[str, Likely] = {}
    for row in models.operatives.with_keys(set(keys)):
        newest = max(row.number, known[row.sort_key].newest if row.sort_key in known else 0)
        known[row.sort_key] = Likely("There is an operative of that name already.", newest)
    likely: dict[int, Likely] = {}
    for entry, key in zip(entries, keys, strict=True):
        if key in known:
            likely[entry.line] = known[key]
        known.setdefault(key, Likely(f"Line {entry.line:,} has the same name."))
    return likely
