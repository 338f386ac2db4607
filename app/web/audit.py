"""The audit: who signed in, who tried, who was refused what, and all that was changed about people.

The changes are events of the log. Everything else is in the private store, and kept for a while.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec
from flask import Blueprint, render_template, request

from app.domain.access import ABOUT_PEOPLE
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeErased
from app.domain.role import RoleGranted, RoleRevoked
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import RecordedEvent
from app.private_store.sign_ins import SignIn
from app.read_models.users import UserRow
from app.web import wording
from app.web.desk import now, read_models, wall
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.query import asked_words
from app.web.services import desk
from app.web.wording import naming

bp = Blueprint("audit", __name__, url_prefix="/administration/audit")

PAGE_SIZE = 50
MOST_MEANT = 10
"""So many are offered when several can be meant by what somebody asks for."""

SHOWN: tuple[type[Event], ...] = (*ABOUT_PEOPLE, OperativeErased)
"""The types of event that are shown."""
_BEFORE = re.compile(r"(\d{1,15})-(\d{1,15})", re.ASCII)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    said: str
    """What happened, as a sentence in which names are isolated."""
    detail: str = ""
    by: str = ""
    """Who did it, where the sentence does not say so; isolated."""
    address: str = ""
    """From which address of the network it came."""
    position: int | None = None
    """That of the event, where it is one."""


class Before(msgspec.Struct, frozen=True):
    """Where a page begins: with events before that position, and with notes before that id."""

    position: int
    note: int

    def __str__(self) -> str:
        return f"{self.position}-{self.note}"


class AuditPage(PageData, frozen=True, kw_only=True):
    asked_for: str
    """Whom it was to be about, in the words of whoever asks."""
    user: UserRow | None
    """Whom it is about, if that is one user."""
    meant: list[UserRow]
    """The first of those to choose from, where it is several."""
    entries: list[Entry]
    is_first: bool
    older: Before | None
    """Where the next page begins, if there is one."""


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    return render_template("administration/audit.html", page=_page())


def _page() -> AuditPage:
    asked_for = asked_words("person")
    meant = _meant(asked_for)
    user = meant[0] if len(meant) == 1 else None
    before = _before(request.args.get("before", ""))
    is_found = user is not None or not asked_for
    entries, older = _entries(user.id if user else "", before) if is_found else ([], None)
    return AuditPage(
        asked_for=asked_for,
        user=user,
        meant=meant if len(meant) > 1 else [],
        entries=entries,
        is_first=before is None,
        older=older,
    )


def _meant(text: str) -> list[UserRow]:
    """Whose id that is, or who are called so."""
    if not text:
        return []
    users = read_models().users
    row = users.get(text)
    return [row] if row else list(users.matching(text).first(MOST_MEANT))


def _before(text: str) -> Before | None:
    match = _BEFORE.fullmatch(text)
    return Before(int(match[1]), int(match[2])) if match else None


def _entries(user_id: str, before: Before | None) -> tuple[list[Entry], Before | None]:
    """A page of them, the newest first, and where the next one begins."""
    start = before or Before(read_models().position + 1, 2**49)
    notes = desk().private.sign_ins.page(
        now=now(), before=start.note, user_id=user_id, limit=PAGE_SIZE + 1
    )
    events = _events(user_id, start.position)
    entries: list[Entry] = []
    while (notes or events) and len(entries) < PAGE_SIZE:
        if notes and (not events or notes[0].at >= events[0].metadata.when):
            note = notes.pop(0)
            start = Before(start.position, note.id)
            entries.append(_noted(note))
        else:
            event = events.pop(0)
            start = Before(event.position, start.note)
            entries.append(_recorded(event))
    return entries, start if notes or events else None


def _events(user_id: str, before: int) -> list[RecordedEvent]:
    """One more than a page shows, the newest first; only those to do with one user, if named."""
    found = _of_user(user_id, before) if user_id else _of_everybody(before)
    return list(_read(sorted(set(found), reverse=True)[: PAGE_SIZE + 1]))


def _of_everybody(before: int) -> Iterator[int]:
    for each in SHOWN:
        yield from _newest(before, type_name=STORED_NAMES[each])


def _of_user(user_id: str, before: int) -> Iterator[int]:
    """What happened to a user, and what they did to others; when they joined teams and left them;
    and which roles these teams were granted or lost until then, also before they joined: so it can
    be read how the user came to them."""
    models = read_models()
    yield from _newest(before, aggregate_id=user_id)
    for did in models.involvements.done_by(user_id, before=before, limit=PAGE_SIZE + 1):
        yield did.event_position
    moves = models.involvements.moves_of(user_id)
    yield from (move.event_position for move in moves if move.event_position < before)
    still_in = {team.id for team in models.teams.of(user_id)}
    last_moves = {move.aggregate_id: move.event_position for move in reversed(moves)}
    for team_id, last in last_moves.items():
        end = before if team_id in still_in else min(before, last)
        for each in (RoleGranted, RoleRevoked):
            yield from _newest(end, aggregate_id=team_id, type_name=STORED_NAMES[each])


def _newest(before: int, *, aggregate_id: str = "", type_name: str = "") -> Iterator[int]:
    found = read_models().log_index.newest(
        PAGE_SIZE + 1, before=before, aggregate_id=aggregate_id, type_name=type_name
    )
    return (each.position for each in found)


def _read(positions: Iterable[int]) -> Iterator[RecordedEvent]:
    for position in positions:
        recorded = desk().log.read(after=position - 1, limit=1)
        yield from (each for each in recorded if isinstance(each.event, SHOWN))


def _noted(note: SignIn) -> Entry:
    return Entry(
        at=note.at,
        said=wording.noted(note, read_models()),
        detail=isolated(note.detail) if note.detail else "",
        address=note.address,
    )


def _recorded(recorded: RecordedEvent) -> Entry:
    models = read_models()
    return Entry(
        at=recorded.metadata.when,
        said=wording.notice([recorded], models, wall()),
        by=naming.who(recorded.metadata.who, models),
        position=recorded.position,
    )
