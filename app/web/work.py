"""Work: a page for each, from the call to the end. The list of all is in `register`."""

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from app.commands.amending import AddNote
from app.domain.feature import Feature
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import person
from app.web.briefing import Briefing, briefing_on
from app.web.candidates import candidates
from app.web.deciding import decide
from app.web.desk import perform
from app.web.duplicates import offer_originals, second_look
from app.web.forms.work import CloseForm, NoteForm, ReassignForm, RecallForm, ReopenForm
from app.web.gate import may_open, needs
from app.web.known_work import address_before, known_work
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.suggested import available, choices
from app.web.trouble import trouble_with
from app.web.work_page import show_work

bp = Blueprint("work", __name__, url_prefix="/work")

REGISTER = (Feature.SEE_THE_REGISTER, Feature.CLOSE_AND_REOPEN)
"""Who has one of these finds any Work. Who closes or reopens one has to find it first."""
NOTES_ON_PAPER = 100


class SheetPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    briefing: Briefing
    came_from: str


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
    return show_work(known_work(label))


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
    return show_work(row, trouble=trouble_with(form), note=form), form.status


@bp.route("/<label>/recall", methods=["GET", "POST"])
@takes(RecallForm)
@needs(Feature.ASSIGN_AND_RECALL)
def recall_work(label: str) -> ResponseReturnValue:
    return decide(known_work(label), RecallForm(), "Recall")


@bp.route("/<label>/reassign", methods=["GET", "POST"])
@takes(ReassignForm)
@needs(Feature.ASSIGN_AND_RECALL)
def reassign_work(label: str) -> ResponseReturnValue:
    row = known_work(label)
    others = [
        each for each in candidates() if not each.gone and each.operative.id != row.operative_id
    ]
    return decide(row, ReassignForm(), "Reassign", choices(available(others)))


@bp.route("/<label>/close", methods=["GET", "POST"])
@takes(CloseForm)
@needs(Feature.CLOSE_AND_REOPEN)
def close_work(label: str) -> ResponseReturnValue:
    row, form = known_work(label), CloseForm()
    offer_originals(form, row)
    return decide(row, form, "Close", ask=lambda: second_look(form, row))


@bp.route("/<label>/reopen", methods=["GET", "POST"])
@takes(ReopenForm)
@needs(Feature.CLOSE_AND_REOPEN)
def reopen_work(label: str) -> ResponseReturnValue:
    return decide(known_work(label), ReopenForm(), "Reopen")
