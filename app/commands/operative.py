"""Commands to operatives."""

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.domain.operative import Operative
from app.domain.refused import Refused


class HireOperative(Command, frozen=True):
    needs = Feature.HIRE

    operative_id: str
    forename: str
    surname: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id

    def handle(self, unit: UnitOfWork) -> None:
        unit.save(*self.begun(unit))

    def begun(self, unit: UnitOfWork) -> list[Aggregate]:
        """All that it begins, the operative first."""
        operative = unit.load(Operative, self.operative_id)
        operative.hire(self.forename, self.surname)
        return [operative]


class RenameOperative(Command, frozen=True):
    """One who is no user; a user is renamed, and the operative that they are with them."""

    needs = Feature.HIRE

    operative_id: str
    version: int
    forename: str
    surname: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id, self.version)
        if unit.access.user_of(self.operative_id) is not None:
            raise Refused(f"{isolated(operative.name)} is a user: rename the user.")
        operative.rename(self.forename, self.surname)
        unit.save(operative)


class EraseOperative(Command, frozen=True):
    """The name of an operative who is no user; with a user, both names are erased at once."""

    needs = Feature.MANAGE_PEOPLE

    operative_id: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        if unit.access.user_of(self.operative_id) is not None:
            raise Refused(f"{isolated(operative.name)} is a user: erase the user.")
        operative.erase()
        unit.save(operative)
