"""The chain worked out with json and hashlib alone, as anybody could who has nothing but an
export."""

import json
from collections.abc import Iterable
from hashlib import sha256

from app.event_store.log import EventLog
from app.event_store.transfer import line_of

BEFORE_THE_FIRST = "0" * 64


def hash_by_hand(previous: str, line: bytes) -> str:
    """The hash that belongs to a line which follows one with the hash `previous`."""
    record = json.loads(line)
    del record["position"], record["hash"]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return sha256(f"{previous}\n{text}".encode()).hexdigest()


def hashes_by_hand(lines: Iterable[bytes], previous: str = BEFORE_THE_FIRST) -> list[str]:
    """Those of all lines, each from the line before it."""
    hashes = []
    for line in lines:
        previous = hash_by_hand(previous, line)
        hashes.append(previous)
    return hashes


def hashes_in(lines: Iterable[bytes]) -> list[str]:
    """Those that stand in the lines."""
    return [json.loads(line)["hash"] for line in lines]


def lines_of(log: EventLog, after: int = 0) -> list[bytes]:
    return [line_of(record) for record in log.records(after=after, limit=1_000_000)]
