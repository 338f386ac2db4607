"""How aggregates are loaded: as they are, as they were when the command came first, or not at all
when their stream is damaged."""

import msgspec
import pytest

from app.commands.unit_of_work import BrokenStream, UnitOfWork
from app.domain.engagement import Engagement
from app.domain.operative import Operative, OperativeHired
from app.domain.work import Work
from app.domain.work_events import WorkReopened
from app.event_store.log import Conflict, Metadata, NewEvent
from app.event_store.memory import memory_log
from tests.cast import ANN, ANNS_ENGAGEMENT, BOILER, LIFT, THE_DESK
from tests.commands.desk import (
    HIRE_ANN,
    START,
    DeskWithoutPages,
    LogInBetween,
    desk_at_work,
    unit_of_work,
)


def metadata(command_id: str) -> Metadata:
    return Metadata(who=THE_DESK, when=START, command_id=command_id, source="/control/")


def unit(
    desk: DeskWithoutPages, command_id: str = "command-new", about: str = BOILER
) -> UnitOfWork:
    return unit_of_work(desk.log, metadata(command_id), about)


def damage(desk: DeskWithoutPages, *new: NewEvent) -> None:
    """Append what no command would."""
    desk.log.append(new, metadata("command-damage"))


def boiler_done() -> DeskWithoutPages:
    """Ann has dealt with the boiler and is on her way to the lift; command ids say how."""
    desk = desk_at_work()
    for work_id in (BOILER, LIFT):
        desk.run(desk.assign(work_id, ANN), f"assign-{work_id}")
    desk.run(desk.dispatch(BOILER, ANN), f"dispatch-{BOILER}")
    desk.run(desk.arrive(BOILER, ANN), f"arrive-{BOILER}")
    desk.run(desk.complete(BOILER, ANN), f"complete-{BOILER}")
    desk.run(desk.dispatch(LIFT, ANN), f"dispatch-{LIFT}")
    return desk


class TestAnEngagement:
    def test_is_new_when_nothing_is_stored(self) -> None:
        engagement = unit(desk_at_work()).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on, engagement.changes) == (0, False, [])

    def test_is_loaded_as_it_is(self) -> None:
        desk = boiler_done()
        engagement = unit(desk).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on, engagement.changes) == (3, True, [])
        desk.run(desk.recall(LIFT))
        engagement = unit(desk).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on, engagement.changes) == (4, False, [])

    @pytest.mark.parametrize(
        ("command_id", "work_id", "version", "is_on"),
        [
            (f"dispatch-{BOILER}", BOILER, 0, False),
            (f"complete-{BOILER}", BOILER, 1, True),
            (f"dispatch-{LIFT}", LIFT, 2, False),
        ],
    )
    def test_is_loaded_as_it_was_before_a_command_that_its_work_knows(
        self, command_id: str, work_id: str, version: int, is_on: bool
    ) -> None:
        engagement = unit(boiler_done(), command_id, work_id).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on) == (version, is_on)

    def test_is_loaded_as_it_was_before_the_command_that_came_last(self) -> None:
        desk = boiler_done()
        engagement = unit(desk, f"dispatch-{LIFT}", LIFT).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on) == (2, False)
        desk.run(desk.recall(LIFT), f"recall-{LIFT}")
        engagement = unit(desk, f"recall-{LIFT}", LIFT).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on) == (3, True)


class TestAUnitOfWork:
    def test_sees_everything_as_of_its_beginning(self) -> None:
        desk = boiler_done()
        begun = unit(desk)
        desk.run(desk.recall(LIFT))
        engagement = begun.load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on) == (3, True)
        assert begun.load(Work, LIFT).operative_id == ANN

    def test_conflicts_with_a_change_to_what_it_only_loaded(self) -> None:
        desk = boiler_done()
        begun = unit(desk, about="operative-new")
        begun.load(Engagement, ANNS_ENGAGEMENT)
        operative = begun.load(Operative, "operative-new")
        operative.hire("Cy", "Hall")
        desk.run(desk.recall(LIFT))
        head = desk.log.head()
        with pytest.raises(Conflict):
            begun.save(operative)
        assert desk.log.head() == head

    def test_conflicts_with_another_log_of_the_same_length_that_was_put_in_its_place(self) -> None:
        log = LogInBetween(boiler_done().log)
        begun = unit_of_work(log, metadata("command-new"), "operative-new")
        operative = begun.load(Operative, "operative-new")
        operative.hire("Cy", "Hall")
        *same, last = log.records(after=0, limit=100)
        log._log = memory_log()
        log.restore([*same, msgspec.structs.replace(last, aggregate_id="engagement-other")])
        with pytest.raises(Conflict):
            begun.save(operative)

    def test_does_not_conflict_with_a_change_to_what_it_has_not_loaded(self) -> None:
        desk = boiler_done()
        begun = unit(desk, about="operative-new")
        operative = begun.load(Operative, "operative-new")
        operative.hire("Cy", "Hall")
        desk.run(desk.recall(LIFT))
        begun.save(operative)
        assert [event.event for event in begun.receipt.events] == operative.changes

    def test_conflicts_even_when_it_has_decided_that_there_is_nothing_to_do(self) -> None:
        desk = boiler_done()
        begun = unit(desk)
        begun.load(Engagement, ANNS_ENGAGEMENT)
        desk.run(desk.recall(LIFT))
        with pytest.raises(Conflict):
            begun.save()

    def test_saves_first_what_it_is_about(self) -> None:
        """That is where it looks for what the command has done before."""
        begun = unit(boiler_done())
        operative = begun.load(Operative, "operative-new")
        operative.hire("Cy", "Hall")
        with pytest.raises(ValueError, match=BOILER):
            begun.save(operative)


class TestALogThatIsDamaged:
    @pytest.mark.parametrize("versions", [[2], [1, 3], [1, 2, 4]])
    def test_stops_the_command(self, versions: list[int]) -> None:
        desk = DeskWithoutPages()
        hired = OperativeHired(forename="Ann", surname="Marsh")
        damage(desk, *[NewEvent(ANN, version, hired) for version in versions])
        head = desk.log.head()
        with pytest.raises(BrokenStream, match=ANN):
            desk.run(HIRE_ANN)
        assert desk.log.head() == head

    def test_stops_the_command_to_a_work_before_its_version_is_compared(self) -> None:
        desk = boiler_done()
        assign = desk.assign(BOILER, ANN)
        damage(desk, NewEvent(BOILER, assign.version + 2, WorkReopened(reason="So.")))
        with pytest.raises(BrokenStream, match=BOILER):
            desk.run(assign)
