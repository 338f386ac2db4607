"""What is appended together: events of several aggregates that come right after one another."""

from collections.abc import Container

from app.domain.duty import DutyErased
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.history.impossible import Impossible
from app.domain.ids import is_id
from app.domain.work_events import WorkDuplicateFound

NEVER_ALONE = (DutyErased, OperativeEngaged, OperativeReleased, WorkDuplicateFound)
"""What is only ever appended together with the event before."""


class Together:
    """What the next event has to be, after the last one."""

    def __init__(self) -> None:
        self._due: tuple[str, Event] | None = None
        """Of which aggregate, what is appended together with the last event, right after it."""
        self._named_early: tuple[str, str] | None = None
        """Kind and id of what the last event names and what comes to be with the next: a command
        saves first the aggregate that it is about."""

    def expect(self, aggregate_id: str, event: Event) -> None:
        """The event that is being followed has that one right after it."""
        self._due = (aggregate_id, event)

    def is_expected(self, aggregate_id: str, event: Event) -> bool:
        """Whether it comes with the event before, or never comes otherwise."""
        return self._due == (aggregate_id, event) or isinstance(event, NEVER_ALONE)

    def take(self, aggregate_id: str, event: Event) -> None:
        """Takes what belongs to the event before."""
        if self._due != (aggregate_id, event):
            raise Impossible("it does not belong to the event before")
        self._due = None

    def must_be_complete(self, aggregate_id: str = "") -> None:
        """Nothing is missing that belongs to the events before; unless it comes to be now, with
        the next event of that aggregate."""
        if self._named_early and self._named_early[1] == aggregate_id:
            self._named_early = None
        if self._due is not None:
            missing = type(self._due[1]).__name__
            raise Impossible(f"{missing} is missing, which belongs to the event before")
        if self._named_early is not None:
            raise Impossible(
                f"there is no such {self._named_early[0]}, which the event before names"
            )

    def may_name_early(self, kind: str, id: str, known: Container[str]) -> None:
        """Takes what is there, or what the next event makes."""
        if not is_id(kind, id):
            raise Impossible(f"it names no {kind}")
        if id not in known:
            self._named_early = (kind, id)
