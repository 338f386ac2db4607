"""Who was at each Site last, and where has each operative been last?"""

from collections.abc import Mapping

from app.domain.work_events import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkCompleted,
    WorkDispatched,
    WorkRaised,
    WorkReopened,
    WorkSitesAmended,
)
from app.read_models import ReadModels
from app.read_models.works import Works
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, MILL_LANE, ROOF
from tests.read_models.story import Story, as_of, assigned, clock, raised

BOTH = (ELM_HOUSE, MILL_LANE)
AT_BOTH = WorkRaised(
    site_ids=(MILL_LANE, ELM_HOUSE), title="Lights out", description="All of them."
)


def visit(story: Story, when: str, work_id: str, operative_id: str) -> Story:
    """Somebody goes there, and is done at once."""
    return (
        story.at(when, work_id, assigned(operative_id))
        .at(when, work_id, WorkDispatched(operative_id=operative_id, eta=clock("12:00")))
        .at(when, work_id, WorkArrivedAt(operative_id=operative_id))
        .at(when, work_id, WorkCompleted(operative_id=operative_id, outcome="Done."))
    )


def two_visits() -> Story:
    """Ann is at Elm House for the boiler, at position 50; Ben for the lift, at 90."""
    story = Story().at("09:00", BOILER, raised()).at("09:00", LIFT, raised("Lift stuck"))
    return visit(visit(story, "09:10", BOILER, ANN), "09:20", LIFT, BEN)


def last_at(works: Works) -> Mapping[str, str]:
    return works.last_visitors(BOTH)


def test_whoever_arrived_last_is_the_last_visitor_whichever_work_it_was_for() -> None:
    assert last_at(two_visits().told_to(Works())) == {ELM_HOUSE: BEN}


def test_who_never_arrived_was_not_there() -> None:
    story = two_visits().at("09:30", ROOF, raised("Roof leaks")).at("09:30", ROOF, assigned(ANN))
    story.at("09:40", ROOF, WorkAbandoned(operative_id=ANN, reason="No ladder."))
    works = story.told_to(Works())
    assert last_at(works) == {ELM_HOUSE: BEN}


def test_a_work_for_several_sites_counts_for_each_and_they_are_at_the_first() -> None:
    story = visit(two_visits().at("09:30", ROOF, AT_BOTH), "09:40", ROOF, ANN)
    works = story.told_to(Works())
    assert last_at(works) == {ELM_HOUSE: ANN, MILL_LANE: ANN}
    assert works.last_places(clock("09:00")) == {ANN: MILL_LANE, BEN: ELM_HOUSE}


def test_an_operative_has_been_where_they_completed_work_last_since_a_moment() -> None:
    story = visit(two_visits().at("09:30", ROOF, AT_BOTH), "09:40", ROOF, ANN)
    story.at("10:00", ROOF, WorkReopened(reason="Again."))
    works = story.told_to(Works())
    assert works.last_places(clock("09:10")) == {ANN: ELM_HOUSE, BEN: ELM_HOUSE}
    assert works.last_places(clock("09:20")) == {BEN: ELM_HOUSE}
    assert works.last_places(clock("09:21")) == {}


def test_the_sites_that_it_had_when_they_arrived_count() -> None:
    moved = WorkSitesAmended(before=(ELM_HOUSE,), after=(MILL_LANE,))
    story = two_visits().at("09:30", ROOF, raised()).at("09:31", ROOF, moved)
    works = visit(story, "09:40", ROOF, ANN).told_to(Works())
    assert last_at(works) == {ELM_HOUSE: BEN, MILL_LANE: ANN}


def test_told_twice_changes_nothing_and_what_nobody_knows_of_is_not_there() -> None:
    story = two_visits()
    works = story.told_to(story.told_to(Works()))
    assert last_at(works) == {ELM_HOUSE: BEN}
    assert works.last_visitors([]) == {}


def test_each_moment_has_who_had_been_there_by_then() -> None:
    models = two_visits().told_to(ReadModels())
    models.database.can_look_at_the_past()
    for position, visitor in ((40, None), (50, ANN), (80, ANN), (90, BEN)):
        with as_of(models, position):
            assert last_at(models.works).get(ELM_HOUSE) == visitor
        with as_of(models, position + 10):
            assert (BEN in models.works.last_places(clock("09:00"))) is (visitor == BEN)
