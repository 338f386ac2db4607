"""The event logs that the tests run over: a new, empty one for each test."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg

from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore, StoreAddress
from app.event_store.log import EventLog
from app.event_store.postgresql_recorder import TABLE
from app.event_store.stores import open_log, prepare
from app.postgresql import SCHEMA
from app.private_store.tables import TABLES
from tests.postgresql import new_database

_PREPARED: list[PostgresqlStore] = []


@contextmanager
def memory(_: Path) -> Iterator[StoreAddress]:
    yield MemoryStore()


@contextmanager
def sqlite(folder: Path) -> Iterator[StoreAddress]:
    address = SqliteStore(folder / "desk.db")
    prepare(address)
    yield address


@contextmanager
def postgresql(_: Path) -> Iterator[StoreAddress]:
    """One database for all tests of a process, emptied for each."""
    if not _PREPARED:
        address = PostgresqlStore(new_database())
        prepare(address)
        _PREPARED.append(address)
    [address] = _PREPARED
    with psycopg.connect(address.uri) as connection:
        tables = ", ".join(f"{SCHEMA}.{table}" for table in [TABLE, *TABLES])
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())
    yield address


STORES: dict[str, Callable[[Path], AbstractContextManager[StoreAddress]]] = {
    "memory": memory,
    "sqlite": sqlite,
    "postgresql": postgresql,
}
"""How each comes to be, given a folder of the test's own."""


@contextmanager
def new_log(store: str, folder: Path) -> Iterator[EventLog]:
    with STORES[store](folder) as address:
        log = open_log(address)
        yield log
        log.close()
