"""What one attempt at a command loads and saves."""

from datetime import datetime
from typing import TypeVar

from app.commands.outcome import Receipt, SentBefore, Stale
from app.domain.aggregate import Aggregate
from app.event_store.log import EventLog, Metadata, NewEvent, RecordedEvent

A = TypeVar("A", bound=Aggregate)


class BrokenStream(Exception):
    """The versions of a stored aggregate do not count up from 1: the log is damaged."""


class UnitOfWork:
    """Loads aggregates as they are, and saves what they decide in one append.

    When a stream shows that the command has been carried out before, its aggregates are loaded as
    they were just before that, and the command decides again what it decided then. That tells a
    form that was sent twice from one that was changed in between; nothing is appended.
    """

    def __init__(self, log: EventLog, metadata: Metadata) -> None:
        self._log = log
        self._metadata = metadata
        self._done_before: list[RecordedEvent] = []
        self._ends: dict[str, int] = {}
        """The last version of each stream when it was loaded."""
        self.receipt = Receipt(())

    @property
    def now(self) -> datetime:
        """When the command is, or was, carried out (UTC)."""
        metadata = self._done_before[0].metadata if self._done_before else self._metadata
        return metadata.when

    @property
    def done_before(self) -> Receipt | None:
        """What the command did when it was first carried out; None the first time."""
        return Receipt(tuple(self._done_before)) if self._done_before else None

    def load(self, aggregate_type: type[A], id: str, version: int | None = None) -> A:
        """The aggregate, new and empty when nothing is stored under the id.

        Raises Stale when `version` is given and is not the aggregate's.
        """
        stream = self._stream(aggregate_type, id)
        end = stream[-1].version if stream else 0
        self._ends.setdefault(id, end)
        if mine := [event for event in stream if self._is_mine(event)]:
            self._done_before += mine
            end = mine[0].version - 1
            stream = [event for event in stream if event.version <= end]
        if version is not None and version != end:
            raise Stale(id, changes=[event for event in stream if event.version > version])
        aggregate = aggregate_type(id)
        aggregate.replay((event.event for event in stream), version=end)
        return aggregate

    def _stream(self, aggregate_type: type[Aggregate], id: str) -> list[RecordedEvent]:
        """The stored events that the aggregate's state follows from."""
        if aggregate_type.last_event_is_state and not self._done_before:
            last = self._log.stream(id, last=1)
            # To decide again what was decided before, the last event is not enough.
            if not any(self._is_mine(event) for event in last):
                return last
        stream = self._log.stream(id)
        versions = list(dict.fromkeys(event.version for event in stream))
        if versions != list(range(1, len(versions) + 1)):
            raise BrokenStream(id)
        return stream

    def _is_mine(self, event: RecordedEvent) -> bool:
        return event.metadata.command_id == self._metadata.command_id

    def is_outdated(self) -> bool:
        """Whether a stream has grown since it was loaded, so that what was decided may rest on an
        old state of one aggregate and a new one of another."""
        return any(
            (newest[-1].version if (newest := self._log.stream(id, last=1)) else 0) != end
            for id, end in self._ends.items()
        )

    def save(self, *aggregates: Aggregate) -> None:
        """Append the changes of all, or of none. Raises Conflict when somebody was faster, and
        SentBefore when the command was carried out before with other content."""
        new = [
            NewEvent(aggregate.id, aggregate.version + number, event)
            for aggregate in aggregates
            for number, event in enumerate(aggregate.changes, start=1)
        ]
        if self._done_before:
            self.receipt = self._same_as_before(new)
        else:
            self.receipt = Receipt(tuple(self._log.append(new, self._metadata)))

    def _same_as_before(self, new: list[NewEvent]) -> Receipt:
        before = {(event.aggregate_id, event.version): event for event in self._done_before}
        again = [before.get((each.aggregate_id, each.version)) for each in new]
        if [event and event.event for event in again] != [each.event for each in new]:
            raise SentBefore(Receipt(tuple(self._done_before)))
        return Receipt(tuple(event for event in again if event is not None), is_repeat=True)
