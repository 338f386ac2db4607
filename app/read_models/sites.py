"""Which places do we look after?"""

from collections.abc import Collection
from datetime import datetime

import msgspec

from app.domain.site import SiteAcquired
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.likeness import place_key, telephone_key
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
    def place_key(self) -> str:
        return place_key(self.address_line_1, self.post_code)

    @property
    def telephone_key(self) -> str:
        return telephone_key(self.telephone_number)

    @property
    def words(self) -> list[str]:
        return words_of_place(self.name, self.post_code, self.telephone_number)


class Sites(Directory[SiteAcquired, SiteRow]):
    """In the order of town, then address."""

    subscribes_to = (SiteAcquired,)
    table = directory_table("sites", SiteRow, found_by=["place_key", "telephone_key"])

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

    def like(self, address_line_1: str, post_code: str, telephone_number: str) -> list[SiteRow]:
        """Those that are likely the same place, in order."""
        keys = place_key(address_line_1, post_code), telephone_key(telephone_number)
        return self.with_keys([keys[0]], [keys[1]])

    def with_keys(
        self, place_keys: Collection[str], telephone_keys: Collection[str]
    ) -> list[SiteRow]:
        """All that have one of these keys (see `likeness`), in order. Empty ones find nothing."""
        places, telephones = (
            msgspec.json.encode([key for key in keys if key]).decode()
            for keys in (place_keys, telephone_keys)
        )
        return self._rows.where(
            f"{self.listed} AND (place_key IN ({THESE}) OR telephone_key IN ({THESE}))",
            places,
            telephones,
            order="sort_key, id",
        )
