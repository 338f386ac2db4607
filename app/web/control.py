"""Control: what waits, who has what, and the clicks that assign."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.read_models.paging import page_of
from app.web.desk import perform, read_models
from app.web.forms.control import AssignWorkForm
from app.web.query import asked_page

bp = Blueprint("control", __name__, url_prefix="/control")

PAGE_SIZE = 20
FEW_OPERATIVES = 6
"""Up to here, each gets a button of their own beside every waiting Work."""


@bp.get("/")
def index() -> str:
    return _page()


@bp.post("/assign")
def assign_work() -> ResponseReturnValue:
    form = AssignWorkForm()
    if form.validate() and perform(form, form.command(), page=url_for(".index")):
        return redirect(url_for(".index"), 303)
    return _page(form), form.status


def _page(refused: AssignWorkForm | None = None) -> str:
    models = read_models()
    waiting = list(models.queues.waiting())
    operatives = list(models.operatives)
    forenames = [operative.forename for operative in operatives]
    page = page_of(waiting[1:], asked_page(), PAGE_SIZE)
    return render_template(
        "control/index.html",
        refused=refused,
        next_up=models.works[waiting[0]] if waiting else None,
        waiting_count=len(waiting),
        page=page,
        others=[models.works[work_id] for work_id in page.items],
        operatives=[
            (
                operative,
                operative.forename if forenames.count(operative.forename) == 1 else operative.name,
                [models.works[work_id] for work_id in models.queues.of(operative.id)],
            )
            for operative in operatives
        ],
        has_few_operatives=len(operatives) <= FEW_OPERATIVES,
    )
