"""The operatives on Control's board: a row each, who is free first."""

import pytest

from tests.web.desk import Desk
from tests.web.test_duty import OFF, TRAINING
from tests.web.visitor import Visitor

CONTROL = "/control/"


def go_off_duty(desk: Desk, name: str, typed: dict[str, str | bool] = TRAINING) -> None:
    visitor = desk.visitor()
    visitor.open(f"{desk.page_of(name)}/duty")
    visitor.press("Go off duty", typed)


def test_a_row_says_what_somebody_is_on_and_from_when_they_are_free(
    visitor: Visitor, desk: Desk
) -> None:
    desk.hire("Carys Lloyd", "Leeds")
    desk.hire("Dora Webb", "York", "lifts")
    for title in ("Boiler leaks", "Lift stuck", "Door jams", "Till dead", "Draught"):
        desk.raise_work(title)
    for label in ("W-1001", "W-1002"):
        desk.assign(label, "Ann Marsh")
    desk.dispatch("W-1002", "Ann Marsh", minutes=25)
    desk.assign("W-1003", "Ben Okafor")
    desk.dispatch("W-1003", "Ben Okafor")
    desk.arrive("W-1003", "Ben Okafor")
    desk.assign("W-1004", "Carys Lloyd")
    desk.clock.move(9)

    page = visitor.open(CONTROL)

    assert page.items("Operatives") == [
        "Dora Webb from York Free now",
        "Ben Okafor in Leeds on site W-1003 Door jams for 9 min ~12:15",
        "Carys Lloyd to Leeds queued W-1004 Till dead not set off ~12:55",
        "Ann Marsh to Leeds en route W-1002 Lift stuck due in 16 min +1 queued ~14:40",
    ]
    assert "Operatives 4 free first" in page.text


def test_whoever_is_free_is_where_they_did_their_last_job(visitor: Visitor, desk: Desk) -> None:
    desk.hire("Dora Webb", "York")
    desk.assign(desk.raise_work("Boiler leaks"), "Dora Webb")
    for step in (desk.dispatch, desk.arrive, desk.complete):
        step("W-1001", "Dora Webb")

    row = visitor.open(CONTROL).row("Dora Webb")

    assert row.text == "Dora Webb in Leeds, from York Free now"


@pytest.mark.parametrize(
    ("minutes_later", "said", "is_late"),
    [
        (0, "due in 25 min", False),
        (24, "due in 1 min", False),
        (25.5, "due in 1 min", False),
        (26.5, "1 min late", True),
        (90, "1 h 05 min late", True),
    ],
)
def test_how_an_arrival_is_awaited(
    visitor: Visitor, desk: Desk, minutes_later: float, said: str, is_late: bool
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(minutes_later)

    row = visitor.open(CONTROL).row("Ann Marsh")

    assert row.text.startswith(f"Ann Marsh to Leeds en route W-1001 Boiler leaks {said}")
    assert row.is_late is is_late


def test_whoever_has_not_set_off_in_time_is_late(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.clock.move(2 * 24 * 60 + 14)

    row = visitor.open(CONTROL).row("Ann Marsh")

    assert "queued W-1001 Boiler leaks 14 min late" in row.text
    assert row.is_late


def test_a_row_says_for_how_long_somebody_has_been_on_site(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.clock.move(135)

    row = visitor.open(CONTROL).row("Ann Marsh")

    assert "on site W-1001 Boiler leaks for 2 h 15 min" in row.text
    time = row.element.select_one(".time")
    assert time is not None
    assert time["title"] == "there since 10:42"


def test_an_open_row_has_the_queue_with_all_that_can_be_done(visitor: Visitor, desk: Desk) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.assign(desk.raise_work(title), "Ann Marsh")
    desk.dispatch("W-1002", "Ann Marsh", minutes=25)
    page = visitor.open(CONTROL)
    assert page.row("Ann Marsh").queue == []

    page = visitor.open(page.row("Ann Marsh").opens)

    promised = "routine to be there by Wed 4 Jun 10:42"
    assert page.row("Ann Marsh").queue == [
        f"#1 W-1002 Lift stuck Elm House, Leeds en route expected 11:07 {promised} "
        "Reassign W-1002 Recall W-1002",
        f"#2 W-1001 Boiler leaks Elm House, Leeds queued {promised} "
        "Down W-1001 Reassign W-1001 Recall W-1001",
        f"#3 W-1003 Door jams Elm House, Leeds queued {promised} "
        "Up W-1003 Reassign W-1003 Recall W-1003",
    ]
    assert page.link("Their page") == desk.page_of("Ann Marsh")
    page = visitor.open(page.row("Ben Okafor").opens)
    assert "Free: nothing is in their queue." in page.row("Ben Okafor").opened
    assert not page.row("Ann Marsh").is_open, "one row is open at a time"


# Off duty


def test_whoever_is_off_duty_without_work_is_folded_away_and_shown_again(
    visitor: Visitor, desk: Desk
) -> None:
    desk.hire("Carys Lloyd")
    go_off_duty(desk, "Ann Marsh")
    go_off_duty(desk, "Ben Okafor", {"Reason": "Ill"})

    page = visitor.open(CONTROL)
    assert page.crew == ["Carys Lloyd"]
    assert "Operatives 3" in page.text, "all are counted"

    page = visitor.follow("Show 2 off duty")

    assert page.address == f"{CONTROL}?off=yes"
    assert page.crew == ["Carys Lloyd", "Ann Marsh", "Ben Okafor"], "who is back first"
    assert page.row("Ann Marsh").text == "Ann Marsh off duty back ~14:00"
    assert page.row("Ben Okafor").text == "Ben Okafor off duty"
    assert visitor.follow("Fold away 2 off duty").crew == ["Carys Lloyd"]


def test_whoever_is_off_duty_with_work_is_in_sight_and_last(visitor: Visitor, desk: Desk) -> None:
    desk.hire("Carys Lloyd")
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    for _ in range(5):
        desk.assign(desk.raise_work("Lift stuck"), "Ben Okafor")
    for name in ("Ann Marsh", "Carys Lloyd"):
        go_off_duty(desk, name)

    page = visitor.open(CONTROL)

    assert page.crew == ["Ben Okafor", "Ann Marsh"], "however long he has to do"
    assert OFF in visitor.open(page.row("Ann Marsh").opens).row("Ann Marsh").opened
    page = visitor.follow("Show 1 off duty")
    assert page.crew == ["Ben Okafor", "Ann Marsh", "Carys Lloyd"]


def test_when_everybody_is_off_duty_the_page_says_so(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    for name in ("Ann Marsh", "Ben Okafor"):
        go_off_duty(desk, name)

    page = visitor.open(CONTROL)

    assert page.crew == []
    assert "Show 2 off duty" in page.links
    assert page.row("W-1001").suggested == [], "nobody who is off duty is suggested"
    page = visitor.follow("Others for W-1001 …")
    assert len(page.field("Assign W-1001 to").element.select("option")) == 3


# Sizes


@pytest.mark.parametrize("count", [0, 500])
def test_the_page_stays_small_however_many_there_are(
    visitor: Visitor, desk: Desk, count: int
) -> None:
    for number in range(count):
        desk.hire(f"Person{number} Smith")

    page = visitor.open(CONTROL)

    assert f"Operatives {count + 2}" in page.text
    assert len(page.crew) == min(count + 2, 20)
    assert len(page.soup.find_all(True)) < 800


def test_those_off_duty_are_shown_on_the_page_on_which_they_begin(
    visitor: Visitor, desk: Desk
) -> None:
    for number in range(22):
        desk.hire(f"Person{number} Smith")
    go_off_duty(desk, "Ben Okafor")
    visitor.open("/control/")

    page = visitor.follow("Show 1 off duty")

    assert "Ben Okafor" in page.crew
    assert visitor.follow("Fold away 1 off duty").crew[0] == "Ann Marsh"
