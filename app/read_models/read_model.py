"""What every read model has in common."""

from typing import ClassVar

from app.domain.event import Event
from app.event_store.log import RecordedEvent


class ReadModel:
    """Answers one question that pages ask, from what the log's events told it.

    Built from nothing but events, so it can be thrown away and made again at any time.
    """

    subscribes_to: ClassVar[tuple[type[Event], ...]]
    """The types of event that it is told; it is not told any others."""

    def __init__(self) -> None:
        self._told = (0, 0)

    def tell(self, recorded: RecordedEvent) -> None:
        """Take an event in. Told again, it changes nothing."""
        told = (recorded.position, recorded.part)
        if told <= self._told or not isinstance(recorded.event, self.subscribes_to):
            return
        self.apply(recorded)
        self._told = told

    def apply(self, recorded: RecordedEvent) -> None:
        """Change what the event changes. An error here is a fault: it is never skipped."""
        raise NotImplementedError
