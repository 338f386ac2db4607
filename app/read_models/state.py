"""What there is to say of the read side to those who look after it."""

from datetime import datetime, timedelta

import msgspec


class RowCount(msgspec.Struct, frozen=True):
    """How many rows a table has."""

    table: str
    now: int
    """How many hold now."""
    past: int
    """How many held once, and do not any more."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How the database in use came to be, and what is in it."""

    position: int
    """That of the last event that was taken in."""
    fault: str
    """Why the next event cannot be taken in; empty as long as nothing is wrong."""
    built_at: datetime
    """When its making began."""
    took: timedelta
    """How long it took to take in what the log had then."""
    fingerprint: str
    """What tells apart the versions of the code that makes the rows."""
    rows: dict[str, list[RowCount]]
    """By the name of the read model."""
