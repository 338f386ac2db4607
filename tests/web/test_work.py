"""Work: the list of all of it, and a page for each with its whole story."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.web.desk import Desk
from tests.web.page import Page, words_of
from tests.web.visitor import Visitor

WORK = "/work/"
FILTER = "W-1004, or words"
TABS = ["All", "Awaiting Control", "Queued", "En route", "On site", "Completed", "Closed"]


# The list


def test_the_list_shows_all_work_newest_first(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck", "Elm House", "31 Queen Square")
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(WORK)

    assert _rows(page) == [
        "W-1002 Lift stuck Elm House, Leeds and 31 Queen Square, Bristol awaiting Control "
        "raised 10:42",
        "W-1001 Boiler leaks Elm House, Leeds queued Ann Marsh raised 10:42",
    ]
    assert page.link("W-1001") == "/work/W-1001"


def test_before_anything_is_raised_the_list_says_so(visitor: Visitor) -> None:
    assert "No Work has been raised yet." in visitor.open(WORK).text


@pytest.mark.parametrize(
    ("tab", "numbers"),
    [
        ("All", [1006, 1005, 1004, 1003, 1002, 1001]),
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


# One Work


def test_a_works_page_says_how_it_stands(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "Elm House", "31 Queen Square", description="Left\nvalve.")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(5)

    page = visitor.open("/work/W-1001")

    assert page.heading == "Boiler leaks"
    assert page.title == "W-1001 Boiler leaks · Firstline"
    assert (
        "W-1001 en route due in 20 min, at 11:07 routine there by Wed 4 Jun 10:42 with Ann Marsh"
        in page.text
    )
    assert page.words("The job") == (
        "Left valve. "
        "Elm House, Leeds LS1 4AP 0113 496 0182 "
        "31 Queen Square, Bristol BS1 4QA +44 (0)117 496 0077 "
        "Raised 10:42 by the desk, 5 min ago Recall"
    )
    assert page.link("Ann Marsh") == desk.page_of("Ann Marsh")


def test_the_timeline_tells_the_whole_story_in_order(visitor: Visitor, desk: Desk) -> None:
    _long_story(desk)

    page = visitor.open("/work/W-1001")

    link = " The desk at this moment"
    happened = page.items("What happened")
    assert all(each.endswith(link) for each in happened)
    assert [each.removesuffix(link) for each in happened] == [
        "Raised for Elm House, Leeds Boiler leaks 10:42 by the desk",
        "Assigned to Ann Marsh 10:43 by the desk",
        "Ann Marsh set off, expecting to arrive at 11:09 10:44 by the desk",
        "Abandoned by Ann Marsh, back with Control No parts. 10:45 by the desk",
        "Assigned to Ben Okafor 10:46 by the desk",
        "Recalled from Ben Okafor, back with Control Needed elsewhere. 10:47 by the desk",
        "Closed without completing: it remedied itself Caller rang back. 10:48 by the desk",
        "Reopened, back with Control It is back. 10:49 by the desk",
        "Assigned to Ann Marsh 10:50 by the desk",
        "Ann Marsh set off, expecting to arrive at 11:16 10:51 by the desk",
        "Ann Marsh arrived on site 10:52 by the desk",
        "Completed by Ann Marsh: mended New valve. 10:53 by the desk",
        "Reopened, back with Control It is back. 10:54 by the desk",
    ]


def test_the_visits_are_listed_in_order_with_their_times(visitor: Visitor, desk: Desk) -> None:
    _long_story(desk)

    page = visitor.open("/work/W-1001")

    assert page.items("Visits") == [
        "#1 Ann Marsh Assigned 10:43 Set off 10:44 Expected 11:09 Abandoned 10:45 No parts.",
        "#2 Ben Okafor Assigned 10:46 Recalled 10:47 Needed elsewhere.",
        "#3 Ann Marsh Assigned 10:50 Set off 10:51 Expected 11:16 Arrived 10:52 Completed 10:53 "
        "Mended New valve.",
    ]


def test_before_a_visit_the_page_says_so(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")

    assert "Nobody has been assigned yet." in visitor.open("/work/W-1001").words("Visits 0")


def test_the_timeline_names_several_sites(visitor: Visitor, desk: Desk) -> None:
    desk.acquire("12 Canal Wharf", "Manchester")
    desk.raise_work("Boiler leaks", "Elm House", "31 Queen Square", "12 Canal Wharf")

    items = visitor.open("/work/W-1001").items("What happened")

    assert items[0].startswith("Raised for Elm House, Leeds and 2 more Sites")


@pytest.mark.parametrize(
    ("label", "actions"),
    [
        ("W-1001", ["Assign it at Control", "Close without completing"]),
        ("W-1002", ["Recall"]),
        ("W-1003", ["Recall"]),
        ("W-1004", ["Recall"]),
        ("W-1005", ["Reopen"]),
        ("W-1006", ["Reopen"]),
    ],
)
def test_a_works_page_offers_what_can_be_done_at_its_stage(
    busy_desk: Desk, label: str, actions: list[str]
) -> None:
    section = busy_desk.visitor().open(f"/work/{label}").section("The job")

    assert [words_of(each) for each in section.select(".actions a")] == actions


@pytest.mark.parametrize("label", ["w-1001", "W1001", "1001", "W-01001", "w-000001001"])
def test_a_number_written_otherwise_leads_to_the_same_page(
    visitor: Visitor, desk: Desk, label: str
) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open(f"/work/{label}")

    assert page.redirects == [(308, "/work/W-1001")]
    assert page.heading == "Boiler leaks"


@pytest.mark.parametrize("label", ["W-1002", "W-1000", "W-999", "101", "W-", "X-1001", "W-1٠01"])
@pytest.mark.parametrize("rest", ["", "/recall", "/close", "/reopen"])
def test_a_number_that_no_work_has_is_not_found(
    visitor: Visitor, desk: Desk, label: str, rest: str
) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open(f"/work/{label}{rest}")

    assert page.status == 404
    assert "There is no Work with that number on this desk." in page.text


def _long_story(desk: Desk) -> None:
    """W-1001 has three visits and two endings."""
    desk.raise_work("Boiler leaks")
    steps: list[Callable[[], None]] = [
        lambda: desk.assign("W-1001", "Ann Marsh"),
        lambda: desk.dispatch("W-1001", "Ann Marsh"),
        lambda: desk.abandon("W-1001", "Ann Marsh"),
        lambda: desk.assign("W-1001", "Ben Okafor"),
        lambda: desk.recall("W-1001"),
        lambda: desk.close("W-1001"),
        lambda: desk.reopen("W-1001"),
        lambda: desk.assign("W-1001", "Ann Marsh"),
        lambda: desk.dispatch("W-1001", "Ann Marsh"),
        lambda: desk.arrive("W-1001", "Ann Marsh"),
        lambda: desk.complete("W-1001", "Ann Marsh"),
        lambda: desk.reopen("W-1001"),
    ]
    for step in steps:
        desk.clock.move(1)
        step()


def _rows(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("ul.rows > li")]


def _numbers(page: Page) -> list[int]:
    return [int(row.split()[0].removeprefix("W-")) for row in _rows(page)]
