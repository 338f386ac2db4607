"""The event log on the `eventsourcing` library, which serves as the store only: its recorders and
their optimistic concurrency, with Firstline's own mapper."""

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import msgspec
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    PersistenceError,
    StoredEvent,
)

from app.event_store.chain import FIRST, split
from app.event_store.log import (
    AppendCondition,
    Busy,
    Checkpoint,
    Conflict,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
    Unavailable,
    UnreadableEvent,
)
from app.event_store.mapper import EventMapper, stored
from app.event_store.turns import Locked


class Recorder(ApplicationRecorder):
    """What a log needs of a store besides what the library asks of it."""

    def check(
        self,
        condition: AppendCondition | None,
        head: int,
        breaks: Callable[[AppendCondition], object],
    ) -> None:
        """Raises IntegrityError unless the condition holds where the head is that. `breaks` looks
        for something past `after` that breaks it, and is only asked when there can be something.
        """
        if condition is None or head == condition.after:
            return
        # A log that ends before is another one than what was looked at.
        if head < condition.after or breaks(condition):
            raise IntegrityError

    @abstractmethod
    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> Sequence[Notification]:
        """What `EventLog.stream` asks for, the newest first."""

    @abstractmethod
    def newest_stored(self) -> tuple[int, object] | None:
        """The position and the state of the newest event; None when there is none."""

    def damage(self) -> str:
        """What is wrong with how the store keeps the log; empty when nothing is found."""
        return ""


class EventsourcingLog:
    """An EventLog over one of the library's recorders. `close` lets go of what that holds."""

    def __init__(
        self,
        recorder: Recorder,
        close: Callable[[], None] = lambda: None,
        mapper: EventMapper | None = None,
    ) -> None:
        self._recorder = recorder
        self._close = close
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
        positions = self._insert(written, condition=condition)
        return [
            RecordedEvent(new.aggregate_id, new.version, new.event, metadata, position)
            for new, position in zip(events, positions, strict=True)
        ]

    def _insert(self, events: Sequence[StoredEvent], **how: object) -> Sequence[int]:
        try:
            with _answering():
                return self._recorder.insert_events(events, **how) or ()
        except IntegrityError as error:
            raise Conflict from error

    def stream(
        self,
        aggregate_id: str,
        *,
        after: int | None = None,
        until: int | None = None,
        as_of: int | None = None,
        last: int | None = None,
    ) -> list[RecordedEvent]:
        with _answering():
            events = self._recorder.select_stream(
                aggregate_id, after=after, until=until, as_of=as_of, last=last
            )
        return [recorded for event in reversed(events) for recorded in self._recorded(event)]

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        if limit == 0:
            return []
        names = self._mapper.stored_names(types)
        found: list[RecordedEvent] = []
        # What is stored under a name of old can turn out to be of another type: then look further.
        while len(found) < limit:
            with _answering():
                events = self._recorder.select_notifications(
                    start=after, limit=limit, topics=names, inclusive_of_start=False
                )
            if not events:
                break
            found += [
                recorded
                for event in events
                for recorded in self._recorded(event)
                if not types or recorded.type_name in types
            ]
            if len(events) < limit:
                break
            after = events[-1].id
        if len(found) > limit:
            last = found[limit - 1].position
            found = [recorded for recorded in found if recorded.position <= last]
        return found

    def records(self, after: int, limit: int) -> list[Record]:
        with _answering():
            events = self._recorder.select_notifications(
                start=after, limit=limit, inclusive_of_start=False
            )
        return [
            Record(
                event.id,
                str(event.originator_id),
                _whole(event.originator_version),
                str(event.topic),
                *split(event.state),
            )
            for event in events
        ]

    def restore(self, records: Sequence[Record]) -> None:
        self._insert([stored(record) for record in records], into_empty=True)

    def head(self) -> int:
        with _answering():
            return self._recorder.max_notification_id() or 0

    def newest(self) -> Checkpoint:
        with _answering():
            newest = self._recorder.newest_stored()
        if newest is None:
            return Checkpoint(0, FIRST)
        position, state = newest
        return Checkpoint(position, split(state)[1])

    def damage(self) -> str:
        with _answering():
            return self._recorder.damage()

    def close(self) -> None:
        self._close()

    def _recorded(self, event: Notification) -> list[RecordedEvent]:
        try:
            metadata, events = self._mapper.read(event)
        except UnreadableEvent as error:
            raise UnreadableEvent(
                f"Cannot read what the log holds at position {event.id}, {error}"
            ) from error
        return [
            RecordedEvent(
                str(event.originator_id),
                event.originator_version,
                each,
                metadata,
                event.id,
                part,
            )
            for part, each in enumerate(events)
        ]


def _whole(version: object) -> int:
    """The version; or 0, which no record has, where somebody has put something else."""
    return version if isinstance(version, int) else 0


@contextmanager
def _answering() -> Iterator[None]:
    """Makes Unavailable, or Busy, of whatever goes wrong with a store, but for a conflict."""
    try:
        yield
    except IntegrityError:
        raise
    except Locked as error:
        raise Busy(str(error)) from error
    except PersistenceError as error:
        raise Unavailable(str(error)) from error
