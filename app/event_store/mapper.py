"""How an event is written down: its stored name, and one JSON object

    {"schema": 1, "metadata": {"who": …, "when": …, "command_id": …, "source": …}, "event": {…}}

to which the store adds `"hash"`, its link in the chain. `schema` counts the shapes that events of
that name have had; older ones are read through the upcasters.

Metadata has a schema, too, as its first key; where there is none, it is the first one. So what was
written before there was a second needs no change.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

import msgspec

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import Metadata, NewEvent, Record, UnreadableEvent
from app.event_store.personal_data import PERSONAL, opened, sealed
from app.event_store.upcasters import (
    METADATA_UPCASTERS,
    UPCASTERS,
    MetadataUpcaster,
    Shape,
    Upcaster,
    brought_up_to_date,
    metadata_today,
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
    metadata: msgspec.Raw
    event: Any


class _MetadataSchema(msgspec.Struct, frozen=True):
    schema: int = 1


def _decoder(event_type: Any) -> msgspec.json.Decoder[_State[Any]]:
    return msgspec.json.Decoder(_State[event_type])


# All decoders are made here, before there are threads: msgspec crashes the process when two
# threads make one of the same type at once.
_metadata_schema = msgspec.json.Decoder(_MetadataSchema)
_metadata = msgspec.json.Decoder(Metadata)
_any_state = msgspec.json.Decoder(_WrittenState)
_decoders = {name: _decoder(event_type) for name, event_type in EVENT_TYPES.items()}


class EventMapper:
    """Writes events as records, and reads them again."""

    def __init__(
        self,
        upcasters: Mapping[Shape, Upcaster] = UPCASTERS,
        metadata_upcasters: Sequence[MetadataUpcaster] = METADATA_UPCASTERS,
    ) -> None:
        self._upcasters = upcasters
        self._metadata_upcasters = metadata_upcasters
        self._metadata_schema = len(metadata_upcasters) + 1
        schema = b'"schema":%d,' % self._metadata_schema if metadata_upcasters else b""
        self._todays = b'{"schema":1,"metadata":{%b"who":' % schema
        """How most states begin: such can be read in one go."""
        self._encoder = msgspec.json.Encoder()
        self._old_names = {shape.name for shape in self._upcasters}
        self._stored_names: dict[frozenset[str], list[str]] = {}
        """What has been asked of `stored_names`: each command asks for the same."""
        self._not_in_one_go = self._old_names | PERSONAL.keys()
        self._schemas = {name: newest_schema(name, self._upcasters) for name in EVENT_TYPES}

    def written(self, new: NewEvent, metadata: Metadata, key: bytes | None = None) -> Record:
        """The event as it is stored, but for its position and its hash. What is personal in it is
        sealed with the key; without one it is in plain."""
        name = STORED_NAMES[type(new.event)]
        event: Any = new.event
        if key and name in PERSONAL:
            data = msgspec.to_builtins(new.event)
            event = sealed(data, name, new.aggregate_id, new.version, key)
        written = self._encoder.encode(metadata)
        if self._metadata_schema > 1:
            written = b'{"schema":%d,%b' % (self._metadata_schema, written[1:])
        state = _WrittenState(self._schemas[name], msgspec.Raw(written), event)
        return Record(0, new.aggregate_id, new.version, name, self._encoder.encode(state), "")

    def read(self, record: Record, key: bytes | None = None) -> tuple[Metadata, list[Event]]:
        """What was sealed is opened with the key; without it, it reads as erased.

        Raises UnreadableEvent for a type that is not known, a shape that does not fit, and what is
        not as it was sealed.
        """
        try:
            if record.type_name in self._not_in_one_go or not record.body.startswith(self._todays):
                return self._read_any_shape(record, key)
            state = _decoders[record.type_name].decode(record.body)
            return state.metadata, [state.event]
        except Exception as error:  # an upcaster can meet anything in what is damaged
            reason = (
                "this Firstline knows no such type"
                if record.type_name not in EVENT_TYPES.keys() | self._old_names
                else printable(str(error))
            )
            raise UnreadableEvent(
                f"version {record.version} of {printable(record.aggregate_id)}, an "
                f"event of the type '{printable(record.type_name)}': {reason}"
            ) from error

    def _metadata_in(self, written: msgspec.Raw) -> Metadata:
        schema = _metadata_schema.decode(written).schema
        if schema == self._metadata_schema:
            return _metadata.decode(written)
        data = metadata_today(schema, msgspec.json.decode(written), self._metadata_upcasters)
        return msgspec.convert(data, Metadata)

    def _read_any_shape(self, record: Record, key: bytes | None) -> tuple[Metadata, list[Event]]:
        state = _any_state.decode(record.body)
        data = state.event
        if record.type_name in PERSONAL:
            data = opened(data, record.type_name, record.aggregate_id, record.version, key)
        events = []
        shapes = brought_up_to_date(Shape(record.type_name, state.schema), data, self._upcasters)
        if not shapes:
            raise LookupError("an upcaster makes nothing of it")
        for shape, data in shapes:
            if shape.schema != self._schemas.get(shape.name):
                raise LookupError(f"this Firstline knows no schema {shape.schema} of {shape.name}")
            events.append(msgspec.convert(data, EVENT_TYPES[shape.name]))
        return self._metadata_in(state.metadata), events

    def stored_names(self, types: Iterable[str]) -> list[str]:
        """Under which names events of these types may be stored."""
        asked = frozenset(types)
        if asked not in self._stored_names:
            names = (names_read_as(name, self._upcasters) for name in asked)
            self._stored_names[asked] = sorted(set().union(*names))
        return self._stored_names[asked]
