"""How does each Work stand, and which are at a given stage?"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from app.domain import work_events
from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.operative import OperativeHired
from app.domain.promise import Priority
from app.domain.work_events import (
    CloseCause,
    WorkAbandoned,
    WorkArrivedAt,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkPriorityAmended,
    WorkRaised,
    WorkRecalled,
    WorkReopened,
)
from app.event_store.event_types import EVENT_TYPES
from app.read_models import ReadModels, work_search
from app.read_models.table import Table
from app.read_models.work_rows import DETAILS, STANDINGS, WorkRow
from app.read_models.works import Works
from tests.cast import ANN, BEN, BOILER, ELM_HOUSE, LIFT, ROOF, THE_DESK
from tests.read_models.story import ANN_HIRED, ELM_HOUSE_ACQUIRED, Story, assigned, clock, raised

DISPATCHED = WorkDispatched(operative_id=ANN, eta=clock("09:55"))
EXPECTED = {"eta": clock("09:55"), "first_eta": clock("09:55")}
ARRIVED = WorkArrivedAt(operative_id=ANN)
COMPLETED = WorkCompleted(operative_id=ANN, outcome="")
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.")
URGENT = WorkPriorityAmended(
    before=Priority.EMERGENCY,
    after=Priority.URGENT,
    arrive_by=clock("19:00"),
    complete_by=clock("20:00"),
)
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")
CLOSED = WorkClosed(cause=CloseCause.DUPLICATE, reason="Again.")
REOPENED = WorkReopened(reason="It leaks again.")


def three_works() -> Story:
    return (
        Story()
        .at("09:00", BOILER, raised("Boiler leaks"))
        .at("09:10", LIFT, raised("Lift stuck", "Second floor."), who="Ann")
        .at("09:20", ROOF, raised("Roof leaks"))
    )


ROW = WorkRow(
    id=BOILER,
    version=1,
    number=1001,
    title="Boiler leaks",
    description="Since last night.",
    site_ids=(ELM_HOUSE,),
    raised_at=clock("09:00"),
    raised_by=THE_DESK,
    stage=Stage.AWAITING_CONTROL,
    stage_since=clock("09:00"),
)


def test_there_is_none_at_first() -> None:
    works = Works()
    assert (len(works), list(works.newest()), works.get(BOILER)) == (0, [], None)
    assert works.numbered(1001) is None


def test_they_are_told_every_event_of_a_work_so_that_a_page_carries_the_version_of_its_stream() -> (
    None
):
    # One that only counts, such as a note, has to be handled by them too: by its version.
    of_works = {each for each in EVENT_TYPES.values() if each.__module__ == work_events.__name__}
    assert WorkRaised in of_works
    assert of_works <= set(Works.subscribes_to)


@pytest.mark.parametrize("table", [DETAILS, STANDINGS])
def test_their_rows_are_kept_in_the_order_of_their_numbers(table: Table[Any]) -> None:
    """Or lists that go by number would need an index of their own, or be sorted each time."""
    works = three_works().told_to(Works())
    found = works.database.select(f"SELECT rowid, number FROM {table.name}")  # noqa: S608
    assert found == [(1001, 1001), (1002, 1002), (1003, 1003)]


class TestARow:
    def test_begins_with_what_was_raised(self) -> None:
        works = Story().at("09:00", BOILER, raised()).told_to(Works())
        assert works[BOILER] == works.get(BOILER) == ROW

    @pytest.mark.parametrize(
        ("events", "changes"),
        [
            ([assigned()], {"stage": Stage.QUEUED, "operative_id": ANN}),
            (
                [assigned(), DISPATCHED],
                {
                    "stage": Stage.EN_ROUTE,
                    "operative_id": ANN,
                    "eta": clock("09:55"),
                    "first_eta": clock("09:55"),
                },
            ),
            (
                [assigned(), DISPATCHED, ARRIVED],
                {
                    "stage": Stage.ON_SITE,
                    "operative_id": ANN,
                    "eta": clock("09:55"),
                    "first_eta": clock("09:55"),
                    "arrived_at": clock("09:03"),
                },
            ),
            (
                [assigned(), DISPATCHED, ARRIVED, COMPLETED],
                {"stage": Stage.COMPLETED, "arrived_at": clock("09:03"), "finished_by": ANN},
            ),
            ([assigned(), DISPATCHED, ABANDONED], {"stage": Stage.AWAITING_CONTROL}),
            (
                [assigned(), DISPATCHED, ARRIVED, RECALLED],
                {"stage": Stage.AWAITING_CONTROL, "arrived_at": clock("09:03")},
            ),
            (
                [CLOSED],
                {
                    "stage": Stage.CLOSED,
                    "finished_by": THE_DESK,
                    "code": "duplicate",
                    "remark": "Again.",
                },
            ),
            ([CLOSED, REOPENED], {"stage": Stage.AWAITING_CONTROL}),
            (
                [assigned(), DISPATCHED, ARRIVED, COMPLETED, REOPENED],
                {"stage": Stage.AWAITING_CONTROL},
            ),
        ],
        ids=lambda value: (
            "-".join(type(event).__name__ for event in value) if isinstance(value, list) else ""
        ),
    )
    def test_follows_what_happens(self, events: list[Event], changes: dict[str, object]) -> None:
        story = Story().at("09:00", BOILER, raised())
        for minute, event in enumerate(events, start=1):
            story.at(f"09:{minute:02}", BOILER, event)
        expected = msgspec.structs.replace(
            ROW,
            version=1 + len(events),
            stage_since=clock(f"09:{len(events):02}"),
            **changes,
        )
        assert story.told_to(Works())[BOILER] == expected

    def test_changes_alone(self) -> None:
        story = three_works()
        works = story.told_to(Works())
        lift, roof = works[LIFT], works[ROOF]
        story.at("09:30", BOILER, assigned()).told_to(works)
        assert works[LIFT] == lift
        assert works[ROOF] == roof
        assert works[BOILER].stage is Stage.QUEUED

    def test_told_twice_changes_nothing(self) -> None:
        story = three_works().at("09:30", BOILER, assigned()).at("09:40", BOILER, RECALLED)
        works = story.told_to(Works())
        before = list(works.newest())
        story.told_to(works)
        assert list(works.newest()) == before
        assert [works.count(stage) for stage in Stage] == [3, 0, 0, 0, 0, 0]
        assert len(works) == 3


class TestNumbers:
    def test_count_from_1001_in_the_order_of_the_log(self) -> None:
        works = three_works().told_to(Works())
        assert [works.label(work_id) for work_id in (BOILER, LIFT, ROOF)] == [
            "W-1001",
            "W-1002",
            "W-1003",
        ]

    def test_go_by_the_log_and_not_by_the_clock(self) -> None:
        story = Story().at("09:30", BOILER, raised()).at("09:10", LIFT, raised())
        works = story.told_to(Works())
        assert (works[BOILER].number, works[LIFT].number) == (1001, 1002)

    def test_never_change(self) -> None:
        story = three_works().at("09:30", BOILER, CLOSED).at("09:40", BOILER, REOPENED)
        works = story.at("09:50", "work-new", raised()).told_to(Works())
        assert (works[BOILER].number, works["work-new"].number) == (1001, 1004)

    @pytest.mark.parametrize(("number", "work_id"), [(1001, BOILER), (1002, LIFT), (1003, ROOF)])
    def test_find_their_work(self, number: int, work_id: str) -> None:
        works = three_works().told_to(Works())
        assert works.numbered(number) == works[work_id]

    @pytest.mark.parametrize("number", [-1, 0, 1, 1000, 1004, 10**12])
    def test_that_nobody_gave_out_find_nothing(self, number: int) -> None:
        assert three_works().told_to(Works()).numbered(number) is None

    def test_of_an_unknown_work_are_its_id(self) -> None:
        assert Works().label(BOILER) == BOILER


def in_stages() -> Works:
    """W-1001 and W-1003 are completed, at 10:30 and 10:00; W-1002 is queued since 09:40; W-1004
    waits since 09:50."""
    story = three_works().at("09:50", "work-four", raised("Gate jammed", "It LEAKS oil."))
    story.at("09:40", LIFT, assigned(BEN))
    for when, work_id in (("10:00", ROOF), ("10:30", BOILER)):
        for event in (assigned(), DISPATCHED, ARRIVED, COMPLETED):
            story.at(when, work_id, event)
    return story.told_to(ReadModels()).works


def numbers(rows: Iterable[WorkRow]) -> list[int]:
    return [row.number for row in rows]


class TestTheNewest:
    @pytest.fixture(autouse=True, params=[work_search.FEW, 0], ids=["of few", "of many"])
    def _of_however_many(
        self, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Few works are looked at one by one; of many, the indexes tell which to look at."""
        monkeypatch.setattr(work_search, "FEW", request.param)

    def test_come_first(self) -> None:
        works = in_stages()
        assert numbers(works.newest()) == [1004, 1003, 1002, 1001]

    def test_at_a_stage(self) -> None:
        works = in_stages()
        assert numbers(works.newest(stage=Stage.COMPLETED)) == [1003, 1001]
        assert numbers(works.newest(stage=Stage.QUEUED)) == [1002]
        assert numbers(works.newest(stage=Stage.CLOSED)) == []

    def test_at_a_stage_since_a_moment(self) -> None:
        works = in_stages()
        completed = Stage.COMPLETED
        assert numbers(works.newest(stage=completed, since=clock("09:00"))) == [1003, 1001]
        assert numbers(works.newest(stage=completed, since=clock("10:00"))) == [1003, 1001]
        assert numbers(works.newest(stage=completed, since=clock("10:01"))) == [1001]
        assert numbers(works.newest(stage=completed, since=clock("10:31"))) == []

    def test_at_a_stage_until_a_moment_and_not_of_that_moment(self) -> None:
        works = in_stages()
        for until, found in (("10:31", [1003, 1001]), ("10:30", [1003]), ("10:00", [])):
            since, end = clock("09:00"), clock(until)
            assert numbers(works.newest(stage=Stage.COMPLETED, since=since, until=end)) == found
            assert works.count(Stage.COMPLETED, since=since, until=end) == len(found)

    def test_at_any_stage_since_a_moment(self) -> None:
        works = in_stages()
        assert numbers(works.newest(since=clock("09:40"))) == [1004, 1003, 1002, 1001]
        assert numbers(works.newest(since=clock("09:41"))) == [1004, 1003, 1001]
        assert numbers(works.newest(since=clock("10:00"))) == [1003, 1001]
        assert numbers(works.newest(since=clock("10:01"))) == [1001]
        assert numbers(works.newest(since=clock("10:31"))) == []

    def test_with_all_the_words_anywhere_in_any_case(self) -> None:
        works = in_stages()
        assert numbers(works.newest(words="leaks")) == [1004, 1003, 1001]
        assert numbers(works.newest(words="LEAKS gate")) == [1004]
        assert numbers(works.newest(words="w-1002")) == [1002]
        assert numbers(works.newest(words="second FLOOR.")) == [1002]
        assert numbers(works.newest(words="leaks lift")) == []
        assert numbers(works.newest(words="  ")) == [1004, 1003, 1002, 1001]

    def test_with_the_names_of_their_sites_and_of_who_has_them(self) -> None:
        works = (
            Story()
            .at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
            .at("09:01", ANN, ANN_HIRED)
            .at("09:02", BOILER, raised("Boiler out"))
            .at("09:03", LIFT, raised("Lift stuck"))
            .at("09:04", BOILER, assigned(ANN))
            .told_to(ReadModels())
            .works
        )
        assert numbers(works.newest(words="Elm House, Leeds")) == [1002, 1001]
        assert numbers(works.newest(words="ls1")) == [1002, 1001]
        assert numbers(works.newest(words="ann marsh")) == [1001]
        assert numbers(works.newest(words="W1002")) == [1002]
        assert numbers(works.newest(words="ann lift")) == []
        assert numbers(works.newest(words="elm boiler ann")) == [1001]

    def test_with_words_of_text_and_names_mixed_whoever_else_is_called_so(self) -> None:
        story = (
            Story()
            .at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
            .at("09:01", ANN, ANN_HIRED)
            .at("09:02", BOILER, raised("Rose window leaks"))
            .at("09:03", BOILER, assigned(ANN))
        )
        assert numbers(story.told_to(ReadModels()).works.newest(words="ann rose")) == [1001]
        story.at("09:04", BEN, OperativeHired(forename="Ben", surname="Rose"))
        works = story.told_to(ReadModels()).works
        assert numbers(works.newest(words="ann rose")) == [1001]
        assert numbers(works.newest(words="ben rose")) == []
        story.at("09:05", BOILER, RECALLED).at("09:06", BOILER, assigned(BEN))
        works = story.told_to(ReadModels()).works
        assert numbers(works.newest(words="ann ben")) == [1001]
        assert numbers(works.newest(words="ann ben", stage=Stage.QUEUED)) == [1001]

    def test_with_words_typed_in_letters_and_accents_apart(self) -> None:
        works = Story().at("09:00", BOILER, raised("Caf\u00e9 flooded")).told_to(ReadModels()).works
        assert numbers(works.newest(words="cafe\u0301")) == [1001]
        assert numbers(works.newest(words="CAFE\u0301 flooded")) == [1001]
        assert numbers(works.newest(words="cafe")) == [1001]

    def test_before_a_number(self) -> None:
        works = in_stages()
        assert numbers(works.newest(before=1003)) == [1002, 1001]
        assert numbers(works.newest(before=1001)) == []
        assert numbers(works.newest(before=0)) == []
        assert numbers(works.newest(before=9_999)) == [1004, 1003, 1002, 1001]

    def test_of_all_these_together(self) -> None:
        works = in_stages()
        completed = Stage.COMPLETED
        assert numbers(works.newest(stage=completed, before=1003)) == [1001]
        assert numbers(works.newest(stage=completed, words="roof")) == [1003]
        assert numbers(works.newest(stage=completed, since=clock("10:01"), words="roof")) == []
        assert numbers(works.newest(stage=completed, since=clock("10:00"), before=1002)) == [1001]
        assert numbers(works.newest(since=clock("10:00"), words="leaks", before=1003)) == [1001]


class TestACount:
    def test_is_of_a_stage(self) -> None:
        works = in_stages()
        assert {stage: works.count(stage) for stage in Stage} == {
            Stage.AWAITING_CONTROL: 1,
            Stage.QUEUED: 1,
            Stage.EN_ROUTE: 0,
            Stage.ON_SITE: 0,
            Stage.COMPLETED: 2,
            Stage.CLOSED: 0,
        }

    def test_may_be_since_a_moment(self) -> None:
        works = in_stages()
        assert works.count(Stage.COMPLETED, since=clock("10:00")) == 2
        assert works.count(Stage.COMPLETED, since=clock("10:01")) == 1
        assert works.count(Stage.COMPLETED, since=clock("10:31")) == 0

    def test_forgets_what_has_been_reopened(self) -> None:
        story = Story().at("09:00", BOILER, raised()).at("09:10", BOILER, CLOSED)
        works = story.at("09:20", BOILER, REOPENED).told_to(Works())
        assert works.count(Stage.CLOSED) == 0
        assert works.count(Stage.CLOSED, since=clock("09:00")) == 0


def test_the_standings_of_what_is_open_are_those_of_all_that_has_not_ended() -> None:
    story = three_works().at("09:30", BOILER, CLOSED).at("09:40", LIFT, assigned(ANN))
    works = story.told_to(Works())
    assert {row.id: row.stage for row in works.open_standings()} == {
        LIFT: Stage.QUEUED,
        ROOF: Stage.AWAITING_CONTROL,
    }
    story.at("09:50", BOILER, REOPENED).told_to(works)
    assert len(works.open_standings()) == 3


class TestWhatIsLate:
    def late_from(self, *events: tuple[str, Event]) -> datetime | None:
        """Of a Work that somebody should have come to by 10:00."""
        call = replace(
            raised(),
            priority=Priority.EMERGENCY,
            arrive_by=clock("10:00"),
            complete_by=clock("16:00"),
        )
        story = Story().at("08:00", BOILER, call)
        for moment, event in events:
            story = story.at(moment, BOILER, event)
        row = story.told_to(Works()).get(BOILER)
        assert row is not None
        return row.late_from

    def test_stays_late_whatever_priority_it_is_given_then(self) -> None:
        assert self.late_from(("10:01", URGENT)) == clock("10:00")
        again = replace(URGENT, before=Priority.URGENT, after=Priority.EMERGENCY)
        assert self.late_from(("10:01", URGENT), ("10:02", again)) == clock("10:00")

    def test_was_not_late_if_it_was_amended_in_time(self) -> None:
        assert self.late_from(("10:00", URGENT)) == clock("19:00")

    def test_is_counted_anew_once_it_is_reopened(self) -> None:
        reopened = replace(REOPENED, arrive_by=clock("13:00"), complete_by=clock("19:30"))
        closed_late = (("10:01", URGENT), ("11:00", CLOSED))
        assert self.late_from(*closed_late) == clock("10:00")
        assert self.late_from(*closed_late, ("11:10", reopened)) == clock("13:00")
