"""Slows down who tries too often: a leaky bucket for each address, account, and so on.

A bucket is full after so many attempts at once, and leaks at an even pace. All that is kept of it
is when it would be empty again. Strangers decide how many addresses and names there are, so they
share a fixed number of buckets by their hashes.
"""

import hashlib
from datetime import datetime, timedelta

from app.private_store.database import Database

BUCKETS = 65_536
"""Of each kind."""
SECOND = 1_000_000
"""Times are in whole microseconds: with fractions, the last attempt of a bucket could be lost."""

# Clocks can be set back. A bucket that is filled further than any could be counts as empty.
_TAKE = (
    "INSERT INTO private_attempts AS bucket (kind, slot, empty_at) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, slot) DO UPDATE SET empty_at = CASE "
    "WHEN bucket.empty_at BETWEEN ? AND ? THEN bucket.empty_at + ? ELSE excluded.empty_at END "
    "WHERE bucket.empty_at <= ? OR bucket.empty_at > ? RETURNING empty_at"
)


class Attempts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, kind: str, key: str, *, now: datetime, capacity: int, per: timedelta) -> float:
        """Whether one more attempt may go on: returns 0, and counts it; or for how many seconds it
        has to wait. A bucket takes `capacity` attempts at once, and as many again in `per`."""
        at, each, slot = int(now.timestamp() * SECOND), _each(capacity, per), _slot(key)
        latest = at + each * (capacity - 1)
        impossible = at + 2 * each * capacity
        values = (kind, slot, at + each, at, impossible, each, latest, impossible)
        with self._database.transaction() as transaction:
            if transaction.execute(_TAKE, values):
                return 0.0
            [(empty_at,)] = transaction.execute(
                "SELECT empty_at FROM private_attempts WHERE kind = ? AND slot = ?", (kind, slot)
            )
        return max(int(empty_at) - latest, 1) / SECOND

    def give_back(self, kind: str, key: str, *, capacity: int, per: timedelta) -> None:
        """One attempt turned out well, and does not count."""
        self._database.execute(
            "UPDATE private_attempts SET empty_at = empty_at - ? WHERE kind = ? AND slot = ?",
            (_each(capacity, per), kind, _slot(key)),
        )

    def clear(self, kind: str, key: str) -> None:
        self._database.execute(
            "DELETE FROM private_attempts WHERE kind = ? AND slot = ?", (kind, _slot(key))
        )


def _each(capacity: int, per: timedelta) -> int:
    """How long a bucket takes to leak one attempt."""
    return per // timedelta(microseconds=1) // capacity


def _slot(key: str) -> int:
    hash = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(hash[:8]) % BUCKETS
