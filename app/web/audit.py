"""The audit: who signed in, who tried, who was refused what, and all that was changed about people.

The changes are events of the log. Everything else is in the private store, and kept for a while.
"""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
from flask import Blueprint, render_template, request

from app.domain.access import ABOUT_PEOPLE
from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeErased
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

bp = Blueprint("audit", __name__, url_prefix="/administration/audit")

PAGE_SIZE = 50
MOST_CALLED = 10
"""So many are offered when several are called what somebody asks for."""

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
    called: list[UserRow]
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
    called = _called(asked_for)
    user = called[0] if len(called) == 1 else None
    before = _before(request.args.get("before", ""))
    is_found = user is not None or not asked_for
    entries, older = _entries(user.id if user else "", before) if is_found else ([], None)
    return AuditPage(
        asked_for=asked_for,
        user=user,
        called=called if len(called) > 1 else [],
        entries=entries,
        is_first=before is None,
        older=older,
    )


def _called(text: str) -> list[UserRow]:
    """Whose id that is, or who are called so."""
    if not text:
        return []
    users = read_models().users
    row = users.get(text)
    return [row] if row else list(users.matching(text).first(MOST_CALLED))


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
    """One more than a page shows, the newest first; of one user, those in their own stream."""
    index, wanted = read_models().log_index, [STORED_NAMES[each] for each in SHOWN]
    if user_id:
        places = index.newest(PAGE_SIZE + 1, before=before, aggregate_id=user_id)
    else:
        found = (
            each
            for name in wanted
            for each in index.newest(PAGE_SIZE + 1, before=before, type_name=name)
        )
        places = sorted(found, key=lambda each: -each.position)[: PAGE_SIZE + 1]
    return list(_read(dict.fromkeys(each.position for each in places)))


def _read(positions: dict[int, None]) -> Iterator[RecordedEvent]:
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
        said=wording.notice(recorded, models, wall()),
        by=wording.who(recorded.metadata.who, models),
        position=recorded.position,
    )
