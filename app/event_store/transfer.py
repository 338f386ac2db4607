"""The log as a file: a line of JSON for each event.

    {"position":…,"aggregate_id":…,"version":…,"type":…,"schema":…,"metadata":{…},"event":{…},
     "hash":…}

in this order of keys, without spaces, in UTF-8, in the order of the log. See `chain` for the hash;
it does not depend on the position, which a store gives out as it likes.
"""

from collections.abc import Iterable, Iterator

import msgspec

from app.event_store.chain import FIRST, link, record_line
from app.event_store.log import Record, UnreadableEvent
from app.event_store.mapper import EventMapper


class ImportRefused(Exception):
    """The file is not a log that can be taken in. Its text says where, and why."""


class _Line(msgspec.Struct, frozen=True):
    position: int
    aggregate_id: str
    version: int
    type: str
    schema: int
    metadata: msgspec.Raw
    event: msgspec.Raw
    hash: str


def line_of(record: Record) -> bytes:
    """The record as a line of the file, with its line feed."""
    line = record_line(record.aggregate_id, record.version, record.type_name, record.body)
    return b'{"position":%d,%b,"hash":"%b"}\n' % (
        record.position,
        line[1:-1],
        record.hash.encode(),
    )


def records_in(lines: Iterable[bytes], mapper: EventMapper | None = None) -> Iterator[Record]:
    """The records that the lines of a file hold.

    Raises ImportRefused at the first that is damaged, is not the next one of its chain, or holds
    an event that this Firstline cannot read.
    """
    mapper = mapper or EventMapper()
    decoder = msgspec.json.Decoder(_Line)
    previous = FIRST
    versions: dict[str, int] = {}
    for number, text in enumerate(lines, start=1):
        try:
            line = decoder.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ImportRefused(f"Line {number} is not an event: {error}.") from error
        body = b'{"schema":%d,"metadata":%b,"event":%b}' % (line.schema, line.metadata, line.event)
        record = Record(line.position, line.aggregate_id, line.version, line.type, body, line.hash)
        previous = link(
            previous, record.aggregate_id, record.version, record.type_name, record.body
        )
        if record.hash != previous:
            raise ImportRefused(
                f"Line {number}, position {line.position}: its hash is not the one that follows "
                "from the lines before it. It has been changed, or one before it is missing."
            )
        if record.version != versions.get(record.aggregate_id, 0) + 1:
            raise ImportRefused(
                f"Line {number}, position {line.position}: version {record.version} of "
                f"{record.aggregate_id} is not the one that comes next."
            )
        versions[record.aggregate_id] = record.version
        try:
            mapper.read_record(record)
        except UnreadableEvent as error:
            raise ImportRefused(f"Line {number}, position {line.position}: {error}.") from error
        yield record
