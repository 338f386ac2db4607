"""The port: all that the rest of the desk knows of the event store."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import msgspec

from app.domain.event import Event
from app.event_store.event_types import STORED_NAMES
from app.printable import printable
from app.store_errors import Busy as Busy
from app.store_errors import Unavailable as Unavailable

NO_KEYS: Mapping[str, bytes] = MappingProxyType({})


class Metadata(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is written beside each event."""

    who: str
    """A user's id; or, where nobody signs in, words such as "the desk"."""
    when: datetime
    """UTC."""
    command_id: str
    source: str
    """The address of the page that the command came from."""
    acting_for: str = ""
    """The operative (an id) whose step it is, where somebody else entered it. Not written when
    empty, so that everything else is written as ever."""


class NewEvent(msgspec.Struct, frozen=True):
    """An event that waits to be appended as that version of its aggregate."""

    aggregate_id: str
    version: int
    event: Event


class AppendCondition(msgspec.Struct, frozen=True, kw_only=True):
    """What has to hold when events are appended: nothing that stands in the log past the position
    `after` belongs to one of the aggregates, or is of one of the types. So what was decided by
    looking at the log as of that position is still true."""

    after: int
    hash: str = ""
    """The hash there, if it is known: where the log ends at that position with another, it is
    another log."""
    aggregate_ids: Collection[str] = ()
    types: Collection[str] = ()
    """By their stored names."""


class RecordedEvent(msgspec.Struct, frozen=True):
    """An event in the log."""

    aggregate_id: str
    version: int
    event: Event
    metadata: Metadata
    position: int
    """Its place in the order of the whole log."""
    part: int = 0
    """Counts the events that one record of an older Firstline is read as; 0 but for the second and
    later ones, which have the position and the version of the first."""

    @property
    def type_name(self) -> str:
        """The name under which the event is stored."""
        return STORED_NAMES[type(self.event)]

    @property
    def is_first(self) -> bool:
        """Whether its aggregate begins with it."""
        return self.version == 1 and not self.part


class Record(msgspec.Struct, frozen=True):
    """An event as it was written, whichever Firstline wrote it."""

    position: int
    aggregate_id: str
    version: int
    type_name: str
    body: bytes
    """JSON: {"schema":…,"metadata":{…},"event":{…}}."""
    hash: str
    """Its link in the chain; see `chain`. Empty where there is none: then the record is damaged."""


class Checkpoint(msgspec.Struct, frozen=True):
    """What the log looked like up to a position: the hash of the record there stands for it and
    for everything before it."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{printable(self.hash)}"


class Conflict(Exception):
    """Somebody else was first: a version is taken, or a condition does not hold any more. Nothing
    was appended."""


class UnreadableEvent(Exception):
    """The log holds an event that this version of Firstline does not know how to read."""


class EventLog(Protocol):
    """An append-only log of events, in one order, made of one stream for each aggregate.

    Everything in it raises Unavailable, and what reads events raises UnreadableEvent.
    """

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        """Append all of the events, or none.

        Raises Conflict when a version is taken, or the condition does not hold at the place in the
        order of the log where the events would stand. That is so for no events, too.
        """
        ...

    def stream(
        self,
        aggregate_id: str,
        *,
        after: int | None = None,
        until: int | None = None,
        as_of: int | None = None,
        last: int | None = None,
    ) -> list[RecordedEvent]:
        """The events of one aggregate, in the order of their versions: past the version `after`,
        up to the version `until`, up to the position `as_of`, and of those the last so many,
        where these are given."""
        ...

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        """Up to `limit` events past the position `after`, in order; of those types, if named, and
        of aggregates of those kinds, as their ids begin: where these are few, that is found at
        once in SQLite. More only where the last record is read as several events: they come
        together."""
        ...

    def records(self, after: int, limit: int) -> list[Record]:
        """Up to `limit` records past the position `after`, in order, as they were written."""
        ...

    def recorded(self, records: Sequence[Record]) -> list[RecordedEvent]:
        """The events that records are read as: one each, but for some of an older Firstline."""
        ...

    def restore(self, records: Sequence[Record], keys: Mapping[str, bytes] = NO_KEYS) -> None:
        """Append these records as they are, all or none. Their hashes are worked out again. `keys`
        are those of the personal data in them; those of somebody who is erased in them are left
        out.

        Raises Conflict when the log is not empty, or two are the same version of an aggregate.
        """
        ...

    def keys(self, records: Sequence[Record]) -> Mapping[str, bytes]:
        """The keys of the personal data in these records, by the ids of their aggregates; not of
        those whose data has been erased."""
        ...

    def readable(self) -> set[str]:
        """The ids of everybody to whose sealed data there is a key; also of those of whom there is
        nothing in the log."""
        ...

    def finish_erasures(self, aggregate_ids: Collection[str] | None = None) -> None:
        """Throw away the keys of those who are erased in the log, and all that they could sign in
        with, where that is left to do: the desk was killed in between, or what is beside the log
        was restored from an older copy. Of everybody, unless some are named."""
        ...

    def head(self) -> int:
        """The position of the newest event; 0 when there is none. Positions can have gaps."""
        ...

    def newest(self) -> Checkpoint:
        """The position and the hash of the newest event, as they are stored. In an empty log the
        position is 0, and the hash the one before the first, chain.FIRST."""
        ...

    def damage(self) -> str:
        """What the store finds wrong with its own files, such as an index that lacks some events.
        Then the events may all be as they were written, and still not all be found. Empty when
        nothing is wrong, or the store has no way to look."""
        ...

    def close(self) -> None:
        """Let go of what the store holds open."""
        ...
