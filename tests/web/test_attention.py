"""What needs attention, in words, with the one action that helps."""

from datetime import timedelta

import pytest

from app.domain.attention import LONG_ON_SITE, PAST_ETA
from app.domain.feature import Feature
from app.domain.promise import Priority
from app.web.attention import Notice, alerts_now, told
from tests.web.desk import Desk
from tests.web.visitor import Visitor

A_MINUTE = timedelta(minutes=1)


def notices(desk: Desk, **asked: str) -> list[Notice]:
    with desk.app.test_request_context("/control/", query_string=asked):
        desk.app.preprocess_request()
        return told(alerts_now())


def said(desk: Desk) -> list[tuple[str, str, str]]:
    """The number of each Work, what is wrong with it, and what helps."""
    return [
        (each.work, each.text, each.action.label if each.action else "") for each in notices(desk)
    ]


def page_of_the_action(desk: Desk, visitor: Visitor) -> str:
    [notice] = notices(desk)
    assert notice.action
    page = visitor.open(notice.action.address)
    assert page.status == 200
    return page.text


def test_nothing_is_said_of_a_usual_morning(busy_desk: Desk) -> None:
    assert notices(busy_desk) == []


def test_an_emergency_is_to_be_assigned(desk: Desk, visitor: Visitor) -> None:
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    assert said(desk) == [("W-1001", "emergency, nobody has it", "Assign")]
    assert "Smell of gas" in page_of_the_action(desk, visitor)


def test_what_is_late_or_late_soon_is_to_be_assigned_or_given_to_another(
    desk: Desk, visitor: Visitor
) -> None:
    desk.raise_work("Door jams", priority=Priority.URGENT)
    desk.clock.move(8 * 60 - 10)
    assert said(desk) == [("W-1001", "late in 10 min, nobody has it", "Assign")]
    desk.assign("W-1001", "Ann Marsh")
    desk.clock.move(22)
    assert said(desk) == [("W-1001", "12 min late, queued to Ann Marsh", "Reassign")]
    assert "Door jams" in page_of_the_action(desk, visitor)
    desk.dispatch("W-1001", "Ann Marsh", minutes=5)
    desk.clock.move(6)
    assert said(desk) == [("W-1001", "18 min late, Ann Marsh is en route", "See Ann Marsh")]


def test_who_is_past_their_eta_or_long_on_site_is_to_be_seen(desk: Desk, visitor: Visitor) -> None:
    desk.assign(desk.raise_work("Door jams"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(25 + PAST_ETA / A_MINUTE)
    assert said(desk) == [("W-1001", "Ann Marsh is 15 min past the ETA", "See Ann Marsh")]
    assert "Door jams" in page_of_the_action(desk, visitor)
    desk.arrive("W-1001", "Ann Marsh")
    assert said(desk) == []
    desk.clock.move(LONG_ON_SITE / A_MINUTE)
    assert said(desk) == [
        ("W-1001", "Ann Marsh has been on site for 4 h 00 min", "See Ann Marsh"),
    ]


@pytest.mark.parametrize(
    ("code", "why"), [("Two people needed", ": two people needed"), ("Another reason", "")]
)
def test_what_was_handed_back_says_why(desk: Desk, visitor: Visitor, code: str, why: str) -> None:
    desk.assign(desk.raise_work("Door jams"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))
    visitor.press("Abandon W-1001", {code: True, "Reason": "It is heavy."})
    assert said(desk) == [("W-1001", f"handed back by Ann Marsh{why}", "Assign")]


def test_whoever_only_looks_on_is_offered_nothing(desk: Desk) -> None:
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    desk.assign(desk.raise_work("Smell of gas", priority=Priority.EMERGENCY), "Ann Marsh")
    desk.clock.move(180)
    desk.add_administrator("Ada Novak")
    desk.register_with("Mo Figures", Feature.SEE_FIGURES)
    with desk.signed_in("Mo Figures").client as client:
        assert client.get("/control/").status_code == 200
        assert [each.action for each in told(alerts_now())] == [None, None]


# On Control's board


def test_the_board_says_it_on_top_and_its_title_counts_it(desk: Desk, visitor: Visitor) -> None:
    page = visitor.open("/control/")
    assert page.words("Needs attention") == "Needs attention 0 Nothing does just now."
    assert page.title == "Control · Firstline"
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    desk.assign(desk.raise_work("Door jams", priority=Priority.URGENT), "Ann Marsh")
    desk.clock.move(9 * 60)

    page = visitor.open("/control/")

    assert page.title == "(2) Control · Firstline"
    assert page.items("Needs attention") == [
        "Assign: W-1001 emergency, nobody has it",
        "Reassign: W-1002 1 h 00 min late, queued to Ann Marsh",
    ]
    assert visitor.follow("Assign: W-1001").row("W-1001").is_open
    visitor.open("/control/")
    assert visitor.follow("Reassign: W-1002").path == "/work/W-1002/reassign"


def test_the_board_has_four_of_it_and_all_behind_one_press(desk: Desk, visitor: Visitor) -> None:
    for _ in range(6):
        desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)

    page = visitor.open("/control/?town=Leeds")
    assert page.title == "(6) Control · Firstline"
    assert len(page.items("Needs attention")) == 4

    page = visitor.follow("all 6")
    assert page.address == "/control/?town=Leeds&tab=attention"
    assert len(page.items("Needs attention")) == 6
    page = visitor.follow("fewer")
    assert page.address == "/control/?town=Leeds"
    assert len(page.items("Needs attention")) == 4


def test_of_the_past_it_is_said_and_nothing_can_be_done(desk: Desk) -> None:
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    before = desk.head
    desk.assign("W-1001", "Ann Marsh")
    assert notices(desk) == []
    [notice] = notices(desk, as_of=str(before))
    assert (notice.text, notice.action) == ("emergency, nobody has it", None)
