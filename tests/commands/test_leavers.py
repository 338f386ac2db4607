"""Whoever leaves holds nothing: not at that moment, and never after."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands.command import Command
from app.commands.operative import AmendOperative, LetOperativeLeave
from app.commands.outcome import Receipt, SentBefore, Stale
from app.commands.work_in_hand import WorkInTheLog
from app.domain.engagement import OperativeReleased
from app.domain.history import History
from app.domain.operative import (
    OperativeCameBack,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeSkillsChanged,
)
from app.domain.refused import Refused
from app.domain.work_events import WorkAssigned, WorkRecalled
from app.event_store.log import NewEvent
from app.event_store.memory import memory_log
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER, LIFT
from tests.commands.desk import DeskWithoutPages, LogInBetween, desk_at_work
from tests.commands.test_bus import at_once
from tests.event_store.examples import BY_THE_DESK

HAS_LEFT = "Ann Marsh has left: take them back first."
BACK_TO_CONTROL = WorkRecalled(operative_id=ANN, reason="The operative has left.")


@pytest.fixture
def desk() -> DeskWithoutPages:
    """Ann is under way to the boiler, and the lift is in her queue."""
    desk = desk_at_work()
    desk.run(desk.assign(LIFT, ANN))
    desk.run(desk.assign(BOILER, ANN))
    desk.run(desk.dispatch(BOILER, ANN))
    return desk


def held(desk: DeskWithoutPages, operative_id: str = ANN) -> list[str]:
    return [*WorkInTheLog(desk.log).with_operative(operative_id, desk.log.head())]


def test_what_they_hold_goes_back_in_the_same_step(desk: DeskWithoutPages) -> None:
    receipt = desk.run(desk.let_leave(ANN, "Moved to Spain."))

    assert [(each.aggregate_id, each.event) for each in receipt.events] == [
        (ANN, OperativeLeft(reason="Moved to Spain.")),
        (BOILER, BACK_TO_CONTROL),
        (ANNS_ENGAGEMENT, OperativeReleased(operative_id=ANN, work_id=BOILER)),
        (LIFT, BACK_TO_CONTROL),
    ]
    assert held(desk) == []


def test_who_holds_nothing_just_leaves(desk: DeskWithoutPages) -> None:
    receipt = desk.run(desk.let_leave(BEN))
    assert [each.event for each in receipt.events] == [OperativeLeft(reason="")]
    assert held(desk) == [BOILER, LIFT]


def test_sent_again_it_is_answered_as_the_first_time(desk: DeskWithoutPages) -> None:
    leave = desk.let_leave(ANN)
    first = desk.run(leave, "command-1")
    head = desk.log.head()
    desk.run(desk.assign(BOILER, BEN))
    desk.run(desk.take_back(ANN))

    again = desk.run(leave, "command-1")

    assert (again.events, again.is_repeat) == (first.events, True)
    assert desk.log.head() == head + 2
    with pytest.raises(SentBefore):
        desk.run(LetOperativeLeave(operative_id=ANN, reason="Another one."), "command-1")


def test_nothing_is_assigned_to_who_has_left(desk: DeskWithoutPages) -> None:
    desk.run(desk.let_leave(ANN))
    desk.run(desk.assign(LIFT, BEN))
    for order in (desk.assign(BOILER, ANN), desk.reassign(LIFT, ANN)):
        with pytest.raises(Refused, match=HAS_LEFT):
            desk.run(order)
    desk.run(desk.take_back(ANN))
    desk.run(desk.reassign(LIFT, ANN))
    assert held(desk) == [LIFT]


def test_who_has_left_is_no_user_to_be(desk: DeskWithoutPages) -> None:
    desk.run(desk.let_leave(ANN))
    with pytest.raises(Refused, match=HAS_LEFT):
        desk.run(desk.register("Ann Marsh", "ann", operative_id=ANN))


def test_a_user_stays_one(desk: DeskWithoutPages) -> None:
    desk.run(desk.register("Ann Marsh", "ann", operative_id=ANN))
    desk.run(desk.let_leave(ANN))
    access = desk.bus.access.now()
    assert access.users[access.user_of(ANN) or ""].is_enabled


@pytest.mark.parametrize("moves", ["assign", "reassign"])
def test_leaving_while_somebody_assigns_to_them_one_decides_again(moves: str) -> None:
    desk = desk_at_work()
    if moves == "reassign":
        desk.run(desk.assign(BOILER, BEN))
        order: Command = desk.reassign(BOILER, ANN)
    else:
        order = desk.assign(BOILER, ANN)

    left, assigned = at_once(desk, (desk.let_leave(ANN), "leave"), (order, "assign"))

    assert isinstance(left, Receipt)
    assert held(desk) == []
    if isinstance(assigned, Receipt):
        assert [each.event for each in left.events][1:] == [BACK_TO_CONTROL]
    else:
        assert str(assigned) == HAS_LEFT
        assert len(left.events) == 1


def test_leaving_while_they_set_off_one_decides_again() -> None:
    desk = desk_at_work()
    desk.run(desk.assign(BOILER, ANN))

    left, dispatched = at_once(
        desk, (desk.let_leave(ANN), "leave"), (desk.dispatch(BOILER, ANN), "dispatch")
    )

    assert isinstance(left, Receipt)
    assert held(desk) == []
    has_set_off = isinstance(dispatched, Receipt)
    assert (ANNS_ENGAGEMENT in {each.aggregate_id for each in left.events}) is has_set_off


def test_what_comes_to_them_meanwhile_goes_back_too() -> None:
    """Also where nobody has looked at the operative before."""
    log = LogInBetween(memory_log())
    desk = desk_at_work(log)
    leave = desk.let_leave(ANN)

    def assign() -> None:
        log.before_append = lambda: None
        assigned = NewEvent(LIFT, 2, WorkAssigned(operative_id=ANN))
        log.append([assigned], BY_THE_DESK)

    log.before_append = assign
    receipt = desk.run(leave)

    assert [each.aggregate_id for each in receipt.events] == [ANN, LIFT]
    assert held(desk) == []


class TestHomeAreaAndSkills:
    def test_are_an_event_each(self, desk: DeskWithoutPages) -> None:
        both = desk.run(desk.amend_operative(ANN, "Leeds", "gas", "lifts"))
        one = desk.run(desk.amend_operative(ANN, "Leeds", "gas"))
        assert [each.event for each in (*both.events, *one.events)] == [
            OperativeHomeAreaChanged(before="", after="Leeds"),
            OperativeSkillsChanged(before=(), after=("gas", "lifts")),
            OperativeSkillsChanged(before=("gas", "lifts"), after=("gas",)),
        ]

    def test_as_they_are_already_are_refused(self, desk: DeskWithoutPages) -> None:
        with pytest.raises(Refused, match="Nothing has been changed"):
            desk.run(desk.amend_operative(ANN, ""))

    def test_are_not_disturbed_by_who_goes_off_duty(self, desk: DeskWithoutPages) -> None:
        amend, rename = desk.amend_operative(ANN, "Leeds"), desk.rename_operative(BEN, "Bo", "Oko")
        for id in (ANN, BEN):
            desk.run(desk.go_off_duty(id, "Training"))
            desk.run(desk.come_on_duty(id))
        assert desk.run(amend).events
        assert desk.run(rename).events
        with pytest.raises(Stale):
            desk.run(AmendOperative(operative_id=ANN, version=1, home_area="York", skills=()))


Build = Callable[[DeskWithoutPages], Command]
people, works = st.sampled_from([ANN, BEN]), st.sampled_from([BOILER, LIFT])
BUILDS: list[st.SearchStrategy[Build]] = [
    st.builds(lambda who: lambda desk: desk.let_leave(who), people),
    st.builds(lambda who: lambda desk: desk.take_back(who), people),
    st.builds(lambda who: lambda desk: desk.go_off_duty(who, "Ill"), people),
    st.builds(lambda work, who: lambda desk: desk.assign(work, who), works, people),
    st.builds(lambda work, who: lambda desk: desk.reassign(work, who), works, people),
    st.builds(lambda work, who: lambda desk: desk.dispatch(work, who), works, people),
    st.builds(lambda work, who: lambda desk: desk.arrive(work, who), works, people),
    st.builds(lambda work: lambda desk: desk.recall(work), works),
]


@given(st.lists(st.one_of(BUILDS), max_size=30))
@settings(deadline=None, max_examples=30)
def test_a_leaver_holds_nothing_whatever_is_ordered(orders: list[Build]) -> None:
    desk = desk_at_work()
    left = set[str]()
    for build in orders:
        try:
            events = desk.run(build(desk)).events
        except Refused:
            continue
        for each in events:
            if isinstance(each.event, OperativeLeft):
                left.add(each.aggregate_id)
            elif isinstance(each.event, OperativeCameBack):
                left.remove(each.aggregate_id)
        assert not [work for who in left for work in held(desk, who)]


def test_an_import_takes_what_was_written() -> None:
    desk = DeskWithoutPages()
    ann, site = desk.hire("Ann", "Marsh"), desk.acquire("1 Quay", "York", "YO1 7PR", "01904 496012")
    desk.run(ann)
    desk.run(site)
    raised = [desk.raise_work((site.site_id,), "Roof leaks", "Rain.") for _ in range(3)]
    for work in raised:
        desk.run(work)
        desk.run(desk.assign(work.work_id, ann.operative_id))
    desk.run(desk.dispatch(raised[1].work_id, ann.operative_id))
    desk.run(desk.let_leave(ann.operative_id))
    history = History()
    for each in desk.log.read(0, 100):
        history.follow(each.aggregate_id, each.event)
    history.end()
