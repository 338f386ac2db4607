"""Who had a go at each Work, when, and how did it end?"""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, assert_never

import msgspec

from app.domain.work_events import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCompleted,
    WorkDispatched,
    WorkEtaRevised,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import THESE
from app.read_models.read_model import ReadModel, all_of
from app.read_models.table import Table


class Ending(enum.StrEnum):
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    RECALLED = "recalled"
    REASSIGNED = "reassigned"


class VisitRow(msgspec.Struct, frozen=True):
    """One operative's go at a Work. `number` counts the Work's visits from 1; `remark` is the
    outcome or the reason, in the words of whoever ended it."""

    work_id: str
    operative_id: str
    number: int
    assigned_at: datetime
    dispatched_at: datetime | None = None
    eta: datetime | None = None
    """When they said last that they would be there."""
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    remark: str = ""
    ended_by: int | None = None
    """The position of the event that ended it."""
    first_eta: datetime | None = None
    """When they said, as they set off, that they would be there."""
    code: str = ""
    """What came of it, or why not, as chosen from a list."""


VISITS = Table(
    "visits",
    VisitRow,
    key=["work_id", "number"],
    indexes=["operative_id, ended_by"],
)

Subscribed = (
    WorkRaised
    | WorkAssigned
    | WorkDispatched
    | WorkArrivedAt
    | WorkCompleted
    | WorkAbandoned
    | WorkRecalled
    | WorkReassigned
    | WorkEtaRevised
)


class Visits(ReadModel[Subscribed]):
    subscribes_to = all_of(Subscribed)

    def open(self) -> None:
        self._visits = self.database.rows(VISITS)
        self._counts: dict[str, int] = {}
        """How many visits each Work has had, of those that have changed lately."""

    def tables_counted(self) -> Sequence[str]:
        return [VISITS.name]

    def tables_to_create(self) -> Sequence[str]:
        return VISITS.create()

    def indexes_to_create(self) -> Sequence[str]:
        return VISITS.finish()

    def apply(self, recorded: RecordedEvent, event: Subscribed) -> None:
        when = recorded.metadata.when
        match event:
            case WorkRaised():
                # A new Work has had none: that need not be looked up when it is assigned.
                if recorded.is_first:
                    self._counts[recorded.aggregate_id] = 0
            case WorkAssigned(operative_id=operative_id):
                self._begin(recorded.aggregate_id, operative_id, when)
            case WorkDispatched(eta=eta):
                self._change_last(recorded, dispatched_at=when, eta=eta, first_eta=eta)
            case WorkEtaRevised(eta=eta):
                self._change_last(recorded, eta=eta)
            case WorkArrivedAt():
                self._change_last(recorded, arrived_at=when)
            case WorkCompleted(outcome=outcome):
                self._end_last(recorded, Ending.COMPLETED, outcome, event.code or "")
            case WorkAbandoned(reason=reason):
                self._end_last(recorded, Ending.ABANDONED, reason, event.code or "")
            case WorkRecalled(reason=reason):
                self._end_last(recorded, Ending.RECALLED, reason)
            case WorkReassigned(operative_id=operative_id, reason=reason):
                self._end_last(recorded, Ending.REASSIGNED, reason)
                self._begin(recorded.aggregate_id, operative_id, when)
            case _:
                assert_never(event)

    def flush(self) -> None:
        if len(self._counts) > self.database.most_known:
            self._counts = {}

    def forget(self) -> None:
        self._counts = {}

    def _begin(self, work_id: str, operative_id: str, when: datetime) -> None:
        number = self._counts[work_id] = self._count(work_id) + 1
        self._visits.add(VisitRow(work_id, operative_id, number, assigned_at=when))

    def _count(self, work_id: str) -> int:
        if work_id not in self._counts:
            [(last,)] = self.database.execute(
                "SELECT max(number) FROM visits WHERE work_id = ?", (work_id,)
            )
            self._counts[work_id] = last or 0
        return self._counts[work_id]

    def _change_last(self, recorded: RecordedEvent, **changes: Any) -> None:
        work_id = recorded.aggregate_id
        visit = self._visits[work_id, self._count(work_id)]
        self._visits.replace(msgspec.structs.replace(visit, **changes))

    def _end_last(
        self, recorded: RecordedEvent, ending: Ending, remark: str, code: str = ""
    ) -> None:
        self._change_last(
            recorded,
            ended_at=recorded.metadata.when,
            ending=ending,
            remark=remark,
            code=str(code),
            ended_by=recorded.position,
        )

    def to(self, work_id: str) -> tuple[VisitRow, ...]:
        """All visits to a Work, the first first."""
        return tuple(self._visits.where("work_id = ?", work_id, order="number"))

    def to_several(self, work_ids: Sequence[str]) -> dict[str, list[VisitRow]]:
        """All visits to each of these works that has had any, the first first."""
        found = self._visits.where(
            f"work_id IN ({THESE})",
            msgspec.json.encode(work_ids).decode(),
            order="number",
        )
        visits: dict[str, list[VisitRow]] = {}
        for visit in found:
            visits.setdefault(visit.work_id, []).append(visit)
        return visits

    def handed_back(self, waiting_since: Mapping[str, datetime]) -> dict[str, VisitRow]:
        """Of these works, by their ids, each of which waits for Control since that moment: the
        visit that was abandoned then, where that is why it waits."""
        lasts = {id: visits[-1] for id, visits in self.to_several([*waiting_since]).items()}
        return {
            id: last
            for id, last in lasts.items()
            if last.ending is Ending.ABANDONED and last.ended_at == waiting_since[id]
        }

    def recently_finished_by(self, operative_id: str, limit: int) -> list[VisitRow]:
        """The operative's finished visits, the last first."""
        return self._visits.where(
            "operative_id = ? AND ended_by IS NOT NULL",
            operative_id,
            order="ended_by DESC",
            limit=limit,
        )
