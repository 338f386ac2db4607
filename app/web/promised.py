"""What is said of a Work's times, the same on every page: what the caller was promised, and when
whoever is on the way expects to be there."""

from datetime import datetime, timedelta

import msgspec
from markupsafe import Markup

from app.domain.lifecycle import Stage
from app.read_models.work_rows import WorkRow
from app.web.times import Wall


class Said(msgspec.Struct, frozen=True):
    words: str
    is_late: bool


def promise(work: WorkRow, wall: Wall, ago: str = "ago") -> Markup:
    """Of an open Work, the next thing that was promised: "to be there by 14:07", or "should have
    been there by 06:13, 18 min ago". Nothing, where nothing was promised."""
    if work.due is None:
        return Markup()
    is_overdue = work.due < wall.now
    begins = "should have been" if is_overdue else "to be"
    since = f", {wall.length_since(work.due)} {ago}" if is_overdue else ""
    words = Markup("{} {} by {}{}").format(begins, _what(work), wall.at(work.due), since)
    if not is_overdue and (said := standing(work, wall)).is_late:
        words += Markup(', <span class="late">{}</span>').format(said.words)
    return Markup('<span class="promise{}">{}</span>').format(" late" * is_overdue, words)


class Column(msgspec.Struct, frozen=True):
    """How far away a moment is that matters, for a column; `exact` is said on hover, where it says
    more than the words do."""

    words: str
    exact: str
    is_late: bool = False
    is_soon: bool = False
    """Whether it is a matter of minutes."""


_IN_TIME = timedelta(hours=4)
"""Up to here, it is said how long it is until then; further away, at what time of which day."""
_SOON = timedelta(minutes=30)


def left(work: WorkRow, wall: Wall) -> Column | None:
    """Until what is promised next: "12 min late", "18 min left", "today 17:00". None, where nothing
    is promised or it has ended."""
    if work.due is None:
        return None
    exact = f"{_what(work)} by {wall.say(work.due)}"
    until = work.due - wall.now
    if until < timedelta(0):
        return Column(f"{wall.length_to(work.due)} late", exact, is_late=True)
    if until < _IN_TIME:
        return Column(f"{wall.length_to(work.due)} left", exact, is_soon=until < _SOON)
    return Column(wall.day_and_time(work.due), "")


def progress(work: WorkRow, wall: Wall) -> Column:
    """How whoever has it gets on: on the way, "due in 16 min", "14 min late"; there, "for 25 min";
    otherwise "not set off", or how late that makes it."""
    is_late = work.due is not None and work.due < wall.now
    if work.stage is Stage.ON_SITE:
        since = work.stage_since
        return Column(f"for {wall.length_to(since)}", f"there since {wall.say(since)}", is_late)
    if work.eta is not None and work.stage is Stage.EN_ROUTE:
        exact = f"expected {wall.say(work.eta)}"
        if wall.is_late(work.eta):
            return Column(f"{wall.length_to(work.eta)} late", exact, is_late=True)
        return Column(f"due in {wall.length_to(work.eta)}", exact, is_late)
    exact = f"to be {_what(work)} by {wall.say(work.due)}" if work.due else ""
    if work.due and is_late:
        return Column(f"{wall.length_to(work.due)} late", exact, is_late=True)
    return Column("not set off", exact)


def both(work: WorkRow, wall: Wall) -> Markup:
    """All that was promised, and of a Work that has ended, what was missed: "Promised: there by
    14:30, done by 20:30 · arrived late"."""
    if work.arrive_by is None or work.complete_by is None:
        return Markup()
    by = Markup("Promised: there by {}, done by {}").format(
        wall.at(work.arrive_by), wall.at(work.complete_by)
    )
    if work.due is None and (said := standing(work, wall)).is_late:
        by += Markup(' · <span class="late">{}</span>').format(said.words)
    return by


def expected(work: WorkRow, wall: Wall) -> Markup:
    """Of a Work that somebody is on the way to: "expected 10:40", or "expected 06:13, 42 min
    overdue"; and what they said first, if that was another time."""
    if work.eta is None or work.stage is not Stage.EN_ROUTE:
        return Markup()
    is_overdue = wall.is_late(work.eta)
    words = Markup("expected {}").format(wall.at(work.eta))
    if is_overdue:
        words += f", {wall.length_since(work.eta)} overdue"
    if work.first_eta and work.first_eta != work.eta:
        words += Markup(" (first said {})").format(wall.at(work.first_eta))
    return Markup('<span class="{}">{}</span>').format("late" if is_overdue else "quiet", words)


def standing(work: WorkRow, wall: Wall) -> Said:
    """The same in a word or two, for lists that show the times themselves: which time is meant, or
    what was missed."""
    if not work.is_late(wall.now):
        return Said("" if work.due is None else f"to be {_what(work)}", is_late=False)
    if work.due is not None and work.due < wall.now:
        return Said("late to finish" if work.arrived_at else "late to arrive", is_late=True)
    # What is still to come can be in time, while what was promised before it was not.
    if _is_after(work.finished_at, work.complete_by):
        return Said("finished late", is_late=True)
    if _is_after(work.arrived_at, work.arrive_by):
        return Said("arrived late", is_late=True)
    if not work.arrived_at and _is_after(work.finished_at, work.arrive_by):
        return Said("nobody came in time", is_late=True)
    return Said("late by what was promised before", is_late=True)


def _is_after(moment: datetime | None, by: datetime | None) -> bool:
    return moment is not None and by is not None and moment > by


def _what(work: WorkRow) -> str:
    return "done" if work.arrived_at else "there"
