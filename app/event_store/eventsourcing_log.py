"""The event log on the `eventsourcing` library, which serves as the store only: its recorders and
their optimistic concurrency, with Firstline's own mapper."""

from collections.abc import Sequence

from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, Mapper

from app.event_store.log import Conflict, Metadata, NewEvent, RecordedEvent
from app.event_store.mapper import Envelope, EnvelopeMapper


class _Store(Application[str]):
    name = "firstline"

    def construct_mapper(self) -> Mapper[str]:
        return EnvelopeMapper()


class EventsourcingLog:
    """An EventLog over whichever recorder the library's environment names."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._store = _Store({"ORIGINATOR_ID_TYPE": "text", **environment})
        self._mapper = EnvelopeMapper()

    def append(self, events: Sequence[NewEvent], metadata: Metadata) -> list[RecordedEvent]:
        envelopes = [Envelope(new.aggregate_id, new.version, new.event, metadata) for new in events]
        try:
            recordings = self._store.save(*envelopes)
        except IntegrityError as error:
            raise Conflict from error
        return [
            _recorded(envelope, recording.notification.id)
            for envelope, recording in zip(envelopes, recordings, strict=True)
        ]

    def stream(
        self,
        aggregate_id: str,
        *,
        after: int | None = None,
        until: int | None = None,
        last: int | None = None,
    ) -> list[RecordedEvent]:
        if last == 0:  # which the library's memory takes for no limit at all
            return []
        stored = self._store.recorder.select_events(
            aggregate_id, gt=after, lte=until, desc=True, limit=last
        )
        return [_recorded(self._mapper.to_domain_event(event)) for event in reversed(stored)]

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        if limit == 0:
            return []
        notifications = self._store.recorder.select_notifications(
            start=after, limit=limit, topics=types, inclusive_of_start=False
        )
        return [_recorded(self._mapper.to_domain_event(each), each.id) for each in notifications]

    def head(self) -> int:
        return self._store.recorder.max_notification_id() or 0

    def close(self) -> None:
        self._store.close()


def memory_log() -> EventsourcingLog:
    """A log in this process's memory: empty at first, gone when the process ends."""
    return EventsourcingLog({"PERSISTENCE_MODULE": "eventsourcing.popo"})


def _recorded(envelope: Envelope, position: int = 0) -> RecordedEvent:
    return RecordedEvent(
        aggregate_id=envelope.originator_id,
        version=envelope.originator_version,
        event=envelope.event,
        metadata=envelope.metadata,
        position=position,
    )
