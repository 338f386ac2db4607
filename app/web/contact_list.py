"""Contacts: callers, and whom one asks for at a Site. They are found here to be
erased."""

from collections.abc import Sequence

import msgspec
from flask import Blueprint, render_template, request, url_for

from app.domain.feature import Feature
from app.read_models.contacts import ContactRow
from app.read_models.paging import Page, page_of
from app.read_models.work_rows import WorkRow, work_number
from app.web.desk import read_models
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.query import asked_page, asked_words

bp = Blueprint("contact_list", __name__, url_prefix="/administration/contacts")

PAGE_SIZE = 25
PLACES_SHOWN = 5


class Place(msgspec.Struct, frozen=True):
    """A Work or a Site where a contact stands."""

    words: str
    """Its number, or its name."""
    address: str
    """That of its page."""


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


def _asked_work() -> WorkRow | None:
    number = work_number(request.args.get("work", ""))
    return read_models().works.numbered(number) if number else None


def _listed(rows: Sequence[ContactRow]) -> list[Listed]:
    uses = read_models().contact_uses.of([row.id for row in rows])
    return [
        Listed(
            contact=row,
            places=[_place(id) for id in uses.get(row.id, [])[:PLACES_SHOWN]],
            more=max(0, len(uses.get(row.id, [])) - PLACES_SHOWN),
        )
        for row in rows
    ]


def _place(id: str) -> Place:
    models = read_models()
    if id.startswith("work-"):
        label = models.works.label(id)
        return Place(label, url_for("work.work", label=label))
    return Place(models.sites.name(id), url_for("sites.site", site_id=id))
