"""Operatives: what each is doing, and an operative's own page to work from."""

from typing import TypeVar

import msgspec
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import THE_DESK
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.sites import SiteRow
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.asking import may, person
from app.web.desk import as_it_was, past, perform, read_models
from app.web.forms.operatives import (
    AbandonForm,
    ArriveForm,
    CompleteForm,
    DispatchForm,
    VisitForm,
)
from app.web.gate import may_open, needs
from app.web.gone import gone
from app.web.namesakes import additions
from app.web.page_data import PageData
from app.web.query import asked_page, asked_words
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with

F = TypeVar("F", bound=VisitForm)

COLLEAGUES = (Feature.ASSIGN_AND_RECALL, Feature.ACT_FOR_AN_OPERATIVE)
"""Who has one of these sees the pages of all operatives, with their works and the customers of
these; others, their own page alone."""

bp = Blueprint("operatives", __name__, url_prefix="/operatives")

PAGE_SIZE = 24
RECENTLY_FINISHED = 10


class Step(msgspec.Struct, frozen=True):
    """What an operative can do next about a Work at some stage."""

    form: type[VisitForm]
    endpoint: str
    button: str


NEXT_STEP = {
    Stage.QUEUED: Step(DispatchForm, ".dispatch_work", "Dispatch"),
    Stage.EN_ROUTE: Step(ArriveForm, ".arrive_at_work", "Arrive"),
    Stage.ON_SITE: Step(CompleteForm, ".complete_work", "Complete"),
}


class Person(msgspec.Struct, frozen=True):
    """An operative, and the Work that they are busy with."""

    operative: OperativeRow
    addition: str
    """What tells them from others of their name."""
    first: WorkRow | None
    more: int
    """How many other works wait in their queue."""
    gone: str
    """Why nothing can be assigned to them, in a word, if that is so."""


class OperativesPage(PageData, frozen=True, kw_only=True):
    people: Page[Person]
    words: str
    """What those shown have in their names."""
    is_long: bool
    """Whether there are so many, with and without these words, that it helps to filter."""


class VisitForms(msgspec.Struct, frozen=True, kw_only=True):
    """The next step and the way out: one form with two ways to send it, so that what is typed for
    one is not lost by the other."""

    carrier: VisitForm
    """The one whose ids and version are sent with both."""
    next_step: VisitForm | None
    """None while the operative is under way to another Work."""
    way_out: AbandonForm
    is_way_out_open: bool
    button: str
    """What the next step is called."""
    address: str
    """Where the form goes, unless the way out is taken."""
    way_out_address: str
    is_for_another: bool
    """Whether whoever enters it is known not to be the operative."""


class OperativePage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    gone: str
    """Why nothing can be assigned to them, in a word, if that is so."""
    is_own: bool
    """Whether it is an operative who may work on their own visits, and looks at them."""
    queue: list[WorkRow]
    current: WorkRow | None
    """The Work of the queue that the page is about."""
    sites: list[SiteRow]
    """Those of the current Work."""
    under_way: WorkRow | None
    """The Work that has to be finished before the current one, if that is another."""
    forms: VisitForms | None
    """What can be done about the current Work."""
    finished: list[tuple[VisitRow, WorkRow]]
    """The last visits that have ended, and what they were to."""


def is_own_page(operative_id: str) -> bool:
    """Whether whoever is asking is that operative."""
    return person().operative_id == operative_id


@bp.get("/")
@needs(*COLLEAGUES)
def index() -> str:
    operatives, words = read_models().operatives, asked_words()
    rows = page_of(operatives.matching(words), asked_page(), PAGE_SIZE)
    queues = read_models().queues
    lengths, firsts = queues.lengths(), queues.of_several([row.id for row in rows.items], 1)
    more, left = additions(rows.items), gone()
    people = tuple(
        Person(
            operative=row,
            addition=more[row.id],
            first=next(iter(firsts.get(row.id, ())), None),
            more=max(0, lengths.get(row.id, 0) - 1),
            gone=left.get(row.id, ""),
        )
        for row in rows.items
    )
    page = OperativesPage(
        people=Page(people, rows.number, rows.pages, rows.total),
        words=words,
        is_long=len(operatives) > PAGE_SIZE,
    )
    return render_template("operatives/index.html", page=page)


@bp.get("/<operative_id>")
@needs(*COLLEAGUES, own=is_own_page)
def operative(operative_id: str) -> str:
    return _show(_known(operative_id))


@bp.post("/<operative_id>/dispatch")
@takes(DispatchForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def dispatch_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), DispatchForm())


@bp.post("/<operative_id>/arrive")
@takes(ArriveForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def arrive_at_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), ArriveForm())


@bp.post("/<operative_id>/complete")
@takes(CompleteForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def complete_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), CompleteForm())


@bp.post("/<operative_id>/abandon")
@takes(AbandonForm, DispatchForm, CompleteForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def abandon_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), AbandonForm())


def _known(operative_id: str) -> OperativeRow:
    row = read_models().operatives.get(operative_id)
    if row is None:
        abort(404, f"There is no such operative on this desk{as_it_was()}.")
    return row


def _queue(row: OperativeRow) -> list[WorkRow]:
    return list(read_models().queues.of(row.id))


def _take_step(row: OperativeRow, form: VisitForm) -> ResponseReturnValue:
    if form.validate() and perform(form, form.command(row.id, desk().settings.timezone)):
        return redirect(url_for(".operative", operative_id=row.id), 303)
    return _show(row, form), form.status


def _show(row: OperativeRow, sent: VisitForm | None = None) -> str:
    return render_template("operatives/operative.html", page=_page(row, sent))


def _page(row: OperativeRow, sent: VisitForm | None) -> OperativePage:
    """The operative's page; with a form that was sent and not carried out, if there is one."""
    models = read_models()
    queue = _queue(row)
    wanted = sent.work_id.data if sent else request.args.get("work")
    current = next((work for work in queue if work.id == wanted), queue[0] if queue else None)
    under_way = _in_the_way(current, queue) if current else None
    forms = None
    if current and not past() and may_open("operatives.dispatch_work", operative_id=row.id):
        forms = _forms(row, current, sent, can_go=under_way is None)
    is_shown = forms is not None and sent in (forms.next_step, forms.way_out)
    return OperativePage(
        trouble=trouble_with(
            sent, keeps_typed=not is_shown, about=sent.work_id.data if sent else None
        ),
        operative=row,
        gone=gone().get(row.id, ""),
        is_own=is_own_page(row.id) and may(Feature.WORK_ON_OWN_VISITS),
        queue=queue,
        current=current,
        sites=[site for id in current.site_ids if (site := models.sites.get(id))]
        if current
        else [],
        under_way=under_way,
        forms=forms,
        finished=[
            (visit, models.works[visit.work_id])
            for visit in models.visits.recently_finished_by(row.id, RECENTLY_FINISHED)
        ],
    )


def _in_the_way(current: WorkRow, queue: list[WorkRow]) -> WorkRow | None:
    """What the operative is under way to or on site for, while the current Work only waits."""
    if current.stage is not Stage.QUEUED:
        return None
    return next((work for work in queue if work.stage is not Stage.QUEUED), None)


def _forms(row: OperativeRow, work: WorkRow, sent: VisitForm | None, *, can_go: bool) -> VisitForms:
    """The forms for that Work as it is now. Whichever was sent takes its place again, and the
    other keeps what was typed into it."""
    step = NEXT_STEP[work.stage]
    is_about_it = sent is not None and sent.work_id.data == work.id
    next_step = _form(step.form, sent, is_about_it)
    way_out = _form(AbandonForm, sent, is_about_it)
    if sent is not None and sent in (next_step, way_out):
        carrier = sent
        carrier.show_version(work.version)
    else:
        # What was sent has no place here any more: neither have its ids and its version.
        carrier = next_step
        carrier.begin_anew(work.version)
        carrier.work_id.data = work.id
    way_out_address = url_for(".abandon_work", operative_id=row.id)
    return VisitForms(
        carrier=carrier,
        next_step=next_step if can_go else None,
        way_out=way_out,
        is_way_out_open=sent is way_out or bool(way_out.reason.data),
        button=step.button,
        address=url_for(step.endpoint, operative_id=row.id) if can_go else way_out_address,
        way_out_address=way_out_address,
        is_for_another=person().who != THE_DESK and not is_own_page(row.id),
    )


def _form(form_type: type[F], sent: VisitForm | None, is_about_it: bool) -> F:
    """A form of that type with what was typed into it, if that was for the Work of the page."""
    if not is_about_it:
        return form_type(formdata=None)
    return sent if isinstance(sent, form_type) else form_type()
