"""What somebody can do to a log who gets at its table: with plain SQL, past the desk."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, LiteralString, NamedTuple, Protocol

import psycopg

from app.event_store.address import PostgresqlStore, SqliteStore
from app.event_store.log import EventLog
from app.event_store.stores import open_log
from tests.event_store.by_hand import BEFORE_THE_FIRST, hash_by_hand
from tests.event_store.stores import STORES

SEAL = len(',"hash":""}') + 64


class Row(NamedTuple):
    position: int
    aggregate_id: str
    version: int
    type_name: str
    state: bytes

    def but(self, **changes: Any) -> "Row":
        return self._replace(**changes)

    def with_text(self, old: str, new: str) -> "Row":
        """The same, with that text in its state instead of the other, which must be there."""
        changed = self.state.replace(old.encode(), new.encode())
        assert changed != self.state, f"{old} is not in {self.state!r}"
        return self.but(state=changed)

    @property
    def line(self) -> bytes:
        """As an export would have it."""
        record = {
            "position": self.position,
            "aggregate_id": self.aggregate_id,
            "version": self.version,
            "type": self.type_name,
            **json.loads(self.state),
        }
        return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def with_hashes_made_anew(rows: Sequence[Row]) -> list[Row]:
    """The rows as the desk itself would have written them."""
    made: list[Row] = []
    previous = BEFORE_THE_FIRST
    for row in rows:
        previous = hash_by_hand(previous, row.line)
        state = row.state[:-SEAL] + f',"hash":"{previous}"}}'.encode()
        made.append(row.but(state=state))
    return made


class Table(Protocol):
    """The table of a log. Its rows are in the order of positions."""

    def rows(self) -> list[Row]: ...

    def write(self, rows: Sequence[Row]) -> None:
        """Put these in the place of all."""
        ...


class _SqliteTable:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self) -> list[Row]:
        return [
            Row(*row)
            for row in self._connection.execute(
                "SELECT rowid, originator_id, originator_version, topic, state "
                "FROM stored_events ORDER BY rowid"
            )
        ]

    def write(self, rows: Sequence[Row]) -> None:
        with self._connection:
            self._connection.execute("DELETE FROM stored_events")
            self._connection.executemany(
                "INSERT INTO stored_events "
                "(rowid, originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?, ?)",
                rows,
            )


_INSERT: LiteralString = (
    "INSERT INTO firstline.events "
    "(notification_id, originator_id, originator_version, topic, state) "
    "VALUES (%s, %s, %s, %s, %s)"
)


class _PostgresqlTable:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def rows(self) -> list[Row]:
        return [
            Row(*row)
            for row in self._connection.execute(
                "SELECT notification_id, originator_id, originator_version, topic, state "
                "FROM firstline.events ORDER BY notification_id"
            )
        ]

    def write(self, rows: Sequence[Row]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("DELETE FROM firstline.events")
            cursor.executemany(_INSERT, rows)


class Kept(NamedTuple):
    """A log, and the table that it is kept in."""

    log: EventLog
    table: Table

    def becomes(self, tamper: Callable[[list[Row]], Sequence[Row]]) -> None:
        self.table.write(tamper(self.table.rows()))


def lose_from_index(path: Path, *positions: int) -> None:
    """Have the index by which SQLite finds the events of an aggregate lack those at the positions;
    the table keeps them, and nothing in it changes. As a fault of a disk can do."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(
            """
            CREATE TABLE other (originator_id TEXT, originator_version INTEGER,
                                UNIQUE (originator_id, originator_version));
            INSERT INTO other (rowid, originator_id, originator_version)
                SELECT rowid, originator_id, originator_version FROM stored_events;
            """
        )
        for position in positions:
            connection.execute("DELETE FROM other WHERE rowid = ?", [position])
        index = "SELECT name, rootpage FROM sqlite_master WHERE name LIKE 'sqlite_autoindex_%'"
        [(name, page), (other_name, other_page)] = connection.execute(index).fetchall()
        connection.execute("PRAGMA writable_schema = ON")
        exchange = "UPDATE sqlite_master SET rootpage = ? WHERE name = ?"
        connection.executemany(exchange, [(other_page, name), (page, other_name)])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE other")


PAGE = 4_096
"""In bytes: what SQLite reads and writes at once."""
TABLE_LEAF = 0x0D
"""How a page begins that has rows of a table in it."""


def zero_page(path: Path, number: int) -> None:
    """Lose a page of the database, as a fault of a disk can do. They count from 1."""
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE)
        file.write(bytes(PAGE))


def root_of(path: Path, kind: str) -> int:
    """The page that the table (kind "table") or its index ("index") begins with."""
    with closing(sqlite3.connect(path)) as connection:
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE type = ?", [kind])
    return int(page)


def leaves_of_the_table(path: Path) -> list[int]:
    """The pages that its rows are on."""
    pages = path.read_bytes()
    return [n + 1 for n in range(len(pages) // PAGE) if pages[n * PAGE] == TABLE_LEAF]


@contextmanager
def kept_log(store: str, folder: Path) -> Iterator[Kept]:
    with STORES[store](folder) as address:
        log = open_log(address)
        match address:
            case SqliteStore(path):
                with closing(sqlite3.connect(path)) as file:
                    yield Kept(log, _SqliteTable(file))
            case PostgresqlStore(uri):
                with closing(psycopg.connect(uri, autocommit=True)) as database:
                    yield Kept(log, _PostgresqlTable(database))
        log.close()
