"""What operatives, sites and works have in common as aggregates."""

from collections.abc import Iterable
from typing import ClassVar

from app.domain.event import Event


class Aggregate:
    """One thing that rules guard, rebuilt from its own events.

    A public method checks the rules and records an event; `apply` only sets state, so a replay
    never runs a rule again. `version` counts the events that are stored; `changes` are the new
    ones that are not.
    """

    kind: ClassVar[str]
    """The first word of its ids."""
    last_event_is_state: ClassVar[bool] = False
    """Whether its last event alone says how it stands, so that a long stream need not be read."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.version = 0
        self.changes: list[Event] = []

    def replay(self, events: Iterable[Event], version: int) -> None:
        """Bring the aggregate to that version, where its stored events left it."""
        for event in events:
            self.apply(event)
        self.version = version

    def record(self, event: Event) -> None:
        """Note a new event: it takes effect at once and waits in `changes` to be saved."""
        self.apply(event)
        self.changes.append(event)

    def apply(self, event: Event) -> None:
        """Set the state that follows from the event. Never refuses."""
        raise NotImplementedError
