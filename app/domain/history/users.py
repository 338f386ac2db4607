"""What can follow about users, roles and teams."""

from typing import assert_never

from app.domain.history.impossible import Impossible, must_be_new, must_be_there
from app.domain.history.operatives import OperativesSoFar
from app.domain.history.together import Together
from app.domain.operative import Operative
from app.domain.role import Role, RoleChanged, RoleGranted, RoleMade, RoleRemoved, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, Team, TeamMade, TeamRemoved, TeamRenamed
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

OfUsers = (
    UserRegistered
    | UserRenamed
    | UserLinked
    | UserUnlinked
    | UserDisabled
    | UserEnabled
    | SessionsEnded
    | UserErased
    | RoleMade
    | RoleChanged
    | RoleRemoved
    | RoleGranted
    | RoleRevoked
    | TeamMade
    | TeamRenamed
    | TeamRemoved
    | MemberAdded
    | MemberRemoved
)


class UsersSoFar:
    def __init__(self, together: Together, operatives: OperativesSoFar) -> None:
        self._together = together
        self._operatives = operatives
        self._users: set[str] = set()
        self._roles: set[str] = set()
        self._teams: set[str] = set()

    def follow(self, aggregate_id: str, event: OfUsers) -> None:
        match event:
            case UserRegistered():
                must_be_new(User.kind, aggregate_id, self._users)
                self._users.add(aggregate_id)
            case RoleMade():
                must_be_new(Role.kind, aggregate_id, self._roles)
                self._roles.add(aggregate_id)
            case TeamMade():
                must_be_new(Team.kind, aggregate_id, self._teams)
                self._teams.add(aggregate_id)
            case RoleChanged() | RoleRemoved():
                must_be_there(Role.kind, aggregate_id, self._roles)
            case RoleGranted(role_id=role_id):
                self._must_be_holder(aggregate_id)
                self._together.may_name_early(Role.kind, role_id, self._roles)
            case RoleRevoked(role_id=role_id):
                self._must_be_holder(aggregate_id)
                must_be_there(Role.kind, role_id, self._roles)
            case TeamRenamed() | TeamRemoved():
                must_be_there(Team.kind, aggregate_id, self._teams)
            case MemberAdded(user_id=user_id) | MemberRemoved(user_id=user_id):
                must_be_there(Team.kind, aggregate_id, self._teams)
                must_be_there(User.kind, user_id, self._users)
            case UserLinked(operative_id=operative_id):
                must_be_there(User.kind, aggregate_id, self._users)
                if operative_id in self._operatives.left:
                    raise Impossible("it names an operative who has left")
                self._together.may_name_early(Operative.kind, operative_id, self._operatives.hired)
            case (
                UserRenamed()
                | UserUnlinked()
                | UserDisabled()
                | UserEnabled()
                | SessionsEnded()
                | UserErased()
            ):
                must_be_there(User.kind, aggregate_id, self._users)
            case _:
                assert_never(event)

    def _must_be_holder(self, id: str) -> None:
        if id not in self._users and id not in self._teams:
            raise Impossible("there is no such user or team yet")
