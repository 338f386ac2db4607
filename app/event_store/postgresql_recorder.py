"""Records in a table of a PostgreSQL database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from itertools import islice
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import Connection, Cursor
from psycopg.errors import LockNotAvailable, UniqueViolation
from psycopg.sql import SQL, Composed, Identifier
from psycopg_pool import ConnectionPool, PoolTimeout

from app.event_store.chain import sealed, state_of
from app.event_store.log import (
    AppendCondition,
    Busy,
    Checkpoint,
    Conflict,
    Record,
    Unavailable,
)
from app.event_store.stored_log import check, newest_in, record_of
from app.turns import Turns

R = TypeVar("R")

SCHEMA = "firstline"
"""A schema of its own, so that nothing clashes with other programs in the same database."""
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
BATCH = 1_000
"""How many events are inserted by one statement."""


def _sql(statement: LiteralString) -> Composed:
    return SQL(statement).format(table=Identifier(SCHEMA, TABLE))


# Nothing is ever removed from the table, so there is little for autovacuum to do.
CREATE = _sql(
    """
    CREATE TABLE {table} (
        originator_id text NOT NULL,
        originator_version bigint NOT NULL,
        topic text,
        state bytea,
        notification_id bigserial,
        PRIMARY KEY (originator_id, originator_version)
    ) WITH (
        autovacuum_enabled = true,
        autovacuum_vacuum_threshold = 100000000,
        autovacuum_vacuum_scale_factor = 0.5,
        autovacuum_analyze_threshold = 1000,
        autovacuum_analyze_scale_factor = 0.01
    );
    CREATE UNIQUE INDEX events_notification_id_idx ON {table} (notification_id ASC)
    """
)
"""One statement to PostgreSQL, which does all of it or nothing."""
# The lock makes the order of positions that of commits, so that no reader misses any.
_LOCK = "SET LOCAL lock_timeout = '{seconds}s'; LOCK TABLE {table} IN EXCLUSIVE MODE"
_INSERT = _sql(
    "INSERT INTO {table} (originator_id, originator_version, topic, state) "
    "SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bytea[]) "
    "RETURNING notification_id"
)
_NEWEST = _sql("SELECT notification_id, state FROM {table} ORDER BY notification_id DESC LIMIT 1")
# The order has it go by the index of positions: there are few past a recent one.
_BREAKING = _sql(
    "SELECT notification_id FROM {table} WHERE notification_id > %s "
    "AND (originator_id = ANY(%s) OR topic = ANY(%s)) ORDER BY notification_id LIMIT 1"
)
_SELECT = _sql(
    "SELECT originator_id, originator_version, topic, state, notification_id FROM {table} WHERE "
)


def _patiently(method: Callable[..., R]) -> Callable[..., R]:
    """A method that reads. It is tried again once, with new connections, when one turns out to be
    broken."""

    @wraps(method)
    def patiently(recorder: "Recorder", *args: Any, **kwargs: Any) -> R:
        try:
            return method(recorder, *args, **kwargs)
        except Unavailable as error:
            if not recorder.renew_connections(error):
                raise
            return method(recorder, *args, **kwargs)

    return patiently


class Recorder:
    def __init__(self, where: Mapping[str, Any]) -> None:
        """`where` is what an address says, as psycopg takes it."""
        self._turns = Turns(LOCK_TIMEOUT, Busy)
        self._lock = SQL(_LOCK).format(seconds=LOCK_TIMEOUT, table=Identifier(SCHEMA, TABLE))
        self._pool = ConnectionPool(
            kwargs={
                **SILENCE,
                "application_name": "firstline",
                **where,
                "connect_timeout": ANSWER_TIMEOUT,
                "autocommit": True,
            },
            configure=_configure,
            min_size=2,
            max_size=10,
            timeout=ANSWER_TIMEOUT,
            # Each request asks for a connection itself. The pool's own retries come at ever longer
            # intervals, so it could take minutes to notice that the database is back.
            reconnect_timeout=0.0,
            open=False,
        )

    def open(self) -> None:
        """Raises Unavailable when the database does not answer."""
        with _as_unavailable():
            self._pool.open(wait=True, timeout=ANSWER_TIMEOUT)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        with _as_unavailable(), self._pool.connection() as connection:
            yield connection

    def insert(
        self,
        records: Sequence[Record],
        condition: AppendCondition | None = None,
        *,
        into_empty: bool = False,
    ) -> list[int]:
        """Not tried again here: a connection that breaks may have stored the events before. The bus
        finds that out, by the command's id."""
        with self._turns.turn():
            try:
                return self._insert(records, condition, into_empty)
            except Unavailable as error:
                if isinstance(error.__cause__, LockNotAvailable):
                    raise Busy(str(error)) from error
                self.renew_connections(error)
                raise

    def _insert(
        self, records: Sequence[Record], condition: AppendCondition | None, into_empty: bool
    ) -> list[int]:
        with (
            self.connection() as connection,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            cursor.execute(self._lock)
            newest = newest_in(cursor.execute(_NEWEST, prepare=True).fetchone())
            if into_empty and newest.position:
                raise Conflict
            check(condition, newest, partial(_breaking, cursor))
            positions: list[int] = []
            chained = sealed(records, newest.hash)
            while batch := list(islice(chained, BATCH)):
                positions += _insert_batch(cursor, batch)
            if positions and positions[0] <= newest.position:
                # A restore can leave the sequence behind. Whoever reads on from the head would miss
                # events that stand before it.
                raise Unavailable(
                    "The sequence of positions is behind the log's head, "
                    f"{newest.position}: set it with setval to that at least. Nothing was appended."
                )
        return positions

    @_patiently
    def select(self, after: int, limit: int, type_names: Sequence[str] = ()) -> list[Record]:
        bounds: dict[LiteralString, object] = {"notification_id > %s": after}
        if type_names:
            bounds["topic = ANY(%s)"] = list(type_names)
        return self._select(bounds, " ORDER BY notification_id LIMIT %s", limit)

    @_patiently
    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> list[Record]:
        bounds: dict[LiteralString, object] = {
            "originator_id = %s": aggregate_id,
            "originator_version > %s": after,
            "originator_version <= %s": until,
            "notification_id <= %s": as_of,
        }
        given = {test: bound for test, bound in bounds.items() if bound is not None}
        return self._select(given, " ORDER BY originator_version DESC LIMIT %s", last)

    def _select(
        self, bounds: Mapping[LiteralString, object], end: LiteralString, limit: int | None
    ) -> list[Record]:
        statement = _SELECT + SQL(" AND ").join(map(SQL, bounds)) + SQL(end)
        with self.connection() as connection:
            rows = connection.execute(statement, (*bounds.values(), limit), prepare=True)
            return [record_of(*row) for row in rows]

    @_patiently
    def newest(self) -> Checkpoint:
        with self.connection() as connection:
            return newest_in(connection.execute(_NEWEST, prepare=True).fetchone())

    def damage(self) -> str:
        return ""

    def close(self) -> None:
        self._pool.close()

    def renew_connections(self, error: Unavailable) -> bool:
        """Let go of all connections that nobody uses, if the error means that one was broken: the
        others then often are too. Returns whether it did."""
        cause = error.__cause__
        if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            return False
        if isinstance(cause, PoolTimeout | LockNotAvailable):
            return False
        self._pool.drain()
        return True


def _configure(connection: Connection) -> None:
    """Not as an option of the connection: poolers such as PgBouncer refuse those."""
    # A desk that fell silent with the lock in its hand must not keep the others waiting.
    idle = SQL("SET idle_in_transaction_session_timeout = '{}s'").format(LOCK_TIMEOUT)
    connection.execute(idle)
    connection.execute(SQL("SET lock_timeout = '{}s'").format(READ_LOCK_TIMEOUT))


@contextmanager
def _as_unavailable() -> Iterator[None]:
    """Makes Conflict of a version that is taken, and Unavailable of all else that goes wrong."""
    try:
        yield
    except UniqueViolation as error:
        raise Conflict from error
    except psycopg.Error as error:
        raise Unavailable(str(error)) from error


def _insert_batch(cursor: Cursor, records: Sequence[Record]) -> list[int]:
    """In one statement, and not by `executemany`, whose pipeline waits for ever when an event is
    larger than what the connection takes at a time (some 300 kB)."""
    columns = (
        [record.aggregate_id for record in records],
        [record.version for record in records],
        [record.type_name for record in records],
        [state_of(record) for record in records],
    )
    return [position for (position,) in cursor.execute(_INSERT, columns)]


def _breaking(cursor: Cursor, condition: AppendCondition) -> object:
    """A record that breaks it, if there is one."""
    asked = (condition.after, list(condition.aggregate_ids), list(condition.types))
    return cursor.execute(_BREAKING, asked).fetchone()
