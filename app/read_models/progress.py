"""How far a database is, as it says itself."""

from collections.abc import Sequence
from typing import Any

import msgspec

from app.event_store.chain import FIRST
from app.event_store.log import Checkpoint

CREATE_PROGRESS = (
    "CREATE TABLE progress (position INTEGER NOT NULL, hash TEXT NOT NULL, "
    "fault TEXT NOT NULL, faulty TEXT NOT NULL, built_at INTEGER NOT NULL, "
    "build_milliseconds INTEGER NOT NULL, last_erasure INTEGER NOT NULL)"
)


class Progress(msgspec.Struct, frozen=True):
    """How far the rows are, and since when there is this database."""

    checkpoint: Checkpoint = Checkpoint(0, FIRST)
    """What the log looked like up to the last event that was taken in."""
    fault: str = ""
    """Why the next event cannot be taken in; empty as long as nothing is wrong."""
    faulty: str = ""
    """The log's hash at that event."""
    built_at: int = 0
    """Microseconds since 1970."""
    build_milliseconds: int = 0
    """How long it took to take in what was there then."""
    last_erasure: int = 0
    """The position of the last event that erases somebody. What it removed from the database may
    still be in the -wal: whoever reads this later makes sure that it is not."""


STORED = list[tuple[int, str, str, str, int, int, int]]
"""How it is stored."""


def stored(progress: Progress) -> Sequence[Any]:
    return (
        progress.checkpoint.position,
        progress.checkpoint.hash,
        progress.fault,
        progress.faulty,
        progress.built_at,
        progress.build_milliseconds,
        progress.last_erasure,
    )
