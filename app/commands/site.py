"""Commands to sites."""

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.aggregate import Aggregate
from app.domain.feature import Feature
from app.domain.site import Site


class AcquireSite(Command, frozen=True):
    needs = Feature.ACQUIRE

    site_id: str
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str

    @property
    def aggregate_id(self) -> str:
        return self.site_id

    def handle(self, unit: UnitOfWork) -> None:
        unit.save(*self.begun(unit))

    def begun(self, unit: UnitOfWork) -> list[Aggregate]:
        """All that it begins, the Site first."""
        site = unit.load(Site, self.site_id)
        site.acquire(self.address_line_1, self.town, self.post_code, self.telephone_number)
        return [site]
