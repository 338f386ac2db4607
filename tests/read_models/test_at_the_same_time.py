"""Several threads, processes and versions of the code at the same files: nobody is kept waiting
for long, nobody reads what another threw away, and what is made is made once."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier, Event

import pytest

from app.commands.operative import HireOperative
from app.domain.operative import OperativeHired
from app.domain.work_events import WorkDispatched
from app.event_store.log import Checkpoint, NewEvent, Record, RecordedEvent
from app.event_store.memory import memory_log
from app.read_models import ReadModels
from app.read_models.away import BeingMade, CannotTakeIn, ReadSideAway
from app.read_models.database import Database
from app.read_models.operatives import Operatives
from app.read_models.place import FORGOTTEN, Place
from app.read_models.read_side import ReadSide
from app.read_models.taking_in import take_in
from app.threads import READERS_WAITING
from tests.cast import ANN, BOILER
from tests.commands.desk import (
    HIRE_ANN,
    HIRE_BEN,
    START,
    DeskWithoutPages,
    LogInBetween,
    desk_at_work,
)
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import assigned
from tests.read_models.test_read_side import (
    HIRE_CARYS,
    HIRE_DORA,
    CountingLog,
    hired,
    names,
)
from tests.waiting import PATIENCE, until

THREADS = 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "projections"


def current(place: Place) -> Path:
    file = place.current()
    assert file
    return file


def of_other_code(monkeypatch: pytest.MonkeyPatch, folder: Path, log: str = "") -> Place:
    with monkeypatch.context() as patch:
        patch.setattr("app.read_models.place.fingerprint", lambda: "0123456789abcdef")
        return Place(folder, log)


class WatchedPlace(Place):
    """A place that says how often a database was made for it, and lets others in between."""

    made = 0
    after_look: Callable[[], None] | None = None

    def new(self) -> Path:
        self.made += 1
        return super().new()

    def current(self) -> Path | None:
        file = super().current()
        if self.after_look:
            after_look, self.after_look = self.after_look, None
            after_look()
        return file


def test_many_who_find_it_missing_at_once_have_it_made_once(folder: Path) -> None:
    place = WatchedPlace(folder)
    read_side = ReadSide(desk_at_work().log, place)
    start = Barrier(THREADS)

    def read(_: int) -> list[str]:
        start.wait(PATIENCE)
        return names(read_side)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in range(3):
            assert list(pool.map(read, range(THREADS))) == [["Ann Marsh", "Ben Okoro"]] * THREADS
            current(place).unlink()
    assert place.made == 3


def test_many_who_find_the_log_replaced_at_once_have_it_made_once_more(folder: Path) -> None:
    log = LogInBetween(hired(HIRE_ANN, HIRE_BEN))
    place = WatchedPlace(folder)
    read_side = ReadSide(log, place)
    assert names(read_side) == ["Ann Marsh", "Ben Okoro"]
    log._log = hired(HIRE_CARYS, HIRE_DORA)
    start = Barrier(THREADS)

    def read(_: int) -> list[str]:
        start.wait(PATIENCE)
        return names(read_side)

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(read, range(THREADS))) == [["Carys Lloyd", "Dora Pugh"]] * THREADS
    assert place.made == 2


def test_one_that_is_swapped_between_looking_and_opening_is_not_used(folder: Path) -> None:
    desk = desk_at_work()
    place = WatchedPlace(folder)
    read_side = ReadSide(desk.log, place)
    names(read_side)
    read_side.close()
    with closing(ReadSide(desk.log, Place(folder))) as other:

        def make_again() -> None:
            desk.run(HIRE_CARYS)
            other.rebuild(lambda *_: None)

        place.after_look = make_again
        assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]
    assert place.made == 1


def test_a_long_reading_keeps_nobody_from_taking_in_or_making_again(folder: Path) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(folder))
    with read_side.reading() as before, read_side.reading(as_of=1) as long_ago:
        desk.run(HIRE_CARYS)
        assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]
        assert read_side.rebuild(lambda *_: None) == []
        desk.run(HIRE_DORA)
        assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro", "Dora Pugh"]
        read_side.close()
        assert [row.name for row in before.operatives] == ["Ann Marsh", "Ben Okoro"]
        assert [row.name for row in long_ago.operatives] == ["Ann Marsh"]
    assert len(names(read_side)) == 4


class LogThatOthersTakeIn(LogInBetween):
    """A log of which another process takes in the next event whenever this one reads it."""

    other: ReadModels

    def records(self, after: int, limit: int) -> list[Record]:
        batch = super().records(after, limit)
        if next_one := next((each for each in batch if each.position > after + 1), None):
            take_in(self._log, self.other, Checkpoint(next_one.position, next_one.hash))
        return batch


def test_a_page_goes_on_as_long_as_others_take_in_what_it_waits_for(folder: Path) -> None:
    log = LogThatOthersTakeIn(DeskWithoutPages().log)
    place = Place(folder)
    read_side = ReadSide(log, place)
    assert names(read_side) == []
    desk = DeskWithoutPages(log._log)
    for number in range(20):
        id = f"operative-{number}"
        desk.run(HireOperative(operative_id=id, forename="Ann", surname=f"Marsh-{number}"))
    with closing(Database(current(place))) as database:
        log.other = ReadModels(database)
        assert len(names(read_side)) == 20


def test_nobody_queues_behind_one_who_is_kept_from_writing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database", "read_side"):
        monkeypatch.setattr(f"app.read_models.{name}.LOCK_TIMEOUT", 0.2)
    desk = desk_at_work()
    place = Place(folder)
    read_side = ReadSide(desk.log, place)
    names(read_side)
    with closing(sqlite3.connect(current(place), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(names(read_side)) == 2
        desk.run(HIRE_CARYS)
        began = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            reads = [pool.submit(names, read_side) for _ in range(THREADS)]
            for read in reads:
                with pytest.raises(ReadSideAway):
                    read.result(timeout=PATIENCE)
        assert time.monotonic() - began < 0.2 * THREADS
        other.execute("ROLLBACK")
    assert len(names(read_side)) == 3


def test_threads_wait_for_each_other_to_take_in_and_not_for_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever comes to the file while it is being written to is turned away at once.
    monkeypatch.setattr("app.read_models.database.LOCK_TIMEOUT", 0)
    monkeypatch.setattr("app.read_models.read_side.LOCK_TIMEOUT", PATIENCE)
    log = CountingLog(memory_log())
    desk = desk_at_work(log)
    read_side = ReadSide(log, Place(folder))
    names(read_side)
    desk.run(HIRE_CARYS)
    before = log.readings
    is_writing, go_on = Event(), Event()
    apply = Operatives.apply

    def wait(self: Operatives, recorded: RecordedEvent, event: OperativeHired) -> None:
        is_writing.set()
        assert go_on.wait(PATIENCE)
        apply(self, recorded, event)

    monkeypatch.setattr(Operatives, "apply", wait)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(names, read_side)
        assert is_writing.wait(PATIENCE)
        second = pool.submit(names, read_side)
        until(lambda: log.readings == before + 2, "the second to have something to write")
        futures.wait([second], timeout=0.2)
        go_on.set()
        assert len(first.result(PATIENCE)) == len(second.result(PATIENCE)) == 3


def test_few_wait_for_long_for_one_who_is_kept_from_writing_and_those_who_come_later_not_at_all(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database", "read_side"):
        monkeypatch.setattr(f"app.read_models.{name}.LOCK_TIMEOUT", PATIENCE)
    monkeypatch.setattr("app.turns.LONG_TURN", 0.2)
    desk = desk_at_work()
    place = Place(folder)
    read_side = ReadSide(desk.log, place)
    names(read_side)
    with closing(sqlite3.connect(current(place), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.run(HIRE_CARYS)
        with ThreadPoolExecutor(THREADS) as pool:
            reads = [pool.submit(names, read_side) for _ in range(THREADS)]
            refused = THREADS - READERS_WAITING
            until(lambda: sum(read.done() for read in reads) == refused, "those who do not wait")
            began = time.monotonic()
            with pytest.raises(ReadSideAway):
                names(read_side)
            assert time.monotonic() - began < PATIENCE / 10
            assert sum(read.done() for read in reads) == refused
            other.execute("ROLLBACK")
            answered = [read for read in reads if not read.exception(PATIENCE)]
    assert [len(read.result()) for read in answered] == [3] * READERS_WAITING


@contextmanager
def behind(read_side: ReadSide, place: Place, desk: DeskWithoutPages) -> Iterator[int]:
    """Where the rows are, which cannot be brought to the log's head."""
    names(read_side)
    reached = desk.log.head()
    with closing(sqlite3.connect(current(place), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.run(HIRE_CARYS)
        yield reached


def test_what_was_taken_in_can_be_read_while_nothing_new_can_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("database", "read_side"):
        monkeypatch.setattr(f"app.read_models.{name}.LOCK_TIMEOUT", 0.1)
    desk = desk_at_work()
    place = Place(folder)
    read_side = ReadSide(desk.log, place)
    with behind(read_side, place, desk) as reached:
        for position in (1, reached):
            with read_side.reading(as_of=position) as models:
                assert models.position == position
                assert len(models.operatives) == min(position, 2)
        with read_side.reading(at_least=0) as models:
            assert models.position == reached
        for newer in (reached + 1, reached + 2):
            with pytest.raises(ReadSideAway), read_side.reading(as_of=newer):
                pass


def test_what_was_taken_in_of_another_log_is_not_read(folder: Path) -> None:
    log = LogInBetween(hired(HIRE_ANN))
    read_side = ReadSide(log, Place(folder))
    names(read_side)
    log._log = hired(HIRE_CARYS, HIRE_DORA)
    with read_side.reading(as_of=1) as models:
        assert [row.name for row in models.operatives] == ["Carys Lloyd"]


def test_rows_that_cannot_be_written_are_told_with_their_event_and_tried_once(
    folder: Path,
) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(folder))
    names(read_side)
    desk.run(HIRE_CARYS)
    desk.log.append([NewEvent(BOILER, 2, assigned(ANN))], BY_THE_DESK)
    # Dates of a log should say their time zone.
    dispatched = WorkDispatched(operative_id=ANN, eta=START.replace(tzinfo=None))
    desk.log.append([NewEvent(BOILER, 3, dispatched)], BY_THE_DESK)
    desk.run(HIRE_DORA)
    for _ in range(2):
        with pytest.raises(CannotTakeIn, match="WorkDispatched at position 8: TypeError"):
            names(read_side)


def test_what_a_read_model_could_not_take_is_tried_again_by_other_code(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at_work()
    desk.log.append([NewEvent(BOILER, 2, assigned(ANN))], BY_THE_DESK)
    sides = [ReadSide(desk.log, Place(folder)) for _ in range(2)]
    with monkeypatch.context() as patch:
        patch.setattr("app.read_models.works.Works.apply", _makes_nothing_of_it)
        said = set()
        for side in sides:
            with pytest.raises(CannotTakeIn) as told:
                names(side)
            said.add(str(told.value))
    assert len(said) == 1
    for side in sides:
        with pytest.raises(CannotTakeIn):
            names(side)
    assert len(names(ReadSide(desk.log, of_other_code(monkeypatch, folder)))) == 2
    sides[0].rebuild(lambda *_: None)
    assert [len(names(side)) for side in sides] == [2, 2]


def _makes_nothing_of_it(self: object, recorded: RecordedEvent, event: object) -> None:
    raise ValueError("this code is wrong")


def test_two_logs_and_two_versions_of_the_code_have_their_own_in_one_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hired(HIRE_ANN), hired(HIRE_BEN)
    with monkeypatch.context() as patch:
        patch.setattr("app.read_models.place.fingerprint", lambda: "0123456789abcdef")
        newer = WatchedPlace(folder, "one")
    places = [WatchedPlace(folder, "one"), WatchedPlace(folder, "other"), newer]
    sides = [ReadSide(log, place) for log, place in zip([one, other, one], places, strict=True)]
    for _ in range(3):
        read = [names(side) for side in sides]
        assert read == [["Ann Marsh"], ["Ben Okoro"], ["Ann Marsh"]]
        sides[0].rebuild(lambda *_: None)
    assert [place.made for place in places] == [4, 1, 1]
    sides[1].rebuild(lambda *_: None)
    assert [names(side) for side in sides] == [["Ann Marsh"], ["Ben Okoro"], ["Ann Marsh"]]
    assert [place.made for place in places] == [4, 2, 1]


def test_one_of_other_code_is_removed_whole_when_nobody_has_written_to_it_for_long(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at_work()
    older = ReadSide(desk.log, of_other_code(monkeypatch, folder))
    names(older)
    file = current(of_other_code(monkeypatch, folder))
    long_ago = time.time() - FORGOTTEN - 1
    desk.run(HIRE_CARYS)
    names(older)
    os.utime(file, (long_ago, long_ago))
    read_side = ReadSide(desk.log, Place(folder))
    names(read_side)
    assert file.exists(), "its -wal was written to just now"
    for each in folder.glob(f"{file.stem}.*"):
        os.utime(each, (long_ago, long_ago))
    read_side.rebuild(lambda *_: None)
    assert [each for each in folder.glob("*0123456789abcdef*") if each.suffix != ".lock"] == []
    assert len(names(older)) == 3


def test_one_of_other_code_is_removed_at_a_start_when_nothing_has_to_be_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_at_work()
    names(ReadSide(desk.log, Place(folder)))
    with closing(ReadSide(desk.log, of_other_code(monkeypatch, folder))) as older:
        names(older)
    file = current(of_other_code(monkeypatch, folder))
    ReadSide(desk.log, Place(folder)).catch_up()
    assert file.exists(), "it was written to just now"
    long_ago = time.time() - FORGOTTEN - 1
    for each in folder.glob(f"{file.stem}.*"):
        os.utime(each, (long_ago, long_ago))
    ReadSide(desk.log, Place(folder)).catch_up()
    assert not file.exists()


def test_what_a_making_that_was_killed_leaves_is_removed_by_the_next(folder: Path) -> None:
    desk = desk_at_work()
    place = Place(folder)
    names(ReadSide(desk.log, place))
    current(place).unlink()
    unfinished = place.new()
    Path(f"{unfinished}-journal").touch()
    unfinished.with_suffix(".link").symlink_to(unfinished.name)
    with closing(ReadSide(desk.log, Place(folder))) as read_side:
        names(read_side)
    link = current(place)
    assert {each.suffix for each in folder.iterdir()} == {".db", ".lock"}
    assert sorted(folder.glob("*.db")) == sorted([link, folder / f"{link.stem[:25]}.db"])


def test_who_starts_waits_for_another_who_makes_it_and_a_page_does_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.read_models.making.PATIENCE", 0.1)
    desk = desk_at_work()
    other = Place(folder)
    starting, visited = (ReadSide(desk.log, Place(folder)) for _ in range(2))
    with ThreadPoolExecutor() as pool:
        with other.alone(PATIENCE):
            started = pool.submit(starting.catch_up)
            with pytest.raises(BeingMade):
                names(visited)
            time.sleep(0.2)
            assert not started.done()
        started.result(PATIENCE)
    assert len(names(starting)) == 2


def test_few_wait_for_long_for_another_who_makes_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.read_models.making.PATIENCE", PATIENCE)
    monkeypatch.setattr("app.turns.LONG_TURN", 0.2)
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(folder))
    with ThreadPoolExecutor(THREADS) as pool:
        with Place(folder).alone(PATIENCE):
            reads = [pool.submit(names, read_side) for _ in range(THREADS)]
            refused = THREADS - READERS_WAITING
            until(lambda: sum(read.done() for read in reads) == refused, "those who do not wait")
            assert all(isinstance(each.exception(0), BeingMade) for each in reads if each.done())
        answered = [read for read in reads if not read.exception(PATIENCE)]
    assert [len(read.result()) for read in answered] == [2] * READERS_WAITING


def test_what_is_removed_is_overwritten(folder: Path) -> None:
    text = "Mrs Tremayne, 1 Quay Street"
    place = Place(folder)
    with closing(ReadSide(desk_at_work().log, place)) as read_side:
        names(read_side)
    with closing(Database(current(place))) as database:
        database.execute("CREATE TABLE notes (note TEXT)")
        database.execute("INSERT INTO notes VALUES (?)", (text,))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert text.encode() in current(place).read_bytes()
        database.execute("DELETE FROM notes")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert text.encode() not in current(place).read_bytes()


def test_a_connection_is_not_used_after_a_fork(folder: Path) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(folder))
    with read_side.reading() as models:
        pass
    child = os.fork()
    if not child:
        try:
            with read_side.reading() as own:
                os._exit(int(own is models or len(own.operatives) != 2))
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    assert status == 0
    with read_side.reading() as again:
        assert again is models


def test_a_temporary_folder_outlives_the_children_of_its_process() -> None:
    place = Place()
    child = os.fork()
    if not child:
        try:
            place.close()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert place.folder.is_dir()
    place.close()
    assert not place.folder.exists()
