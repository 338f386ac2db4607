"""The desk as of a moment in the past: what `?as_of=` in an address asks for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from app.read_models import ReadModels
from app.read_models.away import ReadSideAway

SHOW_THE_DESK = frozenset(
    {
        "home.index",
        "response.index",
        "control.index",
        "operatives.index",
        "operatives.operative",
        "administration.index",
        "administration.operatives",
        "administration.sites",
        "permissions.index",
        "sites.site",
        "work.index",
        "work.export_csv",
        "work.export_xlsx",
        "work.work",
        "search.index",
        "work.sheet",
        "events.index",
        "events.export_csv",
        "about.index",
    }
)
"""The endpoints of the pages that can be shown as of a moment."""

WHAT_IS_MEANT = (
    "A moment is written as the position of an event, such as as_of=1234, or as a time on the "
    "desk's clock, such as as_of=2026-11-20T14:05."
)


_REST_OF_A_SECOND = timedelta(microseconds=999_999)


class NoSuchMoment(Exception):
    """There is no such moment to look at. Its text is a sentence that says why."""


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A moment in the past: the desk as it was when the event at `position` had been recorded."""

    asked: str
    """As it is written in the address."""
    position: int
    """That of an event, or 0: before anything happened."""
    time: datetime | None
    """What clocks showed then (UTC); None before anything happened."""
    before: int | None
    """The position of the event before; None at the beginning."""
    after: int | None
    """The position of the event after; None at the end."""


def past_asked_for(
    texts: Sequence[str],
    models: ReadModels,
    zone: ZoneInfo,
    now: datetime,
    head: int | None = None,
) -> Past:
    """The moment that is asked for: by one text, which is a position of the log, or a time on
    clocks in that zone.

    A time means the last event before any that is later. Clocks of several machines differ: an
    event that was recorded after one with a later time counts as of that later time. A position
    that no event has, because some stores leave gaps, means the last event before it.

    The models have to be at the head of the log; or `head` says where that is, and what is asked
    for has to be among what they know.

    Raises NoSuchMoment; and ReadSideAway when the models do not know enough.
    """
    if len(texts) != 1:
        raise NoSuchMoment("A page can be of one moment only, and its address asks for several.")
    [text] = texts
    index = models.log_index
    if text.isascii() and text.isdigit() and len(text) <= 15:
        position = int(text)
        end = models.position if head is None else head
        if position > end:
            raise NoSuchMoment(
                f"There is no event at position {position:,} yet: the log ends at {end:,}."
            )
        if position > models.position:
            raise ReadSideAway(f"it is at position {models.position}, and {position} was asked for")
        position = next((each.position for each in index.newest(1, before=position + 1)), 0)
        time = index.time_of(position)
    else:
        time = _time(text, zone, now)
        position = index.last_by(time)
        if head is not None and position == models.position < head:
            raise ReadSideAway(f"it is at position {position}, which may be before {text}")
    before = index.newest(1, before=position)
    after = index.next(1, after=position)
    return Past(
        asked=text,
        position=position,
        time=time,
        before=before[0].position if before else 0 if position else None,
        after=after[0] if after else None,
    )


def _time(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The time (UTC) that clocks in that zone show so, until the end of its second if it says no
    fractions: what pages say happened then has happened. Of an hour that clocks show twice, the
    second, once that has come."""
    try:
        local = datetime.fromisoformat(text)
        if "T" not in text or local.tzinfo is not None:
            raise ValueError(text)
        second, first = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    except (ValueError, OverflowError):
        raise NoSuchMoment(WHAT_IS_MEANT) from None
    if second.astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchMoment(
            "The desk's clocks never showed that time: they were put forward, past it."
        )
    time = second if second <= now else first
    if time > now:
        raise NoSuchMoment("That time has not come yet.")
    return time if "." in text or "," in text else time + _REST_OF_A_SECOND
