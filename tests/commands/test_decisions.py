"""What a command decides rests on all that it has looked at, and not only on what it changes. Shown
over every store by commands whose rules are made up for these tests."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from app.commands.bus import CommandBus, Origin
from app.commands.operative import HireOperative
from app.commands.unit_of_work import UnitOfWork
from app.commands.work import AssignWork
from app.domain.engagement import Engagement, engagement_id
from app.domain.operative import Operative, OperativeHired
from app.domain.refused import Refused
from app.domain.work import Work
from app.event_store.log import EventLog
from tests.commands.desk import ANN, BOILER, LIFT, Desk, LogInBetween, desk_at_work
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


def assign_to_the_idle(desk: Desk) -> AssignToTheIdle:
    """The boiler to Ann."""
    return AssignToTheIdle(work_id=BOILER, version=desk.version(BOILER), operative_id=ANN)


class TestAnAggregateThatIsOnlyLoaded:
    @pytest.fixture
    def between(self, log: EventLog) -> LogInBetween:
        return LogInBetween(log)

    @pytest.fixture
    def desk(self, between: LogInBetween) -> Desk:
        """Ann has the lift in her queue, and can set off."""
        desk = desk_at_work(between)
        desk.run(desk.assign(LIFT, ANN))
        return desk

    def test_makes_the_command_decide_again_when_it_changes_before_the_append(
        self, between: LogInBetween, desk: Desk
    ) -> None:
        def set_off() -> None:
            between.before_append = lambda: None
            desk.run(desk.dispatch(LIFT, ANN))

        between.before_append = set_off
        with pytest.raises(Refused, match="under way"):
            desk.run(assign_to_the_idle(desk))
        assert desk.version(BOILER) == 1

    def test_is_seen_as_it_was_when_the_command_comes_again(self, desk: Desk) -> None:
        command = assign_to_the_idle(desk)
        first = desk.run(command, "command-1")
        desk.run(desk.dispatch(LIFT, ANN))
        again = desk.run(command, "command-1")
        assert again.is_repeat
        assert again.events == first.events


MOST = 3


class HireUpToThree(HireOperative, frozen=True):
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
                bus.run(command, Origin(who="us", source="/", command_id=f"command-{number}"))
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(rivals) as threads:
            hired = sum(threads.map(hire, range(rivals)))
        assert hired == len(log.read(after=0, limit=100)) == MOST

    def test_is_answered_as_of_then_when_the_command_comes_again(self, log: EventLog) -> None:
        desk = Desk(log)
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
