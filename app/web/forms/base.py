"""What every form of the desk has in common."""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.outcome import SentBefore
from app.domain.ids import is_id
from app.domain.refused import GotThereFirst, Refused
from app.domain.text import Text


class WellFormedId:
    """A validator: the field holds an id of that kind."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if not is_id(self._kind, field.data or ""):
            raise ValidationError(f"The desk knows no such {self._kind}.")


class Accepted:
    """A validator: the domain accepts the field's text. Its refusal is the field's error."""

    def __init__(self, accept: Callable[[str], str]) -> None:
        self._accept = accept

    def __call__(self, form: FlaskForm, field: Field) -> None:
        try:
            self._accept(field.data or "")
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class Between:
    """A validator: the field holds a number in that range. (The one of WTForms breaks on a number
    of some hundred digits.)"""

    def __init__(self, least: int, most: int, message: str) -> None:
        self._least = least
        self._most = most
        self._message = message

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if field.data is None or not self._least <= field.data <= self._most:
            raise ValidationError(self._message)


def text_field(
    text: Text,
    accept: Callable[[str], str] | None = None,
    label: str | None = None,
    render_kw: dict[str, Any] | None = None,
) -> Field:
    """A field for that text. It sets no maxlength, which would cut off a paste in silence."""
    attributes = {"required": text.required, "autocomplete": "off", **(render_kw or {})}
    field_type = TextAreaField if text.several_lines else StringField
    return field_type(
        label or text.name,
        validators=[Accepted(accept or text.accept)],
        default="",
        render_kw=attributes,
    )


class _NewIdField(HiddenField):
    """Only a form that is shown for the first time makes up an id. One that was sent without is
    damaged."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = valuelist[0] if valuelist else ""


def new_id_field(kind: str) -> Field:
    """A hidden field with the id of what the form will create."""
    return _NewIdField(default=lambda: new_id(kind), validators=[WellFormedId(kind)])


def id_field(kind: str) -> Field:
    """A hidden field with the id of something that exists."""
    return HiddenField(validators=[WellFormedId(kind)])


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form that asks for one command.

    `status` is the HTTP status to answer with when it is shown again.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = False
        """Whether it comes from a page of the desk has been checked before there is a form
        (`security.py`)."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Take what a form sends, and neither files nor JSON, which hold no text; or what it is
            given to be filled in with."""
            if isinstance(formdata, MultiDict):
                return formdata
            return request.form if formdata is not None and form.is_submitted() else None

    command_id = new_id_field("command")

    buttons: ClassVar[tuple[str, ...]] = ()
    """The names under which its buttons send which of them was pressed."""
    refusal: Refused | None = None
    refused_about = ""
    """The id of what the refused command was about."""
    status = 422

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was sent. A form that arrived damaged can be sent again as a new one."""
        is_valid: bool = super().validate(extra_validators)
        if self.is_damaged:
            self.renew()
        return is_valid

    def refuse(self, refusal: Refused, about: str) -> None:
        """Be shown again with the reason. `about` is the id of what the command is about. After a
        form that was sent before, the next sending counts as a new one."""
        self.refusal = refusal
        self.refused_about = about
        self.status = 409 if isinstance(refusal, GotThereFirst | SentBefore) else 422
        if isinstance(refusal, SentBefore):
            self.renew()

    def command_id_for(self, who: str) -> str:
        """The id of the command that it asks for, when it is sent by whoever goes by that id."""
        return str(self.command_id.data)

    def renew(self) -> None:
        """Carry new ids."""
        self.command_id.data = new_id("command")

    @property
    def is_damaged(self) -> bool:
        """Whether a part that nobody types is missing or not as the desk wrote it."""
        return any(field.errors for field in self if isinstance(field.widget, HiddenInput))

    @property
    def errors_to_show(self) -> list[tuple[str, str]]:
        """What to mend: (name of the field, message)."""
        return [
            (field.name, str(field.errors[0]))
            for field in self
            if field.errors and not isinstance(field.widget, HiddenInput)
        ]

    def may_keep(self, field: Field) -> bool:
        """Whether a page may hold what was sent in that field, to show it or to send it again.
        Never a password."""
        return not isinstance(field, PasswordField)

    def typed(self, name_of: Callable[[str], str | None]) -> list[tuple[str, str]]:
        """What was typed and chosen and may be kept: (label, text).

        `name_of` gives the name of what has that id, or None. Choices that the desk does not know
        are left out.
        """
        return [
            (field.label.text, text)
            for field in self
            if self.may_keep(field) and not isinstance(field.widget, HiddenInput)
            for text in _texts(field, name_of)
            if text.strip()
        ]


def _texts(field: Field, name_of: Callable[[str], str | None]) -> list[str]:
    """What somebody typed into a field, or the names of what they chose there."""
    if isinstance(field, RadioField):
        return [str(option.label.text) for option in field if option.checked]
    if isinstance(field, SelectFieldBase):
        chosen = field.data if isinstance(field.data, list) else [field.data or ""]
        return [name for id in dict.fromkeys(chosen) if (name := name_of(id))]
    if isinstance(field, BooleanField):
        return ["yes"] if field.data else []
    return [field._value()]  # type: ignore[attr-defined]


class AddressedForm(DeskForm):
    """A form that is sent to the address of what it is about."""

    def command(self, id: str) -> Command:
        raise NotImplementedError


class ChangeForm(DeskForm):
    """A form that changes something that exists, and carries its version, as the person saw it."""

    version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(), Between(1, 2**31, "This is no version of anything.")],
    )

    @property
    def seen_version(self) -> int:
        return self.version.data or 0

    def show_version(self, version: int) -> None:
        """Carry the version that the page now shows. A form with something to mend keeps the
        version it came with: what has changed since then is still to be told."""
        if self.version.data is None or self.refusal or self.is_damaged:
            self._carry_version(version)

    def begin_anew(self, version: int) -> None:
        """Carry new ids and that version, whatever was sent."""
        self.renew()
        self._carry_version(version)

    def _carry_version(self, version: int) -> None:
        self.version.data = version
        # Otherwise the page would carry what was sent, and be refused for it for ever.
        self.version.raw_data = None
