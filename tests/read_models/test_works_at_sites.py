"""Which works are, or were, for a Site; how often did it call; and what is found by its name?"""

from datetime import timedelta

from app.domain.site import SiteAmended, SitePart
from app.domain.work_events import (
    CloseCause,
    WorkCallAdded,
    WorkClosed,
    WorkReopened,
    WorkSitesAmended,
)
from app.read_models import ReadModels
from app.read_models.works import Works
from tests.cast import BOILER, ELM_HOUSE, LIFT, MILL_LANE
from tests.read_models.story import (
    ELM_HOUSE_ACQUIRED,
    MILL_LANE_ACQUIRED,
    Story,
    as_of,
    clock,
    raised,
)

CLOSED = WorkClosed(cause=CloseCause.WITHDRAWN, reason="Dry.")
CALLED = WorkCallAdded(caller_id="", note="Still wet.")
ELSEWHERE = WorkSitesAmended(before=(ELM_HOUSE,), after=(MILL_LANE,))
AMENDED = SiteAmended(part=SitePart.ADDRESS_LINE_1, before="Elm House", after="1 Oak Road")


def two_works() -> Story:
    story = Story().at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
    story.at("09:00", MILL_LANE, MILL_LANE_ACQUIRED)
    return story.at("09:10", BOILER, raised()).at("09:20", LIFT, raised("Lift stuck"))


def found(works: Works, words: str) -> list[str]:
    return [row.id for row in works.newest(words=words)]


def test_what_has_ended_is_apart_from_what_is_open_until_it_is_reopened() -> None:
    story = two_works().at("09:30", BOILER, CLOSED)
    works = story.told_to(Works())
    assert [row.id for row in works.open_at_site(ELM_HOUSE)] == [LIFT]
    assert [row.id for row in works.ended_at_site(ELM_HOUSE)] == [BOILER]
    story.at("09:40", BOILER, WorkReopened(reason="Wet.")).told_to(works)
    assert list(works.ended_at_site(ELM_HOUSE)) == []


def test_a_site_called_as_often_as_work_was_raised_for_it_and_somebody_called_again() -> None:
    story = two_works().at("09:30", BOILER, CALLED).at("09:40", BOILER, CALLED)
    works = story.told_to(story.told_to(Works()))
    assert works.calls_from_site(ELM_HOUSE, clock("09:00")) == 4
    assert works.calls_from_site(ELM_HOUSE, clock("09:30")) == 2
    assert works.calls_from_site(ELM_HOUSE, clock("09:40") + timedelta(seconds=1)) == 0
    assert works.calls_from_site(MILL_LANE, clock("09:00")) == 0


def test_it_had_called_as_often_as_it_had_then() -> None:
    story = two_works().at("09:30", BOILER, CALLED).at("09:40", BOILER, CALLED)
    models = story.told_to(ReadModels())
    models.database.can_look_at_the_past()
    with as_of(models, 50):
        assert models.works.calls_from_site(ELM_HOUSE, clock("09:00")) == 3


def test_calls_count_for_the_site_that_the_work_is_for_now() -> None:
    story = two_works().at("09:30", BOILER, CALLED)
    works = story.told_to(Works())
    assert works.calls_from_site(ELM_HOUSE, clock("09:00")) == 3
    story.at("09:40", BOILER, ELSEWHERE).told_to(works)
    assert works.calls_from_site(ELM_HOUSE, clock("09:00")) == 1
    assert works.calls_from_site(MILL_LANE, clock("09:00")) == 2


def test_a_work_is_found_by_what_is_written_down_about_its_site_now() -> None:
    story = two_works().at("09:30", BOILER, CLOSED)
    models = story.told_to(ReadModels())
    works = models.works
    assert found(works, "elm") == [LIFT, BOILER]
    story.at("09:40", ELM_HOUSE, AMENDED)
    story.at("09:41", ELM_HOUSE, SiteAmended(part=SitePart.NAME, before="", after="Oak School"))
    story.told_to(story.told_to(models))
    assert found(works, "elm") == []
    assert found(works, "oak road leeds") == found(works, "school") == [LIFT, BOILER]


def test_notes_about_a_site_find_no_work() -> None:
    notes = SiteAmended(part=SitePart.NOTES, before="", after="Beware of the dog.")
    models = two_works().at("09:30", ELM_HOUSE, notes).told_to(ReadModels())
    assert found(models.works, "dog") == []


def test_it_was_found_by_what_was_written_down_then() -> None:
    models = two_works().at("09:40", ELM_HOUSE, AMENDED).told_to(ReadModels())
    models.database.can_look_at_the_past()
    assert found(models.works, "oak") == [LIFT, BOILER]
    with as_of(models, 40):
        assert found(models.works, "oak") == []
        assert found(models.works, "elm") == [LIFT, BOILER]
