"""How moments are said, where a clock was wrong."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.promise import Length
from app.web.times import Wall, in_full
from tests.web.desk import MORNING, Desk


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(), "under a minute"),
        (timedelta(seconds=59), "under a minute"),
        (timedelta(seconds=61), "an unknown time"),
        (timedelta(days=27_000), "an unknown time"),
    ],
)
def test_how_long_ago_something_in_the_future_was_is_not_known(ahead: timedelta, said: str) -> None:
    """Less than a minute ahead are two clocks that differ, as clocks do."""
    wall = Wall(MORNING, ZoneInfo("Europe/London"))

    assert wall.age(MORNING + ahead).striptags() == said


def test_work_that_a_clock_far_ahead_raised_has_no_age(desk: Desk) -> None:
    desk.clock.move(minutes=60 * 24 * 400)
    desk.raise_work("Boiler leaks")
    desk.clock.now = MORNING

    visitor = desk.visitor()

    row = visitor.open("/control/?open=W-1001").row("W-1001")
    assert "by the desk, an unknown time ago" in row.opened
    assert "by the desk, an unknown time ago" in visitor.open("/work/W-1001").text


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(hours=2), "12:42 today"),
        (timedelta(hours=14), "00:42 tomorrow"),
        (timedelta(days=2), "10:42 on Wednesday"),
        (timedelta(days=6), "10:42 on Sunday"),
        (timedelta(days=7), "10:42 on Mon 9 June"),
    ],
)
def test_a_moment_to_come_is_said_as_on_the_telephone(later: timedelta, said: str) -> None:
    assert f">{said}</time>" in Wall(MORNING, ZoneInfo("Europe/London")).spoken(MORNING + later)


@pytest.mark.parametrize(
    ("length", "kind", "said"),
    [
        (Length(hours=2), "", "2 hours"),
        (Length(days=1), "working ", "1 working day"),
        (Length(minutes=90), "", "90 minutes"),
        (Length(), "", "no time"),
    ],
)
def test_how_long_is_said_in_full(length: Length, kind: str, said: str) -> None:
    assert in_full(length, kind) == said
