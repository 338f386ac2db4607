"""What needs somebody's attention now, and why?

It is meant to be empty most of the time: what always stands there is read by nobody. So things are
named for as long as somebody can be expected not to know them, or can do something about them.
"""

import enum
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from app.domain.lifecycle import Stage
from app.domain.promise import Priority

SOON = {
    Priority.EMERGENCY: timedelta(minutes=15),
    Priority.URGENT: timedelta(minutes=30),
    Priority.ROUTINE: timedelta(minutes=30),
}
"""So long before it is late, a Work is late soon."""
IS_NEWS = {
    Priority.URGENT: timedelta(hours=2),
    Priority.ROUTINE: timedelta(hours=1),
}
"""For so long it is named that a Work is late, or was handed back. Whoever has left it until then
has their reasons, and it still stands in the lists, marked. An emergency is named to the end."""
PAST_ETA = timedelta(minutes=15)
"""Whoever is so long past their ETA should be rung up."""
LONG_ON_SITE = timedelta(hours=4)
"""So long takes no usual visit: half a shift, and nobody has heard of them."""


class Why(enum.Enum):
    """The most pressing first. What is said of each is in app/web/attention.py."""

    EMERGENCY_WAITS = enum.auto()
    """Nobody has it."""
    LATE = enum.auto()
    OVERDUE = enum.auto()
    """Somebody is under way to it, and long past their ETA."""
    LATE_SOON = enum.auto()
    HANDED_BACK = enum.auto()
    """An operative abandoned it, and nobody has it since."""
    LONG_ON_SITE = enum.auto()


_PLACES = {why: place for place, why in enumerate(Why)}


class OpenWork(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a Work that has not ended."""

    id: str
    number: int
    priority: Priority
    stage: Stage
    stage_since: datetime
    due: datetime | None = None
    """By when the next thing that was promised has to happen."""
    operative_id: str | None = None
    eta: datetime | None = None
    handed_back_by: str | None = None
    """Who abandoned it, if that is why it waits."""


class Alert(msgspec.Struct, frozen=True):
    why: Why
    work: OpenWork
    moment: datetime
    """Since when that is so; where it is late soon, by when it will be."""


def alerts(works: Iterable[OpenWork], now: datetime) -> list[Alert]:
    """What needs attention, the most pressing first: emergencies before all else. Of each Work, the
    most pressing thing alone."""
    found = [alert for work in works if (alert := _alert(work, now))]
    return sorted(
        found,
        key=lambda alert: (
            alert.work.priority is not Priority.EMERGENCY,
            _PLACES[alert.why],
            alert.moment,
            alert.work.number,
        ),
    )


def _alert(work: OpenWork, now: datetime) -> Alert | None:
    waits, en_route = work.stage is Stage.AWAITING_CONTROL, work.stage is Stage.EN_ROUTE
    # An ETA that has passed is none: they said that they would be there.
    expected = work.eta if en_route and work.eta and work.eta >= now else None
    # Whoever is there gets it done, in time or not: Control can bring about nothing more.
    due = None if work.stage is Stage.ON_SITE else work.due
    if waits and work.priority is Priority.EMERGENCY:
        return Alert(Why.EMERGENCY_WAITS, work, work.stage_since)
    is_emergency = work.priority is Priority.EMERGENCY
    if due and due < now and (is_emergency or not expected) and _is_news(work, due, now):
        return Alert(Why.LATE, work, due)
    if en_route and work.eta and now - work.eta >= PAST_ETA:
        return Alert(Why.OVERDUE, work, work.eta)
    is_in_time = expected and due and expected <= due
    if due and now <= due <= now + SOON[work.priority] and not is_in_time:
        return Alert(Why.LATE_SOON, work, due)
    if waits and work.handed_back_by and _is_news(work, work.stage_since, now):
        return Alert(Why.HANDED_BACK, work, work.stage_since)
    if work.stage is Stage.ON_SITE and now - work.stage_since >= LONG_ON_SITE:
        return Alert(Why.LONG_ON_SITE, work, work.stage_since)
    return None


def _is_news(work: OpenWork, since: datetime, now: datetime) -> bool:
    longest = IS_NEWS.get(work.priority)
    return longest is None or now - since <= longest
