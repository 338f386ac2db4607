"""Who may do what: what all events about users, roles and teams come to."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import msgspec

from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.holders import TeamAccess, UserAccess
from app.domain.role import (
    RoleChanged,
    RoleGranted,
    RoleMade,
    RoleRemoved,
    RoleRevoked,
    RoleTerms,
    terms_in,
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
    folded,
)

THE_DESK = "the desk"
"""Who does what is done while the desk is open and nobody in particular works at it."""
THE_MACHINE = "the machine"
"""Who does what the `firstline` command does: whoever looks after the machine."""

ABOUT_PEOPLE: tuple[type[Event], ...] = (
    UserRegistered,
    UserRenamed,
    UserLinked,
    UserUnlinked,
    UserDisabled,
    UserEnabled,
    SessionsEnded,
    UserErased,
    RoleMade,
    RoleChanged,
    RoleRemoved,
    RoleGranted,
    RoleRevoked,
    TeamMade,
    TeamRenamed,
    TeamRemoved,
    MemberAdded,
    MemberRemoved,
)
"""The types of event that an Access is made of."""


def lacks_operative(features: Collection[Feature], operative_id: str | None) -> bool:
    """Whether somebody who is let do this cannot: they are to work on their own visits, and are no
    operative yet, so they have none. Whoever acts for operatives need not be one."""
    return (
        operative_id is None
        and Feature.WORK_ON_OWN_VISITS in features
        and Feature.ACT_FOR_AN_OPERATIVE not in features
    )


class Person(msgspec.Struct, frozen=True):
    """Whoever gives a command or asks for a page, and what they may do."""

    who: str
    """A user's id, THE_DESK or THE_MACHINE."""
    features: frozenset[Feature] = frozenset()
    operative_id: str | None = None
    """The operative that they are."""

    def may(self, *features: Feature) -> bool:
        """Whether they have one of these features."""
        return not self.features.isdisjoint(features)


class Access:
    """As of one position of the log. Not changed once it is made: `after` makes another."""

    def __init__(self, before: "Access | None" = None) -> None:
        self._users: dict[str, UserAccess] = dict(before.users) if before else {}
        self._roles: dict[str, RoleTerms] = dict(before.roles) if before else {}
        self._teams: dict[str, TeamAccess] = dict(before.teams) if before else {}
        self.is_open: bool = before.is_open if before else True
        """Whether nobody has to sign in: until, for the first time, somebody who is not made up
        may manage people."""

    def after(self, happened: Iterable[tuple[str, int, Event]]) -> "Access":
        """The Access once that has happened, in this order: (aggregate's id, position, event).
        Events that are about something else change nothing."""
        changed = Access(self)
        for aggregate_id, position, event in happened:
            changed._apply(aggregate_id, position, event)
            if changed.is_open and changed._could_close(aggregate_id, event):
                changed.is_open = not changed._may_manage_people()
        return changed

    @property
    def users(self) -> Mapping[str, UserAccess]:
        return self._users

    @property
    def roles(self) -> Mapping[str, RoleTerms]:
        return self._roles

    @property
    def teams(self) -> Mapping[str, TeamAccess]:
        return self._teams

    def person(self, who: str) -> Person:
        """Whoever that is, with what they may do. Nobody may do anything who is not known, is
        disabled, or is made up on a desk where people sign in."""
        if who == THE_MACHINE:
            return Person(who, frozenset({Feature.MANAGE_PEOPLE}))
        if who == THE_DESK:
            return Person(who, frozenset(Feature if self.is_open else ()))
        user = self.users.get(who)
        if user is None or self._why_gone(user):
            return Person(who)
        return Person(who, self.features_of(who), user.operative_id)

    def features_of(self, user_id: str) -> frozenset[Feature]:
        """What the roles of a user, and of their teams, let them do while they are enabled."""
        return frozenset(
            feature for role_id in self.roles_of(user_id) for feature in self._features(role_id)
        )

    def roles_of(self, user_id: str) -> frozenset[str]:
        """The roles of a user, whether they or one of their teams hold them."""
        user = self.users.get(user_id)
        if user is None:
            return frozenset()
        return user.role_ids.union(*(self.teams[id].role_ids for id in self.teams_of(user_id)))

    def teams_of(self, user_id: str) -> frozenset[str]:
        return self._memberships.get(user_id, frozenset())

    def stays_signed_in(self, user_id: str) -> bool:
        """Whether one of their roles lets them stay signed in on their telephone."""
        terms = (self.roles.get(role_id) for role_id in self.roles_of(user_id))
        return any(each.stays_signed_in for each in terms if each)

    @cached_property
    def administrators(self) -> frozenset[str]:
        """The users who may manage people, and can sign in to do so. Those whose sign-in name
        cannot be read, since its key is missing, cannot."""
        return frozenset(id for id in self._may_manage_people() if self.users[id].sign_in_name)

    def signs_in_as(self, sign_in_name: str) -> str | None:
        """The user who signs in under that name, however it is typed."""
        return self._sign_in_names.get(folded(sign_in_name))

    def user_of(self, operative_id: str) -> str | None:
        """The user who is that operative."""
        return self._operatives.get(operative_id)

    def why_gone(self, operative_id: str) -> str:
        """Why nobody works as that operative, in a word: the user who they are is "disabled", or
        "made up" on a desk where people sign in. Nothing for others, users or not."""
        user_id = self.user_of(operative_id)
        return self._why_gone(self.users[user_id]) if user_id else ""

    def holders_of(self, role_id: str) -> frozenset[str]:
        """The users and teams that a role was granted to."""
        holders: list[tuple[str, UserAccess | TeamAccess]] = [
            *self.users.items(),
            *self.teams.items(),
        ]
        return frozenset(id for id, holder in holders if role_id in holder.role_ids)

    def _why_gone(self, user: UserAccess) -> str:
        if not user.is_enabled:
            return "disabled"
        return "made up" if user.is_made_up and not self.is_open else ""

    @cached_property
    def _memberships(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for team_id, team in self.teams.items():
            for user_id in team.member_ids:
                found.setdefault(user_id, set()).add(team_id)
        return {user_id: frozenset(team_ids) for user_id, team_ids in found.items()}

    @cached_property
    def _sign_in_names(self) -> Mapping[str, str]:
        return {user.sign_in_name: id for id, user in self.users.items() if user.sign_in_name}

    @cached_property
    def _operatives(self) -> Mapping[str, str]:
        return {user.operative_id: id for id, user in self.users.items() if user.operative_id}

    def _features(self, role_id: str) -> Iterable[Feature]:
        terms = self.roles.get(role_id)
        return terms.features if terms else ()

    def _could_close(self, aggregate_id: str, event: Event) -> bool:
        """Whether somebody may perhaps manage people since that event. To look at everybody after
        each event would take long on a desk of thousands."""
        match event:
            case RoleMade(features=features) | RoleChanged(features=features):
                return Feature.MANAGE_PEOPLE in features
            case RoleGranted(role_id=role_id):
                return Feature.MANAGE_PEOPLE in self._features(role_id)
            case MemberAdded():
                team = self.teams.get(aggregate_id)
                held = team.role_ids if team else ()
                return any(Feature.MANAGE_PEOPLE in self._features(id) for id in held)
            case UserEnabled():
                return True
        return False

    def _may_manage_people(self) -> frozenset[str]:
        """Does not depend on any name: a desk whose keys are lost must not be open for that."""
        managing = {
            id for id, terms in self.roles.items() if Feature.MANAGE_PEOPLE in terms.features
        }
        ids = {id for id, user in self.users.items() if not managing.isdisjoint(user.role_ids)}
        for team in self.teams.values():
            if not managing.isdisjoint(team.role_ids):
                ids |= team.member_ids
        users = ((id, self.users[id]) for id in ids if id in self.users)
        return frozenset(id for id, user in users if user.is_enabled and not user.is_made_up)

    def _apply(self, aggregate_id: str, position: int, event: Event) -> None:
        match event:
            case RoleMade() | RoleChanged():
                self._roles[aggregate_id] = terms_in(event)
            case RoleRemoved():
                self._roles.pop(aggregate_id, None)
            case RoleGranted() | RoleRevoked() if aggregate_id.startswith(f"{Team.kind}-"):
                self._change_team(aggregate_id, event)
            case TeamMade() | TeamRenamed() | TeamRemoved() | MemberAdded() | MemberRemoved():
                self._change_team(aggregate_id, event)
            case _ if isinstance(event, ABOUT_PEOPLE) and aggregate_id.startswith(f"{User.kind}-"):
                self._change_user(aggregate_id, position, event)

    def _change_team(self, id: str, event: Event) -> None:
        match event:
            case TeamMade(name=name):
                self._teams[id] = TeamAccess(name)
            case TeamRemoved():
                self._teams.pop(id, None)
            case _ if id in self._teams:
                self._teams[id] = self._teams[id].after(event)

    def _change_user(self, id: str, position: int, event: Event) -> None:
        if isinstance(event, UserRegistered):
            self._users[id] = UserAccess(event.sign_in_name, event.is_made_up)
        elif id in self._users:
            self._users[id] = self._users[id].after(event, position)
