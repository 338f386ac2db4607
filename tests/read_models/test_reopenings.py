"""Why was each Work reopened last?"""

from app.domain.work_events import WorkReopened
from app.read_models.reopenings import Reopening, Reopenings
from tests.cast import BOILER, CLEO, LIFT
from tests.read_models.story import Story, clock, raised


def reopened_twice() -> Story:
    return (
        Story()
        .at("09:00", BOILER, raised())
        .at("10:00", BOILER, WorkReopened(reason="It leaks again."))
        .at("11:00", LIFT, WorkReopened(reason="Stuck again."))
        .at("12:00", BOILER, WorkReopened(reason="It drips."), who=CLEO)
    )


def test_the_last_one_is_told_of_each_that_was_reopened() -> None:
    reopenings = reopened_twice().told_to(Reopenings())

    assert reopenings.last_of([BOILER, "work-other"]) == {
        BOILER: Reopening(BOILER, "It drips.", clock("12:00"), CLEO, 40)
    }


def test_told_twice_changes_nothing() -> None:
    story = reopened_twice()
    once = story.told_to(Reopenings())
    before = once.last_of([BOILER, LIFT])

    assert story.told_to(once).last_of([BOILER, LIFT]) == before
