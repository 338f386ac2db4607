"""What the pages are read from, under a desk that serves: killed, away, without room, shared. Pages
are right, or say in a sentence that they cannot be brought up to date; the rest mends itself."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from app.domain.work_events import WorkNoted
from app.event_store.address import SqliteStore
from app.event_store.log import NewEvent
from app.event_store.stores import open_log, prepare
from app.read_models.place import place_for
from tests.cast import ANN, BOILER
from tests.cli.logs import BY_THE_DESK
from tests.processes.forking import Forked
from tests.processes.load import Clerk, at_work, check_log
from tests.processes.replayed import check_pages
from tests.processes.running import DidNotStart, RunningDesk, environment, two_desks
from tests.processes.test_workers import halted, workers_of
from tests.processes.visiting import Answer, Form, Visitor, read_at_once
from tests.read_models.story import assigned, raised
from tests.waiting import until

LONG = 20_500
"""In events: so many that the reading of the log takes a second or so, and is told."""
BATCH = 500
_TWO_GROUPS = (("Ann", "Ben", "Carys"), ("Dev", "Ewa", "Femi"))


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    return store


@pytest.fixture(scope="session")
def long_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = SqliteStore(tmp_path_factory.mktemp("long") / "desk.db")
    prepare(store)
    _write_many(store, LONG)
    return store.path


@pytest.fixture
def long(long_log: Path, tmp_path: Path) -> SqliteStore:
    """A store with so many events that the making of the read side can be interrupted."""
    return SqliteStore(Path(shutil.copy(long_log, tmp_path / "desk.db")))


def _write_many(store: SqliteStore, count: int) -> None:
    """A Work with notes without end: of all events they are read fastest."""
    with closing(open_log(store)) as log:
        first = log.head()
        for start in range(first, first + count, BATCH):
            written = [
                NewEvent(BOILER, number + 1, WorkNoted(text="Rang back.") if number else raised())
                for number in range(start, min(start + BATCH, first + count))
            ]
            log.append(written, BY_THE_DESK)


def _folder(store: SqliteStore) -> Path:
    return place_for(store, None).folder


def _current(store: SqliteStore) -> Path:
    file = place_for(store, None).current()
    assert file
    return file


def _databases(folder: Path) -> set[Path]:
    return {each for each in folder.glob("*.db") if not each.is_symlink()}


def _check(
    store: SqliteStore, desk: RunningDesk, *clerks: Clerk, by: type[Visitor] = Visitor
) -> None:
    with closing(open_log(store)) as log, by(desk) as visitor:
        check_pages(log, visitor)
        if clerks:
            check_log(log, clerks)


def _reached(file: Path) -> int:
    """The position up to which that database has taken in the log."""
    with closing(sqlite3.connect(file)) as connection:
        [(position,)] = connection.execute("SELECT position FROM progress")
        return int(position)


def says_so(answer: Answer) -> bool:
    """Whether it says that pages cannot be brought up to date, and when to try again."""
    return (
        answer.status == 503
        and "The desk cannot bring its pages up to date just now." in answer.text
        and answer.headers["Retry-After"] == "5"
    )


class TestKilled:
    @pytest.mark.timeout(90)
    def test_while_it_is_made_for_the_first_time(self, long: SqliteStore) -> None:
        for _ in range(2):
            before = _databases(_folder(long))
            variables = environment(long, FIRSTLINE_PORT="1", FIRSTLINE_WORKERS="2")
            process = Forked(["serve"], variables, complaints=Path(os.devnull))
            until(
                lambda seen=before: _databases(_folder(long)) - seen,  # type: ignore[misc]
                "the beginning of a making",
            )
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()
            assert place_for(long, None).current() is None, "it was killed too late"
            assert len(_databases(_folder(long))) == 1
        with RunningDesk(long, FIRSTLINE_WORKERS="2") as desk:
            _check(long, desk)
            assert _databases(_folder(long)) == {_current(long)}
            assert not list(_folder(long).glob("*-journal"))

    @pytest.mark.timeout(90)
    def test_while_two_workers_take_events_in(self, sqlite: SqliteStore) -> None:
        clerks = [Clerk(name) for name in ("Ann", "Ben", "Carys", "Dev")]
        for round in range(4):
            with RunningDesk(sqlite, FIRSTLINE_WORKERS="2") as desk:
                _check(sqlite, desk, *clerks)
                with at_work(clerks, desk) as acknowledged:
                    acknowledged.wait_for(15 + round)
                    desk.kill()
        with RunningDesk(sqlite, FIRSTLINE_WORKERS="2") as desk:
            _check(sqlite, desk, *clerks)
            assert _databases(_folder(sqlite)) == {_current(sqlite)}


class TestStarting:
    @pytest.mark.timeout(90)
    def test_a_long_log_is_read_once_before_the_address_is_told(self, long: SqliteStore) -> None:
        with RunningDesk(long, FIRSTLINE_WORKERS="2") as desk:
            made = _current(long)
            assert _reached(made) == LONG
            assert desk.complaints.count("Reading the log") == 1
            # Many at once, whom all workers answer. Whoever reads the log again makes another.
            assert read_at_once(desk) == {200}
            assert _databases(_folder(long)) == {made}
        with RunningDesk(long, FIRSTLINE_WORKERS="2") as desk:
            assert "Reading the log" not in desk.complaints
        _write_many(long, 5)
        with RunningDesk(long, FIRSTLINE_WORKERS="2") as desk:
            assert _reached(made) == LONG + 5
            assert "Reading the log" not in desk.complaints
        _write_many(long, LONG)
        with RunningDesk(long, FIRSTLINE_WORKERS="2") as desk:
            assert _reached(made) == 2 * LONG + 5
            assert desk.complaints.count("Reading the log") == 1
            assert _databases(_folder(long)) == {made}

    @pytest.mark.timeout(60)
    def test_two_who_start_at_once_read_a_long_log_once(self, long: SqliteStore) -> None:
        with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
            desks = list(pool.map(lambda _: stack.enter_context(RunningDesk(long)), range(2)))
            told = [desk.complaints.count("Reading the log") for desk in desks]
            assert sum(told) == 1
            visitors = [stack.enter_context(Visitor(desk)) for desk in desks]
            with closing(open_log(long)) as log:
                check_pages(log, *visitors)


class TestAnEventThatNoReadModelTakes:
    @pytest.mark.timeout(60)
    def test_is_told_by_both_workers_also_by_one_that_is_new(self, sqlite: SqliteStore) -> None:
        with RunningDesk(sqlite, FIRSTLINE_WORKERS="2") as desk:
            with Visitor(desk) as visitor:
                visitor.hire("Ann")
            with closing(open_log(sqlite)) as log:
                log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
            assert read_at_once(desk) == {500}
            both = workers_of(desk)
            for worker in both:
                with halted(worker), Visitor(desk) as visitor:
                    page = visitor.open("/")
                    assert page.status == 500
                    assert "WorkAssigned at position 2: " in page.text
            killed = min(both)
            os.kill(killed, signal.SIGKILL)
            until(lambda: len(workers_of(desk) - {killed}) == 2, "a new worker")
            [new] = workers_of(desk) - both
            with halted(max(both)), Visitor(desk) as visitor:
                assert "WorkAssigned at position 2: " in visitor.open("/").text
            assert new in workers_of(desk)
        with pytest.raises(DidNotStart, match="The pages cannot be made of this log: WorkAssigned"):
            RunningDesk(sqlite, FIRSTLINE_WORKERS="2")


class TestSharedByProcesses:
    @pytest.mark.timeout(90)
    @pytest.mark.parametrize("is_one_desk", [True, False], ids=["two workers", "two desks"])
    def test_all_take_in_at_once_and_no_page_waits_in_vain(
        self, sqlite: SqliteStore, *, is_one_desk: bool
    ) -> None:
        groups = [[Clerk(name) for name in names] for names in _TWO_GROUPS]
        with ExitStack() as stack:
            if is_one_desk:
                desk = stack.enter_context(RunningDesk(sqlite, FIRSTLINE_WORKERS="2"))
                desks = [desk, desk]
            else:
                desks = list(stack.enter_context(two_desks(sqlite)))
            with ExitStack() as work:
                counting = [
                    work.enter_context(at_work(clerks, desk))
                    for clerks, desk in zip(groups, desks, strict=True)
                ]
                for each in counting:
                    each.wait_for(40)
            for desk in desks:
                _check(sqlite, desk, *groups[0], *groups[1])
                assert "locked" not in desk.complaints
                assert " 503, " not in desk.complaints

    @pytest.mark.timeout(60)
    def test_events_that_another_program_appends_by_thousands_keep_no_page_waiting_in_vain(
        self, sqlite: SqliteStore
    ) -> None:
        with RunningDesk(sqlite, FIRSTLINE_WORKERS="2") as desk:
            for _ in range(3):
                _write_many(sqlite, 2_000)
                assert read_at_once(desk) == {200}
            assert " 503, " not in desk.complaints


SPOILT: dict[str, Callable[[Path, Path], object]] = {
    "folder": lambda folder, file: shutil.rmtree(folder),
    "file": lambda folder, file: file.unlink(),
    "emptied": lambda folder, file: os.truncate(file, 0),
    "cut": lambda folder, file: os.truncate(file, file.stat().st_size // 2),
    "overwritten": lambda folder, file: file.write_text("milk, bread, eggs\n" * 1_000),
    "wal": lambda folder, file: Path(f"{file}-wal").unlink(),
    "shm": lambda folder, file: Path(f"{file}-shm").unlink(),
}
"""What can happen to what pages are read from."""


class TestAway:
    @pytest.mark.timeout(90)
    def test_it_is_made_again_under_people_who_are_at_work(self, sqlite: SqliteStore) -> None:
        clerks = [_PatientClerk(name) for name in ("Ann", "Ben", "Carys")]
        with RunningDesk(sqlite, FIRSTLINE_WORKERS="2") as desk:
            for what, spoil in SPOILT.items():
                print(what)
                with at_work(clerks, desk) as acknowledged:
                    acknowledged.wait_for(10)
                    spoil(_folder(sqlite), _current(sqlite))
                    acknowledged.wait_for(15)
                # Part of a file can be missing for a while, until somebody asks for what was there.
                _check(sqlite, desk, *clerks, by=_PatientVisitor)
                assert " 500, " not in desk.complaints


class _PatientVisitor(Visitor):
    """Comes back when told to, once."""

    def open(self, address: str) -> Answer:
        answer = super().open(address)
        return super().open(address) if says_so(answer) else answer


class _PatientClerk(Clerk):
    """Also takes it that pages cannot be brought up to date for a moment."""

    def _judged(self, answer: Answer, sent: Form | None = None) -> Answer:
        if says_so(answer) and (not sent or answer.offers_again(sent)):
            return answer
        return super()._judged(answer, sent)
