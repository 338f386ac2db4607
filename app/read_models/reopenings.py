"""Why was each Work reopened last?"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.work_events import WorkReopened
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.read_model import ReadModel
from app.read_models.table import Table


class Reopening(msgspec.Struct, frozen=True):
    work_id: str
    reason: str
    reopened_at: datetime
    reopened_by: str
    reopened: int
    """The position at which it was reopened."""


REOPENINGS = Table("reopenings", Reopening, key=["work_id"])


class Reopenings(ReadModel[WorkReopened]):
    subscribes_to = (WorkReopened,)

    def open(self) -> None:
        self._reopenings = self.database.rows(REOPENINGS)

    def tables_counted(self) -> Sequence[str]:
        return [REOPENINGS.name]

    def tables_to_create(self) -> Sequence[str]:
        return REOPENINGS.create()

    def indexes_to_create(self) -> Sequence[str]:
        return REOPENINGS.finish()

    def apply(self, recorded: RecordedEvent, event: WorkReopened) -> None:
        self._reopenings.put(
            Reopening(
                work_id=recorded.aggregate_id,
                reason=event.reason,
                reopened_at=recorded.metadata.when,
                reopened_by=recorded.metadata.who,
                reopened=recorded.position,
            )
        )

    def last_of(self, work_ids: Sequence[str]) -> dict[str, Reopening]:
        """The last one of each of these works that has been reopened."""
        wanted = msgspec.json.encode(work_ids).decode()
        return {row.work_id: row for row in self._reopenings.where(f"work_id IN ({THESE})", wanted)}
