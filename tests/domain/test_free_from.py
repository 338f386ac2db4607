"""From when somebody is free, from about, told at 10:02."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.free_from import (
    USUAL_TRIP,
    USUAL_VISIT,
    Current,
    free_from,
)
from app.domain.lifecycle import Stage


def at(clock: str, day: int = 2) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2025, 6, day, hour, minute, tzinfo=UTC)


NOW = at("10:02")


def on_site(since: str) -> Current:
    return Current(Stage.ON_SITE, at(since))


def en_route(eta: str) -> Current:
    return Current(Stage.EN_ROUTE, at("09:50"), at(eta))


QUEUED = Current(Stage.QUEUED, at("08:00"))


@pytest.mark.parametrize(
    ("what", "current", "queued", "free"),
    [
        ("they have nothing", None, 0, "10:02"),
        ("on site, rounded up", on_site("09:41"), 0, "11:15"),
        ("on site, and nothing to round", on_site("09:40"), 0, "11:10"),
        ("on site, just beyond the usual", on_site("08:32"), 0, "10:25"),
        ("on site for long, which takes longer", on_site("06:02"), 0, "11:05"),
        ("on the way", en_route("10:30"), 0, "12:00"),
        ("on the way, and overdue", en_route("09:30"), 0, "11:35"),
        ("not begun", QUEUED, 1, "12:05"),
        ("on site, with two more", on_site("09:40"), 2, "15:10"),
        ("on the way, with one more", en_route("10:30"), 1, "14:00"),
    ],
)
def test_of_somebody_on_duty(what: str, current: Current | None, queued: int, free: str) -> None:
    assert free_from(NOW, current, queued) == at(free), what


def test_whoever_is_off_duty_begins_when_they_are_back() -> None:
    assert free_from(NOW, None, off_duty_until=at("13:01")) == at("13:05")
    assert free_from(NOW, QUEUED, 2, at("08:00", day=3)) == at("12:00", day=3)
    assert free_from(NOW, on_site("09:40"), 0, at("13:00")) == at("13:00")
    assert free_from(NOW, on_site("09:40"), 0, at("10:30")) == at("11:10")


def test_it_says_the_minutes_that_it_goes_by() -> None:
    said = free_from.__doc__ or ""
    for length, words in (
        (USUAL_VISIT, "a visit usually takes {} minutes"),
        (USUAL_TRIP, "the way to\n    it {}."),
        (USUAL_VISIT, "{} minutes after they arrived"),
        (USUAL_VISIT, "needs {} minutes from then on"),
        (USUAL_TRIP + USUAL_VISIT, "takes {} minutes each"),
    ):
        assert words.format(length // timedelta(minutes=1)) in said
