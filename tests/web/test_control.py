"""Control: what waits, who has what, and assigning with one click."""

import pytest

from tests.web.desk import Desk
from tests.web.page import Page
from tests.web.visitor import Visitor

ROUTINE = "routine to be there by Wed 4 Jun 10:42"
CONTROL = "/control/"


# What waits


def test_next_up_is_what_was_raised_first(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(64)
    desk.raise_work("Lift stuck", "Elm House", "31 Queen Square")
    desk.clock.move(1)

    page = visitor.open(CONTROL)

    assert page.words("Next up to assign") == (
        "Next up to assign W-1001 routine to be there by Wed 4 Jun 10:42 raised 1 h 05 min ago "
        "Boiler leaks Elm House, Leeds "
        "Assign to Ann Assign to Ben"
    )
    assert page.words("W-1002") == (
        "W-1002 routine to be there by Wed 4 Jun 11:46 raised 1 min ago Lift stuck "
        "Elm House, Leeds and 31 Queen Square, Bristol "
        "Assign to Ann: W-1002 Assign to Ben: W-1002"
    )
    assert "Waiting for Control 2" in page.text
    assert page.link("W-1001") == "/work/W-1001"


def test_what_comes_back_stands_by_the_time_it_was_raised(visitor: Visitor, desk: Desk) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.raise_work(title)
        desk.clock.move(10)
    desk.assign("W-1001", "Ann Marsh")
    desk.assign("W-1002", "Ann Marsh")
    desk.recall("W-1002")

    page = visitor.open(CONTROL)

    assert "W-1002 routine to be there by Wed 4 Jun 10:52 raised 20 min ago" in page.words(
        "Next up to assign"
    )
    desk.abandon("W-1001", "Ann Marsh")
    assert "raised 30 min ago Boiler" in visitor.open(CONTROL).words("Next up to assign")


def test_the_button_assigns_what_is_next_up(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    before = desk.head
    visitor.open(CONTROL)

    page = visitor.press("Assign to Ann")

    assert page.redirects == [(303, CONTROL)]
    assert page.notices == ["W-1001 assigned to Ann Marsh"]
    assert page.items("Ann Marsh") == [
        f"#1 W-1001 queued {ROUTINE} Boiler leaks Elm House, Leeds Recall W-1001 Reassign W-1001"
    ]
    assert "W-1002" in page.words("Next up to assign")
    assert desk.types(before) == ["WorkAssigned"]


def test_any_other_waiting_work_can_be_assigned_too(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(CONTROL)

    page = visitor.press("Assign to Ben: W-1002")

    assert page.notices == ["W-1002 assigned to Ben Okafor"]
    assert "W-1001" in page.words("Next up to assign")


def test_operatives_with_the_same_forename_are_called_by_their_full_names(
    visitor: Visitor, desk: Desk
) -> None:
    desk.hire("Ann Field")
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)

    assert visitor.page.buttons == [
        "Assign to Ann Field",
        "Assign to Ann Marsh",
        "Assign to Ben",
    ]
    assert visitor.press("Assign to Ann Marsh").notices == ["W-1001 assigned to Ann Marsh"]


def test_up_to_six_operatives_have_a_button_each(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 6)
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")

    page = visitor.open(CONTROL)

    assert len(page.buttons) == 12
    assert page.main.select("select") == []


def test_long_queues_of_waiting_work_are_paged(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 43):
        desk.raise_work(f"Call {number}")
        desk.clock.move(1)

    first = visitor.open(CONTROL)
    second = visitor.follow("Next")
    third = visitor.follow("Next")

    assert "Waiting for Control 42" in first.text
    assert _waiting(first) == [f"W-{n}" for n in range(1002, 1022)]
    assert _waiting(second) == [f"W-{n}" for n in range(1022, 1042)]
    assert _waiting(third) == ["W-1042"]
    assert "W-1001" in third.words("Next up to assign")
    assert visitor.press("Assign to Ann: W-1042").notices == ["W-1042 assigned to Ann Marsh"]


def test_when_nothing_waits_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.open(CONTROL)

    assert "No Work waits for Control. New calls appear here." in page.text
    assert page.buttons == []


def test_when_there_is_nobody_to_assign_to_the_page_says_so(empty_desk: Desk) -> None:
    empty_desk.acquire("Elm House", "Leeds")
    empty_desk.raise_work("Boiler leaks")
    visitor = empty_desk.visitor()

    page = visitor.open(CONTROL)

    assert "There is nobody to assign to yet." in page.words("Operatives")
    assert page.buttons == []
    assert visitor.follow("Hire an operative").path == "/administration/operatives"


def test_assigning_to_somebody_whom_nobody_hired_is_refused(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)
    sent = visitor.form("Assign to Ann").submission()
    before = desk.head

    page = visitor.send(sent.but(operative_id="operative-00000000-0000-7000-8000-000000000000"))

    assert page.status == 422
    assert page.alert == "There is no such operative on this desk."
    assert desk.head == before


def test_assigning_work_that_nobody_raised_is_refused(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)
    sent = visitor.form("Assign to Ann").submission()
    before = desk.head

    page = visitor.send(sent.but(work_id="work-00000000-0000-7000-8000-000000000000"))

    assert page.status == 409
    assert "Nothing has been done." in page.alert
    assert desk.head == before


# Who has what


def test_each_operative_has_a_queue_in_order_with_the_stage_of_each_job(
    visitor: Visitor, desk: Desk
) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.assign(desk.raise_work(title), "Ann Marsh")
    desk.dispatch("W-1002", "Ann Marsh", minutes=25)

    page = visitor.open(CONTROL)

    assert page.items("Ann Marsh") == [
        f"#1 W-1002 en route expected 11:07 {ROUTINE} Lift stuck Elm House, Leeds "
        "Recall W-1002 Reassign W-1002",
        f"#2 W-1001 queued {ROUTINE} Boiler leaks Elm House, Leeds "
        "Down W-1001 Recall W-1001 Reassign W-1001",
        f"#3 W-1003 queued {ROUTINE} Door jams Elm House, Leeds "
        "Up W-1003 Recall W-1003 Reassign W-1003",
    ]
    assert page.words("Ben Okafor") == "Ben Okafor Duty of Ben Okafor Free"
    assert page.link("Ann Marsh") == desk.page_of("Ann Marsh")


@pytest.mark.parametrize(
    ("minutes_later", "said", "is_late"),
    [
        (0, "expected 11:07", False),
        (26, "expected 11:07", False),
        (26.5, "expected 11:07, 1 min overdue", True),
        (90, "expected 11:07, 1 h 05 min overdue", True),
    ],
)
def test_how_an_arrival_is_awaited(
    visitor: Visitor, desk: Desk, minutes_later: float, said: str, is_late: bool
) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(minutes_later)

    page = visitor.open(CONTROL)

    assert page.items("Ann Marsh") == [
        f"#1 W-1001 en route {said} {ROUTINE} Boiler leaks Elm House, Leeds "
        "Recall W-1001 Reassign W-1001"
    ]
    assert bool(page.section("Ann Marsh").select(".late")) is is_late


def test_a_queue_says_for_how_long_somebody_has_been_on_site(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.clock.move(135)

    page = visitor.open(CONTROL)

    assert page.items("Ann Marsh") == [
        "#1 W-1001 on site for 2 h 15 min routine to be done by Sat 7 Jun 10:42 Boiler leaks "
        "Elm House, Leeds Recall W-1001 Reassign W-1001"
    ]


def test_a_time_has_its_exact_moment_on_hover(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(5)

    age = visitor.open(CONTROL).section("Next up to assign").select_one(".age time")

    assert age is not None
    assert age["title"] == "Mon 2 Jun 2025, 10:42:00 BST"
    assert age["datetime"] == "2025-06-02T09:42:00+00:00"


# Recall


def test_control_takes_work_back_with_a_reason(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open(CONTROL)
    page = visitor.follow("Recall W-1001")

    assert page.title.startswith("Recall W-1001")
    assert "with Ann Marsh" in page.text

    page = visitor.press("Recall W-1001", {"Reason": "Ann is needed in York."})

    assert page.redirects == [(303, CONTROL)]
    assert page.notices == ["W-1001 recalled from Ann Marsh, back with Control"]
    assert "Recalled from Ann Marsh, 10:42: Ann is needed in York." in page.words(
        "Next up to assign"
    )
    assert desk.types(before) == ["WorkRecalled"]
    assert "W-1001" in visitor.open(CONTROL).words("Next up to assign")
    assert visitor.page.words("Ann Marsh") == "Ann Marsh Duty of Ann Marsh Free"


def test_recall_from_the_road_frees_the_operative(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open("/work/W-1001/recall")

    visitor.press("Recall W-1001", {"Reason": "Ann is needed in York."})

    assert desk.types(before) == ["WorkRecalled", "OperativeReleased"]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Reason is required."),
        (" \r\n ", "Reason is required."),
        ("x" * 2001, "Reason can have 2,000 characters at most; this has 2,001."),
    ],
)
def test_recall_wants_a_reason(visitor: Visitor, desk: Desk, typed: str, complaint: str) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open("/work/W-1001/recall")

    page = visitor.press("Recall W-1001", {"Reason": typed})

    assert page.status == 422
    assert page.field("Reason").error == complaint
    assert page.field("Reason").value == typed
    assert desk.head == before


def test_work_that_is_with_nobody_cannot_be_recalled(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open("/work/W-1001/recall")

    assert "W-1001 is awaiting Control, so this cannot be done now." in page.text
    assert page.buttons == []
    assert visitor.follow("Back to W-1001").path == "/work/W-1001"


def _hire_up_to(desk: Desk, count: int) -> None:
    for number in range(3, count + 1):
        desk.hire(f"Person{number} Smith")


def _waiting(page: Page) -> list[str]:
    """The numbers of what waits, without what is next up."""
    return [str(each["aria-label"]) for each in page.main.select("article.waiting")]
