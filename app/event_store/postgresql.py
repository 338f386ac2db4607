"""A log in a PostgreSQL database, which several machines can share. Needs the extra `postgres`."""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from eventsourcing.persistence import PersistenceError, StoredEvent
from eventsourcing.postgres import (
    PostgresAggregateRecorder,
    PostgresApplicationRecorder,
    PostgresDatastore,
)
from psycopg import Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from app.event_store.chain import sealed
from app.event_store.errors import StoreError
from app.event_store.eventsourcing_log import EventsourcingLog

SCHEMA = "firstline"
"""A schema of its own: the library's helpers would otherwise get in the way of other programs'."""
TABLE = "events"
ANSWER_TIMEOUT = 2
"""In seconds: how long to wait for a connection before the database counts as away."""
LOCK_TIMEOUT = 5
"""In seconds: how long to wait for those who write before."""
BATCH = 1_000
"""How many events are inserted by one statement."""
PREPARING = 0x4669724C
"""Names the lock that those who prepare the same database take in turn."""


class _Datastore(PostgresDatastore):
    def __init__(self, uri: str) -> None:
        where = conninfo_to_dict(uri)
        known = ("dbname", "host", "port", "user", "password")
        super().__init__(
            **{name: where.pop(name, None) for name in known},  # type: ignore[arg-type]
            connect_timeout=ANSWER_TIMEOUT,
            pool_size=2,
            max_overflow=8,
            # A connection that broke while nobody used it is found out before it is used.
            pre_ping=True,
            # A desk that fell silent with the lock in its hand must not keep the others waiting.
            idle_in_transaction_session_timeout=LOCK_TIMEOUT,
            schema=SCHEMA,
            originator_id_type="text",
        )
        # What else the address says, such as sslmode, which the library has no place for.
        self.pool.kwargs = {
            "connect_timeout": ANSWER_TIMEOUT,
            "application_name": "firstline",
            **self.pool.kwargs,  # type: ignore[dict-item]
            **where,
        }
        # Each request asks anew for a connection. With the pool's own retries, at ever longer
        # intervals, it could be minutes before a database that is back is noticed.
        self.pool.reconnect_timeout = 0.0


def _at_once(method: Callable[..., Any]) -> Callable[..., Any]:
    """The library's method without its ten attempts: a page that keeps somebody waiting for a
    minute is worse than one that says at once how things are."""
    once: Callable[..., Any] = method.__wrapped__  # type: ignore[attr-defined]
    return once


class _Recorder(PostgresApplicationRecorder):
    select_events = _at_once(PostgresApplicationRecorder.select_events)
    select_notifications = _at_once(PostgresApplicationRecorder.select_notifications)
    max_notification_id = _at_once(PostgresApplicationRecorder.max_notification_id)

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name=TABLE)
        table = {"schema": Identifier(SCHEMA), "table": Identifier(TABLE)}
        # The lock makes the order of positions that of commits, so that no reader misses any.
        self._lock = SQL(
            "SET LOCAL lock_timeout = '{seconds}s'; LOCK TABLE {schema}.{table} IN EXCLUSIVE MODE"
        ).format(seconds=LOCK_TIMEOUT, **table)
        self._select_last = SQL(
            "SELECT state FROM {schema}.{table} ORDER BY notification_id DESC LIMIT 1"
        ).format(**table)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> list[int]:
        """Without the library's pipeline, which waits for ever when an event is larger than what
        the connection takes at a time (some 200 kB)."""
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute(self._lock)
            last = cursor.execute(self._select_last, prepare=True).fetchone()
            chained = sealed(stored_events, bytes(last["state"]) if last else None)
            positions: list[int] = []
            for start in range(0, len(chained), BATCH):
                self._insert_batch(cursor, chained[start : start + BATCH])
                positions += [row["notification_id"] for row in cursor]
        return positions

    def _insert_batch(self, cursor: Cursor[DictRow], events: Sequence[StoredEvent]) -> None:
        PostgresAggregateRecorder._insert_stored_events(self, cursor, events)


def prepare_postgresql(uri: str) -> bool:
    """Make the tables unless they are there; answers whether they were made. Several machines may
    try at once.

    Raises StoreError when the database does not answer, or does not let us.
    """
    with _connected(uri) as connection:
        connection.autocommit = True
        connection.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
        if _is_prepared(connection):
            return False
        datastore = _Datastore(uri)
        try:
            connection.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(SCHEMA)))
            _Recorder(datastore).create_table()
        except (psycopg.Error, PersistenceError) as error:
            raise StoreError(f"Cannot prepare {_named(uri)}: {_reason(error)}.") from error
        finally:
            datastore.close()
    return True


def postgresql_log(uri: str) -> EventsourcingLog:
    """The log in that database. Raises StoreError when it does not answer, or is not prepared."""
    with _connected(uri) as connection:
        if not _is_prepared(connection):
            raise StoreError(
                f"{_named(uri)} is not prepared yet: run firstline init-db once, or look whether "
                "FIRSTLINE_STORE names the right database."
            )
    datastore = _Datastore(uri)
    try:
        return EventsourcingLog(_Recorder(datastore), datastore.close)
    except PersistenceError as error:
        datastore.close()
        raise StoreError(f"{_named(uri)} does not answer: {_reason(error)}.") from error


def _connected(uri: str) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(uri, connect_timeout=ANSWER_TIMEOUT)
    except psycopg.ProgrammingError as error:
        raise StoreError(
            "FIRSTLINE_STORE should be like postgresql://user@host/database; this cannot be read: "
            f"{_reason(error)}."
        ) from error
    except psycopg.Error as error:
        raise StoreError(
            f"{_named(uri)} does not answer: {_reason(error)}. Is it running, and does "
            "FIRSTLINE_STORE say rightly where, and as whom to ask?"
        ) from error


def _is_prepared(connection: psycopg.Connection[Any]) -> bool:
    """Whether the tables are there. Raises StoreError when they are another program's."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s",
        (SCHEMA, TABLE),
    ).fetchall()
    columns = {name for (name,) in found}
    expected = {"originator_id", "originator_version", "topic", "state", "notification_id"}
    if columns and columns != expected:
        raise StoreError(
            f"The table {SCHEMA}.{TABLE} of that database belongs to another program. "
            "FIRSTLINE_STORE should name a database of its own."
        )
    return bool(columns)


def _named(uri: str) -> str:
    """The database as it may be told: without the password."""
    where = conninfo_to_dict(uri)
    host = where.get("host") or "this machine"
    return f"The database {where.get('dbname') or 'of that address'!s} at {host}"


def _reason(error: BaseException) -> str:
    """The first line of what the driver says; advice and repetitions follow in others."""
    return next(iter(str(error).splitlines()), type(error).__name__).strip().rstrip(".")
