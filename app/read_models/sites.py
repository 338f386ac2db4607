"""Which places do we look after?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.site import (
    SiteAcquired,
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
    name_of_site,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.directory import Directory, Listed, directory_table
from app.read_models.found import Found
from app.read_models.likeness import place_key, telephone_key, tells
from app.read_models.read_model import all_of
from app.read_models.sorting import sort_key
from app.read_models.words import words_of_place

MOST_ALIKE = 5
"""So many are named of those that are likely the same place."""


class SiteRow(Listed, frozen=True):
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    acquired_at: datetime
    version: int
    """That of its stream, as forms carry it."""
    own_name: str = ""
    """What people call it, where it has a name of its own."""
    area: str = ""
    notes: str = ""
    """For whoever attends."""
    contact_id: str = ""
    """Whom to ask for there, where somebody was named."""
    is_disposed: bool = False

    @property
    def name(self) -> str:
        return name_of_site(self.own_name, self.address_line_1, self.town)

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
        return words_of_place(f"{self.name} {self.area}", self.post_code, self.telephone_number)


Subscribed = SiteAcquired | SiteAmended | SiteContactAmended | SiteDisposed | SiteRestored


class Sites(Directory[Subscribed, SiteRow]):
    """In the order of town, then address. Those that were disposed of are not listed."""

    subscribes_to = all_of(Subscribed)
    table = directory_table("sites", SiteRow, found_by=["place_key", "telephone_key"])
    listed = "NOT is_disposed"

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case SiteAcquired():
                self._acquire(recorded, event)
            case SiteAmended(part=part, after=after):
                self._change(recorded, **{_FIELDS[part]: after})
                if part is not SitePart.NOTES:
                    row = self._rows[recorded.aggregate_id]
                    self._texts.replace(row.number, row.words)
            case SiteContactAmended(after=contact_id):
                self._change(recorded, contact_id=contact_id)
            case SiteDisposed():
                self._change(recorded, is_disposed=True)
            case SiteRestored():
                self._change(recorded, is_disposed=False)
            case _:
                assert_never(event)

    def _acquire(self, recorded: RecordedEvent, event: SiteAcquired) -> None:
        self._add(
            SiteRow(
                id=recorded.aggregate_id,
                number=recorded.position,
                address_line_1=event.address_line_1,
                town=event.town,
                post_code=event.post_code,
                telephone_number=event.telephone_number,
                acquired_at=recorded.metadata.when,
                version=recorded.version,
                own_name=event.name,
                area=event.area,
                notes=event.notes,
                contact_id=event.contact_id,
            )
        )

    def _change(self, recorded: RecordedEvent, **changes: Any) -> None:
        row = self._rows[recorded.aggregate_id]
        self._rows.replace(msgspec.structs.replace(row, version=recorded.version, **changes))

    def several(self, ids: Sequence[str]) -> dict[str, SiteRow]:
        """Those of these that there are, by their ids."""
        wanted = msgspec.json.encode(ids).decode()
        return {row.id: row for row in self._rows.where(f"id IN ({THESE})", wanted)}

    def matching(self, text: str, without: Sequence[str] = ()) -> Found[SiteRow]:
        """As of every directory, of those that are in use."""
        return self._matching(text, without, self.listed)

    def disposed_and_matching(self, text: str) -> Found[SiteRow]:
        """The same, of those that were disposed of."""
        return self._matching(text, (), "is_disposed")

    def count_disposed(self) -> int:
        return self._rows.count("is_disposed")

    def like(self, address_line_1: str, post_code: str, telephone_number: str) -> list[SiteRow]:
        """The first few that are likely the same place as a new one, in order; one more than
        MOST_ALIKE where there are more."""
        place, telephone = place_key(address_line_1, post_code), telephone_key(telephone_number)
        others = self._rows.count(f"{self.listed} AND telephone_key = ?", telephone)
        return self.with_keys(
            [place], [telephone] if tells(telephone, others + 1) else [], limit=MOST_ALIKE + 1
        )

    def with_keys(
        self, place_keys: Collection[str], telephone_keys: Collection[str], limit: int = -1
    ) -> list[SiteRow]:
        """All that have one of these keys (see `likeness`), in order, or the first of them. Empty
        keys find nothing."""
        places, telephones = (
            msgspec.json.encode([key for key in keys if key]).decode()
            for keys in (place_keys, telephone_keys)
        )
        return self._rows.where(
            f"{self.listed} AND (place_key IN ({THESE}) OR telephone_key IN ({THESE}))",
            places,
            telephones,
            order="sort_key, id",
            limit=limit,
        )

    def ids_in_town(self, text: str) -> tuple[str, list[object]]:
        """SQL, and its values, that selects the ids of those whose town begins like that."""
        begins = sort_key(text)
        # The keys begin with the town.
        return (
            "SELECT id FROM sites WHERE sort_key >= ? AND sort_key < ?",
            [begins, f"{begins}\U0010ffff"],
        )


_FIELDS = {part: "own_name" if part is SitePart.NAME else part.field for part in SitePart}
"""Which field of a row each part is: its `name` is the whole address."""
