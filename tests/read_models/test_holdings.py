"""Who holds which role, themselves or through a team?"""

from app.domain.role import RoleGranted, RoleRemoved
from app.domain.team import MemberAdded, TeamMade
from app.domain.user import UserRegistered
from app.read_models import ReadModels
from tests.cast import ADA, CLEO, CONTROL, NIGHT_SHIFT, RESPONSE
from tests.read_models.story import story_of_people


def held(models: ReadModels, user_id: str) -> list[tuple[str, bool, list[str]]]:
    users = models.users.these([user_id])
    return [
        (each.role.name, each.is_own, [team.name for team in each.through])
        for each in models.holdings.of(users)[user_id].roles
    ]


def test_a_user_holds_their_own_roles_and_those_of_their_teams() -> None:
    models = story_of_people().told_to(ReadModels())
    assert held(models, ADA) == [("Control", False, ["Night shift"]), ("Response", True, [])]
    assert held(models, CLEO) == [("Control", True, ["Night shift"])]


def test_the_users_of_a_page_are_asked_about_together() -> None:
    told = story_of_people().at(
        "10:00", "user-new", UserRegistered(full_name="Bo Lind", sign_in_name="bo")
    )
    models = told.told_to(ReadModels())
    holdings = models.holdings.of(list(models.users))
    assert {id: [team.name for team in each.teams] for id, each in holdings.items()} == {
        ADA: ["Night shift"],
        "user-new": [],
        CLEO: ["Night shift"],
    }
    assert holdings["user-new"].roles == ()


def test_a_role_is_held_by_users_and_teams() -> None:
    holders = story_of_people().told_to(ReadModels()).holdings.by_role()
    assert [
        (each.role.name, [user.name for user in each.users], [team.name for team in each.teams])
        for each in holders
    ] == [("Control", ["Cleo Park"], ["Night shift"]), ("Response", ["Ada Novak"], [])]


def test_whoever_holds_a_role_through_a_team_holds_it_as_well() -> None:
    holdings = story_of_people().told_to(ReadModels()).holdings
    assert [
        (each.user.name, each.is_own, [team.name for team in each.through])
        for each in holdings.holders_of(CONTROL)
    ] == [("Ada Novak", False, ["Night shift"]), ("Cleo Park", True, ["Night shift"])]
    assert [each.user.name for each in holdings.holders_of(RESPONSE)] == ["Ada Novak"]


def test_a_role_that_was_removed_is_held_by_nobody() -> None:
    models = story_of_people().at("10:00", RESPONSE, RoleRemoved()).told_to(ReadModels())
    assert [name for name, *_ in held(models, ADA)] == ["Control"]
    assert [each.role.name for each in models.holdings.by_role()] == ["Control"]


def test_the_members_of_teams_stand_in_the_order_of_their_names() -> None:
    told = story_of_people().at("10:00", "team-empty", TeamMade(name="Empty"))
    members = told.told_to(ReadModels()).holdings.members()
    assert {id: [user.name for user in users] for id, users in members.items()} == {
        NIGHT_SHIFT: ["Ada Novak", "Cleo Park"],
        "team-empty": [],
    }


def test_however_many_there_are_users_teams_and_roles_are_asked_once_each() -> None:
    told = story_of_people()
    for number in range(60):
        event = UserRegistered(full_name=f"User {number}", sign_in_name=f"u{number}")
        told.at("10:00", f"user-{number}", event)
        told.at("10:00", NIGHT_SHIFT, MemberAdded(user_id=f"user-{number}"))
        told.at("10:00", f"user-{number}", RoleGranted(role_id=CONTROL))
    models = told.told_to(ReadModels())
    users = list(models.users)
    questions: list[str] = []
    models.database._connection.set_trace_callback(questions.append)
    for ask in (
        lambda: models.holdings.of(users),
        models.holdings.by_role,
        models.holdings.members,
        lambda: models.holdings.holders_of(CONTROL),
    ):
        questions.clear()
        assert ask()
        assert len(questions) <= 3
