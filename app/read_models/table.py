"""Tables whose rows say from and to which position of the log they held.

What is now stands in one table; what was, in another beside it. So a page asks for what is now as
if there were no past, and the same question can be asked of any moment: see `Database.look_at`.
"""

import enum
import types
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin, get_type_hints

import msgspec

if TYPE_CHECKING:
    from app.read_models.database import Database

R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")
Values = tuple[Any, ...]
Convert = Callable[[Any], Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """A moment as it is stored: microseconds since 1970, so that numbers sort as moments do."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(stored: int) -> datetime:
    """The moment (UTC) that was stored so."""
    return EPOCH + timedelta(microseconds=stored)


class Table(Generic[R]):
    """What a table is called, and what its rows are: the fields of a struct, in their order.

    `key` tells the rows apart. `derived` are properties of the row that are stored too, to be
    searched or sorted by. Each index is a list of columns, as SQL has it. `lookups` are indexes of
    columns that are looked up while events are taken in, and so are there from the start. Rows are
    kept in the order of their `number`, if each has one of its own: that needs no index.
    """

    def __init__(
        self,
        name: str,
        row_type: type[R],
        key: Sequence[str],
        *,
        number: str = "",
        derived: Sequence[str] = (),
        lookups: Sequence[str] = (),
        indexes: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.row_type = row_type
        self.key = tuple(key)
        hints = get_type_hints(row_type)
        self.fields = tuple(row_type.__struct_fields__)
        self._derived = tuple(derived)
        for each in derived:
            hints[each] = get_type_hints(getattr(row_type, each).fget)["return"]
        self.columns = (*self.fields, *self._derived)
        kinds = [_kind(hints[column]) for column in self.columns]
        self._declared = [
            f"{column} {kind.sql}" for column, kind in zip(self.columns, kinds, strict=True)
        ]
        self._number = number
        self._values = attrgetter(*self.columns)
        self._key = attrgetter(*self.key)
        self._write = [(place, each.write) for place, each in enumerate(kinds) if each.write]
        self._read = [
            (place, each.read) for place, each in enumerate(kinds[: len(self.fields)]) if each.read
        ]
        self._lookups, self._indexes = tuple(lookups), tuple(indexes)

    @property
    def past(self) -> str:
        """The name of the table of what was."""
        return f"{self.name}_past"

    def values(self, row: R) -> list[Any]:
        """The row as it is stored."""
        values = list(self._values(row))
        for place, write in self._write:
            value = values[place]
            if value is not None:
                values[place] = write(value)
        return values

    def row(self, stored: Sequence[Any]) -> R:
        """The row that was stored so; what stands after its fields is not looked at."""
        values = list(stored[: len(self.fields)])
        for place, read in self._read:
            if values[place] is not None:
                values[place] = read(values[place])
        return self.row_type(*values)

    def key_of(self, row: R) -> Values:
        key = self._key(row)
        return key if len(self.key) > 1 else (key,)

    def create(self) -> list[str]:
        """The statements that make both tables, without what is quicker to make at the end."""
        columns, key = ", ".join(self._declared), ", ".join(self.key)
        primary = self._number or key
        unique = f", UNIQUE ({key})" if self._number else ""
        # Where the key is the whole row, one tree does for both.
        ending = " WITHOUT ROWID" if len(self.key) == len(self.columns) else ""
        return [
            f"CREATE TABLE {self.name} ({columns}, from_position INTEGER NOT NULL, "
            f"PRIMARY KEY ({primary}){unique}){ending}",
            f"CREATE TABLE {self.past} ({columns}, from_position INTEGER NOT NULL, "
            "to_position INTEGER NOT NULL, span INTEGER NOT NULL)",
            *(
                f"CREATE INDEX {self.name}_lookup_{number} ON {self.name} ({columns})"
                for number, columns in enumerate(self._lookups)
            ),
        ]

    def finish(self) -> list[str]:
        """The statements that make the other indexes."""
        key = ", ".join(self.key)
        return [
            f"CREATE UNIQUE INDEX {self.past}_key ON {self.past} ({key}, from_position)",
            f"CREATE INDEX {self.past}_spans ON {self.past} (span, from_position, to_position)",
            *(
                f"CREATE INDEX {self.name}_{number} ON {self.name} ({columns})"
                for number, columns in enumerate(self._indexes)
            ),
        ]

    def view_of_moment(self) -> str:
        """The statement that puts the rows as of the moment that is looked at in the place of the
        table, for the connection that runs it.

        What is now and has been since before that moment was then as well. What has ended was then
        if its span covers the moment. Spans are filed by their length, doubled from class to class:
        of each class, only those can cover it that began shortly before.
        """
        columns = ", ".join((*self.columns, "from_position"))
        return (
            f"CREATE TEMP VIEW {self.name} AS SELECT {columns} FROM main.{self.name} "  # noqa: S608
            "WHERE from_position <= (SELECT position FROM temp.moment) "
            f"UNION ALL SELECT {columns} FROM temp.spans CROSS JOIN main.{self.past} past "
            "ON past.span = spans.span AND past.from_position > spans.after "
            "AND past.from_position <= spans.position WHERE past.to_position > spans.position"
        )


class Rows(Generic[R]):
    """A table in a database: to be asked, and, while events are taken in, to be changed.

    Changes are gathered, and written in one go before anything else is asked of the database.
    """

    def __init__(self, database: "Database", table: Table[R]) -> None:
        self._database = database
        self.table = table
        self._known: dict[Values, tuple[R, int] | None] = {}
        """Rows that were looked at or changed, with their from_position; None for those that are
        not there. Kept as long as nothing else changes them."""
        self._changed: dict[Values, None] = {}
        self._ended: list[Sequence[Any]] = []
        self._added = 0
        columns = ", ".join(table.columns)
        self._select = f"SELECT {columns}, from_position FROM {table.name}"  # noqa: S608
        self._has_key = " AND ".join(f"{column} = ?" for column in table.key)
        self._select_by_key = f"{self._select} WHERE {self._has_key}"

    def get(self, *key: Any) -> R | None:
        """The row with that key."""
        found = self._find(key)
        return found[0] if found else None

    def __getitem__(self, key: Any) -> R:
        """Raises LookupError when there is no such row."""
        found = self._find(key if isinstance(key, tuple) else (key,))
        if found is None:
            raise LookupError(f"There is no row {key} in {self.table.name}")
        return found[0]

    def _find(self, key: Values) -> tuple[R, int] | None:
        if key not in self._known:
            if len(self._known) > self._database.most_known and not self._changed:
                self._known = {}
            self._known[key] = self._stored(key)
        return self._known[key]

    def _stored(self, key: Values) -> tuple[R, int] | None:
        found = self._database.execute(self._select_by_key, key)
        return (self._row(found[0]), found[0][-1]) if found else None

    def _row(self, stored: Sequence[Any]) -> R:
        try:
            return self.table.row(stored)
        except (LookupError, TypeError, ValueError, OverflowError) as error:
            what = f"{self.table.name} has a row that cannot be read"
            raise self._database.damaged(what) from error

    def add(self, row: R) -> None:
        """Add a row that is new, from the position that is being taken in."""
        self._added += 1
        self._set(self.table.key_of(row), row)

    def replace(self, row: R) -> None:
        """Put the row in the place of the one with the same key. Raises LookupError when there is
        none."""
        key = self.table.key_of(row)
        before = self._find(key)
        if before is None:
            raise LookupError(f"There is no row {key} in {self.table.name}")
        old, since = before
        until = self._database.position
        if since < until:
            values = self.table.values(old)
            values += since, until, (until - since).bit_length()
            self._ended.append(values)
        self._set(key, row)

    def put(self, row: R) -> None:
        """Put the row in the place of the one with the same key, or add it where there is none."""
        if self._find(self.table.key_of(row)):
            self.replace(row)
        else:
            self.add(row)

    def rewrite(self, *key: Any, change: Callable[[R], R]) -> bool:
        """Change what the row with that key is and what it ever was, as if it had never been
        otherwise. What stood there before is not to be found in the file any more.

        Returns whether a text is another now. Otherwise there is nothing that has to go: where rows
        are made again, somebody who was erased never had a name.

        Raises LookupError when there is no such row.
        """
        self._database.flush()
        found = self._find(key)
        if found is None:
            raise LookupError(f"There is no row {key} in {self.table.name}")
        row, since = found
        columns = ", ".join(self.table.columns)
        was = self._database.execute(
            f"SELECT {columns}, rowid FROM {self.table.past} WHERE {self._has_key}",  # noqa: S608
            key,
        )
        rows = [row, *map(self._row, was)]
        changed = [change(each) for each in rows]
        assignments = ", ".join(f"{column} = ?" for column in self.table.columns)
        self._database.execute_many(
            f"UPDATE {self.table.past} SET {assignments} WHERE rowid = ?",  # noqa: S608
            [
                (*self.table.values(each), stored[-1])
                for each, stored in zip(changed[1:], was, strict=True)
            ],
        )
        self._known[key] = (changed[0], since)
        self._changed[key] = None
        self._database.is_flushed = False
        self._database.count(self.table.name, 0, 0, rewritten=1)
        has_other_texts = any(map(self._has_other_texts, rows, changed))
        if has_other_texts:
            self._database.write_anew(self.table.name, self.table.past)
        return has_other_texts

    def _has_other_texts(self, row: R, changed: R) -> bool:
        pairs = zip(self.table.values(row), self.table.values(changed), strict=True)
        return any(before != after for before, after in pairs if isinstance(before, str))

    def _set(self, key: Values, row: R) -> None:
        self._known[key] = (row, self._database.position)
        self._changed[key] = None
        self._database.is_flushed = False

    def flush(self) -> None:
        """Write what has been gathered."""
        if not self._changed:
            return
        self._database.insert(
            f"INSERT OR REPLACE INTO {self.table.name}",
            [
                (*self.table.values(known[0]), known[1])
                for key in self._changed
                if (known := self._known[key])
            ],
        )
        self._database.insert(f"INSERT INTO {self.table.past}", self._ended)
        self._database.count(self.table.name, self._added, len(self._ended))
        self._database.answers.has_changed(self.table.name)
        self._changed, self._ended, self._added = {}, [], 0
        if len(self._known) > self._database.most_known:
            self._known = {}

    def forget(self) -> None:
        """Let go of what has been gathered or looked at: others may change it from now on."""
        self._known, self._changed, self._ended, self._added = {}, {}, [], 0
        self._database.answers.has_changed(self.table.name)

    def where(
        self, condition: str = "1", *values: Any, order: str = "", limit: int = -1, offset: int = 0
    ) -> list[R]:
        """The rows for which the condition (SQL) holds, in that order. It is about this table, or
        what only changes with it: until then, the rows are remembered."""
        ordered = f"ORDER BY {order}" if order else ""
        sql = f"{self._select} WHERE {condition} {ordered} LIMIT ? OFFSET ?"
        bounds = (*values, limit, offset)
        found = self._once(
            (sql, bounds),
            lambda: [self._row(each) for each in self._database.execute(sql, bounds)],
        )
        return list(found)  # theirs to change

    def count(self, condition: str = "1", *values: Any) -> int:
        """For how many rows the condition (SQL) holds."""
        sql = f"SELECT count(*) FROM {self.table.name} WHERE {condition}"  # noqa: S608
        [(number,)] = self._once((sql, values), lambda: self._database.execute(sql, values))
        return int(number)

    def _once(self, question: Hashable, ask: Callable[[], list[T]]) -> list[T]:
        self._database.flush()
        return self._database.answers.once(self.table.name, question, ask)


class _Kind(msgspec.Struct, frozen=True):
    """How values of a type are stored."""

    sql: str
    write: Convert | None = None
    read: Convert | None = None


def _kind(hint: Any) -> _Kind:
    if get_origin(hint) is types.UnionType:
        [hint] = [each for each in get_args(hint) if each is not types.NoneType]
    if hint is int or hint is bool:
        return _Kind("INTEGER")
    if hint is datetime:
        return _Kind("INTEGER", microseconds, moment_of)
    if get_origin(hint) is tuple:
        read = msgspec.json.Decoder(hint).decode
        return _Kind("TEXT", lambda value: msgspec.json.encode(value).decode(), read)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        members = dict(hint.__members__)
        names = {member: name for name, member in members.items()}
        return _Kind("TEXT", names.__getitem__, members.__getitem__)
    if hint is str:
        return _Kind("TEXT")
    raise TypeError(f"There is no column for {hint}")
