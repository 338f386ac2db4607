"""What every command has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from app.domain.access import Person
from app.domain.feature import Feature

if TYPE_CHECKING:
    from app.commands.unit_of_work import UnitOfWork


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """An order, named in the imperative. `version`, where there is one, is that of the aggregate
    which the person saw when giving it."""

    needs: ClassVar[Feature]
    """What whoever gives it has to have been let do."""
    or_else: ClassVar[tuple[Feature, ...]] = ()
    """Any of these does as well."""
    begins: ClassVar[bool] = False
    """Whether what it is about begins with it. Then the log is only asked what there is of it where
    something turns out to be there."""

    @property
    def aggregate_id(self) -> str:
        """What the order is about. Whatever it does, it does to this one first."""
        raise NotImplementedError

    def handle(self, unit: UnitOfWork) -> None:
        """Load, act, save. Raises Refused."""
        raise NotImplementedError

    def missing(self, person: Person) -> Feature | None:
        """What they would have to be let do to give this command, and are not."""
        return None if person.may(self.needs, *self.or_else) else self.needs

    def acting_for(self, person: Person) -> str:
        """The operative whose step this is, if the person is somebody else; or nothing."""
        return ""
