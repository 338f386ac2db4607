"""The screen on the wall: the board to be read from afar, with nothing to press."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.soundness import WALL
from tests.web.visitor import Visitor


def test_it_shows_what_waits_who_is_on_what_and_what_time_it_is(busy_desk: Desk) -> None:
    busy_desk.raise_work("Smell of gas", "31 Queen Square", priority=Priority.EMERGENCY)

    page = busy_desk.visitor().open(WALL)

    assert page.heading == "Waiting 2"
    assert "10:49" in page.text
    assert page.items("Waiting") == [
        "emergency 2 h 00 min left Smell of gas Bristol 31 Queen Square",
        "Wed 10:42 Boiler leaks Leeds Elm House",
    ]
    assert page.items("Operatives") == [
        "Carys Lloyd in Leeds on site for 1 min",
        "Ben Okafor to Leeds en route due in 24 min",
        "Ann Marsh to Leeds queued not set off",
    ]


def test_there_is_nothing_to_press(busy_desk: Desk) -> None:
    page = busy_desk.visitor().open(WALL)

    assert page.soup.select("form, button, input, select") == []
    assert page.links == ["Waiting"], "the way back, for whoever has a hand"
    assert page.link("Waiting") == "/control/"


def test_control_leads_to_it(visitor: Visitor) -> None:
    visitor.open("/control/")

    assert visitor.follow("Screen for the wall").path == WALL


def test_what_is_late_stands_out(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", priority=Priority.URGENT)
    desk.assign(desk.raise_work("Lift stuck", priority=Priority.URGENT), "Ann Marsh")
    desk.clock.move(8 * 60 + 12)

    page = visitor.open(WALL)

    late = [each.get_text(" ", strip=True) for each in page.main.select("li.is-late")]
    assert [each for each in late if "12 min late" in each] == late
    assert len(late) == 2


def test_what_needs_attention_is_said_first(visitor: Visitor, desk: Desk) -> None:
    for _ in range(5):
        desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)

    page = visitor.open(WALL)

    assert page.title == "(5) Wall · Firstline"
    assert page.words("Needs attention").endswith("+3")
    assert page.items("Needs attention") == [
        f"W-{number} emergency, nobody has it" for number in (1001, 1002)
    ]


def test_on_a_quiet_desk_it_says_so(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(WALL)

    assert "Nothing waits." in page.words("Waiting")


@pytest.mark.parametrize(("count", "said"), [(12, None), (13, "and 1 more"), (300, "and 288 more")])
def test_it_says_how_much_more_there_is_than_fits(
    visitor: Visitor, desk: Desk, count: int, said: str | None
) -> None:
    for number in range(count):
        desk.raise_work(f"Call {number}")

    page = visitor.open(WALL)

    assert len(page.items("Waiting")) == 12
    assert (said or "more") in page.words("Waiting") if said else "more" not in page.text


def test_it_counts_the_operatives_who_do_not_fit_and_those_off_duty(
    visitor: Visitor, desk: Desk
) -> None:
    for number in range(20):
        desk.hire(f"Person{number} Smith")
    visitor.open(f"{desk.page_of('Ann Marsh')}/duty")
    visitor.press("Go off duty", {"Reason": "Ill"})

    page = visitor.open(WALL)

    assert len(page.items("Operatives")) == 12
    assert "and 9 more, 1 off duty" in page.words("Operatives")
