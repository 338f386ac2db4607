"""Who had a go at each Work, when, and how did it end?"""

import pytest

from app.domain.event import Event
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkRecalled,
    WorkReopened,
)
from app.read_models.visits import Ending, VisitRow, Visits
from tests.cast import ANN, BEN, BOILER, LIFT
from tests.read_models.story import Story, assigned, clock, raised

DISPATCHED = WorkDispatched(operative_id=ANN, eta=clock("09:55"))
ARRIVED = WorkArrivedAt(operative_id=ANN)
COMPLETED = WorkCompleted(operative_id=ANN, outcome="New valve.", code=OutcomeCode.REPLACED)
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.", code=AbandonCode.PARTS_NEEDED)
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")


def boiler_on_site() -> Story:
    return (
        Story()
        .at("09:00", BOILER, raised())
        .at("09:10", BOILER, assigned(ANN))
        .at("09:20", BOILER, DISPATCHED)
        .at("09:50", BOILER, ARRIVED)
    )


ON_SITE = VisitRow(
    work_id=BOILER,
    operative_id=ANN,
    number=1,
    assigned_at=clock("09:10"),
    dispatched_at=clock("09:20"),
    eta=clock("09:55"),
    first_eta=clock("09:55"),
    arrived_at=clock("09:50"),
)


def test_a_work_that_nobody_went_to_has_none() -> None:
    visits = Story().at("09:00", BOILER, raised()).told_to(Visits())
    assert (visits.to(BOILER), visits.recently_finished_by(ANN, limit=5)) == ((), [])


class TestAVisit:
    def test_begins_when_assigned(self) -> None:
        visits = Story().at("09:10", BOILER, assigned(ANN)).told_to(Visits())
        assert visits.to(BOILER) == (
            VisitRow(work_id=BOILER, operative_id=ANN, number=1, assigned_at=clock("09:10")),
        )

    def test_has_the_time_of_each_step(self) -> None:
        assert boiler_on_site().told_to(Visits()).to(BOILER) == (ON_SITE,)

    @pytest.mark.parametrize(
        ("event", "ending", "code", "remark"),
        [
            (COMPLETED, Ending.COMPLETED, "replaced", "New valve."),
            (ABANDONED, Ending.ABANDONED, "parts needed", "No parts."),
            (RECALLED, Ending.RECALLED, "", "Ann is ill."),
            (WorkCompleted(operative_id=ANN, outcome="So."), Ending.COMPLETED, "", "So."),
            (WorkAbandoned(operative_id=ANN, reason="So."), Ending.ABANDONED, "", "So."),
        ],
    )
    def test_ends_with_how_and_why(
        self, event: Event, ending: Ending, code: str, remark: str
    ) -> None:
        [visit] = boiler_on_site().at("10:30", BOILER, event).told_to(Visits()).to(BOILER)
        assert (visit.ended_at, visit.ending) == (clock("10:30"), ending)
        assert (visit.code, visit.remark) == (code, remark)
        assert (visit.assigned_at, visit.arrived_at) == (ON_SITE.assigned_at, ON_SITE.arrived_at)

    def test_leaves_the_visits_before_it_as_they_ended(self) -> None:
        story = boiler_on_site().at("10:30", BOILER, COMPLETED)
        visits = story.told_to(Visits())
        [first] = visits.to(BOILER)
        story.at("11:00", BOILER, WorkReopened(reason="It leaks again."))
        story.at("11:10", BOILER, assigned(BEN)).told_to(visits)
        assert visits.to(BOILER) == (
            first,
            VisitRow(work_id=BOILER, operative_id=BEN, number=2, assigned_at=clock("11:10")),
        )

    def test_changes_no_visit_to_another_work(self) -> None:
        story = boiler_on_site().at("10:00", LIFT, assigned(ANN))
        visits = story.told_to(Visits())
        story.at("10:30", BOILER, COMPLETED).told_to(visits)
        assert visits.to(LIFT) == (
            VisitRow(work_id=LIFT, operative_id=ANN, number=1, assigned_at=clock("10:00")),
        )

    def test_told_twice_is_one_visit(self) -> None:
        story = boiler_on_site().at("10:30", BOILER, COMPLETED)
        visits = story.told_to(story.told_to(Visits()))
        assert len(visits.to(BOILER)) == 1
        assert len(visits.recently_finished_by(ANN, limit=5)) == 1


class TestRecentlyFinished:
    def story(self) -> Story:
        """Ann abandons the boiler, Ben recalls nothing, Ann completes the lift, then the boiler."""
        return (
            Story()
            .at("09:00", BOILER, assigned(ANN))
            .at("09:10", BOILER, ABANDONED)
            .at("09:20", BOILER, assigned(BEN))
            .at("09:30", LIFT, assigned(ANN))
            .at("09:40", LIFT, COMPLETED)
            .at("09:50", BOILER, WorkRecalled(operative_id=BEN, reason="Ben is ill."))
            .at("10:00", BOILER, assigned(ANN))
            .at("10:10", BOILER, COMPLETED)
        )

    def finished_by(self, operative_id: str, limit: int) -> list[tuple[str, int]]:
        visits = self.story().told_to(Visits()).recently_finished_by(operative_id, limit)
        return [(visit.work_id, visit.number) for visit in visits]

    def test_are_their_own_the_last_first(self) -> None:
        assert self.finished_by(ANN, limit=5) == [(BOILER, 3), (LIFT, 1), (BOILER, 1)]
        assert self.finished_by(BEN, limit=5) == [(BOILER, 2)]

    def test_are_as_many_as_asked_for(self) -> None:
        assert self.finished_by(ANN, limit=2) == [(BOILER, 3), (LIFT, 1)]
        assert self.finished_by(ANN, limit=1) == [(BOILER, 3)]

    def test_are_none_when_none_are_asked_for(self) -> None:
        assert self.finished_by(ANN, limit=0) == []
        assert self.finished_by("operative-nobody", limit=0) == []

    def test_leave_out_what_is_under_way(self) -> None:
        visits = boiler_on_site().told_to(Visits())
        assert visits.recently_finished_by(ANN, limit=5) == []


class TestHandedBack:
    CLOSED = WorkClosed(cause=CloseCause.WITHDRAWN, reason="Not needed.")

    def handed_back(self, story: Story, since: str) -> list[tuple[str, int]]:
        found = story.told_to(Visits()).handed_back({BOILER: clock(since), LIFT: clock("09:00")})
        return [(visit.operative_id, visit.number) for visit in found.values()]

    def test_is_what_waits_since_somebody_abandoned_it(self) -> None:
        story = boiler_on_site().at("10:00", BOILER, ABANDONED)
        assert self.handed_back(story, "10:00") == [(ANN, 1)]
        story.at("10:10", BOILER, assigned(BEN))
        story.at("10:20", BOILER, WorkAbandoned(operative_id=BEN, reason="No key."))
        assert self.handed_back(story, "10:20") == [(BEN, 2)]

    def test_is_not_what_was_recalled_since(self) -> None:
        story = boiler_on_site().at("10:00", BOILER, ABANDONED).at("10:10", BOILER, assigned(BEN))
        story.at("10:20", BOILER, WorkRecalled(operative_id=BEN, reason="Ben is ill."))
        assert self.handed_back(story, "10:20") == []

    def test_is_not_what_was_closed_and_reopened_since(self) -> None:
        story = boiler_on_site().at("10:00", BOILER, ABANDONED).at("10:10", BOILER, self.CLOSED)
        story.at("10:20", BOILER, WorkReopened(reason="It leaks again."))
        assert self.handed_back(story, "10:20") == []

    def test_is_not_what_nobody_has_had(self) -> None:
        assert self.handed_back(Story().at("09:00", BOILER, raised()), "09:00") == []
