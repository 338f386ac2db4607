"""How an event is written down: its stored name as the topic, and one JSON object

    {"schema": 1, "metadata": {"who": …, "when": …, "command_id": …, "source": …}, "event": {…}}

to which the store adds `"hash"`, its link in the chain. `schema` counts the shapes that events of
that name have had; older ones are read through the upcasters.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Generic, Literal, TypeVar

import msgspec
from eventsourcing.persistence import StoredEvent

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import Metadata, NewEvent, Record, UnreadableEvent
from app.event_store.upcasters import (
    UPCASTERS,
    Shape,
    Upcaster,
    brought_up_to_date,
    names_read_as,
    newest_schema,
)
from app.printable import printable

E = TypeVar("E", bound=Event)


class _State(msgspec.Struct, Generic[E], frozen=True, kw_only=True):
    schema: Literal[1] = 1
    metadata: Metadata
    event: E


class _WrittenState(msgspec.Struct, frozen=True):
    schema: int
    metadata: Metadata
    event: Any


class EventMapper:
    """Writes events as stored events, and reads them again."""

    def __init__(self, upcasters: Mapping[Shape, Upcaster] | None = None) -> None:
        self._upcasters = UPCASTERS if upcasters is None else upcasters
        self._encoder = msgspec.json.Encoder()
        self._any_state = msgspec.json.Decoder(_WrittenState)
        self._old_names = {shape.name for shape in self._upcasters}
        self._schemas = {name: newest_schema(name, self._upcasters) for name in EVENT_TYPES}

    def written(self, new: NewEvent, metadata: Metadata) -> StoredEvent:
        """The event as it is stored, but for its hash."""
        name = STORED_NAMES[type(new.event)]
        state = _WrittenState(self._schemas[name], metadata, new.event)
        return StoredEvent(
            originator_id=new.aggregate_id,
            originator_version=new.version,
            topic=name,
            state=self._encoder.encode(state),
        )

    def read(self, event: StoredEvent) -> tuple[Metadata, list[Event]]:
        """Raises UnreadableEvent for a type that is not known, or a shape that does not fit."""
        try:
            if event.topic in self._old_names:
                return self._read_any_shape(event)
            state = _decoder(event.topic).decode(event.state)
        except Exception as error:  # an upcaster can meet anything in what is damaged
            reason = (
                "this Firstline knows no such type"
                if event.topic not in EVENT_TYPES.keys() | self._old_names
                else printable(str(error))
            )
            raise UnreadableEvent(
                f"version {event.originator_version} of {printable(str(event.originator_id))}, an "
                f"event of the type '{printable(str(event.topic))}': {reason}"
            ) from error
        return state.metadata, [state.event]

    def read_record(self, record: Record) -> tuple[Metadata, list[Event]]:
        """The same, of a record as it was written."""
        return self.read(stored(record))

    def _read_any_shape(self, event: StoredEvent) -> tuple[Metadata, list[Event]]:
        state = self._any_state.decode(event.state)
        events = []
        shapes = brought_up_to_date(Shape(event.topic, state.schema), state.event, self._upcasters)
        if not shapes:
            raise LookupError("an upcaster makes nothing of it")
        for shape, data in shapes:
            if shape.schema != self._schemas.get(shape.name):
                raise LookupError(f"this Firstline knows no schema {shape.schema} of {shape.name}")
            events.append(msgspec.convert(data, EVENT_TYPES[shape.name]))
        return state.metadata, events

    def stored_names(self, types: Iterable[str]) -> list[str]:
        """Under which names events of these types may be stored."""
        return sorted(set().union(*(names_read_as(name, self._upcasters) for name in types)))


def stored(record: Record) -> StoredEvent:
    """The record as the library takes it; without a hash, which is worked out when it is kept."""
    return StoredEvent(
        originator_id=record.aggregate_id,
        originator_version=record.version,
        topic=record.type_name,
        state=record.body,
    )


@cache
def _decoder(stored_name: str) -> msgspec.json.Decoder[_State[Any]]:
    event_type: Any = EVENT_TYPES[stored_name]
    return msgspec.json.Decoder(_State[event_type])
