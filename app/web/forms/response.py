"""Forms of Response: one page, which can be sent in several ways, so that nothing typed for one is
lost by another."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.commands.amending import AddCall
from app.commands.ids import new_id
from app.commands.site import AcquireSite
from app.commands.work import RaiseWork
from app.domain.described_work import DESCRIPTION, TITLE
from app.domain.promise import Priority
from app.domain.refused import Refused
from app.domain.site import (
    ADDRESS_LINE_1,
    NAME,
    POST_CODE,
    TOWN,
    accept_post_code,
)
from app.read_models.sites import SiteRow
from app.web.forms.base import Between, new_id_field, text_field
from app.web.forms.call_fields import (
    caller_name_field,
    caller_telephone_field,
    priority_field,
    site_telephone_field,
)
from app.web.forms.site_choice import SiteChoiceForm

NOT_ACQUIRED = "The new Site is not acquired yet: press “Acquire and go on” first."


class CallForm(SiteChoiceForm):
    """Everything that is filled in during a call. `new_site_id` is the Site that can be acquired in
    the middle of it, `contact_id` the caller."""

    counted: ClassVar[tuple[str, ...]] = ()
    """The fields that matter to this way of sending it; nothing in the others is wrong."""

    work_id = new_id_field("work")
    contact_id = new_id_field("contact")
    new_site_id = new_id_field("site")
    seen = HiddenField(default="")
    """The ids of the Sites that are likely the new one, and were shown."""
    opened_at = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(), Between(0, 2**53, "This is no position of the log.")],
    )
    """The position of the log that it was opened at, or that its Sites were chosen at: what was
    raised there since has not been seen."""
    site_name = text_field(NAME, label="Name of the Site")
    address_line_1 = text_field(ADDRESS_LINE_1)
    town = text_field(TOWN)
    post_code = text_field(POST_CODE, accept_post_code)
    telephone_number = site_telephone_field()
    caller_name = caller_name_field()
    caller_telephone = caller_telephone_field()
    priority = priority_field()
    title = text_field(TITLE)
    description = text_field(DESCRIPTION, render_kw={"rows": 3})

    def validate(self, extra_validators: Any = None) -> bool:
        for field in self:
            if field.name not in self.counted and not isinstance(field.widget, HiddenInput):
                field.validators = ()
                field.validate_choice = False
        return super().validate(extra_validators)

    @property
    def is_acquiring(self) -> bool:
        """Whether somebody has begun to fill in a new Site."""
        return bool(self.town.data or self.post_code.data)

    def see_until(self, position: int) -> None:
        """Carry that position: what was raised up to it is shown with the form."""
        self.opened_at.data = position
        # Otherwise the page would carry what was sent.
        self.opened_at.raw_data = None

    def prefill_new_site(self) -> None:
        """A Site that nobody knows is likely what was looked for. Its telephone number stays empty:
        the caller's is theirs, and could not be erased where it stood as the Site's."""
        if self.is_acquiring:
            return
        if (self.address_line_1.data or "") in ("", self.filter_shown.data):
            self.address_line_1.data = self.site_filter.data

    def tick_new_site(self) -> None:
        """Choose the Site that was acquired, and go on."""
        self.tick(self.new_site_id.data)
        self.command_id.data, self.new_site_id.data = new_id("command"), new_id("site")
        for name in AcquireSiteInCallForm.counted:
            self[name].data = ""

    def refuse(self, refusal: Refused, about: str) -> None:
        super().refuse(refusal, about)
        # Whoever went back to a form that was carried out has named that contact before.
        self.contact_id.data = new_id("contact")

    def renew(self) -> None:
        super().renew()
        self.work_id.data = new_id("work")
        self.contact_id.data = new_id("contact")
        self.new_site_id.data = new_id("site")
        # What it did before is told; it is nothing to be told of as raised meanwhile.
        self.opened_at.data = None


class RaiseWorkForm(CallForm):
    counted = ("site_ids", "caller_name", "caller_telephone", "priority", "title", "description")

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if self.is_acquiring and not self.ticked:
            self.site_ids.errors = [NOT_ACQUIRED]
        return is_valid

    def command(self) -> RaiseWork:
        return RaiseWork(
            work_id=self.work_id.data,
            site_ids=tuple(self.site_ids.data or ()),
            title=self.title.data,
            description=self.description.data,
            priority=Priority[self.priority.data],
            contact_id=self.contact_id.data,
            caller_name=self.caller_name.data,
            caller_telephone=self.caller_telephone.data,
        )


class AddCallForm(CallForm):
    """The call is about Work that is open already: its button says which."""

    counted = ("caller_name", "caller_telephone")

    def command(self, work_id: str) -> AddCall:
        said = [text for field in (self.title, self.description) if (text := field.data.strip())]
        return AddCall(
            work_id=work_id,
            contact_id=self.contact_id.data,
            caller_name=self.caller_name.data,
            caller_telephone=self.caller_telephone.data,
            note="\n".join(said),
            priority=Priority.__members__.get(self.priority.data),
            site_ids=tuple(self.ticked),
        )


class AcquireSiteInCallForm(CallForm):
    counted = ("site_name", "address_line_1", "town", "post_code", "telephone_number")

    def unseen(self, alike: Sequence[SiteRow]) -> list[SiteRow]:
        """Those of them that the page has not shown yet. From now on it has."""
        seen = {self.new_site_id.data, *(self.seen.data or "").split()}
        self.seen.data = " ".join(site.id for site in alike)
        return [site for site in alike if site.id not in seen]

    def command(self) -> AcquireSite:
        return AcquireSite(
            site_id=self.new_site_id.data,
            address_line_1=self.address_line_1.data,
            town=self.town.data,
            post_code=self.post_code.data,
            telephone_number=self.telephone_number.data,
            name=self.site_name.data,
        )
