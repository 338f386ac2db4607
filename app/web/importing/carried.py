"""What a list holds, on its way from the page that shows it to the one that carries it out: in the
form itself, packed and signed. So the desk keeps nothing of a list that nobody imports in the end,
and the second page can come from any process, and as late as any other form.
"""

from collections.abc import Sequence

import msgspec
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.spreadsheets.table import Line, Table
from app.web.importing.columns import Column, headings_in, places_in

LONGEST = 2_500_000
"""In characters: what a form can carry, with room for the rest of it."""


class Carried(msgspec.Struct, frozen=True):
    """A list as it was read, and as the page has shown it."""

    kind: str
    file: str
    """What the file is called."""
    note: str
    headings: Line
    lines: list[Line]
    places: dict[str, int]
    likely: list[int] = []
    """The numbers of the lines that were likely here already when the page was made. What a form
    asks for must not depend on what has happened since: sent twice, it means the same."""
    seen: int = 0
    """The position of the log as of which the page was made."""


def carried_from(kind: str, columns: Sequence[Column], file: str, table: Table) -> Carried:
    """What was read of a file, with its columns as their headings tell them."""
    place = headings_in(table.lines, columns)
    headings = table.lines[place]
    return Carried(
        kind=kind,
        file=file,
        note=table.note,
        headings=headings,
        lines=table.lines[place + 1 :],
        places=places_in(headings.cells, columns),
    )


def packed(carried: Carried) -> str:
    """Signed, so that a browser can only send back what it was given: what it inflates to is
    known."""
    return str(_serializer().dumps(msgspec.to_builtins(carried)))


def unpacked(text: str, kind: str) -> Carried | None:
    """None for what the desk has not packed for a list of that kind."""
    try:
        carried = msgspec.convert(_serializer().loads(text), Carried)
    except (BadData, msgspec.ValidationError):
        return None
    return carried if carried.kind == kind else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="firstline-import")
