"""Events: the log itself, newest first."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

import msgspec
from flask import Blueprint, render_template, request

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import Checkpoint, RecordedEvent
from app.event_store.verification import checkpoint_at
from app.read_models.works import work_number
from app.web.desk import desk, read_models, wall
from app.web.page_data import PageData
from app.web.query import asked_number, asked_words

bp = Blueprint("events", __name__, url_prefix="/events")

PAGE_SIZE = 50


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
    matching = _matching(aggregate_id, type_name)
    head = read_models().position
    before = asked_number("before")
    end = len(matching) if before is None else bisect_left(matching, before)
    start = max(0, end - PAGE_SIZE)
    has_newer = end < len(matching)
    return EventsPage(
        asked_for=asked_for,
        aggregate_id=aggregate_id,
        type_name=type_name,
        types=list(EVENT_TYPES),
        entries=[
            Entry(recorded, _data(recorded.event))
            for recorded in reversed(_read(matching[start:end], aggregate_id, type_name))
        ],
        total=len(matching),
        older=matching[start] if start else None,
        newer=matching[min(end + PAGE_SIZE, len(matching)) - 1] + 1 if has_newer else None,
        head=head,
        checkpoint=checkpoint_at(desk().log, head) if head else None,
    )


def _aggregate_id(text: str) -> str:
    """The id that somebody means who writes W-1004, a name that only one thing has, or an id."""
    models = read_models()
    if (number := work_number(text)) and (row := models.works.numbered(number)):
        return row.id
    if text and not models.log_index.positions(aggregate_id=text):
        named = [row.id for row in models.operatives.matching(text)]
        named += [row.id for row in models.sites.matching(text)]
        return named[0] if len(named) == 1 else text
    return text


def _matching(aggregate_id: str, type_name: str) -> Sequence[int]:
    """The positions of the events asked for, in order."""
    index = read_models().log_index
    positions = index.positions(type_name=type_name, aggregate_id=aggregate_id)
    if aggregate_id and type_name:
        of_type = index.positions(type_name=type_name)
        return [position for position in positions if _holds(of_type, position)]
    return positions


def _holds(positions: Sequence[int], position: int) -> bool:
    place = bisect_left(positions, position)
    return place < len(positions) and positions[place] == position


def _read(positions: Sequence[int], aggregate_id: str, type_name: str) -> list[RecordedEvent]:
    """The events at these positions, which are next to each other among those asked for."""
    if not positions:
        return []
    if not aggregate_id:
        types = [type_name] if type_name else []
        return desk().log.read(after=positions[0] - 1, limit=len(positions), types=types)
    # An aggregate's n-th position is that of its version n.
    of_stream = read_models().log_index.positions(aggregate_id=aggregate_id)
    first = bisect_left(of_stream, positions[0]) + 1
    last = bisect_left(of_stream, positions[-1]) + 1
    stream = [
        msgspec.structs.replace(recorded, position=of_stream[recorded.version - 1])
        for recorded in desk().log.stream(aggregate_id, after=first - 1, until=last)
    ]
    return [recorded for recorded in stream if _holds(positions, recorded.position)]


def _data(event: Event) -> list[tuple[str, list[Value]]]:
    fields = []
    for field in msgspec.structs.fields(event):
        value = getattr(event, field.name)
        values = value if isinstance(value, tuple) else (value,)
        fields.append((field.name.replace("_", " "), [_readable(each) for each in values]))
    return fields


def _readable(value: object) -> Value:
    if isinstance(value, datetime):
        return Value(str(wall().exact(value).striptags()))
    text = str(value)
    is_aggregate = bool(read_models().log_index.positions(aggregate_id=text))
    return Value(text, text if is_aggregate else "")
