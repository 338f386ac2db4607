"""Forms of Administration."""

from app.commands.ids import new_id
from app.commands.operative import HireOperative, RenameOperative
from app.domain.operative import FORENAME, SURNAME
from app.web.forms.base import AddressedForm, ChangeForm, DeskForm, new_id_field, text_field


class HireOperativeForm(DeskForm):
    operative_id = new_id_field("operative")
    forename = text_field(FORENAME)
    surname = text_field(SURNAME)

    def command(self) -> HireOperative:
        return HireOperative(
            operative_id=self.operative_id.data,
            forename=self.forename.data,
            surname=self.surname.data,
        )

    def renew(self) -> None:
        super().renew()
        self.operative_id.data = new_id("operative")


class RenameOperativeForm(AddressedForm, ChangeForm):
    forename = text_field(FORENAME)
    surname = text_field(SURNAME)

    def command(self, id: str) -> RenameOperative:
        return RenameOperative(
            operative_id=id,
            version=self.seen_version,
            forename=self.forename.data,
            surname=self.surname.data,
        )
