"""When people call, and when operatives are on duty, up to now."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec

LATELY = timedelta(hours=7)
"""Whoever starts the demo at night wants to see a desk at work too. So the last hours are those of
a working day, whatever the clock says."""
DAY = timedelta(days=1)

_CALLS = (
    *(0.3, 0.2, 0.2, 0.2, 0.3, 0.6, 1.6, 4.5, 8.0, 9.0, 8.5, 7.0),
    *(5.5, 6.5, 6.5, 5.5, 4.5, 3.0, 1.8, 1.1, 0.8, 0.6, 0.5, 0.4),
)
"""How many people call in each hour of a working day."""
_OF_A_DAY = (1.15, 1.0, 0.95, 0.95, 0.9, 0.35, 0.14)
"""How many call on each day of the week, against a usual working day."""
MOST_CALLS = 13.0
"""In an hour, more than there ever are."""
_LATELY = 12.0
SHIFT = timedelta(hours=8, minutes=30)


class Shift(msgspec.Struct, frozen=True):
    """When an operative is on duty."""

    begins: datetime
    ends: datetime
    reason: str = "shift over"
    """Why they are off duty then."""


class Hours(msgspec.Struct, frozen=True):
    """When an operative works."""

    days: tuple[int, ...]
    """0 is Monday."""
    begins: time


EARLY, DAYTIME, LATE, NIGHT = time(6, 30), time(8, 0), time(12, 30), time(21, 30)
MONDAY_TO_FRIDAY, WITH_SATURDAY, WITH_SUNDAY = (0, 1, 2, 3, 4), (1, 2, 3, 4, 5), (0, 1, 2, 3, 6)
HOURS = (
    Hours(MONDAY_TO_FRIDAY, DAYTIME),
    Hours(MONDAY_TO_FRIDAY, EARLY),
    Hours(WITH_SATURDAY, DAYTIME),
    Hours(MONDAY_TO_FRIDAY, DAYTIME),
    Hours(WITH_SUNDAY, LATE),
    Hours(MONDAY_TO_FRIDAY, DAYTIME),
    Hours(MONDAY_TO_FRIDAY, LATE),
    Hours(WITH_SATURDAY, EARLY),
    Hours(MONDAY_TO_FRIDAY, DAYTIME),
    Hours((3, 4, 5, 6), NIGHT),
)
"""Those of the operatives of an area, in turn."""


class Rhythm:
    def __init__(self, now: datetime, zone: ZoneInfo, lasting: timedelta) -> None:
        self.now = now
        self.begins = now - lasting
        self._zone = zone

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def part(self, of_one: float) -> datetime:
        """When that part of the whole time has passed."""
        return self.begins + of_one * (self.now - self.begins)

    def is_lately(self, moment: datetime) -> bool:
        return moment > self.now - LATELY

    def is_day(self, moment: datetime) -> bool:
        """Whether what is not urgent is dealt with."""
        return self.is_lately(moment) or 7 <= self.local(moment).hour < 19

    def calls_an_hour(self, moment: datetime) -> float:
        local = self.local(moment)
        usual = _CALLS[local.hour] * _OF_A_DAY[local.weekday()]
        return max(usual, _LATELY) if self.is_lately(moment) else usual

    def next_call(self, after: datetime, chance: Random) -> datetime:
        """By thinning: of calls that would come as often as they ever do, some do not."""
        while True:
            after += timedelta(hours=chance.expovariate(MOST_CALLS))
            if chance.random() * MOST_CALLS < self.calls_an_hour(after):
                return after

    def shifts(self, hours: Hours, *, also_now: bool) -> list[Shift]:
        """Also those of the next days; with `also_now`, one is now, whatever the clock says."""
        shifts: list[Shift] = []
        lately = Shift(self.now - LATELY, self.now + SHIFT - LATELY)
        for shift in self._usual(hours):
            overlaps = shift.begins < lately.ends and lately.begins < shift.ends
            if overlaps and also_now:
                lately = Shift(min(lately.begins, shift.begins), max(lately.ends, shift.ends))
            elif not (overlaps and shift.begins <= self.now < shift.ends):
                shifts.append(shift)
        if also_now:
            shifts.append(lately)
        return sorted(shifts, key=lambda each: each.begins)

    def _usual(self, hours: Hours) -> Iterator[Shift]:
        day: date = self.local(self.begins).date() - DAY
        last = self.local(self.now).date() + 7 * DAY
        while day <= last:
            if day.weekday() in hours.days:
                begins = datetime.combine(day, hours.begins, self._zone).astimezone(UTC)
                if begins + SHIFT > self.begins:
                    yield Shift(max(begins, self.begins), begins + SHIFT)
            day += DAY
