"""Commands about Work in hand: reassigning it, moving it in a queue, another arrival, duplicates;
also two of them at the same moment."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from app.commands.command import Command
from app.commands.outcome import Receipt, SentBefore, Stale
from app.commands.work import MoveInQueue, ReassignWork
from app.domain.engagement import OperativeReleased
from app.domain.lifecycle import Direction, Stage
from app.domain.refused import GotThereFirst, Refused
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    WorkClosed,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkReassigned,
)
from app.read_models import ReadModels
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER, ELM_HOUSE, LIFT, ROOF
from tests.commands.desk import RAISE_BOILER, START, DeskWithoutPages, desk_at_work
from tests.commands.test_bus import at_once
from tests.read_models.test_keeping_up import caught_up

RAISE_ROOF = msgspec.structs.replace(RAISE_BOILER, work_id=ROOF, title="Roof leaks")
QUEUE_CHANGED = "The queue has changed since this page was opened. Nothing has been done."
UP, DOWN = Direction.UP, Direction.DOWN


@pytest.fixture
def desk() -> DeskWithoutPages:
    """In Ann's queue: the boiler, the lift, the roof."""
    desk = desk_at_work()
    desk.run(RAISE_ROOF)
    for work_id in (BOILER, LIFT, ROOF):
        desk.run(desk.assign(work_id, ANN))
    return desk


def queue(desk: DeskWithoutPages, operative_id: str = ANN) -> list[str]:
    models: ReadModels = caught_up(desk.log)
    return [row.id for row in models.queues.of(operative_id)]


class TestReassigning:
    def test_ends_one_visit_and_queues_it_to_another_in_one_step(
        self, desk: DeskWithoutPages
    ) -> None:
        desk.run(desk.dispatch(BOILER, ANN))
        receipt = desk.run(desk.reassign(BOILER, BEN, "Ben is nearer."))
        assert [(each.aggregate_id, each.event) for each in receipt.events] == [
            (
                BOILER,
                WorkReassigned(operative_id=BEN, from_operative_id=ANN, reason="Ben is nearer."),
            ),
            (ANNS_ENGAGEMENT, OperativeReleased(operative_id=ANN, work_id=BOILER)),
        ]
        assert (queue(desk), queue(desk, BEN)) == ([LIFT, ROOF], [BOILER])
        assert desk.run(desk.dispatch(LIFT, ANN)).events
        assert desk.run(desk.dispatch(BOILER, BEN)).events

    def test_from_nobody_is_refused(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Refused) as refusal:
            desk.run(desk.reassign(BOILER, ANN))
        assert str(refusal.value) == (
            "Only Work that is with an operative can be reassigned; this one is awaiting Control."
        )

    def test_of_a_work_that_nobody_raised_is_refused(self, desk: DeskWithoutPages) -> None:
        order = ReassignWork(work_id="work-nothing", version=0, operative_id=ANN, reason="")
        with pytest.raises(Refused, match="There is no such Work on this desk"):
            desk.run(order)

    def test_to_whoever_has_it_is_refused(self, desk: DeskWithoutPages) -> None:
        with pytest.raises(Refused, match="This Work is with Ann Marsh already"):
            desk.run(desk.reassign(BOILER, ANN))


class TestMovingInAQueue:
    def test_goes_up_and_down_and_to_the_top(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.move_in_queue(ROOF, UP, LIFT))
        assert queue(desk) == [BOILER, ROOF, LIFT]
        desk.run(desk.move_in_queue(BOILER, DOWN, ROOF))
        assert queue(desk) == [ROOF, BOILER, LIFT]
        desk.run(desk.move_in_queue(LIFT))
        assert queue(desk) == [LIFT, ROOF, BOILER]
        desk.run(desk.move_in_queue(ROOF, DOWN, BOILER))
        assert queue(desk) == [LIFT, BOILER, ROOF]

    def test_is_lasting_while_others_come_and_go(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.move_in_queue(ROOF))
        desk.run(desk.recall(BOILER))
        desk.run(desk.assign(BOILER, ANN))
        assert queue(desk) == [ROOF, LIFT, BOILER]

    @pytest.mark.parametrize("past", [BOILER, ROOF, "work-nothing", ELM_HOUSE])
    def test_past_what_is_not_next_to_it_any_more_is_refused(
        self, desk: DeskWithoutPages, past: str
    ) -> None:
        desk.run(desk.dispatch(BOILER, ANN))
        with pytest.raises(GotThereFirst, match=QUEUE_CHANGED):
            desk.run(desk.move_in_queue(ROOF, UP, past))


class TestAnotherArrival:
    def test_counts_from_now_as_the_first_one(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.dispatch(BOILER, ANN))
        desk.wait(10.5)
        [revised] = desk.run(desk.revise_eta(BOILER, ANN, 25)).events
        eta = START + timedelta(minutes=36)
        assert revised.event == WorkEtaRevised(operative_id=ANN, eta=eta)

    def test_is_no_other_when_it_is_the_same_minute(self, desk: DeskWithoutPages) -> None:
        desk.run(desk.dispatch(BOILER, ANN, minutes=25))
        desk.wait(5)
        with pytest.raises(Refused, match="That is when they are expected already"):
            desk.run(desk.revise_eta(BOILER, ANN, 20))


def close_as(desk: DeskWithoutPages, work_id: str, duplicate_of: str) -> Command:
    return desk.close(work_id, CloseCause.DUPLICATE, "The same.", duplicate_of)


class TestADuplicate:
    @pytest.fixture
    def desk(self) -> DeskWithoutPages:
        return desk_at_work()

    def test_is_said_of_both_in_the_same_step(self, desk: DeskWithoutPages) -> None:
        receipt = desk.run(close_as(desk, LIFT, BOILER))
        assert [(each.aggregate_id, each.event) for each in receipt.events] == [
            (
                LIFT,
                WorkClosed(cause=CloseCause.DUPLICATE, reason="The same.", duplicate_of=BOILER),
            ),
            (BOILER, WorkDuplicateFound(work_id=LIFT)),
        ]

    @pytest.mark.parametrize(
        ("other", "sentence"),
        [
            ("work-nothing", "There is no such Work on this desk"),
            (ELM_HOUSE, "There is no such Work on this desk"),
            (BOILER, "A Work cannot be a duplicate of itself"),
        ],
    )
    def test_of_what_is_no_other_work_is_refused(
        self, desk: DeskWithoutPages, other: str, sentence: str
    ) -> None:
        head = desk.log.head()
        with pytest.raises(Refused, match=sentence):
            desk.run(close_as(desk, BOILER, other))
        assert desk.log.head() == head

    def test_of_each_other_at_once_is_one_of_the_two(self, desk: DeskWithoutPages) -> None:
        ends = at_once(
            desk, (close_as(desk, LIFT, BOILER), "lift"), (close_as(desk, BOILER, LIFT), "boiler")
        )
        [lost] = [end for end in ends if isinstance(end, Refused)]
        assert str(lost) == ("The other Work was closed as a duplicate itself: name the first one.")


REPEATED: list[tuple[Callable[[DeskWithoutPages], Command], dict[str, object]]] = [
    (lambda desk: desk.reassign(LIFT, BEN, "Nearer."), {"reason": "Quicker."}),
    (lambda desk: desk.reassign(LIFT, BEN), {"operative_id": ANN}),
    (lambda desk: desk.move_in_queue(ROOF, UP, LIFT), {"direction": DOWN}),
    (lambda desk: desk.move_in_queue(ROOF), {"direction": DOWN, "past": LIFT}),
    (lambda desk: desk.revise_eta(BOILER, ANN, 40), {"eta": timedelta(minutes=50)}),
    (lambda desk: desk.revise_eta(BOILER, ANN, 40), {"eta": timedelta(0)}),
    (lambda desk: desk.note(LIFT, "Dog."), {"text": "Cat."}),
    (lambda desk: desk.note(LIFT, "Dog."), {"text": " "}),
    (lambda desk: desk.add_call(LIFT, "Wet.", "Jo Hill"), {"note": ""}),
    (lambda desk: desk.add_call(LIFT, "Wet.", "Jo Hill"), {"caller_name": "Jo Dale"}),
    (lambda desk: desk.add_call(LIFT, "Wet.", "Jo Hill"), {"caller_name": ""}),
    (lambda desk: desk.add_call(LIFT, "Wet."), {"caller_name": "Jo Hill"}),
    (
        lambda desk: desk.amend(LIFT, (ELM_HOUSE,), "Stuck", "Third floor.", caller_name="Jo"),
        {"title": "Lift stuck"},
    ),
    (
        lambda desk: desk.amend(LIFT, (ELM_HOUSE,), "Stuck", "Third floor.", caller_name="Jo"),
        {"caller_telephone": "12345"},
    ),
    (lambda desk: desk.abandon(LIFT, ANN), {"code": AbandonCode.UNSAFE}),
]


@pytest.mark.parametrize(("build", "changes"), REPEATED)
def test_a_command_that_is_sent_again_is_done_once_and_says_when_it_is_another(
    desk: DeskWithoutPages,
    build: Callable[[DeskWithoutPages], Command],
    changes: dict[str, object],
) -> None:
    desk.run(desk.dispatch(BOILER, ANN))
    command = build(desk)
    first = desk.run(command, "command-1")
    desk.wait(7)
    desk.run(desk.note(LIFT, "In between."))
    head = desk.log.head()

    again = desk.run(command, "command-1")

    assert (again.events, again.is_repeat) == (first.events, True)
    with pytest.raises(SentBefore):
        desk.run(msgspec.structs.replace(command, **changes), "command-1")
    assert desk.log.head() == head


class TestTwoAtOnce:
    def test_reordering_one_queue_both_are_done(self, desk: DeskWithoutPages) -> None:
        ends = at_once(
            desk,
            (desk.move_in_queue(ROOF), "roof"),
            (desk.move_in_queue(LIFT, UP, BOILER), "lift"),
        )
        assert all(isinstance(end, Receipt) for end in ends)
        assert queue(desk) in ([ROOF, LIFT, BOILER], [ROOF, BOILER, LIFT])

    def test_trading_one_place_one_of_them_is_told(self, desk: DeskWithoutPages) -> None:
        """Each rests on the lift standing next to what it moves."""
        ends = at_once(
            desk,
            (desk.move_in_queue(BOILER, DOWN, LIFT), "down"),
            (desk.move_in_queue(ROOF, UP, LIFT), "up"),
        )
        [lost] = [end for end in ends if not isinstance(end, Receipt)]
        assert str(lost) == QUEUE_CHANGED
        assert queue(desk) in ([LIFT, BOILER, ROOF], [BOILER, ROOF, LIFT])

    def test_moving_one_work_the_top_is_the_top(self, desk: DeskWithoutPages) -> None:
        top, up = at_once(
            desk,
            (desk.move_in_queue(ROOF), "to the top"),
            (desk.move_in_queue(ROOF, UP, LIFT), "up"),
        )
        assert isinstance(top, Receipt)
        assert isinstance(up, Receipt) or str(up) == QUEUE_CHANGED
        assert queue(desk) == [ROOF, BOILER, LIFT]

    def test_moving_to_the_top_while_that_leaves_the_queue(self, desk: DeskWithoutPages) -> None:
        ends = at_once(desk, (desk.move_in_queue(ROOF), "move"), (desk.dispatch(BOILER, ANN), "go"))
        assert all(isinstance(end, Receipt) for end in ends)
        assert queue(desk) == [BOILER, ROOF, LIFT]

    def test_reassigning_and_dispatching_one_is_stale(self, desk: DeskWithoutPages) -> None:
        ends = at_once(
            desk, (desk.reassign(BOILER, BEN), "reassign"), (desk.dispatch(BOILER, ANN), "go")
        )
        [won] = [end for end in ends if isinstance(end, Receipt)]
        [lost] = [end for end in ends if isinstance(end, Stale)]
        assert lost.changes == won.events[:1]
        row = caught_up(desk.log).works[BOILER]
        reassigned = ends[0] is won
        stands = (Stage.QUEUED, BEN) if reassigned else (Stage.EN_ROUTE, ANN)
        assert (row.stage, row.operative_id) == stands
        assert desk.version(ANNS_ENGAGEMENT) == (0 if reassigned else 1)

    def test_reassigning_one_work_to_two_one_is_stale(self, desk: DeskWithoutPages) -> None:
        desk.run(cat := desk.hire("Cat", "Day"))
        ends = at_once(
            desk,
            (desk.reassign(BOILER, BEN), "ben"),
            (desk.reassign(BOILER, cat.operative_id), "cat"),
        )
        assert sorted(type(end).__name__ for end in ends) == ["Receipt", "Stale"]

    def test_reassigning_and_reordering_both_are_done_or_the_order_is_refused(
        self, desk: DeskWithoutPages
    ) -> None:
        moved, reassigned = at_once(
            desk, (desk.move_in_queue(ROOF, UP, LIFT), "move"), (desk.reassign(LIFT, BEN), "ben")
        )
        assert isinstance(reassigned, Receipt)
        assert isinstance(moved, Receipt) or str(moved) == QUEUE_CHANGED
        assert (sorted(queue(desk)), queue(desk, BEN)) == ([BOILER, ROOF], [LIFT])

    def test_a_note_and_a_step_both_are_done(self, desk: DeskWithoutPages) -> None:
        ends = at_once(
            desk, (desk.note(BOILER, "Dog."), "note"), (desk.dispatch(BOILER, ANN), "go")
        )
        assert all(isinstance(end, Receipt) for end in ends)


def test_a_move_from_a_form_that_is_old_is_stale_once_it_is_with_somebody_else(
    desk: DeskWithoutPages,
) -> None:
    move = desk.move_in_queue(ROOF)
    assert isinstance(move, MoveInQueue)
    desk.run(desk.reassign(ROOF, BEN))
    with pytest.raises(Stale):
        desk.run(move)
