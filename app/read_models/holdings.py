"""Who holds which role, themselves or through a team?"""

from collections.abc import Sequence

import msgspec

from app.read_models.roles import RoleRow, Roles
from app.read_models.teams import TeamRow, Teams
from app.read_models.users import UserRow, Users


class Held(msgspec.Struct, frozen=True):
    """A role that a user holds."""

    role: RoleRow
    is_own: bool
    """Whether it was granted to them, and not only to a team of theirs."""
    through: tuple[TeamRow, ...]
    """Their teams that hold it."""


class Holding(msgspec.Struct, frozen=True):
    """What a user holds, in the order of names."""

    teams: tuple[TeamRow, ...]
    roles: tuple[Held, ...]


class Holders(msgspec.Struct, frozen=True):
    """Who holds a role, in the order of names."""

    role: RoleRow
    users: tuple[UserRow, ...]
    """Those to whom it was granted."""
    teams: tuple[TeamRow, ...]
    """Those to which it was granted: all their members hold it."""


class Holder(msgspec.Struct, frozen=True):
    """Somebody who holds a role."""

    user: UserRow
    is_own: bool
    through: tuple[TeamRow, ...]
    """As in Held."""


class Holdings:
    """They follow from users, teams and roles. However many are asked for, each of these is asked
    once."""

    def __init__(self, users: Users, teams: Teams, roles: Roles) -> None:
        self._users, self._teams, self._roles = users, teams, roles

    def of(self, users: Sequence[UserRow]) -> dict[str, Holding]:
        """What each of these users holds, by their ids."""
        roles = list(self._roles)
        teams_of = self._teams_by_member()
        return {user.id: _holding(user, teams_of.get(user.id, []), roles) for user in users}

    def by_role(self) -> list[Holders]:
        """Who holds each role there is."""
        users, teams = self._users.with_roles(), list(self._teams)
        return [
            Holders(
                role,
                tuple(user for user in users if role.id in user.role_ids),
                tuple(team for team in teams if role.id in team.role_ids),
            )
            for role in self._roles
        ]

    def teams_with(self, role_id: str) -> tuple[TeamRow, ...]:
        """The teams to which that role was granted."""
        return tuple(team for team in self._teams if role_id in team.role_ids)

    def holders_of(self, role_id: str) -> list[Holder]:
        """All who hold that role, themselves or through a team, in the order of their names."""
        teams = self.teams_with(role_id)
        own = [user for user in self._users.with_roles() if role_id in user.role_ids]
        members = self._users.these(sorted({id for team in teams for id in team.member_ids}))
        users = {user.id: user for user in (*own, *members)}.values()
        return [
            Holder(
                user,
                role_id in user.role_ids,
                tuple(team for team in teams if user.id in team.member_ids),
            )
            for user in sorted(users, key=lambda user: (user.sort_key, user.id))
        ]

    def members(self) -> dict[str, list[UserRow]]:
        """The members of each team there is, by its id; in the order of their names."""
        teams = list(self._teams)
        members = {team.id: set(team.member_ids) for team in teams}
        users = self._users.these(sorted(set[str]().union(*members.values())))
        return {id: [user for user in users if user.id in ids] for id, ids in members.items()}

    def _teams_by_member(self) -> dict[str, list[TeamRow]]:
        found: dict[str, list[TeamRow]] = {}
        for team in self._teams:
            for user_id in team.member_ids:
                found.setdefault(user_id, []).append(team)
        return found


def _holding(user: UserRow, teams: Sequence[TeamRow], roles: Sequence[RoleRow]) -> Holding:
    held = []
    for role in roles:
        through = tuple(team for team in teams if role.id in team.role_ids)
        is_own = role.id in user.role_ids
        if is_own or through:
            held.append(Held(role, is_own, through))
    return Holding(tuple(teams), tuple(held))
