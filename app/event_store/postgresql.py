"""A log in a PostgreSQL database, which several machines can share. Needs the extra `postgres`."""

from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from app.event_store.address import StoreError
from app.event_store.log import Unavailable
from app.event_store.postgresql_recorder import (
    ANSWER_TIMEOUT,
    CREATE,
    SCHEMA,
    SILENCE,
    TABLE,
    Recorder,
)
from app.event_store.stored_log import StoredLog
from app.private_store.keys import Keys

PREPARING = 0x4669724C
"""Names the lock that those who prepare the same database take in turn."""


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
        try:
            if not _holds(connection, "SELECT FROM pg_namespace WHERE nspname = %s", SCHEMA):
                connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
            connection.execute(CREATE)
        except psycopg.Error as error:
            raise StoreError(f"Cannot prepare {_named(uri)}: {_reason(error)}.") from error
    return True


def postgresql_log(uri: str, keys: Keys) -> StoredLog:
    """The log in that database, and the keys of its personal data. Raises StoreError when it does not answer, or is not prepared."""
    with _connected(uri) as connection:
        if not _is_prepared(connection):
            raise StoreError(
                f"{_named(uri)} is not prepared yet: run firstline init-db once, or look whether "
                "FIRSTLINE_STORE names the right database."
            )
    recorder = Recorder(_parts(uri))
    try:
        recorder.open()
        recorder.newest()  # which may not be allowed
    except Unavailable as error:
        recorder.close()
        raise StoreError(f"{_named(uri)} does not answer: {_reason(error)}.") from error
    return StoredLog(recorder, keys)


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
