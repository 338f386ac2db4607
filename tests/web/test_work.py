"""One Work: a page with its whole story."""

from collections.abc import Callable

import pytest

from tests.web.desk import Desk
from tests.web.page import words_of
from tests.web.visitor import Visitor


def test_a_works_page_says_how_it_stands(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "Elm House", "31 Queen Square", description="Left\nvalve.")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(5)

    page = visitor.open("/work/W-1001")

    assert page.heading == "Boiler leaks"
    assert page.title == "W-1001 Boiler leaks · Firstline"
    assert (
        "W-1001 en route expected 11:07 routine to be there by Wed 4 Jun 10:42 with Ann Marsh"
        in page.text
    )
    assert page.words("The job") == (
        "Left valve. "
        "Elm House, Leeds LS1 4AP 0113 496 0182 "
        "31 Queen Square, Bristol BS1 4QA +44 (0)117 496 0077 "
        "Raised 10:42 by the desk, 5 min ago "
        "Promised: there by Wed 4 Jun 10:42, done by Sat 7 Jun 10:42 "
        "Amend Reassign Recall Job sheet"
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
        ("W-1001", ["Assign it at Control", "Amend", "Close without completing", "Job sheet"]),
        ("W-1002", ["Amend", "Reassign", "Recall", "Job sheet"]),
        ("W-1003", ["Amend", "Reassign", "Recall", "Job sheet"]),
        ("W-1004", ["Amend", "Reassign", "Recall", "Job sheet"]),
        ("W-1005", ["Reopen", "Job sheet"]),
        ("W-1006", ["Reopen", "Job sheet"]),
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
