"""The form that corrects what was written down about a Work."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from app.commands.amending import AmendWork
from app.commands.ids import new_id
from app.domain.contact import accept_optional_telephone_number
from app.domain.promise import Priority
from app.domain.work import DESCRIPTION, TITLE
from app.web.forms.base import ChangeForm, new_id_field, text_field
from app.web.forms.response import CALLERS_NAME, CALLERS_TELEPHONE
from app.web.forms.site_choice import SiteChoiceForm


class AmendForm(SiteChoiceForm, ChangeForm):
    contact_id = new_id_field("contact")
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
