"""The private store in a PostgreSQL database, in tables beside the log's."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from psycopg import Connection
from psycopg.errors import LockNotAvailable

from app.postgresql import LOCK_TIMEOUT, SCHEMA, Pool, connected, named, not_prepared, parts, reason
from app.private_store.database import Values
from app.private_store.tables import CREATE, NUMBERED, TABLES
from app.store_errors import Busy, StoreError, Unavailable

MOST = 5
"""Connections of a process: each is used for a moment only."""


class _Transaction:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(_translated(sql), values)
        return cursor.fetchall() if cursor.description else []


class PostgresqlDatabase:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.open, self.close = pool.open, pool.close

    @contextmanager
    def transaction(self) -> Iterator[_Transaction]:
        try:
            with self._connection() as connection, connection.transaction():
                yield _Transaction(connection)
        except Unavailable as error:
            self._pool.renew(error)
            raise

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """What reads is tried again once, with new connections, when one turns out to be broken.
        What writes is not: it may have been done."""
        try:
            return self._execute(sql, values)
        except Unavailable as error:
            if self._pool.renew(error) and sql.startswith("SELECT"):
                return self._execute(sql, values)
            raise

    def _execute(self, sql: str, values: Values) -> list[tuple[Any, ...]]:
        with self._connection() as connection:
            return _Transaction(connection).execute(sql, values)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except Unavailable as error:
            kind = Busy if isinstance(error.__cause__, LockNotAvailable) else Unavailable
            # Further lines can tell what is in a row.
            raise kind(f"The private store: {reason(error)}") from error.__cause__


@cache
def _translated(sql: str) -> bytes:
    """As PostgreSQL and its driver say it. As bytes: the driver's types know only texts that stand
    in the code."""
    return re.sub(r"\bprivate_", f"{SCHEMA}.private_", sql.replace("?", "%s")).encode()


def prepare_private_tables(connection: Connection) -> bool:
    """Make the tables unless they are there; returns whether they were made. Who prepares the
    database keeps others from doing so at the same time."""
    if _has_all(connection):
        return False
    counting = "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    with connection.transaction():
        for statement in CREATE:
            connection.execute(_translated(statement.replace(NUMBERED, counting)))
    return True


def private_postgresql(uri: str) -> PostgresqlDatabase:
    """Raises StoreError when the database does not answer, or has no such tables."""
    with connected(uri) as connection:
        if not _has_all(connection):
            raise not_prepared(uri)
    database = PostgresqlDatabase(Pool(parts(uri), lock_timeout=LOCK_TIMEOUT, least=1, most=MOST))
    try:
        database.open()
        for table in TABLES:  # each of which may be forbidden
            database.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
    except Unavailable as error:
        database.close()
        raise StoreError(f"{named(uri)} does not answer: {reason(error)}.") from error
    return database


def _has_all(connection: Connection) -> bool:
    found = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)",
        (SCHEMA, list(TABLES)),
    ).fetchall()
    return len(found) == len(TABLES)
