"""What waits for Control: which rows of it the board shows, and in which order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from markupsafe import Markup

from app.domain.characters import isolated
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.found import Found
from app.read_models.paging import Page, page_of
from app.read_models.sorting import sort_key
from app.read_models.work_rows import WorkRow, work_number
from app.web.asked_board import AskedBoard, Sort
from app.web.came_back import CameBack, came_back
from app.web.css import css
from app.web.desk import read_models, wall
from app.web.promised import Column, left
from app.web.suggested import Available, Suggested, suggested

ROWS_SHOWN = 20
FEW_SUGGESTED = 2
"""So many people are suggested where there is time to look; and three where it presses."""
A_DAY = timedelta(days=1)


class WaitingRow(msgspec.Struct, frozen=True):
    """A Work that waits for Control, and why it is back there if it was with somebody before."""

    work: WorkRow
    left: Column | None
    """How far away what was promised is."""
    town: str
    where: str
    """The rest of the address."""
    back: CameBack
    suggested: Sequence[Suggested]
    """To whom it is best given, the best first."""
    is_next: bool
    """Whether it is next up to assign: what is due first of all that waits."""

    def css(self, is_open: bool) -> Markup:
        """What the row looks like, for its element; nothing, if nothing is unusual."""
        is_late = self.left is not None and self.left.is_late
        return css(is_next=self.is_next, is_late=is_late, is_open=is_open)


def waiting_rows(asked: AskedBoard, people: Sequence[Available] = ()) -> Page[WaitingRow]:
    """That page of what waits and is like that; with whom of these people it is best given to."""
    works = waiting_works(asked)
    page = page_of(works, _number(asked, works), ROWS_SHOWN)
    back = came_back(page.items)
    first = read_models().queues.waiting().first(1)
    next_up = first[0].id if first else ""
    clocks = wall()
    best = suggested(page.items, people) if people else {}
    rows = tuple(
        WaitingRow(
            work=row,
            left=left(row, clocks),
            **_place_of(row),
            back=back[row.id],
            suggested=best.get(row.id, ())[: None if _presses(row, clocks.now) else FEW_SUGGESTED],
            is_next=row.id == next_up,
        )
        for row in page.items
    )
    return Page(rows, page.number, page.pages, page.total)


def _place_of(row: WorkRow) -> dict[str, str]:
    """The town, which tells who is near, and the rest of where it is: of its first Site."""
    sites = [site for id in row.site_ids if (site := read_models().sites.get(id))]
    if not sites:
        return {"town": "", "where": ""}
    first, more = sites[0], len(sites) - 1
    name = f"{first.own_name}, {first.address_line_1}" if first.own_name else first.address_line_1
    others = f" and {more} more {'Site' if more == 1 else 'Sites'}" if more else ""
    return {"town": isolated(first.town), "where": f"{isolated(name)}{others}"}


def _presses(row: WorkRow, now: datetime) -> bool:
    return row.priority is Priority.EMERGENCY or (row.due is not None and row.due < now + A_DAY)


def _number(asked: AskedBoard, works: Sequence[WorkRow]) -> int:
    """Of the page to show: where a row is open, the one that has it."""
    number = work_number(asked.opened)
    row = read_models().works.numbered(number) if number else None
    if row is None or row.stage is not Stage.AWAITING_CONTROL:
        return asked.page
    place = _place(row, works)
    return asked.page if place is None else 1 + place // ROWS_SHOWN


def _place(row: WorkRow, works: Sequence[WorkRow]) -> int | None:
    """How many stand before that Work, which waits; None where it is not among them."""
    if isinstance(works, Found):
        return read_models().queues.place_of(row)
    return next((place for place, each in enumerate(works) if each.id == row.id), None)


def waiting_works(asked: AskedBoard) -> Sequence[WorkRow]:
    """All that waits and is like that, in the order that is asked for. What is not asked for in
    another way is fetched no further than it is looked at."""
    models = read_models()
    if not asked.is_filtered and asked.sort is Sort.PROMISE:
        return models.queues.waiting()
    rows = [row for row in models.queues.waiting() if _is_like(row, asked)]
    if asked.words:
        having = models.works.newest(stage=Stage.AWAITING_CONTROL, words=asked.words)
        ids = {row.id for row in having}
        rows = [row for row in rows if row.id in ids]
    return _sorted(rows, asked.sort)


def is_shown(row: WorkRow, asked: AskedBoard) -> bool:
    """Whether it is among the rows that are asked for, on whichever page."""
    return not asked.is_filtered or _place(row, waiting_works(asked)) is not None


def next_after(row: WorkRow, asked: AskedBoard) -> WorkRow | None:
    """Which row stands where that one stood until it was assigned, or before that, where it was
    the last. Whoever sends the same form again is led to the same row."""
    works = waiting_works(asked)
    place = _place_it_had(row, works, asked)
    others = works[place : place + 1] or works[max(0, place - 1) : place]
    return next(iter(others), None)


def _place_it_had(row: WorkRow, works: Sequence[WorkRow], asked: AskedBoard) -> int:
    queues = read_models().queues
    place = queues.place_of(row)
    if isinstance(works, Found):
        return place
    waiting = list(queues.waiting())
    with_it = _sorted([*waiting[:place], row, *waiting[place:]], asked.sort)
    before = {each.id for each in with_it[: with_it.index(row)]}
    return sum(each.id in before for each in works)


def _sorted(rows: list[WorkRow], by: Sort) -> list[WorkRow]:
    """They come sorted by what was promised."""
    if by is Sort.AGE:
        return sorted(rows, key=lambda row: row.number)
    if by is Sort.TOWN:
        return sorted(rows, key=lambda row: sort_key(*_towns(row)))
    return rows


def towns_that_wait() -> list[str]:
    """In which towns something waits, in their order."""
    towns = {town for row in read_models().queues.waiting() for town in _towns(row)}
    return sorted(towns, key=sort_key)


def _is_like(row: WorkRow, asked: AskedBoard) -> bool:
    if asked.priority and row.priority is not asked.priority:
        return False
    return not asked.town or asked.town.casefold() in [each.casefold() for each in _towns(row)]


def _towns(row: WorkRow) -> list[str]:
    return [site.town for id in row.site_ids if (site := read_models().sites.get(id))]
