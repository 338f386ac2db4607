"""Which rows of what waits Control's board shows, in which order; and what an open row shows."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.page import Page
from tests.web.visitor import Visitor

CONTROL = "/control/"
ALL = ["W-1003", "W-1002", "W-1001", "W-1004"]


@pytest.fixture
def four(desk: Desk) -> Desk:
    """Four wait: of each priority one, and one more, in two towns."""
    desk.raise_work("Boiler leaks", "31 Queen Square")
    desk.raise_work("Lift stuck", priority=Priority.URGENT)
    desk.raise_work("Smell of gas", "31 Queen Square", priority=Priority.EMERGENCY)
    desk.raise_work("Boiler cold", "Elm House")
    return desk


def narrowed(visitor: Visitor, **asked: str) -> Page:
    """The board, when that was chosen in the form that says which rows are shown."""
    visitor.open(CONTROL)
    visitor.follow("by promise · all towns · all priorities")
    return visitor.press("Show", {**asked})


# Orders and filters


@pytest.mark.parametrize(
    ("asked", "shown", "said"),
    [
        ({"Order": "by promise"}, ALL, "by promise · all towns · all priorities"),
        ({"Order": "by age"}, ["W-1001", "W-1002", "W-1003", "W-1004"], "by age · "),
        ({"Order": "by town"}, ["W-1003", "W-1001", "W-1002", "W-1004"], "by town · "),
        ({"Priority": "routine"}, ["W-1001", "W-1004"], "all towns · routine alone"),
        ({"Town": "Leeds"}, ["W-1002", "W-1004"], "by promise · Leeds · all priorities"),
        ({"Words": "boiler"}, ["W-1001", "W-1004"], "all priorities · boiler"),
        ({"Words": "boiler", "Town": "Bristol"}, ["W-1001"], "Bristol · all priorities · boiler"),
        ({"Priority": "emergency", "Town": "Leeds"}, [], "Nothing that waits is like that."),
    ],
)
def test_what_is_shown_is_chosen_in_one_form(
    visitor: Visitor, four: Desk, asked: dict[str, str], shown: list[str], said: str
) -> None:
    page = narrowed(visitor, **asked)

    assert page.waiting == shown
    assert said in page.words("Waiting")
    assert "Waiting 4" in page.text, "all that waits is counted"
    is_filtered = len(shown) < 4
    assert ("Show all" in page.links) is is_filtered
    if is_filtered:
        are = "is" if len(shown) == 1 else "are"
        assert f"{len(shown)} of 4 {are} shown." in page.words("Waiting")
        assert visitor.follow("Show all").waiting == ALL


@pytest.mark.parametrize("asked", ["sort=age", "sort=town", "town=Bristol", "filter=gas"])
def test_what_is_next_up_is_what_is_due_first_of_all_whatever_is_shown(
    visitor: Visitor, four: Desk, asked: str
) -> None:
    page = visitor.open(f"{CONTROL}?{asked}")

    assert [label for label in page.waiting if page.row(label).is_next] == ["W-1003"]


def test_nothing_is_next_up_of_what_is_shown_where_it_is_filtered_out(
    visitor: Visitor, four: Desk
) -> None:
    page = visitor.open(f"{CONTROL}?town=Leeds")

    assert [label for label in page.waiting if page.row(label).is_next] == []


def test_the_form_begins_with_what_is_shown_and_offers_the_towns_of_what_waits(
    visitor: Visitor, four: Desk
) -> None:
    page = visitor.open(f"{CONTROL}?sort=town&priority=ROUTINE&town=leeds&filter=cold&narrow=yes")

    assert {label: page.field(label).value for label in ("Order", "Priority", "Town", "Words")} == {
        "Order": "town",
        "Priority": "ROUTINE",
        "Town": "Leeds",
        "Words": "cold",
    }
    options = page.field("Town").element.select("option")
    assert [each.get_text() for each in options] == ["all", "Bristol", "Leeds"]
    assert visitor.press("Show").waiting == ["W-1004"]


@pytest.mark.parametrize(
    "asked", ["sort=x", "priority=x", "priority=routine", "page=x", "queue=x", "open=x", "tab=x"]
)
def test_nonsense_in_the_address_asks_for_nothing(visitor: Visitor, four: Desk, asked: str) -> None:
    page = visitor.open(f"{CONTROL}?{asked}&queues=0&off=1")

    assert page.waiting == ALL
    assert not any(page.row(label).is_open for label in page.waiting)


ASKED = "?sort=age&priority=ROUTINE&filter=boiler&off=yes"


def test_what_is_asked_for_stays_while_rows_are_opened_and_closed(
    visitor: Visitor, four: Desk
) -> None:
    four.assign(four.raise_work("Till dead"), "Ann Marsh")
    page = visitor.open(f"{CONTROL}{ASKED}")

    page = visitor.open(page.row("W-1004").opens)
    assert page.address == f"{CONTROL}{ASKED}&open=W-1004"
    assert page.row("W-1004").is_open
    page = visitor.open(page.row("Ann Marsh").opens)
    assert page.address.startswith(f"{CONTROL}{ASKED}&open=W-1004&queue=")
    assert page.row("W-1004").is_open
    page = visitor.open(page.row("W-1004").opens)
    assert page.address.startswith(f"{CONTROL}{ASKED}&queue=")
    page = visitor.open(page.row("Ann Marsh").opens)
    assert page.address.rstrip("&") == f"{CONTROL}{ASKED}"
    assert page.waiting == ["W-1001", "W-1004"]
    assert not page.row("Ann Marsh").is_open


def test_and_while_works_are_assigned_and_moved(visitor: Visitor, four: Desk) -> None:
    for title in ("Till dead", "Door jams"):
        four.assign(four.raise_work(title), "Ann Marsh")
    page = visitor.open(f"{CONTROL}{ASKED}")

    page = visitor.press("Assign W-1001 to Ben")
    assert page.redirects == [(303, f"{CONTROL}{ASKED}#W-1004")]
    visitor.open(page.row("Ann Marsh").opens)
    page = visitor.press("Up W-1006")
    assert page.address.startswith(f"{CONTROL}{ASKED}&tab=operatives&queue=")
    assert page.row("Ann Marsh").queue[0].startswith("#1 W-1006")


@pytest.mark.parametrize(
    ("link", "button", "typed"),
    [
        ("Recall W-1005", "Recall W-1005", {"Reason": "Ann is ill."}),
        ("Reassign W-1005", "Reassign W-1005", {"Reassign to": "Okafor, Ben"}),
        ("Duty of Ann Marsh", "Go off duty", {"Reason": "Ill"}),
    ],
)
def test_and_on_the_pages_that_lead_back_to_the_board(
    visitor: Visitor, four: Desk, link: str, button: str, typed: dict[str, str | bool]
) -> None:
    four.assign(four.raise_work("Till dead"), "Ann Marsh")
    page = visitor.open(f"{CONTROL}{ASKED}")
    visitor.open(page.row("Ann Marsh").opens)
    visitor.follow(link)

    page = visitor.press(button, typed)

    assert page.address.partition("&queue=")[0] == f"{CONTROL}{ASKED}"


def test_and_where_the_form_is_refused_first(visitor: Visitor, four: Desk) -> None:
    four.assign(four.raise_work("Till dead"), "Ann Marsh")
    page = visitor.open(f"{CONTROL}{ASKED}")
    visitor.open(page.row("Ann Marsh").opens)
    visitor.follow("Recall W-1005")
    assert visitor.press("Recall W-1005", {"Reason": ""}).status == 422

    page = visitor.press("Recall W-1005", {"Reason": "Ann is ill."})

    assert page.address == f"{CONTROL}{ASKED}&queue=1", "the row they came from is open"


# Pages


def test_long_lists_of_what_waits_are_paged(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 43):
        desk.raise_work(f"Call {number}")
        desk.clock.move(1)

    first = visitor.open(CONTROL)
    second = visitor.follow("Next what waits")
    third = visitor.follow("Next what waits")

    assert [f"Waiting {42}" in page.text for page in (first, second, third)] == [True] * 3
    assert first.waiting == [f"W-{n}" for n in range(1001, 1021)]
    assert second.waiting == [f"W-{n}" for n in range(1021, 1041)]
    assert third.waiting == ["W-1041", "W-1042"]
    assert visitor.press("Assign W-1042 to Ann").address == f"{CONTROL}?page=3"


@pytest.mark.parametrize("asked", ["", "sort=age&", "filter=call&"])
def test_where_a_row_is_open_the_page_is_the_one_that_has_it(
    visitor: Visitor, desk: Desk, asked: str
) -> None:
    for number in range(25):
        desk.raise_work(f"Call {number}")

    page = visitor.open(f"{CONTROL}?{asked}open=W-1023")

    assert page.waiting == [f"W-{n}" for n in range(1021, 1026)]
    assert page.row("W-1023").is_open


@pytest.mark.parametrize("asked", ["open=W-1001", "open=W-1002&filter=nothing", "open=W-9999"])
def test_what_is_not_among_the_rows_opens_nothing(visitor: Visitor, desk: Desk, asked: str) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.raise_work("Lift stuck")

    page = visitor.open(f"{CONTROL}?{asked}")

    assert page.status == 200
    assert page.main.select(".opened") == []


# An open row


def test_an_open_row_has_all_that_is_known_and_only_there(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work(
        "Boiler leaks",
        "Elm House",
        description="Behind the wall.",
        caller="Jo Field",
        telephone="0113 496 0111",
    )
    desk.assign("W-1001", "Ann Marsh")
    desk.abandon("W-1001", "Ann Marsh", "No ladder.")
    desk.add_call("W-1001", "Now it is hot.")
    closed = visitor.open(CONTROL)

    page = visitor.open(closed.row("W-1001").opens)

    for known in (
        "Abandoned by Ann Marsh, 10:42 No ladder.",
        "Behind the wall.",
        "Jo Field",
        "0113 496 0111",
        "Now it is hot.",
        "Elm House, Leeds LS1 4AP 0113 496 0182",
        "Raised 10:42 by the desk, under a minute ago",
    ):
        assert known in page.row("W-1001").opened, known
    assert closed.row("W-1001").opened == ""
    for known in ("Behind the wall.", "Jo Field", "0113 496 0111", "0113 496 0182"):
        assert known not in closed.html, known
    assert visitor.follow("Amend").heading == "Amend W-1001"


def test_an_open_row_has_what_can_be_done_about_it(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open(f"{CONTROL}?open=W-1001")

    assert {"Amend", "Close without completing"} < set(page.links)
    assert "Assign it at Control" not in page.links, "one is there"
    assert visitor.follow("Close without completing").path == "/work/W-1001/close"


def test_one_row_is_open_at_a_time_and_its_link_closes_it(visitor: Visitor, four: Desk) -> None:
    page = visitor.open(f"{CONTROL}?open=W-1001")

    assert [label for label in page.waiting if page.row(label).is_open] == ["W-1001"]
    page = visitor.open(page.row("W-1002").opens)
    assert [label for label in page.waiting if page.row(label).is_open] == ["W-1002"]
    page = visitor.open(page.row("W-1002").opens)
    assert not any(page.row(label).is_open for label in page.waiting)


def test_an_open_row_can_be_reached_from_every_row_without_script(
    visitor: Visitor, four: Desk
) -> None:
    page = visitor.open(CONTROL)

    page = visitor.follow("Others for W-1004 …")

    assert page.row("W-1004").is_open
    assert page.field("Assign W-1004 to").value == ""


# Sizes


@pytest.mark.parametrize("count", [1, 300])
def test_the_page_stays_small_however_much_waits(visitor: Visitor, desk: Desk, count: int) -> None:
    for number in range(count):
        desk.raise_work(f"Call {number}")

    page = visitor.open(CONTROL)

    assert f"Waiting {count}" in page.text
    assert len(page.waiting) == min(count, 20)
    assert len(page.soup.find_all(True)) < 1_500
