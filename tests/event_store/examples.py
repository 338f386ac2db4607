"""Events and metadata to store."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from hypothesis import strategies as st

from app.domain.engagement import OperativeEngaged
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.operative import OperativeHired
from app.domain.promise import Priority
from app.domain.site import SitePart
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import Metadata, NewEvent, Record
from tests.cast import THE_DESK

BY_THE_DESK = Metadata(
    who=THE_DESK,
    when=datetime(2025, 6, 2, 9, 42, 7, 250_000, tzinfo=UTC),
    command_id="command-1",
    source="/control/",
)

HIRED = OperativeHired(forename="Ann", surname="Marsh")
ANN_HIRED_IN_PLAIN = Record(
    0,
    "operative-1",
    1,
    "OperativeHired",
    b'{"schema":1,"metadata":{"who":"the desk","when":"2025-06-02T09:42:07.250000Z",'
    b'"command_id":"command-1","source":"/control/"},"event":{"forename":"Ann","surname":"Marsh"}}',
    "",
)
"""As a Firstline wrote it that did not seal names yet."""


def engaged(number: int) -> OperativeEngaged:
    """An event that can be told from its fellows."""
    return OperativeEngaged(operative_id="operative-1", work_id=f"work-{number}")


def new_events(aggregate_id: str, count: int, first_version: int = 1) -> list[NewEvent]:
    versions = range(first_version, first_version + count)
    return [NewEvent(aggregate_id, version, engaged(version)) for version in versions]


texts = st.text(st.characters(codec="utf-8"))
moments = st.datetimes(timezones=st.just(UTC))

_FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    bool: st.booleans(),
    datetime: moments,
    datetime | None: st.none() | moments,
    str | None: st.none() | texts,
    CloseCause: st.sampled_from(CloseCause),
    AbandonCode | None: st.none() | st.sampled_from(AbandonCode),
    OutcomeCode | None: st.none() | st.sampled_from(OutcomeCode),
    Priority: st.sampled_from(Priority),
    SitePart: st.sampled_from(SitePart),
    tuple[str, ...]: st.lists(texts).map(tuple),
    tuple[Feature, ...]: st.lists(st.sampled_from(Feature)).map(tuple),
}


def events_of(event_type: type[Event]) -> st.SearchStrategy[Event]:
    """Events of that type with any content."""
    fields = {field.name: _FIELDS[field.type] for field in msgspec.structs.fields(event_type)}
    return st.builds(event_type, **fields)


events = st.sampled_from(sorted(EVENT_TYPES)).flatmap(lambda name: events_of(EVENT_TYPES[name]))
metadatas = st.builds(
    Metadata, who=texts, when=moments, command_id=texts, source=texts, acting_for=texts
)
