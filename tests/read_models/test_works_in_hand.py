"""What is amended, moved in a queue, reassigned or expected at another time: how works and visits
show it, now and as of a moment before."""

from collections.abc import Iterable

import pytest

from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
    WorkCompleted,
    WorkDescriptionAmended,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkReopened,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.read_models import ReadModels, work_search
from app.read_models.visits import Ending, Visits
from app.read_models.work_rows import WorkRow
from app.read_models.works import Works
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, MILL_LANE, ROOF
from tests.read_models.story import Story, as_of, assigned, clock, raised

JO, MO = "contact-jo", "contact-mo"

RETITLED = WorkTitleAmended(before="Boiler leaks", after="Boiler bursts")
REDESCRIBED = WorkDescriptionAmended(before="Since last night.", after="Since Sunday.")
MADE_URGENT = WorkPriorityAmended(
    before=Priority.ROUTINE,
    after=Priority.URGENT,
    arrive_by=clock("17:00"),
    complete_by=clock("23:00"),
)
MOVED = WorkSitesAmended(before=(ELM_HOUSE,), after=(MILL_LANE,))
JO_IS_CALLER = WorkCallerAmended(before="", after=JO)
DISPATCHED = WorkDispatched(operative_id=ANN, eta=clock("09:55"))
REVISED = WorkEtaRevised(operative_id=ANN, eta=clock("10:15"))
ARRIVED = WorkArrivedAt(operative_id=ANN)
REASSIGNED = WorkReassigned(operative_id=BEN, from_operative_id=ANN, reason="Ben is nearer.")
REPEATS = WorkClosed(cause=CloseCause.DUPLICATE, reason="The same.", duplicate_of=BOILER)


@pytest.fixture(autouse=True, params=[work_search.FEW, 0], ids=["of few", "of many"])
def _of_however_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few works are looked at one by one; of many, the indexes tell which to look at."""
    monkeypatch.setattr(work_search, "FEW", request.param)


def amended() -> Story:
    """All that was written down about the boiler is otherwise."""
    told = Story().at("09:00", BOILER, raised()).at("09:01", LIFT, raised("Lift stuck"))
    for event in (RETITLED, REDESCRIBED, MADE_URGENT, MOVED, JO_IS_CALLER):
        told.at("09:10", BOILER, event)
    return (
        told.at("09:20", BOILER, WorkNoted(text="Dog."))
        .at("09:20", BOILER, WorkCallAdded(caller_id=MO, note="Wet."))
        .at("09:30", BOILER, WorkDuplicateFound(work_id=LIFT))
    )


def ids(rows: Iterable[WorkRow]) -> list[str]:
    return [row.id for row in rows]


class TestAnAmendedWork:
    def test_is_as_it_was_amended_and_where_it_was(self) -> None:
        row = amended().told_to(Works())[BOILER]
        assert (row.title, row.description) == ("Boiler bursts", "Since Sunday.")
        assert (row.priority, row.arrive_by, row.complete_by) == (
            Priority.URGENT,
            MADE_URGENT.arrive_by,
            MADE_URGENT.complete_by,
        )
        assert (row.site_ids, row.caller_id) == ((MILL_LANE,), JO)
        assert (row.stage, row.stage_since) == (Stage.AWAITING_CONTROL, clock("09:00"))
        assert (row.number, row.version) == (1001, 9)

    def test_leaves_others_alone(self) -> None:
        works = amended().told_to(Works())
        assert (
            works[LIFT]
            == (
                Story().at("09:00", BOILER, raised()).at("09:01", LIFT, raised("Lift stuck"))
            ).told_to(Works())[LIFT]
        )

    @pytest.mark.parametrize("times", [1, 2])
    def test_is_found_by_its_words_and_no_longer_by_those_before(self, times: int) -> None:
        models = ReadModels()
        for _ in range(times):
            amended().told_to(models)
        works = models.works
        assert ids(works.newest(words="bursts sunday w-1001")) == [BOILER]
        assert ids(works.newest(words="leaks")) == []
        assert ids(works.newest(words="last night")) == [LIFT]

    def test_is_for_its_sites_and_no_longer_for_those_before(self) -> None:
        works = amended().told_to(Works())
        assert ids(works.open_at_site(MILL_LANE)) == [BOILER]
        assert ids(works.open_at_site(ELM_HOUSE)) == [LIFT]

    def test_can_be_for_a_site_again(self) -> None:
        back = WorkSitesAmended(before=(MILL_LANE,), after=(MILL_LANE, ELM_HOUSE))
        works = amended().at("10:00", BOILER, back).told_to(Works())
        assert ids(works.open_at_site(ELM_HOUSE)) == [BOILER, LIFT]
        assert ids(works.open_at_site(MILL_LANE)) == [BOILER]

    def test_was_before_as_it_was_then(self) -> None:
        models = amended().told_to(ReadModels())
        models.database.can_look_at_the_past()
        with as_of(models, 20):
            row = models.works[BOILER]
            assert (row.title, row.priority, row.arrive_by) == (
                *("Boiler leaks", Priority.ROUTINE, None),
            )
            assert (row.site_ids, row.caller_id, row.version) == ((ELM_HOUSE,), "", 1)
            assert ids(models.works.newest(words="leaks night")) == [BOILER]
            assert ids(models.works.newest(words="bursts")) == []
            assert ids(models.works.open_at_site(ELM_HOUSE)) == [BOILER, LIFT]
            assert ids(models.works.open_at_site(MILL_LANE)) == []
        with as_of(models, 30):
            assert ids(models.works.newest(words="bursts night")) == [BOILER]


def test_what_is_promised_anew_counts_when_it_is_reopened() -> None:
    again = WorkReopened(reason="Wet.", arrive_by=clock("18:00"), complete_by=clock("19:00"))
    called = WorkRaised(
        site_ids=(ELM_HOUSE,),
        title="Boiler leaks",
        description="Drip.",
        priority=Priority.EMERGENCY,
        caller_id=JO,
        arrive_by=clock("11:00"),
        complete_by=clock("17:00"),
    )
    told = Story().at("09:00", BOILER, called)
    row = told.told_to(Works())[BOILER]
    assert (row.priority, row.caller_id) == (Priority.EMERGENCY, JO)
    assert (row.arrive_by, row.complete_by) == (clock("11:00"), clock("17:00"))
    row = told.at("09:30", BOILER, REPEATS).at("10:00", BOILER, again).told_to(Works())[BOILER]
    assert (row.arrive_by, row.complete_by) == (again.arrive_by, again.complete_by)


def queued() -> Story:
    told = Story()
    for work_id in (BOILER, LIFT, ROOF):
        told.at("09:00", work_id, raised())
    for work_id in (BOILER, LIFT, ROOF):
        told.at("09:10", work_id, assigned(ANN))
    return told


def moved(before: str | None, operative_id: str = ANN) -> WorkMovedInQueue:
    return WorkMovedInQueue(operative_id=operative_id, before=before)


class TestAQueue:
    @pytest.mark.parametrize(
        ("steps", "order"),
        [
            ([(ROOF, moved(LIFT))], [BOILER, ROOF, LIFT]),
            ([(ROOF, moved(BOILER))], [ROOF, BOILER, LIFT]),
            ([(BOILER, moved(ROOF))], [LIFT, BOILER, ROOF]),
            ([(BOILER, moved(None))], [LIFT, ROOF, BOILER]),
            ([(ROOF, moved(None))], [BOILER, LIFT, ROOF]),
            ([(BOILER, moved(LIFT))], [BOILER, LIFT, ROOF]),
            ([(ROOF, moved(BOILER)), (LIFT, moved(ROOF))], [LIFT, ROOF, BOILER]),
            ([(ROOF, moved(BOILER)), (LIFT, DISPATCHED)], [LIFT, ROOF, BOILER]),
            ([(LIFT, DISPATCHED), (ROOF, moved(BOILER))], [LIFT, ROOF, BOILER]),
            ([(ROOF, moved(BOILER)), (LIFT, REASSIGNED)], [ROOF, BOILER]),
            ([(LIFT, REASSIGNED), (LIFT, WorkNoted(text="Dog."))], [BOILER, ROOF]),
        ],
    )
    def test_stands_as_it_was_moved(self, steps: list[tuple[str, Event]], order: list[str]) -> None:
        told = queued()
        for work_id, event in steps:
            told.at("09:20", work_id, event)
        works = told.told_to(told.told_to(Works()))
        assert ids(works.with_operative(ANN)) == order
        assert ids(works.with_operatives([ANN], most=2)) == order[:2]

    def test_changes_only_the_version_of_what_is_moved(self) -> None:
        works = queued().told_to(Works())
        boiler, lift = works[BOILER], works[LIFT]
        queued().at("09:20", ROOF, moved(BOILER)).told_to(works)
        assert (works[BOILER], works[LIFT], works[ROOF].version) == (boiler, lift, 3)

    def test_stood_before_as_it_stood_then(self) -> None:
        told = queued().at("09:20", ROOF, moved(BOILER)).at("09:30", LIFT, REASSIGNED)
        models = told.told_to(ReadModels())
        assert ids(models.queues.of(ANN)) == [ROOF, BOILER]
        assert ids(models.queues.of(BEN)) == [LIFT]
        models.database.can_look_at_the_past()
        for position, order in ((60, [BOILER, LIFT, ROOF]), (70, [ROOF, BOILER, LIFT])):
            with as_of(models, position):
                assert ids(models.queues.of(ANN)) == order
                assert ids(models.queues.of(BEN)) == []

    def test_takes_what_is_reassigned_at_its_end(self) -> None:
        told = queued().at("09:15", LIFT, REASSIGNED).at("09:20", BOILER, REASSIGNED)
        assert ids(told.told_to(Works()).with_operative(BEN)) == [LIFT, BOILER]


def en_route() -> Story:
    return (
        Story()
        .at("09:00", BOILER, raised())
        .at("09:10", BOILER, assigned(ANN))
        .at("09:20", BOILER, DISPATCHED)
    )


class TestARevisedArrival:
    def test_is_when_they_are_expected_and_what_was_said_first_stays(self) -> None:
        models = en_route().at("09:30", BOILER, REVISED).told_to(ReadModels())
        row, [visit] = models.works[BOILER], models.visits.to(BOILER)
        assert (row.eta, row.first_eta) == (visit.eta, visit.first_eta)
        assert (visit.eta, visit.first_eta) == (clock("10:15"), clock("09:55"))
        assert (row.stage, row.stage_since) == (Stage.EN_ROUTE, clock("09:20"))

    def test_is_of_that_visit_alone(self) -> None:
        told = en_route().at("09:30", BOILER, REVISED).at("09:40", BOILER, REASSIGNED)
        models = told.told_to(ReadModels())
        first, second = models.visits.to(BOILER)
        assert (first.eta, second.eta, second.first_eta) == (clock("10:15"), None, None)
        row = models.works[BOILER]
        assert (row.eta, row.first_eta, row.operative_id) == (None, None, BEN)


class TestAReassignedVisit:
    def test_ends_and_another_begins_at_the_same_moment(self) -> None:
        told = en_route().at("09:30", BOILER, ARRIVED).at("09:40", BOILER, REASSIGNED)
        visits = told.told_to(told.told_to(Visits()))
        first, second = visits.to(BOILER)
        assert (first.ending, first.remark, first.code) == (
            *(Ending.REASSIGNED, "Ben is nearer.", ""),
        )
        assert (first.operative_id, first.ended_at) == (ANN, clock("09:40"))
        assert (second.operative_id, second.number) == (BEN, 2)
        assert (second.assigned_at, second.ending) == (clock("09:40"), None)
        assert visits.recently_finished_by(ANN, limit=5) == [first]
        assert visits.recently_finished_by(BEN, limit=5) == []

    @pytest.mark.parametrize(
        ("event", "code"),
        [
            (
                WorkCompleted(operative_id=BEN, outcome="", code=OutcomeCode.MADE_SAFE),
                "made safe",
            ),
            (
                WorkAbandoned(operative_id=BEN, reason="Dog.", code=AbandonCode.UNSAFE),
                "unsafe",
            ),
        ],
    )
    def test_is_followed_by_one_that_says_what_came_of_it(self, event: Event, code: str) -> None:
        told = en_route().at("09:40", BOILER, REASSIGNED).at("10:30", BOILER, event)
        first, second = told.told_to(Visits()).to(BOILER)
        assert (first.code, second.code) == ("", code)

    def test_was_under_way_before(self) -> None:
        models = en_route().at("09:40", BOILER, REASSIGNED).told_to(ReadModels())
        models.database.can_look_at_the_past()
        with as_of(models, 30):
            [visit] = models.visits.to(BOILER)
            assert (visit.operative_id, visit.ending) == (ANN, None)
            assert models.works[BOILER].stage is Stage.EN_ROUTE
