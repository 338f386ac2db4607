"""A log in this process's memory: empty at first, gone when the process ends."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from eventsourcing.persistence import IntegrityError, Notification, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from app.event_store.chain import FIRST, sealed, split
from app.event_store.eventsourcing_log import EventsourcingLog, Recorder
from app.event_store.log import AppendCondition


class _Recorder(POPOApplicationRecorder, Recorder):
    def _update_table(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Called under the recorder's lock."""
        if self._stored_events and kwargs.get("into_empty"):
            raise IntegrityError
        self.check(kwargs.get("condition"), len(self._stored_events), self._breaks)
        previous = split(self._stored_events[-1].state)[1] if self._stored_events else FIRST
        return super()._update_table(sealed(stored_events, previous), **kwargs)

    def _breaks(self, condition: AppendCondition) -> bool:
        return any(
            event.originator_id in condition.aggregate_ids or event.topic in condition.types
            for event in self._stored_events[condition.after :]
        )

    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> Sequence[Notification]:
        with self._database_lock:
            versions = self._stored_events_index.get(aggregate_id, {})
            wanted = (
                Notification(**vars(self._stored_events[index]), id=index + 1)
                for version, index in reversed(versions.items())
                if (after is None or version > after)
                and (until is None or version <= until)
                and (as_of is None or index < as_of)
            )
            return list(islice(wanted, last))

    def newest_stored(self) -> tuple[int, object] | None:
        with self._database_lock:
            events = self._stored_events
            return (len(events), events[-1].state) if events else None


def memory_log() -> EventsourcingLog:
    return EventsourcingLog(_Recorder())
