"""Whether an event can follow from those before it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace as replaced

from app.domain.contact import ContactErased, ContactNamed
from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty, duty_id
from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.event import Event
from app.domain.history import History
from app.domain.history.impossible import Impossible, is_on_every_clock
from app.domain.operative import (
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.promise import Priority
from app.domain.role import (
    ADMINISTRATION,
    RoleChanged,
    RoleGranted,
    RoleMade,
    RoleRemoved,
    RoleRevoked,
)
from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
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
    CloseCause,
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
from app.event_store.event_types import EVENT_TYPES
from tests.domain.scenario import SOON

Story = list[tuple[str, Event]]


def id_of(kind: str, number: int) -> str:
    return f"{kind}-01932c07-209c-7a2e-8f43-{number:012}"


ANN, BEN, CAT = (id_of("operative", number) for number in (1, 2, 3))
ELM_HOUSE, MILL_LANE, QUAY = (id_of("site", number) for number in (1, 2, 3))
BOILER, LIFT, ROOF = (id_of("work", number) for number in (1, 2, 3))
JO, MO = (id_of("contact", number) for number in (1, 2))
ANNS = engagement_id(ANN)
ADA, BOB = id_of("user", 1), id_of("user", 2)
NIGHTS, CREW = id_of("team", 1), id_of("role", 1)

HIRED = OperativeHired(forename="Ann", surname="Marsh")
ACQUIRED = SiteAcquired(
    address_line_1="Elm House", town="Leeds", post_code="LS1 4AP", telephone_number="0113 496 0182"
)


def raised(*site_ids: str, **more: Any) -> WorkRaised:
    return WorkRaised(
        site_ids=site_ids, title="Boiler leaks", description="Since last night.", **more
    )


def assigned(operative_id: str) -> WorkAssigned:
    return WorkAssigned(operative_id=operative_id)


def dispatched(operative_id: str) -> WorkDispatched:
    return WorkDispatched(operative_id=operative_id, eta=SOON)


def engaged(work_id: str, operative_id: str = ANN) -> OperativeEngaged:
    return OperativeEngaged(operative_id=operative_id, work_id=work_id)


def released(work_id: str, operative_id: str = ANN) -> OperativeReleased:
    return OperativeReleased(operative_id=operative_id, work_id=work_id)


def arrived(operative_id: str) -> WorkArrivedAt:
    return WorkArrivedAt(operative_id=operative_id)


COMPLETED = WorkCompleted(operative_id=ANN, outcome="")
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.")
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")
CLOSED = WorkClosed(cause=CloseCause.DUPLICATE, reason="Again.")
REOPENED = WorkReopened(reason="It leaks again.")

REGISTERED = UserRegistered(full_name="Ada Novak", sign_in_name="ada")
MADE = RoleMade(name="Crew", features=())
GRANTED = RoleGranted(role_id=CREW)
IS_CAT = UserLinked(operative_id=CAT)

OPENED: Story = [(ANN, HIRED), (BEN, HIRED), (ELM_HOUSE, ACQUIRED), (MILL_LANE, ACQUIRED)]
RAISED: Story = [*OPENED, (BOILER, raised(ELM_HOUSE)), (LIFT, raised(ELM_HOUSE, MILL_LANE))]
QUEUED: Story = [*RAISED, (BOILER, assigned(ANN)), (LIFT, assigned(ANN))]
EN_ROUTE: Story = [*QUEUED, (BOILER, dispatched(ANN)), (ANNS, engaged(BOILER))]
ON_SITE: Story = [*EN_ROUTE, (BOILER, arrived(ANN))]
COMPLETE: Story = [*ON_SITE, (BOILER, COMPLETED), (ANNS, released(BOILER))]
A_DAY: Story = [
    *COMPLETE,
    *((LIFT, dispatched(ANN)), (ANNS, engaged(LIFT)), (LIFT, RECALLED), (ANNS, released(LIFT))),
    *((LIFT, CLOSED), (LIFT, REOPENED), (LIFT, assigned(ANN)), (LIFT, ABANDONED)),
    *((BOILER, REOPENED), (BOILER, assigned(BEN))),
    (BOILER, WorkRecalled(operative_id=BEN, reason="Ben is ill.")),
]
JO_NAMED = (JO, ContactNamed(name="Jo Hill", telephone=""))
MO_NAMED = (MO, ContactNamed(name="", telephone="12345"))
REVISED = WorkEtaRevised(operative_id=ANN, eta=SOON)
REASSIGNED = WorkReassigned(operative_id=BEN, from_operative_id=ANN, reason="")
REPEATS = replaced(CLOSED, duplicate_of=BOILER)
FOUND = (BOILER, WorkDuplicateFound(work_id=LIFT))
NOTED = WorkNoted(text="Dog.")
RETITLED = WorkTitleAmended(before="Boiler leaks", after="Boiler bursts")
REDESCRIBED = WorkDescriptionAmended(before="Since last night.", after="Now.")
JO_IS_CALLER = WorkCallerAmended(before="", after=JO)
SITES_TURNED_AROUND = WorkSitesAmended(before=(ELM_HOUSE, MILL_LANE), after=(MILL_LANE, ELM_HOUSE))
RAISED_PRIORITY = WorkPriorityAmended(
    before=Priority.ROUTINE, after=Priority.URGENT, arrive_by=SOON, complete_by=SOON
)


def moved_before(work_id: str | None, operative_id: str = ANN) -> WorkMovedInQueue:
    return WorkMovedInQueue(operative_id=operative_id, before=work_id)


def called(caller_id: str) -> WorkCallAdded:
    return WorkCallAdded(caller_id=caller_id, note="It still leaks.")


def sites_amended(*site_ids: str) -> WorkSitesAmended:
    return WorkSitesAmended(before=(ELM_HOUSE,), after=site_ids)


RAISED_BY_JO: Story = [
    *OPENED,
    *((BOILER, raised(ELM_HOUSE, caller_id=JO)), JO_NAMED),
    (LIFT, raised(ELM_HOUSE, MILL_LANE)),
]
A_TALKATIVE_DAY: Story = [
    *RAISED_BY_JO,
    *((BOILER, called(MO)), MO_NAMED, (BOILER, called(""))),
    *((BOILER, RETITLED), (BOILER, REDESCRIBED), (BOILER, RAISED_PRIORITY)),
    (BOILER, sites_amended(MILL_LANE, ELM_HOUSE)),
    *((BOILER, WorkCallerAmended(before=JO, after=MO)), (BOILER, called(MO))),
    (BOILER, WorkCallerAmended(before=MO, after="")),
    *((BOILER, assigned(ANN)), (LIFT, assigned(ANN))),
    *((LIFT, moved_before(BOILER)), (LIFT, moved_before(None))),
    *((BOILER, dispatched(ANN)), (ANNS, engaged(BOILER)), (BOILER, REVISED)),
    *((BOILER, REASSIGNED), (ANNS, released(BOILER)), (BOILER, NOTED)),
    *((LIFT, RECALLED), (LIFT, REPEATS), FOUND),
    *((LIFT, WorkNoted(text="The same.")), (JO, ContactErased()), (LIFT, REOPENED)),
]
LEFT = OperativeLeft(reason="")
BACK = OperativeCameBack()
ILL = OperativeWentOffDuty(operative_id=ANN, reason="Ill.", until=None)
ON_DUTY = OperativeCameOnDuty(operative_id=ANN)
DUTY = duty_id(ANN)
NO_DUTY = DutyErased(operative_id=ANN)
IS_ILL: Story = [*OPENED, (DUTY, ILL)]
LEAVING: Story = [
    *EN_ROUTE,
    *((ANN, LEFT), (BOILER, RECALLED), (ANNS, released(BOILER)), (LIFT, RECALLED)),
]
"""What Ann holds goes back to Control in the same step."""
DUTIES: Story = [
    (ANN, OperativeHomeAreaChanged(before="", after="Leeds")),
    (ANN, OperativeSkillsChanged(before=(), after=("gas",))),
    *((DUTY, ILL), (DUTY, replaced(ILL, until=SOON)), (DUTY, ON_DUTY), (ANN, LEFT), (ANN, BACK)),
    *((DUTY, ILL), (ANN, LEFT), (ANN, BACK), (DUTY, ON_DUTY)),
    *((DUTY, ILL), (DUTY, ON_DUTY), (ANN, OperativeErased()), (DUTY, NO_DUTY)),
]
FIRST_ADMINISTRATOR: Story = [
    (ADA, REGISTERED),
    (ADA, RoleGranted(role_id=ADMINISTRATION)),
    (ADMINISTRATION, RoleMade(name="Administration", features=())),
]
PEOPLE: Story = [*FIRST_ADMINISTRATOR, (CREW, MADE), (NIGHTS, TeamMade(name="Nights"))]
COMINGS_AND_GOINGS: Story = [
    *PEOPLE,
    *((BOB, REGISTERED), (BOB, GRANTED), (BOB, IS_CAT), (CAT, HIRED)),
    *((NIGHTS, TeamRenamed(name="Days")), (NIGHTS, MemberAdded(user_id=BOB)), (NIGHTS, GRANTED)),
    *((BOB, UserRenamed(full_name="Bo", sign_in_name="bo")), (BOB, UserUnlinked())),
    *((BOB, UserDisabled()), (BOB, UserEnabled()), (BOB, SessionsEnded()), (BOB, IS_CAT)),
    (CAT, OperativeRenamed(forename="Cat", surname="Bo")),
    *((BOB, UserErased()), (CAT, OperativeErased()), (NIGHTS, MemberRemoved(user_id=BOB))),
    *((NIGHTS, RoleRevoked(role_id=CREW)), (NIGHTS, TeamRemoved())),
    *((CREW, RoleChanged(name="Team", features=())), (CREW, RoleRemoved())),
]


AMENDED = SiteAmended(part=SitePart.TOWN, before="Leeds", after="York")
IVY = id_of("contact", 1)
ASKS_FOR_IVY = SiteContactAmended(before="", after=IVY)
DISPOSED = SiteDisposed(reason="Sold.")
A_SITE: Story = [
    *((QUAY, ACQUIRED), (QUAY, AMENDED), (QUAY, ASKS_FOR_IVY)),
    *((IVY, ContactNamed(name="Ivy", telephone="")), (QUAY, DISPOSED), (QUAY, SiteRestored())),
]
ENDED: Story = [*RAISED, (BOILER, CLOSED), (LIFT, CLOSED)]
GONE: Story = [*ENDED, (ELM_HOUSE, DISPOSED)]


def follow(story: Story) -> History:
    history = History()
    for aggregate_id, event in story:
        history.follow(aggregate_id, event)
    return history


def test_a_day_with_every_type_of_event_can_be() -> None:
    a_day: Story = [*COMINGS_AND_GOINGS, *A_DAY, *A_SITE, *DUTIES]
    follow(a_day).end()
    follow(A_TALKATIVE_DAY).end()

    story = [*a_day, *A_TALKATIVE_DAY]

    assert {type(event) for _, event in story} == set(EVENT_TYPES.values())


class WorkTeleported(Event, frozen=True):
    """A type that somebody has added, and that moves no Work."""


def test_a_type_that_was_forgotten_here_is_named() -> None:
    with pytest.raises(NotImplementedError, match=r"domain/history .* WorkTeleported"):
        follow([*RAISED, (BOILER, WorkTeleported())])


NOT_NEW = "it happened before, and happens once"
ERASED = OperativeErased()
CALLED_CAT = OperativeRenamed(forename="Cat", surname="Day")
ERASED_BEFORE = "the name was erased before, and nothing can follow that"
NOT_ASSIGNABLE = "it names an operative who has been erased"
NO_SUCH_ID = "its id is not one of that kind"
NOT_RAISED = "this Work has not been raised"
NOT_HIRED = "it names an operative who has not been hired"
NOT_THEIRS = "it names an operative who does not have this Work"
NO_IVY = "there is no such contact, which the event before names"
NO_CAT = "there is no such operative, which the event before names"
NOT_ACQUIRED = "it names a Site that has not been acquired"
BELONGS_TO_NOTHING = "it does not belong to the event before"
NEVER = datetime(9999, 12, 31, 23)  # noqa: DTZ001
NO_ARRIVAL = "its arrival is at no time that clocks can show"
NO_PROMISE = "what it promises is at no time that clocks can show"
NO_CONTACT = "it names no contact"
NOT_NAMED = "there is no such contact, which the event before names"
OTHERWISE = "what it amends was otherwise before"
CHANGES_NOTHING = "it changes nothing"
NOT_UNDER_WAY = "the operative is not under way to this Work"
NOT_IN_QUEUE = "it is not in the queue of that operative"
NO_DUPLICATE = "it names another Work, and is no duplicate"


STILL_HOLDS = "the operative who left with the event before still holds something"
HAS_LEFT = "the operative has left"
NOT_BACK_ON_DUTY = "OperativeCameOnDuty is missing, which belongs to the event before"
REASONS_KEPT = "DutyErased is missing, which belongs to the event before"


@pytest.mark.parametrize(
    ("before", "aggregate_id", "event", "reason"),
    [
        ([], ANN, LEFT, "there is no such operative yet"),
        ([], DUTY, ILL, "there is no such operative yet"),
        ([], ANN, OperativeSkillsChanged(before=(), after=()), "there is no such operative yet"),
        (OPENED, ANN, BACK, "the operative has not left"),
        (
            OPENED,
            DUTY,
            replaced(ILL, until=datetime(9999, 12, 31, tzinfo=UTC)),
            "it ends at no time that clocks can show",
        ),
        (OPENED, duty_id(BEN), ILL, "it is the duty of somebody else"),
        (OPENED, ANN, ILL, "it is the duty of somebody else"),
        (OPENED, DUTY, ON_DUTY, "the operative is on duty"),
        ([*IS_ILL, (DUTY, ON_DUTY)], DUTY, ON_DUTY, "the operative is on duty"),
        (IS_ILL, DUTY, NO_DUTY, BELONGS_TO_NOTHING),
        ([*OPENED, (ANN, ERASED)], DUTY, NO_DUTY, BELONGS_TO_NOTHING),
        ([*OPENED, (ANN, ERASED)], DUTY, ILL, NOT_ASSIGNABLE),
        ([*IS_ILL, (ANN, ERASED), (DUTY, NO_DUTY)], DUTY, ILL, NOT_ASSIGNABLE),
        ([*IS_ILL, (ANN, ERASED), (DUTY, NO_DUTY)], DUTY, NO_DUTY, BELONGS_TO_NOTHING),
        ([*IS_ILL, (ANN, LEFT), (ANN, BACK)], DUTY, ILL, NOT_BACK_ON_DUTY),
        ([*IS_ILL, (ANN, ERASED)], ELM_HOUSE, DISPOSED, REASONS_KEPT),
        ([*OPENED, (ANN, LEFT)], ANN, LEFT, HAS_LEFT),
        ([*OPENED, (ANN, LEFT)], DUTY, ILL, HAS_LEFT),
        ([*IS_ILL, (ANN, LEFT)], DUTY, ON_DUTY, HAS_LEFT),
        ([*RAISED, (ANN, LEFT)], BOILER, assigned(ANN), "it names an operative who has left"),
        (
            [*RAISED, (BOILER, assigned(BEN)), (ANN, LEFT)],
            BOILER,
            WorkReassigned(operative_id=ANN, from_operative_id=BEN, reason=""),
            "it names an operative who has left",
        ),
        (
            [*OPENED, *FIRST_ADMINISTRATOR, (ANN, LEFT)],
            ADA,
            UserLinked(operative_id=ANN),
            "it names an operative who has left",
        ),
        ([*QUEUED, (ANN, LEFT)], ANN, BACK, STILL_HOLDS),
        ([*QUEUED, (ANN, LEFT)], duty_id(BEN), replaced(ILL, operative_id=BEN), STILL_HOLDS),
        ([*QUEUED, (ANN, LEFT)], LIFT, ABANDONED, STILL_HOLDS),
        ([*QUEUED, (ANN, LEFT), (LIFT, RECALLED)], LIFT, assigned(BEN), STILL_HOLDS),
        (
            [*EN_ROUTE, (ANN, LEFT), (BOILER, RECALLED)],
            LIFT,
            RECALLED,
            "OperativeReleased is missing, which belongs to the event before",
        ),
        (OPENED, ANN, HIRED, NOT_NEW),
        (OPENED, ELM_HOUSE, ACQUIRED, NOT_NEW),
        (RAISED, BOILER, raised(ELM_HOUSE), NOT_NEW),
        (OPENED, QUAY, AMENDED, "there is no such site yet"),
        (OPENED, QUAY, DISPOSED, "there is no such site yet"),
        (OPENED, ELM_HOUSE, SiteRestored(), "this Site is not disposed of"),
        (GONE, ELM_HOUSE, AMENDED, "this Site is disposed of"),
        (GONE, ELM_HOUSE, DISPOSED, "this Site is disposed of"),
        (GONE, ROOF, raised(MILL_LANE, ELM_HOUSE), "it is for a Site that is disposed of"),
        (GONE, LIFT, REOPENED, "it is for a Site that is disposed of"),
        (ENDED[:-1], ELM_HOUSE, DISPOSED, "there is open Work for this Site"),
        ([*ENDED, (BOILER, REOPENED)], ELM_HOUSE, DISPOSED, "there is open Work for this Site"),
        ([*OPENED, (ELM_HOUSE, ASKS_FOR_IVY)], BEN, CALLED_CAT, NO_IVY),
        ([], ANN, ERASED, "there is no such operative yet"),
        (PEOPLE, ADA, CALLED_CAT, "there is no such operative yet"),
        ([*PEOPLE, (ADA, IS_CAT)], CAT, CALLED_CAT, "there is no such operative yet"),
        ([*OPENED, (ANN, ERASED)], ANN, CALLED_CAT, ERASED_BEFORE),
        ([*OPENED, (ANN, ERASED)], ANN, ERASED, ERASED_BEFORE),
        ([*RAISED, (ANN, ERASED)], BOILER, assigned(ANN), NOT_ASSIGNABLE),
        (OPENED, "operative-cat", HIRED, NO_SUCH_ID),
        (OPENED, QUAY, HIRED, NO_SUCH_ID),
        (OPENED, CAT, ACQUIRED, NO_SUCH_ID),
        (OPENED, f"{BOILER}\n", raised(ELM_HOUSE), NO_SUCH_ID),
        (OPENED, BOILER, raised(), "it names no Site"),
        (OPENED, BOILER, raised(ELM_HOUSE, ELM_HOUSE), "it names a Site twice"),
        (OPENED, BOILER, raised(ELM_HOUSE, QUAY), NOT_ACQUIRED),
        (OPENED, BOILER, raised(ANN), NOT_ACQUIRED),
        (RAISED, ROOF, assigned(ANN), NOT_RAISED),
        (RAISED, ROOF, CLOSED, NOT_RAISED),
        (RAISED, ANN, assigned(ANN), NOT_RAISED),
        (RAISED, BOILER, assigned(CAT), NOT_HIRED),
        (RAISED, BOILER, dispatched(ANN), "this Work is awaiting Control"),
        (RAISED, BOILER, REOPENED, "this Work is awaiting Control"),
        (QUEUED, BOILER, assigned(BEN), "this Work is queued"),
        (QUEUED, BOILER, arrived(ANN), "this Work is queued"),
        (QUEUED, BOILER, CLOSED, "this Work is queued"),
        (QUEUED, BOILER, dispatched(BEN), NOT_THEIRS),
        (QUEUED, BOILER, WorkAbandoned(operative_id=BEN, reason="So."), NOT_THEIRS),
        (QUEUED, BOILER, replaced(dispatched(ANN), eta=NEVER), NO_ARRIVAL),
        (EN_ROUTE, BOILER, COMPLETED, "this Work is en route"),
        (EN_ROUTE, BOILER, arrived(BEN), NOT_THEIRS),
        (
            EN_ROUTE,
            LIFT,
            dispatched(ANN),
            "the operative is under way to, or on site for, another Work",
        ),
        (ON_SITE, BOILER, WorkCompleted(operative_id=BEN, outcome=""), NOT_THEIRS),
        (COMPLETE, BOILER, ABANDONED, "this Work is completed"),
        (QUEUED, ANNS, engaged(BOILER), BELONGS_TO_NOTHING),
        (EN_ROUTE, ANNS, engaged(BOILER), BELONGS_TO_NOTHING),
        (EN_ROUTE, ANNS, released(BOILER), BELONGS_TO_NOTHING),
        (EN_ROUTE[:-1], ANNS, engaged(LIFT), BELONGS_TO_NOTHING),
        (EN_ROUTE[:-1], ANNS, released(BOILER), BELONGS_TO_NOTHING),
        (EN_ROUTE[:-1], engagement_id(BEN), engaged(BOILER), BELONGS_TO_NOTHING),
        (EN_ROUTE[:-1], engagement_id(BEN), engaged(BOILER, BEN), BELONGS_TO_NOTHING),
        (
            EN_ROUTE[:-1],
            BOILER,
            arrived(ANN),
            "OperativeEngaged is missing, which belongs to the event before",
        ),
        (
            COMPLETE[:-1],
            CAT,
            HIRED,
            "OperativeReleased is missing, which belongs to the event before",
        ),
        (OPENED, ELM_HOUSE, JO_NAMED[1], NO_SUCH_ID),
        ([JO_NAMED], JO, JO_NAMED[1], NOT_NEW),
        ([], JO, ContactErased(), "there is no such contact yet"),
        ([JO_NAMED, (JO, ContactErased())], JO, ContactErased(), ERASED_BEFORE),
        (OPENED, BOILER, raised(ELM_HOUSE, caller_id=ANN), NO_CONTACT),
        ([*OPENED, (BOILER, raised(ELM_HOUSE, caller_id=JO))], *MO_NAMED, NOT_NAMED),
        (OPENED, BOILER, raised(ELM_HOUSE, arrive_by=NEVER), NO_PROMISE),
        (OPENED, BOILER, raised(ELM_HOUSE, complete_by=NEVER), NO_PROMISE),
        (RAISED, ROOF, NOTED, NOT_RAISED),
        (RAISED, ANN, NOTED, NOT_RAISED),
        (EN_ROUTE, ANNS, REVISED, NOT_RAISED),
        (RAISED, ELM_HOUSE, called(""), NOT_RAISED),
        (RAISED, ROOF, RETITLED, NOT_RAISED),
        (RAISED, ROOF, called(""), NOT_RAISED),
        (RAISED, BOILER, called(ANN), NO_CONTACT),
        ([*RAISED, (BOILER, called(JO))], BOILER, NOTED, NOT_NAMED),
        (COMPLETE, BOILER, called(""), "this Work is completed"),
        (COMPLETE, BOILER, RETITLED, "this Work is completed"),
        (COMPLETE, BOILER, RAISED_PRIORITY, "this Work is completed"),
        (COMPLETE, BOILER, sites_amended(MILL_LANE), "this Work is completed"),
        (COMPLETE, BOILER, JO_IS_CALLER, "this Work is completed"),
        ([*RAISED, (BOILER, RETITLED)], BOILER, RETITLED, OTHERWISE),
        ([*RAISED, (BOILER, REDESCRIBED)], BOILER, REDESCRIBED, OTHERWISE),
        ([*RAISED, (BOILER, RAISED_PRIORITY)], BOILER, RAISED_PRIORITY, OTHERWISE),
        (RAISED, LIFT, sites_amended(MILL_LANE), OTHERWISE),
        (RAISED_BY_JO, BOILER, JO_IS_CALLER, OTHERWISE),
        (RAISED, BOILER, replaced(RETITLED, after=RETITLED.before), CHANGES_NOTHING),
        (RAISED, BOILER, replaced(RAISED_PRIORITY, after=Priority.ROUTINE), CHANGES_NOTHING),
        (RAISED, LIFT, SITES_TURNED_AROUND, CHANGES_NOTHING),
        (RAISED, BOILER, replaced(RAISED_PRIORITY, arrive_by=NEVER), NO_PROMISE),
        (RAISED, BOILER, sites_amended(), "it names no Site"),
        (RAISED, BOILER, sites_amended(QUAY), NOT_ACQUIRED),
        (RAISED, BOILER, sites_amended(MILL_LANE, MILL_LANE), "it names a Site twice"),
        (RAISED, BOILER, replaced(JO_IS_CALLER, after=ANN), NO_CONTACT),
        (QUEUED, BOILER, REVISED, NOT_UNDER_WAY),
        (EN_ROUTE, LIFT, REVISED, NOT_UNDER_WAY),
        (EN_ROUTE, BOILER, replaced(REVISED, operative_id=BEN), NOT_UNDER_WAY),
        (ON_SITE, BOILER, REVISED, NOT_UNDER_WAY),
        (EN_ROUTE, BOILER, replaced(REVISED, eta=NEVER), NO_ARRIVAL),
        (RAISED, BOILER, moved_before(None), NOT_IN_QUEUE),
        (QUEUED, BOILER, moved_before(None, BEN), NOT_IN_QUEUE),
        (QUEUED, BOILER, moved_before(ROOF), NOT_RAISED),
        (QUEUED, BOILER, moved_before(BOILER), "it is moved before itself"),
        (EN_ROUTE, BOILER, moved_before(LIFT), NOT_IN_QUEUE),
        (EN_ROUTE, LIFT, moved_before(BOILER), NOT_IN_QUEUE),
        ([*QUEUED, (LIFT, REASSIGNED)], LIFT, moved_before(BOILER, BEN), NOT_IN_QUEUE),
        (RAISED, BOILER, REASSIGNED, "this Work is awaiting Control"),
        (COMPLETE, BOILER, REASSIGNED, "this Work is completed"),
        (QUEUED, BOILER, replaced(REASSIGNED, from_operative_id=BEN), NOT_THEIRS),
        (QUEUED, BOILER, replaced(REASSIGNED, operative_id=CAT), NOT_HIRED),
        (QUEUED, BOILER, replaced(REASSIGNED, operative_id=ANN), "it is with them already"),
        ([*QUEUED, (BEN, ERASED)], BOILER, REASSIGNED, NOT_ASSIGNABLE),
        (
            [*EN_ROUTE, (BOILER, REASSIGNED)],
            BOILER,
            NOTED,
            "OperativeReleased is missing, which belongs to the event before",
        ),
        (RAISED, LIFT, replaced(REPEATS, cause=CloseCause.WITHDRAWN), NO_DUPLICATE),
        (RAISED, BOILER, REPEATS, "it is a duplicate of itself"),
        (RAISED, BOILER, replaced(REPEATS, duplicate_of=ROOF), NOT_RAISED),
        (
            [*RAISED, (LIFT, REPEATS), FOUND],
            BOILER,
            replaced(REPEATS, duplicate_of=LIFT),
            "it names a duplicate as what was there first",
        ),
        (RAISED, *FOUND, BELONGS_TO_NOTHING),
        ([*RAISED, (LIFT, REPEATS), FOUND], *FOUND, BELONGS_TO_NOTHING),
        (
            [*RAISED, (LIFT, REPEATS)],
            BOILER,
            NOTED,
            "WorkDuplicateFound is missing, which belongs to the event before",
        ),
        (
            [*COMPLETE],
            BOILER,
            replaced(REOPENED, complete_by=NEVER),
            NO_PROMISE,
        ),
        ([], "user-ada", REGISTERED, NO_SUCH_ID),
        (PEOPLE, ADA, REGISTERED, NOT_NEW),
        (PEOPLE, CREW, MADE, NOT_NEW),
        (PEOPLE, NIGHTS, TeamMade(name="Nights"), NOT_NEW),
        (PEOPLE, BOB, UserDisabled(), "there is no such user yet"),
        (PEOPLE, NIGHTS, UserErased(), "there is no such user yet"),
        (PEOPLE, ADA, RoleRemoved(), "there is no such role yet"),
        (PEOPLE, BOB, GRANTED, "there is no such user or team yet"),
        (PEOPLE, CREW, GRANTED, "there is no such user or team yet"),
        (PEOPLE, ADA, RoleGranted(role_id=NIGHTS), "it names no role"),
        (PEOPLE, ADA, RoleRevoked(role_id=NIGHTS), "there is no such role yet"),
        (PEOPLE, NIGHTS, MemberAdded(user_id=BOB), "there is no such user yet"),
        (PEOPLE, ADA, UserLinked(operative_id=BOB), "it names no operative"),
        (PEOPLE, BOB, IS_CAT, "there is no such user yet"),
        ([*PEOPLE, (ADA, IS_CAT)], BEN, HIRED, NO_CAT),
        ([*PEOPLE, (ADA, IS_CAT)], ADA, UserUnlinked(), NO_CAT),
        ([*PEOPLE, (ADA, IS_CAT)], CAT, OperativeErased(), "there is no such operative yet"),
        (FIRST_ADMINISTRATOR[:-1], ADMINISTRATION, RoleRemoved(), "there is no such role yet"),
    ],
)
def test_what_cannot_follow_is_told_with_the_reason(
    before: Story, aggregate_id: str, event: Event, reason: str
) -> None:
    history = follow(before)

    with pytest.raises(Impossible) as impossible:
        history.follow(aggregate_id, event)

    assert str(impossible.value) == reason


def test_a_log_cannot_end_between_what_is_recorded_together() -> None:
    follow(EN_ROUTE).end()

    with pytest.raises(Impossible, match="OperativeEngaged is missing"):
        follow(EN_ROUTE[:-1]).end()
    with pytest.raises(Impossible, match="no such role"):
        follow(FIRST_ADMINISTRATOR[:-1]).end()


def test_a_site_can_be_disposed_of_once_all_its_work_is_for_others_or_has_ended() -> None:
    elsewhere = WorkSitesAmended(before=(ELM_HOUSE,), after=(MILL_LANE,))
    follow([*RAISED, (LIFT, CLOSED), (BOILER, elsewhere), (ELM_HOUSE, DISPOSED)]).end()

    with pytest.raises(Impossible, match="open Work"):
        follow([*RAISED, (LIFT, CLOSED), (BOILER, elsewhere), (MILL_LANE, DISPOSED)])


def test_whoever_leaves_gives_everything_back_before_the_log_can_end() -> None:
    follow(LEAVING).end()
    follow([*LEAVING, (BOILER, assigned(BEN)), (ANN, BACK), (LIFT, assigned(ANN))]).end()

    with pytest.raises(Impossible, match="what they held has not gone back"):
        follow(LEAVING[:-1]).end()
    with pytest.raises(Impossible, match="OperativeReleased is missing"):
        follow(LEAVING[:-2]).end()


@pytest.mark.parametrize(
    ("moment", "is_on"),
    [
        (SOON, True),
        (SOON.astimezone(timezone(timedelta(hours=14))), True),
        (SOON.replace(year=1970), True),
        (SOON.replace(year=9998), True),
        (SOON.replace(tzinfo=None), False),
        (SOON.replace(year=1), False),
        (SOON.replace(year=9999), False),
    ],
)
def test_some_moments_are_on_no_clock(moment: datetime, is_on: bool) -> None:
    assert is_on_every_clock(moment) is is_on
