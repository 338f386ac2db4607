"""What waits for Control, and what has each operative got, in which order?"""

import bisect
from collections.abc import Iterator

from app.domain.work import (
    WorkAbandoned,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkRaised,
    WorkRecalled,
    WorkReopened,
)
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel


class Queues(ReadModel):
    """The ids of works, in queues. An operative's queue starts with the Work that they are under
    way to or on site for; the others stand in the order in which they were assigned."""

    subscribes_to = (
        WorkRaised,
        WorkAssigned,
        WorkDispatched,
        WorkCompleted,
        WorkAbandoned,
        WorkRecalled,
        WorkClosed,
        WorkReopened,
    )

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[int, str]] = []
        self._raised: dict[str, tuple[int, str]] = {}
        """Where each Work was raised: (position, id). Not when: clocks jump, the log does not."""
        self._queues: dict[str, list[str]] = {}

    def apply(self, recorded: RecordedEvent) -> None:
        work_id = recorded.aggregate_id
        match recorded.event:
            case WorkRaised():
                self._raised[work_id] = (recorded.position, work_id)
                self._wait(work_id)
            case WorkReopened():
                self._wait(work_id)
            case WorkAssigned(operative_id=operative_id):
                self._stop_waiting(work_id)
                self._queues.setdefault(operative_id, []).append(work_id)
            case WorkDispatched(operative_id=operative_id):
                self._queues[operative_id].remove(work_id)
                self._queues[operative_id].insert(0, work_id)
            case WorkCompleted(operative_id=operative_id):
                self._queues[operative_id].remove(work_id)
            case WorkAbandoned(operative_id=operative_id) | WorkRecalled(operative_id=operative_id):
                self._queues[operative_id].remove(work_id)
                self._wait(work_id)
            case WorkClosed():
                self._stop_waiting(work_id)

    def _wait(self, work_id: str) -> None:
        bisect.insort(self._waiting, self._raised[work_id])

    def _stop_waiting(self, work_id: str) -> None:
        del self._waiting[bisect.bisect_left(self._waiting, self._raised[work_id])]

    def waiting(self) -> Iterator[str]:
        """What waits for Control, the first raised first."""
        return (work_id for _, work_id in self._waiting)

    def of(self, operative_id: str) -> tuple[str, ...]:
        """The operative's queue, #1 first."""
        return tuple(self._queues.get(operative_id, ()))
