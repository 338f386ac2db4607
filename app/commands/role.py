"""Commands to roles, and to those who are granted them."""

from app.commands.command import Command
from app.commands.people import save_people
from app.commands.unit_of_work import UnitOfWork
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.role import READY_MADE, Role, RoleTerms
from app.domain.team import Team
from app.domain.user import User


class RoleCommand(Command, frozen=True):
    """An order about one role."""

    needs = Feature.MANAGE_PEOPLE

    role_id: str

    @property
    def aggregate_id(self) -> str:
        return self.role_id


class MakeRole(RoleCommand, frozen=True):
    name: str
    features: tuple[Feature, ...]
    stays_signed_in: bool = False

    def handle(self, unit: UnitOfWork) -> None:
        role = unit.load(Role, self.role_id)
        terms = RoleTerms(
            name=self.name, features=self.features, stays_signed_in=self.stays_signed_in
        )
        role.make(terms)
        _must_be_free(unit, role)
        save_people(unit, role)


class ChangeRole(RoleCommand, frozen=True):
    version: int
    name: str
    features: tuple[Feature, ...]
    stays_signed_in: bool = False

    def handle(self, unit: UnitOfWork) -> None:
        role = unit.load(Role, self.role_id, self.version)
        terms = RoleTerms(
            name=self.name, features=self.features, stays_signed_in=self.stays_signed_in
        )
        role.change(terms)
        _must_be_free(unit, role)
        save_people(unit, role)


class RemoveRole(RoleCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        role = unit.load(Role, self.role_id)
        role.remove()
        if unit.access.holders_of(self.role_id):
            raise Refused("Somebody holds this role. Revoke it first.")
        save_people(unit, role)


class HolderCommand(Command, frozen=True):
    """An order about what a user or a team has been granted."""

    needs = Feature.MANAGE_PEOPLE

    holder_id: str
    role_id: str

    @property
    def aggregate_id(self) -> str:
        return self.holder_id

    def holder(self, unit: UnitOfWork) -> User | Team:
        """Whom the id names: a user or a team."""
        if self.holder_id.startswith(f"{Team.kind}-"):
            return unit.load(Team, self.holder_id)
        return unit.load(User, self.holder_id)


class GrantRole(HolderCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        holder = self.holder(unit)
        holder.grant(unit.load(Role, self.role_id))
        save_people(unit, holder)


class RevokeRole(HolderCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        holder = self.holder(unit)
        holder.revoke(self.role_id)
        save_people(unit, holder)


def _must_be_free(unit: UnitOfWork, role: Role) -> None:
    """Raises Refused when another role has the same name; or a ready-made one will, which is made
    only with the first administrator."""
    name = role.must_be_there().name
    for id, terms in {**_yet_to_be_made(unit, role.id), **unit.access.roles}.items():
        if id != role.id and terms.name.casefold() == name.casefold():
            raise Refused(f"There is a role called {isolated(terms.name)} already.")


def _yet_to_be_made(unit: UnitOfWork, besides: str) -> dict[str, RoleTerms]:
    """The ready-made roles that nobody has made, but for that one."""
    others = {id: terms for id, terms in READY_MADE.items() if id != besides}
    return {id: terms for id, terms in others.items() if not unit.load(Role, id).version}
