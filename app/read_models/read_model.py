"""What every read model has in common."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar, get_args

from app.domain.event import Event
from app.event_store.log import RecordedEvent
from app.read_models.database import Database

E = TypeVar("E", bound=Event)

LAST_PART = 2**31
"""After all events that one record is read as."""


class ReadModel(Generic[E]):
    """Answers one question that pages ask, from what the log's events told it.

    Built from nothing but events, so it can be thrown away and made again at any time. `E` is the
    union of the types of event that it subscribes to; mypy tells when `apply` forgets one of them.
    """

    subscribes_to: ClassVar[tuple[type[Event], ...]]
    """The types of event that it is told; it is not told any others."""

    def __init__(self, database: Database | None = None) -> None:
        """Its rows are in that database; without one, in one of its own, empty and temporary."""
        self.database = database or Database()
        self._told = (0, 0)
        self.database.gather(self)
        self.open()
        if database is None:
            self.database.create([*self.tables_to_create(), *self.indexes_to_create()])

    def open(self) -> None:
        """Get hold of its tables in the database."""
        raise NotImplementedError

    def tables_counted(self) -> Sequence[str]:
        """The names of those of its tables whose rows are counted as they come; see
        `Database.row_counts`."""
        return ()

    def tables_to_create(self) -> Sequence[str]:
        """The statements that make its tables."""
        return ()

    def indexes_to_create(self) -> Sequence[str]:
        """The statements that make what is quicker to make when there are many rows already."""
        return ()

    def knows_up_to(self, position: int) -> None:
        """All events up to that position have been taken in."""
        self._told = (position, LAST_PART)

    def tell(self, recorded: RecordedEvent) -> None:
        """Take an event in, in a transaction of its own. Told again, it changes nothing."""
        with self.database.taking_in():
            self.take_in(recorded)

    def take_in(self, recorded: RecordedEvent) -> None:
        """The same, in a transaction that has begun."""
        told = (recorded.position, recorded.part)
        if told <= self._told or not isinstance(recorded.event, self.subscribes_to):
            return
        self.database.position = recorded.position
        self.apply(recorded, recorded.event)  # type: ignore[arg-type]
        self._told = told

    def flush(self) -> None:
        """Write what it has gathered besides the rows of its tables."""

    def forget(self) -> None:
        """Let go of what it remembers: it may have changed."""

    def apply(self, recorded: RecordedEvent, event: E) -> None:
        """Change what the event changes. An error here is a fault: it is never skipped."""
        raise NotImplementedError


def all_of(union: Any) -> tuple[type[Event], ...]:
    """The types that make up a union, for `subscribes_to`."""
    return get_args(union) or (union,)
