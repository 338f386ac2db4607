"""Lists that are longer than a page: of people, of Sites, and of what waits."""

from collections.abc import Iterator

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor

HIRED = "/administration/operatives"
SITES = "/administration/sites"
OPERATIVES = "/operatives/"
CONTROL = "/control/"


@pytest.fixture(scope="module")
def two_pages() -> Iterator[Desk]:
    """One operative and one Site more than a page has. Tests only look at it."""
    desk = Desk()
    _fill_a_list(desk, 26)
    yield desk
    desk.log.close()


@pytest.mark.parametrize("address", [HIRED, SITES])
def test_a_list_of_one_page_has_no_filter_and_no_pager(empty_desk: Desk, address: str) -> None:
    _fill_a_list(empty_desk, 25)

    page = empty_desk.visitor().open(address)

    assert "Filter" not in page.buttons
    assert "Page 1" not in page.text


@pytest.mark.parametrize(("address", "heading"), [(HIRED, "Operatives"), (SITES, "Sites")])
def test_a_long_list_is_paged_and_every_row_is_on_one_page(
    empty_desk: Desk, address: str, heading: str
) -> None:
    _fill_a_list(empty_desk, 53)
    visitor = empty_desk.visitor()

    first = visitor.open(address)
    second = visitor.follow("Next")
    third = visitor.follow("Next")

    pages = [first, second, third]
    assert [len(page.items(heading)) for page in pages] == [25, 25, 3]
    assert [f"Page {n} of 3" in page.text for n, page in enumerate(pages, 1)] == [True] * 3
    rows = [row for page in pages for row in page.items(heading)]
    assert len(set(rows)) == 53
    assert rows == sorted(rows)
    assert "Previous" not in first.links
    assert "Next" not in third.links
    assert visitor.follow("Previous").items(heading) == second.items(heading)


@pytest.mark.parametrize(("address", "heading"), [(HIRED, "Operatives"), (SITES, "Sites")])
def test_a_long_list_can_be_filtered_and_the_pager_keeps_the_filter(
    empty_desk: Desk, address: str, heading: str
) -> None:
    _fill_a_list(empty_desk, 60)
    visitor = empty_desk.visitor()
    visitor.open(address)

    first = visitor.press("Filter", {"Filter": "EVEN 0"})
    second = visitor.follow("Next")

    assert first.section(heading).select_one(".count") is not None
    assert f"{heading} 30" in first.words(heading)
    assert [len(first.items(heading)), len(second.items(heading))] == [25, 5]
    assert all("even" in row for row in first.items(heading) + second.items(heading))
    assert second.field("Filter").value == "EVEN 0"
    everything = visitor.follow("Show all")
    assert f"{heading} 60" in everything.words(heading)
    assert everything.field("Filter").value == ""


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (HIRED, "No operative has that in their name, home area or skills."),
        (SITES, "No Site has that in its name, address or telephone number."),
    ],
)
def test_a_filter_that_nothing_passes_says_so(two_pages: Desk, address: str, sentence: str) -> None:
    visitor = two_pages.visitor()
    visitor.open(address)

    assert sentence in visitor.press("Filter", {"Filter": "nowhere"}).text


@pytest.mark.parametrize("address", [HIRED, SITES, OPERATIVES, "/work/"])
def test_what_has_no_words_to_look_for_filters_nothing(two_pages: Desk, address: str) -> None:
    visitor = two_pages.visitor()
    everything = visitor.open(address)

    for typed in ("%25", "!!!", "-", "()"):
        page = visitor.open(f"{address}?filter={typed}")

        assert page.text == everything.text, typed
        assert "Show all" not in page.links, typed


@pytest.mark.parametrize("address", [HIRED, SITES, OPERATIVES, CONTROL])
def test_a_page_that_is_not_there_shows_one_that_is(two_pages: Desk, address: str) -> None:
    client = two_pages.visitor().client
    for page in ("0", "99", "-1", "x", "1e9", "9" * 5000, "", "%00", "٢"):
        assert client.get(f"{address}?page={page}").status_code == 200, page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (HIRED, "Nobody works here yet"),
        (SITES, "There is no Site yet"),
        (OPERATIVES, "Nobody works here yet"),
    ],
)
def test_a_short_list_with_a_filter_in_its_address_does_not_claim_to_be_empty(
    visitor: Visitor, address: str, sentence: str
) -> None:
    page = visitor.open(f"{address}?filter=nowhere")

    assert sentence not in page.text


def _fill_a_list(desk: Desk, count: int) -> None:
    for number in range(count):
        parity = "odd" if number % 2 else "even"
        desk.hire(f"Al {number:03} {parity}")
        desk.acquire(f"{number:03} {parity} Road", "York")
