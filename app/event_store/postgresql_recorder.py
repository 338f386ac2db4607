"""Records in a table of a PostgreSQL database."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from itertools import islice
from typing import Any, LiteralString, TypeVar

from psycopg import Connection, Cursor
from psycopg.errors import LockNotAvailable, UniqueViolation
from psycopg.sql import SQL, Composed, Identifier

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
from app.postgresql import LOCK_TIMEOUT, SCHEMA, Pool
from app.turns import Turns

R = TypeVar("R")

TABLE = "events"
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
        self._pool = Pool(where, lock_timeout=LOCK_TIMEOUT, least=2, most=10)
        self.open, self.close = self._pool.open, self._pool.close
        self.renew_connections = self._pool.renew

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Makes Conflict of a version that is taken, Unavailable of all else that goes wrong."""
        try:
            with self._pool.connection() as connection:
                yield connection
        except Unavailable as error:
            if isinstance(error.__cause__, UniqueViolation):
                raise Conflict from error
            raise

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
    def select(
        self,
        after: int,
        limit: int,
        type_names: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Record]:
        bounds: dict[LiteralString, object] = {"notification_id > %s": after}
        if type_names:
            bounds["topic = ANY(%s)"] = list(type_names)
        if kinds:
            # The primary key does not help: its order is that of some language, not of bytes.
            bounds["originator_id LIKE ANY(%s)"] = [f"{kind}-%" for kind in kinds]
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
