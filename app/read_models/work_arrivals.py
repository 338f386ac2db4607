"""Who was at each Site last, and where each operative arrived last. What counts are the Sites that
a Work had when somebody arrived."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.event_store.log import RecordedEvent
from app.read_models.database import THESE, Database
from app.read_models.table import Table, microseconds


class LastVisitor(msgspec.Struct, frozen=True):
    """Who arrived at a Site last, for whichever Work."""

    site_id: str
    operative_id: str


class LastPlace(msgspec.Struct, frozen=True):
    """Where an operative arrived last: of a Work for several Sites, at the first of these."""

    operative_id: str
    site_id: str
    arrived_at: datetime


LAST_VISITORS = Table("last_visitors", LastVisitor, key=["site_id"])
LAST_PLACES = Table("last_places", LastPlace, key=["operative_id"])
TABLES = (LAST_VISITORS, LAST_PLACES)


class WorkArrivals:
    def __init__(self, database: Database) -> None:
        self._visitors = database.rows(LAST_VISITORS)
        self._places = database.rows(LAST_PLACES)

    def add(self, recorded: RecordedEvent, operative_id: str, site_ids: Sequence[str]) -> None:
        for site_id in site_ids:
            self._visitors.put(LastVisitor(site_id, operative_id))
        self._places.put(LastPlace(operative_id, site_ids[0], recorded.metadata.when))

    def last_visitors(self, site_ids: Sequence[str]) -> dict[str, str]:
        wanted = msgspec.json.encode(site_ids).decode()
        found = self._visitors.where(f"site_id IN ({THESE})", wanted)
        return {row.site_id: row.operative_id for row in found}

    def last_places(self, operative_ids: Sequence[str], since: datetime) -> dict[str, LastPlace]:
        wanted = msgspec.json.encode(operative_ids).decode()
        found = self._places.where(
            f"operative_id IN ({THESE}) AND arrived_at > ?", wanted, microseconds(since)
        )
        return {row.operative_id: row for row in found}
