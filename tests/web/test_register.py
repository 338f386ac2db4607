"""The register of Work: all of it, by whatever is asked."""

from datetime import UTC, datetime

import pytest

from tests.web.desk import Desk
from tests.web.page import Page, words_of
from tests.web.visitor import Visitor

WORK = "/work/"
FILTER = "Number or words"
TABS = ["All", "Open", "Awaiting Control", "Queued", "En route", "On site", "Completed", "Closed"]


def test_the_list_shows_all_work_newest_first(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck", "Elm House", "31 Queen Square")
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(WORK)

    assert _rows(page) == [
        "W-1002 Routine Lift stuck Elm House, Leeds and 31 Queen Square, Bristol "
        "awaiting Control raised 10:42 due Wed 4 Jun 10:42",
        "W-1001 Routine Boiler leaks Elm House, Leeds queued Ann Marsh raised 10:42 "
        "due Wed 4 Jun 10:42",
    ]
    assert page.link("W-1001") == "/work/W-1001"


def test_before_anything_is_raised_the_list_says_so(visitor: Visitor) -> None:
    assert "No Work has been raised yet." in visitor.open(WORK).text


@pytest.mark.parametrize(
    ("tab", "numbers"),
    [
        ("All", [1006, 1005, 1004, 1003, 1002, 1001]),
        ("Open", [1004, 1003, 1002, 1001]),
        ("Awaiting Control", [1001]),
        ("Queued", [1002]),
        ("En route", [1003]),
        ("On site", [1004]),
        ("Completed", [1005]),
        ("Closed", [1006]),
    ],
)
def test_a_tab_shows_the_work_at_that_stage(busy_desk: Desk, tab: str, numbers: list[int]) -> None:
    visitor = busy_desk.visitor()
    visitor.open(WORK)

    page = visitor.follow(tab)

    assert _numbers(page) == numbers
    tabs = page.main.select("nav.tabs a")
    assert [words_of(each) for each in tabs] == TABS
    current = [words_of(each) for each in tabs if each.get("aria-current") == "page"]
    assert current == [tab]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("W-1002", [1002]),
        ("w-1002", [1002]),
        ("1002", [1002]),
        ("LIFT", [1002]),
        ("stuck lift", [1002]),
        ("basement", [1002, 1001]),
        ("lift boiler", []),
        ("   ", [1003, 1002, 1001]),
    ],
)
def test_the_list_is_filtered_by_number_and_words(
    visitor: Visitor, desk: Desk, typed: str, numbers: list[int]
) -> None:
    desk.raise_work("Boiler leaks", description="In the basement.")
    desk.raise_work("Lift stuck", description="Below the basement.")
    desk.raise_work("Door jams")
    visitor.open(WORK)

    page = visitor.press("Filter", {FILTER: typed})

    assert _numbers(page) == numbers
    assert page.field(FILTER).value == typed.strip()


def test_a_filter_that_finds_nothing_says_so_and_can_be_taken_back(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(WORK)

    page = visitor.press("Filter", {FILTER: "unheard of"})

    assert "No Work is like that." in page.text
    assert _numbers(visitor.follow("Show all")) == [1001]


def test_filter_and_tab_go_together(busy_desk: Desk) -> None:
    busy_desk.raise_work("Boiler bangs")
    visitor = busy_desk.visitor()
    visitor.open(WORK)

    assert _numbers(visitor.press("Filter", {FILTER: "boiler"})) == [1007, 1001]
    assert _numbers(visitor.follow("Awaiting Control")) == [1007, 1001]
    assert _numbers(visitor.press("Filter", {FILTER: "leaks"})) == [1001]
    assert _numbers(visitor.follow("Queued")) == []
    assert _numbers(visitor.follow("All")) == [1001]


def test_since_today_shows_only_what_came_to_that_stage_today(visitor: Visitor, desk: Desk) -> None:
    for _ in range(2):
        desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    for label, end in (("W-1001", "2025-06-02T22:59"), ("W-1002", "2025-06-02T23:01")):
        desk.clock.now = datetime.fromisoformat(end).replace(tzinfo=UTC)
        desk.dispatch(label, "Ann Marsh")
        desk.arrive(label, "Ann Marsh")
        desk.complete(label, "Ann Marsh")

    page = visitor.open(f"{WORK}?stage=COMPLETED&since=today")

    assert _numbers(page) == [1002], "midnight is that of the desk's time zone"
    assert "Only those completed today." in page.text
    assert _numbers(visitor.follow("Show all that are completed")) == [1002, 1001]


def test_a_long_list_is_paged_and_each_work_is_on_one_page(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 54):
        desk.raise_work(f"Call {number}")

    first = visitor.open(WORK)
    second = visitor.follow("Older")
    third = visitor.follow("Older")

    assert [len(_numbers(page)) for page in (first, second, third)] == [25, 25, 3]
    numbers = [number for page in (first, second, third) for number in _numbers(page)]
    assert numbers == list(range(1053, 1000, -1))
    assert "Older" not in third.links


def test_older_keeps_stage_and_filter(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 31):
        for kind in ("even", "odd"):
            desk.assign(desk.raise_work(f"{kind} {number}"), "Ann Marsh")
    visitor.open(f"{WORK}?stage=QUEUED")
    visitor.press("Filter", {FILTER: "odd"})

    page = visitor.follow("Older")

    assert _numbers(page) == [1010, 1008, 1006, 1004, 1002]
    assert page.field(FILTER).value == "odd"
    current = page.main.select_one("nav.tabs [aria-current]")
    assert current is not None
    assert words_of(current) == "Queued"


@pytest.mark.parametrize(
    "query",
    ["stage=NONSENSE", "before=x", "before=-1", f"before={'9' * 5000}", "since=never", "stage=%00"],
)
def test_nonsense_in_the_address_asks_for_nothing(visitor: Visitor, desk: Desk, query: str) -> None:
    desk.raise_work("Boiler leaks")

    assert _numbers(visitor.open(f"{WORK}?{query}")) == [1001]


def _rows(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("table.register tbody tr")]


def _numbers(page: Page) -> list[int]:
    return [int(row.split()[0].removeprefix("W-")) for row in _rows(page)]
