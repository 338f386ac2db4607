"""Commands to users."""

from app.commands.command import Command
from app.commands.operative import erased_duty
from app.commands.people import save_people
from app.commands.unit_of_work import UnitOfWork
from app.domain.access import Access, Person
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.role import ADMINISTRATION, READY_MADE, Role
from app.domain.user import User, accept_sign_in_name


class SignInNameTaken(Refused):
    """Somebody else signs in under that name."""


class UserCommand(Command, frozen=True):
    """An order about one user."""

    needs = Feature.MANAGE_PEOPLE

    user_id: str

    @property
    def aggregate_id(self) -> str:
        return self.user_id


class RegisterUser(UserCommand, frozen=True):
    full_name: str
    sign_in_name: str
    role_ids: tuple[str, ...] = ()
    """Roles to grant them at once."""
    operative_id: str | None = None
    """The operative that they are."""
    hires: bool = False
    """Whether they are hired as that operative in the same step. Their last name is the surname."""
    is_made_up: bool = False

    def missing(self, person: Person) -> Feature | None:
        return _missing_to_hire(self, person) or super().missing(person)

    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        user.register(self.full_name, self.sign_in_name, is_made_up=self.is_made_up)
        _must_be_free(unit.access, self.sign_in_name, self.user_id)
        for role_id in self.role_ids:
            user.grant(unit.load(Role, role_id))
        if self.operative_id is None:
            save_people(unit, user)
            return
        operative = unit.load(Operative, self.operative_id)
        if self.hires:
            _hire(user, operative)
        _link(unit.access, user, operative)
        save_people(unit, user, operative)


class AddAdministrator(UserCommand, frozen=True):
    """Somebody who may manage people: a new user; or one that is there, if these are their id and
    their name, who is enabled and granted the role if need be. The ready-made roles are made if
    they were not. Nothing is done where nothing is missing."""

    full_name: str
    sign_in_name: str

    def handle(self, unit: UnitOfWork) -> None:
        access = unit.access
        user = unit.load(User, self.user_id)
        if self.user_id not in access.users:
            user.register(self.full_name, self.sign_in_name)
            _must_be_free(access, self.sign_in_name, self.user_id)
        elif user.is_made_up:
            raise Refused(f"{isolated(user.full_name)} is made up: nobody can sign in as them.")
        else:
            user.must_be_called(self.full_name)
            if not user.is_enabled:
                user.enable()
        made = _make_ready_roles(unit)
        # The grant comes last, and the role right after it: `History` relies on it.
        if Feature.MANAGE_PEOPLE not in access.features_of(self.user_id):
            user.grant(made.get(ADMINISTRATION) or unit.load(Role, _managing_role(access)))
        if user.changes:
            save_people(unit, user, *made.values())


class RenameUser(UserCommand, frozen=True):
    """Also renames the operative that they are, if their full name changes."""

    version: int
    full_name: str
    sign_in_name: str

    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id, self.version)
        full_name_before = user.full_name
        user.rename(self.full_name, self.sign_in_name)
        _must_be_free(unit.access, self.sign_in_name, self.user_id)
        if user.operative_id is None or user.full_name == full_name_before:
            save_people(unit, user)
            return
        operative = unit.load(Operative, user.operative_id)
        if operative.name != user.full_name:
            operative.rename(*_as_operative(user))
        save_people(unit, user, operative)


class LinkUser(UserCommand, frozen=True):
    operative_id: str
    hires: bool = False
    """As in RegisterUser."""

    def missing(self, person: Person) -> Feature | None:
        return _missing_to_hire(self, person) or super().missing(person)

    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        operative = unit.load(Operative, self.operative_id)
        if self.hires:
            user.must_be_registered()
            _hire(user, operative)
        _link(unit.access, user, operative)
        save_people(unit, user, operative)


class UnlinkUser(UserCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        user.unlink()
        save_people(unit, user)


class DisableUser(UserCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        user.disable()
        save_people(unit, user)


class EnableUser(UserCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        user.enable()
        save_people(unit, user)


class EndSessions(UserCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        user.end_sessions()
        save_people(unit, user)


class EraseUser(UserCommand, frozen=True):
    """Also erases the operative that they are."""

    def handle(self, unit: UnitOfWork) -> None:
        user = unit.load(User, self.user_id)
        operative_id = user.operative_id
        user.erase()
        if operative_id is None:
            save_people(unit, user)
            return
        operative = unit.load(Operative, operative_id)
        if operative.is_erased:
            save_people(unit, user)
            return
        operative.erase()
        save_people(unit, user, operative, erased_duty(unit, operative))


def _make_ready_roles(unit: UnitOfWork) -> dict[str, Role]:
    """Those of the ready-made roles that nobody has made yet, made now, by their ids.
    Administration is the first."""
    roles = {role_id: unit.load(Role, role_id) for role_id in READY_MADE}
    new = {role_id: role for role_id, role in roles.items() if not role.version}
    for role_id, role in new.items():
        role.make(READY_MADE[role_id])
    return new


def _managing_role(access: Access) -> str:
    """A role that lets one manage people: Administration, if it still does."""
    managing = [id for id, terms in access.roles.items() if Feature.MANAGE_PEOPLE in terms.features]
    if not managing:
        raise Refused("No role lets anybody manage people. Change one first, so that it does.")
    return ADMINISTRATION if ADMINISTRATION in managing else managing[0]


def _must_be_free(access: Access, sign_in_name: str, user_id: str) -> None:
    """Raises SignInNameTaken."""
    name = accept_sign_in_name(sign_in_name)
    if access.signs_in_as(name) not in (None, user_id):
        raise SignInNameTaken(f"Somebody else signs in as {isolated(name)} already.")


def _missing_to_hire(command: RegisterUser | LinkUser, person: Person) -> Feature | None:
    return Feature.HIRE if command.hires and not person.may(Feature.HIRE) else None


def _hire(user: User, operative: Operative) -> None:
    operative.hire(*_as_operative(user))


def _as_operative(user: User) -> tuple[str, str]:
    """Forename and surname. Raises Refused for a name of one word."""
    forename, _, surname = user.full_name.rpartition(" ")
    if not forename:
        raise Refused("An operative has a forename and a surname: give both.")
    return forename, surname


def _link(access: Access, user: User, operative: Operative) -> None:
    if access.user_of(operative.id) not in (None, user.id):
        raise Refused(f"Another user is {isolated(operative.name)} already.")
    user.link(operative)
