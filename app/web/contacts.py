"""Contacts: callers, and whom one asks for at a Site. They are found here to be erased."""

import msgspec
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.contacts import ContactRow
from app.read_models.paging import Page, page_of
from app.read_models.work_rows import WorkRow, work_number
from app.web.desk import perform, read_models
from app.web.forms.contacts import MOST_AT_ONCE, EraseContactForm
from app.web.gate import needs
from app.web.links import Place, place_of
from app.web.page_data import PageData
from app.web.query import asked_page, asked_words
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("contacts", __name__, url_prefix="/administration/contacts")

PAGE_SIZE = 25
PLACES_SHOWN = 5


class Listed(msgspec.Struct, frozen=True):
    contact: ContactRow
    places: list[Place]
    more: int
    """At how many others they stand."""


class ContactsPage(PageData, frozen=True, kw_only=True):
    contacts: Page[Listed]
    words: str
    work: WorkRow | None
    """Only the contacts of that Work are listed, if there is one."""


class EraseContactPage(PageData, frozen=True, kw_only=True):
    form: EraseContactForm
    name: str
    listed: Listed
    same: list[Listed]
    """The first others with the same name and number, who can be erased with them."""
    count_of_same: int
    back: str


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    models, words, work = read_models(), asked_words(), _asked_work()
    if work:
        ids = models.contact_uses.at(work.id)
        rows = page_of([row for id in ids if (row := models.contacts.get(id))], 1, len(ids) or 1)
    else:
        rows = page_of(models.contacts.matching(words), asked_page(), PAGE_SIZE)
    page = ContactsPage(
        contacts=Page(tuple(_listed(rows.items)), rows.number, rows.pages, rows.total),
        words=words,
        work=work,
    )
    return render_template("administration/contacts.html", page=page)


@bp.get("/<contact_id>/erase")
@needs(Feature.MANAGE_PEOPLE)
def erase_page(contact_id: str) -> ResponseReturnValue:
    row = _known(contact_id)
    if row.is_erased:
        return redirect(_back())
    form = EraseContactForm(formdata=None)
    if row.own_name and row.telephone:
        # One of the two alone can be somebody else's, too.
        form.also.data = [each.id for each in read_models().contacts.same_as(row)]
    return _show_erase(row, form)


@bp.post("/<contact_id>/erase")
@takes(EraseContactForm, page="")
@needs(Feature.MANAGE_PEOPLE)
def erase(contact_id: str) -> ResponseReturnValue:
    row, form = _known(contact_id), EraseContactForm()
    others = read_models().contacts.these(form.also.data or ())
    count = 1 + sum(not each.is_erased for each in others.values())
    notice = f"{count} contacts were erased for good" if count > 1 else ""
    if form.validate() and perform(form, form.command(row.id), notice):
        return redirect(_back(), 303)
    return _show_erase(row, form), form.status


def _asked_work() -> WorkRow | None:
    number = work_number(request.args.get("work", ""))
    return read_models().works.numbered(number) if number else None


def _back() -> str:
    """The page that they were found on: `?site=` or `?work=` says which."""
    if site := read_models().sites.get(request.args.get("site", "")):
        return url_for("sites.site", site_id=site.id)
    work = _asked_work()
    return url_for(".index", work=work.label if work else None)


def _known(contact_id: str) -> ContactRow:
    row = read_models().contacts.get(contact_id)
    if row is None:
        abort(404, "There is no such contact on this desk.")
    return row


def _show_erase(row: ContactRow, form: EraseContactForm) -> str:
    same = read_models().contacts.same_as(row)
    page = EraseContactPage(
        trouble=trouble_with(form),
        form=form,
        name=row.name,
        listed=_listed([row])[0],
        same=_listed(same[:MOST_AT_ONCE]),
        count_of_same=len(same),
        back=_back(),
    )
    return render_template("administration/erase_contact.html", page=page)


def _listed(rows: tuple[ContactRow, ...] | list[ContactRow]) -> list[Listed]:
    models = read_models()
    uses = models.contact_uses.of([row.id for row in rows])
    return [
        Listed(
            contact=row,
            places=[
                place
                for id in uses.get(row.id, [])[:PLACES_SHOWN]
                if (place := place_of(id, models))
            ],
            more=max(0, len(uses.get(row.id, [])) - PLACES_SHOWN),
        )
        for row in rows
    ]
