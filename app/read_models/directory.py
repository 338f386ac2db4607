"""What people and places have in common: rows in one order, found by id or by words."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from app.read_models.database import THESE
from app.read_models.found import Found
from app.read_models.read_model import E, ReadModel
from app.read_models.table import Rows, Table
from app.read_models.text_index import TextIndex, telling_words


class Listed(msgspec.Struct, frozen=True):
    """A row of a directory."""

    id: str
    number: int
    """The position of its first event."""

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def sort_key(self) -> str:
        """What the order goes by."""
        raise NotImplementedError

    @property
    def words(self) -> Sequence[str]:
        """What it can be found by."""
        raise NotImplementedError


L = TypeVar("L", bound=Listed)


def directory_table(name: str, row_type: type[L]) -> Table[L]:
    return Table(
        name, row_type, key=["id"], derived=["sort_key"], indexes=["sort_key, id", "number"]
    )


class Directory(ReadModel[E], Generic[E, L]):
    table: ClassVar[Table[Any]]

    def open(self) -> None:
        self._rows: Rows[L] = self.database.rows(self.table)
        self._texts = TextIndex(self.database, f"{self.table.name}_texts")

    def tables_counted(self) -> Sequence[str]:
        return [self.table.name]

    def tables_to_create(self) -> Sequence[str]:
        return [*self.table.create(), *self._texts.create()]

    def indexes_to_create(self) -> Sequence[str]:
        return self.table.finish()

    def _add(self, row: L) -> None:
        self._rows.add(row)
        self._texts.add(row.number, row.words)

    def _rewrite(self, id: str, change: Callable[[L], L]) -> None:
        """Change what it is and ever was called; see `Rows.rewrite`."""
        self._rows.rewrite(id, change=change)
        row = self._rows[id]
        self._texts.rewrite(row.number, row.words)

    def __len__(self) -> int:
        return self._rows.count()

    def __iter__(self) -> Iterator[L]:
        return iter(self.matching(""))

    def get(self, id: str) -> L | None:
        return self._rows.get(id)

    def name(self, id: str) -> str:
        """Its name, or the id of what is not known."""
        row = self.get(id)
        return row.name if row else id

    def matching(self, text: str, without: Sequence[str] = ()) -> Found[L]:
        """All that have every word of the text, or words that begin like these, in order; all
        there are, when it has no words. Those with the ids `without` are left out."""
        condition, values = "1", list[object]()
        if words := telling_words(text):
            numbers, values = self._texts.found(words)
            condition = f"number IN ({numbers})"
        if without:
            condition += f" AND id NOT IN ({THESE})"
            values.append(msgspec.json.encode(without).decode())
        return Found(
            count=lambda: self._rows.count(condition, *values),
            fetch=lambda limit, offset: self._rows.where(
                condition, *values, order="sort_key, id", limit=limit, offset=offset
            ),
        )
