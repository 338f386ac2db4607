"""Which places do we look after?"""

from datetime import datetime

from app.domain.site import SiteAcquired
from app.event_store.log import RecordedEvent
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.sorting import sort_key
from app.read_models.words import words_of_place


class SiteRow(Listed, frozen=True):
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    acquired_at: datetime

    @property
    def name(self) -> str:
        return f"{self.address_line_1}, {self.town}"

    @property
    def sort_key(self) -> str:
        return sort_key(self.town, self.address_line_1)

    @property
    def words(self) -> list[str]:
        return words_of_place(self.name, self.post_code, self.telephone_number)


class Sites(Directory[SiteAcquired, SiteRow]):
    """In the order of town, then address."""

    subscribes_to = (SiteAcquired,)
    table = directory_table("sites", SiteRow)

    def apply(self, recorded: RecordedEvent, event: SiteAcquired) -> None:
        self._add(
            SiteRow(
                id=recorded.aggregate_id,
                number=recorded.position,
                address_line_1=event.address_line_1,
                town=event.town,
                post_code=event.post_code,
                telephone_number=event.telephone_number,
                acquired_at=recorded.metadata.when,
            )
        )

    def ids_in_town(self, text: str) -> tuple[str, list[object]]:
        """SQL, and its values, that selects the ids of those whose town begins like that."""
        begins = sort_key(text)
        # The keys begin with the town.
        return (
            "SELECT id FROM sites WHERE sort_key >= ? AND sort_key < ?",
            [begins, f"{begins}\U0010ffff"],
        )
