"""A log in an SQLite file, which several processes on one machine can share."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from app.event_store.address import StoreError
from app.event_store.chain import sealed, state_of
from app.event_store.log import AppendCondition, Checkpoint, Conflict, Record, Unavailable
from app.event_store.sqlite_datastore import Datastore
from app.event_store.sqlite_files import beside
from app.event_store.stored_log import StoredLog, check, newest_in, record_of
from app.new_file import new_file
from app.private_store.store import PrivateStore
from app.sqlite_address import address, reason

APPLICATION_ID = 0x4669724C
"""Marks the file as a desk's, in its header; "FirL" to those who look there."""
LAYOUT = 1
"""The version of the tables, in the header too."""
_FORMAT = b"SQLite format 3\0"
"""What the header of every SQLite file begins with."""


_TABLE = """
CREATE TABLE stored_events (
    originator_id TEXT,
    originator_version INTEGER,
    topic TEXT,
    state BLOB,
    PRIMARY KEY (originator_id, originator_version)
)
"""
"""The rowid is the position."""
_SELECT = "SELECT originator_id, originator_version, topic, state, rowid FROM stored_events WHERE"
_INSERT = "INSERT INTO stored_events VALUES (?, ?, ?, ?)"
_NEWEST = "SELECT rowid, state FROM stored_events ORDER BY rowid DESC LIMIT 1"
# Lists are handed over as JSON, so that they can be of any length.
_OF_AGGREGATES = "originator_id IN (SELECT value FROM json_each(?))"
_OF_TYPES = "topic IN (SELECT value FROM json_each(?))"
# By the primary key, which begins with the id: nothing else is read. "." comes after "-".
_OF_KINDS = (
    "rowid IN (SELECT stored_events.rowid FROM json_each(?) AS kind CROSS JOIN stored_events "
    "ON originator_id >= kind.value || '-' AND originator_id < kind.value || '.')"
)
_BREAKING = f"{_SELECT} rowid > ? AND ({_OF_AGGREGATES} OR {_OF_TYPES}) ORDER BY rowid LIMIT 1"


class _Recorder:
    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore
        self.close = datastore.close

    def create_table(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_TABLE)

    def insert(
        self,
        records: Sequence[Record],
        condition: AppendCondition | None = None,
        *,
        into_empty: bool = False,
    ) -> list[int]:
        with self.datastore.transaction(commit=True) as cursor:
            newest = newest_in(cursor.execute(_NEWEST).fetchone())
            if into_empty and newest.position:
                raise Conflict
            check(condition, newest, partial(_breaking, cursor))
            return self._insert(cursor, sealed(records, newest.hash))

    def _insert(self, cursor: sqlite3.Cursor, records: Iterable[Record]) -> list[int]:
        positions = []
        for each in records:
            row = (each.aggregate_id, each.version, each.type_name, state_of(each))
            positions.append(cursor.execute(_INSERT, row).lastrowid or 0)
        return positions

    def select(
        self,
        after: int,
        limit: int,
        type_names: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Record]:
        bounds: dict[str, object] = {"rowid > ?": after}
        if type_names:
            bounds[_OF_TYPES] = json.dumps(list(type_names))
        if kinds:
            bounds[_OF_KINDS] = json.dumps(list(kinds))
        return self._select(bounds, "rowid", limit)

    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> list[Record]:
        bounds = {
            "originator_id = ?": aggregate_id,
            "originator_version > ?": after,
            "originator_version <= ?": until,
            "rowid <= ?": as_of,
        }
        given = {test: bound for test, bound in bounds.items() if bound is not None}
        return self._select(given, "originator_version DESC", -1 if last is None else last)

    def _select(self, bounds: Mapping[str, object], order: str, limit: int) -> list[Record]:
        statement = f"{_SELECT} {' AND '.join(bounds)} ORDER BY {order} LIMIT ?"
        with self.datastore.transaction(commit=False) as cursor:
            return [record_of(*row) for row in cursor.execute(statement, (*bounds.values(), limit))]

    def newest(self) -> Checkpoint:
        with self.datastore.transaction(commit=False) as cursor:
            return newest_in(cursor.execute(_NEWEST).fetchone())

    def damage(self) -> str:
        """By `integrity_check`: `quick_check` does not compare the indexes with the table."""
        try:
            with self.datastore.transaction(commit=False) as cursor:
                cursor.execute("PRAGMA integrity_check(1)")
                found = " ".join(cursor.fetchone()[0].split())
        except Unavailable as error:
            # A file can be too damaged even to be checked.
            if _tells_of_damage(error.__cause__):
                return str(error)
            raise
        return "" if found == "ok" else found


def _breaking(cursor: sqlite3.Cursor, condition: AppendCondition) -> object:
    """A record that breaks it, if there is one."""
    ids, types = list(condition.aggregate_ids), list(condition.types)
    asked = (condition.after, json.dumps(ids), json.dumps(types))
    return cursor.execute(_BREAKING, asked).fetchone()


def prepare_sqlite(path: Path) -> bool:
    """Make the file unless it is there; returns whether it was made. Several may try at once.

    Raises StoreError when the place will not do, or the file is not a desk's.
    """
    try:
        for file in beside(path):
            # In this order: somebody else may have made all of them just now.
            if file.exists() and not path.exists():
                raise StoreError(
                    f"There is {file}, and not the {path.name} that it is part of. Put that back "
                    "in its place; or if it is gone for good, move this one away too."
                )
        made = not path.exists() and _make(path)
    except (OSError, sqlite3.Error, Unavailable) as error:
        raise StoreError(
            f"Cannot make {path}: {reason(error)}. FIRSTLINE_STORE should name a file in a "
            "folder that is there, and that the desk may write to."
        ) from error
    if not made:
        _check(path)
    return made


def _make(path: Path) -> bool:
    try:
        with new_file(path) as unfinished:
            unfinished.touch()
            datastore = Datastore(unfinished)
            _Recorder(datastore).create_table()
            datastore.close()
            with closing(sqlite3.connect(unfinished)) as connection:
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={LAYOUT}")
    except FileExistsError:
        return False
    return True


def sqlite_log(path: Path, private: PrivateStore) -> StoredLog:
    """The log in that file; in `private` are the keys of its personal data. Raises StoreError when
    it is missing or not a desk's."""
    _check(path)
    return StoredLog(_Recorder(Datastore(path)), private)


def back_up_sqlite(
    path: Path,
    target: Path,
    progress: Callable[[int, int], None],
    put_beside: Callable[[], None] = lambda: None,
) -> None:
    """Copy the log to a new file, as it is at one moment, while desks use it. `progress` is told
    (pages copied, pages in all). `put_beside` is called once it is copied and before it is there:
    so whoever finds the copy finds what belongs beside it too.

    Raises StoreError when the target is there already, or a disk will not do.
    """
    _check(path)
    try:
        with new_file(target) as copy:
            with (
                closing(sqlite3.connect(address(path, "ro"), uri=True)) as source,
                closing(sqlite3.connect(copy)) as destination,
            ):
                # Otherwise the copying would start over each time that somebody writes.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.backup(
                    destination,
                    pages=1_000,
                    progress=lambda _, left, pages: progress(pages - left, pages),
                )
            put_beside()
    except FileExistsError as error:
        raise StoreError(f"{target} is there already, and a backup replaces nothing.") from error
    except (OSError, sqlite3.Error) as error:
        if _tells_of_damage(error):
            raise StoreError(_damaged(path, reason(error))) from error
        raise StoreError(f"Cannot back up to {target}: {reason(error)}.") from error


def _tells_of_damage(error: BaseException | None) -> bool:
    # The lower byte: what follows in the others says where the damage is.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _damaged(path: Path, how: str) -> str:
    return (
        f"{path} is a log of Firstline, but damaged or cut off ({how}). Stop the desks, "
        "and copy the file, and the -wal and -shm beside it if they are there, to another folder. "
        "Then put the newest backup in their place. firstline verify --since, with the newest "
        "checkpoint that you have kept, tells whether events are lost."
    )


def _check(path: Path) -> None:
    """Raises StoreError unless the file is a desk's, of a layout that is known."""
    try:
        if not path.exists():
            raise StoreError(
                f"There is no {path}. To make it, run firstline init-db; if it should be there, "
                "look whether FIRSTLINE_STORE names the right place."
            )
        if not path.is_file():
            raise StoreError(f"{path} is not a file. FIRSTLINE_STORE should name one.")
        with closing(sqlite3.connect(address(path, "ro"), uri=True)) as connection:
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (layout,) = connection.execute("PRAGMA user_version").fetchone()
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"Cannot open {path}: {reason(error)}.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(_why_no_log(path, "is not a database", error)) from error
    if application_id != APPLICATION_ID:
        raise StoreError(_why_no_log(path, "belongs to another program"))
    if layout != LAYOUT:
        raise StoreError(f"{path} was made by a newer Firstline. Install that one, or a later one.")


def _why_no_log(path: Path, otherwise: str, error: BaseException | None = None) -> str:
    """What to say of a file that SQLite finds no log in. One that a log has been in must not be
    taken for another program's: whoever believes it begins an empty log elsewhere."""
    # Only now: closing this gives up the locks that SQLite holds on the file in this process.
    with path.open("rb") as file:
        header = file.read(100)
    if not header.strip(b"\0"):
        what = "begins with nothing but zeros" if header else "is empty"
        return (
            f"{path} {what}: there is no log in it. If there was one, stop the desks, and put the "
            "newest backup in the place of the file and its -wal and -shm. If there was none, "
            "remove the file, and run firstline init-db."
        )
    mark = APPLICATION_ID.to_bytes(4)
    if _FORMAT.startswith(header[:16]) and mark.startswith(header[68:72]):
        return _damaged(path, reason(error) if error else "its header is not whole")
    return f"{path} {otherwise}. FIRSTLINE_STORE should name a file of its own."
