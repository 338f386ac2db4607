"""Commands to teams."""

from app.commands.command import Command
from app.commands.people import save_people
from app.commands.unit_of_work import UnitOfWork
from app.domain.access import Access
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.team import Team
from app.domain.user import User


class TeamCommand(Command, frozen=True):
    """An order about one team."""

    needs = Feature.MANAGE_PEOPLE

    team_id: str

    @property
    def aggregate_id(self) -> str:
        return self.team_id


class MakeTeam(TeamCommand, frozen=True):
    name: str

    def handle(self, unit: UnitOfWork) -> None:
        team = unit.load(Team, self.team_id)
        team.make(self.name)
        _must_be_free(unit.access, team)
        save_people(unit, team)


class RenameTeam(TeamCommand, frozen=True):
    version: int
    name: str

    def handle(self, unit: UnitOfWork) -> None:
        team = unit.load(Team, self.team_id, self.version)
        team.rename(self.name)
        _must_be_free(unit.access, team)
        save_people(unit, team)


class RemoveTeam(TeamCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        team = unit.load(Team, self.team_id)
        team.remove()
        save_people(unit, team)


class AddMember(TeamCommand, frozen=True):
    user_id: str

    def handle(self, unit: UnitOfWork) -> None:
        team = unit.load(Team, self.team_id)
        team.add(unit.load(User, self.user_id))
        save_people(unit, team)


class RemoveMember(TeamCommand, frozen=True):
    user_id: str

    def handle(self, unit: UnitOfWork) -> None:
        team = unit.load(Team, self.team_id)
        team.drop(self.user_id)
        save_people(unit, team)


def _must_be_free(access: Access, team: Team) -> None:
    """Raises Refused when another team has the same name."""
    for id, each in access.teams.items():
        if id != team.id and each.name.casefold() == team.name.casefold():
            raise Refused(f"There is a team called {isolated(each.name)} already.")
