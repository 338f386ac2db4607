"""The form that corrects what was written down about a Work."""

from msgspec.structs import replace
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.commands.amending import AmendWork
from app.commands.ids import new_id
from app.domain.contact import CONTACT_NAME, accept_optional_telephone_number
from app.domain.ids import is_id
from app.domain.promise import Priority
from app.domain.site import TELEPHONE_NUMBER
from app.domain.work import DESCRIPTION, TITLE
from app.web.forms.base import ChangeForm, new_id_field, text_field
from app.web.query import complaint_about_words

CALLERS_NAME = replace(CONTACT_NAME, name="Caller's name")
CALLERS_TELEPHONE = replace(TELEPHONE_NUMBER, name="Caller's telephone", required=False)


class AmendForm(ChangeForm):
    """Further Sites can be looked for in the middle of filling it in: the form is sent, and comes
    back with all that was typed. `filter_shown` are the words that it was shown with."""

    buttons = ("do",)
    contact_id = new_id_field("contact")
    site_ids = SelectMultipleField(
        "Sites",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose at least one Site.")],
    )
    site_filter = StringField("Find Sites", default="", render_kw={"autocomplete": "off"})
    filter_shown = HiddenField(default="")
    priority = RadioField(
        "Priority",
        choices={each.name: each.value.capitalize() for each in Priority},
        validators=[InputRequired("Choose a priority.")],
    )
    title = text_field(TITLE)
    description = text_field(DESCRIPTION, render_kw={"rows": 5})
    caller_name = text_field(CALLERS_NAME)
    caller_telephone = text_field(
        CALLERS_TELEPHONE, accept_optional_telephone_number, render_kw={"type": "tel"}
    )

    def validate_site_ids(self, field: SelectMultipleField) -> None:
        if not all(is_id("site", site_id) for site_id in field.data or ()):
            raise ValidationError("One of the chosen Sites is not known to this desk.")

    def words_to_find_by(self) -> str:
        """None, and a complaint at the field, when they are too long to look for."""
        words = self.site_filter.data or ""
        complaint = complaint_about_words(words)
        self.site_filter.errors = [complaint] if complaint else []
        return "" if complaint else words

    def asks_to_find(self, pressed: str | None) -> bool:
        """Whether it was sent to find Sites: by that button, or by Enter after new words."""
        if pressed is not None:
            return pressed == "find"
        return (self.site_filter.data or "") != (self.filter_shown.data or "")

    def command(self, work_id: str) -> AmendWork:
        return AmendWork(
            work_id=work_id,
            version=self.seen_version,
            site_ids=tuple(self.site_ids.data or ()),
            title=self.title.data,
            description=self.description.data,
            priority=Priority[self.priority.data],
            contact_id=self.contact_id.data,
            caller_name=self.caller_name.data,
            caller_telephone=self.caller_telephone.data,
        )

    def renew(self) -> None:
        super().renew()
        self.contact_id.data = new_id("contact")
