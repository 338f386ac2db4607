"""Forms about contacts."""

from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from app.commands.contact import EraseContact
from app.domain.ids import is_id
from app.web.forms.people import EraseForm

MOST_AT_ONCE = 50


class EraseContactForm(EraseForm):
    also = SelectMultipleField(
        "Erase these too: the same name and number, named another time",
        choices=[],
        validate_choice=False,
    )

    def validate_also(self, field: SelectMultipleField) -> None:
        ids = field.data or ()
        if len(ids) > MOST_AT_ONCE or not all(is_id("contact", id) for id in ids):
            raise ValidationError("One of the chosen contacts is not known to this desk.")

    def command(self, id: str) -> EraseContact:
        return EraseContact(contact_id=id, also=tuple(self.also.data or ()))
