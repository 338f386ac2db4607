"""What every event log promises, wherever it is kept."""

from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import msgspec
import pytest
from hypothesis import given, settings

from app.domain.event import Event
from app.domain.operative import OperativeHired
from app.domain.work_events import WorkDispatched
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import (
    AppendCondition,
    Checkpoint,
    Conflict,
    EventLog,
    Metadata,
    NewEvent,
    RecordedEvent,
)
from tests.event_store.by_hand import BEFORE_THE_FIRST
from tests.event_store.examples import (
    BY_THE_DESK,
    HIRED,
    engaged,
    events_of,
    metadatas,
    new_events,
)


def everything_in(log: EventLog) -> list[RecordedEvent]:
    return log.read(after=0, limit=1_000_000)


class TestAnEmptyLog:
    def test_has_its_head_at_0(self, log: EventLog) -> None:
        assert log.head() == 0

    def test_has_the_hash_before_the_first_at_its_head(self, log: EventLog) -> None:
        assert log.newest() == Checkpoint(0, BEFORE_THE_FIRST)

    def test_has_nothing_to_read(self, log: EventLog) -> None:
        assert everything_in(log) == []

    def test_has_an_empty_stream_for_everything(self, log: EventLog) -> None:
        assert log.stream("operative-1") == []
        assert log.stream("operative-1", last=1) == []


class TestAppending:
    def test_answers_with_what_was_recorded(self, log: EventLog) -> None:
        [recorded] = log.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
        assert recorded == RecordedEvent("operative-1", 1, HIRED, BY_THE_DESK, log.head())

    def test_brings_its_last_event_to_the_head(self, log: EventLog) -> None:
        for number in range(3):
            log.append(new_events(f"operative-{number}", 2), BY_THE_DESK)
            last = log.records(after=0, limit=100)[-1]
            assert log.newest() == Checkpoint(last.position, last.hash)

    def test_damages_nothing(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 3), BY_THE_DESK)
        assert log.damage() == ""

    def test_is_read_back_the_same(self, log: EventLog) -> None:
        recorded = log.append(new_events("operative-1", 3), BY_THE_DESK)
        assert everything_in(log) == recorded

    def test_keeps_the_order_within_a_batch(self, log: EventLog) -> None:
        batch = [*new_events("operative-2", 2), *new_events("operative-1", 2)]
        log.append(batch, BY_THE_DESK)
        read = [(event.aggregate_id, event.version, event.event) for event in everything_in(log)]
        assert read == [(event.aggregate_id, event.version, event.event) for event in batch]

    def test_gives_each_event_a_higher_position(self, log: EventLog) -> None:
        positions: list[int] = []
        for number in range(5):
            recorded = log.append(new_events(f"operative-{number}", 3), BY_THE_DESK)
            positions += [event.position for event in recorded]
        assert positions == sorted(set(positions))
        assert positions[0] > 0

    def test_moves_the_head_to_the_newest(self, log: EventLog) -> None:
        for number in range(3):
            recorded = log.append(new_events(f"operative-{number}", 2), BY_THE_DESK)
            assert log.head() == recorded[-1].position

    def test_of_nothing_does_nothing(self, log: EventLog) -> None:
        assert log.append([], BY_THE_DESK) == []
        assert log.head() == 0


class TestAVersionThatIsTaken:
    def test_is_a_conflict(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        with pytest.raises(Conflict):
            log.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
        assert [event.event for event in everything_in(log)] == [engaged(1)]

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_leaves_nothing_of_its_batch_behind(self, log: EventLog, place: int) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        before, head = everything_in(log), log.head()
        batch = new_events("operative-2", 2)
        batch.insert(place, NewEvent("operative-1", 2, HIRED))
        with pytest.raises(Conflict):
            log.append(batch, BY_THE_DESK)
        assert (everything_in(log), log.head()) == (before, head)
        assert log.stream("operative-2") == []

    def test_is_a_conflict_within_a_batch_too(self, log: EventLog) -> None:
        with pytest.raises(Conflict):
            log.append([NewEvent("operative-1", 1, HIRED)] * 2, BY_THE_DESK)
        assert everything_in(log) == []

    def test_does_not_hinder_what_comes_after(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        with pytest.raises(Conflict):
            log.append(new_events("operative-1", 1), BY_THE_DESK)
        log.append(new_events("operative-1", 1, first_version=2), BY_THE_DESK)
        assert [event.version for event in log.stream("operative-1")] == [1, 2]


class TestACondition:
    """What a decision rests on must not have changed by the time that it is appended."""

    def append(
        self,
        log: EventLog,
        after: int,
        *,
        aggregate_ids: Collection[str] = (),
        types: Collection[str] = (),
    ) -> list[RecordedEvent]:
        """Append on the condition that there is nothing of these past that position."""
        condition = AppendCondition(after=after, aggregate_ids=aggregate_ids, types=types)
        return log.append(new_events("work-1", 2), BY_THE_DESK, condition)

    def test_holds_while_nothing_is_appended(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        names = {"operative-1", "operative-2"}
        recorded = self.append(log, log.head(), aggregate_ids=names, types=["OperativeEngaged"])
        assert log.stream("work-1") == recorded

    def test_holds_in_an_empty_log(self, log: EventLog) -> None:
        assert len(self.append(log, 0, aggregate_ids=["operative-1"])) == 2

    def test_holds_when_others_change(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        head = log.head()
        log.append([NewEvent("operative-2", 1, HIRED)], BY_THE_DESK)
        recorded = self.append(log, head, aggregate_ids=["operative-1"], types=["WorkRaised"])
        assert log.stream("work-1") == recorded

    @pytest.mark.parametrize("place", [0, 50, 99])
    def test_is_broken_by_an_event_of_any_of_its_aggregates(
        self, log: EventLog, place: int
    ) -> None:
        ids = [f"operative-{number}" for number in range(100)]
        log.append([NewEvent(id, 1, HIRED) for id in ids], BY_THE_DESK)
        head = log.head()
        log.append(new_events(ids[place], 1, first_version=2), BY_THE_DESK)
        self.assert_broken(log, head, aggregate_ids=ids)

    def test_is_broken_by_an_aggregate_that_was_not_there(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        head = log.head()
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        self.assert_broken(log, head, aggregate_ids=["operative-2"])

    def test_is_broken_by_an_event_of_one_of_its_types(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        head = log.head()
        log.append([NewEvent("operative-2", 1, HIRED)], BY_THE_DESK)
        self.assert_broken(log, head, types=["WorkRaised", "OperativeHired"])

    def test_is_broken_however_much_came_after(self, log: EventLog) -> None:
        log.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
        log.append(new_events("operative-2", 300), BY_THE_DESK)
        self.assert_broken(log, 0, types=["OperativeHired"])
        self.assert_broken(log, 0, aggregate_ids=["operative-1"])

    def test_is_broken_by_a_log_that_ends_before_its_position(self, log: EventLog) -> None:
        """It was put back from a backup in between."""
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        self.assert_broken(log, log.head() + 1)

    @pytest.mark.parametrize("id", ["operative-A", "\"'\\", "Łukasz\n", "%s ?", "👩🏽‍🔧"])
    def test_tells_all_ids_apart(self, log: EventLog, id: str) -> None:
        log.append(new_events(id, 1), BY_THE_DESK)
        self.append(log, 0, aggregate_ids=[id.lower() + " ", "operative-a"])
        self.assert_broken(log, 0, aggregate_ids=[id])

    def test_is_not_met_by_another_log_that_ends_at_the_same_position(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        head = log.newest()
        another = AppendCondition(after=head.position, hash="0" * 64, aggregate_ids=["site-1"])
        with pytest.raises(Conflict):
            log.append(new_events("operative-2", 1), BY_THE_DESK, another)
        same = AppendCondition(after=head.position, hash=head.hash, aggregate_ids=["site-1"])
        assert len(log.append(new_events("operative-2", 1), BY_THE_DESK, same)) == 1

    def test_is_asked_for_even_when_nothing_is_to_be_appended(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        met = AppendCondition(after=0, aggregate_ids=["operative-2"])
        assert log.append([], BY_THE_DESK, met) == []
        with pytest.raises(Conflict):
            log.append([], BY_THE_DESK, AppendCondition(after=0, aggregate_ids=["operative-1"]))

    def assert_broken(self, log: EventLog, after: int, **what: Collection[str]) -> None:
        before = log.newest(), everything_in(log)
        with pytest.raises(Conflict):
            self.append(log, after, **what)
        assert (log.newest(), everything_in(log)) == before


class TestAStream:
    def test_holds_one_aggregate_in_the_order_of_versions(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        log.append(new_events("operative-1", 2, first_version=3), BY_THE_DESK)
        stream = log.stream("operative-1")
        assert stream == [event for event in everything_in(log) if event in stream]
        assert [event.version for event in stream] == [1, 2, 3, 4]
        assert [event.event for event in stream] == [engaged(number) for number in (1, 2, 3, 4)]
        assert {event.aggregate_id for event in stream} == {"operative-1"}

    def test_tells_ids_apart_that_differ_in_case(self, log: EventLog) -> None:
        log.append(new_events("operative-a", 1), BY_THE_DESK)
        assert log.stream("operative-A") == []

    def test_is_not_a_prefix_of_another(self, log: EventLog) -> None:
        log.append(new_events("operative-10", 1), BY_THE_DESK)
        assert log.stream("operative-1") == []


class TestTheEndOfAStream:
    def stream(self, log: EventLog) -> list[RecordedEvent]:
        """Five versions, with others' events in between and after."""
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        log.append(new_events("operative-1", 3, first_version=3), BY_THE_DESK)
        log.append(new_events("operative-2", 4, first_version=3), BY_THE_DESK)
        return log.stream("operative-1")

    @pytest.mark.parametrize("last", [1, 2, 4])
    def test_is_its_last_events_in_the_order_of_versions(self, log: EventLog, last: int) -> None:
        whole = self.stream(log)
        assert [event.version for event in whole] == [1, 2, 3, 4, 5]
        assert log.stream("operative-1", last=last) == whole[-last:]

    @pytest.mark.parametrize("last", [5, 6, 1_000])
    def test_is_the_whole_stream_when_there_are_no_more(self, log: EventLog, last: int) -> None:
        whole = self.stream(log)
        assert log.stream("operative-1", last=last) == whole

    def test_of_no_events_is_nothing(self, log: EventLog) -> None:
        self.stream(log)
        assert log.stream("operative-1", last=0) == []

    def test_of_what_nobody_knows_is_nothing(self, log: EventLog) -> None:
        self.stream(log)
        assert log.stream("operative-3", last=1) == []
        assert log.stream("operative-3", last=10) == []

    def test_moves_with_what_is_appended(self, log: EventLog) -> None:
        self.stream(log)
        log.append(new_events("operative-1", 1, first_version=6), BY_THE_DESK)
        assert [event.version for event in log.stream("operative-1", last=1)] == [6]
        assert [event.version for event in log.stream("operative-1", last=3)] == [4, 5, 6]


class TestAPartOfAStream:
    @pytest.mark.parametrize(
        ("after", "until", "versions"),
        [
            (None, 2, [1, 2]),
            (2, None, [3, 4, 5]),
            (1, 3, [2, 3]),
            (0, 9, [1, 2, 3, 4, 5]),
            (3, 3, []),
            (5, None, []),
        ],
    )
    def test_is_between_two_versions(
        self, log: EventLog, after: int | None, until: int | None, versions: list[int]
    ) -> None:
        log.append(new_events("operative-1", 5), BY_THE_DESK)
        log.append(new_events("operative-2", 5), BY_THE_DESK)
        part = log.stream("operative-1", after=after, until=until)
        assert [event.version for event in part] == versions
        assert {event.aggregate_id for event in part} <= {"operative-1"}

    def test_can_be_what_it_was_at_a_position(self, log: EventLog) -> None:
        before = log.head()
        first = log.append(new_events("operative-1", 2), BY_THE_DESK)
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        [third] = log.append(new_events("operative-1", 1, first_version=3), BY_THE_DESK)
        assert log.stream("operative-1", as_of=before) == []
        assert log.stream("operative-1", as_of=first[0].position) == first[:1]
        assert log.stream("operative-1", as_of=third.position - 1) == first
        assert log.stream("operative-1", as_of=third.position - 1, last=1) == first[1:]
        assert log.stream("operative-1", as_of=third.position) == [*first, third]
        assert log.stream("operative-1", as_of=third.position + 100, last=1) == [third]
        assert log.stream("operative-1", as_of=first[1].position, after=1) == first[1:]

    def test_can_be_its_end_alone(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 5), BY_THE_DESK)
        part = log.stream("operative-1", until=4, last=2)
        assert [event.version for event in part] == [3, 4]


class TestReading:
    def test_starts_after_a_position(self, log: EventLog) -> None:
        recorded = log.append(new_events("operative-1", 5), BY_THE_DESK)
        assert log.read(after=recorded[1].position, limit=10) == recorded[2:]

    def test_after_the_head_finds_nothing(self, log: EventLog) -> None:
        log.append(new_events("operative-1", 5), BY_THE_DESK)
        assert log.read(after=log.head(), limit=10) == []
        assert log.read(after=log.head() + 1_000, limit=10) == []

    def test_stops_at_the_limit(self, log: EventLog) -> None:
        recorded = log.append(new_events("operative-1", 5), BY_THE_DESK)
        assert log.read(after=0, limit=2) == recorded[:2]
        assert log.read(after=0, limit=0) == []

    def test_in_small_steps_finds_everything(self, log: EventLog) -> None:
        recorded = log.append(new_events("operative-1", 25), BY_THE_DESK)
        read: list[RecordedEvent] = []
        while batch := log.read(after=read[-1].position if read else 0, limit=4):
            read += batch
        assert read == recorded

    def test_finds_the_events_of_some_types(self, log: EventLog) -> None:
        hired, *rest = log.append(
            [NewEvent("operative-1", 1, HIRED), *new_events("operative-1", 3, first_version=2)],
            BY_THE_DESK,
        )
        assert log.read(after=0, limit=10, types=["OperativeHired"]) == [hired]
        assert log.read(after=0, limit=10, types=["OperativeEngaged"]) == rest
        both = ["OperativeEngaged", "OperativeHired"]
        assert log.read(after=0, limit=10, types=both) == [hired, *rest]
        assert log.read(after=0, limit=10, types=["WorkRaised"]) == []

    def test_finds_the_events_of_aggregates_of_some_kinds(self, log: EventLog) -> None:
        ids = ["team-1", "work-1", "team", "team.1", "teams-1", "tea-1", "work-2", "team-2"]
        for id in ids:
            log.append([NewEvent(id, 1, HIRED), NewEvent(id, 2, engaged(1))], BY_THE_DESK)

        def found(
            *kinds: str, after: int = 0, limit: int = 100, types: Sequence[str] = ()
        ) -> list[tuple[str, int]]:
            read = log.read(after, limit, types, kinds)
            return [(each.aggregate_id, each.version) for each in read]

        teams = [("team-1", 1), ("team-1", 2), ("team-2", 1), ("team-2", 2)]
        works = [("work-1", 1), ("work-1", 2), ("work-2", 1), ("work-2", 2)]
        assert found("team") == teams
        assert found("work", "team") == [*teams[:2], *works, *teams[2:]]
        assert found("site") == []
        assert found("team", types=["OperativeEngaged"]) == [teams[1], teams[3]]
        [first] = log.read(after=0, limit=1)
        assert found("team", after=first.position, limit=2) == teams[1:3]

    def test_counts_only_those_types_towards_the_limit(self, log: EventLog) -> None:
        *_, hired = log.append(
            [*new_events("operative-1", 5), NewEvent("operative-1", 6, HIRED)], BY_THE_DESK
        )
        assert log.read(after=0, limit=1, types=["OperativeHired"]) == [hired]


class TestWhatIsWritten:
    def test_has_its_times_in_utc(self, log: EventLog) -> None:
        eta = datetime(2025, 6, 2, 10, 30, tzinfo=UTC)
        event = WorkDispatched(operative_id="operative-1", eta=eta)
        log.append([NewEvent("work-1", 1, event)], BY_THE_DESK)
        for read in (*everything_in(log), *log.stream("work-1")):
            assert read.metadata.when == BY_THE_DESK.when
            assert read.metadata.when.utcoffset() == timedelta(0)
            assert isinstance(read.event, WorkDispatched)
            assert read.event.eta == eta
            assert read.event.eta.utcoffset() == timedelta(0)

    @pytest.mark.parametrize(
        "name",
        [
            "Łukasz",
            "دارالسلام",
            "👩🏽‍🔧",
            "O'Brien; DROP TABLE",
            '"\\\\"',
            "\u200f\u202e",
            "%s {0}",
        ],
    )
    def test_may_be_any_text(self, log: EventLog, name: str) -> None:
        event = OperativeHired(forename=name, surname=name)
        metadata = msgspec.structs.replace(BY_THE_DESK, who=name, source=f"/operatives/?{name}")
        log.append([NewEvent("operative-1", 1, event)], metadata)
        [read] = everything_in(log)
        assert (read.event, read.metadata) == (event, metadata)


def test_every_type_of_event_comes_back_as_it_went_in(log: EventLog) -> None:
    for event_type in EVENT_TYPES.values():
        _check_comes_back(log, event_type)


def _check_comes_back(log: EventLog, event_type: type[Event]) -> None:
    @given(event=events_of(event_type), metadata=metadatas)
    # What events can hold is for tests of the mapper: stores keep its bytes.
    @settings(deadline=None, max_examples=4)
    def comes_back(event: Event, metadata: Metadata) -> None:
        head = log.head()
        aggregate_id = f"aggregate-{head}"
        recorded = log.append([NewEvent(aggregate_id, 1, event)], metadata)
        assert log.read(after=head, limit=10) == recorded
        [read] = log.stream(aggregate_id)
        assert (read.event, read.metadata) == (event, metadata)
        assert type(read.event) is event_type
        assert read.type_name == STORED_NAMES[event_type]

    comes_back()


WRITERS = 8


def test_of_many_writers_at_once_exactly_one_gets_each_version(log: EventLog) -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> list[int]:
        won = []
        start.wait()
        for version in range(1, 31):
            try:
                log.append([NewEvent("operative-1", version, engaged(writer))], BY_THE_DESK)
            except Conflict:
                continue
            won.append(version)
        return won

    with ThreadPoolExecutor(WRITERS) as writers:
        won = Counter(
            version for versions in writers.map(write, range(WRITERS)) for version in versions
        )
    assert won == dict.fromkeys(range(1, 31), 1)
    assert [event.version for event in log.stream("operative-1")] == list(range(1, 31))


def test_of_many_who_rest_on_one_state_exactly_one_is_right(log: EventLog) -> None:
    """Each writes to an aggregate of its own, on the condition that no other has written."""
    start = Barrier(WRITERS)

    def write(writer: int) -> list[int]:
        won = []
        for turn in range(10):
            condition = AppendCondition(after=log.head(), types=["OperativeEngaged"])
            start.wait()
            try:
                log.append(
                    [NewEvent(f"operative-{writer}-{turn}", 1, engaged(turn))],
                    BY_THE_DESK,
                    condition,
                )
                won.append(turn)
            except Conflict:
                pass
            start.wait()
        return won

    with ThreadPoolExecutor(WRITERS) as writers:
        won = [turn for turns in writers.map(write, range(WRITERS)) for turn in turns]
    assert sorted(won) == list(range(10))
    assert [event.event for event in everything_in(log)] == [engaged(turn) for turn in range(10)]


def test_a_reader_misses_nothing_while_many_write(log: EventLog) -> None:
    start = Barrier(WRITERS + 1)

    def write(writer: int) -> None:
        start.wait()
        for version in range(1, 21):
            log.append([NewEvent(f"operative-{writer}", version, engaged(version))], BY_THE_DESK)

    followed: list[RecordedEvent] = []

    def follow(limit: int) -> None:
        followed.extend(log.read(after=followed[-1].position if followed else 0, limit=limit))

    with ThreadPoolExecutor(WRITERS) as writers:
        written = [writers.submit(write, writer) for writer in range(WRITERS)]
        start.wait()
        while not all(each.done() for each in written):
            follow(limit=7)
    follow(limit=1_000)
    assert followed == everything_in(log)
    assert len(followed) == WRITERS * 20
