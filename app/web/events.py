"""Events: the log itself, newest first."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from flask import Blueprint, Response, render_template, request

from app.domain.event import Event
from app.domain.feature import Feature
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import Checkpoint, RecordedEvent
from app.event_store.personal_data import ERASING, PERSONAL, as_erased
from app.event_store.verification import checkpoint_at
from app.read_models.log_index import IndexedEvent
from app.read_models.operatives import OperativeRow
from app.read_models.sites import SiteRow
from app.read_models.work_rows import work_number
from app.web.desk import read_models, wall
from app.web.downloads import csv_file
from app.web.events_file import HEADINGS, MOST, listed
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.query import asked_number, asked_words
from app.web.services import desk

bp = Blueprint("events", __name__, url_prefix="/events")

PAGE_SIZE = 50
MOST_MEANT = 10
"""So many are offered when several can be meant by what somebody asks for."""
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


class Meant(msgspec.Struct, frozen=True):
    """What somebody can mean by what they ask for: what a Work's number or an id names, or whoever
    and whatever has these words."""

    aggregate_id: str = ""
    """The id, where it is exactly one."""
    operatives: list[OperativeRow] = []
    """The first of those to choose from, where it is several."""
    sites: list[SiteRow] = []
    has_more: bool = False
    """Whether there are even more to choose from."""

    @property
    def is_several(self) -> bool:
        return bool(self.operatives or self.sites)


class Asked(msgspec.Struct, frozen=True):
    """What the address asks for."""

    asked_for: str
    who: str
    meant: Meant
    type_name: str
    wanted: dict[str, str]
    """The same, as `LogIndex.newest` takes it."""


class EventsPage(PageData, frozen=True, kw_only=True):
    asked_for: str
    """What the events were to be about, in the words of whoever asks."""
    meant: Meant
    who: str
    """Whose doings are asked for, instead: as `Metadata.who` has it."""
    type_name: str
    types: list[str]
    """All there are to ask for."""
    entries: list[Entry]
    total: int | None
    """How many events are like that; None where that is not counted."""
    most_in_file: int
    """So many of them are in the file at most."""
    older: int | None
    """The position that all on the next page are below; None where there is none."""
    newer: int | None
    """The position that all on the page before are below; None where there is none."""
    head: int
    checkpoint: Checkpoint | None


@bp.get("/", strict_slashes=False)
@needs(Feature.SEE_EVENTS)
def index() -> str:
    return render_template("events/index.html", page=_page())


@bp.get("/export.csv")
@needs(Feature.SEE_EVENTS)
def export_csv() -> Response:
    wanted = _asked().wanted
    return csv_file("events", HEADINGS, listed(wanted, lambda found: _shown(found, wanted)))


def _asked() -> Asked:
    who = asked_words("who")
    asked_for = "" if who else asked_words("aggregate")
    meant = _meant(asked_for)
    type_name = "" if who else request.args.get("type", "")
    type_name = type_name if type_name in EVENT_TYPES else ""
    # Nothing has the words themselves for its id: there are no events of several, or of nobody.
    about = {"type_name": type_name, "aggregate_id": meant.aggregate_id or asked_for}
    return Asked(asked_for, who, meant, type_name, {"who": who} if who else about)


def _page() -> EventsPage:
    asked = _asked()
    index, wanted = read_models().log_index, asked.wanted
    before = asked_number("before")
    found = index.newest(PAGE_SIZE + 1, before=before, **wanted)
    shown = found[:PAGE_SIZE]
    newer = index.next(PAGE_SIZE, after=before - 1, **wanted) if before else []
    head = read_models().position
    return EventsPage(
        asked_for=asked.asked_for,
        meant=asked.meant,
        who=asked.who,
        type_name=asked.type_name,
        types=list(EVENT_TYPES),
        entries=[Entry(recorded, _data(recorded.event)) for recorded in _shown(shown, wanted)],
        total=None if asked.who else index.count(**wanted),
        most_in_file=MOST,
        older=shown[-1].position if len(found) > PAGE_SIZE else None,
        newer=newer[-1] + 1 if newer else None,
        head=head,
        checkpoint=checkpoint_at(desk().log, head) if head else None,
    )


def _meant(text: str) -> Meant:
    models = read_models()
    if (number := work_number(text)) and (row := models.works.numbered(number)):
        return Meant(row.id)
    if not text or models.log_index.has(text):
        return Meant(text)
    operatives = models.operatives.matching(text, also_left=True).first(MOST_MEANT + 1)
    sites = models.sites.matching(text).first(MOST_MEANT + 1)
    ids = [row.id for row in (*operatives, *sites)]
    if len(ids) == 1:
        return Meant(ids[0])
    # Those of one kind, however many, do not hide all of the other.
    operatives = operatives[: MOST_MEANT - min(len(sites), MOST_MEANT // 2)]
    return Meant(
        operatives=operatives,
        sites=sites[: MOST_MEANT - len(operatives)],
        has_more=len(ids) > MOST_MEANT,
    )


def _read(
    shown: Sequence[IndexedEvent], type_name: str = "", aggregate_id: str = "", who: str = ""
) -> Sequence[RecordedEvent]:
    """These events, which are next to each other among those asked for, the newest first."""
    if not shown:
        return []
    newest, oldest = shown[0], shown[-1]
    log = desk().log
    if aggregate_id:
        found = log.stream(aggregate_id, after=oldest.version - 1, until=newest.version)
    elif type_name or who:
        # One by one: there can be a whole log between them.
        found = [
            recorded
            for each in reversed(shown)
            for recorded in log.read(after=each.position - 1, limit=1)
        ]
    else:
        found = log.read(after=oldest.position - 1, limit=len(shown))
    return [each for each in reversed(found) if type_name in ("", each.type_name)]


def _shown(found: Sequence[IndexedEvent], wanted: dict[str, str]) -> list[RecordedEvent]:
    """These events, as they may be shown."""
    return [_without_erased(recorded) for recorded in _read(found, **wanted)]


def _without_erased(recorded: RecordedEvent) -> RecordedEvent:
    if recorded.type_name in PERSONAL and _is_erased(recorded.aggregate_id):
        # The log still has the name where an older Firstline wrote it in plain, and where the key
        # could not be thrown away yet.
        return msgspec.structs.replace(recorded, event=as_erased(recorded.event))
    return recorded


def _is_erased(aggregate_id: str) -> bool:
    """By now, whichever moment is looked at. Nothing follows on an erasure."""
    return any(each.type_name in ERASING for each in desk().log.stream(aggregate_id, last=1))


def _data(event: Event) -> list[tuple[str, list[Value]]]:
    fields = []
    for name in event.__struct_fields__:
        value = getattr(event, name)
        values = (value or ("",)) if isinstance(value, tuple) else (value,)
        fields.append((name.replace("_", " "), [_readable(each) for each in values]))
    return fields


def _readable(value: object) -> Value:
    if isinstance(value, bool):
        return Value("yes" if value else "no")
    if isinstance(value, datetime):
        return Value(str(wall().exact(value).striptags()))
    text = "" if value is None else str(value)
    # Long texts are no ids: they need not be looked for.
    is_aggregate = len(text) <= LONGEST_ID and read_models().log_index.has(text)
    return Value(text, text if is_aggregate else "")
