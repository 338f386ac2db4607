"""The form of both Flask peers that raises Work."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

PRIORITIES = {
    "emergency": ("Emergency", 2, 8),
    "urgent": ("Urgent", 8, 48),
    "routine": ("Routine", 48, 120),
}
"""What people read, and within how many hours somebody is there, and it is done."""


class RaiseForm(FlaskForm):  # type: ignore[misc]
    # Whether they exist is asked for those alone that were chosen, not for all of them each time.
    sites = SelectMultipleField(
        "Sites",
        coerce=int,
        validate_choice=False,
        validators=[InputRequired("Choose a Site."), Length(max=10)],
    )
    caller_name = StringField("Caller’s name", validators=[Optional(), Length(max=80)])
    caller_telephone = StringField(
        "Caller’s telephone",
        validators=[Optional(), Regexp(r"\+?[0-9 ()]{6,30}$", message="That is no number.")],
    )
    priority = RadioField(
        "Priority",
        choices={name: said for name, (said, *_) in PRIORITIES.items()},
        validators=[InputRequired("Choose a priority.")],
    )
    title = StringField("Title", validators=[DataRequired(), Length(max=120)])
    description = TextAreaField("Description", validators=[DataRequired(), Length(max=4_000)])

    def __init__(self, sites_with: Callable[[list[int]], Sequence[Any]], **more: Any) -> None:
        """`sites_with` finds the Sites with these ids."""
        super().__init__(**more)
        self._sites_with = sites_with

    def validate_sites(self, field: SelectMultipleField) -> None:
        self.chosen = self._sites_with(field.data or [])
        if len(self.chosen) < len(field.data or []):
            raise ValidationError("There is no such Site.")
