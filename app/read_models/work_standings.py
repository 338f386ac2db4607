"""Where each Work stands, who has it, and the order of each operative's queue, as works move."""

from typing import Any

import msgspec

from app.domain.lifecycle import Stage, standing_after
from app.domain.work_events import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkMovedInQueue,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
)
from app.event_store.log import RecordedEvent
from app.read_models.database import Database
from app.read_models.work_rows import ASSIGNMENTS, STANDINGS, Assignment, Standing

Moved = (
    WorkAssigned
    | WorkReassigned
    | WorkDispatched
    | WorkArrivedAt
    | WorkCompleted
    | WorkAbandoned
    | WorkRecalled
    | WorkClosed
    | WorkReopened
)

_NOT_FINISHED = {
    "arrived_at": None,
    "broken_at": None,
    "finished_by": "",
    "code": "",
    "remark": "",
}


class WorkStandings:
    def __init__(self, database: Database) -> None:
        self.rows = database.rows(STANDINGS)
        self._assignments = database.rows(ASSIGNMENTS)

    def add(self, recorded: RecordedEvent, event: WorkRaised, number: int) -> None:
        self.rows.add(
            Standing(
                id=recorded.aggregate_id,
                number=number,
                version=recorded.version,
                stage=Stage.AWAITING_CONTROL,
                stage_since=recorded.metadata.when,
                priority=event.priority,
                arrive_by=event.arrive_by,
                complete_by=event.complete_by,
                raised_at=recorded.metadata.when,
            )
        )

    def change(self, recorded: RecordedEvent, **changes: Any) -> None:
        """The version that pages carry changes with every event."""
        before = self.rows[recorded.aggregate_id]
        self.rows.replace(msgspec.structs.replace(before, version=recorded.version, **changes))

    def move(self, recorded: RecordedEvent, event: Moved) -> None:
        before, after = self.rows[recorded.aggregate_id], standing_after(event)
        if after is None:
            raise LookupError(f"LIFECYCLE does not say where {type(event).__name__} leads")
        etas = (before.eta, before.first_eta) if after.operative_id else (None, None)
        changes: dict[str, Any] = dict(zip(("eta", "first_eta"), etas, strict=True))
        match event:
            case WorkAssigned(operative_id=to) | WorkReassigned(operative_id=to):
                assigned = recorded.position
                self._assignments.add(Assignment(to, before.number, assigned))
                changes = {"place": assigned, "eta": None, "first_eta": None}
            case WorkDispatched(eta=eta):
                changes = {"eta": eta, "first_eta": eta}
            case WorkArrivedAt():
                changes["arrived_at"] = before.arrived_at or recorded.metadata.when
            case WorkCompleted(operative_id=operative_id, code=code):
                changes |= {"finished_by": operative_id, "code": str(code or "")}
            case WorkClosed(cause=cause, reason=reason):
                who = recorded.metadata.who
                changes |= {"finished_by": who, "code": cause.value, "remark": reason}
            case WorkReopened(arrive_by=arrive_by, complete_by=complete_by):
                changes |= _NOT_FINISHED | {"arrive_by": arrive_by, "complete_by": complete_by}
        self.change(
            recorded,
            stage=after.stage,
            stage_since=recorded.metadata.when,
            operative_id=after.operative_id,
            **changes,
        )

    def amend_priority(self, recorded: RecordedEvent, event: WorkPriorityAmended) -> None:
        before = self.rows[recorded.aggregate_id]
        self.change(
            recorded,
            priority=event.after,
            arrive_by=event.arrive_by,
            complete_by=event.complete_by,
            broken_at=before.broken_before(recorded.metadata.when),
        )

    def move_in_queue(self, recorded: RecordedEvent, event: WorkMovedInQueue) -> None:
        """The works of the queue trade their places, so that others need not change theirs."""
        queue = self.rows.where(
            "operative_id = ? AND stage = ?", event.operative_id, Stage.QUEUED.name, order="place"
        )
        places = [row.place for row in queue]
        moved = next(row for row in queue if row.id == recorded.aggregate_id)
        queue.remove(moved)
        ids = [row.id for row in queue]
        queue.insert(ids.index(event.before) if event.before else len(queue), moved)
        for row, place in zip(queue, places, strict=True):
            if row.id == moved.id:
                self.change(recorded, place=place)
            elif row.place != place:
                self.rows.replace(msgspec.structs.replace(row, place=place))
