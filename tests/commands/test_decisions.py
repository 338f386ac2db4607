"""What a command decides rests on all that it has looked at, and not only on what it changes. Shown
over every store by commands whose rules are made up for these tests."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import msgspec
import pytest

from app.commands.bus import CommandBus, Origin
from app.commands.operative import HireOperative
from app.commands.outcome import Stale
from app.commands.unit_of_work import UnitOfWork
from app.commands.work import AssignWork
from app.domain.engagement import Engagement, engagement_id
from app.domain.event import Event
from app.domain.operative import Operative, OperativeHired
from app.domain.refused import Refused
from app.domain.work import Work
from app.domain.work_events import WorkAssigned
from app.event_store import mapper
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import EventLog, Metadata, NewEvent
from tests.cast import ANN, BEN, BOILER, LIFT, THE_DESK
from tests.commands.desk import DeskWithoutPages, LogInBetween, desk_at_work
from tests.event_store.stores import STORES, new_log


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with new_log(request.param, tmp_path) as log:
        yield log


class AssignToTheIdle(AssignWork, frozen=True):
    """Assigns nothing to somebody who is under way. The engagement is only looked at."""

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        if unit.load(Engagement, engagement_id(self.operative_id)).is_on:
            raise Refused("Nothing is assigned to somebody who is under way.")
        work.assign(unit.load(Operative, self.operative_id))
        unit.save(work)


def assign_to_the_idle(desk: DeskWithoutPages) -> AssignToTheIdle:
    """The boiler to Ann."""
    return AssignToTheIdle(work_id=BOILER, version=desk.version(BOILER), operative_id=ANN)


class TestAnAggregateThatIsOnlyLoaded:
    @pytest.fixture
    def between(self, log: EventLog) -> LogInBetween:
        return LogInBetween(log)

    @pytest.fixture
    def desk(self, between: LogInBetween) -> DeskWithoutPages:
        """Ann has the lift in her queue, and can set off."""
        desk = desk_at_work(between)
        desk.run(desk.assign(LIFT, ANN))
        return desk

    def test_makes_the_command_decide_again_when_it_changes_before_the_append(
        self, between: LogInBetween, desk: DeskWithoutPages
    ) -> None:
        def set_off() -> None:
            between.before_append = lambda: None
            desk.run(desk.dispatch(LIFT, ANN))

        between.before_append = set_off
        with pytest.raises(Refused, match="under way"):
            desk.run(assign_to_the_idle(desk))
        assert desk.version(BOILER) == 1

    def test_is_seen_as_it_was_when_the_command_comes_again(self, desk: DeskWithoutPages) -> None:
        command = assign_to_the_idle(desk)
        first = desk.run(command, "command-1")
        desk.run(desk.dispatch(LIFT, ANN))
        again = desk.run(command, "command-1")
        assert again.is_repeat
        assert again.events == first.events


MOST = 3


class HireUpToThree(HireOperative, frozen=True, kw_only=True):
    """A rule over a set: of all operatives there are three at most."""

    log: EventLog
    decided: Callable[[], object] = lambda: None

    def handle(self, unit: UnitOfWork) -> None:
        unit.rest_on(OperativeHired)
        if self._hired(as_of=unit.position) >= MOST:
            raise Refused("There are three operatives already.")
        self.decided()
        super().handle(unit)

    def _hired(self, as_of: int) -> int:
        hired = self.log.read(after=0, limit=100, types=["OperativeHired"])
        return sum(recorded.position <= as_of for recorded in hired)


class TestARuleOverASet:
    def test_holds_for_many_who_decide_at_the_same_moment(self, log: EventLog) -> None:
        rivals = 6
        bus = CommandBus(log, clock=lambda: datetime.now(UTC))
        all_have_decided = Barrier(rivals)

        def hire(number: int) -> bool:
            has_decided: list[None] = []

            def decided() -> None:
                if not has_decided:
                    has_decided.append(None)
                    all_have_decided.wait(timeout=30)

            command = HireUpToThree(
                operative_id=f"operative-{number}",
                forename="Ann",
                surname="Marsh",
                log=log,
                decided=decided,
            )
            try:
                bus.run(command, Origin(who=THE_DESK, source="/", command_id=f"command-{number}"))
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(rivals) as threads:
            hired = sum(threads.map(hire, range(rivals)))
        assert hired == len(log.read(after=0, limit=100)) == MOST

    def test_is_answered_as_of_then_when_the_command_comes_again(self, log: EventLog) -> None:
        desk = DeskWithoutPages(log)
        commands = [
            HireUpToThree(operative_id=f"operative-{n}", forename="Ann", surname="Marsh", log=log)
            for n in range(MOST + 1)
        ]
        receipts = [desk.run(command, command.operative_id) for command in commands[:MOST]]
        for command, receipt in zip(commands, receipts, strict=False):
            again = desk.run(command, command.operative_id)
            assert (again.events, again.is_repeat) == (receipt.events, True)
        with pytest.raises(Refused, match="three"):
            desk.run(commands[-1])


class NoteAdded(Event, frozen=True):
    """An event that no Firstline has yet."""

    text: str


class AssignDespiteNotes(AssignWork, frozen=True):
    """Whoever assigns a Work lives with notes that were added since the page was opened."""

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version, despite=[NoteAdded])
        work.assign(unit.load(Operative, self.operative_id))
        unit.save(work)


class TestAFormThatIsNotOfToday:
    @pytest.fixture
    def desk(self, monkeypatch: pytest.MonkeyPatch) -> DeskWithoutPages:
        note: type[Event] = NoteAdded
        monkeypatch.setitem(EVENT_TYPES, "NoteAdded", note)
        monkeypatch.setitem(STORED_NAMES, note, "NoteAdded")
        monkeypatch.setitem(mapper._decoders, "NoteAdded", mapper._decoder(note))
        return desk_at_work()

    def add_note(self, desk: DeskWithoutPages) -> None:
        note = NewEvent(BOILER, desk.version(BOILER) + 1, NoteAdded(text="Caller rang again."))
        metadata = Metadata(who="Ben", when=desk.time, command_id="note", source="/work/W-1001")
        desk.log.append([note], metadata)

    def despite_notes(self, desk: DeskWithoutPages) -> AssignDespiteNotes:
        return AssignDespiteNotes(work_id=BOILER, version=desk.version(BOILER), operative_id=ANN)

    def test_is_refused_by_default_whatever_has_happened(self, desk: DeskWithoutPages) -> None:
        assign = desk.assign(BOILER, ANN)
        self.add_note(desk)
        with pytest.raises(Stale) as refusal:
            desk.run(assign)
        assert [change.event for change in refusal.value.changes] == [
            NoteAdded(text="Caller rang again.")
        ]

    def test_is_taken_despite_what_its_command_lives_with(self, desk: DeskWithoutPages) -> None:
        assign = self.despite_notes(desk)
        self.add_note(desk)
        self.add_note(desk)
        [assigned] = desk.run(assign, "command-1").events
        assert (assigned.version, assigned.event) == (4, WorkAssigned(operative_id=ANN))
        assert desk.run(assign, "command-1").is_repeat

    def test_is_refused_when_anything_else_has_happened_too(self, desk: DeskWithoutPages) -> None:
        assign = self.despite_notes(desk)
        self.add_note(desk)
        desk.run(desk.assign(BOILER, BEN))
        desk.run(desk.recall(BOILER))
        with pytest.raises(Stale) as refusal:
            desk.run(assign)
        assert len(refusal.value.changes) == 3

    def test_is_refused_when_it_is_of_a_version_that_never_was(
        self, desk: DeskWithoutPages
    ) -> None:
        assign = self.despite_notes(desk)
        with pytest.raises(Stale):
            desk.run(msgspec.structs.replace(assign, version=99))
