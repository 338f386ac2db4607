"""Who arrived at each Site last, for whichever Work. What counts are the Sites that a Work had when
somebody arrived."""

from collections.abc import Sequence

import msgspec

from app.read_models.database import THESE, Database
from app.read_models.table import Table


class LastVisitor(msgspec.Struct, frozen=True):
    site_id: str
    operative_id: str


LAST_VISITORS = Table("last_visitors", LastVisitor, key=["site_id"])


class WorkArrivals:
    def __init__(self, database: Database) -> None:
        self._visitors = database.rows(LAST_VISITORS)

    def add(self, operative_id: str, site_ids: Sequence[str]) -> None:
        for site_id in site_ids:
            self._visitors.put(LastVisitor(site_id, operative_id))

    def last_visitors(self, site_ids: Sequence[str]) -> dict[str, str]:
        wanted = msgspec.json.encode(site_ids).decode()
        found = self._visitors.where(f"site_id IN ({THESE})", wanted)
        return {row.site_id: row.operative_id for row in found}
