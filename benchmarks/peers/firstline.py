"""Firstline itself, as `firstline serve` serves it, with the small desk's log."""

from contextlib import closing
from pathlib import Path

from flask import Flask

from app import create_app
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.stores import open_log
from app.event_store.verification import records_of
from app.server.log import write_log
from app.settings import Settings
from benchmarks.peers.small_desk import log_in


def in_memory(folder: Path) -> Flask:
    log = memory_log()
    with closing(open_log(log_in(folder))) as kept:
        records = list(records_of(kept))
        log.restore(records, kept.keys(records))
    return _desk(Settings(), log)


def on_sqlite(folder: Path) -> Flask:
    return _desk(Settings(store=log_in(folder)))


def _desk(settings: Settings, log: EventLog | None = None) -> Flask:
    write_log(settings)
    return create_app(settings, log)
