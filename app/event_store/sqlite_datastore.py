"""Transactions on an SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Condition

from app.event_store.log import Busy, Conflict, Unavailable
from app.event_store.sqlite_connections import LOCK_TIMEOUT, Connection, Connections, FilesMoved
from app.turns import Turns

ATTEMPTS = 3
"""How often to look for a connection that can be used, when files come and go."""


class Datastore:
    def __init__(self, path: Path) -> None:
        self._connections = Connections(path)
        self._turns = Turns(LOCK_TIMEOUT, Busy)
        self._use = Condition()
        self._users = 0
        self._is_closed = False

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[sqlite3.Cursor]:
        """To write, one that begins by taking its lock, so that what it reads stays true until it
        writes. To read, one statement, which is a transaction of its own. After an error, no
        connection is left behind that is in doubt."""
        with self._turns.turn() if commit else nullcontext(), self._connection() as connection:
            try:
                cursor = connection.cursor()
                if commit:
                    self._begin_to_write(connection, cursor)
                yield cursor
                if commit:
                    cursor.execute("COMMIT")
                # Ends a statement of which not all rows were fetched, too.
                cursor.close()
            except (Busy, FilesMoved):
                raise  # The connection is as it was.
            except BaseException as error:
                connection.close()
                self._connections.failures += not isinstance(error, sqlite3.IntegrityError)
                if isinstance(error, sqlite3.IntegrityError):
                    raise Conflict from error
                if isinstance(error, sqlite3.Error):
                    raise Unavailable(error) from error
                raise
            if commit:
                # What went into a file that has no name any more must not be acknowledged.
                self._connections.check(connection)

    def _begin_to_write(self, connection: Connection, cursor: sqlite3.Cursor) -> None:
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            # The lower byte: what follows in the others says what exactly was locked.
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise Busy(error) from error
            raise
        try:
            # Another process may have started over while this one waited for the lock.
            self._connections.check(connection)
        except FilesMoved:
            cursor.execute("ROLLBACK")
            raise

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        connection = self._take()
        try:
            yield connection
        finally:
            self._connections.put_back(connection)
            self._leave()

    def _take(self) -> Connection:
        """One that is fit for use. When the files beside the database have been replaced, all
        connections are closed first, as soon as nobody uses any."""
        for _ in range(ATTEMPTS):
            with self._use:
                if self._is_closed:
                    raise Unavailable("The log is closed.")
                self._users += 1
            try:
                return self._connections.take()
            except FilesMoved:
                self._leave()
            except BaseException:
                self._leave()
                raise
            with self._use:
                if not self._use.wait_for(lambda: not self._users, timeout=LOCK_TIMEOUT):
                    raise Unavailable("The -wal or the -shm was moved, and others use it.")
                self._connections.start_over()
        raise Unavailable("The -wal or the -shm is being moved all the time.")

    def _leave(self) -> None:
        with self._use:
            self._users -= 1
            self._use.notify_all()

    def close(self) -> None:
        """Once nobody uses a connection any more: SQLite can crash the process when one is closed
        while it is in use."""
        with self._use:
            self._is_closed = True
            if self._use.wait_for(lambda: not self._users, timeout=LOCK_TIMEOUT):
                with suppress(Unavailable):
                    self._connections.start_over()
                self._connections.close()
