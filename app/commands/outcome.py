"""How a command can end, other than as ordered: each a `Refused` with more to tell."""

from collections.abc import Sequence

import msgspec

from app.domain.feature import Feature
from app.domain.refused import GotThereFirst, Refused
from app.event_store.log import RecordedEvent


class Receipt(msgspec.Struct, frozen=True):
    """What a command did: the events it appended, in order."""

    events: tuple[RecordedEvent, ...]
    is_repeat: bool = False
    """Whether the command came again, and this is what it did the first time."""

    def events_about(self, aggregate_id: str) -> Sequence[RecordedEvent]:
        """The events of that aggregate; the first of any, where the command did nothing to it."""
        of_it = [event for event in self.events if event.aggregate_id == aggregate_id]
        return of_it or self.events[:1]


class Stale(GotThereFirst):
    """The aggregate has changed since the person saw it."""

    def __init__(self, aggregate_id: str, changes: Sequence[RecordedEvent]) -> None:
        super().__init__("It has changed since this page was opened. Nothing has been done.")
        self.aggregate_id = aggregate_id
        self.changes = tuple(changes)


class SentBefore(Refused):
    """The same form came before, with other content, and that is what was done."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__("This form has been sent before. What it says now has not been done.")
        self.receipt = receipt


class Forbidden(Refused):
    """Whoever gives the command has not been let do this."""

    def __init__(self, missing: Feature) -> None:
        super().__init__(
            f"This takes the permission to “{missing}”, which you do not have. "
            "An administrator can grant it."
        )
        self.missing = missing
