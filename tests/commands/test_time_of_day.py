"""What people mean by a time of day: most of all on the nights on which clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.commands.time_of_day import TimeOfDay

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Where clocks change by half an hour."""

CHANGES = [
    (LONDON, datetime(2025, 3, 30, 1, 0, tzinfo=UTC)),
    (LONDON, datetime(2025, 10, 26, 1, 0, tzinfo=UTC)),
    (NEW_YORK, datetime(2025, 3, 9, 7, 0, tzinfo=UTC)),
    (NEW_YORK, datetime(2025, 11, 2, 6, 0, tzinfo=UTC)),
    (LORD_HOWE, datetime(2025, 4, 5, 15, 0, tzinfo=UTC)),
    (LORD_HOWE, datetime(2025, 10, 4, 15, 30, tzinfo=UTC)),
]
"""The moments at which clocks go forward and back."""

MINUTE = timedelta(minutes=1)


def meant(text: str, now: str, zone: ZoneInfo = LONDON) -> str:
    """The moment (UTC) that is meant by the time of day, said at that moment (UTC)."""
    said_at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    moment = TimeOfDay(time.fromisoformat(text), zone).nearest_to(said_at)
    assert moment.tzinfo is UTC
    return f"{moment:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "now", "moment"),
    [
        pytest.param("14:30", "2025-06-02 13:00", "2025-06-02 13:30", id="later today"),
        pytest.param("13:30", "2025-06-02 13:00", "2025-06-02 12:30", id="half an hour ago"),
        pytest.param("00:20", "2025-06-02 22:50", "2025-06-02 23:20", id="after midnight"),
        pytest.param("23:50", "2025-06-01 23:20", "2025-06-01 22:50", id="before midnight"),
    ],
)
def test_a_time_of_day_is_the_nearest_one(text: str, now: str, moment: str) -> None:
    assert meant(text, now) == moment


@pytest.mark.parametrize(
    ("text", "now", "moment"),
    [
        pytest.param("01:30", "2025-10-26 00:10", "2025-10-26 00:30", id="the first is to come"),
        pytest.param("01:30", "2025-10-26 00:29", "2025-10-26 00:30", id="the first is near"),
        pytest.param("01:30", "2025-10-26 00:30", "2025-10-26 01:30", id="the first is now"),
        pytest.param("01:30", "2025-10-26 00:40", "2025-10-26 01:30", id="the first is past"),
        pytest.param("01:30", "2025-10-26 01:10", "2025-10-26 01:30", id="the second is near"),
        pytest.param("01:30", "2025-10-26 01:40", "2025-10-26 01:30", id="both are past"),
        pytest.param("02:10", "2025-10-26 00:40", "2025-10-26 02:10", id="after that hour"),
        pytest.param("00:50", "2025-10-26 00:40", "2025-10-25 23:50", id="before that hour"),
    ],
)
def test_in_the_hour_that_comes_twice_what_is_past_comes_once_more(
    text: str, now: str, moment: str
) -> None:
    """In London the hour from 01:00 to 02:00 began at 00:00 UTC, and again at 01:00 UTC."""
    assert meant(text, now) == moment


def test_a_time_that_clocks_skip_is_as_long_after_the_change_as_it_says() -> None:
    assert meant("01:30", "2025-03-30 00:40") == "2025-03-30 01:30"
    assert f"{datetime(2025, 3, 30, 1, 30, tzinfo=UTC).astimezone(LONDON):%H:%M}" == "02:30"


@given(
    change=st.sampled_from(CHANGES),
    minutes=st.integers(-26 * 60, 26 * 60),
    seconds=st.sampled_from([0, 1, 59]),
    text=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
)
@example(change=CHANGES[1], minutes=-20, seconds=0, text=time(1, 30))
@example(change=CHANGES[4], minutes=-10, seconds=0, text=time(1, 45))
def test_around_a_change_it_is_the_nearest_unless_that_is_past_and_comes_again(
    change: tuple[ZoneInfo, datetime], minutes: int, seconds: int, text: time
) -> None:
    """Looked for minute by minute, on a clock on the wall."""
    zone, moment_of_change = change
    now = moment_of_change + timedelta(minutes=minutes, seconds=seconds)
    start = (now - 13 * 60 * MINUTE).replace(second=0)
    shown = [
        moment
        for moment in (start + number * MINUTE for number in range(26 * 60 + 1))
        if moment.astimezone(zone).time() == text
    ]

    moment = TimeOfDay(text, zone).nearest_to(now)

    if moment.astimezone(zone).time() != text:  # clocks skip it
        assert abs(moment - moment_of_change) <= timedelta(hours=1)
        return
    nearest = min(shown, key=lambda each: (abs(each - now), each))
    again = [each for each in shown if now < each <= nearest + timedelta(hours=1)]
    if nearest > now or not again:
        assert abs(moment - now) == abs(nearest - now)
    else:
        assert [moment] == again
