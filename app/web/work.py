"""Work: a page for each, from the call to the end. The list of all is in `register`."""

from collections.abc import Sequence

import msgspec
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import RequestRedirect

from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.event_store.log import RecordedEvent
from app.read_models.sites import SiteRow
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import may, person
from app.web.desk import as_it_was, past, perform, read_models
from app.web.forms.work import CloseForm, ReasonForm, RecallForm, ReopenForm
from app.web.gate import may_open, needs
from app.web.page_data import PageData
from app.web.query import asked_number
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with

bp = Blueprint("work", __name__, url_prefix="/work")

REGISTER = (Feature.SEE_THE_REGISTER, Feature.CLOSE_AND_REOPEN)
"""Who has one of these finds any Work. Who closes or reopens one has to find it first."""


class Action(msgspec.Struct, frozen=True):
    """A way to change the Work, from its page."""

    label: str
    address: str
    feature: Feature
    """What it takes."""
    is_usual: bool = False


class WorkPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    sites: list[SiteRow]
    visits: Sequence[VisitRow]
    history: Sequence[RecordedEvent]
    actions: list[Action]


class ReasonPage(PageData, frozen=True, kw_only=True):
    """A form that needs a reason; None where the Work is at a stage that leaves no use for it."""

    work: WorkRow
    form: ReasonForm | None
    came_from: str
    """The address of the page to go back to."""


def _have_had(label: str) -> bool:
    """Whether whoever is asking is an operative who has that Work, or has had it: they may read
    its story."""
    number = work_number(label)
    # As of now, whichever moment the page is to show.
    with desk().read_side.reading() as models:
        row = models.works.numbered(number) if number else None
        visits = models.visits.to(row.id) if row else ()
    return any(visit.operative_id == person().operative_id for visit in visits)


@bp.get("/<label>")
@needs(*REGISTER, own=_have_had)
def work(label: str) -> ResponseReturnValue:
    return render_template("work/work.html", page=_page(_known(label)))


def _page(row: WorkRow) -> WorkPage:
    models = read_models()
    return WorkPage(
        work=row,
        sites=[site for id in row.site_ids if (site := models.sites.get(id))],
        visits=models.visits.to(row.id),
        history=desk().log.stream(row.id, until=row.version),
        actions=[] if past() else [each for each in _actions(row) if may(each.feature)],
    )


def _actions(row: WorkRow) -> list[Action]:
    match row.stage:
        case Stage.AWAITING_CONTROL:
            return [
                Action(
                    "Assign it at Control",
                    url_for("control.index", work=row.label),
                    Feature.ASSIGN_AND_RECALL,
                    is_usual=True,
                ),
                Action(
                    "Close without completing",
                    url_for(".close_work", label=row.label),
                    Feature.CLOSE_AND_REOPEN,
                ),
            ]
        case Stage.QUEUED | Stage.EN_ROUTE | Stage.ON_SITE:
            recall = url_for(".recall_work", label=row.label)
            return [Action("Recall", recall, Feature.ASSIGN_AND_RECALL)]
        case Stage.COMPLETED | Stage.CLOSED:
            reopen = url_for(".reopen_work", label=row.label)
            return [Action("Reopen", reopen, Feature.CLOSE_AND_REOPEN)]


@bp.route("/<label>/recall", methods=["GET", "POST"])
@takes(RecallForm)
@needs(Feature.ASSIGN_AND_RECALL)
def recall_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), RecallForm(), "work/recall.html")


@bp.route("/<label>/close", methods=["GET", "POST"])
@takes(CloseForm)
@needs(Feature.CLOSE_AND_REOPEN)
def close_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), CloseForm(), "work/close.html")


@bp.route("/<label>/reopen", methods=["GET", "POST"])
@takes(ReopenForm)
@needs(Feature.CLOSE_AND_REOPEN)
def reopen_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), ReopenForm(), "work/reopen.html")


def _known(label: str) -> WorkRow:
    """The Work of that number. People write it in several ways, and are led to the address that
    the desk itself writes: the log holds the addresses that commands came from."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None:
        abort(404, f"There is no Work with that number on this desk{as_it_was()}.")
    if label != row.label:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.args else ""
        address = url_for(str(request.endpoint), label=row.label, as_of=None)
        raise RequestRedirect(address + query)
    return row


def _address_before(row: WorkRow) -> str:
    """The address of the page to go back to."""
    if request.args.get("back") == "control":
        return url_for("control.index", page=asked_number("page"), queues=asked_number("queues"))
    if may_open("work.work", label=row.label):
        return url_for(".work", label=row.label)
    return url_for("home.index")


def _with_reason(row: WorkRow, form: ReasonForm, template: str) -> ResponseReturnValue:
    status = 200
    came_from = _address_before(row)
    if form.is_submitted():
        if form.validate() and perform(form, form.command(row.id)):
            return redirect(came_from, 303)
        status = form.status
    row = read_models().works[row.id]
    form.show_version(row.version)
    has_use = row.stage in form.for_stages
    page = ReasonPage(
        trouble=trouble_with(form, keeps_typed=not has_use, about=row.id),
        work=row,
        form=form if has_use else None,
        came_from=came_from,
    )
    return render_template(template, page=page), status
