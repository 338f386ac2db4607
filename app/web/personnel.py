"""What is on record of an operative: a page of Administration to correct their name, home area and
skills, to let them leave and take them back, and to erase their name."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.skills import in_words
from app.read_models import ReadModels
from app.read_models.operatives import OperativeRow
from app.read_models.users import UserRow
from app.read_models.work_rows import WorkRow
from app.web.asking import may
from app.web.desk import perform, read_models
from app.web.erasing import show_erase
from app.web.forms.administration import (
    AmendOperativeForm,
    LetLeaveForm,
    RenameOperativeForm,
    TakeBackForm,
)
from app.web.forms.base import AddressedForm, ChangeForm
from app.web.forms.people import EraseOperativeForm
from app.web.gate import needs
from app.web.meanwhile import Written, bring_up_to_date
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("personnel", __name__, url_prefix="/administration/operatives/<operative_id>")

F = TypeVar("F", bound=ChangeForm)


class RecordPage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    user: UserRow | None
    """Who they are, if they are a user: then it is the user who is renamed and erased."""
    rename: RenameOperativeForm | None
    """None where whoever is asking may not rename them, as the next."""
    amend: AmendOperativeForm | None


class LeavePage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    user: UserRow | None
    form: LetLeaveForm
    held: list[WorkRow]
    """What goes back to Control."""


@bp.get("")
@needs(Feature.HIRE, Feature.MANAGE_PEOPLE)
def index(operative_id: str) -> str:
    return _show(_known(operative_id))


@bp.post("")
@takes(RenameOperativeForm)
@needs(Feature.HIRE)
def rename(operative_id: str) -> ResponseReturnValue:
    return _take(operative_id, RenameOperativeForm())


@bp.post("/amend")
@takes(AmendOperativeForm, page=".index")
@needs(Feature.HIRE)
def amend(operative_id: str) -> ResponseReturnValue:
    return _take(operative_id, AmendOperativeForm())


@bp.post("/back")
@takes(TakeBackForm, page=".index")
@needs(Feature.HIRE)
def take_back(operative_id: str) -> ResponseReturnValue:
    return _take(operative_id, TakeBackForm())


@bp.get("/leave")
@needs(Feature.HIRE)
def leave_page(operative_id: str) -> ResponseReturnValue:
    row = _known(operative_id)
    if row.is_erased or row.has_left:
        return redirect(url_for(".index", operative_id=row.id))
    return _show_leave(row, LetLeaveForm(formdata=None))


@bp.post("/leave")
@takes(LetLeaveForm)
@needs(Feature.HIRE)
def leave(operative_id: str) -> ResponseReturnValue:
    form, row = LetLeaveForm(), _known(operative_id)
    if form.validate() and perform(form, form.command(row.id)):
        return redirect(url_for(".index", operative_id=row.id), 303)
    return _show_leave(row, form), form.status


@bp.get("/erase")
@needs(Feature.MANAGE_PEOPLE)
def erase_page(operative_id: str) -> ResponseReturnValue:
    row = _known(operative_id)
    if row.is_erased or _user_of(row):
        return redirect(url_for(".index", operative_id=row.id))
    return _show_erase(row, EraseOperativeForm(formdata=None))


@bp.post("/erase")
@takes(EraseOperativeForm)
@needs(Feature.MANAGE_PEOPLE)
def erase(operative_id: str) -> ResponseReturnValue:
    form, row = EraseOperativeForm(), _known(operative_id)
    if form.validate() and perform(form, form.command(operative_id)):
        return redirect(url_for(".index", operative_id=operative_id), 303)
    return _show_erase(row, form), form.status


def _known(operative_id: str) -> OperativeRow:
    row = read_models().operatives.get(operative_id)
    if row is None:
        abort(404, "There is no such operative on this desk.")
    return row


def _user_of(row: OperativeRow) -> UserRow | None:
    return read_models().users.of_operatives([row.id]).get(row.id)


def _take(operative_id: str, form: AddressedForm) -> ResponseReturnValue:
    row = _known(operative_id)
    if form.validate() and perform(form, form.command(row.id)):
        return redirect(url_for(".index", operative_id=row.id), 303)
    return _show(read_models().operatives.get(row.id) or row, form), form.status


def _show(row: OperativeRow, sent: AddressedForm | None = None) -> str:
    user = _user_of(row)
    rename = amend = None
    if may(Feature.HIRE) and not row.is_erased:
        amend = _form(AmendOperativeForm, sent, row, _area_and_skills)
        rename = None if user else _form(RenameOperativeForm, sent, row, _names)
    page = RecordPage(
        trouble=trouble_with(sent, has_fields=sent is not None and sent in (rename, amend)),
        operative=row,
        user=user,
        rename=rename,
        amend=amend,
    )
    return render_template("administration/operative.html", page=page)


def _names(row: OperativeRow) -> Written:
    return {"forename": row.forename, "surname": row.surname}


def _area_and_skills(row: OperativeRow) -> Written:
    return {"home_area": row.home_area, "skills": in_words(row.skills)}


def _form(
    form_type: type[F],
    sent: AddressedForm | None,
    row: OperativeRow,
    written_of: Callable[[OperativeRow], Written],
) -> F:
    """The form as it was sent, if it was; otherwise one with what is on record."""

    def written(models: ReadModels) -> Written:
        known = models.operatives.get(row.id)
        return written_of(known) if known else {}

    form = sent if isinstance(sent, form_type) else form_type(formdata=None, data=written_of(row))
    bring_up_to_date(form, row.id, row.version, written)
    return form


def _show_leave(row: OperativeRow, form: LetLeaveForm) -> str:
    page = LeavePage(
        trouble=trouble_with(form),
        operative=row,
        user=_user_of(row),
        form=form,
        held=list(read_models().queues.of(row.id)),
    )
    return render_template("administration/leave.html", page=page)


def _show_erase(row: OperativeRow, form: EraseOperativeForm) -> str:
    return show_erase(form, row.name, back=url_for(".index", operative_id=row.id), operative=row)
