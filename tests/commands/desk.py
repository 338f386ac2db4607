"""A desk without pages: a log, a clock that stands still until it is told to move, and the bus
between them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from app.commands.access_keeper import AccessKeeper
from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.operative import HireOperative
from app.commands.outcome import Receipt
from app.commands.site import AcquireSite
from app.commands.unit_of_work import CanSignIn, UnitOfWork, everybody
from app.commands.visit import AbandonWork, CompleteWork, DispatchWork
from app.commands.work import CloseWork, RaiseWork, RecallWork, ReopenWork
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from app.event_store.log import (
    NO_KEYS,
    AppendCondition,
    Checkpoint,
    EventLog,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
)
from app.event_store.memory import memory_log
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, THE_DESK

START = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


HIRE_ANN = HireOperative(operative_id=ANN, forename="Ann", surname="Marsh")
HIRE_BEN = HireOperative(operative_id=BEN, forename="Ben", surname="Okoro")
ACQUIRE_ELM_HOUSE = AcquireSite(
    site_id=ELM_HOUSE,
    address_line_1="Elm House",
    town="Leeds",
    post_code="LS1 4AP",
    telephone_number="0113 496 0182",
)
RAISE_BOILER = RaiseWork(
    work_id=BOILER, site_ids=(ELM_HOUSE,), title="Boiler leaks", description="Since last night."
)
RAISE_LIFT = RaiseWork(
    work_id=LIFT, site_ids=(ELM_HOUSE,), title="Lift stuck", description="Second floor."
)


class DeskWithoutPages(CommandBuilder):
    """It also builds the commands of a job, with texts that are as good as any."""

    def __init__(self, log: EventLog | None = None, can_sign_in: CanSignIn = everybody) -> None:
        self.log = log or memory_log()
        super().__init__(self.log)
        self.time = START
        self.bus = CommandBus(self.log, lambda: self.time, can_sign_in)
        self._command_numbers = count(self.log.head() + 1)

    def run(self, command: Command, command_id: str = "", who: str = THE_DESK) -> Receipt:
        """Send a command, under a new command id unless one is given."""
        return self.bus.run(command, self.origin(command_id, who))

    def origin(self, command_id: str = "", who: str = THE_DESK) -> Origin:
        command_id = command_id or f"unasked-{next(self._command_numbers)}"
        return Origin(who=who, source="/control/", command_id=command_id)

    def wait(self, minutes: float) -> None:
        self.time += timedelta(minutes=minutes)

    def dispatch(self, work_id: str, operative_id: str, minutes: int = 25) -> DispatchWork:
        return super().dispatch(work_id, operative_id, minutes)

    def complete(
        self,
        work_id: str,
        operative_id: str,
        outcome: str = "New valve.",
        code: OutcomeCode = OutcomeCode.REPLACED,
    ) -> CompleteWork:
        return super().complete(work_id, operative_id, outcome, code)

    def abandon(
        self,
        work_id: str,
        operative_id: str,
        reason: str = "No parts.",
        code: AbandonCode = AbandonCode.PARTS_NEEDED,
    ) -> AbandonWork:
        return super().abandon(work_id, operative_id, reason, code)

    def recall(self, work_id: str, reason: str = "Ann is ill.") -> RecallWork:
        return super().recall(work_id, reason)

    def close(
        self,
        work_id: str,
        cause: CloseCause = CloseCause.REMEDIED_ITSELF,
        reason: str = "Dry.",
        duplicate_of: str = "",
    ) -> CloseWork:
        return super().close(work_id, cause, reason, duplicate_of)

    def reopen(self, work_id: str, reason: str = "Wet again.") -> ReopenWork:
        return super().reopen(work_id, reason)


def desk_at_work(log: EventLog | None = None) -> DeskWithoutPages:
    """Ann, Ben and Elm House, where a boiler leaks and a lift is stuck; nothing assigned yet."""
    desk = DeskWithoutPages(log)
    for command in (HIRE_ANN, HIRE_BEN, ACQUIRE_ELM_HOUSE, RAISE_BOILER, RAISE_LIFT):
        desk.run(command)
    return desk


def unit_of_work(log: EventLog, metadata: Metadata, about: str) -> UnitOfWork:
    """What one attempt at a command about that aggregate would load and save."""
    keeper = AccessKeeper(log)
    access, newest = keeper.with_newest()
    return UnitOfWork(log, metadata, about, newest, access, keeper)


class LogInBetween:
    """A log that can do something in between, which another process might do at that moment."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.before_append: Callable[[], None] = lambda: None
        self.after_stream: Callable[[], None] = lambda: None

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        self.before_append()
        return self._log.append(events, metadata, condition)

    def stream(self, aggregate_id: str, **part: int | None) -> list[RecordedEvent]:
        stream = self._log.stream(aggregate_id, **part)
        self.after_stream()
        return stream

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        return self._log.read(after, limit, types, kinds)

    def records(self, after: int, limit: int) -> list[Record]:
        return self._log.records(after, limit)

    def recorded(self, records: Sequence[Record]) -> list[RecordedEvent]:
        return self._log.recorded(records)

    def restore(self, records: Sequence[Record], keys: Mapping[str, bytes] = NO_KEYS) -> None:
        self._log.restore(records, keys)

    def keys(self, records: Sequence[Record]) -> Mapping[str, bytes]:
        return self._log.keys(records)

    def readable(self) -> set[str]:
        return self._log.readable()

    def finish_erasures(self, aggregate_ids: Collection[str] | None = None) -> None:
        self._log.finish_erasures(aggregate_ids)

    def head(self) -> int:
        return self._log.head()

    def newest(self) -> Checkpoint:
        return self._log.newest()

    def damage(self) -> str:
        return self._log.damage()

    def close(self) -> None:
        self._log.close()


class Reads(LogInBetween):
    """Counts the records that are read, and how often events are looked for by their types."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.records_read = 0
        self.searches = 0

    def records(self, after: int, limit: int) -> list[Record]:
        found = super().records(after, limit)
        self.records_read += len(found)
        return found

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        self.searches += bool(types)
        return super().read(after, limit, types, kinds)
