"""A log in an SQLite file, which several processes on one machine can share."""

import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Condition, Lock
from typing import Any, cast
from urllib.parse import quote

from eventsourcing.persistence import (
    IntegrityError,
    OperationalError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from app.event_store.address import StoreError
from app.event_store.chain import FIRST, sealed, split
from app.event_store.eventsourcing_log import EventsourcingLog, Recorder
from app.event_store.new_file import new_file

APPLICATION_ID = 0x4669724C
"""Marks the file as a desk's, in its header; "FirL" to those who look there."""
LAYOUT = 1
"""The version of the tables, in the header too."""
LOCK_TIMEOUT = 15
"""In seconds. The lock is not handed out in turn: with five, a writer among many can starve."""


class _Connections(SQLiteConnectionPool):
    """Connections that never make a file, and come back from a commit only when it is on disk."""

    path: Path
    failures: int = 0
    """How often something has gone wrong: with it, all connections are older than what is wanted.
    One that was opened when the file might not be written to never will write."""

    @property
    def wanted(self) -> tuple[object, ...]:
        """What a connection has to be to, to be used. Raises OperationalError when the file is not
        there: to one that was moved away or removed, everything could still be written, and be
        lost."""
        try:
            status = self.path.stat()
        except OSError as error:
            raise OperationalError(f"{self.path}: {_reason(error)}") from error
        return status.st_dev, status.st_ino, self.failures

    def _create_connection(self) -> SQLiteConnection:
        wanted = self.wanted
        _level_modes(self.path)
        try:
            connection = super()._create_connection()
            connection.opened_to = wanted  # type: ignore[attr-defined]
            connection.cursor().execute("PRAGMA synchronous=FULL")
        except sqlite3.Error as error:
            raise OperationalError(error) from error
        return connection


class _Datastore(SQLiteDatastore):
    def __init__(self, path: Path) -> None:
        address = _address(path, "rw")
        super().__init__(address, originator_id_type="text")
        self._connections = _Connections(
            db_name=address, lock_timeout=LOCK_TIMEOUT, pool_timeout=LOCK_TIMEOUT
        )
        self._connections.path = path.absolute()
        self.pool = self._connections
        self._writers = Lock()
        self._use = Condition()
        self._users = 0
        self._is_closed = False

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """One that begins by taking its lock, so that what it reads stays true until it writes;
        and that leaves no connection behind which is in doubt after an error."""
        with self._turn_to_write() if commit else nullcontext(), self._connection() as connection:
            try:
                cursor = connection.cursor().sqlite_cursor
                cursor.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
                yield cast("SQLiteCursor", cursor)
                cursor.execute("COMMIT" if commit else "ROLLBACK")
            except BaseException as error:
                connection.close()
                self._connections.failures += not isinstance(error, sqlite3.IntegrityError)
                if isinstance(error, sqlite3.IntegrityError):
                    raise IntegrityError(error) from error
                if isinstance(error, sqlite3.Error):
                    raise OperationalError(error) from error
                raise

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """Threads of this process wait for each other here: it is fairer than the file's lock.
        (The library's own turns are never given back when a connection cannot be opened.)"""
        if not self._writers.acquire(timeout=LOCK_TIMEOUT):
            raise OperationalError("Others in this process did not finish writing in time.")
        try:
            yield
        finally:
            self._writers.release()

    def close(self) -> None:
        """When nobody uses a connection any more: SQLite ends a process that closes one under
        somebody's hands."""
        with self._use:
            self._is_closed = True
            if self._use.wait_for(lambda: not self._users, timeout=LOCK_TIMEOUT):
                super().close()

    @contextmanager
    def _used(self) -> Iterator[None]:
        with self._use:
            if self._is_closed:
                raise OperationalError("The log is closed.")
            self._users += 1
        try:
            yield
        finally:
            with self._use:
                self._users -= 1
                self._use.notify_all()

    @contextmanager
    def _connection(self) -> Iterator[SQLiteConnection]:
        with self._used():
            yield from self._wanted_connection()

    def _wanted_connection(self) -> Iterator[SQLiteConnection]:
        while True:
            wanted = self._connections.wanted
            connection = self.pool.get_connection()
            try:
                if connection.opened_to == wanted:  # type: ignore[attr-defined]
                    yield connection
                    return
                connection.close()
            finally:
                self.pool.put_connection(connection)


class _Recorder(SQLiteApplicationRecorder, Recorder):
    def newest_stored(self) -> tuple[int, object] | None:
        with self.datastore.transaction(commit=False) as cursor:
            return self._last(cursor)

    def _last(self, cursor: SQLiteCursor) -> tuple[int, object] | None:
        cursor.execute(
            f"SELECT rowid, state FROM {self.events_table_name} ORDER BY rowid DESC LIMIT 1"  # noqa: S608
        )
        row = cursor.fetchone()
        return (row["rowid"], row["state"]) if row else None

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        last = self._last(c)
        if last and kwargs.get("into_empty"):
            raise IntegrityError
        previous = split(last[1])[1] if last else FIRST
        return super()._insert_events(c, sealed(stored_events, previous), **kwargs)


def prepare_sqlite(path: Path) -> bool:
    """Make the file unless it is there; answers whether it was made. Several may try at once.

    Raises StoreError when the place will not do, or the file is not a desk's.
    """
    try:
        is_missing = not path.exists()
        for file in _beside(path):
            if is_missing and file.exists():
                raise StoreError(
                    f"There is {file}, and not the {path.name} that it is part of. Put that back "
                    "in its place; or if it is gone for good, move this one away too."
                )
        made = is_missing and _make(path)
    except (OSError, sqlite3.Error, PersistenceError) as error:
        raise StoreError(
            f"Cannot make {path}: {_reason(error)}. FIRSTLINE_STORE should name a file in a "
            "folder that is there, and that the desk may write to."
        ) from error
    if not made:
        _check(path)
    return made


def _make(path: Path) -> bool:
    try:
        with new_file(path) as unfinished:
            unfinished.touch()
            datastore = _Datastore(unfinished)
            _Recorder(datastore).create_table()
            datastore.close()
            with closing(sqlite3.connect(unfinished)) as connection:
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={LAYOUT}")
    except FileExistsError:
        return False
    return True


def sqlite_log(path: Path) -> EventsourcingLog:
    """The log in that file. Raises StoreError when it is missing or not a desk's."""
    _check(path)
    datastore = _Datastore(path)
    return EventsourcingLog(_Recorder(datastore), datastore.close)


def back_up_sqlite(path: Path, target: Path, progress: Callable[[int, int], None]) -> None:
    """Copy the log to a new file, as it is at one moment, while desks use it. `progress` is told
    (pages copied, pages in all).

    Raises StoreError when the target is there already, or a disk will not do.
    """
    _check(path)
    try:
        with (
            new_file(target) as copy,
            closing(sqlite3.connect(_address(path, "ro"), uri=True)) as source,
            closing(sqlite3.connect(copy)) as destination,
        ):
            # What others write meanwhile would otherwise make the copying begin anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                destination,
                pages=1_000,
                progress=lambda _, left, pages: progress(pages - left, pages),
            )
    except FileExistsError as error:
        raise StoreError(f"{target} is there already, and a backup replaces nothing.") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Cannot back up to {target}: {_reason(error)}.") from error


def _check(path: Path) -> None:
    """Raises StoreError unless the file is a desk's, of a layout that is known."""
    another = "FIRSTLINE_STORE should name a file of its own."
    try:
        if not path.exists():
            raise StoreError(
                f"There is no {path}. To make it, run firstline init-db; if it should be there, "
                "look whether FIRSTLINE_STORE names the right place."
            )
        if not path.is_file():
            raise StoreError(f"{path} is not a file. FIRSTLINE_STORE should name one.")
        with closing(sqlite3.connect(_address(path, "ro"), uri=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"Cannot open {path}: {_reason(error)}.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} is not a database. {another}") from error
    if application_id != APPLICATION_ID:
        raise StoreError(f"{path} belongs to another program. {another}")
    if layout != LAYOUT:
        raise StoreError(f"{path} was made by a newer Firstline. Install that one, or a later one.")


def _beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database in use; they are part of it."""
    return [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm")]


def _level_modes(path: Path) -> None:
    """SQLite makes those files as the database is at that moment: one that could not be written to
    for a while must not leave others behind that cannot for ever."""
    mode = stat.S_IMODE(path.stat().st_mode)
    for file in _beside(path):
        with suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) != mode:
                file.chmod(mode)


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)
