"""Teams, and who is in them."""

from collections.abc import Callable

import pytest

from app.domain.role import Role, RoleGranted, RoleMade, RoleRevoked
from app.domain.team import MemberAdded, MemberRemoved, Team, TeamMade, TeamRemoved, TeamRenamed
from app.domain.user import User, UserErased, UserRegistered
from tests.domain.scenario import given, rebuilt

NIGHTS = TeamMade(name="Nights")
REGISTERED = UserRegistered(full_name="Ada Novak", sign_in_name="ada")
ADA = rebuilt(User, "user-ada", REGISTERED)
JOINED = MemberAdded(user_id="user-ada")
LEFT = MemberRemoved(user_id="user-ada")
CREW = rebuilt(Role, "role-crew", RoleMade(name="Crew", features=()))
GRANTED = RoleGranted(role_id="role-crew")

CHANGES: list[Callable[[Team], None]] = [
    lambda team: team.rename("Days"),
    Team.remove,
    lambda team: team.add(ADA),
    lambda team: team.drop("user-ada"),
    lambda team: team.grant(CREW),
    lambda team: team.revoke("role-crew"),
]
NOWHERE = "There is no such team on this desk."


def test_a_team_is_made_once() -> None:
    given(Team).when(lambda team: team.make(" Nights ")).then(NIGHTS)
    given(Team, NIGHTS).when(lambda team: team.make("Nights")).refused(
        "This team has already been made."
    )
    given(Team).when(lambda team: team.make("")).refused("Name is required.")


@pytest.mark.parametrize("act", CHANGES)
def test_what_nobody_made_is_no_team(act: Callable[[Team], None]) -> None:
    given(Team).when(act).refused(NOWHERE)


@pytest.mark.parametrize("act", CHANGES)
def test_what_was_removed_is_no_team(act: Callable[[Team], None]) -> None:
    given(Team, NIGHTS, TeamRemoved()).when(act).refused(NOWHERE)


def test_a_team_is_renamed() -> None:
    given(Team, NIGHTS).when(lambda team: team.rename("Days")).then(TeamRenamed(name="Days"))
    given(Team, NIGHTS).when(lambda team: team.rename("Nights")).refused(
        "The team is called that already."
    )


def test_a_user_joins_once() -> None:
    given(Team, NIGHTS).when(lambda team: team.add(ADA)).then(JOINED)
    given(Team, NIGHTS, JOINED).when(lambda team: team.add(ADA)).refused(
        "Ada Novak is a member already."
    )


def test_whoever_was_erased_does_not_join() -> None:
    erased = rebuilt(User, "user-ada", REGISTERED, UserErased())
    given(Team, NIGHTS).when(lambda team: team.add(erased)).refused(
        "The name of this user was erased: nothing about them can be changed."
    )


def test_a_member_leaves() -> None:
    given(Team, NIGHTS, JOINED).when(lambda team: team.drop("user-ada")).then(LEFT)
    given(Team, NIGHTS).when(lambda team: team.drop("user-ada")).refused(
        "This user is no member of the team."
    )


def test_a_team_is_removed_when_nobody_is_in_it() -> None:
    given(Team, NIGHTS, JOINED).when(Team.remove).refused("Nights still has members.")
    given(Team, NIGHTS, JOINED, LEFT).when(Team.remove).then(TeamRemoved())


def test_a_role_is_granted_to_a_team_and_revoked() -> None:
    given(Team, NIGHTS).when(lambda team: team.grant(CREW)).then(GRANTED)
    given(Team, NIGHTS, GRANTED).when(lambda team: team.revoke("role-crew")).then(
        RoleRevoked(role_id="role-crew")
    )
