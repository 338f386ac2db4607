"""A log in a PostgreSQL database, which several machines can share. Needs the extra `postgres`."""

from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from app.event_store.address import StoreError
from app.event_store.log import Unavailable
from app.event_store.postgresql_recorder import CREATE, TABLE, Recorder
from app.event_store.stored_log import StoredLog
from app.postgresql import SCHEMA, connected, named, not_prepared, parts, reason
from app.private_store.postgresql import prepare_private_tables
from app.private_store.store import PrivateStore

PREPARING = 0x4669724C
"""Names the lock that those who prepare the same database take in turn."""


def prepare_postgresql(uri: str) -> bool:
    """Make the tables unless they are there, also beside those of an older Firstline; returns
    whether any were made. Several machines may try at once.

    Raises StoreError when the database does not answer, or does not let us.
    """
    with connected(uri) as connection:
        connection.autocommit = True
        connection.execute("SELECT pg_advisory_lock(%s)", (PREPARING,))
        is_prepared = _is_prepared(connection)
        try:
            if is_prepared:
                return prepare_private_tables(connection)
            if not _holds(connection, "SELECT FROM pg_namespace WHERE nspname = %s", SCHEMA):
                connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(SCHEMA)))
            connection.execute(CREATE)
            prepare_private_tables(connection)
        except psycopg.Error as error:
            raise StoreError(f"Cannot prepare {named(uri)}: {reason(error)}.") from error
    return True


def postgresql_log(uri: str, private: PrivateStore) -> StoredLog:
    """The log in that database; in `private` are the keys of its personal data. Raises StoreError
    when it does not answer, or is not prepared."""
    with connected(uri) as connection:
        if not _is_prepared(connection):
            raise not_prepared(uri)
    recorder = Recorder(parts(uri))
    try:
        recorder.open()
        recorder.newest()  # which may not be allowed
    except Unavailable as error:
        recorder.close()
        raise StoreError(f"{named(uri)} does not answer: {reason(error)}.") from error
    return StoredLog(recorder, private)


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
