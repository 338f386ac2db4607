"""The port: all that the rest of the desk knows of the event store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from app.domain.event import Event
from app.event_store.event_types import STORED_NAMES


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What is written beside each event."""

    who: str
    when: datetime
    """UTC."""
    command_id: str
    source: str
    """The address of the page that the command came from."""


class NewEvent(msgspec.Struct, frozen=True):
    """An event that waits to be appended as that version of its aggregate."""

    aggregate_id: str
    version: int
    event: Event


class RecordedEvent(msgspec.Struct, frozen=True):
    """An event in the log."""

    aggregate_id: str
    version: int
    event: Event
    metadata: Metadata
    position: int = 0
    """Its place in the order of the whole log; 0 where it was read as part of a stream, which has
    an order of its own: the versions."""

    @property
    def type_name(self) -> str:
        """The name under which the event is stored."""
        return STORED_NAMES[type(self.event)]


class Conflict(Exception):
    """Somebody else appended to one of the aggregates first. Nothing was appended."""


class EventLog(Protocol):
    """An append-only log of events, in one order, made of one stream for each aggregate."""

    def append(self, events: Sequence[NewEvent], metadata: Metadata) -> list[RecordedEvent]:
        """Append all of the events, or none. Raises Conflict when a version is taken."""
        ...

    def stream(
        self,
        aggregate_id: str,
        *,
        after: int | None = None,
        until: int | None = None,
        last: int | None = None,
    ) -> list[RecordedEvent]:
        """The events of one aggregate, in the order of their versions: past the version `after`,
        up to the version `until`, and of those the last so many, where these are given."""
        ...

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        """Up to `limit` events past the position `after`, in order; of those types, if named."""
        ...

    def head(self) -> int:
        """The position of the newest event; 0 when there is none. Positions can have gaps."""
        ...

    def close(self) -> None:
        """Let go of what the store holds open."""
        ...
