"""Logs that can be away for a while."""

import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask

from app import create_app
from app.event_store.address import SqliteStore, StoreAddress
from app.event_store.log import EventLog
from app.event_store.stored_log import StoredLog
from app.event_store.stores import open_log, prepare
from app.settings import Settings
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
