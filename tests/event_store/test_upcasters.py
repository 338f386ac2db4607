"""Events that an older Firstline wrote, in names and shapes made up for these tests, are read as
today's."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings

from app.commands.bus import CommandBus, Origin
from app.commands.operative import HireOperative
from app.commands.visit import DispatchWork
from app.domain.engagement import Engagement, OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.operative import Operative, OperativeHired
from app.domain.work import Work
from app.domain.work_events import (
    CloseCause,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkRaised,
)
from app.event_store.event_types import EVENT_TYPES, STORED_NAMES
from app.event_store.log import (
    AppendCondition,
    Conflict,
    EventLog,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
    UnreadableEvent,
)
from app.event_store.mapper import EventMapper
from app.event_store.memory import memory_log
from app.event_store.stored_log import StoredLog
from app.event_store.transfer import ImportRefused, records_in
from app.event_store.upcasters import (
    UPCASTERS,
    Data,
    Shape,
    Upcaster,
    brought_up_to_date,
    by_shape,
    names_read_as,
    newest_schema,
)
from app.event_store.verification import verify
from app.read_models import ReadModels
from tests.cast import ANN, ANNS_ENGAGEMENT, BOILER, ELM_HOUSE, LIFT, THE_DESK
from tests.commands.desk import unit_of_work
from tests.event_store.by_hand import lines_of
from tests.event_store.examples import BY_THE_DESK, HIRED, events, metadatas
from tests.read_models.test_keeping_up import answers, caught_up


def becoming(reads: Shape, becomes: Shape, **renamed: str) -> Upcaster:
    """One that gives each of those fields, by its name today, the value of its old one."""

    def upcast(data: Data) -> list[tuple[Shape, Data]]:
        kept = {name: value for name, value in data.items() if name not in renamed.values()}
        return [(becomes, kept | {today: data[old] for today, old in renamed.items()})]

    return Upcaster(reads, (becomes,), upcast)


def in_two_names(data: Data) -> list[tuple[Shape, Data]]:
    forename, surname = data["name"].split(" ", 1)
    return [(Shape("OperativeHired", 2), {"forename": forename, "surname": surname})]


RENAMED = becoming(Shape("OperativeTakenOn"), Shape("OperativeHired"))
RESHAPED = Upcaster(Shape("OperativeHired"), (Shape("OperativeHired", 2),), in_two_names)
RENAMED_AND_RESHAPED = becoming(Shape("OperativeTakenOn"), Shape("OperativeHired", 2))


def one_of_two(data: Data) -> list[tuple[Shape, Data]]:
    if "outcome" in data:
        return [(Shape("WorkCompleted"), data)]
    return [(Shape("WorkClosed"), data)]


ONE_OF_TWO = Upcaster(Shape("WorkEnded"), (Shape("WorkCompleted"), Shape("WorkClosed")), one_of_two)


def one_and_the_other(data: Data) -> list[tuple[Shape, Data]]:
    raised = {name: data[name] for name in ("site_ids", "title", "description")}
    assigned = {"operative_id": data["for"]}
    return [(Shape("WorkRaised"), raised), (Shape("WorkAssigned"), assigned)]


ONE_AND_THE_OTHER = Upcaster(
    Shape("WorkRaisedFor"), (Shape("WorkRaised"), Shape("WorkAssigned")), one_and_the_other
)

A_CHAIN = [
    becoming(Shape("ManTakenOn"), Shape("OperativeTakenOn", 1), surname="name"),
    becoming(Shape("OperativeTakenOn", 1), Shape("OperativeTakenOn", 2), forename="first"),
    becoming(Shape("OperativeTakenOn", 2), Shape("OperativeHired", 1), family="surname"),
    becoming(Shape("OperativeHired", 1), Shape("OperativeHired", 2), surname="family"),
]


def old(
    aggregate_id: str,
    version: int,
    type_name: str,
    event: Any,
    schema: int = 1,
    command_id: str = "command-1",
) -> Record:
    """A record as that Firstline wrote it."""
    metadata = msgspec.structs.replace(BY_THE_DESK, command_id=command_id)
    body = msgspec.json.encode({"schema": schema, "metadata": metadata, "event": event})
    return Record(0, aggregate_id, version, type_name, body, "")


def written_today(aggregate_id: str, version: int, event: Event) -> Record:
    return old(aggregate_id, version, STORED_NAMES[type(event)], event)


def holding(log: EventLog, records: list[Record], *upcasters: Upcaster) -> StoredLog:
    """The log with those in it, read by a Firstline that has those upcasters."""
    log.restore(records)
    assert isinstance(log, StoredLog)
    return StoredLog(log._recorder, log._private, EventMapper(by_shape(upcasters)))


def everything_in(log: EventLog, *types: str) -> list[Event]:
    return [recorded.event for recorded in log.read(after=0, limit=100, types=types)]


def in_steps(log: EventLog, limit: int, *types: str) -> list[RecordedEvent]:
    """The same, as those read it who take so much at a time."""
    read: list[RecordedEvent] = []
    while batch := log.read(read[-1].position if read else 0, limit, types):
        read += batch
    return read


ENDINGS = [
    written_today(BOILER, 1, WorkRaised(site_ids=(ELM_HOUSE,), title="Boiler", description="Wet.")),
    old(BOILER, 2, "WorkEnded", {"operative_id": ANN, "outcome": "New valve."}),
    old(LIFT, 1, "WorkEnded", {"cause": "withdrawn", "reason": "Customer left."}),
    old("work-roof", 1, "WorkEnded", {"operative_id": ANN, "outcome": "New tiles."}),
    old("work-door", 1, "WorkEnded", {"cause": "duplicate", "reason": "Same as W-1001."}),
    old("work-gate", 1, "WorkEnded", {"cause": "duplicate", "reason": "Same as W-1001."}),
    old("work-till", 1, "WorkEnded", {"cause": "duplicate", "reason": "Same as W-1001."}),
]
RAISED_FOR_ANN = old(
    BOILER,
    1,
    "WorkRaisedFor",
    {"site_ids": [ELM_HOUSE], "title": "Boiler", "description": "Wet.", "for": ANN},
)
ANOTHER_COMMAND = msgspec.structs.replace(BY_THE_DESK, command_id="command-9")
BOILER_RAISED = WorkRaised(site_ids=(ELM_HOUSE,), title="Boiler", description="Wet.")
ANN_ASSIGNED = WorkAssigned(operative_id=ANN)


class TestARenamedEvent:
    def log(self, log: EventLog) -> StoredLog:
        records = [
            old(ANN, 1, "OperativeTakenOn", {"forename": "Ann", "surname": "Marsh"}),
            written_today("operative-ben", 1, OperativeHired(forename="Ben", surname="Okoro")),
            written_today(BOILER, 1, BOILER_RAISED),
        ]
        return holding(log, records, RENAMED)

    def test_is_read_under_todays_name(self, log: EventLog) -> None:
        log = self.log(log)
        ann, ben, boiler = log.read(after=0, limit=10)
        assert ann == RecordedEvent(ANN, 1, HIRED, BY_THE_DESK, position=1)
        assert ann.type_name == "OperativeHired"
        assert log.stream(ANN) == [ann]
        assert log.read(after=0, limit=10, types=["OperativeHired"]) == [ann, ben]
        assert log.read(after=0, limit=10, types=["WorkRaised"]) == [boiler]

    def test_breaks_a_condition_that_names_its_type_as_today(self, log: EventLog) -> None:
        """A desk that is not brought up to date yet can have appended it just now."""
        taken_on = old(ANN, 1, "OperativeTakenOn", {"forename": "Ann", "surname": "Marsh"})
        log = holding(log, [written_today(BOILER, 1, BOILER_RAISED), taken_on], RENAMED)
        first, *_ = log.records(after=0, limit=1)
        condition = AppendCondition(after=first.position, types=["OperativeHired"])
        with pytest.raises(Conflict):
            log.append([NewEvent(LIFT, 1, BOILER_RAISED)], BY_THE_DESK, condition)

    def test_is_left_in_the_log_as_it_was_written(self, log: EventLog) -> None:
        log = self.log(log)
        first, *_ = log.records(after=0, limit=10)
        assert first.type_name == "OperativeTakenOn"
        assert verify(log).events == 3
        assert verify(log).fault == ""

    def test_is_taken_in_from_an_export(self, log: EventLog) -> None:
        lines = lines_of(self.log(log))
        with pytest.raises(ImportRefused, match=r"Line 1, position 1: .*knows no such type\.$"):
            list(records_in(lines))
        mapper = EventMapper(by_shape([RENAMED]))
        assert len(list(records_in(lines, mapper))) == 3


class TestAReshapedEvent:
    def log(self, log: EventLog) -> StoredLog:
        records = [
            old(ANN, 1, "OperativeHired", {"name": "Ann Marsh"}),
            old(
                "operative-ben", 1, "OperativeHired", {"forename": "Ben", "surname": "O"}, 2, "c-2"
            ),
        ]
        return holding(log, records, RESHAPED)

    def test_is_read_in_todays_shape(self, log: EventLog) -> None:
        log = self.log(log)
        hired = [HIRED, OperativeHired(forename="Ben", surname="O")]
        assert everything_in(log) == everything_in(log, "OperativeHired") == hired
        assert [recorded.event for recorded in log.stream(ANN)] == [HIRED]

    def test_is_written_in_todays_shape(self, log: EventLog) -> None:
        log = self.log(log)
        log.append([NewEvent("operative-cy", 1, HIRED)], BY_THE_DESK)
        *_, last = log.records(after=0, limit=10)
        assert last.body.startswith(b'{"schema":2,"metadata":{"who":"the desk",')
        assert b'"sealed":"' in last.body
        assert everything_in(log)[-1] == HIRED

    def test_makes_the_same_command_sent_again_known(self, log: EventLog) -> None:
        log = self.log(log)
        origin = Origin(who=THE_DESK, source="/control/", command_id="command-1")
        hire = HireOperative(operative_id=ANN, forename="Ann", surname="Marsh")
        receipt = CommandBus(log, clock=lambda: datetime.now(UTC)).run(hire, origin)
        assert receipt.is_repeat
        assert [recorded.event for recorded in receipt.events] == [HIRED]
        assert len(log.stream(ANN)) == 1

    @given(event=events, metadata=metadatas)
    @settings(deadline=None)
    def test_can_be_of_any_type(self, event: Event, metadata: Metadata) -> None:
        """Moments, causes and lists come out of the upcaster as they went in: as plain JSON."""
        name = STORED_NAMES[type(event)]
        log = memory_log()
        before = StoredLog(log._recorder, log._private, EventMapper({}))
        before.append([NewEvent("aggregate-1", 1, event)], metadata)
        upcaster = becoming(Shape(name), Shape(name, 2))
        today = StoredLog(log._recorder, log._private, EventMapper(by_shape([upcaster])))
        today.append([NewEvent("aggregate-1", 2, event)], metadata)
        assert [(each.event, each.metadata) for each in today.stream("aggregate-1")] == [
            (event, metadata)
        ] * 2
        assert [record.body[:12] for record in today.records(after=0, limit=2)] == [
            b'{"schema":1,',
            b'{"schema":2,',
        ]


class TestAnEventThatIsOneOfTwoByItsContent:
    COMPLETED = WorkCompleted(operative_id=ANN, outcome="New valve.")
    WITHDRAWN = WorkClosed(cause=CloseCause.WITHDRAWN, reason="Customer left.")

    def test_is_read_as_the_one_that_it_is(self, log: EventLog) -> None:
        read = everything_in(holding(log, ENDINGS, ONE_OF_TWO))
        assert [type(event) for event in read] == [
            WorkRaised,
            WorkCompleted,
            WorkClosed,
            WorkCompleted,
            WorkClosed,
            WorkClosed,
            WorkClosed,
        ]
        assert read[1:3] == [self.COMPLETED, self.WITHDRAWN]

    def test_is_found_under_the_name_of_the_one_that_it_is(self, log: EventLog) -> None:
        log = holding(log, ENDINGS, ONE_OF_TWO)
        for name, positions in {"WorkCompleted": [2, 4], "WorkClosed": [3, 5, 6, 7]}.items():
            read = log.read(after=0, limit=10, types=[name])
            assert [recorded.position for recorded in read] == positions
            assert {recorded.type_name for recorded in read} == {name}
        both = log.read(after=0, limit=10, types=["WorkClosed", "WorkCompleted"])
        assert [recorded.position for recorded in both] == [2, 3, 4, 5, 6, 7]

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_is_not_missed_by_those_who_read_in_small_steps(
        self, log: EventLog, limit: int
    ) -> None:
        log = holding(log, ENDINGS, ONE_OF_TWO)
        for name in ("WorkClosed", "WorkCompleted"):
            assert in_steps(log, limit, name) == log.read(after=0, limit=10, types=[name])
            for after in range(7):
                assert len(log.read(after, limit, [name])) <= limit


class TestARecordThatIsSeveralEvents:
    def log(self, log: EventLog) -> StoredLog:
        records = [
            old(ANN, 1, "OperativeHired", HIRED),
            RAISED_FOR_ANN,
            written_today(LIFT, 1, BOILER_RAISED),
        ]
        return holding(log, records, ONE_AND_THE_OTHER)

    def test_is_read_as_parts_of_one_position_and_version(self, log: EventLog) -> None:
        _, *parts, _ = self.log(log).read(after=0, limit=10)
        assert parts == [
            RecordedEvent(BOILER, 1, BOILER_RAISED, BY_THE_DESK, position=2, part=0),
            RecordedEvent(BOILER, 1, ANN_ASSIGNED, BY_THE_DESK, position=2, part=1),
        ]

    @pytest.mark.parametrize("last", [None, 1, 2])
    def test_is_whole_in_its_stream(self, log: EventLog, last: int | None) -> None:
        assert self.log(log).stream(BOILER, last=last) == [
            RecordedEvent(BOILER, 1, BOILER_RAISED, BY_THE_DESK, position=2, part=0),
            RecordedEvent(BOILER, 1, ANN_ASSIGNED, BY_THE_DESK, position=2, part=1),
        ]

    def test_is_found_under_the_name_of_each_part(self, log: EventLog) -> None:
        log = self.log(log)
        assert everything_in(log, "WorkAssigned") == [ANN_ASSIGNED]
        [assigned] = log.read(after=0, limit=10, types=["WorkAssigned"])
        assert (assigned.position, assigned.part) == (2, 1)
        assert everything_in(log, "WorkRaised") == [BOILER_RAISED, BOILER_RAISED]
        assert everything_in(log, "WorkAssigned", "OperativeHired") == [HIRED, ANN_ASSIGNED]

    def test_comes_whole_even_where_fewer_events_were_asked_for(self, log: EventLog) -> None:
        log = self.log(log)
        assert len(log.read(after=0, limit=1)) == 1
        assert [each.part for each in log.read(after=0, limit=2)] == [0, 0, 1]
        assert [each.part for each in log.read(after=1, limit=1)] == [0, 1]
        assert [each.part for each in log.read(after=1, limit=3)] == [0, 1, 0]

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_is_read_once_in_small_steps(self, log: EventLog, limit: int) -> None:
        log = self.log(log)
        assert in_steps(log, limit) == log.read(after=0, limit=10)
        assert len(in_steps(log, limit)) == 4

    def test_reaches_the_read_models_whole_and_once(self, log: EventLog) -> None:
        log = self.log(log)
        models = caught_up(log)
        row = models.works[BOILER]
        assert (row.stage, row.version, row.operative_id) == (Stage.QUEUED, 1, ANN)
        assert [row.id for row in models.queues.of(ANN)] == [BOILER]
        assert [row.id for row in models.queues.waiting()] == [LIFT]
        [visit] = models.visits.to(BOILER)
        assert visit.operative_id == ANN
        before = answers(models)
        for recorded in log.read(after=0, limit=10):
            models.tell(recorded)
        assert answers(models) == before

    def test_stands_in_the_index_of_the_log_once_for_each_type(self, log: EventLog) -> None:
        index = caught_up(self.log(log)).log_index
        assert index.next(9, after=0) == [1, 2, 3]
        assert index.next(9, after=0, aggregate_id=BOILER) == [2]
        assert index.next(9, after=0, type_name="WorkRaised") == [2, 3]
        assert index.next(9, after=0, type_name="WorkAssigned") == [2]

    def test_is_not_told_by_halves_to_read_models_that_stop_in_between(self, log: EventLog) -> None:
        log = self.log(log)
        stopped = ReadModels()
        for recorded in log.read(after=0, limit=10)[:2]:
            stopped.tell(recorded)
        for recorded in log.read(after=0, limit=10):
            stopped.tell(recorded)
        assert answers(stopped) == answers(caught_up(log))

    def test_makes_an_aggregate_of_its_version(self, log: EventLog) -> None:
        work = unit_of_work(self.log(log), ANOTHER_COMMAND, BOILER).load(Work, BOILER, version=1)
        assert (work.version, work.stage, work.operative_id) == (1, Stage.QUEUED, ANN)

    def test_is_followed_by_the_next_command(self, log: EventLog) -> None:
        log = self.log(log)
        eta = datetime(2025, 6, 2, 11, 0, tzinfo=UTC)
        dispatch = DispatchWork(work_id=BOILER, version=1, operative_id=ANN, eta=eta)
        origin = Origin(who=THE_DESK, source="/operatives/", command_id="command-2")
        bus = CommandBus(log, clock=lambda: BY_THE_DESK.when)
        receipt = bus.run(dispatch, origin)
        assert [(each.aggregate_id, each.version) for each in receipt.events] == [
            (BOILER, 2),
            (ANNS_ENGAGEMENT, 1),
        ]
        work = unit_of_work(log, ANOTHER_COMMAND, BOILER).load(Work, BOILER)
        assert (work.version, work.stage) == (2, Stage.EN_ROUTE)
        assert caught_up(log).works[BOILER].version == 2
        assert verify(log).fault == ""

    def test_is_the_whole_state_where_the_last_event_is(self, log: EventLog) -> None:
        moved = Upcaster(
            Shape("OperativeMoved"),
            (Shape("OperativeReleased"), Shape("OperativeEngaged")),
            lambda data: [
                (Shape("OperativeReleased"), {"operative_id": ANN, "work_id": data["from"]}),
                (Shape("OperativeEngaged"), {"operative_id": ANN, "work_id": data["to"]}),
            ],
        )
        records = [
            old(ANNS_ENGAGEMENT, 1, "OperativeEngaged", {"operative_id": ANN, "work_id": LIFT}),
            old(ANNS_ENGAGEMENT, 2, "OperativeMoved", {"from": LIFT, "to": BOILER}),
        ]
        log = holding(log, records, moved)
        assert [event.event for event in log.stream(ANNS_ENGAGEMENT, last=1)] == [
            OperativeReleased(operative_id=ANN, work_id=LIFT),
            OperativeEngaged(operative_id=ANN, work_id=BOILER),
        ]
        engagement = unit_of_work(log, ANOTHER_COMMAND, BOILER).load(Engagement, ANNS_ENGAGEMENT)
        assert (engagement.version, engagement.is_on) == (2, True)


class TestAChain:
    RECORDS = (
        old("operative-1", 1, "ManTakenOn", {"first": "Ann", "name": "Marsh"}),
        old("operative-2", 1, "OperativeTakenOn", {"first": "Ann", "surname": "Marsh"}),
        old("operative-3", 1, "OperativeTakenOn", {"forename": "Ann", "surname": "Marsh"}, 2),
        old("operative-4", 1, "OperativeHired", {"forename": "Ann", "family": "Marsh"}),
        old("operative-5", 1, "OperativeHired", {"forename": "Ann", "surname": "Marsh"}, 2),
    )

    def test_leads_from_every_shape_to_todays(self, log: EventLog) -> None:
        log = holding(log, list(self.RECORDS), *A_CHAIN)
        assert everything_in(log) == [HIRED] * 5
        assert everything_in(log, "OperativeHired") == [HIRED] * 5
        assert everything_in(log, "WorkRaised") == []
        operative = unit_of_work(log, ANOTHER_COMMAND, BOILER).load(Operative, "operative-1")
        assert operative.name == "Ann Marsh"

    def test_can_split_what_was_split(self, log: EventLog) -> None:
        both = Upcaster(
            Shape("WorksRaisedFor"),
            (Shape("WorkRaisedFor"), Shape("WorkEnded")),
            lambda data: [
                (Shape("WorkRaisedFor"), data["raised"]),
                (Shape("WorkEnded"), data["ended"]),
            ],
        )
        raised = {"site_ids": [ELM_HOUSE], "title": "Boiler", "description": "Wet.", "for": ANN}
        ended = {"operative_id": ANN, "outcome": ""}
        record = old(BOILER, 1, "WorksRaisedFor", {"raised": raised, "ended": ended})
        log = holding(log, [record], both, ONE_AND_THE_OTHER, ONE_OF_TWO)
        read = log.read(after=0, limit=10)
        assert [(each.part, each.event) for each in read] == [
            (0, BOILER_RAISED),
            (1, ANN_ASSIGNED),
            (2, WorkCompleted(operative_id=ANN, outcome="")),
        ]
        for recorded in read:
            assert log.read(after=0, limit=10, types=[recorded.type_name]) == [recorded]


class TestWhatCannotBeRead:
    def reason(self, log: EventLog, record: Record, *upcasters: Upcaster) -> str:
        """What is said of a record at position 2; the same by all ways of reading."""
        log = holding(log, [written_today(BOILER, 1, BOILER_RAISED), record], *upcasters)
        with pytest.raises(UnreadableEvent) as read:
            log.read(after=0, limit=10)
        with pytest.raises(UnreadableEvent) as streamed:
            log.stream(record.aggregate_id)
        assert [recorded.event for recorded in log.read(after=0, limit=1)] == [BOILER_RAISED]
        text = str(read.value)
        assert str(streamed.value) == text
        before = "Cannot read what the log holds at position 2, version 1 of work-1, an event of "
        assert text.startswith(before)
        return text.removeprefix(before)

    def test_is_a_type_that_nobody_knows(self, log: EventLog) -> None:
        record = old("work-1", 1, "WorkTeleported", {})
        assert self.reason(log, record, RENAMED) == (
            "the type 'WorkTeleported': this Firstline knows no such type"
        )

    @pytest.mark.parametrize(
        ("name", "schema"), [("OperativeHired", 3), ("OperativeHired", 0), ("OperativeTakenOn", 2)]
    )
    def test_is_a_schema_that_never_was(self, log: EventLog, name: str, schema: int) -> None:
        record = old("work-1", 1, name, {"forename": "A", "surname": "B"}, schema)
        assert self.reason(log, record, RESHAPED, RENAMED_AND_RESHAPED) == (
            f"the type '{name}': this Firstline knows no schema {schema} of {name}"
        )

    def test_is_a_schema_that_is_newer_than_the_only_one(self, log: EventLog) -> None:
        record = old("work-1", 1, "WorkRaised", BOILER_RAISED, schema=2)
        assert self.reason(log, record).startswith("the type 'WorkRaised': ")

    def test_is_what_an_upcaster_makes_nothing_of(self, log: EventLog) -> None:
        upcaster = Upcaster(Shape("WorkDreamtOf"), (Shape("WorkRaised"),), lambda data: [])
        record = old("work-1", 1, "WorkDreamtOf", {})
        assert self.reason(log, record, upcaster).startswith("the type 'WorkDreamtOf': ")

    @pytest.mark.parametrize(
        "event", [{}, {"name": 7}, {"name": None}, {"name": "Ann"}, [], "Ann Marsh", None]
    )
    def test_is_what_the_upcaster_cannot_make_anything_of(self, event: Any) -> None:
        record = old("work-1", 1, "OperativeHired", event)
        assert self.reason(memory_log(), record, RESHAPED).startswith("the type 'OperativeHired': ")

    @pytest.mark.parametrize(
        "answer",
        [
            {"forename": "Ann"},
            {"forename": "Ann", "surname": 7},
            {"forename": "Ann", "surname": None},
        ],
    )
    def test_is_what_does_not_fit_todays_shape(self, answer: Data) -> None:
        record = old("work-1", 1, "OperativeTakenOn", answer)
        said = self.reason(memory_log(), record, RENAMED)
        assert said.startswith("the type 'OperativeTakenOn': ")

    def test_is_what_becomes_a_type_that_nobody_knows(self, log: EventLog) -> None:
        upcaster = becoming(Shape("WorkBeamed"), Shape("WorkTeleported"))
        record = old("work-1", 1, "WorkBeamed", {})
        said = self.reason(log, record, upcaster)
        assert said.startswith("the type 'WorkBeamed': this Firstline knows no ")
        assert "WorkTeleported" in said


def leading_nowhere(upcasters: Mapping[Shape, Upcaster]) -> set[Shape]:
    """What they make that is neither written today nor read by another of them."""
    made = {shape for upcaster in upcasters.values() for shape in upcaster.becomes}
    written_today = {Shape(name, newest_schema(name, upcasters)) for name in EVENT_TYPES}
    return made - written_today - upcasters.keys()


class TestTheListOfUpcasters:
    def test_has_one_for_each_shape(self) -> None:
        listed = by_shape(A_CHAIN)
        assert list(listed.values()) == A_CHAIN
        assert all(listed[upcaster.reads] is upcaster for upcaster in A_CHAIN)

    def test_cannot_have_two_for_a_shape(self) -> None:
        with pytest.raises(ValueError, match=r"^Two upcasters read OperativeHired 1$"):
            by_shape([RESHAPED, *A_CHAIN])

    def test_cannot_lead_round_in_a_circle(self) -> None:
        there = becoming(Shape("OperativeHired"), Shape("OperativeTakenOn"))
        with pytest.raises(ValueError, match="in a circle"):
            by_shape([RENAMED, there])

    def test_leads_to_todays_events_only(self) -> None:
        assert leading_nowhere(UPCASTERS) == set()
        assert leading_nowhere(by_shape(A_CHAIN)) == set()
        lost = [becoming(Shape("WorkEnded"), Shape("WorkLost"))]
        assert leading_nowhere(by_shape(lost)) == {Shape("WorkLost")}
        ahead = [*A_CHAIN, becoming(Shape("WorkEnded"), Shape("WorkClosed", 2))]
        assert leading_nowhere(by_shape(ahead)) == {Shape("WorkClosed", 2)}

    def test_knows_which_shape_is_written_today(self) -> None:
        chain = by_shape(A_CHAIN)
        assert newest_schema("OperativeHired", chain) == 2
        assert newest_schema("WorkRaised", chain) == 1

    def test_knows_what_a_name_was_called_before(self) -> None:
        chain = by_shape([*A_CHAIN, ONE_OF_TWO])
        assert names_read_as("OperativeHired", chain) == {
            "OperativeHired",
            "OperativeTakenOn",
            "ManTakenOn",
        }
        assert names_read_as("WorkClosed", chain) == {"WorkClosed", "WorkEnded"}
        assert names_read_as("WorkRaised", chain) == {"WorkRaised"}

    def test_leaves_what_no_upcaster_reads_as_it_is(self) -> None:
        shape = Shape("WorkRaised", 3)
        assert brought_up_to_date(shape, {"title": "Boiler"}, by_shape(A_CHAIN)) == [
            (shape, {"title": "Boiler"})
        ]


def test_a_moment_that_was_under_another_name_is_a_moment(log: EventLog) -> None:
    record = old(BOILER, 1, "WorkDispatched", {"operative_id": ANN, "at": "2025-06-02T10:07:00Z"})
    upcaster = becoming(Shape("WorkDispatched"), Shape("WorkDispatched", 2), eta="at")
    eta = datetime(2025, 6, 2, 10, 7, tzinfo=UTC)
    dispatched = WorkDispatched(operative_id=ANN, eta=eta)
    assert everything_in(holding(log, [record], upcaster)) == [dispatched]
