"""What moves a Work, and that nothing else does: every action tried at every stage."""

from collections.abc import Callable

import pytest

from app.domain.engagement import Engagement, engagement_id
from app.domain.event import Event
from app.domain.lifecycle import LIFECYCLE, Stage, Standing, standing_after
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.work import Work
from app.domain.work_events import CloseCause
from tests.cast import ANN, BEN
from tests.domain.job import (
    ABANDONED,
    ARRIVED,
    ASSIGNED,
    CLOSED,
    COMPLETED,
    DISPATCHED,
    HISTORIES,
    RAISED,
    REASSIGNED,
    RECALLED,
    REOPENED,
    UNDER_WAY,
    UNKNOWN_OPERATIVE,
    VISIT,
    abandoning,
    completing,
    engagement_at,
    raising,
    reopening,
)
from tests.domain.scenario import (
    AVI,
    AVIS_NAME,
    NOW,
    SOON,
    ann,
    ann_engaged,
    ann_released,
    avi,
    ben,
    given,
    rebuilt,
)

Action = Callable[[Work, Operative, Engagement], None]

ACTIONS: dict[str, Action] = {
    "raise": lambda work, *_: raising()(work),
    "assign": lambda work, operative, _: work.assign(operative),
    "dispatch": lambda work, operative, engaged: work.dispatch(operative, engaged, SOON, NOW),
    "arrive": lambda work, operative, _: work.arrive(operative),
    "complete": lambda work, operative, engaged: completing(engaged, by=operative)(work),
    "abandon": lambda work, operative, engaged: abandoning(engaged, by=operative)(work),
    "recall": lambda work, operative, engaged: work.recall(operative, engaged, "Ann is ill."),
    "close": lambda work, *_: work.close(CloseCause.DUPLICATE, "Same as W-1003."),
    "reassign": lambda work, operative, engaged: work.reassign(
        ben(), operative, engaged, "Ben is nearer."
    ),
    "reopen": lambda work, *_: reopening()(work),
}

MOVES: dict[tuple[str, Stage | None], tuple[Event, Stage]] = {
    ("raise", None): (RAISED, Stage.AWAITING_CONTROL),
    ("assign", Stage.AWAITING_CONTROL): (ASSIGNED, Stage.QUEUED),
    ("dispatch", Stage.QUEUED): (DISPATCHED, Stage.EN_ROUTE),
    ("arrive", Stage.EN_ROUTE): (ARRIVED, Stage.ON_SITE),
    ("complete", Stage.ON_SITE): (COMPLETED, Stage.COMPLETED),
    ("abandon", Stage.QUEUED): (ABANDONED, Stage.AWAITING_CONTROL),
    ("abandon", Stage.EN_ROUTE): (ABANDONED, Stage.AWAITING_CONTROL),
    ("abandon", Stage.ON_SITE): (ABANDONED, Stage.AWAITING_CONTROL),
    ("recall", Stage.QUEUED): (RECALLED, Stage.AWAITING_CONTROL),
    ("recall", Stage.EN_ROUTE): (RECALLED, Stage.AWAITING_CONTROL),
    ("recall", Stage.ON_SITE): (RECALLED, Stage.AWAITING_CONTROL),
    ("reassign", Stage.QUEUED): (REASSIGNED, Stage.QUEUED),
    ("reassign", Stage.EN_ROUTE): (REASSIGNED, Stage.QUEUED),
    ("reassign", Stage.ON_SITE): (REASSIGNED, Stage.QUEUED),
    ("close", Stage.AWAITING_CONTROL): (CLOSED, Stage.CLOSED),
    ("reopen", Stage.COMPLETED): (REOPENED, Stage.AWAITING_CONTROL),
    ("reopen", Stage.CLOSED): (REOPENED, Stage.AWAITING_CONTROL),
}

RULES = {
    "assign": "Only Work that waits for Control can be assigned",
    "dispatch": "Only Work in the queue can be dispatched",
    "arrive": "Only an operative who is en route can arrive",
    "complete": "Work can only be completed on site",
    "close": "Only Work that waits for Control can be closed",
    "reopen": "Only Work that is completed or closed can be reopened",
}

BELONGS_TO_A_VISIT = ("dispatch", "arrive", "complete", "abandon", "recall", "reassign")
ENDS_A_VISIT = ("complete", "abandon", "recall", "reassign")

CELLS = [(action, stage) for action in ACTIONS for stage in HISTORIES]


def engagement_events(action: str, stage: Stage | None) -> list[Event]:
    """What follows for Ann's engagement."""
    if action == "dispatch":
        return [ann_engaged("work-1")]
    if action in ENDS_A_VISIT and stage in UNDER_WAY:
        return [ann_released("work-1")]
    return []


def sentence_for(action: str, stage: Stage | None) -> str:
    if action == "raise":
        return "This Work has already been raised."
    if stage is None:
        return "There is no such Work on this desk."
    if action in BELONGS_TO_A_VISIT and stage not in VISIT:
        return "This Work is not with Ann Marsh."
    return f"{RULES[action]}; this one is {stage}."


@pytest.mark.parametrize(("action", "stage"), [cell for cell in CELLS if cell in MOVES])
def test_an_action_in_its_place_moves_the_work(action: str, stage: Stage | None) -> None:
    event, stage_afterwards = MOVES[action, stage]
    work, engagement = rebuilt(Work, "work-1", *HISTORIES[stage]), engagement_at(stage)
    ACTIONS[action](work, ann(), engagement)
    assert work.changes == [event]
    assert engagement.changes == engagement_events(action, stage)
    assert work.stage is stage_afterwards
    holder = BEN if action == "reassign" else ANN
    assert work.operative_id == (holder if stage_afterwards in VISIT else None)


@pytest.mark.parametrize(("action", "stage"), [cell for cell in CELLS if cell not in MOVES])
def test_nothing_else_moves_a_work(action: str, stage: Stage | None) -> None:
    work, operative = rebuilt(Work, "work-1", *HISTORIES[stage]), ann()
    engagement, holder = engagement_at(stage), work.operative_id
    with pytest.raises(Refused) as refusal:
        ACTIONS[action](work, operative, engagement)
    assert str(refusal.value) == sentence_for(action, stage)
    assert (work.changes, operative.changes, engagement.changes) == ([], [], [])
    assert (work.stage, work.operative_id) == (stage, holder)


def test_every_action_is_tried_at_every_stage() -> None:
    assert set(HISTORIES) == {None, *Stage}
    assert len(CELLS) == 70
    assert set(MOVES) < set(CELLS)


@pytest.mark.parametrize("stage", VISIT)
@pytest.mark.parametrize("action", BELONGS_TO_A_VISIT)
class TestAVisit:
    def test_is_no_business_of_another_operative(self, action: str, stage: Stage) -> None:
        bens = Engagement(engagement_id(BEN))
        given(Work, *HISTORIES[stage]).when(
            lambda work: ACTIONS[action](work, ben(), bens)
        ).refused("This Work is not with Ben Okoro.")
        assert bens.changes == []

    def test_is_no_business_of_somebody_unknown(self, action: str, stage: Stage) -> None:
        nobodys = Engagement(engagement_id(UNKNOWN_OPERATIVE.id))
        given(Work, *HISTORIES[stage]).when(
            lambda work: ACTIONS[action](work, UNKNOWN_OPERATIVE, nobodys)
        ).refused("This Work is not with this operative.")
        assert nobodys.changes == []

    def test_is_refused_without_being_turned_by_a_name(self, action: str, stage: Stage) -> None:
        avis = Engagement(engagement_id(AVI))
        given(Work, *HISTORIES[stage]).when(
            lambda work: ACTIONS[action](work, avi(), avis)
        ).refused(f"This Work is not with {AVIS_NAME}.")


@pytest.mark.parametrize("operative", [ann(), UNKNOWN_OPERATIVE], ids=["known", "unknown"])
@pytest.mark.parametrize("action", BELONGS_TO_A_VISIT)
def test_there_is_no_visit_to_a_work_that_nobody_raised(action: str, operative: Operative) -> None:
    given(Work).when(lambda work: ACTIONS[action](work, operative, engagement_at(None))).refused(
        "There is no such Work on this desk."
    )


STANDINGS: list[tuple[Event, Standing]] = [
    (RAISED, Standing(Stage.AWAITING_CONTROL)),
    (ASSIGNED, Standing(Stage.QUEUED, ANN)),
    (DISPATCHED, Standing(Stage.EN_ROUTE, ANN)),
    (ARRIVED, Standing(Stage.ON_SITE, ANN)),
    (COMPLETED, Standing(Stage.COMPLETED)),
    (ABANDONED, Standing(Stage.AWAITING_CONTROL)),
    (RECALLED, Standing(Stage.AWAITING_CONTROL)),
    (REASSIGNED, Standing(Stage.QUEUED, BEN)),
    (CLOSED, Standing(Stage.CLOSED)),
    (REOPENED, Standing(Stage.AWAITING_CONTROL)),
]


class TestHowAWorkStandsAfterAnEvent:
    @pytest.mark.parametrize(
        ("event", "standing"), STANDINGS, ids=[type(event).__name__ for event, _ in STANDINGS]
    )
    def test_follows_from_the_event_alone(self, event: Event, standing: Standing) -> None:
        assert standing_after(event) == standing

    def test_is_said_above_for_every_event_that_moves_one(self) -> None:
        assert {type(event) for event, _ in STANDINGS} == LIFECYCLE.keys()

    def test_names_somebody_at_every_stage_at_which_somebody_has_it(self) -> None:
        for event_type, move in LIFECYCLE.items():
            names_somebody = "operative_id" in event_type.__struct_fields__
            assert names_somebody or move.leads_to not in VISIT

    def test_is_nothing_after_an_event_that_moves_none(self) -> None:
        assert standing_after(ann_engaged("work-1")) is None
