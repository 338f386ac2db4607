"""Operatives: what each is doing, and an operative's own page to work from."""

import msgspec
from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.asking import may, person
from app.web.briefing import Briefing, briefing_on
from app.web.desk import as_it_was, past, perform, read_models
from app.web.forms.control import MoveForm
from app.web.forms.operatives import (
    AbandonForm,
    ArriveForm,
    CompleteForm,
    DispatchForm,
    NoteOnVisitForm,
    ReviseEtaForm,
    VisitForm,
)
from app.web.gate import may_open, needs
from app.web.gone import gone, why_gone
from app.web.live import live_page
from app.web.moving import Move, moves
from app.web.namesakes import additions
from app.web.page_data import PageData
from app.web.query import asked_page, asked_words
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with
from app.web.visit_forms import VisitForms, visit_forms

COLLEAGUES = (Feature.ASSIGN_AND_RECALL, Feature.ACT_FOR_AN_OPERATIVE)
"""Who has one of these sees the pages of all operatives, with their works and the customers of
these; others, their own page alone."""

bp = Blueprint("operatives", __name__, url_prefix="/operatives")

PAGE_SIZE = 24
RECENTLY_FINISHED = 10


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


class OperativePage(PageData, frozen=True, kw_only=True):
    operative: OperativeRow
    gone: str
    """Why nothing can be assigned to them, in a word, if that is so."""
    is_own: bool
    """Whether it is an operative who may work on their own visits, and looks at them."""
    queue: list[WorkRow]
    moves: dict[str, list[Move]]
    """Where each Work of it, by its id, can be moved to."""
    current: WorkRow | None
    """The Work of the queue that the page is about."""
    briefing: Briefing | None
    """What there is to know about the current Work."""
    under_way: WorkRow | None
    """The Work that has to be finished before the current one, if that is another."""
    forms: VisitForms | None
    """What can be done about the current Work."""
    note: NoteOnVisitForm | None
    """What can be written down about it."""
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
def operative(operative_id: str) -> Response:
    return _show(_known(operative_id))


@bp.post("/<operative_id>/dispatch")
@takes(DispatchForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def dispatch_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), DispatchForm())


@bp.post("/<operative_id>/arrive")
@takes(ArriveForm, ReviseEtaForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def arrive_at_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), ArriveForm())


@bp.post("/<operative_id>/eta")
@takes(ReviseEtaForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def revise_eta(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), ReviseEtaForm())


@bp.post("/<operative_id>/complete")
@takes(CompleteForm, AbandonForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def complete_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), CompleteForm())


@bp.post("/<operative_id>/abandon")
@takes(AbandonForm, DispatchForm, ReviseEtaForm, CompleteForm, page=".operative")
@needs(Feature.ACT_FOR_AN_OPERATIVE, own=is_own_page)
def abandon_work(operative_id: str) -> ResponseReturnValue:
    return _take_step(_known(operative_id), AbandonForm())


@bp.post("/<operative_id>/note")
@takes(NoteOnVisitForm, page=".operative")
@needs(*COLLEAGUES, own=is_own_page)
def add_note(operative_id: str) -> ResponseReturnValue:
    row, form = _known(operative_id), NoteOnVisitForm()
    work_id = form.work_id.data or ""
    if form.validate() and perform(form, form.command(work_id)):
        return redirect(_address(row, work_id), 303)
    return _show(row, note=form), form.status


@bp.post("/<operative_id>/move")
@takes(MoveForm, page=".operative")
@needs(Feature.ASSIGN_AND_RECALL)
def move_in_queue(operative_id: str) -> ResponseReturnValue:
    row, form = _known(operative_id), MoveForm()
    if form.validate() and perform(form, form.command()):
        return redirect(url_for(".operative", operative_id=row.id), 303)
    return _show(row, moved=form), form.status


def _address(row: OperativeRow, work_id: str) -> str:
    """Of the page, with that Work on it."""
    queue = _queue(row)
    is_first = not queue or queue[0].id == work_id
    return url_for(".operative", operative_id=row.id, work=None if is_first else work_id)


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


def _show(
    row: OperativeRow,
    sent: VisitForm | None = None,
    note: NoteOnVisitForm | None = None,
    moved: MoveForm | None = None,
) -> Response:
    def make() -> OperativePage:
        return _page(row, sent, note, moved)

    return live_page("operatives/operative.html", make, shared=True)


def _page(
    row: OperativeRow,
    sent: VisitForm | None,
    note: NoteOnVisitForm | None,
    moved: MoveForm | None,
) -> OperativePage:
    """The operative's page; with a form that was sent and not carried out, if there is one."""
    models = read_models()
    queue = _queue(row)
    refused = sent or note or moved
    wanted = refused.work_id.data if refused else request.args.get("work")
    current = next((work for work in queue if work.id == wanted), queue[0] if queue else None)
    under_way = _in_the_way(current, queue) if current else None
    forms = note_form = None
    if current and not past():
        if may_open("operatives.dispatch_work", operative_id=row.id):
            forms = visit_forms(row, current, sent, can_go=under_way is None)
        if may_open("operatives.add_note", operative_id=row.id):
            note_form = _note_form(current, note)
    is_shown = (
        refused is moved
        or refused is note_form
        or (sent is not None and forms is not None and sent in forms.all)
    )
    return OperativePage(
        trouble=trouble_with(
            refused,
            keeps_typed=not is_shown,
            about=refused.work_id.data if refused else None,
        ),
        operative=row,
        gone=why_gone(row),
        is_own=is_own_page(row.id) and may(Feature.WORK_ON_OWN_VISITS),
        queue=queue,
        moves=moves(queue) if not past() and may(Feature.ASSIGN_AND_RECALL) else {},
        current=current,
        briefing=briefing_on(current) if current else None,
        under_way=under_way,
        forms=forms,
        note=note_form,
        finished=[
            (visit, models.works[visit.work_id])
            for visit in models.visits.recently_finished_by(row.id, RECENTLY_FINISHED)
        ],
    )


def _note_form(work: WorkRow, sent: NoteOnVisitForm | None) -> NoteOnVisitForm:
    if sent and sent.work_id.data == work.id:
        return sent
    return NoteOnVisitForm(formdata=None, data={"work_id": work.id})


def _in_the_way(current: WorkRow, queue: list[WorkRow]) -> WorkRow | None:
    """What the operative is under way to or on site for, while the current Work only waits."""
    if current.stage is not Stage.QUEUED:
        return None
    return next((work for work in queue if work.stage is not Stage.QUEUED), None)
