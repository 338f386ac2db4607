"""Forms of Response."""

from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.commands.ids import new_id
from app.commands.work import RaiseWork
from app.domain.ids import is_id
from app.domain.work import DESCRIPTION, TITLE
from app.web.forms.base import DeskForm, new_id_field, text_field
from app.web.query import complaint_about_words


class RaiseWorkForm(DeskForm):
    """Sites can be filtered in the middle of filling it in: the form is sent, and comes back with
    all that was typed and fewer Sites to choose from. `filter_shown` is the filter that it was
    shown with."""

    buttons = ("do",)
    work_id = new_id_field("work")
    site_ids = SelectMultipleField(
        "Sites",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose at least one Site.")],
    )
    title = text_field(TITLE)
    description = text_field(DESCRIPTION, render_kw={"rows": 4})
    site_filter = StringField("Filter Sites", render_kw={"autocomplete": "off"})
    filter_shown = HiddenField()

    def filled_in(self) -> list[tuple[str, str]]:
        """What fills it in again as it is: (name of the field, value), blank ones left out."""
        return [
            (field.name, value)
            for field in self
            if field.name != "csrf_token"
            for value in field.raw_data or ()
            if value
        ]

    def words_to_filter_by(self) -> str:
        """None, and a complaint at the field, when they are too long to look for."""
        words = self.site_filter.data or ""
        complaint = complaint_about_words(words)
        self.site_filter.errors = [complaint] if complaint else []
        return "" if complaint else words

    def validate_site_ids(self, field: SelectMultipleField) -> None:
        if not all(is_id("site", site_id) for site_id in field.data or ()):
            raise ValidationError("One of the chosen Sites is not known to this desk.")

    def asks_to_filter(self, pressed: str | None) -> bool:
        """Whether it was sent to filter Sites: by that button, or by Enter after a new filter."""
        if pressed is not None:
            return pressed == "filter"
        return (self.site_filter.data or "") != (self.filter_shown.data or "")

    def command(self) -> RaiseWork:
        return RaiseWork(
            work_id=self.work_id.data,
            site_ids=tuple(self.site_ids.data or ()),
            title=self.title.data,
            description=self.description.data,
        )

    def renew(self) -> None:
        super().renew()
        self.work_id.data = new_id("work")
