"""A time of day, as people say it."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec


class TimeOfDay(msgspec.Struct, frozen=True):
    """When clocks in that zone show that time."""

    time: time
    zone: ZoneInfo

    def nearest_to(self, now: datetime) -> datetime:
        """The closest such moment (UTC). So 00:20, said at 23:50, is after midnight, and 13:30,
        said at 14:00, is half an hour ago.

        In the hour that clocks go back over, they show each time twice. Then what is past the
        first time means the second: nobody expects to arrive ten minutes ago.
        """
        today = now.astimezone(self.zone).date()
        moments = []
        for days in (-1, 0, 1):
            local = datetime.combine(today + timedelta(days=days), self.time, self.zone)
            first, second = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
            # Of a time that clocks skip, `first` is the later: as if they had not gone forward.
            moments.append(first if now < first else max(first, second))
        return min(moments, key=lambda moment: abs(moment - now))
