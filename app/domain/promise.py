"""What is promised to a caller: by when somebody will be there, and by when it will be done."""

import enum
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

DAY = timedelta(days=1)


class Priority(enum.StrEnum):
    """How much a Work presses. The value is what people read."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


class Promise(msgspec.Struct, frozen=True):
    """Two moments (UTC)."""

    arrive_by: datetime
    complete_by: datetime


class Length(msgspec.Struct, frozen=True):
    """So many days, hours and minutes. Where only working hours count, a day is a working day."""

    days: int = 0
    hours: int = 0
    minutes: int = 0

    def lasts(self, day: timedelta) -> timedelta:
        """How long that is, with days of that length."""
        return self.days * day + timedelta(hours=self.hours, minutes=self.minutes)

    def __str__(self) -> str:
        """As people say it: "2 h", "5 days"."""
        parts = [
            f"{number} {unit}"
            for number, unit in (
                (self.days, "day" if self.days == 1 else "days"),
                (self.hours, "h"),
                (self.minutes, "min"),
            )
            if number
        ]
        return " ".join(parts) or "0 min"


class Target(msgspec.Struct, frozen=True):
    """How long it may take until somebody arrives, and until it is done."""

    arrive: Length
    complete: Length


class WorkingHours(msgspec.Struct, frozen=True):
    """The same hours on each of these days, by the clocks of that zone."""

    days: frozenset[int]
    """0 is Monday."""
    begin: time
    end: time
    """00:00 is midnight at the end of the day."""
    zone: ZoneInfo

    @property
    def day(self) -> timedelta:
        """How long a working day is."""
        ends = timedelta(hours=self.end.hour, minutes=self.end.minute) or DAY
        return ends - timedelta(hours=self.begin.hour, minutes=self.begin.minute)

    def on(self, date: date) -> tuple[datetime, datetime]:
        """When work begins and ends on that date (UTC)."""
        last = date if self.end > time(0) else date + DAY
        begin = datetime.combine(date, self.begin, self.zone)
        end = datetime.combine(last, self.end, self.zone)
        return begin.astimezone(UTC), end.astimezone(UTC)

    def after(self, moment: datetime, length: timedelta) -> datetime:
        """When that much working time has passed since the moment."""
        date = moment.astimezone(self.zone).date()
        while True:
            if date.weekday() in self.days:
                begin, end = self.on(date)
                begin = max(begin, moment)
                if begin + length <= end:
                    return begin + length
                length -= max(end - begin, timedelta(0))
            date += DAY


class Promises(msgspec.Struct, frozen=True):
    """What this desk promises, for each priority."""

    emergency: Target = Target(Length(hours=2), Length(hours=8))
    urgent: Target = Target(Length(hours=8), Length(days=2))
    routine: Target = Target(Length(days=2), Length(days=5))
    hours: WorkingHours | None = None
    """When only these hours count; None for around the clock, where a day has 24 hours, also
    when clocks change."""

    def target(self, priority: Priority) -> Target:
        targets = {
            Priority.EMERGENCY: self.emergency,
            Priority.URGENT: self.urgent,
            Priority.ROUTINE: self.routine,
        }
        return targets[priority]

    def at(self, moment: datetime, priority: Priority) -> Promise:
        """What is promised to somebody who calls at that moment (UTC)."""
        target = self.target(priority)
        return Promise(
            arrive_by=self._after(moment, target.arrive),
            complete_by=self._after(moment, target.complete),
        )

    def _after(self, moment: datetime, length: Length) -> datetime:
        if self.hours is None:
            return moment + length.lasts(DAY)
        return self.hours.after(moment, length.lasts(self.hours.day))


def late_from(
    arrive_by: datetime | None,
    complete_by: datetime | None,
    arrived_at: datetime | None,
    ended_at: datetime | None,
    broken_at: datetime | None = None,
) -> datetime | None:
    """The moment after which a Work is late, as far as one can tell now; None where it never will
    be. This is all that "late" means, wherever the desk says it.

    A promise is broken when its time passes before what was promised has happened. It stays broken
    when that happens after all. Where a Work ends with nobody having gone, nobody needs to arrive
    any more. What was promised nothing is never late.

    Another priority brings another promise, which mends none that was broken before: that was at
    `broken_at`. But a Work that is reopened is not late for what came before: that call was
    answered, and somebody waits anew. The timeline has both.
    """
    promises = ((arrive_by, arrived_at or ended_at), (complete_by, ended_at))
    passed = [by for by, done_at in promises if by is not None and not (done_at and done_at <= by)]
    return min([*passed, *([broken_at] if broken_at else [])], default=None)
