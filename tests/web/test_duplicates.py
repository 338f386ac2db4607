"""Closing Work as a duplicate of another: both timelines say so, and lead to each other."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.visitor import Visitor

DUPLICATE: dict[str, str | bool] = {"It is a duplicate": True, "Reason": "The same lift."}


@pytest.fixture
def two_calls(desk: Desk) -> Desk:
    desk.raise_work("Lift stuck")
    desk.raise_work("Lift does not move")
    desk.raise_work("Till dead", "31 Queen Square")
    return desk


def test_both_timelines_say_so_and_lead_to_each_other(visitor: Visitor, two_calls: Desk) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press("Close W-1002", {**DUPLICATE, "W-1001 Lift stuck": True})

    assert page.notices == ["W-1002 closed without completing: a duplicate of W-1001"]
    assert "a duplicate of W-1001" in page.items("What happened")[-1]
    page = visitor.follow("W-1001")
    assert page.path == "/work/W-1001"
    assert "W-1002 was closed as a duplicate of this" in page.items("What happened")[-1]
    assert page.link("W-1002") == "/work/W-1002"


@pytest.mark.parametrize("typed", ["W-1001", " 1001", "w1001"])
def test_the_other_is_shown_before_it_is_done_where_its_number_was_typed(
    visitor: Visitor, two_calls: Desk, typed: str
) -> None:
    before = two_calls.head
    visitor.open("/work/W-1002/close")

    page = visitor.press(
        "Close W-1002", {**DUPLICATE, "Another one, or none": True, "Its number": typed}
    )

    assert (page.status, two_calls.head) == (200, before)
    assert page.alert == (
        "Nothing has been done yet. Is it a duplicate of this? "
        "W-1001 Lift stuck routine awaiting Control Elm House, Leeds"
    )
    page = visitor.press("Close W-1002 as a duplicate of W-1001")
    assert page.notices == ["W-1002 closed without completing: a duplicate of W-1001"]


def test_what_speaks_against_it_is_said(visitor: Visitor, two_calls: Desk) -> None:
    two_calls.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    two_calls.close("W-1003")
    before = two_calls.head
    visitor.open("/work/W-1004/close")

    page = visitor.press("Close W-1004", {**DUPLICATE, "Its number": "W-1003"})

    for doubt in (
        "W-1003 is closed: nobody goes there for it.",
        "It is for none of the Sites of W-1004.",
        "W-1004 is an emergency, and W-1003 is routine.",
    ):
        assert doubt in page.alert
    # Another one is another question.
    page = visitor.press(
        "Close W-1004 as a duplicate of W-1003", {"Its number": "", "W-1001 Lift stuck": True}
    )
    assert "Is it a duplicate of this? W-1001 Lift stuck" in page.alert
    page = visitor.press("Close W-1004", {"Another one, or none": True})
    assert "No other Work is named: nobody goes to this emergency any more." in page.alert
    assert two_calls.head == before
    visitor.press("Close W-1004")
    assert two_calls.types(before) == ["WorkClosed"]


def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(
    visitor: Visitor, two_calls: Desk
) -> None:
    two_calls.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    visitor.open("/work/W-1004/close")
    visitor.press("Close W-1004", {**DUPLICATE, "Its number": "W-1001"})
    two_calls.close("W-1001")
    before = two_calls.head

    page = visitor.press("Close W-1004 as a duplicate of W-1001")

    assert "W-1001 is closed: nobody goes there for it." in page.alert
    assert two_calls.head == before


def test_a_duplicate_of_itself_is_refused_at_once(visitor: Visitor, two_calls: Desk) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press("Close W-1002", {**DUPLICATE, "Its number": "W-1002"})

    assert page.status == 422
    assert "itself" in page.alert


def test_open_works_at_its_sites_are_offered(visitor: Visitor, two_calls: Desk) -> None:
    page = visitor.open("/work/W-1002/close")

    assert page.group("Of which Work").options == [
        "W-1001 Lift stuck · routine, awaiting Control · Elm House, Leeds",
        "Another one, or none",
    ]


def test_which_one_need_not_be_said(visitor: Visitor, two_calls: Desk) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press("Close W-1002", DUPLICATE)

    assert page.notices == ["W-1002 closed without completing: a duplicate"]


@pytest.mark.parametrize("typed", ["W-9999", "the other one"])
def test_a_number_that_no_work_has_is_refused_and_kept(
    visitor: Visitor, two_calls: Desk, typed: str
) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press("Close W-1002", {**DUPLICATE, "Its number": typed})

    assert page.status == 422
    assert page.field("Its number").error == "No Work on this desk has that number."
    assert page.field("Its number").value == typed


def test_only_a_duplicate_names_another(visitor: Visitor, two_calls: Desk) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press(
        "Close W-1002",
        {"It was withdrawn": True, "W-1001 Lift stuck": True, "Reason": "They rang back."},
    )

    assert page.alert == "Only a duplicate can name another Work that it repeats."
    assert page.group("Of which Work").ticked[0].startswith("W-1001 Lift stuck")


def test_where_no_other_work_is_open_only_its_number_is_asked(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Till dead")

    page = visitor.open("/work/W-1001/close")

    assert "Its number" in page.fields()
    assert "Another one, or none" not in page.fields()
