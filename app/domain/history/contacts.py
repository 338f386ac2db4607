"""What can follow about contacts, and where they can be named."""

from typing import assert_never

from app.domain.contact import Contact, ContactErased, ContactNamed
from app.domain.history.impossible import must_be_new, must_be_there
from app.domain.history.together import Together

OfContacts = ContactNamed | ContactErased


class ContactsSoFar:
    def __init__(self, together: Together) -> None:
        self._together = together
        self._named: set[str] = set()

    def follow(self, contact_id: str, event: OfContacts) -> None:
        match event:
            case ContactNamed():
                must_be_new(Contact.kind, contact_id, self._named)
                self._named.add(contact_id)
            case ContactErased():
                must_be_there(Contact.kind, contact_id, self._named)
            case _:
                assert_never(event)

    def may_be(self, contact_id: str) -> None:
        """Takes a contact who is named with the next event, too; or none."""
        if contact_id:
            self._together.may_name_early(Contact.kind, contact_id, self._named)
