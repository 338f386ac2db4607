"""What a Work's page shows: the job, its visits, what happened, and a form beside it."""

from collections.abc import Sequence

import msgspec
from flask import Response

from app.domain.work_events import WorkClosed, WorkDuplicateFound
from app.event_store.log import RecordedEvent
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.briefing import Briefing, briefing_on
from app.web.desk import past, read_models
from app.web.duplicates import SecondLook
from app.web.forms.work import NoteForm, ReasonForm
from app.web.gate import may_open
from app.web.live import live_page
from app.web.page_data import PageData, Trouble
from app.web.query import asked_number
from app.web.services import desk
from app.web.suggested import Choice
from app.web.work_actions import Action, actions_on

STORY_SHOWN = 50
"""So much of what happened stands on a Work's page."""


class Happened(msgspec.Struct, frozen=True):
    """An event of the Work, with the other Work that it is about, if it is about one."""

    recorded: RecordedEvent
    other: str
    """Its number; or nothing."""


class FormBeside(msgspec.Struct, frozen=True):
    """A small form about the Work that is open beside the job."""

    does: str
    """What it does, in a word."""
    form: ReasonForm | None
    """None where the Work is at a stage that leaves no use for it."""
    came_from: str
    """The address of the page to go back to."""
    choices: list[Choice]
    """To whom it can be given instead, where that is asked."""
    look: SecondLook | None
    """What is asked before it is closed as a duplicate."""


class WorkPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    briefing: Briefing
    has_story: bool
    """Whether whoever asks may read it. Some may only recall the Work, and see the job alone."""
    visits: Sequence[VisitRow]
    history: list[Happened]
    """A part of its story, the newest where no other is asked for."""
    earlier: int
    """How much happened before that part."""
    is_newest: bool
    actions: list[Action]
    has_contacts: bool
    """Whether somebody called whom whoever asks may erase."""
    beside: FormBeside | None
    note: NoteForm | None
    """None also while another form is open: whoever fills in one does not need the other."""


def show_work(
    row: WorkRow,
    *,
    trouble: Trouble | None = None,
    beside: FormBeside | None = None,
    note: NoteForm | None = None,
) -> Response:
    return live_page("work/work.html", lambda: _page(row, trouble, beside, note), shared=True)


def _page(
    row: WorkRow, trouble: Trouble | None, beside: FormBeside | None, note: NoteForm | None
) -> WorkPage:
    has_story = may_open("work.work", label=row.label)
    story = desk().log.stream(row.id, until=row.version)
    end = min(asked_number("before") or len(story), len(story))
    begin = max(0, end - STORY_SHOWN)
    can_note = not past() and not beside and may_open("work.add_note", label=row.label)
    return WorkPage(
        trouble=trouble,
        work=row,
        briefing=briefing_on(row, story),
        has_story=has_story,
        visits=read_models().visits.to(row.id) if has_story else (),
        history=[Happened(each, _other(each)) for each in story[begin:end]] if has_story else [],
        earlier=begin,
        is_newest=end == len(story),
        actions=[] if past() else actions_on(row),
        has_contacts=not past()
        and may_open("contacts.index")
        and bool(read_models().contact_uses.at(row.id)),
        beside=beside,
        note=(note or NoteForm(formdata=None)) if can_note else None,
    )


def _other(recorded: RecordedEvent) -> str:
    """The number of the other Work that an event is about, if it is about one."""
    match recorded.event:
        case WorkClosed(duplicate_of=other) | WorkDuplicateFound(work_id=other) if other:
            return read_models().works.label(other)
    return ""
