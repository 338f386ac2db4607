"""Commands to operatives."""

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.feature import Feature
from app.domain.operative import Operative


class HireOperative(Command, frozen=True):
    needs = Feature.HIRE

    operative_id: str
    forename: str
    surname: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        operative.hire(self.forename, self.surname)
        unit.save(operative)


class EraseOperative(Command, frozen=True):
    """Their name goes for good. It is no matter of what somebody saw on a page: no version."""

    needs = Feature.MANAGE_PEOPLE

    operative_id: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        operative.erase()
        unit.save(operative)
