"""A log in a PostgreSQL database, which several machines can share. Needs the extra `postgres`."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, LiteralString, TypeVar

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    Notification,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.postgres import (
    PostgresAggregateRecorder,
    PostgresApplicationRecorder,
    PostgresDatastore,
)
from psycopg import Cursor
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import LockNotAvailable
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier
from psycopg_pool import PoolTimeout

from app.event_store.address import StoreError
from app.event_store.chain import FIRST, sealed, split
from app.event_store.eventsourcing_log import EventsourcingLog, Recorder
from app.event_store.log import AppendCondition
from app.event_store.turns import Locked, Turns

R = TypeVar("R")

# The pool logs why the database does not answer. The library silences it when it is imported.
logging.getLogger("psycopg.pool").setLevel(logging.WARNING)

SCHEMA = "firstline"
"""A schema of its own, so that the types and functions that the library makes beside the table do
not clash with those of another program in the same database."""
TABLE = "events"
SILENCE = {
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
}
"""After how many seconds (and milliseconds) a network that has fallen silent counts as broken."""
ANSWER_TIMEOUT = 2
"""In seconds: how long to wait for a connection before the database counts as away."""
LOCK_TIMEOUT = 5
"""In seconds: how long to wait for those who write before."""
READ_LOCK_TIMEOUT = 2
"""In seconds: how long those who read wait for somebody who keeps everybody out, as VACUUM FULL
does."""
BROKEN = (InterfaceError, OperationalError)
BATCH = 1_000
"""How many events are inserted by one statement."""
PREPARING = 0x4669724C
"""Names the lock that those who prepare the same database take in turn."""


class _Datastore(PostgresDatastore):
    def __init__(self, uri: str) -> None:
        where = _parts(uri)
        known = ("dbname", "host", "port", "user", "password")
        super().__init__(
            **{name: where.pop(name, None) for name in known},
            connect_timeout=ANSWER_TIMEOUT,
            pool_size=2,
            max_overflow=8,
            # A desk that fell silent with the lock in its hand must not keep the others waiting.
            idle_in_transaction_session_timeout=LOCK_TIMEOUT,
            schema=SCHEMA,
            originator_id_type="text",
        )
        # What else the address says, such as sslmode, which the library has no place for.
        self.pool.kwargs = {
            **SILENCE,
            "application_name": "firstline",
            **self.pool.kwargs,  # type: ignore[dict-item]
            **where,
            "connect_timeout": ANSWER_TIMEOUT,
        }
        # Each request asks for a connection itself. The pool's own retries come at ever longer
        # intervals, so it could take minutes to notice that the database is back.
        self.pool.reconnect_timeout = 0.0

    def after_connect_func(self) -> Callable[[psycopg.Connection[Any]], None]:
        """Not as an option of the connection: poolers such as PgBouncer refuse those."""
        configure = super().after_connect_func()
        set_lock_timeout = SQL("SET lock_timeout = '{}s'").format(READ_LOCK_TIMEOUT)

        def after_connect(connection: psycopg.Connection[Any]) -> None:
            configure(connection)
            connection.execute(set_lock_timeout)

        return after_connect


def _patiently(method: Callable[..., R]) -> Callable[..., R]:
    """A method that reads, tried again once with new connections when one turns out to be broken.
    Not ten times, as the library does: a page that keeps somebody waiting for a minute is worse
    than one that says how things are."""
    once: Callable[..., R] = getattr(method, "__wrapped__", method)

    def patiently(recorder: "_Recorder", *args: Any, **kwargs: Any) -> R:
        try:
            return once(recorder, *args, **kwargs)
        except BROKEN as error:
            if not recorder.renew_connections(error):
                raise
            return once(recorder, *args, **kwargs)

    return patiently


class _Recorder(PostgresApplicationRecorder, Recorder):
    select_notifications = _patiently(PostgresApplicationRecorder.select_notifications)
    max_notification_id = _patiently(PostgresApplicationRecorder.max_notification_id)

    def __init__(self, datastore: PostgresDatastore) -> None:
        super().__init__(datastore, events_table_name=TABLE)
        self._turns = Turns(LOCK_TIMEOUT)
        table = {"schema": Identifier(SCHEMA), "table": Identifier(TABLE)}
        # The lock makes the order of positions that of commits, so that no reader misses any.
        self._lock = SQL(
            "SET LOCAL lock_timeout = '{seconds}s'; LOCK TABLE {schema}.{table} IN EXCLUSIVE MODE"
        ).format(seconds=LOCK_TIMEOUT, **table)
        self._select_last = SQL(
            "SELECT notification_id, state FROM {schema}.{table} "
            "ORDER BY notification_id DESC LIMIT 1"
        ).format(**table)
        # The order has it go by the index of positions: there are few past a recent one.
        self._select_breaking = SQL(
            "SELECT notification_id FROM {schema}.{table} WHERE notification_id > %s "
            "AND (originator_id = ANY(%s) OR topic = ANY(%s)) ORDER BY notification_id LIMIT 1"
        ).format(**table)
        self._select_stream = SQL(
            "SELECT originator_id, originator_version, topic, state, notification_id "
            "FROM {schema}.{table} WHERE originator_id = %s"
        ).format(**table)

    @_patiently
    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> Sequence[Notification]:
        bounds: dict[LiteralString, str | int | None] = {
            " AND originator_version > %s": after,
            " AND originator_version <= %s": until,
            " AND notification_id <= %s": as_of,
        }
        given = {test: bound for test, bound in bounds.items() if bound is not None}
        statement = (
            self._select_stream
            + SQL("").join(map(SQL, given))
            + SQL(" ORDER BY originator_version DESC LIMIT %s")
        )
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            cursor.execute(statement, (aggregate_id, *given.values(), last), prepare=True)
            return [Notification(*row.values()) for row in cursor]

    @_patiently
    def newest_stored(self) -> tuple[int, object] | None:
        with self.datastore.get_connection() as connection, connection.cursor() as cursor:
            return self._last(cursor)

    def _last(self, cursor: Cursor[DictRow]) -> tuple[int, object] | None:
        row = cursor.execute(self._select_last, prepare=True).fetchone()
        return (row["notification_id"], row["state"]) if row else None

    def _breaking(self, cursor: Cursor[DictRow], condition: AppendCondition) -> object:
        """An event that breaks it, if there is one."""
        looked_for = (condition.after, list(condition.aggregate_ids), list(condition.types))
        return cursor.execute(self._select_breaking, looked_for).fetchone()

    def renew_connections(self, error: Exception) -> bool:
        """Let go of all connections that nobody uses, if the error means that one was broken: the
        others then often are too. Returns whether it did."""
        if isinstance(error.__cause__, PoolTimeout | LockNotAvailable):
            return False
        self.datastore.pool.drain()
        return True

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        into_empty: bool = False,
        condition: AppendCondition | None = None,
        **kwargs: Any,
    ) -> list[int]:
        """Not tried again here: a connection that breaks may have stored the events before. The bus
        finds that out, by the command's id."""
        with self._turns.turn():
            try:
                return self._insert(stored_events, into_empty, condition)
            except BROKEN as error:
                if isinstance(error.__cause__, LockNotAvailable):
                    raise Locked(str(error)) from error
                self.renew_connections(error)
                raise

    def _insert(
        self,
        stored_events: Sequence[StoredEvent],
        into_empty: bool,
        condition: AppendCondition | None,
    ) -> list[int]:
        """Without the library's pipeline, which waits for ever when an event is larger than what
        the connection takes at a time (some 300 kB)."""
        with (
            self.datastore.get_connection() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute(self._lock)
            last = self._last(cursor)
            if last and into_empty:
                raise IntegrityError
            head = last[0] if last else 0
            self.check(condition, head, partial(self._breaking, cursor))
            previous = split(last[1])[1] if last else FIRST
            positions: list[int] = []
            for start in range(0, len(stored_events), BATCH):
                chained = sealed(stored_events[start : start + BATCH], previous)
                previous = split(chained[-1].state)[1]
                self._insert_batch(cursor, chained)
                positions += [row["notification_id"] for row in cursor]
            if positions and positions[0] <= head:
                # A restore can leave the sequence behind. Whoever reads on from the head would miss
                # events that stand before it.
                raise OperationalError(
                    f"The sequence of positions is behind the log's head, {head}: set it with "
                    f"setval to that at least. Nothing was appended."
                )
        return positions

    def _insert_batch(self, cursor: Cursor[DictRow], events: Sequence[StoredEvent]) -> None:
        PostgresAggregateRecorder._insert_stored_events(self, cursor, events)


def prepare_postgresql(uri: str) -> bool:
    """Make the tables unless they are there; returns whether they were made. Several machines may
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
            if not _holds(connection, "SELECT FROM pg_namespace WHERE nspname = %s", SCHEMA):
                connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
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
        datastore.pool.open(wait=True, timeout=ANSWER_TIMEOUT)
        return EventsourcingLog(_Recorder(datastore), datastore.close)
    except (PersistenceError, PoolTimeout) as error:
        datastore.close()
        raise StoreError(f"{_named(uri)} does not answer: {_reason(error)}.") from error


def _connected(uri: str) -> psycopg.Connection[Any]:
    where = _parts(uri)
    try:
        return psycopg.connect(**{**SILENCE, **where, "connect_timeout": ANSWER_TIMEOUT})
    except (psycopg.Error, UnicodeError) as error:
        raise StoreError(
            f"{_named(uri)} does not answer: {_reason(error)}. Is it running, and does "
            "FIRSTLINE_STORE say rightly where, and as whom to ask?"
        ) from error


def _parts(uri: str) -> dict[str, Any]:
    """What the address says. Raises StoreError, without repeating any of it: what cannot be read
    may be part of a password."""
    try:
        where = conninfo_to_dict(uri)
    except psycopg.ProgrammingError:
        where = {"dbname": "@"}
    if set("@/") & set(str(where.get("dbname", ""))) or "@" in str(where.get("host", "")):
        raise StoreError(
            "FIRSTLINE_STORE should be like postgresql://user@host/database. In a user's name or "
            "a password, write what is neither a letter nor a digit as %40 for @, %2F for /, %25 "
            "for %, and so on."
        ) from None
    return where


def _is_prepared(connection: psycopg.Connection[Any]) -> bool:
    """Whether the tables are there. Raises StoreError when they are another program's."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE nspname = %s AND relname = %s AND attnum > 0 AND NOT attisdropped",
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


def _holds(connection: psycopg.Connection[Any], query: LiteralString, value: str) -> bool:
    return connection.execute(query, (value,)).fetchone() is not None


def _named(uri: str) -> str:
    """The database as it may be told: without the password."""
    where = _parts(uri)
    name = f" {where['dbname']}" if where.get("dbname") else ""
    return f"The database{name} at {where.get('host') or 'this machine'}"


def _reason(error: BaseException) -> str:
    """The first line of what the driver says; advice and repetitions follow in others."""
    return next(iter(str(error).splitlines()), type(error).__name__).strip().rstrip(".")
