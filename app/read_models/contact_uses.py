"""Where does each contact stand: in which works and Sites, now or before?"""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from app.domain.site import SiteAcquired, SiteContactAmended
from app.domain.work_events import WorkCallAdded, WorkCallerAmended, WorkRaised
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.read_model import ReadModel, all_of
from app.read_models.table import Table


class Use(msgspec.Struct, frozen=True):
    contact_id: str
    place_id: str
    """The Work or the Site."""


USES = Table("contact_uses", Use, key=["contact_id", "place_id"], indexes=["place_id"])

Subscribed = WorkRaised | WorkCallAdded | WorkCallerAmended | SiteAcquired | SiteContactAmended


class ContactUses(ReadModel[Subscribed]):
    """A contact that was there once still is, as far as erasing goes: the events name it."""

    subscribes_to = all_of(Subscribed)

    def open(self) -> None:
        self._uses = self.database.rows(USES)

    def tables_counted(self) -> Sequence[str]:
        return [USES.name]

    def tables_to_create(self) -> Sequence[str]:
        return USES.create()

    def indexes_to_create(self) -> Sequence[str]:
        return USES.finish()

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        match event:
            case WorkRaised(caller_id=contact_id) | WorkCallAdded(caller_id=contact_id):
                pass
            case WorkCallerAmended(after=contact_id) | SiteContactAmended(after=contact_id):
                pass
            case SiteAcquired(contact_id=contact_id):
                pass
            case _:
                assert_never(event)
        if contact_id and not self._uses.get(contact_id, recorded.aggregate_id):
            self._uses.add(Use(contact_id, recorded.aggregate_id))

    def of(self, contact_ids: Sequence[str]) -> dict[str, list[str]]:
        """The ids of the works and Sites where each of these contacts stands or stood."""
        wanted = msgspec.json.encode(contact_ids).decode()
        found: dict[str, list[str]] = {}
        for use in self._uses.where(f"contact_id IN ({THESE})", wanted, order="place_id"):
            found.setdefault(use.contact_id, []).append(use.place_id)
        return found

    def at(self, place_id: str) -> list[str]:
        """The ids of the contacts that stand, or stood, in that Work or at that Site."""
        return [use.contact_id for use in self._uses.where("place_id = ?", place_id)]
