"""Forms of Administration about people: who is let in, as whom, and what they are granted."""

from wtforms import BooleanField, Field, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.commands.ids import new_id
from app.commands.operative import EraseOperative
from app.commands.role import GrantRole, RevokeRole
from app.commands.user import (
    AddAdministrator,
    DisableUser,
    EnableUser,
    EndSessions,
    EraseUser,
    LinkUser,
    RegisterUser,
    RenameUser,
    SignInNameTaken,
    UnlinkUser,
)
from app.domain.ids import is_id
from app.domain.refused import Refused
from app.domain.user import FULL_NAME, SIGN_IN_NAME, accept_sign_in_name
from app.web.forms.base import (
    AddressedForm,
    ChangeForm,
    DeskForm,
    WellFormedId,
    id_field,
    new_id_field,
    text_field,
)

HIRE = "hire"
"""Chosen in the place of an operative: the user is hired as one in the same step."""
AS_TYPED = {"autocapitalize": "none", "spellcheck": "false"}
"""Telephones otherwise change the sign-in names that are typed on them."""


class _OperativeOrHire:
    """A validator: an operative was chosen, or that somebody is hired as one."""

    def __call__(self, form: DeskForm, field: Field) -> None:
        if field.data != HIRE and not is_id("operative", field.data or ""):
            raise ValidationError("The chosen operative is not known to this desk.")


class _SignInNameForm(DeskForm):
    """A form with a sign-in name, which has to be free."""

    sign_in_name_field = "sign_in_name"

    def refuse(self, refusal: Refused, about: str) -> None:
        super().refuse(refusal, about)
        if isinstance(refusal, SignInNameTaken):
            self[self.sign_in_name_field].errors = [str(refusal)]


class AddAdministratorForm(_SignInNameForm):
    """Its fields have names of their own: it stands beside the form for everybody else."""

    sign_in_name_field = "administrator_signs_in_as"

    user_id = new_id_field("user")
    administrator = text_field(FULL_NAME, render_kw={"autocomplete": "name"})
    administrator_signs_in_as = text_field(
        SIGN_IN_NAME, accept_sign_in_name, render_kw={"autocomplete": "username", **AS_TYPED}
    )

    def command(self) -> AddAdministrator:
        return AddAdministrator(
            user_id=self.user_id.data,
            full_name=self.administrator.data,
            sign_in_name=self.administrator_signs_in_as.data,
        )

    def renew(self) -> None:
        super().renew()
        self.user_id.data = new_id("user")


class RegisterUserForm(_SignInNameForm):
    user_id = new_id_field("user")
    hired_id = new_id_field("operative")
    """The operative that they become, if they are hired as one."""
    full_name = text_field(FULL_NAME)
    sign_in_name = text_field(SIGN_IN_NAME, accept_sign_in_name, render_kw=AS_TYPED)
    role_ids = SelectMultipleField("Roles", choices=[], validate_choice=False)
    operative = SelectField(
        "Which operative",
        choices=[],
        validate_choice=False,
        validators=[Optional(), _OperativeOrHire()],
    )

    def validate_role_ids(self, field: SelectMultipleField) -> None:
        if not all(is_id("role", role_id) for role_id in field.data or ()):
            raise ValidationError("One of the chosen roles is not known to this desk.")

    def command(self) -> RegisterUser:
        hires = self.operative.data == HIRE
        return RegisterUser(
            user_id=self.user_id.data,
            full_name=self.full_name.data,
            sign_in_name=self.sign_in_name.data,
            role_ids=tuple(dict.fromkeys(self.role_ids.data or ())),
            operative_id=self.hired_id.data if hires else self.operative.data or None,
            hires=hires,
        )

    def renew(self) -> None:
        super().renew()
        self.user_id.data = new_id("user")
        self.hired_id.data = new_id("operative")


class RenameUserForm(_SignInNameForm, AddressedForm, ChangeForm):
    full_name = text_field(FULL_NAME)
    sign_in_name = text_field(SIGN_IN_NAME, accept_sign_in_name, render_kw=AS_TYPED)

    def command(self, id: str) -> RenameUser:
        return RenameUser(
            user_id=id,
            version=self.seen_version,
            full_name=self.full_name.data,
            sign_in_name=self.sign_in_name.data,
        )


class GrantRoleForm(AddressedForm):
    """On the pages of users and of teams."""

    granted_id = SelectField(
        "Role",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose a role."), WellFormedId("role")],
    )

    def command(self, id: str) -> GrantRole:
        return GrantRole(holder_id=id, role_id=self.granted_id.data)


class RevokeRoleForm(AddressedForm):
    role_id = id_field("role")

    def command(self, id: str) -> RevokeRole:
        return RevokeRole(holder_id=id, role_id=self.role_id.data)


class LinkUserForm(AddressedForm):
    hired_id = new_id_field("operative")
    """As in RegisterUserForm."""
    operative_id = SelectField(
        "Operative",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose an operative."), _OperativeOrHire()],
    )

    def command(self, id: str) -> LinkUser:
        hires = self.operative_id.data == HIRE
        chosen = self.hired_id.data if hires else self.operative_id.data
        return LinkUser(user_id=id, operative_id=chosen, hires=hires)


class UnlinkUserForm(AddressedForm):
    def command(self, id: str) -> UnlinkUser:
        return UnlinkUser(user_id=id)


class EndSessionsForm(AddressedForm):
    def command(self, id: str) -> EndSessions:
        return EndSessions(user_id=id)


class DisableUserForm(AddressedForm):
    def command(self, id: str) -> DisableUser:
        return DisableUser(user_id=id)


class EnableUserForm(AddressedForm):
    def command(self, id: str) -> EnableUser:
        return EnableUser(user_id=id)


class EraseForm(AddressedForm):
    understood = BooleanField(
        "I understand that this cannot be undone",
        validators=[InputRequired("Tick this, if you do: it cannot be undone.")],
    )


class EraseUserForm(EraseForm):
    def command(self, id: str) -> EraseUser:
        return EraseUser(user_id=id)


class EraseOperativeForm(EraseForm):
    def command(self, id: str) -> EraseOperative:
        return EraseOperative(operative_id=id)


class MakeLinkForm(DeskForm):
    """Asks for a link to set a password with, which is none of the log's business."""
