"""Erasing a contact: somebody who called, or whom one asks for at a Site."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.contacts import ContactRow
from app.web.desk import perform, read_models
from app.web.forms.contacts import EraseContactForm
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("contacts", __name__, url_prefix="/contacts/<contact_id>")


class EraseContactPage(PageData, frozen=True, kw_only=True):
    contact: ContactRow
    form: EraseContactForm
    back: str
    """The address of the page that names them."""


@bp.get("/erase")
@needs(Feature.MANAGE_PEOPLE)
def erase_page(contact_id: str) -> ResponseReturnValue:
    """`?site=` or `?work=` in its address says which page names them; otherwise that is the list of
    all."""
    row = _known(contact_id)
    if row.is_erased:
        return redirect(_back())
    return _show(row, EraseContactForm(formdata=None))


@bp.post("/erase")
@takes(EraseContactForm)
@needs(Feature.MANAGE_PEOPLE)
def erase(contact_id: str) -> ResponseReturnValue:
    form, row = EraseContactForm(), _known(contact_id)
    if form.validate() and perform(form, form.command(contact_id)):
        return redirect(_back(), 303)
    return _show(row, form), form.status


def _known(contact_id: str) -> ContactRow:
    row = read_models().contacts.get(contact_id)
    if row is None:
        abort(404, "There is no such contact on this desk.")
    return row


def _back() -> str:
    site_id, label = request.args.get("site", ""), request.args.get("work", "")
    if read_models().sites.get(site_id):
        return url_for("sites.site", site_id=site_id)
    return url_for("contact_list.index", work=label or None)


def _show(row: ContactRow, form: EraseContactForm) -> str:
    page = EraseContactPage(trouble=trouble_with(form), contact=row, form=form, back=_back())
    return render_template("contacts/erase.html", page=page)
