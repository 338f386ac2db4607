"""The event log over a recorder, of which there is one for each kind of store. What is the same for
all of them is here."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from app.event_store.chain import FIRST, split
from app.event_store.log import (
    AppendCondition,
    Checkpoint,
    Conflict,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
    UnreadableEvent,
)
from app.event_store.mapper import EventMapper


class Recorder(Protocol):
    """Keeps records. Everything in it raises Unavailable."""

    def insert(
        self,
        records: Sequence[Record],
        condition: AppendCondition | None = None,
        *,
        into_empty: bool = False,
    ) -> list[int]:
        """Keep these, each with its hash, all or none; returns their positions.

        Raises Conflict when a version is taken, the condition does not hold, or `into_empty` and
        there are others already.
        """
        ...

    def select(self, after: int, limit: int, type_names: Sequence[str] = ()) -> list[Record]:
        """Up to `limit` records past the position `after`, in order; of those types, if named."""
        ...

    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> list[Record]:
        """What `EventLog.stream` asks for, the newest first."""
        ...

    def newest(self) -> Checkpoint:
        """What `EventLog.newest` asks for."""
        ...

    def damage(self) -> str:
        """What is wrong with how the store keeps the log; empty when nothing is found."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...


def check(
    condition: AppendCondition | None,
    newest: Checkpoint,
    breaks: Callable[[AppendCondition], object],
) -> None:
    """Raises Conflict unless the condition holds in a log that ends so. `breaks` looks for a
    record past `after` that breaks it, and is only asked when there can be one."""
    if condition is None:
        return
    if newest.position == condition.after and condition.hash in ("", newest.hash):
        return
    # A log that ends before is another one than what was looked at.
    if newest.position <= condition.after or breaks(condition):
        raise Conflict


def record_of(
    aggregate_id: object, version: object, type_name: object, state: object, position: int
) -> Record:
    """A row as a record. Somebody may have put anything in it by hand."""
    return Record(
        position,
        str(aggregate_id),
        version if isinstance(version, int) else 0,  # which no record has
        str(type_name),
        *split(state),
    )


def newest_in(row: Sequence[Any] | None) -> Checkpoint:
    """What the position and the state of the newest row say; there is none in an empty log."""
    return Checkpoint(row[0], split(row[1])[1]) if row else Checkpoint(0, FIRST)


class StoredLog:
    """An EventLog over a recorder."""

    def __init__(self, recorder: Recorder, mapper: EventMapper | None = None) -> None:
        self._recorder = recorder
        self._mapper = mapper or EventMapper()

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        if condition and condition.types:
            names = self._mapper.stored_names(condition.types)
            condition = msgspec.structs.replace(condition, types=names)
        written = [self._mapper.written(new, metadata) for new in events]
        positions = self._recorder.insert(written, condition)
        return [
            RecordedEvent(new.aggregate_id, new.version, new.event, metadata, position)
            for new, position in zip(events, positions, strict=True)
        ]

    def stream(
        self,
        aggregate_id: str,
        *,
        after: int | None = None,
        until: int | None = None,
        as_of: int | None = None,
        last: int | None = None,
    ) -> list[RecordedEvent]:
        records = self._recorder.select_stream(
            aggregate_id, after=after, until=until, as_of=as_of, last=last
        )
        return [recorded for record in reversed(records) for recorded in self.recorded(record)]

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        names = self._mapper.stored_names(types)
        found: list[RecordedEvent] = []
        # What is stored under a name of old can turn out to be of another type: then look further.
        while len(found) < limit:
            records = self._recorder.select(after, limit, names)
            found += [
                recorded
                for record in records
                for recorded in self.recorded(record)
                if not types or recorded.type_name in types
            ]
            if len(records) < limit:
                break
            after = records[-1].position
        if len(found) > limit:
            last = found[limit - 1].position
            found = [recorded for recorded in found if recorded.position <= last]
        return found

    def records(self, after: int, limit: int) -> list[Record]:
        return self._recorder.select(after, limit)

    def recorded(self, record: Record) -> list[RecordedEvent]:
        try:
            metadata, events = self._mapper.read(record)
        except UnreadableEvent as error:
            raise UnreadableEvent(
                f"Cannot read what the log holds at position {record.position}, {error}"
            ) from error
        return [
            RecordedEvent(
                record.aggregate_id, record.version, event, metadata, record.position, part
            )
            for part, event in enumerate(events)
        ]

    def restore(self, records: Sequence[Record]) -> None:
        self._recorder.insert(records, into_empty=True)

    def head(self) -> int:
        return self._recorder.newest().position

    def newest(self) -> Checkpoint:
        return self._recorder.newest()

    def damage(self) -> str:
        return self._recorder.damage()

    def close(self) -> None:
        self._recorder.close()
