"""What is said of a Work's times, the same on every page: what the caller was promised, and when
whoever is on the way expects to be there."""

import msgspec
from markupsafe import Markup

from app.domain.lifecycle import ENDED, Stage
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
    if not is_overdue and standing(work, wall).is_late:
        words += Markup(', <span class="late">arrived late</span>')
    return Markup('<span class="promise{}">{}</span>').format(" late" * is_overdue, words)


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
    if work.stage not in ENDED:
        # What is still to come can be in time, while what was promised before it was not.
        is_missed = work.due is not None and work.due < wall.now
        missed = "late to finish" if work.arrived_at else "late to arrive"
        return Said(missed if is_missed else "arrived late", is_late=True)
    finished, by = work.finished_at, work.complete_by
    if finished and by and finished > by:
        return Said("finished late", is_late=True)
    return Said("arrived late" if work.arrived_at else "nobody came in time", is_late=True)


def _what(work: WorkRow) -> str:
    return "done" if work.arrived_at else "there"
