"""Events: the log itself, newest first."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from flask import Blueprint, render_template, request

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import Checkpoint, RecordedEvent
from app.event_store.verification import checkpoint_at
from app.read_models.log_index import IndexedEvent
from app.read_models.works import work_number
from app.web.desk import desk, read_models, wall
from app.web.page_data import PageData
from app.web.query import asked_number, asked_words

bp = Blueprint("events", __name__, url_prefix="/events")

PAGE_SIZE = 50
LONGEST_ID = 50
"""In characters: an aggregate's id is a word and 36 more."""


class Value(msgspec.Struct, frozen=True):
    """What stands in a field of an event, to be read."""

    text: str
    aggregate_id: str = ""
    """The id, where it is that of something in the log."""


class Entry(msgspec.Struct, frozen=True):
    """An event of the log, and its fields: (name, values)."""

    recorded: RecordedEvent
    data: list[tuple[str, list[Value]]]


class EventsPage(PageData, frozen=True, kw_only=True):
    asked_for: str
    """What the events were to be about, in the words of whoever asks."""
    aggregate_id: str
    """What that means."""
    type_name: str
    types: list[str]
    """All there are to ask for."""
    entries: list[Entry]
    total: int
    """How many events are like that."""
    older: int | None
    """The position that all on the next page are below; None where there is none."""
    newer: int | None
    """The position that all on the page before are below; None where there is none."""
    head: int
    checkpoint: Checkpoint | None


@bp.get("/", strict_slashes=False)
def index() -> str:
    return render_template("events/index.html", page=_page())


def _page() -> EventsPage:
    asked_for = asked_words("aggregate")
    aggregate_id = _aggregate_id(asked_for)
    type_name = request.args.get("type", "")
    type_name = type_name if type_name in EVENT_TYPES else ""
    index = read_models().log_index
    wanted = {"type_name": type_name, "aggregate_id": aggregate_id}
    before = asked_number("before")
    found = index.newest(PAGE_SIZE + 1, before=before, **wanted)
    shown = found[:PAGE_SIZE]
    newer = index.next(PAGE_SIZE, after=before - 1, **wanted) if before else []
    head = read_models().position
    return EventsPage(
        asked_for=asked_for,
        aggregate_id=aggregate_id,
        type_name=type_name,
        types=list(EVENT_TYPES),
        entries=[Entry(recorded, _data(recorded.event)) for recorded in _read(shown, **wanted)],
        total=index.count(**wanted),
        older=shown[-1].position if len(found) > PAGE_SIZE else None,
        newer=newer[-1] + 1 if newer else None,
        head=head,
        checkpoint=checkpoint_at(desk().log, head) if head else None,
    )


def _aggregate_id(text: str) -> str:
    """The id that somebody means who writes W-1004, a name that only one thing has, or an id."""
    models = read_models()
    if (number := work_number(text)) and (row := models.works.numbered(number)):
        return row.id
    if text and not models.log_index.has(text):
        named = [row.id for row in models.operatives.matching(text).first(2)]
        named += [row.id for row in models.sites.matching(text).first(2)]
        return named[0] if len(named) == 1 else text
    return text


def _read(
    shown: Sequence[IndexedEvent], type_name: str, aggregate_id: str
) -> Sequence[RecordedEvent]:
    """These events, which are next to each other among those asked for, the newest first."""
    if not shown:
        return []
    newest, oldest = shown[0], shown[-1]
    log = desk().log
    if aggregate_id:
        found = log.stream(aggregate_id, after=oldest.version - 1, until=newest.version)
    elif type_name:
        # One by one: to look for the others of a rare type could mean to read the whole log.
        found = [
            recorded
            for each in reversed(shown)
            for recorded in log.read(after=each.position - 1, limit=1)
        ]
    else:
        found = log.read(after=oldest.position - 1, limit=len(shown))
    return [each for each in reversed(found) if type_name in ("", each.type_name)]


def _data(event: Event) -> list[tuple[str, list[Value]]]:
    fields = []
    for name in event.__struct_fields__:
        value = getattr(event, name)
        values = value if isinstance(value, tuple) else (value,)
        fields.append((name.replace("_", " "), [_readable(each) for each in values]))
    return fields


def _readable(value: object) -> Value:
    if isinstance(value, datetime):
        return Value(str(wall().exact(value).striptags()))
    text = str(value)
    # Long texts are no ids: they need not be looked for.
    is_aggregate = len(text) <= LONGEST_ID and read_models().log_index.has(text)
    return Value(text, text if is_aggregate else "")
