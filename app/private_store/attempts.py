"""Slows down who tries too often: a leaky bucket for each address, account, and so on.

A bucket is full after so many attempts at once, and leaks at an even pace. All that is kept of it
is when it would be empty again. Strangers decide how many addresses and names there are, so they
share a fixed number of buckets by their hashes.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from app.private_store.database import Database, Transaction

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
_LOOK = "SELECT empty_at FROM private_attempts WHERE kind = ? AND slot = ?"
_GIVE_BACK = "UPDATE private_attempts SET empty_at = empty_at - ? WHERE kind = ? AND slot = ?"


class Bucket(msgspec.Struct, frozen=True):
    kind: str
    key: str
    capacity: int
    """So many attempts at once."""
    per: timedelta = timedelta(minutes=15)
    """As many again in that time."""

    @property
    def each(self) -> int:
        """How long it takes to leak one attempt."""
        return self.per // timedelta(microseconds=1) // self.capacity

    @property
    def place(self) -> tuple[str, int]:
        return self.kind, _slot(self.key)


class Full(Exception):
    """For an attempt to be undone in the other buckets, too."""

    def __init__(self, bucket: Bucket, seconds: float) -> None:
        super().__init__(bucket, seconds)
        self.bucket = bucket
        self.seconds = seconds
        """So long the attempt has to wait."""


class Attempts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, *buckets: Bucket, now: datetime) -> None:
        """Count one more attempt in each. Raises Full when one of them is full, and then counts it
        in none. Several buckets are always to be named in the same order."""
        at = int(now.timestamp() * SECOND)
        for bucket in buckets:
            # So those who are slowed down cost the others no wait to write.
            _look(self._database, bucket, at)
        with self._database.transaction() as transaction:
            for bucket in buckets:
                latest, impossible = _bounds(bucket, at)
                values = (at + bucket.each, at, impossible, bucket.each, latest, impossible)
                if not transaction.execute(_TAKE, (*bucket.place, *values)):
                    _look(transaction, bucket, at)
                    raise Full(bucket, 1 / SECOND)  # it is not any more, this very moment

    def give_back(self, buckets: Sequence[Bucket]) -> None:
        """One attempt turned out well, and does not count."""
        with self._database.transaction() as transaction:
            for bucket in buckets:
                transaction.execute(_GIVE_BACK, (bucket.each, *bucket.place))


def _look(database: Database | Transaction, bucket: Bucket, at: int) -> None:
    """Raises Full."""
    latest, impossible = _bounds(bucket, at)
    for (empty_at,) in database.execute(_LOOK, bucket.place):
        if latest < empty_at <= impossible:
            raise Full(bucket, (empty_at - latest) / SECOND)


def _bounds(bucket: Bucket, at: int) -> tuple[int, int]:
    """When it may be empty again at the latest for one more to go on; and what it cannot be filled
    to at all."""
    return at + bucket.each * (bucket.capacity - 1), at + 2 * bucket.each * bucket.capacity


def _slot(key: str) -> int:
    hash = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(hash[:8]) % BUCKETS
