"""The life of a Work: what can be done with it at each stage, and how."""

from datetime import timedelta

import msgspec
import pytest

from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.site import Site
from app.domain.work import Work
from app.domain.work_events import CloseCause, WorkClosed, WorkDispatched, WorkRaised
from tests.cast import ANN, ELM_HOUSE, MILL_LANE
from tests.domain.job import (
    ABANDONED,
    ARRIVED,
    ASSIGNED,
    CLOSED,
    COMPLETED,
    DISPATCHED,
    EN_ROUTE,
    HISTORIES,
    ON_SITE,
    QUEUED,
    RAISED,
    RECALLED,
    REOPENED,
    UNDER_WAY,
    UNKNOWN_OPERATIVE,
    VISIT,
    WAITING,
    abandoning,
    completing,
    engagement_at,
    engagement_elsewhere,
    raising,
    reopening,
)
from tests.domain.scenario import (
    NOW,
    SOON,
    ann,
    ann_engaged,
    ann_released,
    anns_engagement,
    elm_house,
    given,
    mill_lane,
    rebuilt,
)

REASONLESS = ["", " \r\n", "\u200b"]


class TestWorkNotYetRaised:
    def test_is_raised_for_a_site(self) -> None:
        given(Work).when(raising([elm_house()], " Boiler leaks", "Since last night.\r\n")).then(
            RAISED
        )

    def test_is_raised_for_several_sites_in_the_order_chosen(self) -> None:
        given(Work).when(raising([mill_lane(), elm_house()], "Survey", "Both.")).then(
            msgspec.structs.replace(
                RAISED, site_ids=(MILL_LANE, ELM_HOUSE), title="Survey", description="Both."
            )
        )

    def test_needs_a_title(self) -> None:
        given(Work).when(raising([elm_house()], " ", "Leaks.")).refused("Title is required.")

    def test_needs_a_description(self) -> None:
        given(Work).when(raising([elm_house()], "Boiler", "\r\n")).refused(
            "Description is required."
        )

    def test_needs_a_site(self) -> None:
        given(Work).when(raising([], "Boiler", "Leaks.")).refused("Choose at least one Site.")

    def test_cannot_have_a_site_twice(self) -> None:
        given(Work).when(
            raising([elm_house(), mill_lane(), elm_house()], "Boiler", "Leaks.")
        ).refused("The same Site is chosen twice.")

    def test_cannot_have_a_site_that_nobody_acquired(self) -> None:
        given(Work).when(raising([elm_house(), Site("site-nowhere")], "Boiler", "Leaks.")).refused(
            "One of the chosen Sites is not known to this desk."
        )

    def test_cannot_have_an_endless_title(self) -> None:
        given(Work).when(raising([elm_house()], "x" * 10_000, "Leaks.")).refused(
            "Title can have 120 characters at most; this has 10,000."
        )

    def test_cannot_have_an_endless_description(self) -> None:
        given(Work).when(raising([elm_house()], "Boiler", "x" * 4_001)).refused(
            "Description can have 4,000 characters at most; this has 4,001."
        )

    def test_is_with_nobody_to_recall_it_from(self) -> None:
        given(Work).when(lambda work: work.must_have_operative("recalled")).refused(
            "There is no such Work on this desk."
        )


class TestWorkThatWaitsForControl:
    def test_is_assigned_to_an_operative(self) -> None:
        given(Work, *WAITING).when(lambda work: work.assign(ann())).then(ASSIGNED)

    def test_cannot_be_assigned_to_somebody_unknown(self) -> None:
        given(Work, *WAITING).when(lambda work: work.assign(UNKNOWN_OPERATIVE)).refused(
            "There is no such operative on this desk."
        )

    @pytest.mark.parametrize("cause", CloseCause)
    def test_is_closed_for_any_cause(self, cause: CloseCause) -> None:
        given(Work, *WAITING).when(lambda work: work.close(cause, " As they say. ")).then(
            WorkClosed(cause=cause, reason="As they say.")
        )

    @pytest.mark.parametrize("reason", REASONLESS)
    def test_cannot_be_closed_without_a_reason(self, reason: str) -> None:
        given(Work, *WAITING).when(lambda work: work.close(CloseCause.WITHDRAWN, reason)).refused(
            "Reason is required."
        )

    def test_is_with_nobody_to_recall_it_from(self) -> None:
        given(Work, *WAITING).when(lambda work: work.must_have_operative("recalled")).refused(
            "Only Work that is with an operative can be recalled; this one is awaiting Control."
        )

    @pytest.mark.parametrize(
        "history",
        [
            (*QUEUED, ABANDONED),
            (*QUEUED, RECALLED),
            (*ON_SITE, ABANDONED),
            (*EN_ROUTE, RECALLED),
            (*ON_SITE, COMPLETED, REOPENED),
            (*WAITING, CLOSED, REOPENED),
        ],
    )
    def test_can_be_assigned_again_however_it_came_back(self, history: tuple[Event, ...]) -> None:
        given(Work, *history).when(lambda work: work.assign(ann())).then(ASSIGNED)


class TestWorkInTheQueue:
    def test_is_dispatched_with_an_estimated_arrival(self) -> None:
        given(Work, *QUEUED).when(
            lambda work: work.dispatch(ann(), anns_engagement(), SOON, NOW)
        ).then(DISPATCHED)

    def test_engages_the_operative_when_dispatched(self) -> None:
        engagement = anns_engagement()
        rebuilt(Work, "work-1", *QUEUED).dispatch(ann(), engagement, SOON, NOW)
        assert engagement.changes == [ann_engaged("work-1")]

    @pytest.mark.parametrize("late", [timedelta(0), timedelta(microseconds=1), timedelta(days=1)])
    def test_cannot_arrive_before_it_is_dispatched(self, late: timedelta) -> None:
        engagement = anns_engagement()
        given(Work, *QUEUED).when(
            lambda work: work.dispatch(ann(), engagement, NOW - late, NOW)
        ).refused("The estimated arrival must be in the future.")
        assert engagement.changes == []

    def test_can_arrive_the_next_moment(self) -> None:
        eta = NOW + timedelta(microseconds=1)
        given(Work, *QUEUED).when(
            lambda work: work.dispatch(ann(), anns_engagement(), eta, NOW)
        ).then(WorkDispatched(operative_id=ANN, eta=eta))

    def test_is_dispatched_once_the_operative_is_back_from_elsewhere(self) -> None:
        engagement = anns_engagement(ann_engaged("work-2"), ann_released("work-2"))
        given(Work, *QUEUED).when(lambda work: work.dispatch(ann(), engagement, SOON, NOW)).then(
            DISPATCHED
        )

    def test_cannot_be_dispatched_while_the_operative_is_under_way_elsewhere(self) -> None:
        engagement = engagement_elsewhere()
        given(Work, *QUEUED).when(lambda work: work.dispatch(ann(), engagement, SOON, NOW)).refused(
            "Ann Marsh is already under way to, or on site for, another Work, "
            "and can only deal with one at a time."
        )
        assert engagement.changes == []

    def test_releases_nobody_when_it_is_given_back(self) -> None:
        for engagement in (anns_engagement(), engagement_elsewhere()):
            abandoning(engagement)(rebuilt(Work, "work-1", *QUEUED))
            rebuilt(Work, "work-1", *QUEUED).recall(ann(), engagement, "Ann is busy.")
            assert engagement.changes == []


class TestWorkEnRoute:
    def test_is_arrived_at(self) -> None:
        given(Work, *EN_ROUTE).when(lambda work: work.arrive(ann())).then(ARRIVED)


class TestWorkOnSite:
    def test_is_completed_with_an_outcome(self) -> None:
        given(Work, *ON_SITE).when(completing(engagement_at(Stage.ON_SITE), " New valve. ")).then(
            COMPLETED
        )

    def test_is_completed_without_an_outcome(self) -> None:
        given(Work, *ON_SITE).when(completing(engagement_at(Stage.ON_SITE), " ")).then(
            msgspec.structs.replace(COMPLETED, outcome="")
        )

    def test_cannot_have_an_endless_outcome(self) -> None:
        engagement = engagement_at(Stage.ON_SITE)
        given(Work, *ON_SITE).when(completing(engagement, "x" * 2_001)).refused(
            "Outcome can have 2,000 characters at most; this has 2,001."
        )
        assert engagement.changes == []

    def test_releases_the_operative_when_completed(self) -> None:
        engagement = engagement_at(Stage.ON_SITE)
        completing(engagement)(rebuilt(Work, "work-1", *ON_SITE))
        assert engagement.changes == [ann_released("work-1")]


@pytest.mark.parametrize("stage", VISIT)
class TestWorkWithAnOperative:
    def test_is_abandoned_by_the_operative(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(abandoning(engagement_at(stage), " No parts. ")).then(
            ABANDONED
        )

    def test_is_recalled_by_control(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.recall(ann(), engagement_at(stage), "Ann is ill.")
        ).then(RECALLED)

    @pytest.mark.parametrize("reason", REASONLESS)
    def test_is_not_abandoned_without_a_reason(self, stage: Stage, reason: str) -> None:
        engagement = engagement_at(stage)
        given(Work, *HISTORIES[stage]).when(abandoning(engagement, reason)).refused(
            "Reason is required."
        )
        assert engagement.changes == []

    @pytest.mark.parametrize("reason", REASONLESS)
    def test_is_not_recalled_without_a_reason(self, stage: Stage, reason: str) -> None:
        engagement = engagement_at(stage)
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.recall(ann(), engagement, reason)
        ).refused("Reason is required.")
        assert engagement.changes == []

    def test_is_not_given_back_for_an_endless_reason(self, stage: Stage) -> None:
        sentence = "Reason can have 2,000 characters at most; this has 2,001."
        given(Work, *HISTORIES[stage]).when(abandoning(engagement_at(stage), "x" * 2_001)).refused(
            sentence
        )
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.recall(ann(), engagement_at(stage), "x" * 2_001)
        ).refused(sentence)

    def test_says_whom_to_recall_it_from(self, stage: Stage) -> None:
        assert rebuilt(Work, "work-1", *HISTORIES[stage]).must_have_operative("recalled") == ANN


@pytest.mark.parametrize("stage", UNDER_WAY)
class TestWorkThatTheOperativeSetOffTo:
    def test_releases_the_operative_when_abandoned(self, stage: Stage) -> None:
        engagement = engagement_at(stage)
        abandoning(engagement)(rebuilt(Work, "work-1", *HISTORIES[stage]))
        assert engagement.changes == [ann_released("work-1")]

    def test_releases_the_operative_when_recalled(self, stage: Stage) -> None:
        engagement = engagement_at(stage)
        rebuilt(Work, "work-1", *HISTORIES[stage]).recall(ann(), engagement, "Ann is ill.")
        assert engagement.changes == [ann_released("work-1")]


@pytest.mark.parametrize("stage", [Stage.COMPLETED, Stage.CLOSED])
class TestWorkThatHasEnded:
    def test_is_reopened_with_a_reason(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(reopening(" It leaks again. ")).then(REOPENED)

    @pytest.mark.parametrize("reason", REASONLESS)
    def test_is_not_reopened_without_a_reason(self, stage: Stage, reason: str) -> None:
        given(Work, *HISTORIES[stage]).when(reopening(reason)).refused("Reason is required.")


class TestReplay:
    def test_runs_no_rules(self) -> None:
        # A rule that is tightened later must not make what is stored unloadable.
        work = rebuilt(Work, "work-1", WorkRaised(site_ids=(), title="", description=""), COMPLETED)
        assert work.stage is Stage.COMPLETED

    def test_stands_at_the_version_that_is_stored_and_records_nothing(self) -> None:
        work = Work("work-1")
        work.replay(ON_SITE, version=4)
        assert (work.version, work.changes) == (4, [])

    def test_leaves_the_version_to_what_is_stored(self) -> None:
        work = rebuilt(Work, "work-1", *WAITING)
        work.assign(ann())
        assert work.version == 1
