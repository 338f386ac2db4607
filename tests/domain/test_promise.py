"""What is promised to whoever calls at some moment: by when somebody is there, and by when it is
done. In June, the clocks of London are an hour ahead of UTC."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.promise import DAY, Length, Priority, Promise, Promises, Target, WorkingHours

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
OFFICE = WorkingHours(WEEKDAYS, time(8), time(18), LONDON)
ALL_DAY = WorkingHours(WEEKDAYS, time(0), time(0), LONDON)
AROUND_THE_CLOCK = Promises()
IN_WORKING_HOURS = Promises(hours=OFFICE)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def in_london(text: str, fold: int = 0) -> datetime:
    """What the clocks there say; `fold` 1 the second time that they say it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def clocks_say(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %H:%M}"


class TestAroundTheClock:
    @pytest.mark.parametrize(
        ("priority", "arrive_by", "complete_by"),
        [
            (Priority.EMERGENCY, "2025-06-02T11:42", "2025-06-02T17:42"),
            (Priority.URGENT, "2025-06-02T17:42", "2025-06-04T09:42"),
            (Priority.ROUTINE, "2025-06-04T09:42", "2025-06-07T09:42"),
        ],
    )
    def test_it_is_so_long_from_the_call(
        self, priority: Priority, arrive_by: str, complete_by: str
    ) -> None:
        promise = AROUND_THE_CLOCK.at(utc("2025-06-02T09:42"), priority)
        assert promise == Promise(arrive_by=utc(arrive_by), complete_by=utc(complete_by))

    @pytest.mark.parametrize(
        ("called", "arrive_by"),
        [
            # Clocks go forward on 30 March, and back on 26 October, at one o'clock UTC.
            ("2025-03-29T12:00", "Mon 31 Mar 13:00"),
            ("2025-10-25T12:00", "Mon 27 Oct 11:00"),
        ],
    )
    def test_a_day_has_24_hours_when_clocks_change(self, called: str, arrive_by: str) -> None:
        promise = AROUND_THE_CLOCK.at(in_london(called), Priority.ROUTINE)
        assert promise.arrive_by == in_london(called) + timedelta(hours=48)
        assert clocks_say(promise.arrive_by) == arrive_by

    def test_what_a_desk_promises_can_be_set(self) -> None:
        promises = Promises(urgent=Target(Length(minutes=90), Length(days=1, hours=2)))
        promise = promises.at(utc("2025-06-02T09:42"), Priority.URGENT)
        assert promise == Promise(utc("2025-06-02T11:12"), utc("2025-06-03T11:42"))


class TestInWorkingHours:
    @pytest.mark.parametrize(
        ("called", "arrive_by", "complete_by"),
        [
            ("2025-06-02T09:42", "Mon 02 Jun 11:42", "Mon 02 Jun 17:42"),
            ("2025-06-02T16:00", "Mon 02 Jun 18:00", "Tue 03 Jun 14:00"),
            ("2025-06-02T17:59", "Tue 03 Jun 09:59", "Tue 03 Jun 15:59"),
            ("2025-06-02T18:00", "Tue 03 Jun 10:00", "Tue 03 Jun 16:00"),
            ("2025-06-02T23:30", "Tue 03 Jun 10:00", "Tue 03 Jun 16:00"),
            ("2025-06-03T00:30", "Tue 03 Jun 10:00", "Tue 03 Jun 16:00"),
            ("2025-06-06T17:00", "Mon 09 Jun 09:00", "Mon 09 Jun 15:00"),
            ("2025-06-07T12:00", "Mon 09 Jun 10:00", "Mon 09 Jun 16:00"),
            ("2025-06-08T23:59", "Mon 09 Jun 10:00", "Mon 09 Jun 16:00"),
        ],
    )
    def test_only_these_count(self, called: str, arrive_by: str, complete_by: str) -> None:
        promise = IN_WORKING_HOURS.at(in_london(called), Priority.EMERGENCY)
        assert clocks_say(promise.arrive_by) == arrive_by
        assert clocks_say(promise.complete_by) == complete_by

    @pytest.mark.parametrize(
        ("called", "arrive_by", "complete_by"),
        [
            ("2025-06-02T09:42", "Wed 04 Jun 09:42", "Mon 09 Jun 09:42"),
            ("2025-06-07T12:00", "Tue 10 Jun 18:00", "Fri 13 Jun 18:00"),
        ],
    )
    def test_a_day_is_a_working_day(self, called: str, arrive_by: str, complete_by: str) -> None:
        promise = IN_WORKING_HOURS.at(in_london(called), Priority.ROUTINE)
        assert clocks_say(promise.arrive_by) == arrive_by
        assert clocks_say(promise.complete_by) == complete_by

    @pytest.mark.parametrize(
        ("called", "arrive_by"),
        [
            # Over a weekend on which clocks change, office hours are as ever.
            ("2025-03-28T17:00", "Mon 31 Mar 09:00"),
            ("2025-10-24T17:00", "Mon 27 Oct 09:00"),
        ],
    )
    def test_hours_go_by_the_clocks_of_the_desk(self, called: str, arrive_by: str) -> None:
        promise = IN_WORKING_HOURS.at(in_london(called), Priority.EMERGENCY)
        assert clocks_say(promise.arrive_by) == arrive_by

    @pytest.mark.parametrize(
        ("called", "arrive_by", "hours"),
        [
            # The night from Saturday: an hour is missing in March, and comes twice in October.
            ("2025-03-30T00:30", "Sun 30 Mar 03:30", 2),
            ("2025-10-26T00:30", "Sun 26 Oct 01:30", 2),
            ("2025-03-29T23:00", "Sun 30 Mar 02:00", 2),
        ],
    )
    def test_hours_at_night_are_as_long_as_they_last(
        self, called: str, arrive_by: str, hours: int
    ) -> None:
        always = Promises(hours=WorkingHours(EVERY_DAY, time(0), time(0), LONDON))
        promise = always.at(in_london(called), Priority.EMERGENCY)
        assert promise.arrive_by - in_london(called) == timedelta(hours=hours)
        assert clocks_say(promise.arrive_by) == arrive_by

    def test_a_day_can_be_all_of_24_hours(self) -> None:
        assert ALL_DAY.day == DAY
        promise = Promises(hours=ALL_DAY).at(in_london("2025-06-06T23:00"), Priority.EMERGENCY)
        assert clocks_say(promise.arrive_by) == "Mon 09 Jun 01:00"

    def test_hours_can_end_at_midnight(self) -> None:
        late = WorkingHours(EVERY_DAY, time(14), time(0), LONDON)
        assert late.day == timedelta(hours=10)
        promise = Promises(hours=late).at(in_london("2025-06-02T23:00"), Priority.EMERGENCY)
        assert clocks_say(promise.arrive_by) == "Tue 03 Jun 15:00"

    def test_hours_that_are_left_out_when_clocks_go_forward_are_no_hours(self) -> None:
        night = WorkingHours(EVERY_DAY, time(1), time(2), LONDON)
        promise = Promises(
            emergency=Target(Length(minutes=30), Length(minutes=90)), hours=night
        ).at(in_london("2025-03-29T12:00"), Priority.EMERGENCY)
        assert clocks_say(promise.arrive_by) == "Mon 31 Mar 01:30"
        assert clocks_say(promise.complete_by) == "Tue 01 Apr 01:30"


zones = st.sampled_from(["Europe/London", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))


@st.composite
def working_hours(draw: st.DrawFn) -> WorkingHours:
    begin = draw(st.integers(0, 23))
    end = draw(st.integers(begin + 1, 24))
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    return WorkingHours(days, time(begin), time(end % 24), ZoneInfo(draw(zones)))


@given(working_hours(), moments, lengths, lengths)
@settings(deadline=None, max_examples=60)
def test_working_time_adds_up_and_ends_in_working_hours(
    hours: WorkingHours, moment: datetime, first: timedelta, then: timedelta
) -> None:
    ends = hours.after(moment, first)
    begin, end = hours.on((ends - timedelta.resolution).astimezone(hours.zone).date())
    assert begin < ends <= end
    assert ends - moment >= first
    assert hours.after(ends, then) == hours.after(moment, first + then)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (Length(hours=2), "2 h"),
        (Length(days=1), "1 day"),
        (Length(days=2, hours=4), "2 days 4 h"),
        (Length(minutes=90), "90 min"),
        (Length(), "0 min"),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(length: Length, said: str) -> None:
    assert str(length) == said
