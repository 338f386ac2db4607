"""What commands to works do besides what the rules of a Work say."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.commands.command import Command
from app.commands.work import (
    AbandonWork,
    ArriveAtWork,
    CompleteWork,
    DispatchWork,
    RecallWork,
)
from app.domain.refused import Refused
from app.domain.work import (
    CloseCause,
    WorkAssigned,
    WorkClosed,
    WorkDispatched,
    WorkRaised,
    WorkReopened,
)
from tests.cast import ANN, BOILER, ELM_HOUSE, LIFT
from tests.commands.desk import RAISE_BOILER, START, DeskWithoutPages, desk_at_work


def eta_of(desk: DeskWithoutPages, eta: datetime | timedelta) -> datetime:
    """When Ann promises to arrive."""
    desk.run(desk.assign(BOILER, ANN))
    command = DispatchWork(work_id=BOILER, version=desk.version(BOILER), operative_id=ANN, eta=eta)
    dispatched = desk.run(command).events[0].event
    assert isinstance(dispatched, WorkDispatched)
    return dispatched.eta


class TestAnEstimatedArrival:
    def test_may_be_a_moment(self) -> None:
        moment = START + timedelta(minutes=30, seconds=12)
        assert eta_of(desk_at_work(), moment) == moment

    def test_may_be_so_long_from_now(self) -> None:
        assert eta_of(desk_at_work(), timedelta(minutes=25)) == START + timedelta(minutes=25)

    @pytest.mark.parametrize(
        "past_the_minute",
        [timedelta(microseconds=1), timedelta(seconds=1), timedelta(seconds=59.999999)],
    )
    def test_so_long_from_now_is_the_next_full_minute(self, past_the_minute: timedelta) -> None:
        desk = desk_at_work()
        desk.time += past_the_minute
        assert eta_of(desk, timedelta(minutes=25)) == START + timedelta(minutes=26)

    @pytest.mark.parametrize("eta", [timedelta(0), timedelta(minutes=-1), START])
    def test_must_be_in_the_future(self, eta: datetime | timedelta) -> None:
        with pytest.raises(Refused, match="The estimated arrival must be in the future"):
            eta_of(desk_at_work(), eta)


class TestRaising:
    def test_for_a_site_that_nobody_acquired_is_refused(self) -> None:
        desk = DeskWithoutPages()
        with pytest.raises(Refused, match="One of the chosen Sites is not known to this desk"):
            desk.run(RAISE_BOILER)

    def test_twice_is_refused(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Refused, match="This Work has already been raised"):
            desk.run(RAISE_BOILER)


class TestAssigning:
    def test_to_an_operative_under_way_elsewhere_is_done(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        desk.run(desk.dispatch(BOILER, ANN))
        [assigned] = desk.run(desk.assign(LIFT, ANN)).events
        assert assigned.event == WorkAssigned(operative_id=ANN)


class TestRecalling:
    def test_takes_it_from_whoever_has_it_and_sets_them_free(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        desk.run(desk.assign(LIFT, ANN))
        desk.run(desk.dispatch(BOILER, ANN))
        assert len(desk.run(desk.recall(BOILER)).events) == 2
        assert len(desk.run(desk.dispatch(LIFT, ANN)).events) == 2

    def test_from_nobody_is_refused(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Refused) as refusal:
            desk.run(desk.recall(BOILER))
        assert str(refusal.value) == (
            "Only Work that is with an operative can be recalled; this one is awaiting Control."
        )

    def test_of_a_work_that_nobody_raised_is_refused(self) -> None:
        with pytest.raises(Refused, match="There is no such Work on this desk"):
            desk_at_work().run(RecallWork(work_id="work-nothing", version=0, reason="So."))


VISITS: list[Callable[[str], Command]] = [
    lambda who: DispatchWork(
        work_id="work-nothing", version=0, operative_id=who, eta=timedelta(minutes=25)
    ),
    lambda who: ArriveAtWork(work_id="work-nothing", version=0, operative_id=who),
    lambda who: CompleteWork(work_id="work-nothing", version=0, operative_id=who, outcome=""),
    lambda who: AbandonWork(work_id="work-nothing", version=0, operative_id=who, reason="So."),
]


@pytest.mark.parametrize("operative_id", [ANN, "operative-nobody"])
@pytest.mark.parametrize("visit", VISITS, ids=["dispatch", "arrive", "complete", "abandon"])
def test_a_visit_to_a_work_that_nobody_raised_is_refused(
    visit: Callable[[str], Command], operative_id: str
) -> None:
    desk = desk_at_work()
    head = desk.log.head()
    with pytest.raises(Refused) as refusal:
        desk.run(visit(operative_id))
    assert str(refusal.value) == "There is no such Work on this desk."
    assert desk.log.head() == head


class TestClosingAndReopening:
    def test_keeps_both_facts(self) -> None:
        desk = desk_at_work()
        desk.run(desk.close(BOILER))
        desk.run(desk.reopen(BOILER))
        assert [event.event for event in desk.log.stream(BOILER)] == [
            WorkRaised(
                site_ids=(ELM_HOUSE,), title="Boiler leaks", description="Since last night."
            ),
            WorkClosed(cause=CloseCause.REMEDIED_ITSELF, reason="Dry."),
            WorkReopened(reason="Wet again."),
        ]
