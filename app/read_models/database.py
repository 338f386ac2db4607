"""The database that read models keep their rows in. It is made from the log, and belongs to nobody
but them: it can be thrown away and made again at any time."""

import sqlite3
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import msgspec

from app.event_store.log import Checkpoint
from app.read_models.answers import Answers
from app.read_models.away import OF_THE_MACHINE, Busy, Damaged, ReadSideAway
from app.read_models.progress import CREATE_PROGRESS, STORED, Progress, stored
from app.read_models.table import R, Rows, Table

NOW = 2**62
"""A position after all that there can be."""
THESE = "SELECT value FROM json_each(?)"
"""SQL for a list of values that is handed over as JSON, so that it can be of any length."""
LOCK_TIMEOUT = 3
"""In seconds: how long to wait for others who take events in."""
AT_ONCE = 50
"""So many rows are inserted by one statement, which takes a third less time than one by one."""
LONGEST_SPAN = 40
"""The class of the longest spans: no log has 2 to the power of that many events."""


_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
"""What SQLite says of a file that is not what it was."""
_OTHER_TABLES = ("no such table", "no such column", "table ", "Could not decode")
"""How it begins to say that tables, or what is in them, are not what was written."""
_OF_VALUES = (
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What is wrong with what was to be written, and not with the database."""


# Otherwise sqlite3 looks for a way to store None each time, which takes longer than the rest of it.
sqlite3.register_adapter(types.NoneType, lambda none: none)


class Part(Protocol):
    """What gathers changes, to be written in one go."""

    def flush(self) -> None: ...

    def forget(self) -> None: ...


_CREATE_MADE_AS = "CREATE TABLE made_as (file TEXT NOT NULL)"
"""It is only written to in the beginning, so that a -wal never has it."""
_CREATE_ROW_COUNTS = (
    "CREATE TABLE row_counts (name TEXT PRIMARY KEY, now INTEGER NOT NULL, past INTEGER NOT NULL, "
    "rewritten INTEGER NOT NULL) "
    "WITHOUT ROWID"
)


class Database:
    """One connection, which one thread uses at a time.

    A file that is not named is a temporary one, which goes with the connection.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file.name if file else ""
        self.is_damaged = False
        """Whether the file has turned out not to be what was written."""
        self.has_failed = False
        """Whether this connection may not be what it should be, and another be better: it can read
        only, for example, when it was opened while nobody was allowed to write."""
        with self._explaining():
            self._connection = sqlite3.connect(
                _name_of(file) if file else "",
                uri=bool(file),
                isolation_level=None,
                timeout=LOCK_TIMEOUT,
                check_same_thread=False,
                cached_statements=128,
            )
        # Enough for the file to be whole after the machine has failed; what is lacking then is in
        # the log.
        self.execute("PRAGMA synchronous = NORMAL")
        # In KiB: half of what SQLite takes by itself, since a process can have many of them open.
        self.execute("PRAGMA cache_size = -1000")
        # What is removed is not to be found in the file any more.
        self.execute("PRAGMA secure_delete = ON")
        self.position = 0
        """That of the event which is being taken in."""
        self.moment = NOW - 1
        """The position that is looked at."""
        self.last_erasure = 0
        """What its progress said of it when it was last looked at."""
        self._seen: tuple[Checkpoint, int] | None = None
        """What was looked at before: rows of that need not be fetched again."""
        self._seen_counts: dict[str, tuple[int, int, int]] = {}
        self.answers = Answers()
        self.most_known = 1_000
        """How many rows of each table are remembered."""
        self.is_flushed = True
        self._parts: list[Part] = []
        self._tables: list[Table[Any]] = []
        self._counts: dict[str, tuple[int, int, int]] = {}
        self._at_the_end: set[Callable[[], None]] = set()
        self._to_write_anew: set[str] = set()

    def close(self) -> None:
        self._connection.close()

    def __del__(self) -> None:
        # Whoever lets go of a desk lets go of its connections as well.
        if hasattr(self, "_connection"):
            self._connection.close()

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except _OF_VALUES:
            raise
        except UnicodeDecodeError:
            # Texts in the file, and also what SQLite says of them, are not what they were.
            raise self.damaged("it has texts that are not UTF-8") from None
        except MemoryError as error:
            self.has_failed = True
            raise ReadSideAway("there is not enough memory") from error
        except sqlite3.Error as error:
            whole_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            code = whole_code & 0xFF  # the others say more about it
            if code == sqlite3.SQLITE_BUSY:
                raise Busy(str(error)) from error
            self.has_failed = True
            is_cut_off = whole_code == sqlite3.SQLITE_IOERR_SHORT_READ
            if code in _DAMAGE or is_cut_off or str(error).startswith(_OTHER_TABLES):
                raise self.damaged(str(error)) from error
            raise ReadSideAway(str(error)) from error

    def damaged(self, what: str) -> Damaged:
        """The error that says so; from now on it is known."""
        self.is_damaged = True
        return Damaged(what)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """What the statement finds. Raises ReadSideAway."""
        try:
            return self._connection.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError):
            with self._explaining():
                raise

    def execute_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """The statement with each of these. Raises ReadSideAway."""
        if not values:
            return
        try:
            self._connection.executemany(sql, values)
        except (sqlite3.Error, UnicodeDecodeError, MemoryError):
            with self._explaining():
                raise

    def insert(self, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """Insert these: `into` is the statement as far as VALUES. Raises ReadSideAway."""
        if not rows:
            return
        one = f"({', '.join('?' * len(rows[0]))})"
        whole = len(rows) - len(rows) % AT_ONCE
        if whole:
            sql = f"{into} VALUES {', '.join([one] * AT_ONCE)}"
            for start in range(0, whole, AT_ONCE):
                self.execute(sql, list(chain.from_iterable(rows[start : start + AT_ONCE])))
        self.execute_many(f"{into} VALUES {one}", rows[whole:])

    def rows(self, table: Table[R]) -> Rows[R]:
        """That table in this database."""
        rows = Rows(self, table)
        self._parts.append(rows)
        self._tables.append(table)
        return rows

    def gather(self, part: Part) -> None:
        """Let that part write its changes whenever those of tables are written."""
        self._parts.append(part)

    def select(self, sql: str, *values: Any) -> list[Any]:
        """What the query finds. What was changed before is written first."""
        self.flush()
        return self.execute(sql, values)

    def create(self, tables: Sequence[str]) -> None:
        """Make the tables of the database itself, and with these statements all others."""
        self.make([CREATE_PROGRESS, _CREATE_ROW_COUNTS, _CREATE_MADE_AS, *tables])
        self.execute("INSERT INTO progress VALUES (?, ?, ?, ?, ?, ?, ?)", stored(Progress()))
        self.execute("INSERT INTO made_as VALUES (?)", (self._file,))

    def check_name(self) -> None:
        """Raises Damaged when it was made as another file, and was put in the place of this one:
        with what this one's -wal says beside it, it would look like the right one."""
        if self.execute("SELECT file FROM made_as") != [(self._file,)]:
            raise self.damaged("it was made as another file")

    def make(self, statements: Sequence[str]) -> None:
        """Carry these out in one go: one by one they take several times as long."""
        self.execute("BEGIN")
        try:
            for statement in statements:
                self.execute(statement)
            self.execute("COMMIT")
        finally:
            self.end()

    def progress(self) -> Progress:
        """How far the rows are. Within a transaction, this is where a moment begins."""
        try:
            found = msgspec.convert(self.execute("SELECT * FROM progress"), STORED)
            [(position, hash, fault, faulty, built_at, milliseconds, last_erasure)] = found
        except ValueError:  # which those of msgspec are too
            raise self.damaged("it does not say how far it is") from None
        return Progress(
            Checkpoint(position, hash), fault, faulty, built_at, milliseconds, last_erasure
        )

    def set_progress(self, progress: Progress) -> None:
        """Say how far the rows are now, in a transaction that takes events in. What is remembered
        of them goes with it."""
        self.execute(
            "UPDATE progress SET position=?, hash=?, fault=?, faulty=?, built_at=?, "
            "build_milliseconds=?, last_erasure=?",
            stored(progress),
        )
        self._seen = (progress.checkpoint, self.moment)
        self.last_erasure = progress.last_erasure

    def flush(self) -> None:
        """Write what has been gathered."""
        if self.is_flushed:
            return
        self.is_flushed = True
        for part in self._parts:
            part.flush()
        if self._counts:
            self.execute_many(
                "INSERT INTO row_counts VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET "
                "now = now + excluded.now, past = past + excluded.past, "
                "rewritten = rewritten + excluded.rewritten",
                [(name, *counts) for name, counts in self._counts.items()],
            )
            self._counts = {}

    def count(self, name: str, added: int, ended: int, rewritten: int = 0) -> None:
        """Take note of how many rows a table has more, now and in the past, and how many times more
        one was rewritten."""
        now, past, before = self._counts.get(name, (0, 0, 0))
        self._counts[name] = (now + added, past + ended, before + rewritten)

    def row_counts(self) -> dict[str, tuple[int, int, int]]:
        """How many rows each table has now, how many that were, and how many times one was
        rewritten."""
        found = self.select("SELECT name, now, past, rewritten FROM row_counts ORDER BY name")
        return {name: (now, past, rewritten) for name, now, past, rewritten in found}

    @contextmanager
    def taking_in(self) -> Iterator[Progress]:
        """A transaction that takes in events, all or none. One at a time, of all processes. Begins
        with how far the rows are.

        Raises ReadSideAway also for what goes wrong in the machine meanwhile: none of that may be
        taken for a fault of an event.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield self._look()
            self.flush()
            while self._at_the_end:
                self._at_the_end.pop()()
            self._write_anew()
            self.execute("COMMIT")
        except BaseException as error:
            self.is_flushed = True
            self._counts = {}
            self._at_the_end, self._to_write_anew = set(), set()
            self._forget()
            self.end()
            if isinstance(error, OF_THE_MACHINE):
                raise ReadSideAway(repr(error)) from error
            raise

    def at_the_end(self, finish: Callable[[], None]) -> None:
        """Let this be done at the end of this transaction, once, however often it is asked for."""
        self._at_the_end.add(finish)

    def write_anew(self, *tables: str) -> None:
        """At the end of this transaction, write all that is in these tables once more: something
        was removed from them for good.

        SQLite overwrites a row that is removed. But when it moves rows from a full page to another,
        copies of them stay in the first, between its rows, where nobody overwrites them.
        """
        self._to_write_anew.update(tables)

    def _write_anew(self) -> None:
        for table in sorted(self._to_write_anew):
            self.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM main.{table}")  # noqa: S608
            # Overwrites whole pages.
            self.execute(f"DELETE FROM main.{table}")  # noqa: S608
            self.execute(f"INSERT INTO main.{table} SELECT * FROM temp.kept")  # noqa: S608
            self.execute("DROP TABLE temp.kept")
        self._to_write_anew = set()

    def empty_wal(self) -> bool:
        """Empty the -wal, so that what was removed is not to be found there. Returns whether that
        was done: not while somebody reads from it, or writes, as this waits for nobody."""
        self.execute("PRAGMA busy_timeout = 0")
        try:
            # Not by `execute`: who only reads goes on, even where this cannot be done at all.
            found = self._connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchall()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError):
            return False
        finally:
            self.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT * 1_000}")
        [(is_busy, *_)] = found
        return not is_busy

    def _forget(self) -> None:
        for part in self._parts:
            part.forget()

    def begin(self) -> Progress:
        """Begin a transaction that reads: it shows one moment, and holds up nobody. Returns how far
        the rows are."""
        self.execute("BEGIN")
        return self._look()

    def _look(self) -> Progress:
        """How far the rows are. What is remembered of them is let go of, if it may have changed."""
        progress = self.progress()
        self.last_erasure = progress.last_erasure
        seen = (progress.checkpoint, self.moment)
        if seen != self._seen:
            self._forget_what_changed()
            self._seen = seen
        return progress

    def _forget_what_changed(self) -> None:
        """Most tables have not, when others have taken something in: how many rows each has, now
        and in the past, tells, and how often one was rewritten."""
        counts = self.row_counts()
        is_same_moment = self._seen is not None and self._seen[1] == self.moment
        for part in self._parts:
            name = part.table.name if isinstance(part, Rows) else ""
            if not (name and is_same_moment and counts.get(name) == self._seen_counts.get(name)):
                part.forget()
        self._seen_counts = counts

    def end(self) -> None:
        """End it, if one has begun."""
        if self._connection.in_transaction:
            with suppress(ReadSideAway):  # whoever uses it next is told
                self.execute("ROLLBACK")

    def make_quickly(self) -> None:
        """While it is being made, nobody else uses it: if that does not end, it is made again."""
        for pragma in ("journal_mode = MEMORY", "synchronous = OFF", "cache_size = -16000"):
            self.execute(f"PRAGMA {pragma}")
        self.most_known = 6_000

    def is_made(self, when: float, seconds: float) -> None:
        """It is whole, and can be used by several at once. `when` (seconds since 1970) its making
        began, and how long it took."""
        self.execute(
            "UPDATE progress SET built_at = ?, build_milliseconds = ?",
            (int(when * 1_000_000), int(seconds * 1_000)),
        )
        self.execute("PRAGMA journal_mode = WAL")

    def can_look_at_the_past(self) -> None:
        """From now on, tables are as of the moment that `look_at` says, for this connection."""
        for statement in (
            "PRAGMA temp_store = MEMORY",
            "CREATE TEMP TABLE moment (position INTEGER NOT NULL)",
            f"INSERT INTO temp.moment VALUES ({NOW})",  # noqa: S608
            "CREATE TEMP TABLE spans (span INTEGER PRIMARY KEY, after INTEGER NOT NULL, "
            "position INTEGER NOT NULL)",
            *(table.view_of_moment() for table in self._tables),
        ):
            self.execute(statement)

    def look_at(self, position: int) -> None:
        """See the rows as they were when the event at that position had been taken in."""
        self.moment = position
        self.execute("UPDATE temp.moment SET position = ?", (position,))
        self.execute_many(
            "INSERT OR REPLACE INTO temp.spans VALUES (?, ?, ?)",
            [(span, position - 2**span, position) for span in range(1, LONGEST_SPAN)],
        )


def _name_of(file: Path) -> str:
    """With "mode=rw", SQLite does not make a file when there is none."""
    return f"file:{quote(str(file))}?mode=rw"


def is_open(file: Path) -> bool:
    """Whether somebody has that database open: SQLite gives it to nobody alone then."""
    with suppress(sqlite3.Error):
        with closing(sqlite3.connect(_name_of(file), uri=True, timeout=0)) as connection:
            # Said first: what is opened as others have it open, too, stays so.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        return False
    return True
