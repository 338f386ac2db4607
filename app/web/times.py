"""Times said the way people say them, exact on hover."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from app.domain.promise import Length


def bounds_of_today(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When today began in that zone, and when tomorrow begins there (both in UTC)."""
    date = now.astimezone(zone).date()
    start, end = (
        datetime.combine(each, time(), tzinfo=zone).astimezone(UTC)
        for each in (date, date + timedelta(days=1))
    )
    return start, end


def duration(length: timedelta) -> str:
    """As people say it: "under a minute", "25 min", "2 h 05 min", "3 days"."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    days = minutes // (24 * 60)
    return "1 day" if days == 1 else f"{days} days"


def in_full(length: Length, kind: str = "") -> str:
    """As it is read to a caller: "2 hours", "1 working day"."""
    parts = {"day": length.days, "hour": length.hours, "minute": length.minutes}
    said = (
        f"{number} {kind}{unit}{'' if number == 1 else 's'}"
        for unit, number in parts.items()
        if number
    )
    return " ".join(said) or "no time"


_HOUR, _HALF_A_DAY, _DAY = timedelta(hours=1), timedelta(hours=12), timedelta(days=1)


class Wall:
    """Writes moments (UTC) for a page: of that moment `now`, as clocks in `zone` show them."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self._zone = zone
        self._today = now.astimezone(zone).date()

    def at(self, moment: datetime) -> Markup:
        """09:42; with the day, unless that is today."""
        return self._tag(moment, self.say(moment))

    def say(self, moment: datetime) -> str:
        """The same, as plain text."""
        local = moment.astimezone(self._zone)
        if local.date() == self._today:
            return f"{local:%H:%M}"
        if local.year == self._today.year:
            return f"{local:%a} {local.day} {local:%b %H:%M}"
        return f"{local.day} {local:%b %Y %H:%M}"

    def spoken(self, moment: datetime) -> Markup:
        """As it is said on the telephone: "17:40 today", "10:00 on Thursday" of this coming week;
        otherwise with the date, as in "10:00 on Thu 12 June"."""
        local = moment.astimezone(self._zone)
        days = (local.date() - self._today).days
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        day = near.get(days) or (
            f"on {local:%A}" if 1 < days < 7 else f"on {local:%a} {local.day} {local:%B}"
        )
        return self._tag(moment, f"{local:%H:%M} {day}")

    def day_and_time(self, moment: datetime) -> str:
        """For a column of times that are to come: "today 17:00", "tomorrow 12:00", "Thu 10:00" in
        the coming week; otherwise with the date."""
        local = moment.astimezone(self._zone)
        days = (local.date() - self._today).days
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        if days in near or 1 < days < 7:
            return f"{near.get(days) or f'{local:%a}'} {local:%H:%M}"
        return self.say(moment)

    def shortly(self, moment: datetime) -> str:
        """10:20 today, "Sat 10:20" in the coming week; otherwise as `say`."""
        local = moment.astimezone(self._zone)
        is_near = 0 < (local.date() - self._today).days < 7
        return f"{local:%a %H:%M}" if is_near else self.say(moment)

    def length_to(self, moment: datetime) -> str:
        """How far away it is, for a column: half a day and more without minutes."""
        length = abs(self.now - moment)
        if _HALF_A_DAY <= length < _DAY:
            return f"{length // _HOUR} h"
        return duration(length).replace("under a minute", "1 min")

    def exact(self, moment: datetime) -> Markup:
        """Day and time to the second."""
        return self._tag(moment, f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S}")

    def full(self, moment: datetime) -> Markup:
        """For where there is room, and all of it matters: Mon 2 June 2025, 10:42:00."""
        local = moment.astimezone(self._zone)
        return self._tag(moment, f"{local:%a} {local.day} {local:%B %Y, %H:%M:%S}")

    def date(self, moment: datetime) -> str:
        """Monday 2 June."""
        local = moment.astimezone(self._zone)
        return f"{local:%A} {local.day} {local:%B}"

    def age(self, moment: datetime) -> Markup:
        """How long ago, as in "25 min"; "an unknown time" where that is in the future, because a
        clock was wrong."""
        length = self.now - moment
        is_known = length > timedelta(minutes=-1)  # clocks of several machines differ a little
        return self._tag(moment, duration(length) if is_known else "an unknown time")

    def length_since(self, moment: datetime) -> str:
        """How long ago, in plain text: of a moment that has passed."""
        return duration(self.now - moment)

    def is_late(self, moment: datetime) -> bool:
        """Whether it passed a whole minute ago."""
        return self.now - moment >= timedelta(minutes=1)

    def _tag(self, moment: datetime, text: str) -> Markup:
        local = moment.astimezone(self._zone)
        title = f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S %Z}"
        # Half of the time that Markup.format takes, and there are dozens on a page.
        return Markup(  # noqa: S704 (all of it is escaped, or has nothing to escape)
            f'<time datetime="{moment.isoformat(timespec="seconds")}" title="{escape(title)}">'
            f"{escape(text)}</time>"
        )
