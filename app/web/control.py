"""Control: what waits, who has what, and the clicks that assign."""

from collections import Counter
from itertools import islice

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.work import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.visits import VisitRow
from app.read_models.words import plain
from app.read_models.works import WorkRow, work_number
from app.web.desk import perform, read_models, wall
from app.web.forms.control import AssignWorkForm
from app.web.page_data import PageData
from app.web.query import asked_page
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("control", __name__, url_prefix="/control")

PAGE_SIZE = 20
FEW_OPERATIVES = 6
"""Up to here, each gets a button of their own beside every waiting Work."""


@bp.get("/")
def index() -> ResponseReturnValue:
    if label := request.args.get("work"):
        return redirect(_address_of(label))
    return _show()


@bp.post("/assign")
@takes(AssignWorkForm, page=".index")
def assign_work() -> ResponseReturnValue:
    form = AssignWorkForm()
    if form.validate() and perform(form, form.command()):
        return redirect(_address(asked_page()), 303)
    return _show(form), form.status


def _address(page: int, anchor: str | None = None) -> str:
    return url_for(".index", page=page if page > 1 else None, _anchor=anchor)


def _address_of(label: str) -> str:
    """Where on these pages a Work stands, if it waits; otherwise the first of them."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    waiting = list(read_models().queues.waiting())
    if row is None or row.id not in waiting:
        return _address(1)
    place = waiting.index(row.id)
    # Next up stands on every page, before the others.
    return _address(1 if place == 0 else 1 + (place - 1) // PAGE_SIZE, row.label)


class Waiting(msgspec.Struct, frozen=True):
    """A Work that waits for Control, with the last visit to it if there was one."""

    work: WorkRow
    last_visit: VisitRow | None


class Candidate(msgspec.Struct, frozen=True):
    """Somebody to assign to, by names that, with the addition, tell them from everybody else."""

    operative: OperativeRow
    short_name: str
    full_name: str
    addition: str
    queue: list[WorkRow]


class ControlPage(PageData, frozen=True, kw_only=True):
    waiting_count: int
    next_up: Waiting | None
    others: Page[Waiting]
    """The others that wait, a page of them."""
    operatives: list[Candidate]
    can_assign: bool
    has_few_operatives: bool


def _candidates() -> list[Candidate]:
    """In alphabetical order of surname, as everywhere."""
    models = read_models()
    rows = list(models.operatives)
    forenames = Counter(plain(row.forename) for row in rows)
    names = Counter(plain(row.name) for row in rows)
    candidates = []
    for row in rows:
        is_only = names[plain(row.name)] == 1
        addition = "" if is_only else f" (hired {wall().say(row.hired_at)})"
        short_name = row.forename if forenames[plain(row.forename)] == 1 else row.name
        queue = [models.works[work_id] for work_id in models.queues.of(row.id)]
        candidates.append(Candidate(row, short_name, row.name, addition, queue))
    return candidates


def _show(refused: AssignWorkForm | None = None) -> str:
    return render_template("control/index.html", page=_page(refused))


def _page(refused: AssignWorkForm | None) -> ControlPage:
    models = read_models()
    waiting_count = models.works.count(Stage.AWAITING_CONTROL)
    operatives = _candidates()
    return ControlPage(
        trouble=trouble_with(refused, has_fields=False),
        waiting_count=waiting_count,
        next_up=next(iter(_waiting(0, 1)), None),
        others=_others(waiting_count),
        operatives=operatives,
        can_assign=bool(operatives),
        has_few_operatives=len(operatives) <= FEW_OPERATIVES,
    )


def _others(waiting_count: int) -> Page[Waiting]:
    # Next up stands on every page, before the others.
    places = page_of(range(1, waiting_count), asked_page(), PAGE_SIZE)
    others = _waiting(places.items[0], places.items[-1] + 1) if places.items else []
    return Page(tuple(others), places.number, places.pages, places.total)


def _waiting(start: int, end: int) -> list[Waiting]:
    """What waits from one place in the queue up to another."""
    models = read_models()
    return [
        Waiting(models.works[work_id], next(iter(models.visits.to(work_id)[-1:]), None))
        for work_id in islice(models.queues.waiting(), start, end)
    ]
