"""Which works have not ended: those for a Site, and those with an operative. A rule over a set asks
here, as of the position that its command decides on.

A desk with pages asks its read models, which have an index. Without pages, the log is read.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.domain.event import Event
from app.domain.lifecycle import ENDED, Stage, Standing, standing_after
from app.domain.work import Work
from app.domain.work_events import WorkMovedInQueue
from app.event_store.log import EventLog

BATCH = 1_000
"""How many events are read at a time."""


class WorkInHand(Protocol):
    def open_at(self, site_id: str, as_of: int) -> Sequence[str]:
        """The ids of the works for that Site that have not ended, the first raised first. Raises
        Unavailable."""
        ...

    def with_operative(self, operative_id: str, as_of: int) -> Sequence[str]:
        """The ids of the works that the operative has, the first raised first. Raises
        Unavailable."""
        ...

    def queue_of(self, operative_id: str, as_of: int) -> Sequence[str]:
        """The ids of the works that are queued to the operative, in the order of their queue.
        Raises Unavailable."""
        ...


class WorkInTheLog:
    """Reads all events of works each time: for logs without pages."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def open_at(self, site_id: str, as_of: int) -> Sequence[str]:
        works = self._works(as_of).values()
        return [each.id for each in works if site_id in each.site_ids and each.stage not in ENDED]

    def with_operative(self, operative_id: str, as_of: int) -> Sequence[str]:
        works = self._works(as_of).values()
        return [each.id for each in works if each.operative_id == operative_id]

    def queue_of(self, operative_id: str, as_of: int) -> Sequence[str]:
        queued = Standing(Stage.QUEUED, operative_id)
        queue: list[str] = []
        for work_id, event in self._events(as_of):
            if standing := standing_after(event):
                queue = [id for id in queue if id != work_id]
                queue += [work_id] if standing == queued else []
            elif isinstance(event, WorkMovedInQueue) and event.operative_id == operative_id:
                queue.remove(work_id)
                queue.insert(queue.index(event.before) if event.before else len(queue), work_id)
        return queue

    def _works(self, as_of: int) -> dict[str, Work]:
        works: dict[str, Work] = {}
        for work_id, event in self._events(as_of):
            works.setdefault(work_id, Work(work_id)).apply(event)
        return works

    def _events(self, as_of: int) -> Iterator[tuple[str, Event]]:
        after = 0
        while batch := self._log.read(after, BATCH, kinds=[Work.kind]):
            for recorded in batch:
                if recorded.position > as_of:
                    return
                yield recorded.aggregate_id, recorded.event
            after = batch[-1].position
