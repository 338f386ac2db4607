"""The chain of hashes that shows whether the log is still what was written.

The hash of an event's record is the SHA-256, in hexadecimal, of

    the hash of the record before it in the log, a line feed, and the record as one line of JSON:
    {"aggregate_id":…,"version":…,"type":…,"schema":…,"metadata":{…},"event":{…}}

without spaces, in UTF-8. Before the first record stands FIRST. The hash is worked out where the
log is appended to, under the lock that puts events in order, and is stored with the event.

Nothing in it is secret: whoever may write to the database could work out all the hashes again.
What shows this is a checkpoint, a position and its hash, which is kept somewhere else.
"""

import hashlib
from collections.abc import Iterable, Iterator

import msgspec

from app.event_store.log import Record

FIRST = "0" * 64
"""What stands for the hash before the first record."""

_BEFORE_HASH = b',"hash":"'
_AFTER_HASH = b'"}'
_SEAL = len(_BEFORE_HASH) + len(FIRST) + len(_AFTER_HASH)
_HASH = slice(len(_BEFORE_HASH) - _SEAL, -len(_AFTER_HASH))


def link(previous: str, aggregate_id: str, version: int, type_name: str, body: bytes) -> str:
    """The hash of a record that follows the one with the hash `previous`. `body` is the record's
    JSON from its schema on: {"schema":…,"metadata":{…},"event":{…}}."""
    digest = hashlib.sha256()
    digest.update(previous.encode())
    digest.update(b"\n")
    digest.update(record_line(aggregate_id, version, type_name, body))
    return digest.hexdigest()


def record_line(aggregate_id: str, version: int, type_name: str, body: bytes) -> bytes:
    """A record as one line of JSON, without its hash."""
    return b'{"aggregate_id":%b,"version":%d,"type":%b,%b' % (
        msgspec.json.encode(aggregate_id),
        version,
        msgspec.json.encode(type_name),
        body[1:],
    )


def sealed(records: Iterable[Record], previous: str) -> Iterator[Record]:
    """The records with their hashes, chained to the record that has the hash `previous`."""
    for record in records:
        previous = link(
            previous, record.aggregate_id, record.version, record.type_name, record.body
        )
        yield msgspec.structs.replace(record, hash=previous)


def state_of(record: Record) -> bytes:
    """How the store keeps it: its body, with its hash at the end."""
    return record.body[:-1] + _BEFORE_HASH + record.hash.encode() + _AFTER_HASH


def split(stored: object) -> tuple[bytes, str]:
    """A stored state as the body that was hashed and its hash, which is empty where the state
    does not end in one. Whoever changes it by hand may leave text in its place, or nothing."""
    state = stored if isinstance(stored, bytes) else str(stored or "").encode()
    if not (state.startswith(_BEFORE_HASH, -_SEAL) and state.endswith(_AFTER_HASH)):
        return state, ""
    return state[:-_SEAL] + b"}", state[_HASH].decode("ascii", "replace")
