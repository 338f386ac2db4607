"""Commands to contacts."""

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.contact import Contact, is_anybody
from app.domain.feature import Feature


class EraseContact(Command, frozen=True):
    needs = Feature.MANAGE_PEOPLE

    contact_id: str
    also: tuple[str, ...] = ()
    """Others who are the same person: all are erased, or none."""

    @property
    def aggregate_id(self) -> str:
        return self.contact_id

    def handle(self, unit: UnitOfWork) -> None:
        contact = unit.load(Contact, self.contact_id)
        contact.erase()
        others = [unit.load(Contact, id) for id in dict.fromkeys(self.also) if id != contact.id]
        # Whom somebody else has erased meanwhile is as they should be.
        others = [each for each in others if not each.is_erased]
        for each in others:
            each.erase()
        unit.save(contact, *others)


def new_contact(unit: UnitOfWork, id: str, name: str, telephone: str) -> list[Contact]:
    """The contact with that name and number, to be saved; none where there is neither. Raises
    Refused as `Contact.name_as` does."""
    if not is_anybody(name, telephone):
        return []
    contact = unit.load(Contact, id)
    contact.name_as(name, telephone)
    return [contact]


def amended_contact(
    unit: UnitOfWork, before_id: str, before_version: int, id: str, name: str, telephone: str
) -> tuple[str, list[Contact]]:
    """The id of who is the contact now, and the new contact to be saved, if it is one.

    `before_version` is that of the contact as the person saw it. Raises Stale where it was erased
    since then, so that nobody who was erased comes back because their name still stood in a form;
    Refused as `Contact.name_as` does."""
    before = unit.load(Contact, before_id, before_version) if before_id else None
    after = new_contact(unit, id, name, telephone)
    if before and after and before.name_and_telephone == after[0].name_and_telephone:
        return before_id, []
    if before and before.is_erased and not after:
        return before_id, []  # Who was erased has no name that could be left out of the form.
    return after[0].id if after else "", after
