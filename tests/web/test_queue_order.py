"""Moving Work in a queue, and giving it to somebody else in one step."""

import re

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def three_queued(desk: Desk) -> Desk:
    """Ann has W-1001 to W-1003, in this order."""
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.assign(desk.raise_work(title), "Ann Marsh")
    return desk


ANN_OPEN = "/control/?queue=1"
"""The board, with Ann's queue open."""


def order(items: list[str]) -> list[str]:
    """The numbers of the works of a queue."""
    return [number[0] for each in items if (number := re.search(r"W-\d+", each))]


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Top W-1003", ["W-1003", "W-1001", "W-1002"]),
        ("Up W-1003", ["W-1001", "W-1003", "W-1002"]),
        ("Up W-1002", ["W-1002", "W-1001", "W-1003"]),
        ("Down W-1001", ["W-1002", "W-1001", "W-1003"]),
        ("Down W-1002", ["W-1001", "W-1003", "W-1002"]),
    ],
)
def test_work_is_moved_in_a_queue_by_one_press(
    visitor: Visitor, three_queued: Desk, button: str, expected: list[str]
) -> None:
    visitor.open(ANN_OPEN)

    page = visitor.press(button)

    assert order(page.row("Ann Marsh").queue) == expected
    address = "/control/?tab=operatives&queue=1#queue-1"
    assert page.redirects == [(303, address)], "one looks at that queue again"
    page = visitor.open(three_queued.page_of("Ann Marsh"))
    assert order(page.items("Queue")) == expected


def test_it_is_moved_on_the_operatives_page_as_well(visitor: Visitor, three_queued: Desk) -> None:
    visitor.open(three_queued.page_of("Ann Marsh"))

    page = visitor.press("Top W-1003")

    assert page.notices == ["W-1003 moved before W-1001 in the queue of Ann Marsh"]
    assert order(page.items("Queue")) == ["W-1003", "W-1001", "W-1002"]


def test_what_they_are_on_stays_first(visitor: Visitor, three_queued: Desk) -> None:
    three_queued.dispatch("W-1002", "Ann Marsh")

    page = visitor.open(ANN_OPEN)

    assert order(page.row("Ann Marsh").queue) == ["W-1002", "W-1001", "W-1003"]
    moves = [each for each in page.buttons if each.split()[0] in ("Top", "Up", "Down")]
    assert moves == ["Down W-1001", "Up W-1003"]


def test_an_emergency_behind_what_is_less_urgent_is_said_and_put_before_it_by_one_press(
    visitor: Visitor, three_queued: Desk
) -> None:
    three_queued.dispatch("W-1001", "Ann Marsh")
    three_queued.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    visitor.open("/control/")

    page = visitor.press("Assign W-1004 to Ann")

    assert page.redirects == [(303, "/control/?assigned=W-1004")]
    said = "W-1004 (emergency) is #4 in the queue of Ann Marsh, behind 2 less urgent works."
    assert said in page.text

    page = visitor.press("Put it before those")

    assert order(page.row("Ann Marsh").queue) == ["W-1001", "W-1004", "W-1002", "W-1003"]
    assert "less urgent" not in visitor.open("/control/?assigned=W-1004").text

    three_queued.assign(three_queued.raise_work("Draught"), "Ben Okafor")
    visitor.open("/work/W-1004/reassign")
    page = visitor.press(
        "Reassign W-1004", {"Reassign to": "Okafor, Ben – 1 queued – ~12:45 – to Leeds"}
    )

    assert "W-1004 (emergency) is #2 in the queue of Ben Okafor, behind 1 less urgent" in page.text


def test_what_is_urgent_is_not_put_before_an_emergency(
    visitor: Visitor, three_queued: Desk
) -> None:
    for title, priority in (("Gas", Priority.EMERGENCY), ("Lift", Priority.URGENT)):
        three_queued.assign(three_queued.raise_work(title, priority=priority), "Ann Marsh")

    assert "less urgent" not in visitor.open("/control/?assigned=W-1005").text
    assert "behind 3 less urgent" in visitor.open("/control/?assigned=W-1004").text


@pytest.mark.parametrize("number", ["", "x", "W-1001", "W-9999"])
def test_of_what_is_behind_nothing_less_urgent_nothing_is_said(
    visitor: Visitor, three_queued: Desk, number: str
) -> None:
    assert "less urgent" not in visitor.open(f"/control/?assigned={number}").text


@pytest.mark.parametrize("address", [ANN_OPEN, "<Ann Marsh>"])
def test_a_place_in_a_queue_that_is_gone_is_refused(
    visitor: Visitor, three_queued: Desk, address: str
) -> None:
    visitor.open(three_queued.page_of("Ann Marsh") if address == "<Ann Marsh>" else address)
    form = visitor.form("Up W-1003")
    three_queued.recall("W-1002")
    before = three_queued.head

    page = form.press()

    assert page.status == 409
    assert page.alert == "The queue has changed since this page was opened. Nothing has been done."
    assert three_queued.head == before


def test_on_a_page_from_before_somebody_reordered_nothing_goes_the_wrong_way(
    visitor: Visitor, three_queued: Desk
) -> None:
    visitor.open(ANN_OPEN)
    up, the_same = visitor.form("Up W-1003"), visitor.form("Up W-1002")
    visitor.open(ANN_OPEN)
    visitor.press("Up W-1002")
    before = three_queued.head

    page = up.press()

    assert page.status == 409
    assert page.alert == "The queue has changed since this page was opened. Nothing has been done."
    assert page.row("Ann Marsh").is_open
    assert order(page.row("Ann Marsh").queue) == ["W-1002", "W-1001", "W-1003"]
    assert the_same.press().notices == ["W-1002 moved before W-1001 in the queue of Ann Marsh"]
    assert three_queued.head == before


@pytest.mark.parametrize("value", ["", "work-1", "x 1 y z", "UP"])
def test_a_damaged_button_moves_nothing(visitor: Visitor, three_queued: Desk, value: str) -> None:
    visitor.open(ANN_OPEN)
    sent = visitor.form("Up W-1003").submission()
    before = three_queued.head

    assert visitor.send(sent.but(move=value)).status == 422
    assert three_queued.head == before


def test_the_last_that_is_shown_of_a_long_queue_moves_down_by_one(
    visitor: Visitor, desk: Desk
) -> None:
    for _ in range(12):
        desk.assign(desk.raise_work("Lift stuck"), "Ann Marsh")
    visitor.open(ANN_OPEN)

    visitor.press("Down W-1010")

    page = visitor.open(desk.page_of("Ann Marsh"))
    assert order(page.items("Queue"))[8:] == ["W-1009", "W-1011", "W-1010", "W-1012"]


@pytest.mark.parametrize("address", [ANN_OPEN, "<Ann Marsh>"])
def test_a_button_that_is_pressed_twice_moves_once(
    visitor: Visitor, three_queued: Desk, address: str
) -> None:
    visitor.open(three_queued.page_of("Ann Marsh") if address == "<Ann Marsh>" else address)
    sent = visitor.form("Up W-1003").submission()
    before = three_queued.head

    for _ in range(2):
        assert visitor.post(sent).status_code == 303

    assert three_queued.types(before) == ["WorkMovedInQueue"]


# Reassigning


@pytest.mark.parametrize("reason", ["", "Ben is nearer."])
def test_work_is_reassigned_in_one_step_with_or_without_a_reason(
    visitor: Visitor, three_queued: Desk, reason: str
) -> None:
    before = three_queued.head
    visitor.open(ANN_OPEN)
    page = visitor.follow("Reassign W-1001")
    assert page.fields()["Reassign to"].element.select("option")[1:] != []

    page = visitor.press(
        "Reassign W-1001", {"Reassign to": "Okafor, Ben – free", "Reason (optional)": reason}
    )

    assert page.path == "/control/"
    assert page.notices == ["W-1001 reassigned from Ann Marsh to Ben Okafor"]
    assert three_queued.types(before) == ["WorkReassigned"]
    assert "W-1001 Boiler leaks" in page.row("Ben Okafor").text
    why = visitor.open(three_queued.page_of("Ben Okafor")).words("Why it came back")
    assert why == f"Reassigned from Ann Marsh, 10:42 {reason}".strip()


def test_whoever_has_it_is_not_offered(visitor: Visitor, three_queued: Desk) -> None:
    page = visitor.open("/work/W-1001/reassign")

    options = [each.get_text().strip() for each in page.main.select("option")]
    assert [each.replace("\u2068", "").replace("\u2069", "") for each in options] == [
        "Choose an operative …",
        "Okafor, Ben – free",
    ]


def test_nobody_is_no_choice(visitor: Visitor, three_queued: Desk) -> None:
    visitor.open("/work/W-1001")
    visitor.follow("Reassign")

    page = visitor.press("Reassign W-1001", {"Reason (optional)": "She is ill."})

    assert page.status == 422
    assert page.field("Reassign to").error == "Choose who gets it."
    assert page.field("Reason (optional)").value == "She is ill."
