"""How an event is written down: its stored name as the topic, and one JSON object

    {"schema": 1, "metadata": {"who": …, "when": …, "command_id": …, "source": …}, "event": {…}}

where `schema` is the version of that event type's shape.
"""

from functools import cache
from typing import Any, Generic, Literal, TypeVar

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import Metadata

E = TypeVar("E", bound=Event)


class Envelope(msgspec.Struct, frozen=True):
    """An event on its way to or from the store, with the names that the library asks for."""

    originator_id: str
    originator_version: int
    event: Event
    metadata: Metadata


class _State(msgspec.Struct, Generic[E], frozen=True, kw_only=True):
    schema: Literal[1] = 1
    metadata: Metadata
    event: E


class UnreadableEvent(Exception):
    """The log holds an event that this version of Firstline does not know how to read."""


class EnvelopeMapper(Mapper[str]):
    """Writes and reads envelopes as stored events, with msgspec instead of a transcoder."""

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        if not isinstance(domain_event, Envelope):
            raise TypeError(f"Only envelopes are stored, not {type(domain_event).__name__}")
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=STORED_NAMES[type(domain_event.event)],
            state=self._encoder.encode(
                _State(metadata=domain_event.metadata, event=domain_event.event)
            ),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Envelope:
        """Raises UnreadableEvent for a type that is not known, or a shape that does not fit."""
        try:
            state = _decoder(stored_event.topic).decode(stored_event.state)
        except (KeyError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableEvent(
                f"Cannot read version {stored_event.originator_version} of "
                f"{stored_event.originator_id}, stored as {stored_event.topic}: {error}"
            ) from error
        return Envelope(
            originator_id=str(stored_event.originator_id),
            originator_version=stored_event.originator_version,
            event=state.event,
            metadata=state.metadata,
        )


@cache
def _decoder(stored_name: str) -> msgspec.json.Decoder[_State[Any]]:
    event_type: Any = EVENT_TYPES[stored_name]
    return msgspec.json.Decoder(_State[event_type])
