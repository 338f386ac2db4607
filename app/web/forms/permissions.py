"""Forms of Administration about roles."""

from collections.abc import Callable

from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import ValidationError

from app.commands.ids import new_id
from app.commands.role import ChangeRole, MakeRole, RemoveRole
from app.domain.feature import Feature
from app.domain.role import ROLE_NAME
from app.web.forms.base import AddressedForm, ChangeForm, DeskForm, new_id_field, text_field

_KNOWN = frozenset(feature.value for feature in Feature)


class RoleForm(DeskForm):
    """What a role says."""

    name = text_field(ROLE_NAME)
    features = SelectMultipleField("Lets one", choices=[], validate_choice=False)
    stays_signed_in = BooleanField("stay signed in on a telephone")

    def validate_features(self, field: SelectMultipleField) -> None:
        if not _KNOWN.issuperset(field.data or ()):
            raise ValidationError("One of the ticked features is not known to this desk.")

    def typed(self, name_of: Callable[[str], str | None]) -> list[tuple[str, str]]:
        """Features have no name beside what they are: all that were ticked, in a line."""
        ticked = [(self.features.label.text, ", ".join(self.chosen))] if self.chosen else []
        return [*super().typed(name_of), *ticked]

    @property
    def chosen(self) -> tuple[Feature, ...]:
        return tuple(Feature(each) for each in self.features.data or () if each in _KNOWN)


class MakeRoleForm(RoleForm):
    role_id = new_id_field("role")

    def command(self) -> MakeRole:
        return MakeRole(
            role_id=self.role_id.data,
            name=self.name.data,
            features=self.chosen,
            stays_signed_in=self.stays_signed_in.data,
        )

    def renew(self) -> None:
        super().renew()
        self.role_id.data = new_id("role")


class ChangeRoleForm(RoleForm, AddressedForm, ChangeForm):
    def command(self, id: str) -> ChangeRole:
        return ChangeRole(
            role_id=id,
            version=self.seen_version,
            name=self.name.data,
            features=self.chosen,
            stays_signed_in=self.stays_signed_in.data,
        )


class RemoveRoleForm(AddressedForm):
    def command(self, id: str) -> RemoveRole:
        return RemoveRole(role_id=id)
