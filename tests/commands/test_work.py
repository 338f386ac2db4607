"""What commands to works do besides what the rules of a Work say."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.commands.command import Command
from app.commands.unit_of_work import PROMISES
from app.commands.user import DisableUser, EnableUser, LinkUser
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork
from app.commands.work import RecallWork
from app.domain.promise import Priority
from app.domain.refused import Refused
from app.domain.role import READY_MADE
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAssigned,
    WorkClosed,
    WorkDispatched,
    WorkRaised,
    WorkReopened,
)
from app.event_store.memory import memory_log
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT
from tests.commands.desk import RAISE_BOILER, START, DeskWithoutPages, LogInBetween, desk_at_work
from tests.commands.people import ADA, ADD_ADA, DEE, REGISTER_DEE

CONTROL = list(READY_MADE)[2]
DISABLED = "Ann Marsh is disabled: nothing can be assigned to them."


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

    @pytest.fixture
    def staffed(self) -> DeskWithoutPages:
        """Ann is a user, and somebody else manages people."""
        desk = desk_at_work(LogInBetween(memory_log()))
        desk.run(ADD_ADA)
        desk.run(REGISTER_DEE, who=ADA)
        desk.run(desk.grant(ADA, CONTROL), who=ADA)
        desk.run(LinkUser(user_id=DEE, operative_id=ANN), who=ADA)
        return desk

    def test_to_somebody_who_is_disabled_is_refused(self, staffed: DeskWithoutPages) -> None:
        staffed.run(DisableUser(user_id=DEE), who=ADA)
        head = staffed.log.head()
        with pytest.raises(Refused, match=DISABLED):
            staffed.run(staffed.assign(BOILER, ANN), who=ADA)
        assert staffed.log.head() == head
        staffed.run(EnableUser(user_id=DEE), who=ADA)
        assert staffed.run(staffed.assign(BOILER, ANN), who=ADA).events

    def test_to_somebody_who_is_disabled_meanwhile_is_refused(
        self, staffed: DeskWithoutPages
    ) -> None:
        assert isinstance(staffed.log, LogInBetween)
        between = staffed.log

        def disable() -> None:
            between.before_append = lambda: None
            staffed.run(DisableUser(user_id=DEE), who=ADA)

        between.before_append = disable
        with pytest.raises(Refused, match=DISABLED):
            staffed.run(staffed.assign(BOILER, ANN), who=ADA)

    def test_that_was_done_stays_so_when_it_is_sent_again(self, staffed: DeskWithoutPages) -> None:
        assign = staffed.assign(BOILER, ANN)
        staffed.run(assign, "command-1", who=ADA)
        staffed.run(DisableUser(user_id=DEE), who=ADA)
        assert staffed.run(assign, "command-1", who=ADA).is_repeat

    def test_to_somebody_made_up_is_done_as_long_as_the_desk_is_open(self) -> None:
        desk = desk_at_work()
        register = desk.register("Mo Day", "mo", operative_id=ANN, is_made_up=True)
        desk.run(register)
        assert desk.run(desk.assign(BOILER, ANN)).events
        desk.run(ADD_ADA)
        desk.run(desk.grant(ADA, CONTROL), who=ADA)
        with pytest.raises(Refused, match="Ann Marsh is made up: nothing can be assigned to them"):
            desk.run(desk.assign(LIFT, ANN), who=ADA)

    def test_back_from_somebody_who_is_disabled_is_done(self, staffed: DeskWithoutPages) -> None:
        staffed.run(staffed.assign(BOILER, ANN), who=ADA)
        staffed.run(DisableUser(user_id=DEE), who=ADA)
        assert staffed.run(staffed.recall(BOILER), who=ADA).events
        assert staffed.run(staffed.assign(BOILER, BEN), who=ADA).events


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
    lambda who: CompleteWork(
        work_id="work-nothing", version=0, operative_id=who, code=OutcomeCode.MENDED, outcome=""
    ),
    lambda who: AbandonWork(
        work_id="work-nothing", version=0, operative_id=who, code=AbandonCode.OTHER, reason="So."
    ),
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
        desk.wait(90)
        desk.run(desk.reopen(BOILER))
        first = PROMISES.at(START, Priority.ROUTINE)
        again = PROMISES.at(desk.time, Priority.ROUTINE)
        assert [event.event for event in desk.log.stream(BOILER)] == [
            WorkRaised(
                site_ids=(ELM_HOUSE,),
                title="Boiler leaks",
                description="Since last night.",
                arrive_by=first.arrive_by,
                complete_by=first.complete_by,
            ),
            WorkClosed(cause=CloseCause.REMEDIED_ITSELF, reason="Dry."),
            WorkReopened(
                reason="Wet again.", arrive_by=again.arrive_by, complete_by=again.complete_by
            ),
        ]
