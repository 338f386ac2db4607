"""Whether an event can follow from those before it: what tells a log that a desk wrote from one
that none can have written.

It goes by what has happened, and not by the rules for text: those may have been others in the past.
"""

from collections import Counter
from collections.abc import Container, Sequence
from datetime import MAXYEAR, MINYEAR, datetime
from typing import assert_never

from app.domain.contact import Contact, ContactErased, ContactNamed
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty, duty_id
from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.event import Event
from app.domain.ids import is_id
from app.domain.lifecycle import ENDED, LIFECYCLE, UNDER_WAY, Stage
from app.domain.operative import (
    Operative,
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.role import Role, RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.site import (
    Site,
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SiteRestored,
)
from app.domain.team import (
    MemberAdded,
    MemberRemoved,
    Team,
    TeamMade,
    TeamRemoved,
    TeamRenamed,
)
from app.domain.user import (
    SessionsEnded,
    User,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRegistered,
    UserRenamed,
    UserUnlinked,
)
from app.domain.work import Work
from app.domain.work_events import (
    Amended,
    Beside,
    CloseCause,
    WorkAssigned,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
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

NEVER_ALONE = (DutyErased, OperativeEngaged, OperativeReleased, WorkDuplicateFound)
"""What is only ever appended together with the event before."""


class Impossible(Exception):
    """No desk records this event after those before it. Its text is the reason: part of a
    sentence, without a full stop."""


class History:
    """Remembers as much of the events so far as it takes to know which can come next. An event
    takes the same short time, however many came before."""

    def __init__(self) -> None:
        self._operatives: set[str] = set()
        self._left: set[str] = set()
        """The operatives who have left, and have not come back."""
        self._is_off_duty: dict[str, bool] = {}
        """Of the operatives of whom it was ever said, whether it was what was said last."""
        self._erased: set[str] = set()
        """The operatives, contacts and users whose names were erased."""
        self._sites: set[str] = set()
        self._disposed: set[str] = set()
        """The Sites that are not in use."""
        self._open_at: Counter[str] = Counter()
        """How many works for each Site have not ended."""
        self._contacts: set[str] = set()
        self._users: set[str] = set()
        self._roles: set[str] = set()
        self._teams: set[str] = set()
        self._works: dict[str, Work] = {}
        self._held: dict[str, set[str]] = {}
        """The works that each operative has."""
        self._leaver: str | None = None
        """Who leaves with the last events, as long as they hold something that goes back."""
        self._engaged: set[str] = set()
        """The operatives who are under way to, or on site for, some Work."""
        self._due: tuple[str, Event] | None = None
        """Of which aggregate, what is appended together with the last event, right after it."""
        self._named_early: tuple[str, str] | None = None
        """Kind and id of what the last event names and what comes to be with the next: a command
        saves first the aggregate that it is about."""

    def follow(self, aggregate_id: str, event: Event) -> None:
        """Take in the next event, of that aggregate. Raises Impossible, and is of no further use
        then; NotImplementedError when a new type of event was forgotten here."""
        if self._due == (aggregate_id, event) or isinstance(event, NEVER_ALONE):
            self._must_be_due(aggregate_id, event)
            return
        if self._named_early and self._named_early[1] == aggregate_id:
            self._named_early = None
        self._must_have_what_belongs_to_it()
        if self._leaver and not self._is_given_back(event):
            raise Impossible("the operative who left with the event before still holds something")
        if aggregate_id in self._erased:
            raise Impossible("the name was erased before, and nothing can follow that")
        match event:
            case OperativeHired():
                _must_be_new(Operative.kind, aggregate_id, self._operatives)
                self._operatives.add(aggregate_id)
            case OperativeRenamed():
                _must_be_there(Operative.kind, aggregate_id, self._operatives)
            case OperativeHomeAreaChanged() | OperativeSkillsChanged():
                _must_be_there(Operative.kind, aggregate_id, self._operatives)
            case OperativeWentOffDuty() | OperativeCameOnDuty():
                self._follow_duty(aggregate_id, event)
            case OperativeLeft():
                self._must_be_here(aggregate_id)
                self._left.add(aggregate_id)
                self._leaver = aggregate_id if self._held.get(aggregate_id) else None
            case OperativeCameBack():
                _must_be_there(Operative.kind, aggregate_id, self._operatives)
                if aggregate_id not in self._left:
                    raise Impossible("the operative has not left")
                self._left.remove(aggregate_id)
                if self._is_off_duty.get(aggregate_id):
                    came_on_duty = OperativeCameOnDuty(operative_id=aggregate_id)
                    self._due = (duty_id(aggregate_id), came_on_duty)
            case OperativeErased():
                _must_be_there(Operative.kind, aggregate_id, self._operatives)
                self._erased.add(aggregate_id)
                if aggregate_id in self._is_off_duty:
                    self._due = (duty_id(aggregate_id), DutyErased(operative_id=aggregate_id))
            case SiteAcquired():
                _must_be_new(Site.kind, aggregate_id, self._sites)
                self._may_name_contact(event.contact_id)
                self._sites.add(aggregate_id)
            case SiteAmended() | SiteContactAmended() | SiteDisposed() | SiteRestored():
                self._follow_site(aggregate_id, event)
            case ContactNamed():
                _must_be_new(Contact.kind, aggregate_id, self._contacts)
                self._contacts.add(aggregate_id)
            case ContactErased():
                _must_be_there(Contact.kind, aggregate_id, self._contacts)
                self._erased.add(aggregate_id)
            case WorkRaised():
                self._raise_work(aggregate_id, event)
            case _ if type(event) in LIFECYCLE:
                self._move_work(aggregate_id, event)
            case _ if isinstance(event, Beside):
                self._follow_work(aggregate_id, event)
            case UserRegistered():
                _must_be_new(User.kind, aggregate_id, self._users)
                self._users.add(aggregate_id)
            case RoleMade():
                _must_be_new(Role.kind, aggregate_id, self._roles)
                self._roles.add(aggregate_id)
            case TeamMade():
                _must_be_new(Team.kind, aggregate_id, self._teams)
                self._teams.add(aggregate_id)
            case RoleChanged() | RoleRemoved():
                _must_be_there(Role.kind, aggregate_id, self._roles)
            case RoleGranted(role_id=role_id):
                self._must_be_holder(aggregate_id)
                self._may_name_early(Role.kind, role_id, self._roles)
            case RoleRevoked(role_id=role_id):
                self._must_be_holder(aggregate_id)
                _must_be_there(Role.kind, role_id, self._roles)
            case TeamRenamed() | TeamRemoved():
                _must_be_there(Team.kind, aggregate_id, self._teams)
            case MemberAdded(user_id=user_id) | MemberRemoved(user_id=user_id):
                _must_be_there(Team.kind, aggregate_id, self._teams)
                _must_be_there(User.kind, user_id, self._users)
            case UserLinked(operative_id=operative_id):
                _must_be_there(User.kind, aggregate_id, self._users)
                if operative_id in self._left:
                    raise Impossible("it names an operative who has left")
                self._may_name_early(Operative.kind, operative_id, self._operatives)
            case UserErased():
                _must_be_there(User.kind, aggregate_id, self._users)
                self._erased.add(aggregate_id)
            case UserRenamed() | UserUnlinked() | UserDisabled() | UserEnabled() | SessionsEnded():
                _must_be_there(User.kind, aggregate_id, self._users)
            case _:
                raise NotImplementedError(
                    f"history.py does not know yet what {type(event).__name__} can follow"
                )

    def end(self) -> None:
        """Raises Impossible when a log cannot end here: what is appended together with its last
        event is missing."""
        self._must_have_what_belongs_to_it()
        if self._leaver:
            raise Impossible("an operative has left, and what they held has not gone back")

    def _must_have_what_belongs_to_it(self) -> None:
        if self._due is not None:
            missing = type(self._due[1]).__name__
            raise Impossible(f"{missing} is missing, which belongs to the event before")
        if self._named_early is not None:
            raise Impossible(
                f"there is no such {self._named_early[0]}, which the event before names"
            )

    def _must_be_here(self, operative_id: str) -> None:
        _must_be_there(Operative.kind, operative_id, self._operatives)
        if operative_id in self._left:
            raise Impossible("the operative has left")

    def _is_given_back(self, event: Event) -> bool:
        return isinstance(event, WorkRecalled) and event.operative_id == self._leaver

    def _may_name_early(self, kind: str, id: str, known: Container[str]) -> None:
        """Takes what is there, or what the next event makes."""
        if not is_id(kind, id):
            raise Impossible(f"it names no {kind}")
        if id not in known:
            self._named_early = (kind, id)

    def _must_be_holder(self, id: str) -> None:
        if id not in self._users and id not in self._teams:
            raise Impossible("there is no such user or team yet")

    def _must_be_due(self, aggregate_id: str, event: Event) -> None:
        """Takes what belongs to the event before."""
        if self._due != (aggregate_id, event):
            raise Impossible("it does not belong to the event before")
        self._due = None
        match event:
            case OperativeEngaged(operative_id=operative_id):
                self._engaged.add(operative_id)
            case OperativeReleased(operative_id=operative_id):
                self._engaged.remove(operative_id)
            case OperativeCameOnDuty(operative_id=operative_id):
                self._is_off_duty[operative_id] = False

    def _follow_duty(
        self, aggregate_id: str, event: OperativeWentOffDuty | OperativeCameOnDuty
    ) -> None:
        operative_id = event.operative_id
        self._must_be_here(operative_id)
        if operative_id in self._erased:
            raise Impossible("it names an operative who has been erased")
        if aggregate_id != duty_id(operative_id):
            raise Impossible("it is the duty of somebody else")
        match event:
            case OperativeWentOffDuty(until=until):
                if until is not None and not is_on_every_clock(until):
                    raise Impossible("it ends at no time that clocks can show")
            case OperativeCameOnDuty():
                if not self._is_off_duty.get(operative_id):
                    raise Impossible("the operative is on duty")
        self._is_off_duty[operative_id] = isinstance(event, OperativeWentOffDuty)

    def _raise_work(self, work_id: str, event: WorkRaised) -> None:
        _must_be_new(Work.kind, work_id, self._works)
        self._must_be_sites(event.site_ids)
        _must_be_promised(event.arrive_by, event.complete_by)
        self._may_name_contact(event.caller_id)
        self._works[work_id] = work = Work(work_id)
        self._apply(work, event)

    def _may_name_contact(self, contact_id: str) -> None:
        if contact_id:
            self._may_name_early(Contact.kind, contact_id, self._contacts)

    def _follow_site(
        self, site_id: str, event: SiteAmended | SiteContactAmended | SiteDisposed | SiteRestored
    ) -> None:
        _must_be_there(Site.kind, site_id, self._sites)
        if isinstance(event, SiteRestored) != (site_id in self._disposed):
            raise Impossible(
                f"this Site is {'' if site_id in self._disposed else 'not '}disposed of"
            )
        match event:
            case SiteContactAmended(after=contact_id):
                self._may_name_contact(contact_id)
            case SiteDisposed():
                if self._open_at[site_id]:
                    raise Impossible("there is open Work for this Site")
                self._disposed.add(site_id)
            case SiteRestored():
                self._disposed.remove(site_id)

    def _work(self, work_id: str) -> Work:
        work = self._works.get(work_id)
        if work is None:
            raise Impossible("this Work has not been raised")
        return work

    def _follow_work(self, work_id: str, event: Beside) -> None:
        """Take in what moves no Work."""
        work = self._work(work_id)
        match event:
            case WorkNoted():
                pass
            case WorkCallAdded(caller_id=caller_id):
                _must_be_open(work)
                self._may_name_contact(caller_id)
            case WorkTitleAmended():
                _must_amend(work, event, work.title)
            case WorkDescriptionAmended():
                _must_amend(work, event, work.description)
            case WorkCallerAmended(after=caller_id):
                _must_amend(work, event, work.caller_id)
                self._may_name_contact(caller_id)
            case WorkSitesAmended(after=site_ids):
                _must_amend(work, event, work.site_ids)
                self._must_be_sites(site_ids)
            case WorkPriorityAmended(arrive_by=arrive_by, complete_by=complete_by):
                _must_amend(work, event, work.priority)
                _must_be_promised(arrive_by, complete_by)
            case WorkEtaRevised(operative_id=operative_id, eta=eta):
                if (work.stage, work.operative_id) != (Stage.EN_ROUTE, operative_id):
                    raise Impossible("the operative is not under way to this Work")
                _must_be_on_every_clock(eta)
            case WorkMovedInQueue(operative_id=operative_id, before=before):
                if before == work_id:
                    raise Impossible("it is moved before itself")
                for each in (work, *([self._work(before)] if before else [])):
                    if (each.stage, each.operative_id) != (Stage.QUEUED, operative_id):
                        raise Impossible("it is not in the queue of that operative")
            case _:
                assert_never(event)
        self._apply(work, event)

    def _apply(self, work: Work, event: Event) -> None:
        before = _open_at(work)
        work.apply(event)
        after = _open_at(work)
        if after != before:
            self._open_at.subtract(before)
            self._open_at.update(after)

    def _must_be_sites(self, site_ids: Sequence[str]) -> None:
        if not site_ids:
            raise Impossible("it names no Site")
        if len(set(site_ids)) < len(site_ids):
            raise Impossible("it names a Site twice")
        if not self._sites.issuperset(site_ids):
            raise Impossible("it names a Site that has not been acquired")
        self._must_be_in_use(site_ids)

    def _must_be_in_use(self, site_ids: Sequence[str]) -> None:
        if not self._disposed.isdisjoint(site_ids):
            raise Impossible("it is for a Site that is disposed of")

    def _move_work(self, work_id: str, event: Event) -> None:
        work = self._work(work_id)
        if work.stage not in LIFECYCLE[type(event)].starts_from:
            raise Impossible(f"this Work is {work.stage}")
        self._must_name_the_right_operative(work, event)
        if isinstance(event, WorkDispatched):
            self._must_be_able_to_set_off(event)
        if isinstance(event, WorkReopened):
            _must_be_promised(event.arrive_by, event.complete_by)
            self._must_be_in_use(work.site_ids)
        before = _engaged_on(work)
        self._hand_over(work, event)
        after = _engaged_on(work)
        if after and not before:
            engaged = OperativeEngaged(operative_id=after, work_id=work_id)
            self._due = (engagement_id(after), engaged)
        if before and not after:
            released = OperativeReleased(operative_id=before, work_id=work_id)
            self._due = (engagement_id(before), released)
        if isinstance(event, WorkClosed) and event.duplicate_of:
            self._must_be_duplicate(work_id, event)
            self._due = (event.duplicate_of, WorkDuplicateFound(work_id=work_id))

    def _must_be_duplicate(self, work_id: str, event: WorkClosed) -> None:
        if event.cause is not CloseCause.DUPLICATE:
            raise Impossible("it names another Work, and is no duplicate")
        if event.duplicate_of == work_id:
            raise Impossible("it is a duplicate of itself")
        if self._work(event.duplicate_of).duplicate_of:
            raise Impossible("it names a duplicate as what was there first")

    def _hand_over(self, work: Work, event: Event) -> None:
        """Move it, and remember who has it now."""
        if work.operative_id is not None:
            self._held[work.operative_id].remove(work.id)
        self._apply(work, event)
        if work.operative_id is not None:
            self._held.setdefault(work.operative_id, set()).add(work.id)
        if self._leaver and not self._held[self._leaver]:
            self._leaver = None

    def _must_name_the_right_operative(self, work: Work, event: Event) -> None:
        named: str | None = getattr(event, "operative_id", work.operative_id)
        if isinstance(event, WorkReassigned) and event.from_operative_id != work.operative_id:
            raise Impossible("it names an operative who does not have this Work")
        if isinstance(event, WorkReassigned) and named == work.operative_id:
            raise Impossible("it is with them already")
        if isinstance(event, WorkAssigned | WorkReassigned):
            if named not in self._operatives:
                raise Impossible("it names an operative who has not been hired")
            if named in self._erased:
                raise Impossible("it names an operative who has been erased")
            if named in self._left:
                raise Impossible("it names an operative who has left")
        elif named != work.operative_id:
            raise Impossible("it names an operative who does not have this Work")

    def _must_be_able_to_set_off(self, event: WorkDispatched) -> None:
        if event.operative_id in self._engaged:
            raise Impossible("the operative is under way to, or on site for, another Work")
        _must_be_on_every_clock(event.eta)


def _engaged_on(work: Work) -> str | None:
    """The operative who is under way to it, or on site for it."""
    return work.operative_id if work.stage in UNDER_WAY else None


def _open_at(work: Work) -> Sequence[str]:
    """The Sites that it is for, while it has not ended."""
    return () if work.stage is None or work.stage in ENDED else work.site_ids


def is_on_every_clock(moment: datetime) -> bool:
    """Whether the moment has a time zone, and can be shown in every other."""
    return moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR


def _must_be_on_every_clock(eta: datetime) -> None:
    if not is_on_every_clock(eta):
        raise Impossible("its arrival is at no time that clocks can show")


def _must_be_promised(*moments: datetime | None) -> None:
    if not all(is_on_every_clock(each) for each in moments if each):
        raise Impossible("what it promises is at no time that clocks can show")


def _must_be_open(work: Work) -> None:
    if work.stage in ENDED:
        raise Impossible(f"this Work is {work.stage}")


def _must_amend(work: Work, event: Amended, before: object) -> None:
    """It says what it changes, and changes it. The order of Sites does not count."""
    _must_be_open(work)
    if event.before != before:
        raise Impossible("what it amends was otherwise before")
    is_for_the_same = isinstance(event, WorkSitesAmended) and set(event.after) == set(event.before)
    if event.after == before or is_for_the_same:
        raise Impossible("it changes nothing")


def _must_be_new(kind: str, id: str, known: Container[str]) -> None:
    if not is_id(kind, id):
        raise Impossible("its id is not one of that kind")
    if id in known:
        raise Impossible("it happened before, and happens once")


def _must_be_there(kind: str, id: str, known: Container[str]) -> None:
    if id not in known:
        raise Impossible(f"there is no such {kind} yet")
