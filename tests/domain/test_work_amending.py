"""What is written down about a Work beside its moves: notes, further calls, and corrections."""

from collections.abc import Callable

import pytest

from app.domain.described_work import MOST_SITES
from app.domain.event import Event
from app.domain.lifecycle import ENDED, Stage, standing_after
from app.domain.promise import Priority
from app.domain.site import Site
from app.domain.work import Work
from app.domain.work_events import (
    WorkCallAdded,
    WorkCallerAmended,
    WorkDescriptionAmended,
    WorkNoted,
    WorkPriorityAmended,
    WorkSitesAmended,
    WorkTitleAmended,
)
from tests.cast import ELM_HOUSE, MILL_LANE
from tests.domain.job import CLOSED, HISTORIES, LATER_PROMISE, RAISED, REOPENED, WAITING
from tests.domain.scenario import elm_house, given, mill_lane, rebuilt

JO, MO = "contact-jo", "contact-mo"

OPEN = [stage for stage in HISTORIES if stage and stage not in ENDED]
NOT_RAISED = "There is no such Work on this desk."

NOTED = WorkNoted(text="The key is\nnext door.")
CALLED = WorkCallAdded(caller_id=JO, note="It still leaks.")
RETITLED = WorkTitleAmended(before="Boiler leaks", after="Boiler bursts")
REDESCRIBED = WorkDescriptionAmended(before="Since last night.", after="Since\nSunday.")
MADE_URGENT = WorkPriorityAmended(
    before=Priority.ROUTINE,
    after=Priority.URGENT,
    arrive_by=LATER_PROMISE.arrive_by,
    complete_by=LATER_PROMISE.complete_by,
)
MOVED = WorkSitesAmended(before=(ELM_HOUSE,), after=(MILL_LANE, ELM_HOUSE))
JO_IS_CALLER = WorkCallerAmended(before="", after=JO)

Deed = Callable[[Work], None]

AMENDMENTS: list[tuple[Deed, Event]] = [
    (lambda work: work.amend_title(" Boiler bursts "), RETITLED),
    (lambda work: work.amend_description("Since\r\nSunday. "), REDESCRIBED),
    (lambda work: work.amend_priority(Priority.URGENT, LATER_PROMISE), MADE_URGENT),
    (lambda work: work.amend_sites([mill_lane(), elm_house()]), MOVED),
    (lambda work: work.amend_caller(JO), JO_IS_CALLER),
]
each_amendment = pytest.mark.parametrize(
    ("amend", "event"), AMENDMENTS, ids=[type(event).__name__ for _, event in AMENDMENTS]
)


class TestANote:
    @pytest.mark.parametrize("stage", Stage)
    def test_can_be_written_at_any_stage(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.note(" The key is\r\nnext door. ")
        ).then(NOTED)

    @pytest.mark.parametrize("nothing", ["", " \r\n", "\u200b"])
    def test_says_something(self, nothing: str) -> None:
        given(Work, *WAITING).when(lambda work: work.note(nothing)).refused("Note is required.")

    def test_cannot_be_endless(self) -> None:
        given(Work, *WAITING).when(lambda work: work.note("x" * 2_001)).refused(
            "Note can have 2,000 characters at most; this has 2,001."
        )

    def test_is_about_a_work_that_somebody_raised(self) -> None:
        given(Work).when(lambda work: work.note("Dog.")).refused(NOT_RAISED)


class TestAFurtherCall:
    @pytest.mark.parametrize("stage", OPEN)
    def test_can_be_added_as_long_as_it_is_open(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(
            lambda work: work.add_call(JO, " It still leaks. ")
        ).then(CALLED)

    def test_may_be_from_somebody_who_says_nothing_new(self) -> None:
        given(Work, *WAITING).when(lambda work: work.add_call(JO, " ")).then(
            WorkCallAdded(caller_id=JO, note="")
        )

    def test_may_be_from_somebody_who_is_not_named(self) -> None:
        given(Work, *WAITING).when(lambda work: work.add_call("", "Wet.")).then(
            WorkCallAdded(caller_id="", note="Wet.")
        )

    def test_is_from_somebody_or_says_something(self) -> None:
        given(Work, *WAITING).when(lambda work: work.add_call("", " \n")).refused(
            "Say who called, or what they said."
        )

    def test_cannot_have_an_endless_note(self) -> None:
        given(Work, *WAITING).when(lambda work: work.add_call(JO, "x" * 2_001)).refused(
            "What was said in the call can have 2,000 characters at most; this has 2,001."
        )

    @pytest.mark.parametrize("stage", ENDED)
    def test_cannot_be_added_when_it_has_ended(self, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(lambda work: work.add_call(JO, "Wet.")).refused(
            f"A call can only be added to Work that is open; this one is {stage}."
        )

    def test_is_about_a_work_that_somebody_raised(self) -> None:
        given(Work).when(lambda work: work.add_call(JO, "Wet.")).refused(NOT_RAISED)

    def test_changes_nothing_about_who_called_first(self) -> None:
        work = rebuilt(Work, "work-1", *WAITING, CALLED)
        assert work.caller_id == ""


@each_amendment
class TestAnAmendment:
    @pytest.mark.parametrize("stage", OPEN)
    def test_says_from_what_to_what_at_every_stage_before_the_end(
        self, amend: Deed, event: Event, stage: Stage
    ) -> None:
        given(Work, *HISTORIES[stage]).when(amend).then(event)

    @pytest.mark.parametrize("stage", ENDED)
    def test_is_refused_when_it_has_ended(self, amend: Deed, event: Event, stage: Stage) -> None:
        given(Work, *HISTORIES[stage]).when(amend).refused(
            f"Only Work that is open can be amended; this one is {stage}."
        )

    def test_can_be_made_once_it_is_open_again(self, amend: Deed, event: Event) -> None:
        given(Work, *WAITING, CLOSED, REOPENED).when(amend).then(event)

    def test_is_about_a_work_that_somebody_raised(self, amend: Deed, event: Event) -> None:
        given(Work).when(amend).refused(NOT_RAISED)

    def test_records_nothing_where_nothing_changes(self, amend: Deed, event: Event) -> None:
        given(Work, *WAITING, event).when(amend).then()


class TestAnAmendedWork:
    def test_needs_a_title_and_a_description(self) -> None:
        given(Work, *WAITING).when(lambda work: work.amend_title(" ")).refused("Title is required.")
        given(Work, *WAITING).when(lambda work: work.amend_description("\n")).refused(
            "Description is required."
        )

    def test_needs_sites_that_are_known_each_once_and_not_too_many(self) -> None:
        for sites, sentence in (
            ([], "Choose at least one Site."),
            ([elm_house(), elm_house()], "The same Site is chosen twice."),
            ([Site("site-nowhere")], "One of the chosen Sites is not known to this desk."),
            (
                [Site(f"site-{number}") for number in range(MOST_SITES + 1)],
                "One Work can be for 100 Sites at most; 101 are chosen.",
            ),
        ):
            given(Work, *WAITING).when(
                lambda work, sites=sites: work.amend_sites(sites)  # type: ignore[misc]
            ).refused(sentence)

    def test_is_for_the_same_sites_in_whatever_order(self) -> None:
        given(Work, *WAITING, MOVED).when(
            lambda work: work.amend_sites([elm_house(), mill_lane()])
        ).then()

    def test_can_be_left_without_a_caller(self) -> None:
        given(Work, *WAITING, JO_IS_CALLER).when(lambda work: work.amend_caller("")).then(
            WorkCallerAmended(before=JO, after="")
        )

    def test_says_what_was_amended_last(self) -> None:
        given(Work, *WAITING, RETITLED, MADE_URGENT, JO_IS_CALLER).when(amend_again).then(
            WorkTitleAmended(before="Boiler bursts", after="Flood"),
            WorkPriorityAmended(
                before=Priority.URGENT,
                after=Priority.EMERGENCY,
                arrive_by=LATER_PROMISE.arrive_by,
                complete_by=LATER_PROMISE.complete_by,
            ),
            WorkCallerAmended(before=JO, after=MO),
        )

    def test_that_was_raised_before_there_were_priorities_is_routine(self) -> None:
        work = rebuilt(Work, "work-1", *WAITING)
        assert work.priority is RAISED.priority is Priority.ROUTINE


def amend_again(work: Work) -> None:
    work.amend_title("Flood")
    work.amend_priority(Priority.EMERGENCY, LATER_PROMISE)
    work.amend_caller(MO)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    "event", [NOTED, CALLED, *(event for _, event in AMENDMENTS)], ids=lambda e: type(e).__name__
)
def test_none_of_these_moves_a_work(event: Event, stage: Stage) -> None:
    before = rebuilt(Work, "work-1", *HISTORIES[stage])
    after = rebuilt(Work, "work-1", *HISTORIES[stage], event)
    assert standing_after(event) is None
    assert (after.stage, after.operative_id) == (before.stage, before.operative_id)
