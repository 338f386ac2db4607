"""Rows in alphabetical order, found by id or by any part of their text."""

import bisect
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from app.read_models.words import holds, words_of


class Listed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def sort_key(self) -> tuple[str, ...]:
        """What the alphabetical order goes by."""
        ...

    @property
    def search_text(self) -> str:
        """Where a filter looks for its words."""
        ...


R = TypeVar("R", bound=Listed)


class Directory(Generic[R]):
    """Keeps rows sorted as they come in."""

    def __init__(self) -> None:
        self._by_id: dict[str, R] = {}
        self._order: list[tuple[tuple[str, ...], str]] = []

    def add(self, row: R) -> None:
        self._by_id[row.id] = row
        bisect.insort(self._order, (row.sort_key, row.id))

    def get(self, id: str) -> R | None:
        return self._by_id.get(id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[R]:
        return (self._by_id[id] for _, id in self._order)

    def matching(self, text: str) -> list[R]:
        """All rows that hold every word of the text, in order; every row, when it is blank."""
        words = words_of(text)
        if not words:
            return list(self)
        return [row for row in self if holds(row.search_text, words)]
