"""What a list holds, on its way from the page that shows it to the one that carries it out: in the
form itself, packed and signed. So the desk keeps nothing of a list that nobody imports in the end,
and the second page can come from any process, and as late as any other form.
"""

import msgspec
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from app.spreadsheets.table import Line

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
