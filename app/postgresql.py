"""Connections to a PostgreSQL database, which several stores are kept in. Needs the extra
`postgres`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL
from psycopg_pool import ConnectionPool, PoolTimeout

from app.store_errors import StoreError, Unavailable

SCHEMA = "firstline"
"""A schema of its own, so that nothing clashes with other programs in the same database."""
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


class Pool:
    """Connections that are kept open, each in use by one thread at a time."""

    def __init__(self, where: Mapping[str, Any], *, lock_timeout: int, least: int, most: int):
        """`where` is what an address says, as psycopg takes it. A desk that falls silent in the
        middle of a transaction loses it after `lock_timeout`."""
        self._lock_timeout = lock_timeout
        self._pool = ConnectionPool(
            kwargs={
                **SILENCE,
                "application_name": "firstline",
                **where,
                "connect_timeout": ANSWER_TIMEOUT,
                "autocommit": True,
            },
            configure=self._configure,
            min_size=least,
            max_size=most,
            timeout=ANSWER_TIMEOUT,
            # Each request asks for a connection itself. The pool's own retries come at ever longer
            # intervals, so it could take minutes to notice that the database is back.
            reconnect_timeout=0.0,
            open=False,
        )

    def _configure(self, connection: Connection) -> None:
        """Not as an option of the connection: poolers such as PgBouncer refuse those."""
        # A desk that fell silent with the lock in its hand must not keep the others waiting.
        idle = SQL("SET idle_in_transaction_session_timeout = '{}s'").format(self._lock_timeout)
        connection.execute(idle)
        connection.execute(SQL("SET lock_timeout = '{}s'").format(READ_LOCK_TIMEOUT))

    def open(self) -> None:
        """Raises Unavailable when the database does not answer."""
        with _as_unavailable():
            self._pool.open(wait=True, timeout=ANSWER_TIMEOUT)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Makes Unavailable of all that the database says goes wrong."""
        with _as_unavailable(), self._pool.connection() as connection:
            yield connection

    def renew(self, error: Unavailable) -> bool:
        """Let go of all connections that nobody uses, if the error means that one was broken: the
        others then often are too. Returns whether it did."""
        cause = error.__cause__
        if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            return False
        if isinstance(cause, PoolTimeout | LockNotAvailable):
            return False
        self._pool.drain()
        return True

    def close(self) -> None:
        self._pool.close()


@contextmanager
def _as_unavailable() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise Unavailable(str(error)) from error


def connected(uri: str) -> Connection:
    """A connection for the length of a `with`. Raises StoreError when there is no answer."""
    where = parts(uri)
    try:
        return psycopg.connect(**{**SILENCE, **where, "connect_timeout": ANSWER_TIMEOUT})
    except (psycopg.Error, UnicodeError) as error:
        raise StoreError(
            f"{named(uri)} does not answer: {reason(error)}. Is it running, and does "
            "FIRSTLINE_STORE say rightly where, and as whom to ask?"
        ) from error


def parts(uri: str) -> dict[str, Any]:
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


def named(uri: str) -> str:
    """The database as it may be told: without the password."""
    where = parts(uri)
    name = f" {where['dbname']}" if where.get("dbname") else ""
    return f"The database{name} at {where.get('host') or 'this machine'}"


def not_prepared(uri: str) -> StoreError:
    return StoreError(
        f"{named(uri)} is not prepared yet: run firstline init-db once, or look whether "
        "FIRSTLINE_STORE names the right database."
    )


def reason(error: BaseException) -> str:
    """The first line of what the driver says; advice and repetitions follow in others."""
    return next(iter(str(error).splitlines()), type(error).__name__).strip().rstrip(".")
