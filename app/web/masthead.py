"""What every page says about who is at the desk: their name, or that the desk is open, and whom
one can work as there."""

import msgspec
from flask import g

from app.read_models.found import Found
from app.read_models.users import UserRow
from app.web.asking import access, person, session_now
from app.web.desk import read_models
from app.web.gate import is_at_home

MOST_OFFERED = 60
"""How many users there are at most to work as: all of the busy demo's. Each page has the list."""


class WorkAs(msgspec.Struct, frozen=True):
    user_id: str
    name: str
    roles: str
    is_now: bool


class Masthead(msgspec.Struct, frozen=True):
    is_open: bool = False
    name: str = ""
    """Of the user who is signed in, or whom somebody works as; empty for nobody in particular."""
    is_signed_in: bool = False
    offered: tuple[WorkAs, ...] = ()
    """Whom one can work as at an open desk, besides nobody in particular."""
    not_offered: int = 0
    """How many others there are."""


def masthead() -> Masthead:
    """Of this request. Pages about errors do without what cannot be looked up."""
    # Without it, the log did not answer when the request came: do not ask it once more.
    if "masthead" not in g:
        g.masthead = _masthead() if "known" in g else Masthead()
    made: Masthead = g.masthead
    return made


def without_names() -> None:
    """Have nothing looked up for it, because what pages are read from is away."""
    g.masthead = Masthead()


def _masthead() -> Masthead:
    try:
        if access().is_open:
            if not is_at_home():
                return Masthead()  # also where nothing is at the address
            return _of_an_open_desk()
        if session_now() is None:
            return Masthead()
        return Masthead(name=_name(), is_signed_in=True)
    except Exception:
        return Masthead()


def _name() -> str:
    user = access().users.get(person().who)
    if user is None:
        return ""
    # On a page of the past, there may be nobody of that name yet.
    row = read_models().users.get(person().who)
    return row.full_name if row else user.sign_in_name


def _of_an_open_desk() -> Masthead:
    known = access()
    if not known.users:
        return Masthead(is_open=True, name=_name())
    # Where there are many operatives, those of whom there are few come first.
    few, operatives = _enabled(are_operatives=False), _enabled(are_operatives=True)
    rows = [*few.first(MOST_OFFERED), *operatives.first(MOST_OFFERED)][:MOST_OFFERED]
    offered = tuple(
        WorkAs(row.id, row.full_name, _roles(row.id), is_now=row.id == person().who) for row in rows
    )
    # Only where the list is full can there be others: to count them takes time on each page.
    others = len(few) + len(operatives) - len(rows) if len(rows) == MOST_OFFERED else 0
    return Masthead(is_open=True, name=_name(), offered=offered, not_offered=others)


def _enabled(*, are_operatives: bool) -> Found[UserRow]:
    # As they are now: a page of the past has them as they were then.
    others = [
        id
        for id, user in access().users.items()
        if not user.is_enabled or (user.operative_id is not None) is not are_operatives
    ]
    return read_models().users.matching("", without=others)


def _roles(user_id: str) -> str:
    known = access()
    names = (known.roles[id].name for id in known.roles_of(user_id) if id in known.roles)
    return ", ".join(sorted(names))
