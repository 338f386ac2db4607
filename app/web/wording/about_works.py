"""What is said of a Work, and of what came of it."""

from typing import get_args

from app.domain.characters import isolated
from app.domain.event import Event
from app.domain.work_events import (
    AbandonCode,
    Amended,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
    WorkCompleted,
    WorkDescriptionAmended,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.read_models import ReadModels
from app.web.times import Wall
from app.web.wording.naming import sites, subject
from app.web.wording.sentences import Sentence

SAY_WHO = (
    *get_args(Amended),
    WorkArrivedAt,
    WorkCallAdded,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkNoted,
)

_CAUSES = {
    CloseCause.REMEDIED_ITSELF: "it remedied itself",
    CloseCause.DUPLICATE: "a duplicate",
    CloseCause.WITHDRAWN: "withdrawn",
}


def said(event: Event, models: ReadModels, wall: Wall) -> Sentence | None:
    """Nothing for events about anything else."""

    def name(aggregate_id: str) -> str:
        return subject(aggregate_id, models)

    match event:
        case WorkRaised(site_ids=site_ids, title=title):
            return Sentence(f"raised for {sites(site_ids, models)}", title)
        case WorkAssigned(operative_id=operative_id):
            return Sentence(f"assigned to {name(operative_id)}")
        case WorkDispatched(operative_id=operative_id, eta=eta):
            return Sentence(f"{name(operative_id)} set off, expecting to arrive at {wall.say(eta)}")
        case WorkArrivedAt(operative_id=operative_id):
            return Sentence(f"{name(operative_id)} arrived on site")
        case WorkCompleted(operative_id=operative_id, outcome=outcome):
            code = said_code(event.code)
            said = f": {code}" if code else ""
            return Sentence(f"completed by {name(operative_id)}{said}", outcome)
        case WorkAbandoned(operative_id=operative_id, reason=reason):
            code = said_code(event.code)
            said = f" ({code})" if code else ""
            return Sentence(f"abandoned by {name(operative_id)}{said}, back with Control", reason)
        case WorkRecalled(operative_id=operative_id, reason=reason):
            return Sentence(f"recalled from {name(operative_id)}, back with Control", reason)
        case WorkReassigned(operative_id=to, from_operative_id=operative_id, reason=reason):
            return Sentence(f"reassigned from {name(operative_id)} to {name(to)}", reason)
        case WorkClosed(cause=cause, reason=reason, duplicate_of=original):
            of = f" of {name(original)}" if original else ""
            return Sentence(f"closed without completing: {_CAUSES[cause]}{of}", reason)
        case WorkDuplicateFound(work_id=work_id):
            return Sentence(f"{name(work_id)} was closed as a duplicate of this")
        case WorkNoted(text=text):
            return Sentence("a note was added", text)
        case WorkCallAdded(caller_id=caller_id, note=note):
            caller = name(caller_id) if caller_id else "somebody"
            return Sentence(f"{caller} called about it again", note)
        case WorkTitleAmended(before=before, after=after):
            return Sentence(
                f"the title was amended from “{isolated(before)}” to “{isolated(after)}”"
            )
        case WorkDescriptionAmended(before=before, after=after):
            return Sentence("the description was amended", f"Before: {before}\nNow: {after}")
        case WorkPriorityAmended(before=was, after=priority, arrive_by=arrive_by):
            return Sentence(
                f"the priority was amended from {was} to {priority}, "
                f"to be there by {wall.say(arrive_by)}"
            )
        case WorkSitesAmended(before=before, after=after):
            return Sentence(
                f"the Sites were amended from {sites(before, models)} to {sites(after, models)}"
            )
        case WorkCallerAmended(before=before, after=after):
            return Sentence(
                f"the caller was amended from {_caller(before, models)} to {_caller(after, models)}"
            )
        case WorkEtaRevised(operative_id=operative_id, eta=eta):
            return Sentence(f"{name(operative_id)} now expects to arrive at {wall.say(eta)}")
        case WorkMovedInQueue(operative_id=operative_id, before=other):
            place = f"before {name(other)}" if other else "to the end"
            return Sentence(f"moved {place} in the queue of {name(operative_id)}")
        case WorkReopened(reason=reason):
            return Sentence("reopened, back with Control", reason)
    return None


def _caller(contact_id: str, models: ReadModels) -> str:
    """With the telephone number, which may be all that was amended."""
    row = models.contacts.get(contact_id) if contact_id else None
    parts = (row.own_name, row.telephone) if row else ("nobody",)
    return ", ".join(isolated(part) for part in parts if part)


def said_code(code: str | None) -> str:
    """A code of how a visit ended, as sentences say it. Nothing for "other": there, the words that
    somebody typed say it."""
    return "" if code in (None, OutcomeCode.OTHER, AbandonCode.OTHER) else str(code)
