"""The form that corrects what was written down about a Work."""

from app.commands.amending import AmendWork
from app.commands.ids import new_id
from app.domain.described_work import DESCRIPTION, TITLE
from app.domain.promise import Priority
from app.web.forms.base import new_id_field, text_field
from app.web.forms.call_fields import caller_name_field, caller_telephone_field, priority_field
from app.web.forms.contact_fields import AmendsContact
from app.web.forms.site_choice import SiteChoiceForm


class AmendForm(SiteChoiceForm, AmendsContact):
    contact_fields = ("caller_name", "caller_telephone")

    contact_id = new_id_field("contact")
    priority = priority_field()
    title = text_field(TITLE)
    description = text_field(DESCRIPTION, render_kw={"rows": 5})
    caller_name = caller_name_field()
    caller_telephone = caller_telephone_field()

    def command(self, work_id: str) -> AmendWork:
        return AmendWork(
            work_id=work_id,
            version=self.seen_version,
            site_ids=tuple(self.site_ids.data or ()),
            title=self.title.data,
            description=self.description.data,
            priority=Priority[self.priority.data],
            contact_id=self.contact_id.data,
            contact_version=self.seen_contact,
            caller_name=self.caller_name.data,
            caller_telephone=self.caller_telephone.data,
        )

    def renew(self) -> None:
        super().renew()
        self.contact_id.data = new_id("contact")
