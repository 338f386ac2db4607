"""The private store in an SQLite file, or in memory.

The file is no part of the log's: copies of the log go to other people, with no passwords in them.
It has a rollback journal and not a -wal, which would hold keys that were thrown away until the
next checkpoint.

A process has one connection to write with, and one to read with, and its threads take turns. To
write takes as long as the disk does, for which all that write would have to wait anyway: SQLite has
one writer. To read takes microseconds, and waits only for what is being confirmed at that moment:
each page asks whose session it is, and must not stand behind a hail of guesses.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from app.new_file import new_file
from app.private_store.database import Values
from app.private_store.tables import CREATE
from app.sqlite_address import address, identity, reason
from app.store_errors import Busy, StoreError, Unavailable
from app.turns import Turns

APPLICATION_ID = 0x46697250
"""Marks the file, in its header; "FirP" to those who look there."""
LAYOUT = 1
"""The version of the tables, in the header too."""
LOCK_TIMEOUT = 3
"""In seconds: how long to wait for other processes, and for other threads."""


class _Transaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()


class _Line:
    """A connection, which the threads of the process use in turn."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._turns = Turns(LOCK_TIMEOUT, Busy)
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        """The one that the connection has open."""
        self._is_closed = False
        if not path:
            self._connection = _connection(":memory:")
            _make_tables(self._connection)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        with self._turns.turn(), self._connected() as connection:
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._fit_for_use()
            try:
                yield connection
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.rollback()
                raise
        except (OSError, sqlite3.Error) as error:
            # The lower byte: what follows in the others says what exactly was locked.
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            kind = Busy if code == sqlite3.SQLITE_BUSY else Unavailable
            if self._path and kind is not Busy:
                self._let_go()  # of a connection that is in doubt
            raise kind(f"The private store: {reason(error)}") from error

    def _fit_for_use(self) -> sqlite3.Connection:
        """SQLite would go on with a file that was moved away or replaced, and what it wrote there
        would be lost."""
        if self._is_closed:
            raise Unavailable("The private store is closed.")
        if self._path:
            there = identity(self._path.stat())
            if there != self._file:
                self._let_go()
                self._connection = _connection(address(self._path, "rw"))
                self._file = there
        assert self._connection  # noqa: S101
        return self._connection

    def close(self) -> None:
        """When nobody uses the connection: SQLite can crash the process otherwise."""
        with self._turns.turn():
            self._let_go()
            self._is_closed = True

    def _let_go(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = self._file = None


class SqliteDatabase:
    def __init__(self, path: Path | None = None) -> None:
        """In memory, when no file is named."""
        path = path.absolute() if path else None
        self._writing = _Line(path)
        # A database in memory is there for one connection alone.
        self._reading = _Line(path) if path else self._writing

    @contextmanager
    def transaction(self) -> Iterator[_Transaction]:
        with self._writing.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield _Transaction(connection)
            connection.execute("COMMIT")

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        line = self._reading if sql.startswith("SELECT") else self._writing
        with line.connection() as connection:
            return connection.execute(sql, values).fetchall()

    def close(self) -> None:
        self._writing.close()
        if self._reading is not self._writing:
            self._reading.close()


def _connection(name: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        name, uri=True, timeout=LOCK_TIMEOUT, isolation_level=None, check_same_thread=False
    )
    # A text that is damaged must not take the other rows along.
    connection.text_factory = lambda text: text.decode(errors="replace")
    # What is deleted is overwritten; and no -wal, should somebody have given the file one.
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA journal_mode=DELETE")
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in CREATE:
        connection.execute(statement)


def private_file(path: Path) -> Path:
    """The one that belongs to the log in that file."""
    return path.with_name(f"{path.name}.private")


def prepare_private_file(path: Path) -> bool:
    """Make the file unless it is there; returns whether it was made. Several may try at once.

    Raises StoreError when the place will not do, or the file is another program's.
    """
    try:
        _refuse_journal_alone(path)
        if not path.exists():
            # Nobody else may look into the folder that it is made in.
            with new_file(path) as unfinished, closing(sqlite3.connect(unfinished)) as connection:
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={LAYOUT}")
                _make_tables(connection)
            return True
    except FileExistsError:
        pass
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Cannot make {path}: {reason(error)}.") from error
    _check(path)
    return False


def back_up_private_file(path: Path, target: Path) -> None:
    """Copy it to a new file, as it is at one moment, while desks use it.

    Raises StoreError when the target is there already, or a disk will not do.
    """
    _check(path)
    try:
        _refuse_journal_alone(target)
        with (
            new_file(target) as copy,
            closing(sqlite3.connect(address(path, "rw"), uri=True)) as source,
            closing(sqlite3.connect(copy)) as destination,
        ):
            source.backup(destination)
    except FileExistsError as error:
        raise StoreError(f"{target} is there already, and a backup replaces nothing.") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Cannot back up to {target}: {reason(error)}.") from error


def _refuse_journal_alone(path: Path) -> None:
    """SQLite would take it for the new file's, and put into that what was in the old one."""
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists() and not path.exists():
        raise StoreError(
            f"There is {journal}, and not the {path.name} that it is part of. Put that back in its "
            "place; or if it is gone for good, move this one away too."
        )


def private_sqlite(path: Path) -> SqliteDatabase:
    """Raises StoreError when the file is missing, or another program's."""
    _check(path)
    return SqliteDatabase(path)


def _check(path: Path) -> None:
    try:
        if not path.exists():
            raise StoreError(
                f"There is no {path}, which holds what may not stand in the log, such as passwords "
                "and the keys of personal data. If it should be there, put it back. If this desk "
                "never had one, run firstline init-db."
            )
        if path.stat().st_mode & 0o077:
            raise StoreError(
                f"{path} can be read by others, and holds passwords and keys. Say: chmod 600 {path}"
            )
        if not (_may_be_written_to(path) and _may_be_written_to(path.parent)):
            raise StoreError(
                f"{path}, or the folder that it is in, cannot be written to, and a desk has to "
                f"write down there who is signed in. Its owner can say: chmod 600 {path}"
            )
        # To write: a process that was killed can have left a journal, with which the file has to
        # be put right before it can be read.
        with closing(sqlite3.connect(address(path, "rw"), uri=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Cannot open {path}: {reason(error)}.") from error
    if application_id != APPLICATION_ID:
        raise StoreError(f"{path} is not the private store of a desk: put the right one back.")
    if layout != LAYOUT:
        raise StoreError(f"{path} was made by a newer Firstline. Install that one, or a later one.")


def _may_be_written_to(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
