"""How events that an older Firstline wrote are read today. The log itself stays as it was written.

An upcaster takes the data of one stored name and schema, as that Firstline wrote it, and returns
what today's would have written: one event, under the same name or another, or several. What it
returns can be old in its turn; another upcaster then takes it on.

The metadata beside the events has upcasters of its own, one from each schema to the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import msgspec

Data = dict[str, Any]


class Shape(msgspec.Struct, frozen=True):
    """What a stored event looks like: its name, and which of the shapes that name has had."""

    name: str
    schema: int = 1


class Upcaster(msgspec.Struct, frozen=True):
    reads: Shape
    becomes: tuple[Shape, ...]
    """All the shapes that it can return."""
    upcast: Callable[[Data], list[tuple[Shape, Data]]]


def by_shape(upcasters: Iterable[Upcaster]) -> dict[Shape, Upcaster]:
    """The upcasters by what they read. Raises ValueError when two read the same, or when they lead
    round in a circle."""
    listed: dict[Shape, Upcaster] = {}
    for upcaster in upcasters:
        if upcaster.reads in listed:
            raise ValueError(f"Two upcasters read {upcaster.reads.name} {upcaster.reads.schema}")
        listed[upcaster.reads] = upcaster
    try:
        TopologicalSorter({shape: each.becomes for shape, each in listed.items()}).prepare()
    except CycleError as error:
        raise ValueError(f"Upcasters lead round in a circle: {error.args[1]}") from None
    return listed


def _as_it_is(shape: Shape) -> Callable[[Data], list[tuple[Shape, Data]]]:
    return lambda data: [(shape, data)]


_HIRED = Shape("OperativeHired", 2)
UPCASTERS = by_shape(
    [
        # Since schema 2, names are sealed (see `personal_data`); before, they were in plain.
        Upcaster(Shape("OperativeHired", 1), (_HIRED,), _as_it_is(_HIRED)),
    ]
)


MetadataUpcaster = Callable[[Data], Data]

METADATA_UPCASTERS: Sequence[MetadataUpcaster] = ()
"""The first makes schema 2 out of schema 1, the second 3 out of 2, and so on. None yet."""


def metadata_today(schema: int, data: Data, upcasters: Sequence[MetadataUpcaster]) -> Data:
    """Metadata of that schema, in the newest one. Raises LookupError for a schema that no upcaster
    leads on from, and that is not the newest."""
    if not 1 <= schema <= len(upcasters) + 1:
        raise LookupError(f"this Firstline knows no schema {schema} of metadata")
    for upcast in upcasters[schema - 1 :]:
        data = upcast(data)
    return data


def brought_up_to_date(
    shape: Shape, data: Data, upcasters: Mapping[Shape, Upcaster]
) -> list[tuple[Shape, Data]]:
    """What is written like that, in shapes that no upcaster reads any more."""
    upcaster = upcasters.get(shape)
    if upcaster is None:
        return [(shape, data)]
    return [
        event
        for newer, newer_data in upcaster.upcast(data)
        for event in brought_up_to_date(newer, newer_data, upcasters)
    ]


def newest_schema(name: str, upcasters: Mapping[Shape, Upcaster]) -> int:
    """Which shape of that name is written today."""
    return 1 + max((shape.schema for shape in upcasters if shape.name == name), default=0)


def names_read_as(name: str, upcasters: Mapping[Shape, Upcaster]) -> set[str]:
    """The stored names that can turn out, when read, to be events of this name: itself, and what
    it was called before."""
    names = {name}
    while older := {
        upcaster.reads.name
        for upcaster in upcasters.values()
        if upcaster.reads.name not in names and any(s.name in names for s in upcaster.becomes)
    }:
        names |= older
    return names
