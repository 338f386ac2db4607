"""Who had a go at each Work, when, and how did it end?"""

import enum
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec

from app.domain.work import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCompleted,
    WorkDispatched,
    WorkRecalled,
)
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel


class Ending(enum.StrEnum):
    COMPLETED = "completed"
    ABANDONED = "abandoned"
    RECALLED = "recalled"


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One operative's go at a Work. `number` counts the Work's visits from 1; `remark` is the
    outcome or the reason, in the words of whoever ended it."""

    work_id: str
    operative_id: str
    number: int
    assigned_at: datetime
    dispatched_at: datetime | None = None
    eta: datetime | None = None
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    ending: Ending | None = None
    remark: str = ""


class Visits(ReadModel):
    subscribes_to = (
        WorkAssigned,
        WorkDispatched,
        WorkArrivedAt,
        WorkCompleted,
        WorkAbandoned,
        WorkRecalled,
    )

    def __init__(self) -> None:
        super().__init__()
        self._by_work: dict[str, list[VisitRow]] = {}
        self._finished: dict[str, list[tuple[str, int]]] = {}
        """For each operative the finished visits, in the order of their ends: (work id, index)."""

    def apply(self, recorded: RecordedEvent) -> None:
        when = recorded.metadata.when
        match recorded.event:
            case WorkAssigned(operative_id=operative_id):
                visits = self._by_work.setdefault(recorded.aggregate_id, [])
                visits.append(
                    VisitRow(
                        work_id=recorded.aggregate_id,
                        operative_id=operative_id,
                        number=len(visits) + 1,
                        assigned_at=when,
                    )
                )
            case WorkDispatched(eta=eta):
                self._change_last(recorded, dispatched_at=when, eta=eta)
            case WorkArrivedAt():
                self._change_last(recorded, arrived_at=when)
            case WorkCompleted(outcome=outcome):
                self._end_last(recorded, Ending.COMPLETED, outcome)
            case WorkAbandoned(reason=reason):
                self._end_last(recorded, Ending.ABANDONED, reason)
            case WorkRecalled(reason=reason):
                self._end_last(recorded, Ending.RECALLED, reason)

    def _change_last(self, recorded: RecordedEvent, **changes: Any) -> VisitRow:
        visits = self._by_work[recorded.aggregate_id]
        visits[-1] = msgspec.structs.replace(visits[-1], **changes)
        return visits[-1]

    def _end_last(self, recorded: RecordedEvent, ending: Ending, remark: str) -> None:
        visit = self._change_last(
            recorded, ended_at=recorded.metadata.when, ending=ending, remark=remark
        )
        finished = self._finished.setdefault(visit.operative_id, [])
        finished.append((visit.work_id, visit.number - 1))

    def to(self, work_id: str) -> tuple[VisitRow, ...]:
        """All visits to a Work, the first first."""
        return tuple(self._by_work.get(work_id, ()))

    def recently_finished_by(self, operative_id: str, limit: int) -> list[VisitRow]:
        """The operative's finished visits, the last first."""
        finished = reversed(self._finished.get(operative_id, []))
        return [self._by_work[work_id][index] for work_id, index in islice(finished, limit)]
