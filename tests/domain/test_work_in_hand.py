"""What Control and operatives change about Work in hand: who has it, where it stands in a queue,
when somebody is expected, and which other Work it repeats."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from app.domain.event import Event
from app.domain.lifecycle import Direction, Stage, standing_after
from app.domain.refused import Refused
from app.domain.work import Work
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkClosed,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
)
from tests.cast import ANN, BEN, BOILER, LIFT, ROOF
from tests.domain.job import (
    ABANDONED,
    COMPLETED,
    DISPATCHED,
    EN_ROUTE,
    HISTORIES,
    ON_SITE,
    QUEUED,
    REASSIGNED,
    REOPENED,
    UNKNOWN_OPERATIVE,
    VISIT,
    WAITING,
    abandoning,
    completing,
    engagement_at,
    engagement_elsewhere,
)
from tests.domain.scenario import (
    NOW,
    SOON,
    ann,
    anns_engagement,
    ben,
    given,
    rebuilt,
)

ITSELF = "work-1"
LATER = SOON + timedelta(minutes=20)
REVISED = WorkEtaRevised(operative_id=ANN, eta=LATER)


@pytest.mark.parametrize("stage", VISIT)
class TestReassigning:
    def test_needs_no_reason(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.reassign(ben(), ann(), engagement_at(stage), " ")
        ).then(replace(REASSIGNED, reason=""))

    def test_cannot_have_an_endless_reason(self, stage: Stage) -> None:
        engagement = engagement_at(stage)
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.reassign(ben(), ann(), engagement, "x" * 2_001)
        ).refused("Reason can have 2,000 characters at most; this has 2,001.")
        assert engagement.changes == []

    def test_to_whoever_has_it_is_refused(self, stage: Stage) -> None:
        engagement = engagement_at(stage)
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.reassign(ann(), ann(), engagement, "")
        ).refused("This Work is with Ann Marsh already.")
        assert engagement.changes == []

    def test_to_somebody_unknown_is_refused(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.reassign(UNKNOWN_OPERATIVE, ann(), engagement_at(stage), "")
        ).refused("There is no such operative on this desk.")

    def test_leaves_it_in_the_other_queue_from_where_it_goes_on(self, stage: Stage) -> None:
        work = rebuilt(Work, "work-1", *HISTORIES[stage], REASSIGNED)
        assert (work.stage, work.operative_id) == (Stage.QUEUED, BEN)
        assert work.had_by == {ANN, BEN}


def test_reassigned_work_is_no_longer_for_whoever_had_it() -> None:
    given(Work, *ON_SITE, REASSIGNED).when(completing(engagement_at(Stage.ON_SITE))).refused(
        "This Work is not with Ann Marsh."
    )


def test_whoever_had_a_work_is_remembered_when_it_is_with_nobody() -> None:
    work = rebuilt(Work, "work-1", *ON_SITE, REASSIGNED, replace(ABANDONED, operative_id=BEN))
    assert (work.operative_id, work.had_by) == (None, {ANN, BEN})


def lift(*events: Event) -> Work:
    return rebuilt(Work, LIFT, *events)


def to_the_top(work: Work) -> None:
    work.move_in_queue([LIFT, work.id], Direction.TOP, "")


class TestMovingInAQueue:
    @pytest.mark.parametrize(
        ("queue", "direction", "past", "before"),
        [
            ([LIFT, ROOF, ITSELF], Direction.TOP, "", LIFT),
            ([LIFT, ROOF, ITSELF], Direction.UP, ROOF, ROOF),
            ([ITSELF, LIFT, ROOF], Direction.DOWN, LIFT, ROOF),
            ([ITSELF, LIFT], Direction.DOWN, LIFT, None),
            ([LIFT, ROOF, ITSELF], Direction.BEFORE, LIFT, LIFT),
        ],
    )
    def test_puts_it_right_before_another_or_last(
        self, queue: list[str], direction: Direction, past: str, before: str | None
    ) -> None:
        given(Work, *QUEUED).when(lambda work: work.move_in_queue(queue, direction, past)).then(
            WorkMovedInQueue(operative_id=ANN, before=before)
        )

    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.QUEUED])
    def test_takes_work_in_a_queue(self, stage: Stage) -> None:
        sentence = f"Only Work in a queue can be moved there; this one is {stage}."
        given(Work, *HISTORIES[stage]).when(to_the_top).refused(sentence)

    @pytest.mark.parametrize(
        ("queue", "direction", "past"),
        [
            ([LIFT, ROOF, ITSELF], Direction.UP, LIFT),
            ([ITSELF, ROOF, LIFT], Direction.UP, LIFT),
            ([ITSELF, LIFT, ROOF], Direction.DOWN, ROOF),
            ([LIFT, ROOF, ITSELF], Direction.DOWN, LIFT),
            ([ROOF, ITSELF], Direction.UP, LIFT),
            ([ROOF, ITSELF], Direction.UP, ITSELF),
            ([ITSELF, ROOF, LIFT], Direction.BEFORE, LIFT),
            ([ROOF, ITSELF], Direction.BEFORE, LIFT),
        ],
    )
    def test_goes_past_nothing_but_what_was_next_to_it(
        self, queue: list[str], direction: Direction, past: str
    ) -> None:
        given(Work, *QUEUED).when(lambda work: work.move_in_queue(queue, direction, past)).refused(
            "The queue has changed since this page was opened. Nothing has been done."
        )

    @pytest.mark.parametrize(
        ("queue", "direction", "past"),
        [
            ([ITSELF, LIFT], Direction.TOP, ""),
            ([ITSELF, LIFT], Direction.UP, LIFT),
            ([LIFT, ITSELF], Direction.DOWN, LIFT),
        ],
    )
    def test_is_nothing_to_be_done_where_it_stands_there_already(
        self, queue: list[str], direction: Direction, past: str
    ) -> None:
        given(Work, *QUEUED).when(lambda work: work.move_in_queue(queue, direction, past)).refused(
            "It stands there in the queue already. Nothing has been done."
        )

    def test_of_a_work_that_nobody_raised_is_refused(self) -> None:
        given(Work).when(to_the_top).refused("There is no such Work on this desk.")


class TestARevisedArrival:
    def test_is_as_late_or_early_as_they_say(self) -> None:
        for eta in (LATER, NOW + timedelta(minutes=1)):
            given(Work, *EN_ROUTE).when(
                lambda work, eta=eta: work.revise_eta(ann(), eta, NOW)  # type: ignore[misc]
            ).then(WorkEtaRevised(operative_id=ANN, eta=eta))

    def test_can_be_revised_again_to_what_it_was_at_first(self) -> None:
        given(Work, *EN_ROUTE, REVISED).when(lambda work: work.revise_eta(ann(), SOON, NOW)).then(
            WorkEtaRevised(operative_id=ANN, eta=SOON)
        )

    @pytest.mark.parametrize("history", [EN_ROUTE, (*EN_ROUTE, REVISED)])
    def test_is_another_than_was_said_last(self, history: tuple[Event, ...]) -> None:
        eta = LATER if REVISED in history else SOON
        given(Work, *history).when(lambda work: work.revise_eta(ann(), eta, NOW)).refused(
            "That is when they are expected already."
        )

    @pytest.mark.parametrize("late", [timedelta(0), timedelta(days=1)])
    def test_lies_in_the_future(self, late: timedelta) -> None:
        given(Work, *EN_ROUTE).when(lambda work: work.revise_eta(ann(), NOW - late, NOW)).refused(
            "The estimated arrival must be in the future."
        )

    @pytest.mark.parametrize("stage", [Stage.QUEUED, Stage.ON_SITE])
    def test_is_of_somebody_en_route(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.revise_eta(ann(), LATER, NOW)
        ).refused(f"The expected arrival can only be changed en route; this one is {stage}.")

    def test_is_of_whoever_has_it(self) -> None:
        given(Work, *EN_ROUTE).when(lambda work: work.revise_eta(ben(), LATER, NOW)).refused(
            "This Work is not with Ben Okoro."
        )
        given(Work).when(lambda work: work.revise_eta(ann(), LATER, NOW)).refused(
            "There is no such Work on this desk."
        )

    def test_can_be_what_was_said_on_an_earlier_way_there(self) -> None:
        given(Work, *EN_ROUTE, REVISED, ABANDONED, *QUEUED[1:], DISPATCHED).when(
            lambda work: work.revise_eta(ann(), LATER, NOW)
        ).then(REVISED)


def boiler(*events: Event) -> Work:
    return rebuilt(Work, BOILER, *events)


CLOSED_AS_REPEATING = WorkClosed(
    cause=CloseCause.DUPLICATE, reason="The same.", duplicate_of=BOILER
)


class TestADuplicate:
    @pytest.mark.parametrize("stage", Stage)
    def test_names_the_work_that_was_there_first_which_is_told(self, stage: Stage) -> None:
        work, original = lift(*WAITING), boiler(*HISTORIES[stage])
        work.close(CloseCause.DUPLICATE, " The same. ", original)
        assert work.changes == [CLOSED_AS_REPEATING]
        assert original.changes == [WorkDuplicateFound(work_id=LIFT)]
        assert original.stage is stage

    @pytest.mark.parametrize("cause", [CloseCause.REMEDIED_ITSELF, CloseCause.WITHDRAWN])
    def test_is_closed_as_one(self, cause: CloseCause) -> None:
        original = boiler(*WAITING)
        given(Work, *WAITING).when(lambda work: work.close(cause, "So.", original)).refused(
            "Only a duplicate can name another Work that it repeats."
        )
        assert original.changes == []

    def test_is_of_a_work_that_somebody_raised(self) -> None:
        self.refuse(boiler(), "There is no such Work on this desk.")

    def test_is_not_of_itself(self) -> None:
        given(Work, *WAITING).when(
            lambda work: work.close(CloseCause.DUPLICATE, "So.", work)
        ).refused("A Work cannot be a duplicate of itself.")

    def test_is_not_of_another_duplicate(self) -> None:
        self.refuse(
            boiler(*WAITING, replace(CLOSED_AS_REPEATING, duplicate_of=ROOF)),
            "The other Work was closed as a duplicate itself: name the first one.",
        )

    def test_may_have_duplicates_of_its_own(self) -> None:
        """As those are closed, each leads on to the next, and none in a circle."""
        work, original = lift(*WAITING, WorkDuplicateFound(work_id=ROOF)), boiler(*WAITING)
        work.close(CloseCause.DUPLICATE, "The same.", original)
        assert work.changes == [CLOSED_AS_REPEATING]
        again = boiler(*WAITING, *original.changes)
        again_work = lift(*WAITING, *work.changes)
        with pytest.raises(Refused, match="closed as a duplicate itself"):
            again.close(CloseCause.DUPLICATE, "The same.", again_work)

    def test_may_be_of_one_that_was_reopened_since(self) -> None:
        original = boiler(*WAITING, replace(CLOSED_AS_REPEATING, duplicate_of=ROOF), REOPENED)
        lift(*WAITING).close(CloseCause.DUPLICATE, "So.", original)
        assert original.changes == [WorkDuplicateFound(work_id=LIFT)]

    def test_needs_a_reason_too(self) -> None:
        self.refuse(boiler(*WAITING), "Reason is required.", reason=" ")

    def test_is_one_at_the_end_only(self) -> None:
        original = boiler(*WAITING)
        given(Work, *QUEUED).when(
            lambda work: work.close(CloseCause.DUPLICATE, "So.", original)
        ).refused("Only Work that waits for Control can be closed; this one is queued.")
        assert original.changes == []

    def refuse(self, original: Work, sentence: str, reason: str = "So.") -> None:
        given(Work, *WAITING).when(
            lambda work: work.close(CloseCause.DUPLICATE, reason, original)
        ).refused(sentence)
        assert original.changes == []


class TestCodes:
    @pytest.mark.parametrize("code", OutcomeCode)
    def test_what_came_of_it_is_one_of_a_few(self, code: OutcomeCode) -> None:
        given(Work, *ON_SITE).when(
            completing(engagement_at(Stage.ON_SITE), "So it is.", code=code)
        ).then(replace(COMPLETED, outcome="So it is.", code=code))

    @pytest.mark.parametrize(
        "code", [code for code in OutcomeCode if code is not OutcomeCode.OTHER]
    )
    def test_an_outcome_that_its_code_says_needs_no_words(self, code: OutcomeCode) -> None:
        given(Work, *ON_SITE).when(completing(engagement_at(Stage.ON_SITE), " ", code=code)).then(
            replace(COMPLETED, outcome="", code=code)
        )

    def test_another_outcome_is_said_in_words(self) -> None:
        engagement = engagement_at(Stage.ON_SITE)
        given(Work, *ON_SITE).when(completing(engagement, " ", code=OutcomeCode.OTHER)).refused(
            "Say in words what came of it, where none of the others is right."
        )
        assert engagement.changes == []

    @pytest.mark.parametrize("code", AbandonCode)
    def test_a_work_is_abandoned_for_one_of_a_few_reasons_and_in_words(
        self, code: AbandonCode
    ) -> None:
        given(Work, *QUEUED).when(abandoning(anns_engagement(), "So it is.", code=code)).then(
            replace(ABANDONED, reason="So it is.", code=code)
        )
        given(Work, *QUEUED).when(abandoning(anns_engagement(), " ", code=code)).refused(
            "Reason is required."
        )


@pytest.mark.parametrize(
    "event",
    [REVISED, WorkMovedInQueue(operative_id=ANN, before=None), WorkDuplicateFound(work_id=LIFT)],
    ids=lambda event: type(event).__name__,
)
def test_none_of_these_moves_a_work(event: Event) -> None:
    work = rebuilt(Work, "work-1", *EN_ROUTE, event)
    assert standing_after(event) is None
    assert (work.stage, work.operative_id) == (Stage.EN_ROUTE, ANN)


def test_reassigning_what_is_queued_releases_nobody_from_elsewhere() -> None:
    engagement = engagement_elsewhere()
    rebuilt(Work, "work-1", *QUEUED).reassign(ben(), ann(), engagement, "")
    assert engagement.changes == []
