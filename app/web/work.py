"""Work: all of it, and a page for each, from the call to the end."""

from itertools import islice

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import RequestRedirect

from app.domain.work import Stage
from app.read_models.works import WorkRow, work_number
from app.web.desk import desk, now, perform, read_models
from app.web.forms.work import CloseForm, ReasonForm, RecallForm, ReopenForm
from app.web.query import asked_number, asked_words
from app.web.times import bounds_of_today

bp = Blueprint("work", __name__, url_prefix="/work")

PAGE_SIZE = 25


@bp.get("/")
def index() -> str:
    stage = next((each for each in Stage if each.name == request.args.get("stage")), None)
    since_today = stage is not None and request.args.get("since") == "today"
    since, until = bounds_of_today(now(), desk().settings.timezone) if since_today else (None, None)
    rows = list(
        islice(
            read_models().works.newest(
                stage=stage,
                since=since,
                until=until,
                words=asked_words(),
                before=asked_number("before"),
            ),
            PAGE_SIZE + 1,
        )
    )
    return render_template(
        "work/index.html",
        rows=rows[:PAGE_SIZE],
        has_older=len(rows) > PAGE_SIZE,
        stage=stage,
        since_today=since_today,
        before=asked_number("before"),
    )


@bp.get("/<label>")
def work(label: str) -> ResponseReturnValue:
    row = _known(label)
    models = read_models()
    return render_template(
        "work/work.html",
        work=row,
        sites=[models.sites.get(site_id) for site_id in row.site_ids],
        visits=models.visits.to(row.id),
        history=desk().log.stream(row.id, until=row.version),
    )


@bp.route("/<label>/recall", methods=["GET", "POST"])
def recall_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), RecallForm(), "work/recall.html")


@bp.route("/<label>/close", methods=["GET", "POST"])
def close_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), CloseForm(), "work/close.html")


@bp.route("/<label>/reopen", methods=["GET", "POST"])
def reopen_work(label: str) -> ResponseReturnValue:
    return _with_reason(_known(label), ReopenForm(), "work/reopen.html")


def _known(label: str) -> WorkRow:
    """The Work of that number. People write it in several ways, and are led to the address that
    the desk itself writes: the log holds the addresses that commands came from."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None:
        abort(404, "There is no Work with that number on this desk.")
    if label != row.label:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.args else ""
        raise RequestRedirect(url_for(str(request.endpoint), label=row.label) + query)
    return row


def _with_reason(row: WorkRow, form: ReasonForm, template: str) -> ResponseReturnValue:
    status = 200
    at_control = request.args.get("back") == "control"
    came_from = url_for("control.index") if at_control else url_for(".work", label=row.label)
    if form.is_submitted():
        if form.validate() and perform(form, form.command(row.id)):
            return redirect(came_from, 303)
        status = form.status
    row = read_models().works[row.id]
    form.show_version(row.version)
    return render_template(template, work=row, form=form, came_from=came_from), status
