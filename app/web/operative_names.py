"""What an operative is called: a page of Administration to rename them, and to erase their name."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.operatives import OperativeRow
from app.read_models.users import UserRow
from app.web.asking import may
from app.web.desk import perform, read_models
from app.web.erasing import show_erase
from app.web.forms.administration import RenameOperativeForm
from app.web.forms.people import EraseOperativeForm
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("operative_names", __name__, url_prefix="/administration/operatives/<operative_id>")


class NamesPage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    user: UserRow | None
    """Who they are, if they are a user: then it is the user who is renamed and erased."""
    form: RenameOperativeForm | None
    """None where whoever is asking may not rename them."""


@bp.get("")
@needs(Feature.HIRE, Feature.MANAGE_PEOPLE)
def index(operative_id: str) -> str:
    return _show(_known(operative_id))


@bp.post("")
@takes(RenameOperativeForm)
@needs(Feature.HIRE)
def rename(operative_id: str) -> ResponseReturnValue:
    form, row = RenameOperativeForm(), _known(operative_id)
    if form.validate() and perform(form, form.command(operative_id)):
        return redirect(url_for(".index", operative_id=operative_id), 303)
    return _show(read_models().operatives.get(row.id) or row, form), form.status


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


def _show(row: OperativeRow, sent: RenameOperativeForm | None = None) -> str:
    user = _user_of(row)
    can_be_renamed = not row.is_erased and user is None and may(Feature.HIRE)
    page = NamesPage(
        trouble=trouble_with(sent, has_fields=can_be_renamed),
        operative=row,
        user=user,
        form=_form(row, sent) if can_be_renamed else None,
    )
    return render_template("administration/operative_names.html", page=page)


def _form(row: OperativeRow, sent: RenameOperativeForm | None) -> RenameOperativeForm:
    names = {"forename": row.forename, "surname": row.surname}
    form = sent or RenameOperativeForm(formdata=None, data=names)
    form.show_version(row.version)
    return form


def _show_erase(row: OperativeRow, form: EraseOperativeForm) -> str:
    return show_erase(form, row.name, back=url_for(".index", operative_id=row.id), operative=row)
