"""Work: a page for each, from the call to the end. The list of all is in `register`."""

from collections.abc import Callable, Sequence

import msgspec
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import RequestRedirect

from app.commands.amending import AddNote
from app.domain.feature import Feature
from app.domain.ids import is_id
from app.domain.lifecycle import Stage
from app.domain.work_events import WorkClosed, WorkDuplicateFound
from app.event_store.log import RecordedEvent
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import may, person
from app.web.briefing import Briefing, briefing_on
from app.web.candidates import Candidate, candidates
from app.web.desk import as_it_was, past, perform, read_models
from app.web.duplicates import SecondLook, offer_originals, second_look
from app.web.forms.work import CloseForm, NoteForm, ReasonForm, ReassignForm, RecallForm, ReopenForm
from app.web.gate import may_open, needs
from app.web.moving import behind
from app.web.page_data import PageData
from app.web.query import asked_number
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with

bp = Blueprint("work", __name__, url_prefix="/work")

REGISTER = (Feature.SEE_THE_REGISTER, Feature.CLOSE_AND_REOPEN)
"""Who has one of these finds any Work. Who closes or reopens one has to find it first."""
STORY_SHOWN = 50
"""So much of what happened stands on a Work's page."""
NOTES_ON_PAPER = 100


class Action(msgspec.Struct, frozen=True):
    """A way to change the Work, from its page."""

    label: str
    address: str
    is_usual: bool = False


class Happened(msgspec.Struct, frozen=True):
    """An event of the Work, with the other Work that it is about, if it is about one."""

    recorded: RecordedEvent
    other: str
    """Its number; or nothing."""


class WorkPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    briefing: Briefing
    visits: Sequence[VisitRow]
    history: list[Happened]
    """A part of its story, the newest where no other is asked for."""
    earlier: int
    """How much happened before that part."""
    is_newest: bool
    actions: list[Action]
    has_contacts: bool
    """Whether somebody called whom whoever asks may erase."""
    note: NoteForm | None


class SheetPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    briefing: Briefing
    came_from: str


class ReasonPage(PageData, frozen=True, kw_only=True):
    """A form that needs a reason; None where the Work is at a stage that leaves no use for it."""

    work: WorkRow
    form: ReasonForm | None
    came_from: str
    """The address of the page to go back to."""
    candidates: list[Candidate]
    """To whom it can be given instead, where that is asked."""
    look: SecondLook | None
    """What is asked before it is closed as a duplicate."""


def _have_had(label: str) -> bool:
    """Whether whoever is asking is an operative who has that Work, or has had it: they may read
    its story."""
    number = work_number(label)
    # As of now, whichever moment the page is to show.
    with desk().read_side.reading() as models:
        row = models.works.numbered(number) if number else None
        visits = models.visits.to(row.id) if row else ()
    return any(visit.operative_id == person().operative_id for visit in visits)


@bp.get("/<label>")
@needs(*REGISTER, own=_have_had)
def work(label: str) -> ResponseReturnValue:
    return _show(known_work(label))


@bp.get("/<label>/sheet")
@needs(*REGISTER, own=_have_had)
def sheet(label: str) -> ResponseReturnValue:
    row = known_work(label)
    page = SheetPage(
        work=row,
        briefing=briefing_on(row, most_notes=NOTES_ON_PAPER),
        came_from=address_before(row),
    )
    return render_template("work/sheet.html", page=page)


@bp.post("/<label>/note")
@takes(NoteForm, page=".work")
@needs(AddNote.needs, *AddNote.or_else, own=_have_had)
def add_note(label: str) -> ResponseReturnValue:
    row, form = known_work(label), NoteForm()
    if form.validate() and perform(form, form.command(row.id)):
        return redirect(address_before(row), 303)
    if not may_open("work.work", label=row.label):
        abort(422, "No note has been added. " + " ".join(said for _, said in form.errors_to_show))
    return _show(row, form), form.status


def _show(row: WorkRow, note: NoteForm | None = None) -> str:
    return render_template("work/work.html", page=_page(row, note))


def _page(row: WorkRow, note: NoteForm | None) -> WorkPage:
    story = desk().log.stream(row.id, until=row.version)
    end = min(asked_number("before") or len(story), len(story))
    begin = max(0, end - STORY_SHOWN)
    can_note = not past() and may_open("work.add_note", label=row.label)
    return WorkPage(
        trouble=trouble_with(note),
        work=row,
        briefing=briefing_on(row, story),
        visits=read_models().visits.to(row.id),
        has_contacts=not past()
        and may_open("contacts.index")
        and bool(read_models().contact_uses.at(row.id)),
        history=[Happened(each, _other(each)) for each in story[begin:end]],
        earlier=begin,
        is_newest=end == len(story),
        note=(note or NoteForm(formdata=None)) if can_note else None,
        actions=[] if past() else _actions(row),
    )


def _other(recorded: RecordedEvent) -> str:
    """The number of the other Work that an event is about, if it is about one."""
    match recorded.event:
        case WorkClosed(duplicate_of=other) | WorkDuplicateFound(work_id=other) if other:
            return read_models().works.label(other)
    return ""


AMEND = ("Amend", "amending.amend")
ACTIONS = {
    Stage.AWAITING_CONTROL: (AMEND, ("Close without completing", "work.close_work")),
    Stage.QUEUED: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.EN_ROUTE: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.ON_SITE: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.COMPLETED: (("Reopen", "work.reopen_work"),),
    Stage.CLOSED: (("Reopen", "work.reopen_work"),),
}
"""What can be done at each stage, and on which page, besides assigning."""


def _actions(row: WorkRow) -> list[Action]:
    actions = [
        Action(label, url_for(endpoint, label=row.label))
        for label, endpoint in ACTIONS[row.stage]
        if may_open(endpoint)
    ]
    if row.stage is Stage.AWAITING_CONTROL and may(Feature.ASSIGN_AND_RECALL):
        address = url_for("control.index", work=row.label)
        actions.insert(0, Action("Assign it at Control", address, is_usual=True))
    return actions


@bp.route("/<label>/recall", methods=["GET", "POST"])
@takes(RecallForm)
@needs(Feature.ASSIGN_AND_RECALL)
def recall_work(label: str) -> ResponseReturnValue:
    return _with_reason(known_work(label), RecallForm(), "work/recall.html")


@bp.route("/<label>/reassign", methods=["GET", "POST"])
@takes(ReassignForm)
@needs(Feature.ASSIGN_AND_RECALL)
def reassign_work(label: str) -> ResponseReturnValue:
    row = known_work(label)
    others = [
        each for each in candidates() if not each.gone and each.operative.id != row.operative_id
    ]
    return _with_reason(row, ReassignForm(), "work/reassign.html", others)


@bp.route("/<label>/close", methods=["GET", "POST"])
@takes(CloseForm)
@needs(Feature.CLOSE_AND_REOPEN)
def close_work(label: str) -> ResponseReturnValue:
    row, form = known_work(label), CloseForm()
    offer_originals(form, row)
    return _with_reason(row, form, "work/close.html", ask=lambda: second_look(form, row))


@bp.route("/<label>/reopen", methods=["GET", "POST"])
@takes(ReopenForm)
@needs(Feature.CLOSE_AND_REOPEN)
def reopen_work(label: str) -> ResponseReturnValue:
    return _with_reason(known_work(label), ReopenForm(), "work/reopen.html")


def known_work(label: str) -> WorkRow:
    """The Work of that number. People write it in several ways, and are led to the address that
    the desk itself writes: the log holds the addresses that commands came from."""
    number = work_number(label)
    row = read_models().works.numbered(number) if number else None
    if row is None:
        abort(404, f"There is no Work with that number on this desk{as_it_was()}.")
    if label != row.label:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.args else ""
        address = url_for(str(request.endpoint), label=row.label, as_of=None)
        raise RequestRedirect(address + query)
    return row


def address_before(row: WorkRow) -> str:
    """The address of the page to go back to."""
    if request.args.get("back") == "control":
        return url_for("control.index", page=asked_number("page"), queues=asked_number("queues"))
    back = request.args.get("back", "")
    if is_id("operative", back) and may_open("operatives.operative", operative_id=back):
        return url_for("operatives.operative", operative_id=back)
    if may_open("work.work", label=row.label):
        return url_for("work.work", label=row.label)
    return url_for("home.index")


def _with_reason(
    row: WorkRow,
    form: ReasonForm,
    template: str,
    candidates: Sequence[Candidate] = (),
    ask: Callable[[], SecondLook | None] = lambda: None,
) -> ResponseReturnValue:
    """`ask` says what is asked before it is done, of a form that is filled in as it should be."""
    if not form.is_submitted():
        return _show_reason(row, form, template, candidates)
    if form.validate():
        if look := ask():
            return _show_reason(row, form, template, candidates, look)
        if perform(form, form.command(row.id)):
            if behind(row.label):
                return redirect(url_for("control.index", assigned=row.label), 303)
            return redirect(address_before(row), 303)
    return _show_reason(read_models().works[row.id], form, template, candidates), form.status


def _show_reason(
    row: WorkRow,
    form: ReasonForm,
    template: str,
    candidates: Sequence[Candidate] = (),
    look: SecondLook | None = None,
) -> str:
    form.show_version(row.version)
    has_use = row.stage in form.for_stages
    page = ReasonPage(
        trouble=trouble_with(form, keeps_typed=not has_use, about=row.id),
        work=row,
        form=form if has_use else None,
        came_from=address_before(row),
        candidates=list(candidates),
        look=look,
    )
    return render_template(template, page=page)
