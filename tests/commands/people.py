"""Users, roles and teams, brought about by real commands."""

from collections.abc import Sequence

from app.commands.builder import CommandBuilder
from app.commands.bus import Clock, CommandBus, Origin
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.role import RemoveRole
from app.commands.team import RemoveMember, RemoveTeam
from app.commands.unit_of_work import CanSignIn, everybody
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    UnlinkUser,
)
from app.domain.access import Access
from app.domain.feature import Feature
from app.event_store.log import EventLog
from tests.cast import THE_DESK
from tests.commands.desk import DeskWithoutPages

ADA, BOB, DEE = "user-ada", "user-bob", "user-dee"
ADD_ADA = AddAdministrator(user_id=ADA, full_name="Ada Novak", sign_in_name="ada")
ADD_BOB = AddAdministrator(user_id=BOB, full_name="Bob Ray", sign_in_name="bob")
REGISTER_DEE = RegisterUser(user_id=DEE, full_name="Dee Abara", sign_in_name="dee")


def closed_desk(
    log: EventLog | None = None, can_sign_in: CanSignIn = everybody
) -> DeskWithoutPages:
    """Ada Novak manages people, and Dee Abara, who has no role yet, is a user."""
    desk = DeskWithoutPages(log, can_sign_in)
    desk.run(ADD_ADA)
    desk.run(REGISTER_DEE, who=ADA)
    return desk


def people_come_and_go(log: EventLog, clock: Clock, who: str = THE_DESK) -> None:
    """Everything that can happen to users, roles and teams, but that somebody may manage people."""
    bus, build = CommandBus(log, clock), CommandBuilder(log)

    def give(commands: Sequence[Command]) -> None:
        for command in commands:
            bus.run(command, Origin(who=who, source="/", command_id=new_id("command")))

    role, team = build.make_role("Crew", Feature.RAISE_WORK), build.make_team("Nights")
    give([role, team])
    user = build.register_operative("Dee Abara", "dee", role.role_id)
    give(
        [
            user,
            build.grant(team.team_id, role.role_id),
            build.add_member(team.team_id, user.user_id),
        ]
    )
    give(
        [
            build.rename_user(user.user_id, "Dee Blum", "dee"),
            build.rename_team(team.team_id, "Days"),
            build.change_role(role.role_id, "Crew", Feature.ACQUIRE),
            DisableUser(user_id=user.user_id),
            EnableUser(user_id=user.user_id),
            EndSessions(user_id=user.user_id),
            UnlinkUser(user_id=user.user_id),
            LinkUser(user_id=user.user_id, operative_id=user.operative_id or ""),
            EraseUser(user_id=user.user_id),
            RemoveMember(team_id=team.team_id, user_id=user.user_id),
            build.revoke(team.team_id, role.role_id),
            RemoveTeam(team_id=team.team_id),
            RemoveRole(role_id=role.role_id),
        ]
    )


def folded(log: EventLog, until: int | None = None) -> Access:
    """From the whole log, or its beginning, at once."""
    return Access().after(
        (each.aggregate_id, each.position, each.event)
        for each in log.read(after=0, limit=10_000)
        if until is None or each.position <= until
    )


def assert_same(one: Access, other: Access) -> None:
    assert (one.users, one.roles, one.teams) == (other.users, other.roles, other.teams)
    assert (one.is_open, one.administrators) == (other.is_open, other.administrators)
