"""The event log over a recorder, of which there is one for each kind of store. What is the same for
all of them is here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from app.event_store.chain import FIRST, split
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import (
    NO_KEYS,
    AppendCondition,
    Checkpoint,
    Conflict,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
    Unavailable,
    UnreadableEvent,
)
from app.event_store.mapper import EventMapper
from app.event_store.personal_data import ERASABLE_KINDS, ERASING, PERSONAL
from app.private_store.store import PrivateStore

BATCH = 1_000
"""How many records are read at a time."""


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

    def select(
        self,
        after: int,
        limit: int,
        type_names: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Record]:
        """Up to `limit` records past the position `after`, in order; of those types, and of
        aggregates of those kinds, if named."""
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


def _sealed_in(records: Sequence[Record]) -> set[str]:
    """Whose personal data these records can hold."""
    return {record.aggregate_id for record in records if record.type_name in PERSONAL}


def _erased_in(records: Sequence[Record]) -> set[str]:
    """Whose personal data these records say to be erased."""
    return {record.aggregate_id for record in records if record.type_name in ERASING}


class StoredLog:
    """An EventLog over a recorder."""

    def __init__(
        self, recorder: Recorder, private: PrivateStore, mapper: EventMapper | None = None
    ) -> None:
        self._recorder = recorder
        self._private = private
        self._keys = private.keys
        self.closes = [recorder.close]
        """What is closed with the log."""
        self._mapper = mapper or EventMapper()
        self._to_be_erased: set[str] = set()
        """Those of whom not everything could be thrown away when their erasure was read."""

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        if condition and condition.types:
            names = self._mapper.stored_names(condition.types)
            condition = msgspec.structs.replace(condition, types=names)
        # Kept before the events are: a key without an event harms nobody.
        sealing = {new.aggregate_id for new in events if STORED_NAMES[type(new.event)] in PERSONAL}
        keys = self._keys.make_all(sealing)
        written = [
            self._mapper.written(new, metadata, keys.get(new.aggregate_id)) for new in events
        ]
        positions = self._recorder.insert(written, condition)
        self._private.throw_away(_erased_in(written))
        self._try_to_throw_away(set(self._to_be_erased))
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
        return self.recorded(records[::-1])

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        names = self._mapper.stored_names(types)
        found: list[RecordedEvent] = []
        # What is stored under a name of old can turn out to be of another type: then look further.
        while len(found) < limit:
            records = self._recorder.select(after, limit, names, kinds)
            found += [
                recorded
                for recorded in self.recorded(records)
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

    def recorded(self, records: Sequence[Record]) -> list[RecordedEvent]:
        erased = _erased_in(records)
        # Whoever erased them may have been stopped before the key was gone.
        self._try_to_throw_away(erased)
        keys = self._keys_to(records)
        return [
            recorded
            for record in records
            for recorded in self._recorded(
                record, None if record.aggregate_id in erased else keys.get(record.aggregate_id)
            )
        ]

    def _recorded(self, record: Record, key: bytes | None) -> list[RecordedEvent]:
        try:
            metadata, events = self._mapper.read(record, key)
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

    def _keys_to(self, records: Sequence[Record]) -> Mapping[str, bytes]:
        """Asked each time, and not remembered: another process may have thrown some away."""
        ids = _sealed_in(records)
        return self._keys.of(ids) if ids else {}

    def restore(self, records: Sequence[Record], keys: Mapping[str, bytes] = NO_KEYS) -> None:
        erased = _erased_in(records)
        living = _sealed_in(records) - erased
        self._keys.restore({id: key for id, key in keys.items() if id in living})
        self._recorder.insert(records, into_empty=True)
        self._private.throw_away(erased)

    def keys(self, records: Sequence[Record]) -> Mapping[str, bytes]:
        keys = self._keys_to(records)
        return {id: key for id, key in keys.items() if not self._is_erased(id)}

    def readable(self) -> set[str]:
        return set(self._keys.whole())

    def finish_erasures(self, aggregate_ids: Collection[str] | None = None) -> None:
        if aggregate_ids is None:
            erased = self._private.whose() & self._all_erased()
        else:
            erased = {id for id in aggregate_ids if self._is_erased(id)}
        self._private.throw_away(erased)

    def _all_erased(self) -> set[str]:
        """Asked by kinds, which stores look up. There can be very many callers, and few erasures:
        to ask for each of them takes minutes."""
        names = self._mapper.stored_names(sorted(ERASING))
        erased, after = set[str](), 0
        while records := self._recorder.select(after, BATCH, names, ERASABLE_KINDS):
            erased |= _erased_in(records)
            after = records[-1].position
            if len(records) < BATCH:
                break
        return erased

    def _is_erased(self, aggregate_id: str) -> bool:
        records = self._recorder.select_stream(
            aggregate_id, after=None, until=None, as_of=None, last=None
        )
        return bool(_erased_in(records))

    def _try_to_throw_away(self, aggregate_ids: Collection[str]) -> None:
        """If it cannot be done now, the next append tries again."""
        try:
            # Asked first: to look takes no lock, and most of them are long gone.
            if self._keys.kept_of(aggregate_ids):
                self._private.throw_away(aggregate_ids)
        except Unavailable:
            self._to_be_erased.update(aggregate_ids)
        else:
            self._to_be_erased.difference_update(aggregate_ids)

    def head(self) -> int:
        return self._recorder.newest().position

    def newest(self) -> Checkpoint:
        return self._recorder.newest()

    def damage(self) -> str:
        return self._recorder.damage()

    def close(self) -> None:
        for close in self.closes:
            close()
