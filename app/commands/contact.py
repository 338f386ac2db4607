"""Commands to contacts."""

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.contact import Contact
from app.domain.feature import Feature


class EraseContact(Command, frozen=True):
    needs = Feature.MANAGE_PEOPLE

    contact_id: str

    @property
    def aggregate_id(self) -> str:
        return self.contact_id

    def handle(self, unit: UnitOfWork) -> None:
        contact = unit.load(Contact, self.contact_id)
        contact.erase()
        unit.save(contact)
