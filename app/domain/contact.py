"""Contacts: people to talk to who do not work here. Callers, and those to ask for at a Site.

A contact never changes. A name or number that is corrected is a new contact, and the event of the
Work or the Site says from which to which. So each can be erased for good, and alone.
"""

from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.refused import Refused
from app.domain.site import accept_telephone_number
from app.domain.text import Text

CONTACT_NAME = Text("Name", longest=120, required=False)


class ContactNamed(Event, frozen=True):
    """One of the two may be empty."""

    name: str
    telephone: str


class ContactErased(Event, frozen=True):
    """Their name and telephone number are gone for good."""


class Contact(Aggregate):
    kind = "contact"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.name = ""
        self.telephone = ""
        self.is_named = False
        self.is_erased = False

    @property
    def name_and_telephone(self) -> tuple[str, str]:
        return self.name, self.telephone

    def name_as(self, name: str, telephone: str) -> None:
        """Raises Refused without a name and a telephone number, for an implausible number, and
        when named already."""
        if self.is_named:
            raise Refused("This contact has already been named.")
        named = ContactNamed(
            name=CONTACT_NAME.accept(name), telephone=accept_optional_telephone_number(telephone)
        )
        if not named.name and not named.telephone:
            raise Refused("A contact has a name or a telephone number.")
        self.record(named)

    def erase(self) -> None:
        """Raises Refused for a contact that nobody named, and when erased already."""
        if not self.is_named:
            raise Refused("There is no such contact on this desk.")
        if self.is_erased:
            raise Refused("This contact was erased already.")
        self.record(ContactErased())

    def apply(self, event: Event) -> None:
        match event:
            case ContactNamed():
                self.name, self.telephone = event.name, event.telephone
                self.is_named = True
            case ContactErased():
                self.is_erased = True


def accept_optional_telephone_number(typed: str) -> str:
    """As `accept_telephone_number`; nothing is fine as well."""
    return accept_telephone_number(typed) if typed.strip() else ""


def is_anybody(name: str, telephone: str) -> bool:
    """Whether enough was typed to make a contact of it."""
    return bool(name.strip() or telephone.strip())
