"""Builds commands outside of pages: for the morning that a desk in memory starts with, for tests
and for benchmarks."""

from datetime import datetime, timedelta

from app.commands.amending import AddCall, AddNote, AmendWork
from app.commands.ids import new_id
from app.commands.operative import (
    AmendOperative,
    ComeOnDuty,
    GoOffDuty,
    HireOperative,
    LetOperativeLeave,
    RenameOperative,
    TakeOperativeBack,
)
from app.commands.role import ChangeRole, GrantRole, MakeRole, RevokeRole
from app.commands.site import AcquireSite, AmendSite, DisposeOfSite, RestoreSite
from app.commands.team import AddMember, MakeTeam, RenameTeam
from app.commands.user import AddAdministrator, RegisterUser, RenameUser
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork, ReviseEta
from app.commands.work import (
    AssignWork,
    CloseWork,
    MoveInQueue,
    RaiseWork,
    ReassignWork,
    RecallWork,
    ReopenWork,
)
from app.domain.feature import Feature
from app.domain.lifecycle import Direction
from app.domain.promise import Priority
from app.domain.role import READY_MADE
from app.domain.site import Site
from app.domain.work import Work
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from app.event_store.log import EventLog


class CommandBuilder:
    """Each command is as a form sends it that was opened just now: with a new id for what it
    begins, and with the present version of what it is about."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def version(self, aggregate_id: str) -> int:
        """How many events there are of it."""
        return len(self._log.stream(aggregate_id))

    def hire(self, forename: str, surname: str, home_area: str = "", *skills: str) -> HireOperative:
        return HireOperative(
            operative_id=new_id("operative"),
            forename=forename,
            surname=surname,
            home_area=home_area,
            skills=skills,
        )

    def rename_operative(self, operative_id: str, forename: str, surname: str) -> RenameOperative:
        return RenameOperative(
            operative_id=operative_id,
            version=self.version(operative_id),
            forename=forename,
            surname=surname,
        )

    def amend_operative(self, operative_id: str, home_area: str, *skills: str) -> AmendOperative:
        return AmendOperative(
            operative_id=operative_id,
            version=self.version(operative_id),
            home_area=home_area,
            skills=skills,
        )

    def go_off_duty(
        self, operative_id: str, reason: str, until: datetime | None = None
    ) -> GoOffDuty:
        return GoOffDuty(operative_id=operative_id, reason=reason, until=until)

    def come_on_duty(self, operative_id: str) -> ComeOnDuty:
        return ComeOnDuty(operative_id=operative_id)

    def let_leave(self, operative_id: str, reason: str = "") -> LetOperativeLeave:
        return LetOperativeLeave(operative_id=operative_id, reason=reason)

    def take_back(self, operative_id: str) -> TakeOperativeBack:
        return TakeOperativeBack(operative_id=operative_id)

    def acquire(
        self,
        address_line_1: str,
        town: str,
        post_code: str,
        telephone_number: str,
        *,
        name: str = "",
        area: str = "",
        notes: str = "",
        contact_name: str = "",
        contact_telephone: str = "",
    ) -> AcquireSite:
        return AcquireSite(
            site_id=new_id("site"),
            address_line_1=address_line_1,
            town=town,
            post_code=post_code,
            telephone_number=telephone_number,
            name=name,
            area=area,
            notes=notes,
            contact_id=new_id("contact"),
            contact_name=contact_name,
            contact_telephone=contact_telephone,
        )

    def amend_site(
        self,
        site_id: str,
        address_line_1: str,
        town: str,
        post_code: str,
        telephone_number: str,
        *,
        name: str = "",
        area: str = "",
        notes: str = "",
        contact_name: str = "",
        contact_telephone: str = "",
    ) -> AmendSite:
        """With all that it says, changed or not."""
        return AmendSite(
            site_id=site_id,
            version=self.version(site_id),
            address_line_1=address_line_1,
            town=town,
            post_code=post_code,
            telephone_number=telephone_number,
            name=name,
            area=area,
            notes=notes,
            contact_id=new_id("contact"),
            contact_version=self._version_of_contact(Site, site_id),
            contact_name=contact_name,
            contact_telephone=contact_telephone,
        )

    def dispose_of(self, site_id: str, reason: str) -> DisposeOfSite:
        return DisposeOfSite(site_id=site_id, version=self.version(site_id), reason=reason)

    def restore(self, site_id: str) -> RestoreSite:
        return RestoreSite(site_id=site_id, version=self.version(site_id))

    def raise_work(
        self,
        site_ids: tuple[str, ...],
        title: str,
        description: str,
        *,
        priority: Priority = Priority.ROUTINE,
        caller_name: str = "",
        caller_telephone: str = "",
    ) -> RaiseWork:
        return RaiseWork(
            work_id=new_id("work"),
            site_ids=site_ids,
            title=title,
            description=description,
            priority=priority,
            contact_id=new_id("contact"),
            caller_name=caller_name,
            caller_telephone=caller_telephone,
        )

    def assign(self, work_id: str, operative_id: str) -> AssignWork:
        return AssignWork(work_id=work_id, version=self.version(work_id), operative_id=operative_id)

    def reassign(self, work_id: str, operative_id: str, reason: str = "") -> ReassignWork:
        return ReassignWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            reason=reason,
        )

    def move_in_queue(
        self, work_id: str, direction: Direction = Direction.TOP, past: str = ""
    ) -> MoveInQueue:
        return MoveInQueue(
            work_id=work_id, version=self.version(work_id), direction=direction, past=past
        )

    def dispatch(self, work_id: str, operative_id: str, minutes: int) -> DispatchWork:
        """With an arrival that is expected in so many minutes."""
        return DispatchWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            eta=timedelta(minutes=minutes),
        )

    def revise_eta(self, work_id: str, operative_id: str, minutes: int) -> ReviseEta:
        """As of `dispatch`."""
        return ReviseEta(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            eta=timedelta(minutes=minutes),
        )

    def arrive(self, work_id: str, operative_id: str) -> ArriveAtWork:
        return ArriveAtWork(
            work_id=work_id, version=self.version(work_id), operative_id=operative_id
        )

    def complete(
        self,
        work_id: str,
        operative_id: str,
        outcome: str,
        code: OutcomeCode = OutcomeCode.MENDED,
    ) -> CompleteWork:
        return CompleteWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            code=code,
            outcome=outcome,
        )

    def abandon(
        self, work_id: str, operative_id: str, reason: str, code: AbandonCode = AbandonCode.OTHER
    ) -> AbandonWork:
        return AbandonWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            code=code,
            reason=reason,
        )

    def recall(self, work_id: str, reason: str) -> RecallWork:
        return RecallWork(work_id=work_id, version=self.version(work_id), reason=reason)

    def close(
        self, work_id: str, cause: CloseCause, reason: str, duplicate_of: str = ""
    ) -> CloseWork:
        return CloseWork(
            work_id=work_id,
            version=self.version(work_id),
            cause=cause,
            reason=reason,
            duplicate_of=duplicate_of,
        )

    def reopen(self, work_id: str, reason: str) -> ReopenWork:
        return ReopenWork(work_id=work_id, version=self.version(work_id), reason=reason)

    def note(self, work_id: str, text: str) -> AddNote:
        return AddNote(work_id=work_id, text=text)

    def add_call(
        self, work_id: str, note: str, caller_name: str = "", caller_telephone: str = ""
    ) -> AddCall:
        return AddCall(
            work_id=work_id,
            contact_id=new_id("contact"),
            caller_name=caller_name,
            caller_telephone=caller_telephone,
            note=note,
        )

    def amend(
        self,
        work_id: str,
        site_ids: tuple[str, ...],
        title: str,
        description: str,
        *,
        priority: Priority = Priority.ROUTINE,
        caller_name: str = "",
        caller_telephone: str = "",
    ) -> AmendWork:
        """With all that it says, changed or not."""
        return AmendWork(
            work_id=work_id,
            version=self.version(work_id),
            site_ids=site_ids,
            title=title,
            description=description,
            priority=priority,
            contact_id=new_id("contact"),
            contact_version=self._version_of_contact(Work, work_id),
            caller_name=caller_name,
            caller_telephone=caller_telephone,
        )

    def _version_of_contact(self, aggregate_type: type[Site] | type[Work], id: str) -> int:
        """Of whoever is the contact at that Site, or the caller of that Work."""
        aggregate = aggregate_type(id)
        stream = self._log.stream(id)
        aggregate.replay((each.event for each in stream), version=len(stream))
        contact_id = aggregate.caller_id if isinstance(aggregate, Work) else aggregate.contact_id
        return self.version(contact_id) if contact_id else 0

    def register(
        self,
        full_name: str,
        sign_in_name: str,
        *role_ids: str,
        operative_id: str | None = None,
        is_made_up: bool = False,
    ) -> RegisterUser:
        return RegisterUser(
            user_id=new_id("user"),
            full_name=full_name,
            sign_in_name=sign_in_name,
            role_ids=role_ids,
            operative_id=operative_id,
            is_made_up=is_made_up,
        )

    def register_operative(
        self, full_name: str, sign_in_name: str, *role_ids: str, is_made_up: bool = False
    ) -> RegisterUser:
        """Who is hired in the same step."""
        return RegisterUser(
            user_id=new_id("user"),
            full_name=full_name,
            sign_in_name=sign_in_name,
            role_ids=role_ids,
            operative_id=new_id("operative"),
            hires=True,
            is_made_up=is_made_up,
        )

    def add_administrator(self, full_name: str, sign_in_name: str) -> AddAdministrator:
        return AddAdministrator(
            user_id=new_id("user"), full_name=full_name, sign_in_name=sign_in_name
        )

    def rename_user(self, user_id: str, full_name: str, sign_in_name: str) -> RenameUser:
        return RenameUser(
            user_id=user_id,
            version=self.version(user_id),
            full_name=full_name,
            sign_in_name=sign_in_name,
        )

    def make_role(self, name: str, *features: Feature, stays_signed_in: bool = False) -> MakeRole:
        return MakeRole(
            role_id=new_id("role"), name=name, features=features, stays_signed_in=stays_signed_in
        )

    def make_ready_role(self, role_id: str) -> MakeRole:
        """One of those that a desk has once it has an administrator, by its id."""
        terms = READY_MADE[role_id]
        return MakeRole(
            role_id=role_id,
            name=terms.name,
            features=terms.features,
            stays_signed_in=terms.stays_signed_in,
        )

    def change_role(
        self, role_id: str, name: str, *features: Feature, stays_signed_in: bool = False
    ) -> ChangeRole:
        return ChangeRole(
            role_id=role_id,
            version=self.version(role_id),
            name=name,
            features=features,
            stays_signed_in=stays_signed_in,
        )

    def grant(self, holder_id: str, role_id: str) -> GrantRole:
        """To a user or a team."""
        return GrantRole(holder_id=holder_id, role_id=role_id)

    def revoke(self, holder_id: str, role_id: str) -> RevokeRole:
        return RevokeRole(holder_id=holder_id, role_id=role_id)

    def make_team(self, name: str) -> MakeTeam:
        return MakeTeam(team_id=new_id("team"), name=name)

    def rename_team(self, team_id: str, name: str) -> RenameTeam:
        return RenameTeam(team_id=team_id, version=self.version(team_id), name=name)

    def add_member(self, team_id: str, user_id: str) -> AddMember:
        return AddMember(team_id=team_id, user_id=user_id)
