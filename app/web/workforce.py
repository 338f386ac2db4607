"""The operatives on Control's board, a row for each: who is free first, then who is soonest."""

from collections.abc import Sequence

import msgspec
from markupsafe import Markup

from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.work_rows import WorkRow
from app.web.asked_board import AskedBoard
from app.web.candidates import Candidate
from app.web.css import css
from app.web.desk import wall
from app.web.promised import Column, progress
from app.web.suggested import Available, is_folded, turn, when_free

ROWS_SHOWN = 20
LONGEST_QUEUE = 10
"""So many works of an operative's queue are shown in an open row; their own page has all."""


class OperativeLine(msgspec.Struct, frozen=True, kw_only=True):
    """An operative, as the board has them."""

    candidate: Candidate
    is_off_duty: bool
    is_out: bool
    """Whether nothing can be given to them now."""
    current: WorkRow | None
    """What they are under way to or on site for, or have next."""
    whereabouts: str
    """Where they are, as far as one can tell, and are from."""
    progress: Column | None
    """How they get on with it."""
    more: int
    """How many works wait behind it."""
    free: str
    """From about when they are: "now", "~10:20"; nothing where nobody knows."""

    @property
    def operative(self) -> OperativeRow:
        return self.candidate.operative

    def css(self, is_open: bool) -> Markup:
        """As that of a row that waits."""
        is_late = self.progress is not None and self.progress.is_late
        return css(is_late=is_late, is_out=self.is_out, is_open=is_open)


class Workforce(msgspec.Struct, frozen=True, kw_only=True):
    lines: Page[OperativeLine]
    everybody: int
    """How many there are, shown or not."""
    off_duty: int
    """How many are off duty, and have nothing to do: their rows are folded away."""
    off_duty_page: int
    """On which page these begin, when they are shown."""


def workforce(people: Sequence[Available], asked: AskedBoard) -> Workforce:
    """The page of the operatives' rows that is asked for: where somebody's row is open, theirs."""
    ordered = sorted(people, key=turn)
    idle = sum(is_folded(each) for each in ordered)
    shown = ordered if asked.shows_off_duty else ordered[: len(ordered) - idle]
    number = asked.queues
    for place, each in enumerate(shown):
        if each.candidate.operative.number == asked.queue:
            number = 1 + place // ROWS_SHOWN
    page = page_of(shown, number, ROWS_SHOWN)
    return Workforce(
        lines=Page(tuple(map(_line, page.items)), page.number, page.pages, page.total),
        everybody=len(ordered),
        off_duty=idle,
        off_duty_page=1 + (len(ordered) - idle) // ROWS_SHOWN,
    )


def _line(each: Available) -> OperativeLine:
    work = each.current
    return OperativeLine(
        candidate=each.candidate,
        is_off_duty=each.is_off_duty,
        is_out=each.is_out,
        current=work,
        whereabouts=each.whereabouts,
        progress=progress(work, wall()) if work else None,
        more=max(0, each.candidate.queued - 1),
        free=when_free(each),
    )
