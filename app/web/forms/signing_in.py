"""Forms of signing in, and of one's own page. None asks for a command."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Regexp

from app.domain.user import SIGN_IN_NAME
from app.web.forms.base import DeskForm


class PlainForm(DeskForm):
    """A form that changes nothing in the log, so that it needs no id to be sent twice."""

    command_id: Any = None

    def renew(self) -> None:
        pass


def _password_field(label: str, autocomplete: str, complaint: str) -> Field:
    return PasswordField(
        label,
        validators=[InputRequired(complaint)],
        render_kw={"autocomplete": autocomplete},
    )


def _stays_field() -> Field:
    return BooleanField("Stay signed in on this telephone")


def _new_password_field() -> Field:
    return _password_field("New password", "new-password", "New password is required.")


class SignInForm(PlainForm):
    sign_in_name = StringField(
        SIGN_IN_NAME.name,
        validators=[InputRequired(f"{SIGN_IN_NAME.name} is required.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = _password_field("Password", "current-password", "Password is required.")
    stays = _stays_field()


class SignOutForm(PlainForm):
    pass


class WorkAsForm(PlainForm):
    user_id = HiddenField()
    """Empty for nobody in particular."""


class SetPasswordForm(PlainForm):
    new_password = _new_password_field()
    stays = _stays_field()


class ChangePasswordForm(PlainForm):
    password = _password_field("Password", "current-password", "Password is required.")
    new_password = _new_password_field()


class EndSessionForm(PlainForm):
    session_id = HiddenField(validators=[Regexp(r"\A[0-9a-f]{1,64}\Z")])


class EndOtherSessionsForm(PlainForm):
    pass
