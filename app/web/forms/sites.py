"""Forms about Sites."""

from typing import Any

import msgspec

from app.commands.ids import new_id
from app.commands.site import AcquireSite, AmendSite, DisposeOfSite, RestoreSite
from app.domain.contact import CONTACT_NAME, accept_optional_telephone_number
from app.domain.site import (
    ADDRESS_LINE_1,
    AREA,
    NAME,
    NOTES,
    POST_CODE,
    REASON,
    TELEPHONE_NUMBER,
    TOWN,
    accept_post_code,
)
from app.read_models.contacts import ContactRow
from app.read_models.sites import SiteRow
from app.web.forms.base import AddressedForm, ChangeForm, DeskForm, new_id_field, text_field
from app.web.forms.call_fields import site_telephone_field
from app.web.forms.contact_fields import AmendsContact


class SiteFields(DeskForm):
    """What is written down about a Site."""

    address_line_1 = text_field(ADDRESS_LINE_1)
    town = text_field(TOWN)
    post_code = text_field(POST_CODE, accept_post_code)
    telephone_number = site_telephone_field()
    name = text_field(NAME)
    area = text_field(AREA)
    contact_id = new_id_field("contact")
    contact_name = text_field(msgspec.structs.replace(CONTACT_NAME, name="Contact’s name"))
    contact_telephone = text_field(
        TELEPHONE_NUMBER,
        accept_optional_telephone_number,
        label="Contact’s telephone",
        render_kw={"type": "tel", "required": False},
    )
    notes = text_field(NOTES, label="Notes for whoever attends", render_kw={"rows": 3})

    @property
    def says_more(self) -> bool:
        """Whether something stands in a field that may be left empty."""
        more = (self.name, self.area, self.contact_name, self.contact_telephone, self.notes)
        return any(field.data or field.errors for field in more)

    def said(self) -> dict[str, Any]:
        """All of it, by the names that the fields of commands have."""
        return {name: getattr(self, name).data for name in _FIELDS}

    def renew(self) -> None:
        super().renew()
        self.contact_id.data = new_id("contact")


_FIELDS = (
    *("address_line_1", "town", "post_code", "telephone_number", "name", "area", "notes"),
    *("contact_id", "contact_name", "contact_telephone"),
)


class AcquireSiteForm(SiteFields):
    """`all_the_same` is sent by the button that acquires it although it is likely here already: the
    ids of the Sites that its page asks about."""

    buttons = ("all_the_same",)
    site_id = new_id_field("site")

    def command(self) -> AcquireSite:
        return AcquireSite(site_id=self.site_id.data, **self.said())

    def renew(self) -> None:
        super().renew()
        self.site_id.data = new_id("site")


class AmendSiteForm(SiteFields, AddressedForm, AmendsContact):
    contact_fields = ("contact_name", "contact_telephone")

    @classmethod
    def written(cls, site: SiteRow, contact: ContactRow | None) -> dict[str, Any]:
        """What it is filled in with."""
        parts = {name: getattr(site, name) for name in _FIELDS if not name.startswith("contact")}
        return parts | {"name": site.own_name} | cls.written_of(contact)

    def command(self, id: str) -> AmendSite:
        return AmendSite(
            site_id=id,
            version=self.seen_version,
            contact_version=self.seen_contact,
            **self.said(),
        )


class DisposeOfSiteForm(AddressedForm, ChangeForm):
    reason = text_field(REASON)

    def command(self, id: str) -> DisposeOfSite:
        return DisposeOfSite(site_id=id, version=self.seen_version, reason=self.reason.data)


class RestoreSiteForm(AddressedForm, ChangeForm):
    def command(self, id: str) -> RestoreSite:
        return RestoreSite(site_id=id, version=self.seen_version)
