"""Commands to sites."""

from app.commands.command import Command
from app.commands.contact import amended_contact, new_contact
from app.commands.unit_of_work import UnitOfWork
from app.domain.aggregate import Aggregate
from app.domain.feature import Feature
from app.domain.refused import Refused
from app.domain.site import Site, SitePart


class SiteCommand(Command, frozen=True):
    """An order about one Site."""

    needs = Feature.ACQUIRE

    site_id: str

    @property
    def aggregate_id(self) -> str:
        return self.site_id


class AcquireSite(SiteCommand, frozen=True):
    or_else = (Feature.RAISE_WORK,)
    """Somebody calls from a Site that nobody knows yet."""

    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    name: str = ""
    area: str = ""
    notes: str = ""
    contact_id: str = ""
    """The new contact to ask for there, if a name or a telephone number is given."""
    contact_name: str = ""
    contact_telephone: str = ""

    def handle(self, unit: UnitOfWork) -> None:
        unit.save(*self.begun(unit))

    def begun(self, unit: UnitOfWork) -> list[Aggregate]:
        """All that it begins, the Site first."""
        site = unit.load(Site, self.site_id)
        contact = new_contact(unit, self.contact_id, self.contact_name, self.contact_telephone)
        site.acquire(
            self.address_line_1,
            self.town,
            self.post_code,
            self.telephone_number,
            self.name,
            self.area,
            self.notes,
            contact[0].id if contact else "",
        )
        return [site, *contact]


class SiteChange(SiteCommand, frozen=True):
    """An order about a Site as the person saw it."""

    version: int

    def load(self, unit: UnitOfWork) -> Site:
        """The Site. Raises Stale when it is not any more as the person saw it."""
        return unit.load(Site, self.site_id, self.version)


class AmendSite(SiteChange, frozen=True):
    """Everything that is written down about it, as it should be: one event for each part that is
    another now."""

    name: str
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    area: str
    notes: str
    contact_id: str
    """The new contact to ask for there, if another name or number is given."""
    contact_version: int
    """That of the contact before, as the person saw it; 0 where there was none."""
    contact_name: str
    contact_telephone: str

    def handle(self, unit: UnitOfWork) -> None:
        site = self.load(unit)
        for part in SitePart:
            site.amend(part, getattr(self, part.field))
        # Last: the contact comes right after the Site's event that names it.
        contact_id, contact = amended_contact(
            unit,
            site.contact_id,
            self.contact_version,
            self.contact_id,
            self.contact_name,
            self.contact_telephone,
        )
        site.amend_contact(contact_id)
        if not site.changes:
            raise Refused("Nothing has been changed.")
        unit.save(site, *contact)


class DisposeOfSite(SiteChange, frozen=True):
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        site = self.load(unit)
        site.dispose(self.reason, len(unit.open_at(site.id)))
        unit.save(site)


class RestoreSite(SiteChange, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        site = self.load(unit)
        site.restore()
        unit.save(site)
