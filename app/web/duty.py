"""On duty and off duty: the page where it is said, by an operative or whoever is in charge."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.characters import isolated
from app.domain.feature import Feature
from app.read_models.operatives import OperativeRow
from app.web.asked_board import NAMES, board_one_came_from
from app.web.asking import may
from app.web.desk import now, perform, read_models, wall
from app.web.forms.duty import ComeOnDutyForm, GoOffDutyForm
from app.web.gate import may_open, needs
from app.web.operatives import is_own_page
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with

bp = Blueprint("duty", __name__, url_prefix="/operatives/<operative_id>/duty")

IN_CHARGE = (Feature.ASSIGN_AND_RECALL, Feature.ACT_FOR_AN_OPERATIVE, Feature.HIRE)
"""Who has one of these says it of all operatives; others, of themselves."""
BACK = ("back", *NAMES)
"""What the address says of where one came from, and what of Control's board that was."""


class DutyPage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    is_own: bool
    form: GoOffDutyForm | None
    """None for who has left, and whose name was erased."""
    back: str
    """The address that one came from."""
    back_asked: dict[str, str]
    """What this page's address says of it."""


def off_duty(row: OperativeRow) -> str:
    """That they are off duty at the moment of the page, and until when: "off duty until 14:00";
    for those who may read it also why. Nothing for those who are on duty."""
    if not row.is_off_duty(now()):
        return ""
    until = f" until {wall().say(row.off_duty_until)}" if row.off_duty_until else ""
    why = _why(row)
    return f"off duty{until}{f': {isolated(why)}' if why else ''}"


def _why(row: OperativeRow) -> str:
    """Why they are off duty, for themselves and whoever hires: it can tell of their health, and to
    assign Work it is enough to know until when."""
    return row.off_duty_reason if is_own_page(row.id) or may(Feature.HIRE) else ""


@bp.get("")
@needs(*IN_CHARGE, own=is_own_page)
def index(operative_id: str) -> str:
    return _show(_known(operative_id))


@bp.post("")
@takes(GoOffDutyForm)
@needs(*IN_CHARGE, own=is_own_page)
def go_off(operative_id: str) -> ResponseReturnValue:
    form, row = GoOffDutyForm(), _known(operative_id)
    if form.validate() and perform(form, form.command(row.id, desk().settings.timezone)):
        return redirect(_back(row), 303)
    return _show(row, form), form.status


@bp.post("/on")
@takes(ComeOnDutyForm, page=".index")
@needs(*IN_CHARGE, own=is_own_page)
def come_on(operative_id: str) -> ResponseReturnValue:
    form, row = ComeOnDutyForm(), _known(operative_id)
    if form.validate() and perform(form, form.command(row.id)):
        return redirect(_back(row), 303)
    return _show(row, form), form.status


def _known(operative_id: str) -> OperativeRow:
    row = read_models().operatives.get(operative_id)
    if row is None:
        abort(404, "There is no such operative on this desk.")
    return row


def _back(row: OperativeRow) -> str:
    """To Control's lists, if one came from there; otherwise to a page about them."""
    if request.args.get("back") == "control" and may_open("control.index"):
        there = {"queue": row.number, "_anchor": f"queue-{row.number}"}
        return url_for("control.index", **(board_one_came_from() | there))
    places = ["operatives.operative", "personnel.index"]
    if request.args.get("back") == "administration":
        places.reverse()
    return next(
        url_for(place, operative_id=row.id)
        for place in places
        if may_open(place, operative_id=row.id)
    )


def _show(row: OperativeRow, sent: GoOffDutyForm | ComeOnDutyForm | None = None) -> str:
    row = read_models().operatives.get(row.id) or row
    form = None
    if not row.is_erased and not row.has_left:
        form = sent if isinstance(sent, GoOffDutyForm) else _form(row)
    page = DutyPage(
        trouble=trouble_with(sent, has_fields=form is not None),
        operative=row,
        is_own=is_own_page(row.id),
        form=form,
        back=_back(row),
        back_asked={name: request.args[name] for name in BACK if name in request.args},
    )
    return render_template("operatives/duty_page.html", page=page)


def _form(row: OperativeRow) -> GoOffDutyForm:
    """With what was said last, as long as it holds, to be changed. Those who may not read the
    reason give another one."""
    if not row.is_off_duty(now()):
        return GoOffDutyForm(formdata=None)
    until = row.off_duty_until
    local = until.astimezone(desk().settings.timezone).replace(tzinfo=None) if until else None
    return GoOffDutyForm(formdata=None, data={"reason": _why(row), "until": local})
