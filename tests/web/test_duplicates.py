"""Closing Work as a duplicate of another: both timelines say so, and lead to each other."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor

DUPLICATE: dict[str, str | bool] = {"It is a duplicate": True, "Reason": "The same lift."}


@pytest.fixture
def two_calls(desk: Desk) -> Desk:
    desk.raise_work("Lift stuck")
    desk.raise_work("Lift does not move")
    desk.raise_work("Till dead", "31 Queen Square")
    return desk


@pytest.mark.parametrize(
    "choice",
    [
        {"W-1001 Lift stuck": True},
        {"Its number": "W-1001"},
        {"Its number": " 1001"},
        {"Another one, or none": True, "Its number": "w1001"},
    ],
)
def test_both_timelines_say_so_and_lead_to_each_other(
    visitor: Visitor, two_calls: Desk, choice: dict[str, str | bool]
) -> None:
    visitor.open("/work/W-1002/close")

    page = visitor.press("Close W-1002", {**DUPLICATE, **choice})

    assert page.notices == ["W-1002 closed without completing: a duplicate of W-1001"]
    assert "a duplicate of W-1001" in page.items("What happened")[-1]
    page = visitor.follow("W-1001")
    assert page.path == "/work/W-1001"
    assert "W-1002 was closed as a duplicate of this" in page.items("What happened")[-1]
    assert page.link("W-1002") == "/work/W-1002"


def test_open_works_at_its_sites_are_offered(visitor: Visitor, two_calls: Desk) -> None:
    page = visitor.open("/work/W-1002/close")

    assert page.group("Of which Work").options == ["W-1001 Lift stuck", "Another one, or none"]


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
    assert page.group("Of which Work").ticked == ["W-1001 Lift stuck"]


def test_where_no_other_work_is_open_only_its_number_is_asked(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Till dead")

    page = visitor.open("/work/W-1001/close")

    assert "Its number" in page.fields()
    assert "Another one, or none" not in page.fields()
