"""Choosing Sites in the middle of filling in a form: what every form has that does it."""

from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.domain.ids import is_id
from app.web.forms.base import DeskForm
from app.web.query import complaint_about_words

FIND = "find"
"""What the button that finds Sites sends."""


def _are_ids(form: DeskForm, field: SelectMultipleField) -> None:
    if not all(is_id("site", site_id) for site_id in field.data or ()):
        raise ValidationError("One of the chosen Sites is not known to this desk.")


class SiteChoiceForm(DeskForm):
    """Sites are looked for in the middle of filling it in: without script, the form is sent, and
    comes back with all that was typed and the Sites that were found. `filter_shown` are the words
    that it was shown with.

    The page has it by `site_choice` of `partials/site_choice.html`; see also
    `app/web/site_choice.py`.
    """

    buttons = ("do",)
    site_ids = SelectMultipleField(
        "Sites",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose at least one Site."), _are_ids],
    )
    site_filter = StringField("Find Sites", default="")
    filter_shown = HiddenField()

    @property
    def ticked(self) -> list[str]:
        """The ids of the Sites chosen so far."""
        return list(dict.fromkeys(self.site_ids.data or ()))

    def tick(self, site_id: str) -> None:
        """Choose one more, and begin a new search."""
        self.site_ids.data = [*self.ticked, site_id]
        self.site_filter.data = ""

    def filled_in(self) -> list[tuple[str, str]]:
        """What fills it in again as it is: (name of the field, value), blank ones left out."""
        return [
            (field.name, str(value))
            for field in self
            for value in (field.data if isinstance(field.data, list) else [field.data])
            if value is not None and value != ""
        ]

    def words_to_find_by(self) -> str:
        """None, and a complaint at the field, when they are too long to look for."""
        words = self.site_filter.data or ""
        complaint = complaint_about_words(words)
        self.site_filter.errors = [complaint] if complaint else []
        return "" if complaint else words

    def asks_to_find(self, pressed: str | None) -> bool:
        """Whether it was sent to find Sites: by that button, or by Enter after new words."""
        return pressed == FIND or (pressed is None and self.has_new_words)

    @property
    def has_new_words(self) -> bool:
        """Whether other words are looked for than those that it was shown with."""
        return (self.site_filter.data or "") != (self.filter_shown.data or "")
