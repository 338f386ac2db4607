"""Which places do we look after?"""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from app.domain.site import SiteAcquired
from app.event_store.log import RecordedEvent
from app.read_models.directory import Directory
from app.read_models.read_model import ReadModel
from app.read_models.words import closed_up, plain


class SiteRow(msgspec.Struct, frozen=True):
    id: str
    address_line_1: str
    town: str
    post_code: str
    telephone_number: str
    acquired_at: datetime

    @property
    def name(self) -> str:
        return f"{self.address_line_1}, {self.town}"

    @property
    def sort_key(self) -> tuple[str, ...]:
        return (plain(self.town), plain(self.address_line_1))

    @property
    def search_text(self) -> str:
        codes = f"{self.post_code} {self.telephone_number}"
        # People give these with other spaces than they were written down with, or with none.
        closed = f"{closed_up(self.post_code)} {closed_up(self.telephone_number)}"
        return plain(f"{self.address_line_1} {self.town} {codes} {closed}")


class Sites(ReadModel):
    subscribes_to = (SiteAcquired,)

    def __init__(self) -> None:
        super().__init__()
        self._directory: Directory[SiteRow] = Directory()

    def apply(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case SiteAcquired() as event:
                self._directory.add(
                    SiteRow(
                        id=recorded.aggregate_id,
                        address_line_1=event.address_line_1,
                        town=event.town,
                        post_code=event.post_code,
                        telephone_number=event.telephone_number,
                        acquired_at=recorded.metadata.when,
                    )
                )

    def __len__(self) -> int:
        return len(self._directory)

    def __iter__(self) -> Iterator[SiteRow]:
        """In alphabetical order of town, then address."""
        return iter(self._directory)

    def get(self, site_id: str) -> SiteRow | None:
        return self._directory.get(site_id)

    def name(self, site_id: str) -> str:
        """Address and town, or the id of a Site that is not known."""
        row = self.get(site_id)
        return row.name if row else site_id

    def matching(self, text: str) -> list[SiteRow]:
        return self._directory.matching(text)
