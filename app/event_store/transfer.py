"""The log as a file: a line of JSON for each event.

    {"position":…,"aggregate_id":…,"version":…,"type":…,"schema":…,"metadata":{…},"event":{…},
     "hash":…}

in this order of keys, without spaces, in UTF-8, in the order of the log. See `chain` for the hash;
it does not depend on the position, which a store gives out as it likes.

Personal data stays sealed in it. After the events can come the keys to it, a line each, which are
no part of the chain; without its key, personal data reads as erased:

    {"key_of":aggregate id,"key":Base64}
"""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from app.domain.history import History
from app.domain.history.impossible import Impossible, is_on_every_clock
from app.event_store.chain import FIRST, link, record_line
from app.event_store.log import NO_KEYS, Metadata, Record, RecordedEvent, UnreadableEvent
from app.event_store.mapper import EventMapper
from app.printable import printable
from app.private_store.keys import KEY_LENGTH

_PAGE = re.compile(r"/(?![\t\n\r]*[/\\])")
"""How the address of a page of the desk begins: others lead elsewhere. Browsers pass over tabs and
line breaks."""


_KEY_LINE = b'{"key_of":'
"""How a line with a key begins."""


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


class _KeyLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key_of: str
    key: str


def line_of(record: Record) -> bytes:
    """The record as a line of the file, with its line feed."""
    line = record_line(record.aggregate_id, record.version, record.type_name, record.body)
    return b'{"position":%d,%b,"hash":"%b"}\n' % (
        record.position,
        line[1:-1],
        record.hash.encode(),
    )


def line_of_key(aggregate_id: str, key: bytes) -> bytes:
    """The key of its personal data as a line of the file, with its line feed."""
    line = _KeyLine(aggregate_id, base64.b64encode(key).decode())
    return msgspec.json.encode(line) + b"\n"


def keys_in(lines: Iterable[bytes]) -> dict[str, bytes]:
    """The keys that the lines of a file hold. Raises ImportRefused."""
    decoder = msgspec.json.Decoder(_KeyLine)
    keys: dict[str, bytes] = {}
    for number, text in enumerate(lines, start=1):
        if not text.startswith(_KEY_LINE):
            continue
        try:
            line = decoder.decode(text)
            key = base64.b64decode(line.key, validate=True)
        except (msgspec.DecodeError, ValueError):
            key = b""
        if len(key) != KEY_LENGTH:
            raise ImportRefused(f"Line {number} is not a key to personal data.")
        keys[line.key_of] = key
    return keys


def records_in(
    lines: Iterable[bytes],
    mapper: EventMapper | None = None,
    keys: Mapping[str, bytes] = NO_KEYS,
) -> Iterator[Record]:
    """The records that the lines of a file hold, read with these keys.

    Raises ImportRefused at the first that is damaged, is not the next one of its chain, or holds
    an event that this Firstline cannot read.
    """
    mapper = mapper or EventMapper()
    decoder = msgspec.json.Decoder(_Line)
    previous = FIRST
    versions: dict[str, int] = {}
    is_past_events = False
    for number, text in enumerate(lines, start=1):
        if text.startswith(_KEY_LINE):
            is_past_events = True
            continue
        if is_past_events:
            raise ImportRefused(f"Line {number} stands after a key: events come before all keys.")
        try:
            line = decoder.decode(text.decode())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ImportRefused(
                f"Line {number} is not an event: {printable(str(error))}."
            ) from error
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
                f"{printable(record.aggregate_id)} is not the one that comes next."
            )
        versions[record.aggregate_id] = record.version
        try:
            mapper.read(record, keys.get(record.aggregate_id))
        except UnreadableEvent as error:
            raise ImportRefused(f"Line {number}, position {line.position}: {error}.") from error
        yield record


def importable(
    lines: Iterable[bytes],
    told: Callable[[RecordedEvent], None],
    mapper: EventMapper | None = None,
    keys: Mapping[str, bytes] = NO_KEYS,
) -> Iterator[Record]:
    """The records that a file holds, each of which can follow from those before it.

    `told` is called with each event as a new log will have it, and whatever it raises refuses the
    file. Raises ImportRefused, as `records_in` does, also where a desk cannot have written this.
    """
    mapper = mapper or EventMapper()
    history = History()
    number = 0
    for number, record in enumerate(records_in(lines, mapper, keys), start=1):
        here = f"Line {number}, position {record.position}: {printable(record.type_name)} of "
        here += printable(record.aggregate_id)
        metadata, events = mapper.read(record, keys.get(record.aggregate_id))
        if reason := _fault_of(metadata):
            raise ImportRefused(f"{here} cannot be: {reason}.")
        try:
            for part, event in enumerate(events):
                history.follow(record.aggregate_id, event)
                told(
                    RecordedEvent(
                        record.aggregate_id, record.version, event, metadata, number, part
                    )
                )
        except Impossible as impossible:
            raise ImportRefused(f"{here} cannot stand here: {impossible}.") from impossible
        except Exception as error:  # a read model can meet anything in what no desk has written
            reason = printable(repr(error))
            raise ImportRefused(f"{here} cannot be shown on the pages: {reason}.") from error
        yield record
    try:
        history.end()
    except Impossible as impossible:
        raise ImportRefused(f"Line {number} cannot be the last: {impossible}.") from impossible


def _fault_of(metadata: Metadata) -> str:
    if not is_on_every_clock(metadata.when):
        return "it happened at no time that clocks can show"
    if not _PAGE.match(metadata.source):
        return "it did not come from a page of a desk"
    return ""
