"""Roles: names for what somebody may do. They are granted to users and to teams."""

from collections.abc import Iterable, Mapping

import msgspec

from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.text import Text

ROLE_NAME = Text("Name", longest=60)


class RoleMade(Event, frozen=True):
    name: str
    features: tuple[Feature, ...]
    stays_signed_in: bool = False
    """Whether those who hold it may stay signed in on their telephone for weeks."""


class RoleChanged(Event, frozen=True):
    name: str
    features: tuple[Feature, ...]
    stays_signed_in: bool = False


class RoleRemoved(Event, frozen=True):
    pass


class RoleGranted(Event, frozen=True):
    """It happens to whoever holds the role from then on: a user or a team."""

    role_id: str


class RoleRevoked(Event, frozen=True):
    role_id: str


class RoleTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a role says: its name, what it lets one do, and whether it lets one stay signed in."""

    name: str
    features: tuple[Feature, ...]
    stays_signed_in: bool = False

    def accepted(self) -> "RoleTerms":
        """The same with its name as it is kept, and features in the order of their list, each
        once. Raises Refused without a name."""
        chosen = set(self.features)
        return RoleTerms(
            name=ROLE_NAME.accept(self.name),
            features=tuple(each for each in Feature if each in chosen),
            stays_signed_in=self.stays_signed_in,
        )


class Role(Aggregate):
    kind = "role"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.terms: RoleTerms | None = None
        self.is_removed = False

    def make(self, terms: RoleTerms) -> None:
        """Raises Refused without a name, and when it has been made already."""
        if self.terms or self.is_removed:
            raise Refused("This role has already been made.")
        kept = terms.accepted()
        self.record(RoleMade(**msgspec.structs.asdict(kept)))

    def change(self, terms: RoleTerms) -> None:
        """Raises Refused without a name, and when nothing would change."""
        before = self.must_be_there()
        kept = terms.accepted()
        if kept == before:
            raise Refused("Nothing has been changed.")
        self.record(RoleChanged(**msgspec.structs.asdict(kept)))

    def remove(self) -> None:
        """Raises Refused when it is not there. The caller asks whether anybody holds it."""
        self.must_be_there()
        self.record(RoleRemoved())

    def must_be_there(self) -> RoleTerms:
        """What it says. Raises Refused for a role that nobody made, or that was removed."""
        if self.terms is None:
            raise Refused("There is no such role on this desk.")
        return self.terms

    def apply(self, event: Event) -> None:
        match event:
            case RoleMade() | RoleChanged():
                self.terms = terms_in(event)
            case RoleRemoved():
                self.terms, self.is_removed = None, True


def terms_in(event: RoleMade | RoleChanged) -> RoleTerms:
    return RoleTerms(
        name=event.name, features=event.features, stays_signed_in=event.stays_signed_in
    )


class HeldRoles:
    """The roles that a user or a team has been granted itself, and the rules of granting."""

    def __init__(self) -> None:
        self.ids: frozenset[str] = frozenset()

    def granting(self, role: Role) -> RoleGranted:
        """Raises Refused when the role is not there, or held already."""
        terms = role.must_be_there()
        if role.id in self.ids:
            raise Refused(f"The role {terms.name} has been granted already.")
        return RoleGranted(role_id=role.id)

    def revoking(self, role_id: str) -> RoleRevoked:
        """Raises Refused when the role is not held."""
        if role_id not in self.ids:
            raise Refused("This role is not held, so it cannot be revoked.")
        return RoleRevoked(role_id=role_id)

    def apply(self, event: Event) -> None:
        match event:
            case RoleGranted(role_id=role_id):
                self.ids |= {role_id}
            case RoleRevoked(role_id=role_id):
                self.ids -= {role_id}


def _ready_made(names: Iterable[str]) -> Mapping[str, str]:
    return {
        name: f"{Role.kind}-00000000-0000-7000-8000-{number:012}"
        for number, name in enumerate(names, start=1)
    }


_TERMS = (
    RoleTerms(
        name="Administration",
        features=(
            Feature.HIRE,
            Feature.ACQUIRE,
            Feature.SEE_THE_REGISTER,
            Feature.SEE_EVENTS,
            Feature.SEE_FIGURES,
            Feature.MANAGE_PEOPLE,
        ),
    ),
    RoleTerms(
        name="Response",
        features=(Feature.RAISE_WORK, Feature.ACQUIRE, Feature.SEE_THE_REGISTER),
    ),
    RoleTerms(
        name="Control",
        features=(
            Feature.ASSIGN_AND_RECALL,
            Feature.ACT_FOR_AN_OPERATIVE,
            Feature.CLOSE_AND_REOPEN,
            Feature.SEE_THE_REGISTER,
            Feature.SEE_FIGURES,
        ),
    ),
    RoleTerms(name="Operative", features=(Feature.WORK_ON_OWN_VISITS,), stays_signed_in=True),
    RoleTerms(
        name="Management",
        features=(Feature.SEE_THE_REGISTER, Feature.SEE_EVENTS, Feature.SEE_FIGURES),
    ),
)
_IDS = _ready_made(terms.name for terms in _TERMS)
READY_MADE: Mapping[str, RoleTerms] = {_IDS[terms.name]: terms for terms in _TERMS}
"""The roles that a desk has once there are people on it, by their ids, which are the same on every
desk: so they are made once, whoever is first."""
ADMINISTRATION = _IDS["Administration"]
