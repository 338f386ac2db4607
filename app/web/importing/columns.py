"""Which column of a file is which: found by its heading, and changed by whoever knows better."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from app.domain.contact import CONTACT_NAME, accept_optional_telephone_number
from app.domain.operative import FORENAME, HOME_AREA, SURNAME
from app.domain.site import (
    ADDRESS_LINE_1,
    AREA,
    NAME,
    NOTES,
    TOWN,
    accept_post_code,
    accept_telephone_number,
)
from app.domain.skills import accept_skills, in_words, skills_in
from app.read_models.words import words_of
from app.spreadsheets.table import Line

LOOKED_AT = 10
"""The headings stand in one of so many first lines: titles and remarks can stand above them."""

REMARKS = ("Line", "What is wrong")
"""What the desk writes besides in the file of what is left out, and does not miss in what comes."""

Places = Mapping[str, int]
"""Which of a file's columns a column is, from 0; it is left out when there is none."""


class Column(msgspec.Struct, frozen=True):
    """What a line can say, and a command takes."""

    name: str
    """As the command has it."""
    label: str
    """The heading that the desk writes."""
    also: str
    """What others write over it, with semicolons between. Case, accents, spaces and punctuation do
    not count."""
    accept: Callable[[str], str]
    """The text as it is kept. Raises Refused."""
    is_required: bool = False
    several_lines: bool = False
    """Whether a line break in a cell says something."""


def _accept_skills(typed: str) -> str:
    return in_words(accept_skills(skills_in(typed)))


# In the order, and under the headings, of the lists that the desk writes: `site_rows.py`.
SITE_COLUMNS = (
    Column(
        "name",
        "Name",
        "site; site name; shop; shop name; store; branch; school; building; premises",
        NAME.accept,
    ),
    Column(
        "address_line_1",
        "Address line 1",
        "address; address 1; address line; first line of address; street; street address",
        ADDRESS_LINE_1.accept,
        is_required=True,
    ),
    Column(
        "town",
        "Town",
        "city; town or city; city or town; village; town/village; post town; place; locality",
        TOWN.accept,
        is_required=True,
    ),
    Column(
        "post_code",
        "Post code",
        "postal code; zip; zip code; PLZ; code postal",
        accept_post_code,
        is_required=True,
    ),
    Column(
        "telephone_number",
        "Telephone number",
        "telephone; telephone no; phone; phone number; phone no; tel; tel no; site telephone; "
        "site phone",
        accept_telephone_number,
        is_required=True,
    ),
    Column(
        "area",
        "Area",
        "district; region; zone; county; part of town; part of the town",
        AREA.accept,
    ),
    Column(
        "contact_name",
        "Contact’s name",
        "contact; contact name; contact person; ask for; who to ask for; whom to ask for; "
        "site contact; site contact name; key holder",
        CONTACT_NAME.accept,
    ),
    Column(
        "contact_telephone",
        "Contact’s telephone",
        "contact telephone; contact telephone number; contact telephone no; contact phone; "
        "contact phone number; contact mobile; contact tel; contact number; key holder telephone",
        accept_optional_telephone_number,
    ),
    Column(
        "notes",
        "Notes for whoever attends",
        "note; notes; site notes; remarks; comments; access; access notes; access details; "
        "access information; access instructions; access and keys; access, keys, dog; "
        "access, keys, the dog; keys; instructions; directions",
        NOTES.accept,
        several_lines=True,
    ),
)

OPERATIVE_COLUMNS = (
    Column(
        "forename",
        "Forename",
        "forenames; first name; first names; given name; given names; Christian name",
        FORENAME.accept,
        is_required=True,
    ),
    Column("surname", "Surname", "last name; family name", SURNAME.accept, is_required=True),
    Column(
        "home_area",
        "Home area",
        "area; home; home base; home town; base; based in; based at; lives in; sets off from; "
        "where they set off from; region; district; town",
        HOME_AREA.accept,
    ),
    Column(
        "skills",
        "Skills",
        "skill; skill set; trade; trades; can do; qualifications; competences; competencies",
        _accept_skills,
        several_lines=True,
    ),
)


def headings_in(lines: Sequence[Line], columns: Sequence[Column]) -> int:
    """Which of the lines has the headings: the first of those that has the most we know."""
    found = [len(places_in(line.cells, columns)) for line in lines[:LOOKED_AT]]
    return found.index(max(found))


def places_in(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Which of the headings belongs to which column. No heading belongs to two: first those get
    theirs whose own name stands there, then those that others call otherwise."""
    places: dict[str, int] = {}
    keys = [_key(heading) for heading in headings]
    for names_of in (_own_name, _other_names):
        for each in columns:
            if each.name in places:
                continue
            names = names_of(each)
            free = (place for place in range(len(keys)) if place not in places.values())
            place = next((place for place in free if keys[place] in names), None)
            if place is not None:
                places[each.name] = place
    return places


def titled(headings: Sequence[str], place: int) -> str:
    """A column as people find it in the file: "E: Access notes"."""
    heading = headings[place]
    return f"{_letters(place)}: {heading}" if heading else _letters(place)


def _letters(place: int) -> str:
    """As spreadsheets name their columns: A, B, and after Z AA."""
    rest, letter = divmod(place, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + letter)


def _own_name(column: Column) -> set[str]:
    return {_key(column.label)}


def _other_names(column: Column) -> set[str]:
    return {_key(name) for name in column.also.split(";")}


def _key(heading: str) -> str:
    return "".join(words_of(heading))
