"""What counts of users and teams when it comes to who may do what: parts of an Access."""

import msgspec

from app.domain.event import Event
from app.domain.role import RoleGranted, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, TeamRenamed
from app.domain.user import (
    SessionsEnded,
    UserDisabled,
    UserEnabled,
    UserErased,
    UserLinked,
    UserRenamed,
    UserUnlinked,
)


class UserAccess(msgspec.Struct, frozen=True):
    sign_in_name: str
    is_made_up: bool
    is_enabled: bool = True
    is_erased: bool = False
    operative_id: str | None = None
    role_ids: frozenset[str] = frozenset()
    """The roles that were granted to the user, and not to a team."""
    sessions_end_at: int = 0
    """The position in the log of what last ended the sessions there were."""

    def after(self, event: Event, position: int) -> "UserAccess":
        match event:
            case UserRenamed(sign_in_name=name):
                return msgspec.structs.replace(self, sign_in_name=name)
            case UserLinked(operative_id=operative_id):
                return msgspec.structs.replace(self, operative_id=operative_id)
            case UserUnlinked():
                return msgspec.structs.replace(self, operative_id=None)
            case UserDisabled():
                return msgspec.structs.replace(self, is_enabled=False, sessions_end_at=position)
            case UserEnabled():
                return msgspec.structs.replace(self, is_enabled=True)
            case SessionsEnded():
                return msgspec.structs.replace(self, sessions_end_at=position)
            case UserErased():
                return msgspec.structs.replace(
                    self,
                    sign_in_name="",
                    is_enabled=False,
                    is_erased=True,
                    operative_id=None,
                    role_ids=frozenset(),
                    sessions_end_at=position,
                )
        return msgspec.structs.replace(self, role_ids=_held_after(self.role_ids, event))


class TeamAccess(msgspec.Struct, frozen=True):
    name: str
    member_ids: frozenset[str] = frozenset()
    role_ids: frozenset[str] = frozenset()

    def after(self, event: Event) -> "TeamAccess":
        match event:
            case TeamRenamed(name=name):
                return msgspec.structs.replace(self, name=name)
            case MemberAdded(user_id=user_id):
                return msgspec.structs.replace(self, member_ids=self.member_ids | {user_id})
            case MemberRemoved(user_id=user_id):
                return msgspec.structs.replace(self, member_ids=self.member_ids - {user_id})
        return msgspec.structs.replace(self, role_ids=_held_after(self.role_ids, event))


def _held_after(role_ids: frozenset[str], event: Event) -> frozenset[str]:
    match event:
        case RoleGranted(role_id=role_id):
            return role_ids | {role_id}
        case RoleRevoked(role_id=role_id):
            return role_ids - {role_id}
    return role_ids
