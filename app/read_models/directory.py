"""What people and places have in common: rows in one order, found by id or by words."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from app.read_models.database import THESE
from app.read_models.found import Found
from app.read_models.read_model import E, ReadModel
from app.read_models.table import Rows, Table
from app.read_models.text_index import TextIndex, telling_words
from app.read_models.words import LOOKED_AT, dialled_at_home, words_of_search


class Named(msgspec.Struct, frozen=True):
    """A row that has a name, which lists are sorted by."""

    id: str

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def sort_key(self) -> str:
        """What the order goes by."""
        raise NotImplementedError


class Listed(Named, frozen=True):
    """A row of a directory."""

    number: int
    """The position of its first event."""

    @property
    def words(self) -> Sequence[str]:
        """What it can be found by."""
        raise NotImplementedError


N = TypeVar("N", bound=Named)
L = TypeVar("L", bound=Listed)


def directory_table(name: str, row_type: type[L], found_by: Sequence[str] = ()) -> Table[L]:
    """`found_by` are further properties of a row that it is looked up by."""
    return Table(
        name,
        row_type,
        key=["id"],
        derived=["sort_key", *found_by],
        indexes=["sort_key, id", "number", *found_by],
    )


class NamedRows(ReadModel[E], Generic[E, N]):
    """Rows that have names, in the order of these."""

    table: ClassVar[Table[Any]]
    listed: ClassVar[str] = "1"
    """The condition (SQL) for what is listed. What is not can still be had by its id."""
    order: ClassVar[str] = "sort_key, id"
    """Of all lists (SQL). The table has an index of these columns."""

    def open(self) -> None:
        self._rows: Rows[N] = self.database.rows(self.table)

    def tables_counted(self) -> Sequence[str]:
        return [self.table.name]

    def tables_to_create(self) -> Sequence[str]:
        return self.table.create()

    def indexes_to_create(self) -> Sequence[str]:
        return self.table.finish()

    def __len__(self) -> int:
        return self._rows.count(self.listed)

    def __iter__(self) -> Iterator[N]:
        return iter(self._rows.where(self.listed, order=self.order))

    def get(self, id: str) -> N | None:
        return self._rows.get(id)

    def name(self, id: str) -> str:
        """Its name, or the id of what is not known."""
        row = self.get(id)
        return row.name if row else id


class Directory(NamedRows[E, L]):
    """Rows that can be found by words as well."""

    def open(self) -> None:
        super().open()
        self._texts = TextIndex(self.database, f"{self.table.name}_texts")

    def tables_to_create(self) -> Sequence[str]:
        return [*super().tables_to_create(), *self._texts.create()]

    def _add(self, row: L) -> None:
        self._rows.add(row)
        self._texts.add(row.number, row.words)

    def _rewrite(self, id: str, change: Callable[[L], L]) -> None:
        """Change what it is and ever was called; see `Rows.rewrite`."""
        if self._rows.rewrite(id, change=change):
            row = self._rows[id]
            self._texts.rewrite(row.number, row.words)

    def matching(self, text: str, without: Sequence[str] = ()) -> Found[L]:
        """All that have every word of the text, or words that begin like these, in order; all
        there are, when it has no words. Those with the ids `without` are left out."""
        return self._matching(text, without)

    def best_matching(self, text: str, without: Sequence[str] = ()) -> Found[L]:
        """Those of `matching` that have all the words as they are, except for the last of several,
        which somebody may not have typed to its end: "1 Park Row" by "1 pa", and not "12 Park
        Row"."""
        words = telling_words(text)
        last = words_of_search(text)[-1:] if len(words) > 1 else []
        others = _otherwise(text)
        whole = {*words, *others}.difference(last)
        found = self._texts.found(words, whole, others) if words else None
        return self._found_among(found, self.listed, without)

    def nearly_matching(self, text: str, without: Sequence[str] = ()) -> Found[L]:
        """The same, with one letter wrong in one of the words, or in each that nothing has."""
        words = telling_words(text)
        numbers = self._texts.nearly_found(words) if words else None
        return self._found_among(numbers or ("SELECT NULL", []), self.listed, without)

    def _matching(self, text: str, without: Sequence[str], only: str = "1") -> Found[L]:
        """The same, of those alone for which the condition (SQL) `only` holds."""
        words = telling_words(text)
        found = self._texts.found(words, otherwise=_otherwise(text)) if words else None
        return self._found_among(found, only, without)

    def _found_among(
        self, found: tuple[str, list[object]] | None, only: str, without: Sequence[str]
    ) -> Found[L]:
        """Those whose numbers are found by that SQL with its values, if any is given."""
        condition, values = only, list[object]()
        if found:
            condition += f" AND number IN ({found[0]})"
            values += found[1]
        if without:
            condition += f" AND id NOT IN ({THESE})"
            values.append(msgspec.json.encode(list(without)).decode())
        return Found(
            count=lambda: self._rows.count(condition, *values),
            fetch=lambda limit, offset: self._rows.where(
                condition, *values, order=self.order, limit=limit, offset=offset
            ),
        )

    def ids_matching(self, text: str) -> tuple[str, list[object]]:
        """SQL, and its values, that selects the ids of all that have every word of the text, also
        of what is not listed any more."""
        if not (words := telling_words(text)):
            return f"SELECT id FROM {self.table.name}", []  # noqa: S608
        numbers, values = self._texts.found(words, otherwise=_otherwise(text))
        return f"SELECT id FROM {self.table.name} WHERE number IN ({numbers})", values  # noqa: S608


def _otherwise(text: str) -> list[str]:
    """What it is found by as well, where a telephone number is written as from abroad."""
    at_home = dialled_at_home(text)
    return telling_words(at_home) if at_home != text[:LOOKED_AT] else []
