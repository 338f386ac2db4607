"""The names under which events are stored. A name in the log is for ever: a class may be renamed,
its stored name may not."""

from collections.abc import Iterable

from app.domain import contact, duty, engagement, operative, role, site, team, user, work_events
from app.domain.event import Event


def unique_names(pairs: Iterable[tuple[str, type[Event]]]) -> dict[str, type[Event]]:
    """The pairs as a dict. Raises ValueError when a name or a class is listed twice."""
    named: dict[str, type[Event]] = {}
    for name, event_type in pairs:
        if name in named or event_type in named.values():
            raise ValueError(f"{name} or {event_type.__name__} is listed twice among event types")
        named[name] = event_type
    return named


EVENT_TYPES = unique_names(
    [
        ("OperativeHired", operative.OperativeHired),
        ("OperativeRenamed", operative.OperativeRenamed),
        ("OperativeHomeAreaChanged", operative.OperativeHomeAreaChanged),
        ("OperativeSkillsChanged", operative.OperativeSkillsChanged),
        ("OperativeLeft", operative.OperativeLeft),
        ("OperativeCameBack", operative.OperativeCameBack),
        ("OperativeErased", operative.OperativeErased),
        ("OperativeWentOffDuty", duty.OperativeWentOffDuty),
        ("OperativeCameOnDuty", duty.OperativeCameOnDuty),
        ("DutyErased", duty.DutyErased),
        ("OperativeEngaged", engagement.OperativeEngaged),
        ("OperativeReleased", engagement.OperativeReleased),
        ("SiteAcquired", site.SiteAcquired),
        ("SiteAmended", site.SiteAmended),
        ("SiteContactAmended", site.SiteContactAmended),
        ("SiteDisposed", site.SiteDisposed),
        ("SiteRestored", site.SiteRestored),
        ("ContactNamed", contact.ContactNamed),
        ("ContactErased", contact.ContactErased),
        ("WorkRaised", work_events.WorkRaised),
        ("WorkAssigned", work_events.WorkAssigned),
        ("WorkDispatched", work_events.WorkDispatched),
        ("WorkArrivedAt", work_events.WorkArrivedAt),
        ("WorkCompleted", work_events.WorkCompleted),
        ("WorkAbandoned", work_events.WorkAbandoned),
        ("WorkRecalled", work_events.WorkRecalled),
        ("WorkClosed", work_events.WorkClosed),
        ("WorkReopened", work_events.WorkReopened),
        ("WorkReassigned", work_events.WorkReassigned),
        ("WorkNoted", work_events.WorkNoted),
        ("WorkCallAdded", work_events.WorkCallAdded),
        ("WorkTitleAmended", work_events.WorkTitleAmended),
        ("WorkDescriptionAmended", work_events.WorkDescriptionAmended),
        ("WorkPriorityAmended", work_events.WorkPriorityAmended),
        ("WorkSitesAmended", work_events.WorkSitesAmended),
        ("WorkCallerAmended", work_events.WorkCallerAmended),
        ("WorkEtaRevised", work_events.WorkEtaRevised),
        ("WorkMovedInQueue", work_events.WorkMovedInQueue),
        ("WorkDuplicateFound", work_events.WorkDuplicateFound),
        ("UserRegistered", user.UserRegistered),
        ("UserRenamed", user.UserRenamed),
        ("UserLinked", user.UserLinked),
        ("UserUnlinked", user.UserUnlinked),
        ("UserDisabled", user.UserDisabled),
        ("UserEnabled", user.UserEnabled),
        ("SessionsEnded", user.SessionsEnded),
        ("UserErased", user.UserErased),
        ("RoleMade", role.RoleMade),
        ("RoleChanged", role.RoleChanged),
        ("RoleRemoved", role.RoleRemoved),
        ("RoleGranted", role.RoleGranted),
        ("RoleRevoked", role.RoleRevoked),
        ("TeamMade", team.TeamMade),
        ("TeamRenamed", team.TeamRenamed),
        ("TeamRemoved", team.TeamRemoved),
        ("MemberAdded", team.MemberAdded),
        ("MemberRemoved", team.MemberRemoved),
    ]
)

STORED_NAMES = {event_type: name for name, event_type in EVENT_TYPES.items()}
