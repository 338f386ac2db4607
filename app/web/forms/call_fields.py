"""Fields of a call, which stand in the forms that correct what was written down in it, too."""

from msgspec.structs import replace
from wtforms import Field, RadioField
from wtforms.validators import InputRequired

from app.domain.contact import CONTACT_NAME, accept_optional_telephone_number
from app.domain.promise import Priority
from app.domain.site import TELEPHONE_NUMBER, accept_telephone_number
from app.web.forms.base import text_field

_CALLERS_NAME = replace(CONTACT_NAME, name="Caller's name")
_CALLERS_TELEPHONE = replace(TELEPHONE_NUMBER, name="Caller's telephone", required=False)


def priority_field() -> Field:
    return RadioField(
        "Priority",
        choices={each.name: each.value.capitalize() for each in Priority},
        validators=[InputRequired("Choose a priority.")],
    )


def caller_name_field() -> Field:
    return text_field(_CALLERS_NAME)


def caller_telephone_field() -> Field:
    return text_field(
        _CALLERS_TELEPHONE, accept_optional_telephone_number, render_kw={"type": "tel"}
    )


def site_telephone_field() -> Field:
    return text_field(TELEPHONE_NUMBER, accept_telephone_number, render_kw={"type": "tel"})
