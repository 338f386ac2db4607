"""One page of a long list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.read_models.paging import Page, page_of

LETTERS = "abcdefg"


def test_a_page_says_what_it_is_of() -> None:
    assert page_of(LETTERS, number=2, size=3) == Page(("d", "e", "f"), number=2, pages=3, total=7)


def test_the_last_page_may_be_short() -> None:
    assert page_of(LETTERS, number=3, size=3).items == ("g",)


def test_a_full_last_page_has_no_empty_one_after_it() -> None:
    assert page_of("abcdef", number=1, size=3).pages == 2


@pytest.mark.parametrize(("asked", "given_"), [(-5, 1), (0, 1), (4, 3), (10**9, 3)])
def test_a_page_that_is_not_there_is_the_nearest(asked: int, given_: int) -> None:
    assert page_of(LETTERS, asked, size=3) == page_of(LETTERS, given_, size=3)


def test_nothing_is_one_empty_page() -> None:
    page: Page[str] = page_of([], number=1, size=3)
    assert page == Page((), number=1, pages=1, total=0)
    assert page.is_only


def test_a_page_knows_whether_it_is_the_only_one() -> None:
    assert page_of("abc", number=1, size=3).is_only
    assert not page_of("abcd", number=1, size=3).is_only


@given(items=st.lists(st.integers(), max_size=30), size=st.integers(1, 10))
@settings(deadline=None)
def test_all_pages_together_are_the_list(items: list[int], size: int) -> None:
    pages = [page_of(items, number, size) for number in range(1, page_of(items, 1, size).pages + 1)]
    assert [item for page in pages for item in page.items] == items
    assert all(0 < len(page.items) <= size for page in pages) or items == []
