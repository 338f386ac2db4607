"""What a question finds, fetched no further than it is looked at."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

T_co = TypeVar("T_co", covariant=True)


class Found(Sequence[T_co]):
    """A list that asks the database only for what is wanted of it: its length, or a part."""

    def __init__(
        self, count: Callable[[], int], fetch: Callable[[int, int], Sequence[T_co]]
    ) -> None:
        """`fetch` gets so many rows (the first argument; -1 for all) past so many (the second)."""
        self._count = count
        self._fetch = fetch
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = self._count()
        return self._length

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._fetch(-1, 0))

    @overload
    def __getitem__(self, place: int) -> T_co: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T_co]: ...

    def __getitem__(self, place: int | slice) -> T_co | Sequence[T_co]:
        if isinstance(place, int):
            wanted = range(len(self))[place]
            return self._fetch(1, wanted)[0]
        wanted_places = range(len(self))[place]
        if not wanted_places:
            return ()
        first, last = sorted((wanted_places[0], wanted_places[-1]))
        rows = self._fetch(last - first + 1, first)
        return [rows[each - first] for each in wanted_places]

    def first(self, limit: int) -> list[T_co]:
        """Up to so many, without counting all."""
        return list(self._fetch(limit, 0))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]
