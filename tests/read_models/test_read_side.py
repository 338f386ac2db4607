"""Whoever reads sees the head of the log, and one moment of it."""

import gc
from collections.abc import Sequence
from threading import Event, Thread, current_thread

import pytest

from app.commands.operative import HireOperative
from app.domain.lifecycle import Stage
from app.event_store.log import (
    Checkpoint,
    EventLog,
    NewEvent,
    Record,
    RecordedEvent,
    Unavailable,
)
from app.event_store.memory import memory_log
from app.read_models import ReadModels
from app.read_models.away import CannotTakeIn
from app.read_models.database import Database
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from tests.cast import ANN, BOILER
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages, LogInBetween, desk_at_work
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import assigned


def read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for file, name in (("taking_in", "BATCH"), ("making", "BIG_BATCH")):
        monkeypatch.setattr(f"app.read_models.{file}.{name}", 1)


def side_of(log: EventLog) -> ReadSide:
    return ReadSide(log, Place())


def names(read_side: ReadSide) -> list[str]:
    with read_side.reading() as models:
        return [row.name for row in models.operatives]


def test_whatever_is_in_the_log_can_be_read_at_once() -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    assert names(read_side) == []
    desk.run(HIRE_ANN)
    assert names(read_side) == ["Ann Marsh"]
    desk.run(HIRE_BEN)
    assert names(read_side) == ["Ann Marsh", "Ben Okoro"]


def test_garbage_is_looked_for_again_when_the_rows_are_made() -> None:
    was_looked_for = []

    def told(position: int, head: int) -> None:
        was_looked_for.append(gc.isenabled())
        if position:
            raise MemoryError

    with pytest.raises(MemoryError):
        side_of(desk_at_work().log).catch_up(told)
    assert was_looked_for == [False, False]
    assert gc.isenabled()


def test_what_somebody_reads_stays_as_it_is_while_others_go_on() -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    with read_side.reading() as models:
        desk.run(HIRE_ANN)
        assert names(read_side) == ["Ann Marsh"]
        assert len(models.operatives) == 0


def test_the_desk_can_be_read_as_of_any_position() -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    for command in (HIRE_ANN, HIRE_BEN):
        desk.run(command)
    for position, expected in ((0, []), (1, ["Ann Marsh"]), (2, ["Ann Marsh", "Ben Okoro"])):
        with read_side.reading(as_of=position) as models:
            assert [row.name for row in models.operatives] == expected
            assert models.position == position


def test_a_moment_that_has_not_been_taken_in_yet_can_be_read() -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    assert names(read_side) == []
    desk.run(HIRE_ANN)
    with read_side.reading(as_of=desk.log.head()) as models:
        assert [row.name for row in models.operatives] == ["Ann Marsh"]


def test_a_reader_sees_what_others_have_changed_of_what_it_has_seen_before() -> None:
    desk = desk_at_work()
    place = Place()
    read_side, other = (ReadSide(desk.log, place) for _ in range(2))
    with read_side.reading() as models:
        assert models.works[BOILER].stage is Stage.AWAITING_CONTROL
    desk.run(desk.assign(BOILER, ANN))
    names(other)
    with read_side.reading() as again:
        assert again is models
        assert again.works[BOILER].stage is Stage.QUEUED


def test_a_reader_of_the_past_sees_each_moment_as_it_was() -> None:
    desk = desk_at_work()
    before = desk.log.head()
    desk.run(desk.assign(BOILER, ANN))
    read_side = side_of(desk.log)
    for position, stage in ((before, Stage.AWAITING_CONTROL), (before + 1, Stage.QUEUED)):
        with read_side.reading(as_of=position) as models:
            assert models.works[BOILER].stage is stage


def test_before_anything_happened_is_a_moment_of_every_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    assert names(read_side) == []
    desk.run(HIRE_ANN)
    with read_side.reading(as_of=0) as models:
        assert len(models.operatives) == 0
    assert not caplog.records, "nothing is read from the start again"


def test_a_reader_who_fails_does_not_shut_out_the_others() -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    with pytest.raises(ZeroDivisionError), read_side.reading():
        _ = 1 / 0
    desk.run(HIRE_ANN)
    read: list[str] = []
    other = Thread(target=lambda: read.extend(names(read_side)))
    other.start()
    other.join(timeout=30)
    assert read == ["Ann Marsh"]


class CountingLog(LogInBetween):
    """A log that counts how often an event is read."""

    readings = 0

    def recorded(self, records: Sequence[Record]) -> list[RecordedEvent]:
        self.readings += 1
        return super().recorded(records)


def test_an_event_that_makes_no_sense_is_told_every_reader_and_read_once() -> None:
    log = CountingLog(hired(HIRE_ANN))
    read_side = side_of(log)
    assert names(read_side) == ["Ann Marsh"]
    log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
    before = log.readings
    for _ in range(3):
        with pytest.raises(CannotTakeIn, match=r"WorkAssigned at position 2: .* \(Works\)"):
            names(read_side)
    assert log.readings == before + 1


def test_what_is_before_an_event_that_makes_no_sense_is_kept() -> None:
    log = hired(HIRE_ANN)
    log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
    place = Place()
    with pytest.raises(CannotTakeIn):
        names(ReadSide(log, place))
    file = place.current()
    assert file is not None
    assert ReadModels(Database(file)).position == 1


class LogThatBreaksOff(LogInBetween):
    """A log whose second reading fails, as when a connection is lost."""

    readings = 0

    def records(self, after: int, limit: int) -> list[Record]:
        self.readings += 1
        if self.readings == 2:
            raise ConnectionError
        return super().records(after, limit)


def test_an_error_that_passes_is_followed_by_a_new_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_one_by_one(monkeypatch)
    desk = DeskWithoutPages(LogThatBreaksOff(memory_log()))
    read_side = side_of(desk.log)
    assert names(read_side) == []
    desk.run(HIRE_ANN)
    desk.run(HIRE_BEN)
    with pytest.raises(ConnectionError):
        names(read_side)
    assert names(read_side) == ["Ann Marsh", "Ben Okoro"]


class LogThatDoesNotAnswer(LogInBetween):
    """A log whose second reading is not answered."""

    readings = 0

    def records(self, after: int, limit: int) -> list[Record]:
        self.readings += 1
        if self.readings == 2:
            raise Unavailable
        return super().records(after, limit)


def test_after_no_answer_what_was_taken_in_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_one_by_one(monkeypatch)
    desk = DeskWithoutPages(LogThatDoesNotAnswer(memory_log()))
    read_side = side_of(desk.log)
    assert names(read_side) == []
    desk.run(HIRE_ANN)
    desk.run(HIRE_BEN)
    with pytest.raises(Unavailable):
        names(read_side)
    desk.run(HIRE_CARYS)
    assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]


class LogOfOthers(LogInBetween):
    """A log in whose place another can be put."""

    def put_in_its_place(self, log: EventLog) -> None:
        self._log = log


def hired(*commands: HireOperative) -> EventLog:
    desk = DeskWithoutPages()
    for command in commands:
        desk.run(command)
    return desk.log


HIRE_CARYS = HireOperative(operative_id="operative-carys", forename="Carys", surname="Lloyd")
HIRE_DORA = HireOperative(operative_id="operative-dora", forename="Dora", surname="Pugh")
HIRE_EVE = HireOperative(operative_id="operative-eve", forename="Eve", surname="Quinn")


@pytest.mark.parametrize(
    ("there_now", "expected"),
    [([], ["Ann Marsh"]), ([HIRE_CARYS], ["Carys Lloyd", "Ann Marsh"])],
    ids=["without it", "with another event instead"],
)
def test_a_log_that_was_put_back_without_the_event_that_made_no_sense_is_read(
    there_now: list[HireOperative], expected: list[str]
) -> None:
    broken = hired(HIRE_ANN)
    broken.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
    log = LogOfOthers(broken)
    read_side = side_of(log)
    with pytest.raises(CannotTakeIn):
        names(read_side)
    log.put_in_its_place(hired(HIRE_ANN, *there_now))
    assert names(read_side) == expected


class LogThatIsAwayOnce(LogOfOthers):
    """A log that does not answer the question of that number."""

    def __init__(self, log: EventLog, question: int) -> None:
        super().__init__(log)
        self._until = question

    def _count(self) -> None:
        self._until -= 1
        if not self._until:
            raise Unavailable

    def records(self, after: int, limit: int) -> list[Record]:
        self._count()
        return super().records(after, limit)

    def newest(self) -> Checkpoint:
        self._count()
        return super().newest()


@pytest.mark.parametrize("question", [1, 2, 3, 4])
def test_after_no_answer_another_log_in_its_place_is_not_mixed_with_what_was_taken_in(
    question: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_one_by_one(monkeypatch)
    log = LogThatIsAwayOnce(hired(HIRE_ANN, HIRE_BEN), question)
    read_side = side_of(log)
    with pytest.raises(Unavailable):
        names(read_side)
    log.put_in_its_place(hired(HIRE_CARYS, HIRE_DORA, HIRE_EVE))
    assert names(read_side) == ["Carys Lloyd", "Dora Pugh", "Eve Quinn"]


@pytest.mark.parametrize(
    ("there_now", "expected"),
    [
        ([], []),
        ([HIRE_ANN], ["Ann Marsh"]),
        ([HIRE_ANN, HIRE_CARYS], ["Ann Marsh", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_ANN, HIRE_BEN], ["Ann Marsh", "Ben Okoro", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_BEN], ["Ben Okoro", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_BEN, HIRE_ANN], ["Ann Marsh", "Ben Okoro", "Carys Lloyd"]),
    ],
    ids=[
        "to its beginning",
        "by an event",
        "and went on otherwise",
        "and went on further",
        "and has the same last event",
        "and has the same last event there, and went on",
    ],
)
def test_a_log_that_was_put_back_is_read_anew_and_that_is_told(
    there_now: list[HireOperative], expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    log = LogOfOthers(hired(HIRE_ANN, HIRE_BEN))
    read_side = side_of(log)
    assert names(read_side) == ["Ann Marsh", "Ben Okoro"]
    log.put_in_its_place(hired(*there_now))
    assert sorted(names(read_side)) == expected
    assert "the log is not the one that was read up to position 2" in caplog.text


class LogThatGrows(LogOfOthers):
    """A log to which somebody appends as soon as it has said what is its newest event."""

    appended: EventLog | None = None

    def newest(self) -> Checkpoint:
        newest = super().newest()
        if self.appended:
            self.put_in_its_place(self.appended)
        return newest


def test_a_log_that_was_put_back_and_outgrows_what_was_read_meanwhile_is_read_again() -> None:
    log = LogThatGrows(hired(HIRE_ANN, HIRE_BEN))
    read_side = side_of(log)
    assert names(read_side) == ["Ann Marsh", "Ben Okoro"]
    log.put_in_its_place(hired(HIRE_CARYS))
    log.appended = hired(HIRE_CARYS, HIRE_DORA, HIRE_EVE)
    assert names(read_side) == ["Carys Lloyd", "Dora Pugh", "Eve Quinn"]


def test_a_log_that_only_grew_is_not_read_anew(caplog: pytest.LogCaptureFixture) -> None:
    desk = DeskWithoutPages()
    read_side = side_of(desk.log)
    for command in (HIRE_ANN, HIRE_BEN, HIRE_CARYS):
        desk.run(command)
        names(read_side)
    assert caplog.text == ""


def test_a_store_that_keeps_one_reader_waiting_does_not_keep_the_others() -> None:
    desk = DeskWithoutPages()
    asked, answer = Event(), Event()

    class SlowLog(LogInBetween):
        def newest(self) -> Checkpoint:
            if current_thread().name == "slow":
                asked.set()
                answer.wait(timeout=30)
            return super().newest()

    read_side = side_of(SlowLog(desk.log))
    slow = Thread(target=names, args=[read_side], name="slow")
    slow.start()
    assert asked.wait(timeout=30)
    desk.run(HIRE_ANN)
    assert names(read_side) == ["Ann Marsh"]
    answer.set()
    slow.join(timeout=30)
    assert not slow.is_alive()
