"""What a Work's page shows: the job, its visits, and what happened."""

from collections.abc import Sequence

import msgspec
from flask import render_template

from app.domain.work_events import WorkClosed, WorkDuplicateFound
from app.event_store.log import RecordedEvent
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.briefing import Briefing, briefing_on
from app.web.desk import past, read_models
from app.web.forms.work import NoteForm
from app.web.gate import may_open
from app.web.page_data import PageData
from app.web.query import asked_number
from app.web.services import desk
from app.web.trouble import trouble_with
from app.web.work_actions import Action, actions_on

STORY_SHOWN = 50
"""So much of what happened stands on a Work's page."""


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


def show_work(row: WorkRow, note: NoteForm | None = None) -> str:
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
        actions=[] if past() else actions_on(row),
    )


def _other(recorded: RecordedEvent) -> str:
    """The number of the other Work that an event is about, if it is about one."""
    match recorded.event:
        case WorkClosed(duplicate_of=other) | WorkDuplicateFound(work_id=other) if other:
            return read_models().works.label(other)
    return ""
