"""The log as a file: exports are kept for years, and taken into other stores."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import permutations
from pathlib import Path
from threading import Barrier

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.event import Event
from app.domain.work_events import WorkReopened
from app.event_store.log import Conflict, EventLog, Metadata, NewEvent, Record, RecordedEvent
from app.event_store.mapper import EventMapper
from app.event_store.memory import memory_log
from app.event_store.transfer import ImportRefused, importable, line_of, records_in
from app.event_store.upcasters import by_shape
from app.event_store.verification import verify
from tests.cast import ANN, BEN, BOILER, LIFT
from tests.cli.logs import export_of
from tests.commands.desk import DeskWithoutPages, desk_at_work
from tests.event_store.by_hand import BEFORE_THE_FIRST, hash_by_hand, hashes_in, lines_of
from tests.event_store.examples import (
    ANN_HIRED_IN_PLAIN,
    BY_THE_DESK,
    HIRED,
    engaged,
    events,
    metadatas,
    new_events,
    texts,
)
from tests.event_store.stores import STORES, new_log
from tests.event_store.test_upcasters import ONE_AND_THE_OTHER, old
from tests.read_models.story import ELM_HOUSE_ACQUIRED as ACQUIRED
from tests.read_models.test_keeping_up import answers, caught_up

METADATA = (
    b'"metadata":{"who":"the desk","when":"2025-06-02T09:42:07.250000Z",'
    b'"command_id":"command-1","source":"/control/"}'
)

IDS = {
    kind: f"{kind}-01932c07-209c-7a2e-8f43-0a1d4c0f9b11" for kind in ("operative", "site", "work")
}


@cache
def some_lines() -> list[bytes]:
    """An export of five events, always the same: names are sealed in another way each time."""
    log = memory_log()
    log.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
    log.append([NewEvent("engagement-1", n, engaged(n)) for n in (1, 2, 3)], BY_THE_DESK)
    log.append([NewEvent("operative-2", 1, HIRED)], BY_THE_DESK)
    return lines_of(log)


def sealed(record: dict[str, object], previous: str) -> bytes:
    """A line that follows one with that hash, whatever is in it."""
    line = json.dumps({**record, "hash": ""}, separators=(",", ":")).encode()
    return line.replace(b'"hash":""', b'"hash":"%b"' % hash_by_hand(previous, line).encode())


class TestALine:
    def test_is_written_as_ever(self, log: EventLog) -> None:
        log.restore([ANN_HIRED_IN_PLAIN])
        log.append([NewEvent("engagement-1", 12, engaged(1))], BY_THE_DESK)
        assert lines_of(log) == [
            b'{"position":1,"aggregate_id":"operative-1","version":1,"type":"OperativeHired",'
            b'"schema":1,' + METADATA + b',"event":{"forename":"Ann","surname":"Marsh"},'
            b'"hash":"5fa60057ce3ccd597b5ad4d8a4170dc5a658ad3bc0e747cf4682a1917f6c4e88"}\n',
            b'{"position":2,"aggregate_id":"engagement-1","version":12,"type":"OperativeEngaged",'
            b'"schema":1,' + METADATA + b',"event":{"operative_id":"operative-1",'
            b'"work_id":"work-1"},'
            b'"hash":"9d727b71248139405d14123a98069e5346cc83ed92da4708b70e2909d2e8c636"}\n',
        ]

    def test_has_letters_as_they_are_and_no_line_feed_but_its_last(self) -> None:
        log = memory_log()
        reopened = WorkReopened(reason='Łu\n"kasz"\u2028👩🏽‍🔧')
        log.append([NewEvent("work-1", 1, reopened)], BY_THE_DESK)
        [line] = lines_of(log)
        assert '"reason":"Łu\\n\\"kasz\\"\u2028👩🏽‍🔧"'.encode() in line
        assert line.index(b"\n") == len(line) - 1

    @given(id=texts, type_name=texts, event=texts)
    def test_of_any_record_is_one_line_of_json(self, id: str, type_name: str, event: str) -> None:
        body = msgspec.json.encode({"schema": 7, "metadata": {}, "event": event})
        line = line_of(Record(12, id, 3, type_name, body, "abc"))
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert list(json.loads(line).items()) == [
            ("position", 12),
            ("aggregate_id", id),
            ("version", 3),
            ("type", type_name),
            ("schema", 7),
            ("metadata", {}),
            ("event", event),
            ("hash", "abc"),
        ]


class TestWhatWasExported:
    @given(
        batches=st.lists(st.tuples(st.lists(events, max_size=4), metadatas), max_size=4),
    )
    @settings(deadline=None, max_examples=50)
    def test_is_read_as_it_was_whatever_is_in_it(
        self, batches: list[tuple[list[Event], Metadata]]
    ) -> None:
        log = memory_log()
        for number, (batch, metadata) in enumerate(batches):
            log.append(
                [NewEvent(f"aggregate-{number}", n, each) for n, each in enumerate(batch, 1)],
                metadata,
            )
        assert list(records_in(lines_of(log))) == log.records(after=0, limit=100)

    def test_may_have_the_line_ends_of_another_system(self) -> None:
        lines = some_lines()
        assert list(records_in(line[:-1] + b"\r\n" for line in lines)) == list(records_in(lines))

    def test_may_have_no_line_feed_at_its_end(self) -> None:
        lines = some_lines()
        assert list(records_in([*lines[:-1], lines[-1][:-1]])) == list(records_in(lines))

    def test_of_an_empty_log_is_an_empty_file(self) -> None:
        assert lines_of(memory_log()) == []
        assert list(records_in([])) == []


def a_day(log: EventLog) -> DeskWithoutPages:
    """Everything that the desk can do, and words that are hard to keep."""
    desk = desk_at_work(log)
    desk.run(desk.assign(BOILER, ANN))
    desk.wait(minutes=5)
    desk.run(desk.dispatch(BOILER, ANN))
    desk.run(desk.assign(LIFT, BEN))
    desk.wait(minutes=20)
    desk.run(desk.arrive(BOILER, ANN))
    desk.run(desk.recall(LIFT))
    outcome = 'Valve "B"\nreplaced – Łukasz, 👩🏽‍🔧\\'
    desk.run(msgspec.structs.replace(desk.complete(BOILER, ANN), outcome=outcome))
    desk.run(desk.close(LIFT))
    desk.run(desk.reopen(BOILER))
    desk.run(desk.assign(BOILER, ANN))
    desk.run(desk.abandon(BOILER, ANN))
    return desk


@pytest.mark.parametrize(("source", "target"), list(permutations(STORES, 2)))
def test_a_log_moves_to_another_kind_of_store(source: str, target: str, tmp_path: Path) -> None:
    with new_log(source, tmp_path) as log:
        desk = a_day(log)
        lines = lines_of(log)
        before = answers(caught_up(log))
        then = log.records(after=0, limit=100)
        keys = log.keys(then)
        commands = [desk.assign(BOILER, ANN), desk.reopen(LIFT)]
    with new_log(target, tmp_path) as moved:
        moved.restore(list(records_in(lines)), keys)
        assert moved.records(after=0, limit=100) == then
        assert lines_of(moved) == lines
        assert answers(caught_up(moved)) == before
        assert verify(moved).fault == ""
        desk = DeskWithoutPages(moved)
        for command in commands:
            desk.run(command, command_id=f"after the move, {command}")
        assert verify(moved).events == len(lines) + len(commands)


def test_positions_are_given_out_anew(tmp_path: Path) -> None:
    with new_log("postgresql", tmp_path) as log:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        with pytest.raises(Conflict):
            log.append(new_events("operative-1", 1), BY_THE_DESK)
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        then = log.records(after=0, limit=10)
        lines = lines_of(log)
    moved = memory_log()
    moved.restore(list(records_in(lines)))
    assert moved.records(after=0, limit=10) == [
        msgspec.structs.replace(record, position=number) for number, record in enumerate(then, 1)
    ]
    assert [record.position for record in then] != [1, 2, 3, 4]


def test_of_many_who_restore_at_once_exactly_one_does(log: EventLog) -> None:
    records = list(records_in(some_lines()))
    start = Barrier(4)

    def restore(desk: int) -> bool:
        """The last of them has just begun to use the log."""
        start.wait()
        try:
            if desk == 3:
                log.append([NewEvent("operative-9", 1, HIRED)], BY_THE_DESK)
            else:
                log.restore(records)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as desks:
        done = list(desks.map(restore, range(4)))
    assert done[3]
    assert done[:3].count(True) <= 1
    assert len(lines_of(log)) == (len(records) + 1 if any(done[:3]) else 1)
    assert verify(log).fault == ""


class TestRestoring:
    def test_nothing_does_nothing(self, log: EventLog) -> None:
        log.restore([])
        assert log.head() == 0

    def test_into_a_log_that_is_not_empty_is_a_conflict(self, log: EventLog) -> None:
        log.append([NewEvent("operative-9", 1, HIRED)], BY_THE_DESK)
        before = lines_of(log)
        with pytest.raises(Conflict):
            log.restore(list(records_in(some_lines())))
        assert lines_of(log) == before

    def test_twice_is_a_conflict(self, log: EventLog) -> None:
        records = list(records_in(some_lines()))
        log.restore(records)
        with pytest.raises(Conflict):
            log.restore(records)
        assert lines_of(log) == some_lines()

    def test_a_version_that_comes_twice_leaves_nothing_behind(self, log: EventLog) -> None:
        first, *rest = records_in(some_lines())
        with pytest.raises(Conflict):
            log.restore([first, *rest, first])
        assert log.head() == 0
        assert lines_of(log) == []
        log.restore([first, *rest])
        assert hashes_in(lines_of(log)) == hashes_in(some_lines())

    def test_works_every_hash_out_anew(self, log: EventLog) -> None:
        lines = some_lines()
        records = [msgspec.structs.replace(record, hash="") for record in records_in(lines)]
        log.restore(records)
        assert lines_of(log) == lines


ITS_HASH = (
    "its hash is not the one that follows from the lines before it. It has been changed, or one "
    "before it is missing."
)

Damage = Callable[[list[bytes]], list[bytes]]


def in_line_2(change: Callable[[bytes], bytes]) -> Damage:
    return lambda lines: [lines[0], change(lines[1]), *lines[2:]]


DAMAGES: dict[str, tuple[Damage, str]] = {
    "the first is missing": (lambda lines: lines[1:], f"Line 1, position 2: {ITS_HASH}"),
    "one is missing": (lambda lines: [lines[0], *lines[2:]], f"Line 2, position 3: {ITS_HASH}"),
    "one comes twice": (
        lambda lines: [lines[0], *lines],
        f"Line 2, position 1: {ITS_HASH}",
    ),
    "two are swapped": (
        lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
        f"Line 2, position 3: {ITS_HASH}",
    ),
    "a text is changed": (
        in_line_2(lambda line: line.replace(b"work-1", b"work-2")),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "the person is changed": (
        in_line_2(lambda line: line.replace(b"the desk", b"a thief")),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "the version is changed": (
        in_line_2(lambda line: line.replace(b'"version":1', b'"version":2')),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "the schema is changed": (
        in_line_2(lambda line: line.replace(b'"schema":1', b'"schema":2')),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "the type is changed": (
        in_line_2(lambda line: line.replace(b"Engaged", b"Released")),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "the hash is changed": (
        in_line_2(lambda line: line[:-4] + b'x"}\n'),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "there is space in a text that was not": (
        in_line_2(lambda line: line.replace(b'"work_id":', b'"work_id": ')),
        f"Line 2, position 2: {ITS_HASH}",
    ),
    "one is cut off": (in_line_2(lambda line: line[:-20]), "Line 2 is not an event: "),
    "the last is cut off": (
        lambda lines: [*lines[:-1], lines[-1][:-3]],
        "Line 5 is not an event: ",
    ),
    "one is blank": (in_line_2(lambda line: b"\n"), "Line 2 is not an event: "),
    "a blank one is at the end": (lambda lines: [*lines, b"\n"], "Line 6 is not an event: "),
    "two are on one line": (
        lambda lines: [lines[0], lines[1][:-1] + lines[2], *lines[3:]],
        "Line 2 is not an event: ",
    ),
    "one is no JSON": (in_line_2(lambda line: b"nonsense\n"), "Line 2 is not an event: "),
    "one is a list": (in_line_2(lambda line: b"[" + line[:-1] + b"]"), "Line 2 is not an event: "),
    "one is no text": (in_line_2(lambda line: b"\xff\xfe\n"), "Line 2 is not an event: "),
    "one is nested without end": (
        in_line_2(lambda line: line.replace(b'"event":{', b'"event":' + b"[" * 100_000)),
        "Line 2 is not an event: ",
    ),
    "one is all noughts": (in_line_2(lambda line: bytes(len(line))), "Line 2 is not an event: "),
    "a text in one is no text": (
        in_line_2(lambda line: line.replace(b"engagement-1", b"engagement-\xff")),
        "Line 2 is not an event: ",
    ),
    "one has no position": (
        in_line_2(lambda line: line.replace(b'"position":2,', b"")),
        "Line 2 is not an event: ",
    ),
    "one has no hash": (
        in_line_2(lambda line: line[: line.index(b',"hash"')] + b"}\n"),
        "Line 2 is not an event: ",
    ),
    "one has a version in words": (
        in_line_2(lambda line: line.replace(b'"version":1', b'"version":"1"')),
        "Line 2 is not an event: ",
    ),
}


class TestADamagedFile:
    @pytest.mark.parametrize(("damage", "refusal"), DAMAGES.values(), ids=DAMAGES)
    def test_is_refused_by_its_line(self, damage: Damage, refusal: str) -> None:
        lines = some_lines()
        damaged = damage(lines)
        assert damaged != lines
        with pytest.raises(ImportRefused) as refused:
            list(records_in(damaged))
        assert str(refused.value).startswith(refusal)
        assert str(refused.value).endswith(".")

    def test_is_not_told_from_a_shorter_one_when_its_end_is_missing(self) -> None:
        """Which is why an export says the checkpoint that it goes up to."""
        assert len(list(records_in(some_lines()[:-2]))) == 3

    def test_leaves_the_log_empty(self, log: EventLog) -> None:
        lines = some_lines()
        with pytest.raises(ImportRefused):
            log.restore(list(records_in([*lines[:-1], lines[-1][:-20]])))
        assert log.head() == 0

    def test_is_found_by_any_byte_that_was_changed(self) -> None:
        lines = some_lines()
        sound = list(records_in(lines))
        places = [(n, i) for n, line in enumerate(lines) for i in range(len(line))]

        def but_for_positions(records: list[Record]) -> list[Record]:
            return [msgspec.structs.replace(record, position=0) for record in records]

        @given(place=st.sampled_from(places), byte=st.integers(0, 255))
        @example(place=(0, 0), byte=ord(" "))
        @example(place=(0, len('{"position":')), byte=ord("7"))
        @settings(deadline=None, max_examples=300)
        def is_found(place: tuple[int, int], byte: int) -> None:
            number, index = place
            line = bytearray(lines[number])
            line[index] = byte
            changed = [*lines[:number], bytes(line), *lines[number + 1 :]]
            try:
                read = list(records_in(changed))
            except ImportRefused as refused:
                assert str(refused).startswith(f"Line {number + 1}")  # noqa: PT017
            else:
                # Positions are given out anew, so the chain does not hold them.
                assert but_for_positions(read) == but_for_positions(sound)

        is_found()


class TestWhatCanBeImported:
    def test_is_told_event_by_event_as_the_new_log_will_have_it(self) -> None:
        operative, site, work = IDS.values()
        raised = {"site_ids": [site], "title": "Lift", "description": "Stuck.", "for": operative}
        lines = export_of(
            [
                old(operative, 1, "OperativeHired", HIRED),
                old(site, 1, "SiteAcquired", ACQUIRED),
                old(work, 1, "WorkRaisedFor", raised),
            ]
        )
        told: list[RecordedEvent] = []

        list(importable(lines, told.append, EventMapper(by_shape([ONE_AND_THE_OTHER]))))

        assert [(each.position, each.part, each.version, each.type_name) for each in told] == [
            (1, 0, 1, "OperativeHired"),
            (2, 0, 1, "SiteAcquired"),
            (3, 0, 1, "WorkRaised"),
            (3, 1, 1, "WorkAssigned"),
        ]

    def test_is_refused_by_its_line_whatever_goes_wrong_where_it_is_told(self) -> None:
        def fail(recorded: RecordedEvent) -> None:
            raise LookupError("no\nrow")

        lines = export_of([old(IDS["operative"], 1, "OperativeHired", HIRED)])

        with pytest.raises(ImportRefused) as refused:
            list(importable(lines, fail))

        assert str(refused.value) == (
            f"Line 1, position 0: OperativeHired of {IDS['operative']} cannot be shown on the "
            "pages: LookupError('no\\nrow')."
        )


REOPENED = {
    "position": 17,
    "aggregate_id": "work-1",
    "version": 1,
    "type": "WorkReopened",
    "schema": 1,
    "metadata": msgspec.to_builtins(BY_THE_DESK),
    "event": {"reason": "So."},
}


class TestWhatThisFirstlineCannotRead:
    def test_is_taken_in_when_it_can_read_it(self) -> None:
        [record] = records_in([sealed(REOPENED, BEFORE_THE_FIRST)])
        assert (record.type_name, record.position) == ("WorkReopened", 17)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            (
                {"type": "WorkTeleported"},
                "version 1 of work-1, an event of the type 'WorkTeleported': this Firstline "
                "knows no such type.",
            ),
            ({"type": ""}, "version 1 of work-1, an event of the type ''"),
            ({"schema": 2}, "version 1 of work-1, an event of the type 'WorkReopened'"),
            ({"schema": 0}, "version 1 of work-1, an event of the type 'WorkReopened'"),
            ({"event": {}}, "version 1 of work-1, an event of the type 'WorkReopened'"),
            ({"event": None}, "version 1 of work-1, an event of the type 'WorkReopened'"),
            ({"metadata": {}}, "version 1 of work-1, an event of the type 'WorkReopened'"),
            ({"version": 2}, "version 2 of work-1 is not the one that comes next."),
            ({"version": 0}, "version 0 of work-1 is not the one that comes next."),
            (
                {"aggregate_id": "operative-1"},
                "version 1 of operative-1 is not the one that comes next.",
            ),
            (
                {"aggregate_id": "work-\x1b[2J", "version": 2},
                r"version 2 of work-\u001b[2J is not the one that comes next.",
            ),
        ],
    )
    def test_is_refused_by_its_line(self, changes: dict[str, object], reason: str) -> None:
        first, *_ = some_lines()
        record = {**REOPENED, **changes}
        [hash] = hashes_in([first])
        with pytest.raises(ImportRefused) as refused:
            list(records_in([first, sealed(record, hash)]))
        assert str(refused.value).startswith(f"Line 2, position 17: {reason}")
