"""How many Works an operative can be under way to: one at a time."""

import pytest

from app.domain.engagement import (
    Engagement,
    OperativeEngaged,
    OperativeReleased,
    engagement_id,
)
from app.domain.event import Event
from app.domain.ids import is_id
from tests.cast import ANN, BEN
from tests.domain.scenario import AVIS_NAME, ann, ann_engaged, ann_released, avi, ben, given

ENGAGED, RELEASED = ann_engaged("work-1"), ann_released("work-1")


@pytest.mark.parametrize(
    "history",
    [(), (ENGAGED, RELEASED), (ENGAGED, RELEASED, ann_engaged("work-2"), ann_released("work-2"))],
    ids=["never engaged", "released", "released again"],
)
class TestAnOperativeWithNothingUnderWay:
    def test_can_set_off(self, history: tuple[Event, ...]) -> None:
        given(Engagement, *history).when(lambda engagement: engagement.begin(ann(), "work-1")).then(
            ENGAGED
        )

    def test_can_set_off_to_another_work(self, history: tuple[Event, ...]) -> None:
        given(Engagement, *history).when(lambda engagement: engagement.begin(ann(), "work-3")).then(
            ann_engaged("work-3")
        )


@pytest.mark.parametrize(
    "history",
    [(ENGAGED,), (ann_engaged("work-2"), ann_released("work-2"), ENGAGED)],
    ids=["for the first time", "again"],
)
class TestAnOperativeUnderWay:
    @pytest.mark.parametrize("work_id", ["work-1", "work-2"])
    def test_cannot_set_off_to_any_work(self, history: tuple[Event, ...], work_id: str) -> None:
        given(Engagement, *history).when(
            lambda engagement: engagement.begin(ann(), work_id)
        ).refused(
            "Ann Marsh is already under way to, or on site for, another Work, "
            "and can only deal with one at a time."
        )

    def test_does_not_turn_the_refusal_by_their_name(self, history: tuple[Event, ...]) -> None:
        given(Engagement, *history).when(
            lambda engagement: engagement.begin(avi(), "work-1")
        ).refused(
            f"{AVIS_NAME} is already under way to, or on site for, another Work, "
            "and can only deal with one at a time."
        )

    def test_is_released_from_that_work(self, history: tuple[Event, ...]) -> None:
        given(Engagement, *history).when(lambda engagement: engagement.end(ann(), "work-1")).then(
            RELEASED
        )

    def test_can_set_off_as_soon_as_released(self, history: tuple[Event, ...]) -> None:
        def end_and_begin(engagement: Engagement) -> None:
            engagement.end(ann(), "work-1")
            engagement.begin(ann(), "work-2")

        given(Engagement, *history).when(end_and_begin).then(RELEASED, ann_engaged("work-2"))


class TestAnEngagementsId:
    def test_is_the_operatives_with_another_first_word(self) -> None:
        uuid = "01932c07-209c-7a2e-8f43-0a1d4c0f9b11"
        assert engagement_id(f"operative-{uuid}") == f"engagement-{uuid}"
        assert is_id(Engagement.kind, engagement_id(f"operative-{uuid}"))

    def test_is_of_one_operative_only(self) -> None:
        assert engagement_id(ANN) == "engagement-ann"
        assert engagement_id(BEN) == "engagement-ben"


def test_each_event_names_the_operative_and_the_work() -> None:
    given(Engagement).when(lambda engagement: engagement.begin(ben(), "work-1")).then(
        OperativeEngaged(operative_id=BEN, work_id="work-1")
    )
    given(Engagement, ENGAGED).when(lambda engagement: engagement.end(ben(), "work-1")).then(
        OperativeReleased(operative_id=BEN, work_id="work-1")
    )
