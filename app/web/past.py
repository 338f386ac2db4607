"""The desk as of a moment in the past: what `?as_of=` in an address asks for."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from app.read_models import ReadModels

SHOW_THE_DESK = frozenset(
    {
        "home.index",
        "response.index",
        "control.index",
        "operatives.index",
        "operatives.operative",
        "administration.operatives",
        "administration.sites",
        "work.index",
        "work.work",
        "events.index",
        "about.index",
    }
)
"""The endpoints of the pages that can be shown as of a moment."""

WHAT_IS_MEANT = (
    "A moment is written as the position of an event, such as as_of=1234, or as a time on the "
    "desk's clock, such as as_of=2026-11-20T14:05."
)


class NoSuchMoment(Exception):
    """There is no such moment to look at. Its text is a sentence that says why."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A moment in the past: the desk as it was when the event at `position` had been recorded."""

    asked: str
    """As it is written in the address."""
    position: int
    time: datetime
    """What clocks showed then (UTC)."""
    before: int | None
    """The position of the event before; None at the beginning."""
    after: int | None
    """The position of the event after; None at the end."""


def past_asked_for(text: str, models: ReadModels, zone: ZoneInfo, now: datetime) -> Past:
    """The moment that the text means: a position of the log, or a time on clocks in that zone.

    A time means the last event before any that is later. Clocks of several machines differ: an
    event that was recorded after one with a later time counts as of that later time.

    Raises NoSuchMoment. The models have to be at the head of the log.
    """
    time: datetime | None
    if text.isascii() and text.isdigit() and len(text) <= 15:
        position = int(text)
        if position > models.position:
            raise NoSuchMoment(
                f"There is no event at position {position:,} yet: the log ends at "
                f"{models.position:,}."
            )
        time = models.log_index.time_of(position)
    else:
        time = _time(text, zone)
        if time > now:
            raise NoSuchMoment("That time has not come yet.")
        position = models.log_index.last_by(time)
    before = models.log_index.newest(1, before=position)
    after = models.log_index.next(1, after=position)
    return Past(
        asked=text,
        position=position,
        time=time or now,
        before=before[0].position if before else 0 if position else None,
        after=after[0] if after else None,
    )


def _time(text: str, zone: ZoneInfo) -> datetime:
    """Of an hour that clocks show twice, the second."""
    try:
        local = datetime.fromisoformat(text)
        if "T" not in text or local.tzinfo is not None:
            raise ValueError(text)
        return local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoSuchMoment(WHAT_IS_MEANT) from None
