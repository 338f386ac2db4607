"""Users, teams, roles, and who holds what: whatever happens, rows are what the log comes to."""

from contextlib import suppress
from itertools import chain
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.command import Command
from app.commands.role import ChangeRole, GrantRole, MakeRole, RemoveRole, RevokeRole
from app.commands.team import AddMember, MakeTeam, RemoveMember, RemoveTeam, RenameTeam
from app.commands.user import (
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    RenameUser,
    UnlinkUser,
)
from app.domain.access import Access
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.read_models import ReadModels
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from app.read_models.taking_in import take_in
from tests.cast import ADA, ANN, BEN, CLEO, CONTROL, NIGHT_SHIFT, RESPONSE, THE_DESK
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages

TEAMS = (NIGHT_SHIFT, "team-day")
USERS, ROLES = (ADA, CLEO), (CONTROL, RESPONSE)
CHOICES = st.tuples(st.integers(0, 12), st.sampled_from(range(2)), st.sampled_from(range(2)))
FEATURES = ((Feature.RAISE_WORK,), (Feature.SEE_FIGURES, Feature.HIRE))


def desk_of_people() -> DeskWithoutPages:
    """Ada and Cleo, two teams and two roles; nobody holds or is in any of them yet."""
    desk = DeskWithoutPages()
    people = (("Ada Novak", "ada"), ("Cleo Park", "cleo"))
    commands: list[Command] = [HIRE_ANN, HIRE_BEN]
    commands += [
        RegisterUser(user_id=id, full_name=name, sign_in_name=sign_in_name)
        for id, (name, sign_in_name) in zip(USERS, people, strict=True)
    ]
    commands += [MakeTeam(team_id=id, name=id) for id in TEAMS]
    commands += [MakeRole(role_id=id, name=id, features=()) for id in ROLES]
    for command in commands:
        desk.run(command)
    return desk


def next_command(desk: DeskWithoutPages, choice: int, first: int, second: int) -> Command:
    user, team, role = USERS[first], TEAMS[second], ROLES[second]
    holder = (user, team)[choice % 2]

    def version(id: str) -> int:
        return len(desk.log.stream(id))

    commands: tuple[Command, ...] = (
        GrantRole(holder_id=user, role_id=role),
        GrantRole(holder_id=team, role_id=ROLES[first]),
        AddMember(team_id=team, user_id=user),
        RevokeRole(holder_id=holder, role_id=role),
        RemoveMember(team_id=team, user_id=user),
        RenameUser(
            user_id=user,
            version=version(user),
            full_name=f"Renamed {version(user)}",
            sign_in_name=user,
        ),
        LinkUser(user_id=user, operative_id=(ANN, BEN)[second]),
        UnlinkUser(user_id=user),
        (DisableUser, EnableUser)[second](user_id=user),
        EndSessions(user_id=user),
        RenameTeam(team_id=team, version=version(team), name=f"Team {version(team)}"),
        ChangeRole(
            role_id=role,
            version=version(role),
            name=f"Role {version(role)}",
            features=FEATURES[first],
            stays_signed_in=bool(first),
        ),
        (RemoveTeam(team_id=team), RemoveRole(role_id=role))[first],
    )
    return commands[choice]


def answers(models: ReadModels) -> dict[str, Any]:
    """What the read models answer about people."""
    users = list(models.users)
    return {
        "users": (users, models.users.with_roles(), len(models.users)),
        "found": [list(models.users.matching(text)) for text in ("ada", "renamed", "user cleo")],
        "of operatives": models.users.of_operatives([ANN, BEN]),
        "teams": (list(models.teams), [models.teams.of(id) for id in USERS]),
        "names": [models.teams.name(id) for id in TEAMS] + [models.roles.name(id) for id in ROLES],
        "roles": list(models.roles),
        "holdings": models.holdings.of(users),
        "holders": models.holdings.by_role(),
        "members": models.holdings.members(),
        "moves": [models.involvements.moves_of(id) for id in USERS],
        "done": models.involvements.done_by(THE_DESK, before=1_000, limit=3),
    }


def what_access_says(desk: DeskWithoutPages) -> Access:
    events = desk.log.read(after=0, limit=1_000)
    return Access().after((each.aggregate_id, each.position, each.event) for each in events)


@given(choices=st.lists(CHOICES, max_size=25), data=st.data())
@settings(deadline=None, max_examples=10)
def test_as_of_any_position_they_answer_as_they_did_then(
    choices: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    desk = desk_of_people()
    read_side = ReadSide(desk.log, Place())
    then = {}
    for choice in choices:
        with suppress(Refused):
            desk.run(next_command(desk, *choice))
        with read_side.reading() as models:
            then[models.position] = answers(models)
    for position in data.draw(st.permutations(sorted(then)).map(lambda found: found[:5])):
        with read_side.reading(as_of=position) as models:
            assert answers(models) == then[position]


@given(choices=st.lists(CHOICES, max_size=25), is_erased=st.booleans())
@settings(deadline=None, max_examples=10)
def test_live_they_answer_as_when_built_anew_and_as_who_may_do_what(
    choices: list[tuple[int, int, int]], is_erased: bool
) -> None:
    desk = desk_of_people()
    read_side = ReadSide(desk.log, Place())
    commands = (next_command(desk, *choice) for choice in choices)
    for command in chain(commands, [EraseUser(user_id=ADA)] * is_erased):
        with suppress(Refused):
            desk.run(command)
        with read_side.reading():
            pass
    anew = ReadModels()
    take_in(desk.log, anew, desk.log.newest())
    access = what_access_says(desk)
    with read_side.reading() as models:
        assert answers(models) == answers(anew)
        assert {row.id: row.features for row in models.roles} == {
            id: terms.features for id, terms in access.roles.items()
        }
        assert {row.id: set(row.member_ids) for row in models.teams} == {
            id: set(team.member_ids) for id, team in access.teams.items()
        }
        for user in models.users:
            known = access.users[user.id]
            assert (user.is_enabled, user.operative_id) == (known.is_enabled, known.operative_id)
            holding = models.holdings.of([user])[user.id]
            assert {team.id for team in holding.teams} == access.teams_of(user.id)
            assert {held.role.id for held in holding.roles} == access.roles_of(user.id)
            assert user.version == len(desk.log.stream(user.id))
