"""Times said the way people say them, exact on hover; and what people mean by a time of day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup


def nearest(clock_time: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) closest to now at which clocks there show that time. So 00:20, said at
    23:50, is after midnight, and 13:30, said at 14:00, is half an hour ago."""
    today = now.astimezone(zone).date()
    moments = []
    for days in (-1, 0, 1):
        local = datetime.combine(today + timedelta(days=days), clock_time, tzinfo=zone)
        first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        # Twice in the hour that clocks go back over. Of a time that they skip, the later reading.
        moments += [first, max(first, second)]
    return min(moments, key=lambda moment: abs(moment - now))


def start_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When today began there (UTC)."""
    return datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone).astimezone(UTC)


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


class Wall:
    """Writes moments (UTC) for a page: of that moment `now`, as clocks in `zone` show them."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self._now = now
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

    def exact(self, moment: datetime) -> Markup:
        """Day and time to the second."""
        return self._tag(moment, f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M:%S}")

    def age(self, moment: datetime) -> Markup:
        """How long ago, as in "25 min"."""
        return self._tag(moment, duration(self._now - moment))

    def due(self, moment: datetime) -> Markup:
        """Of an arrival: "due in 25 min", "due now", "5 min late"."""
        left = moment - self._now
        if left < timedelta(minutes=-1):
            return self._tag(moment, f"{duration(-left)} late")
        if left < timedelta(minutes=1):
            return self._tag(moment, "due now")
        return self._tag(moment, f"due in {duration(left)}")

    def is_late(self, moment: datetime) -> bool:
        return moment - self._now < timedelta(minutes=-1)

    def _tag(self, moment: datetime, text: str) -> Markup:
        local = moment.astimezone(self._zone)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            moment.isoformat(timespec="seconds"),
            f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S %Z}",
            text,
        )
