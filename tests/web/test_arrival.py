"""When do you expect to arrive? Minutes from now, or a time of day as the clocks there show it."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.work_events import WorkDispatched
from app.settings import settings_from
from tests.web.desk import MORNING, Desk, staffed_desk
from tests.web.page import Page
from tests.web.visitor import Visitor

MINUTES, AT = "Minutes from now", "or at"


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    """At Ann's page, with W-1001 in her queue."""
    return _at_anns_page(desk)


def test_minutes_count_from_now(visitor: Visitor, desk: Desk) -> None:
    _set_off(visitor, desk, {MINUTES: "25"}, expected=MORNING + timedelta(minutes=25))


@pytest.mark.parametrize("minutes", ["1", "720", " 25 "])
def test_one_minute_to_twelve_hours_are_accepted(
    visitor: Visitor, desk: Desk, minutes: str
) -> None:
    _set_off(visitor, desk, {MINUTES: minutes}, MORNING + timedelta(minutes=int(minutes)))


def test_a_broken_minute_is_rounded_up(visitor: Visitor, desk: Desk) -> None:
    desk.clock.now = MORNING + timedelta(seconds=7)

    _set_off(visitor, desk, {MINUTES: "25"}, MORNING + timedelta(minutes=26))


@pytest.mark.parametrize("typed", ["11:30", "11:30:00", "11.30"])
def test_a_time_is_what_clocks_there_show(visitor: Visitor, desk: Desk, typed: str) -> None:
    """London in June is an hour ahead of UTC."""
    page = _set_off(visitor, desk, {AT: typed}, datetime(2025, 6, 2, 10, 30, tzinfo=UTC))

    assert page.notices == ["W-1001: Ann Marsh set off, expecting to arrive at 11:30"]


def test_a_time_after_midnight_is_tomorrow() -> None:
    desk = staffed_desk(now=datetime(2025, 6, 2, 22, 50, tzinfo=UTC))

    page = _set_off(
        _at_anns_page(desk), desk, {AT: "00:20"}, datetime(2025, 6, 2, 23, 20, tzinfo=UTC)
    )

    assert page.notices == ["W-1001: Ann Marsh set off, expecting to arrive at Tue 3 Jun 00:20"]


@pytest.mark.parametrize(
    ("now", "typed", "expected"),
    [
        # The clocks go forward at 01:00 UTC on 30 March, from 01:00 to 02:00.
        ("2025-03-30T00:50", "02:10", "2025-03-30T01:10"),
        ("2025-03-29T23:50", "02:10", "2025-03-30T01:10"),
        ("2025-03-30T00:50", "01:30", "2025-03-30T01:30"),
        # They go back at 01:00 UTC on 26 October, from 02:00 to 01:00.
        ("2025-10-26T00:40", "01:50", "2025-10-26T00:50"),
        ("2025-10-26T00:40", "02:20", "2025-10-26T02:20"),
        ("2025-10-26T01:40", "01:50", "2025-10-26T01:50"),
        ("2025-10-26T00:58", "01:05", "2025-10-26T01:05"),
    ],
)
def test_a_time_is_right_on_the_night_when_the_clocks_change(
    now: str, typed: str, expected: str
) -> None:
    desk = staffed_desk(now=_utc(now))

    _set_off(_at_anns_page(desk), desk, {AT: typed}, _utc(expected))


def test_a_time_is_that_of_the_desks_own_time_zone() -> None:
    desk = staffed_desk(settings_from({"FIRSTLINE_TIMEZONE": "Asia/Kolkata"}))

    page = _set_off(
        _at_anns_page(desk), desk, {AT: "15:42"}, datetime(2025, 6, 2, 10, 12, tzinfo=UTC)
    )

    assert page.notices == ["W-1001: Ann Marsh set off, expecting to arrive at 15:42"]


# Refused


@pytest.mark.parametrize(
    ("typed", "label", "complaint"),
    [
        ({}, AT, "When do you expect to arrive? Give minutes or a time."),
        ({MINUTES: " ", AT: " "}, AT, "When do you expect to arrive? Give minutes or a time."),
        ({MINUTES: "25", AT: "11:30"}, AT, "Give either minutes or a time, not both."),
        ({MINUTES: "soon"}, MINUTES, "That is not a number of minutes: write it like 25."),
        ({MINUTES: "2.5"}, MINUTES, "That is not a number of minutes: write it like 25."),
        ({MINUTES: "9" * 5000}, MINUTES, "That is not a number of minutes: write it like 25."),
        ({MINUTES: "0"}, MINUTES, "Minutes should be from 1 to 720 (12 hours)."),
        ({MINUTES: "-5"}, MINUTES, "Minutes should be from 1 to 720 (12 hours)."),
        ({MINUTES: "721"}, MINUTES, "Minutes should be from 1 to 720 (12 hours)."),
        ({MINUTES: "9" * 400}, MINUTES, "Minutes should be from 1 to 720 (12 hours)."),
        ({AT: "soon"}, AT, "That is not a time: write it like 14:30."),
        ({AT: "25:00"}, AT, "That is not a time: write it like 14:30."),
        ({AT: "11:30 tomorrow"}, AT, "That is not a time: write it like 14:30."),
        ({AT: "\x00"}, AT, "That is not a time: write it like 14:30."),
    ],
)
def test_an_arrival_that_makes_no_sense_is_refused_beside_its_field(
    visitor: Visitor, desk: Desk, typed: dict[str, str | bool], label: str, complaint: str
) -> None:
    before = desk.head

    page = visitor.press("Dispatch", typed)

    assert page.status == 422
    assert page.field(label).error == complaint
    assert page.field(label).is_invalid
    assert complaint in page.alert
    (other,) = {MINUTES, AT} - {label}
    assert page.field(other).error == ""
    for each, text in typed.items():
        assert page.field(each).value == text
    assert desk.head == before


@pytest.mark.parametrize("typed", ["10:42", "10:41", "10:00", "23:00"])
def test_an_arrival_in_the_past_is_refused(visitor: Visitor, desk: Desk, typed: str) -> None:
    """A time is the nearest one: 23:00, said at 10:42, was yesterday."""
    before = desk.head

    page = visitor.press("Dispatch", {AT: typed})

    assert page.status == 422
    assert page.alert == "The estimated arrival must be in the future."
    assert page.field(AT).value == typed
    assert desk.head == before


def test_a_refused_arrival_can_be_mended_and_sent_again(visitor: Visitor, desk: Desk) -> None:
    visitor.press("Dispatch", {MINUTES: "soon"})

    _set_off(visitor, desk, {MINUTES: "25"}, MORNING + timedelta(minutes=25))


def _at_anns_page(desk: Desk) -> Visitor:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor = desk.visitor()
    visitor.open(desk.page_of("Ann Marsh"))
    return visitor


def _set_off(
    visitor: Visitor, desk: Desk, typed: dict[str, str | bool], expected: datetime
) -> Page:
    """Dispatch, which the desk should take down with that arrival."""
    page = visitor.press("Dispatch", typed)
    assert page.status == 200, page.alert
    (dispatched,) = [each.event for each in desk.events() if each.type_name == "WorkDispatched"]
    assert isinstance(dispatched, WorkDispatched)
    assert dispatched.eta == expected
    return page


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_that_is_sent_again_half_a_day_later_is_still_the_same_time(desk: Desk) -> None:
    visitor = _at_anns_page(desk)
    sent = visitor.form("Dispatch").fill({AT: "11:30"}).submission()
    first = visitor.post(sent)
    desk.clock.move(13 * 60)
    before = desk.head

    again = visitor.post(sent)

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.location == first.location
    assert desk.head == before
