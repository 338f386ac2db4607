"""One page of a long list."""

from collections.abc import Sequence
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """`items` are those of page `number` (from 1) out of `pages`; `total` counts all pages'."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int

    @property
    def is_only(self) -> bool:
        return self.pages == 1


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page with that number; the nearest one there is, when there is no such page."""
    pages = max(1, -(-len(items) // size))
    number = min(max(1, number), pages)
    start = (number - 1) * size
    return Page(tuple(items[start : start + size]), number, pages, len(items))
