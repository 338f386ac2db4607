"""Connections to an SQLite file. A connection keeps the files open that it has opened, even when
they have been removed or replaced. It must not be used any more then."""

import logging
import os
import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Condition

from app.event_store.log import Unavailable
from app.event_store.sqlite_files import Files, alone_in, beside, file_at, level_modes
from app.sqlite_address import address, identity, reason

LOCK_TIMEOUT = 3
"""In seconds: how long to wait for the file's lock. Within a process threads take turns, so that
only a few processes ever wait for it at the same time."""

FOLDER_TIMEOUT = 1
"""In seconds: how long to wait for other processes that save a -wal in the same folder."""

logger = logging.getLogger("firstline")


MOST = 15
"""How many connections there can be at a time."""
KEPT = 5
"""How many of them are kept open when nobody uses them."""


class FilesMoved(Unavailable):
    """The files that a connection has open are not the ones that are there."""


class Connection(sqlite3.Connection):
    """A connection, with what is noted on it when it is opened."""

    closed = False
    files: Files
    """Those that it has open."""
    failures: int
    """How often something had gone wrong when it was opened."""

    def close(self) -> None:
        super().close()
        self.closed = True


class Connections:
    """Connections that never make a file, and come back from a commit only when it is on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._changed = Condition()
        """Held while connections are opened, taken, put back or closed."""
        self._idle: deque[Connection] = deque()
        self._in_use: set[Connection] = set()
        self._wal, self._shm = beside(self.path)
        """Beside what a link leads to, if it is one."""
        self._names = self._named()
        self._opened_wal = -1
        """The newest -wal that connections were opened with: whatever becomes of its name, this
        tells whether there is something in it. (SQLite takes no locks on it that closing this
        would give up.)"""
        self._known: Files | None = None
        """Those that were there when a connection was last opened."""
        self.failures = 0
        """How often something has gone wrong. A connection that was opened before the last failure
        is not used any more: if the file could not be written to then, it never writes."""

    def files(self) -> Files:
        """Those that are there. Raises Unavailable when the database itself is not: SQLite
        would still write to a file that was moved away or removed, and that would be lost."""
        path, wal, shm = self._names
        try:
            database = identity(os.stat(path))  # noqa: PTH116 (as in file_at)
        except OSError as error:
            raise Unavailable(f"{path}: {reason(error)}") from error
        return Files(database, file_at(wal), file_at(shm))

    def _named(self) -> tuple[str, str, str]:
        return str(self.path), str(self._wal), str(self._shm)

    def check(self, connection: Connection) -> None:
        """Raises Unavailable when the files that the connection has open are not there."""
        if connection.files != self.files():
            raise FilesMoved(f"{self.path}, its -wal or its -shm was removed or replaced.")

    def _open(self) -> Connection:
        """A new one.

        Raises FilesMoved rather than open another -wal beside the one that connections have open:
        two with one index would damage the log.
        """
        file = self.path.resolve()
        self._wal, self._shm = beside(file)
        self._names = self._named()
        opened = [each for each in (*self._idle, *self._in_use) if not each.closed]
        self._check_are_one(opened)
        if self._has_foreign_wal():
            raise FilesMoved(f"The -wal beside {self.path} belongs to the one before.")
        level_modes(file)
        failures = self.failures
        try:
            connection = sqlite3.connect(
                address(self.path, "rw"),
                uri=True,
                timeout=LOCK_TIMEOUT,
                isolation_level=None,
                check_same_thread=False,
                factory=Connection,
            )
        except sqlite3.Error as error:
            raise Unavailable(error) from error
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            # SQLite opens the other files only when something is read.
            connection.execute("SELECT count(*) FROM sqlite_master")
            connection.files, connection.failures = self.files(), failures
            self._check_are_one([*opened, connection])
            self._open_wal(connection.files)
            self._known = connection.files
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error):
                raise Unavailable(error) from error
            raise
        return connection

    def _has_foreign_wal(self) -> bool:
        """Whether the database was replaced, and beside it is still the -wal of the one before:
        SQLite would mix the two."""
        there, known = self.files(), self._known
        if not known or not there.wal:
            return False
        return there.wal == known.wal and there.database != known.database

    def _open_wal(self, files: Files) -> None:
        """Unless it is open. Raises Unavailable when it is not the one of those files."""
        if self._opened_wal >= 0 and identity(os.fstat(self._opened_wal)) == files.wal:
            return
        try:
            opened = os.open(self._wal, os.O_RDONLY)
        except OSError as error:
            raise Unavailable(f"{self._wal}: {reason(error)}") from error
        self._forget_wal()
        self._opened_wal = opened
        if identity(os.fstat(opened)) != files.wal:
            raise Unavailable(f"{self._wal} was replaced.")

    def _forget_wal(self) -> None:
        if self._opened_wal >= 0:
            os.close(self._opened_wal)
            self._opened_wal = -1

    def close(self) -> None:
        """Nobody may be using one."""
        with self._changed:
            self._close_all()
        self._forget_wal()

    def _check_are_one(self, opened: list[Connection]) -> None:
        """Raises FilesMoved unless those that have this database open have the same files beside
        it open."""
        there = self.files()
        for each in opened:
            if _is_stale(each, there):
                self.check(each)

    def take(self) -> Connection:
        """One that is fit for use, to be put back. Raises FilesMoved."""
        while True:
            connection = self._take_any()
            try:
                there = self.files()
                if connection.files == there and connection.failures == self.failures:
                    return connection
                if _is_stale(connection, there):
                    self.check(connection)
                connection.close()
            except BaseException:
                self.put_back(connection)
                raise
            self.put_back(connection)

    def _take_any(self) -> Connection:
        with self._changed:
            if not self._changed.wait_for(self._has_any, timeout=LOCK_TIMEOUT):
                raise Unavailable("Too many are using the log.")
            connection = self._idle.popleft() if self._idle else self._open()
            self._in_use.add(connection)
            return connection

    def _has_any(self) -> bool:
        return bool(self._idle) or len(self._in_use) < MOST

    def put_back(self, connection: Connection) -> None:
        with self._changed:
            self._in_use.remove(connection)
            if len(self._idle) >= KEPT:
                connection.close()
            if not connection.closed:
                self._idle.append(connection)
            self._changed.notify()

    def start_over(self) -> None:
        """Some connections may have files open that are not there any more. Save what is only in
        those files, and close all connections before a new one is opened. Nobody may be using one.

        Raises Unavailable when it cannot be saved now; it can be tried again.
        """
        there = self.files()
        if not self._has_foreign_wal() and not any(_is_stale(each, there) for each in self._idle):
            return
        try:
            with self._changed, alone_in(self.path.parent, FOLDER_TIMEOUT):
                self._save_and_close()
        except (OSError, sqlite3.Error) as error:
            raise Unavailable(error) from error

    def _save_and_close(self) -> None:
        there = self.files()
        oldest = next((each for each in self._idle if _is_stale(each, there)), None)
        before = oldest.files if oldest else self._known
        if before and before.database != there.database:
            logger.error(
                "%s was replaced under the desk: going on with what is there now", self.path
            )
            self._leave_to_the_one_before(before, oldest)
            return
        if not oldest:
            return
        logger.error(
            "the -wal or the -shm of %s was removed or replaced under the desk: saving what the "
            "desk still has of it",
            self.path,
        )
        with self._wal_kept(self._save(oldest, there)):
            self._close_all()

    def _close_all(self) -> None:
        while self._idle:
            self._idle.popleft().close()

    def _leave_to_the_one_before(self, before: Files, connection: Connection | None) -> None:
        """Bring what is in the -wal into the database that it belongs to, wherever that is by now.
        Then take the -wal and the -shm away: SQLite would mix them with the database that is there
        now. After an error there may be no connection left to do so."""
        if connection:
            with suppress(sqlite3.Error):
                _checkpoint(connection, "TRUNCATE")
        self._close_all()
        if before.wal == file_at(self._wal):
            if self._wal.stat().st_size:
                self._put_aside()
            else:
                self._wal.unlink()
        if before.shm == file_at(self._shm):
            self._shm.unlink()

    def _put_aside(self) -> None:
        wal = self._wal
        aside = wal.with_name(f"{wal.name}-put-aside-{wal.stat().st_ino}")
        wal.rename(aside)
        logger.error("%s is not of the log that is there: it is now at %s", wal, aside)

    def _save(self, connection: Connection, there: Files) -> bool:
        """Bring what is in the connection's -wal into the database. Returns False when another
        process, which shares it, has done so before."""
        if self._is_saved(connection, there):
            return False
        if there.wal != connection.files.wal and there.wal and self._wal.stat().st_size:
            # SQLite would take what is in it for newer than the database.
            self._put_aside()
        if _checkpoint(connection, "TRUNCATE") is None:
            raise Unavailable(f"Other processes are using {self.path}.")
        return True

    def _is_saved(self, connection: Connection, there: Files) -> bool:
        """Who saves a -wal leaves it empty. The process that did may have gone on since: with
        another -wal, which the index then speaks of; or with this one, and another index."""
        if there.wal != connection.files.wal:
            return not os.fstat(self._opened_wal).st_size
        return _checkpoint(connection, "PASSIVE") == 0

    @contextmanager
    def _wal_kept(self, was_ours: bool) -> Iterator[None]:
        """When the last connection is closed, SQLite removes the file that has the name of its
        -wal. By now that can be another file, to which another process has written: keep it."""
        wal = self._wal
        if was_ours or not wal.exists():
            yield
            return
        kept = wal.with_name(f"{wal.name}-kept-{os.getpid()}")
        os.link(wal, kept)
        try:
            yield
        finally:
            with suppress(FileExistsError):
                os.link(kept, wal)
            kept.unlink()


def _is_stale(connection: Connection, there: Files) -> bool:
    """Whether it has another database open, or another -wal or -shm beside it."""
    return connection.files != there


def _checkpoint(connection: Connection, mode: str) -> int | None:
    """How many pages are in the -wal, by its index, after a checkpoint; None when others were in
    the way of it."""
    busy, pages, _ = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    return None if busy else pages
