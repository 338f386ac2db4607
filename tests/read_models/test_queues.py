"""What waits for Control, and what has each operative got, in which order?"""

from collections.abc import Iterable

import msgspec
import pytest

from app.domain.event import Event
from app.domain.promise import Priority
from app.domain.work_events import (
    CloseCause,
    WorkAbandoned,
    WorkArrivedAt,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkPriorityAmended,
    WorkRecalled,
    WorkReopened,
)
from app.read_models.queues import Queues
from app.read_models.work_rows import WorkRow
from app.read_models.works import Works
from tests.cast import ANN, BEN, BOILER, LIFT, ROOF
from tests.read_models.story import Story, assigned, clock, raised

DISPATCHED = WorkDispatched(operative_id=ANN, eta=clock("12:00"))
ARRIVED = WorkArrivedAt(operative_id=ANN)
COMPLETED = WorkCompleted(operative_id=ANN, outcome="")
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.")
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")
CLOSED = WorkClosed(cause=CloseCause.DUPLICATE, reason="Again.")
REOPENED = WorkReopened(reason="It leaks again.")


EMERGENCY, LATER, URGENT, SAME, WITHOUT_PROMISE, ROUTINE = (f"work-{n}" for n in range(6))


def queues_after(*stories: Story) -> Queues:
    works = Works()
    for story in stories:
        story.told_to(works)
    return Queues(works)


def ids(rows: Iterable[WorkRow]) -> list[str]:
    return [row.id for row in rows]


def three_works() -> Story:
    return (
        Story()
        .at("09:00", BOILER, raised())
        .at("09:10", LIFT, raised())
        .at("09:20", ROOF, raised())
    )


def all_with_ann() -> Story:
    story = three_works()
    for when, work_id in (("09:30", LIFT), ("09:31", BOILER), ("09:32", ROOF)):
        story.at(when, work_id, assigned(ANN))
    return story


def test_nothing_waits_at_first() -> None:
    queues = queues_after(Story())
    assert (ids(queues.waiting()), ids(queues.of(ANN))) == ([], [])


class TestWhatWaits:
    def test_stands_in_the_order_of_raising(self) -> None:
        queues = queues_after(three_works())
        assert ids(queues.waiting()) == [BOILER, LIFT, ROOF]

    def test_raised_at_one_moment_stands_in_the_order_of_the_log(self) -> None:
        story = Story().at("09:00", ROOF, raised()).at("09:00", BOILER, raised())
        assert ids(queues_after(story).waiting()) == [ROOF, BOILER]

    def test_stands_in_the_order_of_the_log_when_clocks_jump(self) -> None:
        story = (
            Story()
            .at("09:00", BOILER, raised())
            .at("23:50", LIFT, raised())
            .at("08:10", ROOF, raised())
        )
        assert ids(queues_after(story).waiting()) == [BOILER, LIFT, ROOF]
        story.at("08:20", LIFT, assigned()).at("08:30", LIFT, RECALLED)
        assert ids(queues_after(story).waiting()) == [BOILER, LIFT, ROOF]

    @pytest.mark.parametrize("event", [assigned(), CLOSED])
    def test_waits_no_more_when_assigned_or_closed(self, event: Event) -> None:
        queues = queues_after(three_works().at("09:30", LIFT, event))
        assert ids(queues.waiting()) == [BOILER, ROOF]

    @pytest.mark.parametrize(
        "events",
        [
            [assigned(), ABANDONED],
            [assigned(), DISPATCHED, RECALLED],
            [assigned(), DISPATCHED, ARRIVED, ABANDONED],
            [assigned(), DISPATCHED, ARRIVED, COMPLETED, REOPENED],
            [CLOSED, REOPENED],
        ],
    )
    def test_has_its_old_place_when_it_comes_back(self, events: list[Event]) -> None:
        story = three_works()
        for event in events:
            story.at("10:00", LIFT, event)
        queues = queues_after(story)
        assert ids(queues.waiting()) == [BOILER, LIFT, ROOF]
        assert ids(queues.of(ANN)) == []

    def test_emergencies_come_first_then_what_is_promised_soonest_then_what_is_not(self) -> None:
        story = Story()
        for work_id, priority, arrive_by in (
            (WITHOUT_PROMISE, Priority.ROUTINE, None),
            (ROUTINE, Priority.ROUTINE, clock("13:00")),
            (URGENT, Priority.URGENT, clock("12:00")),
            (LATER, Priority.EMERGENCY, clock("11:30")),
            (EMERGENCY, Priority.EMERGENCY, clock("11:00")),
            (SAME, Priority.URGENT, clock("12:00")),
        ):
            call = msgspec.structs.replace(raised(), priority=priority, arrive_by=arrive_by)
            story.at("09:00", work_id, call)

        queues = queues_after(story)

        order = [EMERGENCY, LATER, URGENT, SAME, ROUTINE, WITHOUT_PROMISE]
        assert ids(queues.waiting()) == order
        assert [queues.place_of(row) for row in queues.waiting()] == list(range(len(order)))

    def test_where_somebody_was_already_it_is_to_be_done(self) -> None:
        story = Story()
        for work_id, arrive_by, complete_by in (
            (BOILER, clock("10:00"), clock("18:00")),
            (LIFT, clock("12:00"), clock("20:00")),
        ):
            call = msgspec.structs.replace(raised(), arrive_by=arrive_by, complete_by=complete_by)
            story.at("09:00", work_id, call)
        for event in (assigned(), DISPATCHED, ARRIVED, ABANDONED):
            story.at("09:30", BOILER, event)
        assert ids(queues_after(story).waiting()) == [LIFT, BOILER]

    def test_an_amended_priority_moves_it(self) -> None:
        story = three_works().at(
            "09:30",
            ROOF,
            WorkPriorityAmended(
                before=Priority.ROUTINE,
                after=Priority.EMERGENCY,
                arrive_by=clock("11:30"),
                complete_by=clock("17:30"),
            ),
        )
        assert ids(queues_after(story).waiting()) == [ROOF, BOILER, LIFT]


class TestAnOperativesQueue:
    def test_stands_in_the_order_of_assigning(self) -> None:
        assert ids(queues_after(all_with_ann()).of(ANN)) == [LIFT, BOILER, ROOF]

    def test_starts_with_what_they_set_off_to(self) -> None:
        story = all_with_ann().at("09:40", ROOF, DISPATCHED)
        assert ids(queues_after(story).of(ANN)) == [ROOF, LIFT, BOILER]
        story.at("09:50", ROOF, ARRIVED)
        assert ids(queues_after(story).of(ANN)) == [ROOF, LIFT, BOILER]

    @pytest.mark.parametrize("event", [ABANDONED, RECALLED])
    def test_closes_up_when_a_work_goes_back(self, event: Event) -> None:
        story = all_with_ann().at("09:40", BOILER, event)
        assert ids(queues_after(story).of(ANN)) == [LIFT, ROOF]

    def test_closes_up_when_a_work_is_completed(self) -> None:
        story = all_with_ann().at("09:40", LIFT, DISPATCHED).at("09:50", LIFT, ARRIVED)
        assert ids(queues_after(story.at("10:00", LIFT, COMPLETED)).of(ANN)) == [BOILER, ROOF]

    def test_takes_a_work_that_comes_again_at_its_end(self) -> None:
        story = all_with_ann().at("09:40", LIFT, RECALLED).at("09:50", LIFT, assigned(ANN))
        assert ids(queues_after(story).of(ANN)) == [BOILER, ROOF, LIFT]

    def test_is_their_own(self) -> None:
        story = all_with_ann().at("09:40", LIFT, RECALLED)
        queues = queues_after(story.at("09:50", LIFT, assigned(BEN)))
        assert ids(queues.of(BEN)) == [LIFT]
        assert ids(queues.of(ANN)) == [BOILER, ROOF]

    def test_told_twice_changes_nothing(self) -> None:
        story = all_with_ann().at("09:40", LIFT, RECALLED).at("09:50", ROOF, DISPATCHED)
        queues = queues_after(story, story)
        assert ids(queues.of(ANN)) == [ROOF, BOILER]
        assert ids(queues.waiting()) == [LIFT]
