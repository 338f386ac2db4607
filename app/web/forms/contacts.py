"""Forms about contacts."""

from app.commands.contact import EraseContact
from app.web.forms.people import EraseForm


class EraseContactForm(EraseForm):
    def command(self, id: str) -> EraseContact:
        return EraseContact(contact_id=id)
