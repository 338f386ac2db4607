"""Sentences about events, for notices, timelines, the events page and refusals: all of them are
made here. They are plain text, in which every name is `isolated`: a name that runs from right to
left does not turn the sentence."""

from collections.abc import Callable, Sequence

import msgspec

from app.commands.outcome import SentBefore, Stale
from app.domain.access import THE_DESK, THE_MACHINE
from app.domain.characters import isolated
from app.domain.contact import ContactErased, ContactNamed
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
    full_name,
)
from app.domain.refused import Refused
from app.domain.role import RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.domain.skills import in_words
from app.domain.team import MemberAdded, MemberRemoved, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.domain.work_events import (
    AbandonCode,
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
from app.event_store.log import RecordedEvent
from app.private_store.sign_ins import SignIn
from app.read_models import ReadModels
from app.web.times import Wall

_CAUSES = {
    CloseCause.REMEDIED_ITSELF: "it remedied itself",
    CloseCause.DUPLICATE: "a duplicate",
    CloseCause.WITHDRAWN: "withdrawn",
}

_SAY_WHO = (
    DutyErased,
    WorkDispatched,
    WorkArrivedAt,
    WorkCallAdded,
    WorkCallerAmended,
    WorkDescriptionAmended,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkNoted,
    WorkPriorityAmended,
    WorkSitesAmended,
    WorkTitleAmended,
    MemberAdded,
    MemberRemoved,
    OperativeErased,
    OperativeHomeAreaChanged,
    OperativeRenamed,
    SiteAmended,
    SiteContactAmended,
    OperativeSkillsChanged,
    TeamRenamed,
    UserErased,
    UserRenamed,
)
"""The events whose sentences say themselves who or what did something or was changed, so that they
follow the subject after a colon."""


class Sentence(msgspec.Struct, frozen=True):
    """What happened to something: "assigned to Ann Marsh". The remark is what a person wrote
    about it, in their own words: it is not isolated."""

    text: str
    remark: str = ""


def capitalised(text: str) -> str:
    """With a capital to begin with, and the rest as it is: Control stays Control."""
    return text[:1].upper() + text[1:]


def subject(aggregate_id: str, models: ReadModels) -> str:
    """The name of an aggregate: "W-1004", "Ann Marsh", "Elm House, Leeds", "the role Control"."""
    kind, _, rest = aggregate_id.partition("-")
    match kind:
        case "work":
            return isolated(models.works.label(aggregate_id))
        case "operative":
            return isolated(models.operatives.name(aggregate_id))
        case "duty":
            return subject(f"operative-{rest}", models)
        case "engagement":
            return f"{subject(f'operative-{rest}', models)} (engagement)"
        case "site":
            return isolated(models.sites.name(aggregate_id))
        case "contact":
            return isolated(models.contacts.name(aggregate_id))
        case "user":
            return isolated(models.users.name(aggregate_id))
        case "team":
            return isolated(models.teams.name(aggregate_id))
        case "role":
            # Control is also a room, and Operative a trade.
            return f"the role {isolated(models.roles.name(aggregate_id))}"
    return isolated(aggregate_id)


def _opening(aggregate_id: str, models: ReadModels) -> str:
    """The same, to begin a sentence: "The role Control". Names stay as people write theirs."""
    name = subject(aggregate_id, models)
    return capitalised(name) if aggregate_id.startswith("role-") else name


def who(who: str, models: ReadModels) -> str:
    """Who did something, as `Metadata.who` has it: a user's name; or the words themselves, such as
    "the desk", or a name in an old log."""
    return isolated(models.users.name(who))


def noted(sign_in: SignIn, models: ReadModels) -> str:
    """What happened around signing in: "Ada Novak signed in"."""
    about = who(sign_in.user_id, models) if sign_in.user_id else ""
    if sign_in.by and sign_in.by != sign_in.user_id:
        by = who(sign_in.by, models)
        # These two are no names, which would stay as people write theirs.
        by = capitalised(by) if sign_in.by in (THE_DESK, THE_MACHINE) else by
        return f"{by} {sign_in.what}{f', for {about}' if about else ''}"
    return f"{about or 'Somebody'} {sign_in.what}"


def name_in(models: ReadModels) -> Callable[[str], str | None]:
    """What names people, places, teams and roles by their ids, and returns None for what is not
    known."""
    kinds = (
        models.operatives,
        models.sites,
        models.contacts,
        models.users,
        models.teams,
        models.roles,
    )

    def name(aggregate_id: str) -> str | None:
        rows = (kind.get(aggregate_id) for kind in kinds)
        return next((isolated(row.name) for row in rows if row), None)

    return name


def told(recorded: RecordedEvent, models: ReadModels, wall: Wall) -> Sentence:
    """The sentence about an event, with who entered it where that was somebody else than the
    operative: "Ann Marsh arrived on site, entered by Cleo Park"."""
    said = sentence(recorded.event, models, wall)
    if not recorded.metadata.acting_for:
        return said
    entered = f"{said.text}, entered by {who(recorded.metadata.who, models)}"
    return msgspec.structs.replace(said, text=entered)


def sentence(event: Event, models: ReadModels, wall: Wall) -> Sentence:
    """What the event says, to follow the subject's name."""

    def name(aggregate_id: str) -> str:
        return subject(aggregate_id, models)

    match event:
        case OperativeHired():
            return Sentence("hired")
        case OperativeRenamed(forename=forename, surname=surname):
            return Sentence(f"the name was changed to {isolated(full_name(forename, surname))}")
        case OperativeHomeAreaChanged(before=before, after=after):
            return Sentence(f"the home area was changed {_from_to(before, after)}")
        case OperativeSkillsChanged(before=had, after=has):
            return Sentence(f"the skills were changed {_from_to(in_words(had), in_words(has))}")
        case OperativeWentOffDuty(reason=reason, until=until):
            return Sentence(
                f"went off duty {f'until {wall.say(until)}' if until else 'until further notice'}",
                reason,
            )
        case OperativeCameOnDuty():
            return Sentence("came on duty")
        case OperativeLeft(reason=reason):
            return Sentence("left", reason)
        case OperativeCameBack():
            return Sentence("came back")
        case OperativeEngaged(work_id=work_id):
            return Sentence(f"set off to {name(work_id)}")
        case OperativeReleased(work_id=work_id):
            return Sentence(f"free again after {name(work_id)}")
        case SiteAcquired():
            return Sentence("acquired")
        case SiteAmended(part=SitePart.NOTES, before=before, after=after):
            return Sentence("the notes were amended", f"{before}\n→ {after}")
        case SiteAmended(part=part, before=before, after=after):
            return Sentence(f"the {part} was amended {_from_to(before, after)}")
        case SiteContactAmended(before=before, after=after):
            return Sentence(
                f"the contact was amended from {name(before) if before else 'nobody'} "
                f"to {name(after) if after else 'nobody'}"
            )
        case SiteDisposed(reason=reason):
            return Sentence("disposed of", reason)
        case SiteRestored():
            return Sentence("restored")
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
        case OperativeErased() | UserErased():
            return Sentence("the name was erased for good")
        case DutyErased():
            return Sentence("the reasons for being off duty were erased for good")
        case ContactNamed():
            return Sentence("was named")
        case ContactErased():
            return Sentence("was erased for good")
        case UserRegistered(is_made_up=True):
            return Sentence("was registered, and is made up for the demo")
        case UserRegistered():
            return Sentence("was registered")
        case UserRenamed(full_name=called, sign_in_name=sign_in_name):
            # The event has both, and does not say which of them is new.
            signs_in = f", signing in as {isolated(sign_in_name)}" if sign_in_name else ""
            return Sentence(f"the names were changed to {isolated(called)}{signs_in}")
        case UserLinked(operative_id=operative_id):
            return Sentence(f"was linked to the operative {name(operative_id)}")
        case UserUnlinked():
            return Sentence("was unlinked from the operative, to whom Control can still give work")
        case UserDisabled():
            return Sentence("was disabled")
        case UserEnabled():
            return Sentence("was enabled again")
        case SessionsEnded():
            return Sentence("was signed out everywhere")
        case RoleMade():
            return Sentence(f"was made: {_terms(event)}")
        case RoleChanged():
            return Sentence(
                f"was changed: called {isolated(event.name)}, {_terms(event, 'it now lets one')}"
            )
        case RoleRemoved() | TeamRemoved():
            return Sentence("was removed")
        case RoleGranted(role_id=role_id):
            return Sentence(f"was granted {name(role_id)}")
        case RoleRevoked(role_id=role_id):
            return Sentence(f"lost {name(role_id)}")
        case TeamMade():
            return Sentence("was made")
        case TeamRenamed(name=team):
            return Sentence(f"the name was changed to {isolated(team)}")
        case MemberAdded(user_id=user_id):
            return Sentence(f"{name(user_id)} joined")
        case MemberRemoved(user_id=user_id):
            return Sentence(f"{name(user_id)} left")
    raise NotImplementedError(f"No words for {type(event).__name__}")


def _caller(contact_id: str, models: ReadModels) -> str:
    """With the telephone number, which may be all that was amended."""
    row = models.contacts.get(contact_id) if contact_id else None
    parts = (row.called, row.telephone) if row else ("nobody",)
    return ", ".join(isolated(part) for part in parts if part)


def said_code(code: str | None) -> str:
    """A code of how a visit ended, as sentences say it. Nothing for "other": there, the words that
    somebody typed say it."""
    return "" if code in (None, OutcomeCode.OTHER, AbandonCode.OTHER) else str(code)


def _from_to(before: str, after: str) -> str:
    """What was changed; either may be empty."""
    return f"{f'from {isolated(before)} ' if before else ''}to {isolated(after) or 'nothing'}"


def _terms(event: RoleMade | RoleChanged, it_lets_one: str = "it lets one") -> str:
    """All that a role lets one do from then on; the event does not say what it was before."""
    lets = [*event.features, *(["stay signed in on a telephone"] * event.stays_signed_in)]
    return f"{it_lets_one} {', '.join(lets) or 'do nothing'}"


def sites(
    site_ids: Sequence[str], models: ReadModels, named: Callable[[str], str] | None = None
) -> str:
    """The Sites of a Work, in a line: the first of them when there are many. `named` says what
    stands for each."""

    def name(site_id: str) -> str:
        return named(site_id) if named else subject(site_id, models)

    first = name(site_ids[0])
    match len(site_ids):
        case 1:
            return first
        case 2:
            return f"{first} and {name(site_ids[1])}"
        case count:
            return f"{first} and {count - 1} more Sites"


def notice(recorded: RecordedEvent, models: ReadModels, wall: Wall) -> str:
    """One line on what was done: "W-1004 assigned to Ann Marsh". Free of remarks, which can be
    longer than the session that carries a notice to the next page."""
    separator = ": " if isinstance(recorded.event, _SAY_WHO) else " "
    name = _opening(recorded.aggregate_id, models)
    return f"{name}{separator}{sentence(recorded.event, models, wall).text}"


def refusal(refused: Refused, models: ReadModels) -> str:
    """The reason for a refusal, with a name in place of "it" where it is about one thing."""
    if isinstance(refused, Stale):
        name = _opening(refused.aggregate_id, models)
        return f"{name} has changed since this page was opened. Nothing has been done."
    if isinstance(refused, SentBefore) and refused.receipt.events[0].version == 1:
        return f"{refused} If you want that as well, send it again."
    return str(refused)


def happened_instead(refused: Refused, about: str) -> Sequence[RecordedEvent]:
    """The events that are the ground of a refusal, if there are any. `about` is the id of what the
    refused command is about."""
    if isinstance(refused, Stale):
        return refused.changes
    if isinstance(refused, SentBefore):
        return [refused.receipt.event_about(about)]
    return ()
