"""A closed desk with somebody in every role, a team, and a role that nobody holds."""

from datetime import datetime

from app.commands.ids import new_id
from app.commands.role import ChangeRole, GrantRole, MakeRole
from app.commands.team import AddMember, MakeTeam
from app.commands.user import RenameUser
from app.domain.feature import Feature
from tests.web.desk import MORNING, ROLES, Desk, made_once, staffed_desk
from tests.web.signing_in import give, let_sign_in, peopled_desk

PEOPLE = "/administration/people"
OPERATIVES = "/administration/operatives"
TEAMS = "/administration/teams"
PERMISSIONS = "/administration/permissions"
AUDIT = "/administration/audit"


def desk_with_teams(now: datetime = MORNING) -> Desk:
    """The peopled desk; besides, Cleo Park is in the team Night shift, which holds Response, and
    nobody holds the role Trainee, nor is in the team Day shift."""
    desk = _with_teams(staffed_desk(now=now)) if now != MORNING else _usual_desk_with_teams()
    let_sign_in(desk, "Ada Novak", "Cleo Park", "Ann Marsh")
    return desk


@made_once
def _usual_desk_with_teams() -> Desk:
    return _with_teams(staffed_desk())


def _with_teams(desk: Desk) -> Desk:
    peopled_desk(desk)
    make_team(desk, "Night shift", "Cleo Park", roles=["Response"])
    make_team(desk, "Day shift")
    make_role(desk, "Trainee", Feature.SEE_THE_REGISTER)
    return desk


def make_team(desk: Desk, name: str, *members: str, roles: list[str] | None = None) -> None:
    team_id = new_id("team")
    desk.remember(name, team_id)
    give(desk, MakeTeam(team_id=team_id, name=name))
    for member in members:
        give(desk, AddMember(team_id=team_id, user_id=desk.user_id(member)))
    for role in roles or []:
        give(desk, GrantRole(holder_id=team_id, role_id=ROLES[role]))


def register_namesakes(desk: Desk, *roles: str) -> list[str]:
    """Let in two who are called Rosa Lind and sign in as rosa and rosa2. Returns what the desk of
    the tests calls them."""
    names = ["Rosa Lind", "Rosa2 Lind"]
    for name in names:
        desk.register(name, *roles)
    other = desk.user_id(names[1])
    version = len(desk.log.stream(other))
    give(
        desk,
        RenameUser(user_id=other, version=version, full_name=names[0], sign_in_name="rosa2"),
    )
    return names


def make_role(desk: Desk, name: str, *features: Feature) -> None:
    desk.remember(name, new_id("role"))
    give(desk, MakeRole(role_id=desk.id(name), name=name, features=features))


def change_role(desk: Desk, name: str, *features: Feature) -> None:
    role_id = ROLES.get(name) or desk.id(name)
    version = len(desk.log.stream(role_id))
    give(desk, ChangeRole(role_id=role_id, version=version, name=name, features=features))


def page_of_user(desk: Desk, name: str) -> str:
    return f"{PEOPLE}/{desk.user_id(name)}"


def page_of_operative(desk: Desk, name: str) -> str:
    return f"{OPERATIVES}/{desk.id(name)}"


def page_of_role(desk: Desk, name: str) -> str:
    return f"{PERMISSIONS}/{ROLES.get(name) or desk.id(name)}"


def page_of_team(desk: Desk, name: str) -> str:
    return f"{TEAMS}/{desk.id(name)}"
