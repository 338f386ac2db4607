"""Control: what waits, who has what, and the clicks that assign."""

from collections import Counter

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.work import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import page_of
from app.read_models.words import plain
from app.read_models.works import WorkRow, work_number
from app.web.desk import perform, read_models, wall
from app.web.forms.control import AssignWorkForm
from app.web.query import asked_page

bp = Blueprint("control", __name__, url_prefix="/control")

PAGE_SIZE = 20
FEW_OPERATIVES = 6
"""Up to here, each gets a button of their own beside every waiting Work."""


@bp.get("/")
def index() -> ResponseReturnValue:
    if label := request.args.get("work"):
        return redirect(_address_of(label))
    return _page()


@bp.post("/assign")
def assign_work() -> ResponseReturnValue:
    form = AssignWorkForm()
    if form.validate() and perform(form, form.command(), page=url_for(".index")):
        return redirect(_address(asked_page()), 303)
    return _page(form), form.status


def _address(page: int, anchor: str | None = None) -> str:
    return url_for(".index", page=page if page > 1 else None, _anchor=anchor)


def _address_of(label: str) -> str:
    """Where on these pages a Work stands, if it waits; otherwise the first of them."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None or row.stage is not Stage.AWAITING_CONTROL:
        return _address(1)
    place = read_models().queues.place_of(row)
    # Next up stands on every page, before the others.
    return _address(1 if place == 0 else 1 + (place - 1) // PAGE_SIZE, row.label)


class Candidate(msgspec.Struct, frozen=True):
    """Somebody to assign to, by names that, with the addition, tell them from everybody else."""

    operative: OperativeRow
    short_name: str
    full_name: str
    addition: str
    queue: list[WorkRow]


def _candidates() -> list[Candidate]:
    models = read_models()
    rows = list(models.operatives)
    queues = models.queues.of_all()
    forenames = Counter(plain(row.forename) for row in rows)
    names = Counter(plain(row.name) for row in rows)
    candidates = []
    for row in rows:
        is_only = names[plain(row.name)] == 1
        addition = "" if is_only else f" (hired {wall().say(row.hired_at)})"
        short_name = row.forename if forenames[plain(row.forename)] == 1 else row.name
        candidates.append(Candidate(row, short_name, row.name, addition, queues.get(row.id, [])))
    return candidates


def _page(refused: AssignWorkForm | None = None) -> str:
    models = read_models()
    waiting = models.queues.waiting()
    operatives = _candidates()
    next_up = waiting.first(1)
    page = page_of(waiting[1:], asked_page(), PAGE_SIZE)
    shown = [*next_up, *page.items]
    return render_template(
        "control/index.html",
        refused=refused,
        next_up=next_up[0] if next_up else None,
        waiting_count=len(waiting),
        page=page,
        others=page.items,
        last_visits=models.visits.last_to([row.id for row in shown]),
        operatives=operatives,
        has_few_operatives=len(operatives) <= FEW_OPERATIVES,
    )
