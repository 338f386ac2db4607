"""Operatives: what each is doing, and an operative's own page to work from."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.work import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import page_of
from app.read_models.works import WorkRow
from app.web.desk import desk, perform, read_models
from app.web.forms.operatives import (
    AbandonForm,
    ArriveForm,
    CompleteForm,
    DispatchForm,
    VisitForm,
)
from app.web.query import asked_page, asked_words

bp = Blueprint("operatives", __name__, url_prefix="/operatives")

PAGE_SIZE = 24
RECENTLY_FINISHED = 10

NEXT_STEP: dict[Stage, type[VisitForm]] = {
    Stage.QUEUED: DispatchForm,
    Stage.EN_ROUTE: ArriveForm,
    Stage.ON_SITE: CompleteForm,
}


@bp.get("/")
def index() -> str:
    models = read_models()
    page = page_of(models.operatives.matching(asked_words()), asked_page(), PAGE_SIZE)
    return render_template(
        "operatives/index.html",
        page=page,
        queues={row.id: _queue(row) for row in page.items},
        is_long=len(models.operatives) > PAGE_SIZE,
    )


@bp.get("/<operative_id>")
def operative(operative_id: str) -> str:
    return _page(_known(operative_id))


@bp.post("/<operative_id>/dispatch")
def dispatch_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), DispatchForm())


@bp.post("/<operative_id>/arrive")
def arrive_at_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), ArriveForm())


@bp.post("/<operative_id>/complete")
def complete_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), CompleteForm())


@bp.post("/<operative_id>/abandon")
def abandon_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), AbandonForm())


def _known(operative_id: str) -> OperativeRow:
    row = read_models().operatives.get(operative_id)
    if row is None:
        abort(404, "There is no such operative on this desk.")
    return row


def _queue(row: OperativeRow) -> list[WorkRow]:
    models = read_models()
    return [models.works[work_id] for work_id in models.queues.of(row.id)]


def _take_step(row: OperativeRow, form: VisitForm) -> ResponseReturnValue:
    page = url_for(".operative", operative_id=row.id)
    if form.validate() and perform(form, form.command(row.id, desk().settings.timezone), page):
        return redirect(page, 303)
    return _page(row, form), form.status


def _page(row: OperativeRow, sent: VisitForm | None = None) -> str:
    """Returns the operative's page. `sent` is a form that was refused, to be shown again."""
    models = read_models()
    queue = _queue(row)
    wanted = sent.work_id.data if sent else request.args.get("work")
    current = next((work for work in queue if work.id == wanted), queue[0] if queue else None)
    forms = _forms(current, sent) if current else {}
    return render_template(
        "operatives/operative.html",
        operative=row,
        current=current,
        under_way=next((work for work in queue if work.stage is not Stage.QUEUED), None),
        queue=queue,
        sites=[models.sites.get(site_id) for site_id in current.site_ids] if current else [],
        **forms,
        sent=sent,
        is_lost=sent is not None and sent not in forms.values(),
        finished=[
            (visit, models.works[visit.work_id])
            for visit in models.visits.recently_finished_by(row.id, RECENTLY_FINISHED)
        ],
    )


def _forms(work: WorkRow, sent: VisitForm | None) -> dict[str, Any]:
    """Returns the form of the next step and the one to abandon, for that Work as it is now.

    The page has them in one HTML form, so both arrive with each request. The one that was sent is
    shown again with its errors, the other with what was typed into it. Both need the same hidden
    fields (ids and version); they are taken from one of the two, the `carrier`.
    """
    forms: dict[str, Any] = {}
    is_about_it = sent is not None and sent.work_id.data == work.id
    for name, form_type in (("next_step", NEXT_STEP[work.stage]), ("way_out", AbandonForm)):
        if is_about_it:
            forms[name] = sent if isinstance(sent, form_type) else form_type()
        else:
            forms[name] = form_type(formdata=None)
    if sent is not None and sent in forms.values():
        carrier = sent
        carrier.show_version(work.version)
    else:
        # What was sent is for another Work or step, so its ids and version do not fit this page.
        carrier = forms["next_step"]
        carrier.begin_anew(work.version)
        carrier.work_id.data = work.id
    return {**forms, "carrier": carrier}
