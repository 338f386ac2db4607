"""Logs that each Firstline wrote are read by every later one.

The files in `logs` are kept for ever. None of them is ever changed, or made anew: they are what is
on people's disks. When the events get another shape or name, a further file comes beside them: play
a day at a desk whose log is kept, with every type of event and with texts that are hard to keep,
and write it with `firstline export --with-personal-data`. Then write down here what it holds, by
looking at the desk.
"""

import hashlib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from app.commands.ids import new_id
from app.commands.work import RaiseWork
from app.domain.aggregate import Aggregate
from app.domain.engagement import Engagement, engagement_id
from app.domain.ids import is_id
from app.domain.operative import Operative
from app.domain.site import Site
from app.domain.work import Stage, Work, WorkClosed, WorkReopened
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.transfer import importable, keys_in, records_in
from app.event_store.verification import checkpoint, records_of, verify
from app.read_models import ReadModels
from app.read_models.visits import Ending
from tests.cast import THE_DESK
from tests.commands.desk import DeskWithoutPages, unit_of_work
from tests.event_store.by_hand import hashes_by_hand, hashes_in, lines_of
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.test_keeping_up import answers, caught_up

LOGS = {path.stem: path for path in sorted((Path(__file__).parent / "logs").glob("*.jsonl"))}


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What a log holds, as the desk that wrote it showed it."""

    checkpoint: str
    sha256: str
    """Of the file."""
    types: dict[str, int]
    """How many events of each type there were, by the names of that day."""
    operatives: list[str]
    sites: list[tuple[str, str, str]]
    """Name, post code and telephone number."""
    works: list[tuple[str, str, Stage, str, int]]
    """Number, title, stage, who has it, and version."""
    waiting: list[str]
    queues: dict[str, list[str]]
    visits: list[tuple[str, str, Ending | None, str, str]]
    """Number of the Work, who went, how it ended, with which remark, and when they were to arrive;
    in the order of numbers and visits."""
    descriptions: dict[str, str]
    reasons: list[str]
    """Those of closing and of reopening, in the order of the log."""
    day: date


HELD = {
    "first": Held(
        checkpoint="49:32adeab697b40106e66649f869d15881b6d14d5f605d6d420db9a63af739607c",
        sha256="3372a71b18c3caf94eb57fdfc3d65b7d5da1a4508ebd57b268d721b8df9c20da",
        day=date(2026, 11, 23),
        types={
            "OperativeEngaged": 5,
            "OperativeHired": 3,
            "OperativeReleased": 4,
            "SiteAcquired": 3,
            "WorkAbandoned": 1,
            "WorkArrivedAt": 4,
            "WorkAssigned": 8,
            "WorkClosed": 3,
            "WorkCompleted": 2,
            "WorkDispatched": 5,
            "WorkRaised": 7,
            "WorkRecalled": 2,
            "WorkReopened": 2,
        },
        operatives=["Mai Thị Nguyễn", "Zoë O’Brien-Šťastná", "Łukasz Żółć"],
        sites=[
            ("L'Étoile, 12 Quai de l’Île, Genève", "1204", "+41 22 555 01 99"),
            ('Große Straße 7 "Hinterhaus", Köln', "50667", "+49 (0)221 555-0142 ext. 7"),
            ("Elm House, 4 Park Row, Leeds", "LS1 5HD", "0113 496 0182"),
        ],
        works=[
            ("W-1007", "Bell rings by itself 🔔", Stage.AWAITING_CONTROL, "", 1),
            ("W-1006", "Till n° 3 does not start", Stage.QUEUED, "Łukasz Żółć", 4),
            ("W-1005", "Water in the cellar", Stage.CLOSED, "", 2),
            ("W-1004", "Alarm in the car park 🚨", Stage.CLOSED, "", 2),
            ("W-1003", "Door won’t lock", Stage.QUEUED, "Zoë O’Brien-Šťastná", 4),
            ("W-1002", "Lift stuck 🛗 between 2 & 3", Stage.COMPLETED, "", 12),
            ("W-1001", "Boiler leaks", Stage.ON_SITE, "Zoë O’Brien-Šťastná", 9),
        ],
        waiting=["W-1007"],
        queues={
            "Mai Thị Nguyễn": [],
            "Zoë O’Brien-Šťastná": ["W-1001", "W-1003"],
            "Łukasz Żółć": ["W-1006"],
        },
        visits=[
            (
                "W-1001",
                "Zoë O’Brien-Šťastná",
                Ending.COMPLETED,
                "New valve, 22 mm.\nTested twice 👩🏽‍🔧.",
                "07:42",
            ),
            ("W-1001", "Zoë O’Brien-Šťastná", None, "", "09:22"),
            (
                "W-1002",
                "Łukasz Żółć",
                Ending.ABANDONED,
                "No parts: “Teil 4711” is out of stock until Thursday.",
                "08:20",
            ),
            (
                "W-1002",
                "Mai Thị Nguyễn",
                Ending.RECALLED,
                "Part came early;\nZoë has it in the van.",
                "09:48",
            ),
            ("W-1002", "Zoë O’Brien-Šťastná", Ending.COMPLETED, "", "09:03"),
            ("W-1003", "Mai Thị Nguyễn", Ending.RECALLED, "Mai is needed in Köln first.", ""),
            ("W-1003", "Zoë O’Brien-Šťastná", None, "", ""),
            ("W-1006", "Łukasz Żółć", None, "", ""),
        ],
        descriptions={
            "W-1001": "Since last night.\nCaretaker: “it drips on the £900 rug”.\n\n"
            "\t- bucket is under it",
            "W-1002": 'Nobody inside; \\ and / and <b>tags</b> & 100% "quoted".',
            "W-1003": "它锁不上。السلام عليكم — שלום",
            "W-1004": "Caller cannot hear customers.",
            "W-1005": "Ankle-deep, says the caller; see W-1001?",
            "W-1006": "Black screen, fan runs…",
            "W-1007": "Every ten minutes or so.\nPlease “soon”.",
        },
        reasons=[
            "It drips again, a little.",
            "remedied itself: It stopped: a van had set it off.",
            "duplicate: Same as W-1001.",
            "withdrawn: Customer bought another.",
            "And that one fails too.",
        ],
    ),
}


def test_there_is_no_log_that_nobody_looks_into() -> None:
    assert LOGS.keys() == HELD.keys()


@pytest.fixture(params=LOGS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def lines_in(name: str) -> list[bytes]:
    return LOGS[name].read_bytes().splitlines(keepends=True)


def events_in(name: str) -> list[bytes]:
    """The lines without the keys at their end."""
    return [line for line in lines_in(name) if not line.startswith(b'{"key_of":')]


def restored(name: str, log: EventLog) -> EventLog:
    keys = keys_in(lines_in(name))
    log.restore(list(records_in(lines_in(name), keys=keys)), keys)
    return log


@pytest.fixture
def old_log(name: str) -> EventLog:
    return restored(name, memory_log())


@pytest.fixture
def models(old_log: EventLog) -> ReadModels:
    return caught_up(old_log)


class TestTheFile:
    def test_is_as_it_was_written(self, name: str) -> None:
        assert hashlib.sha256(LOGS[name].read_bytes()).hexdigest() == HELD[name].sha256

    def test_is_unbroken(self, name: str) -> None:
        lines = events_in(name)
        assert hashes_in(lines) == hashes_by_hand(lines)

    def test_moves_into_every_store_as_it_is(self, name: str, log: EventLog) -> None:
        taken = checkpoint(HELD[name].checkpoint)
        verdict = verify(restored(name, log), [taken])
        assert verdict.fault == ""
        assert verdict.head
        assert verdict.head.hash == taken.hash
        assert hashes_in(lines_of(log)) == hashes_in(events_in(name))

    def test_can_be_gone_on_with(self, name: str, log: EventLog) -> None:
        models = caught_up(restored(name, log))
        [site, *_] = models.sites
        raised = RaiseWork(
            work_id=new_id("work"), site_ids=(site.id,), title="And on", description="As ever."
        )
        DeskWithoutPages(log).run(raised, command_id=new_id("command"))
        caught_up(log, models)
        assert models.works[raised.work_id].number == 1001 + len(HELD[name].works)
        assert verify(log, [checkpoint(HELD[name].checkpoint)]).fault == ""


class TestTheDayAtTheDesk:
    def test_has_the_same_operatives(self, name: str, models: ReadModels) -> None:
        assert [row.name for row in models.operatives] == HELD[name].operatives

    def test_has_the_same_sites(self, name: str, models: ReadModels) -> None:
        rows = [(row.name, row.post_code, row.telephone_number) for row in models.sites]
        assert rows == HELD[name].sites

    def test_has_the_same_works(self, name: str, models: ReadModels) -> None:
        rows = [
            (
                row.label,
                row.title,
                row.stage,
                models.operatives.name(row.operative_id or ""),
                row.version,
            )
            for row in models.works.newest()
        ]
        assert rows == HELD[name].works

    def test_has_the_same_queues(self, name: str, models: ReadModels) -> None:
        assert [row.label for row in models.queues.waiting()] == HELD[name].waiting
        assert {
            row.name: [work.label for work in models.queues.of(row.id)] for row in models.operatives
        } == HELD[name].queues

    def test_has_the_same_visits(self, name: str, models: ReadModels) -> None:
        works = reversed(list(models.works.newest()))
        visits = [
            (
                work.label,
                models.operatives.name(visit.operative_id),
                visit.ending,
                visit.remark,
                f"{visit.eta:%H:%M}" if visit.eta else "",
            )
            for work in works
            for visit in models.visits.to(work.id)
        ]
        assert visits == HELD[name].visits

    def test_has_the_same_words(self, name: str, models: ReadModels) -> None:
        descriptions = {row.label: row.description for row in models.works.newest()}
        assert descriptions == HELD[name].descriptions

    def test_has_the_same_reasons(self, name: str, old_log: EventLog) -> None:
        reasons = []
        for recorded in old_log.read(after=0, limit=1_000):
            match recorded.event:
                case WorkClosed(cause=cause, reason=reason):
                    reasons.append(f"{cause}: {reason}")
                case WorkReopened(reason=reason):
                    reasons.append(reason)
        assert reasons == HELD[name].reasons

    def test_was_on_the_same_day(self, name: str, old_log: EventLog) -> None:
        read = old_log.read(after=0, limit=1_000)
        assert {recorded.metadata.when.date() for recorded in read} == {HELD[name].day}
        assert {recorded.metadata.who for recorded in read} == {THE_DESK}
        ids = {recorded.metadata.command_id for recorded in read}
        assert all(is_id("command", id) for id in ids)


KINDS: dict[str, type[Aggregate]] = {
    kind.kind: kind for kind in (Operative, Engagement, Site, Work)
}


def test_every_aggregate_is_as_it_was_left(name: str, old_log: EventLog) -> None:
    versions = {record.aggregate_id: record.version for record in records_of(old_log)}
    models = caught_up(old_log)
    assert {id.partition("-")[0] for id in versions} == KINDS.keys()
    for id, version in versions.items():
        kind = KINDS[id.partition("-")[0]]
        aggregate = unit_of_work(old_log, BY_THE_DESK, id).load(kind, id, version)
        assert aggregate.version == version
        match aggregate:
            case Operative():
                assert aggregate.name == models.operatives.name(id)
            case Site():
                assert aggregate.is_acquired
            case Work():
                row = models.works[id]
                assert (aggregate.stage, aggregate.operative_id) == (row.stage, row.operative_id)
            case Engagement():
                [holder] = [row.id for row in models.operatives if engagement_id(row.id) == id]
                stages = {work.stage for work in models.queues.of(holder)}
                assert aggregate.is_on == bool(stages & {Stage.EN_ROUTE, Stage.ON_SITE})


def test_an_old_log_can_be_imported(name: str, old_log: EventLog) -> None:
    read_models = ReadModels()

    keys = keys_in(lines_in(name))
    records = list(importable(lines_in(name), told=read_models.tell, keys=keys))

    assert records == list(records_of(old_log))
    assert answers(read_models) == answers(caught_up(old_log))


def test_every_type_of_event_of_its_day_is_in_it(name: str) -> None:
    types = [record.type_name for record in records_in(lines_in(name))]
    assert {each: types.count(each) for each in sorted(set(types))} == HELD[name].types
