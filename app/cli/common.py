"""What commands share: settings, the log, and how to end when something is wrong."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from app.event_store.address import MemoryStore, SqliteStore, StoreAddress, StoreError
from app.event_store.log import EventLog, Unavailable, UnreadableEvent
from app.event_store.stores import open_log
from app.event_store.verification import Verdict
from app.private_store.sqlite import private_file
from app.private_store.store import PrivateStore
from app.settings import SettingError, Settings, settings_from


def settings() -> Settings:
    """Returns the settings in the environment. Ends the command when one of them is wrong."""
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
def opened_log(*, sealed: bool = False) -> Iterator[EventLog]:
    """The log that the settings name. Who needs none of the personal data in it leaves it sealed:
    then the keys need not be there."""
    with giving_up():
        log = open_log(settings_of_kept_log().store, PrivateStore() if sealed else None)
        try:
            with giving_up_if_damaged(log):
                yield log
        finally:
            log.close()


def give_up_if_of_another_log(store: StoreAddress, log: EventLog, private: PrivateStore) -> None:
    """With another log's private store, names would read as erased, and other people could sign
    in. Where the log is gone, a new one would be an open desk."""
    first = log.records(after=0, limit=1)
    if isinstance(store, SqliteStore):
        where, what = str(store.path), str(private_file(store.path))
        anew, away = f"move {what} away", "move it away: an empty one is made instead"
    else:
        where, what = "the table firstline.events", "What the tables firstline.private_… hold"
        anew, away = "empty them", "empty these: the desk goes on"
    if not first and private.has_log():
        give_up(
            f"{what} belongs to a log that is not here: {where} is empty. Put the log back in its "
            f"place, or import it from an export. To begin anew, {anew}."
        )
    if first and first[0].hash and not private.belongs_to(first[0].hash):
        give_up(
            f"{what} belongs to another log than this one, which began with another event. Put the "
            "right one in its place, from the backup that was made with this log. If it is lost "
            f"for good, {away}, without passwords or the keys to people's names."
        )


def damage_of(log: EventLog) -> str:
    """Returns what is wrong with the database, and what to do about it; empty when nothing is."""
    damage = log.damage()
    if not damage:
        return ""
    return (
        "The database that the log is kept in is damaged, so that the desk does not find every "
        f"event ({damage}). Do this, in this order. (1) Stop the desks. (2) Copy the file, and the "
        "-wal, -shm and .private beside it if they are there, to another folder. (3) Run firstline "
        "export --with-personal-data FILE; then let FIRSTLINE_STORE name a new file, copy the "
        ".private beside it under its name, and run firstline init-db and firstline import FILE. "
        "(4) If one of these refuses, put the newest backup in the place of the damaged file and "
        "its -wal and -shm, and its .private beside it, and let FIRSTLINE_STORE name it. (5) Run "
        "firstline verify --since with the newest checkpoint that you have kept: it tells whether "
        "events are lost."
    )


def verdict_and_damage(log: EventLog, verify: Callable[[], Verdict]) -> tuple[Verdict, str]:
    """Returns whether the events are what was written, and what `damage_of` finds. If events cannot
    be read because the database is damaged, that counts as a fault too."""
    try:
        return verify(), damage_of(log)
    except Unavailable as error:
        if damage := damage_of(log):
            return Verdict(0, fault=f"Not every event can be read: {error}."), damage
        raise


@contextmanager
def giving_up_if_damaged(log: EventLog) -> Iterator[None]:
    """If the database turns out to be damaged, end the command by saying what to do."""
    try:
        yield
    except Unavailable:
        if damage := damage_of(log):
            give_up(damage)
        raise


@contextmanager
def giving_up() -> Iterator[None]:
    """Turn the errors that a user can do something about into a sentence, and end the command."""
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
