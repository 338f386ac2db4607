"""Control: the board of what waits and who has what, and the clicks that assign."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.web.asked_board import asked_board
from app.web.board import address_of_queue, board_page
from app.web.desk import perform, read_models
from app.web.forms.control import AssignWorkForm, MoveForm
from app.web.gate import needs
from app.web.known_work import work_named
from app.web.live import live_page
from app.web.moving import behind
from app.web.sending import takes
from app.web.waiting import next_after
from app.web.wall import wall_page

bp = Blueprint("control", __name__, url_prefix="/control")


@bp.get("/")
@needs(Feature.ASSIGN_AND_RECALL, Feature.SEE_FIGURES)
def index() -> ResponseReturnValue:
    if said := request.args.get("work"):
        return redirect(_address_of(said))
    return _show()


@bp.get("/wall")
@needs(Feature.ASSIGN_AND_RECALL, Feature.SEE_FIGURES)
def wall_screen() -> Response:
    """The board for a screen on the wall: to be read from afar, by everybody, with no hand."""
    around = "control/wall_page.html"
    return live_page("control/wall.html", wall_page, shared=True, around=around)


@bp.post("/assign")
@takes(AssignWorkForm, page=".index")
@needs(Feature.ASSIGN_AND_RECALL)
def assign_work() -> ResponseReturnValue:
    form, asked = AssignWorkForm(), asked_board()
    if not form.validate():
        return _show(form), form.status
    if not perform(form, form.command()):
        return _show(form), form.status
    work = read_models().works[form.work_id.data or ""]
    following = next_after(work, asked)
    assigned = work.label if behind(work.label) else None
    anchor = following.label if following else None
    # Somebody may be about to choose in a row that is open.
    stays = asked.opened if asked.opened != work.label else None
    shown = asked.but(assigned=assigned, open=stays, queue=asked.queue)
    return redirect(url_for(".index", **shown, _anchor=anchor), 303)


@bp.post("/move")
@takes(MoveForm, page=".index")
@needs(Feature.ASSIGN_AND_RECALL)
def move_in_queue() -> ResponseReturnValue:
    form = MoveForm()
    if form.validate() and perform(form, form.command()):
        row = read_models().works[form.work_id.data or ""]
        operative = read_models().operatives.get(row.operative_id or "")
        return redirect(address_of_queue(asked_board(), operative.number if operative else 0), 303)
    return _show(form), form.status


def _address_of(said: str) -> str:
    """Where on the board a Work stands, if it waits; otherwise the board."""
    row = work_named(said)
    if row is None or row.stage is not Stage.AWAITING_CONTROL:
        return url_for(".index")
    return url_for(".index", open=row.label, _anchor=row.label)


def _show(refused: AssignWorkForm | MoveForm | None = None) -> Response:
    return live_page(
        "control/index.html",
        lambda: board_page(refused),
        shared=True,
        renews=not asked_board().has_something_open,
    )
