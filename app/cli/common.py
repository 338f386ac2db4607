"""What commands share: settings, the log, and how to end when something is wrong."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from app.event_store.address import MemoryStore, StoreError
from app.event_store.log import EventLog, Unavailable, UnreadableEvent
from app.event_store.stores import open_log
from app.settings import SettingError, Settings, settings_from


def settings() -> Settings:
    """Those of the environment."""
    with giving_up():
        return settings_from(os.environ)


def settings_of_kept_log() -> Settings:
    """The same, for commands that make no sense with a log in memory."""
    said = settings()
    if isinstance(said.store, MemoryStore):
        give_up(
            "A log in memory is in the process that serves, and nowhere else. Set FIRSTLINE_STORE "
            "to where yours is kept, such as sqlite:///desk.db."
        )
    return said


@contextmanager
def opened_log() -> Iterator[EventLog]:
    """The log that the settings name."""
    with giving_up():
        log = open_log(settings_of_kept_log().store)
        try:
            yield log
        finally:
            log.close()


def damage_of(log: EventLog) -> str:
    """What is wrong with how the log is kept, and what to do: a sentence or two, or nothing."""
    damage = log.damage()
    if not damage:
        return ""
    return (
        "The database that the log is kept in is damaged, so that the desk does not find every "
        f"event ({damage}). Stop the desks; then bring the log into a new database with firstline "
        "export and firstline import, or let SQLite mend it: sqlite3 FILE REINDEX."
    )


@contextmanager
def giving_up() -> Iterator[None]:
    """Errors that can be told in a sentence end the command with it."""
    try:
        yield
    except (SettingError, StoreError) as error:
        give_up(str(error))
    except UnreadableEvent as error:
        give_up(
            f"{error}. A newer Firstline has perhaps written it: install that one. Otherwise "
            "firstline verify tells whether the log is as it was written."
        )
    except Unavailable as error:
        give_up(f"The log does not answer: {error}")


def give_up(reason: str) -> NoReturn:
    click.echo(reason, err=True)
    sys.exit(2)
