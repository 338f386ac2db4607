"""A log in an SQLite file: how it is made, found, shared, copied, and what can be wrong with it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from threading import Event, Lock
from time import sleep

import msgspec
import pytest

from app.event_store.address import StoreError
from app.event_store.log import Conflict, NewEvent, Unavailable
from app.event_store.sqlite import back_up_sqlite, prepare_sqlite, sqlite_log
from app.event_store.stored_log import StoredLog
from app.event_store.verification import verify
from app.private_store.store import PrivateStore
from tests.disk import files_no_larger_than
from tests.event_store.by_hand import lines_of
from tests.event_store.examples import BY_THE_DESK, HIRED, engaged, new_events
from tests.event_store.tampering import lose_from_index, zero_page
from tests.processes.forking import FORKED

ODD_NAMES = [
    "my desk.db",
    "desk?mode=memory",
    "desk#1.db",
    "desk%41.db",
    "desk&cache=shared.db",
    "desk=1.db",
    'Łukasz\' "desk".db',
    "📞.db",
    "desk\nof\ttwo.db",
    ":memory:",
    "file:desk.db",
    "-desk.db",
    "desk\\db",
    "desk",
    os.fsdecode(b"desk-\xff.db"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


def log_in(path: Path) -> StoredLog:
    return sqlite_log(path, PrivateStore())


@contextmanager
def opened(path: Path) -> Iterator[StoredLog]:
    with closing(log_in(path)) as log:
        yield log


@pytest.fixture
def log(path: Path) -> Iterator[StoredLog]:
    prepare_sqlite(path)
    with opened(path) as log:
        yield log


def names_in(folder: Path) -> list[str]:
    """But for what SQLite puts beside a file that it has looked into."""
    names = (path.name for path in folder.iterdir())
    return sorted(name for name in names if not name.endswith(("-wal", "-shm")))


def is_free_to_write(path: Path) -> bool:
    """Whether nobody holds the file's lock."""
    with closing(sqlite3.connect(path, timeout=0)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
    return True


class TestPreparing:
    def test_makes_an_empty_log(self, path: Path) -> None:
        assert prepare_sqlite(path)
        with opened(path) as log:
            assert log.head() == 0
        assert names_in(path.parent) == ["desk.db"]

    def test_again_leaves_everything_as_it_is(self, path: Path) -> None:
        prepare_sqlite(path)
        with opened(path) as log:
            log.append(new_events("operative-1", 3), BY_THE_DESK)
            before = lines_of(log)
        for _ in range(2):
            assert not prepare_sqlite(path)
        with opened(path) as log:
            assert lines_of(log) == before

    def test_while_the_log_is_in_use_leaves_it_as_it_is(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 3), BY_THE_DESK)
        assert not prepare_sqlite(path)
        assert log.head() == 3

    def test_marks_the_file_as_a_desks(self, path: Path) -> None:
        prepare_sqlite(path)
        header = path.read_bytes()[:100]
        assert header[68:72] == b"FirL"
        assert int.from_bytes(header[60:64], "big") == 1

    @pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
    def test_takes_any_name_as_it_is(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / name
        assert prepare_sqlite(path)
        with opened(path) as log:
            log.append(new_events("operative-1", 2), BY_THE_DESK)
        with opened(path) as log:
            assert log.head() == 2
        assert names_in(tmp_path) == [name]

    def test_takes_a_name_from_the_folder_one_is_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path)
        assert prepare_sqlite(Path("desk.db"))
        with opened(Path("desk.db")) as log:
            monkeypatch.chdir(tmp_path / "elsewhere")
            log.append(new_events("operative-1", 1), BY_THE_DESK)
        assert names_in(tmp_path) == ["desk.db", "elsewhere"]

    def test_follows_a_link_to_a_desks_file(self, path: Path) -> None:
        prepare_sqlite(path)
        link = path.with_name("link.db")
        link.symlink_to(path)
        assert not prepare_sqlite(link)
        with opened(link) as log:
            log.append(new_events("operative-1", 1), BY_THE_DESK)
        with opened(path) as log:
            assert log.head() == 1

    def test_does_not_say_that_a_link_that_leads_nowhere_is_a_log(self, path: Path) -> None:
        path.symlink_to(path.with_name("nowhere.db"))
        try:
            prepare_sqlite(path)
        except StoreError:
            return
        with opened(path) as log:
            assert log.head() == 0

    @pytest.mark.parametrize("ending", ["-wal", "-shm"])
    def test_does_not_take_a_part_of_another_log_for_its_own(self, path: Path, ending: str) -> None:
        """The newest events may be in it, and a new log would make an end of them."""
        part = path.with_name(f"desk.db{ending}")
        part.write_bytes(b"part")
        with pytest.raises(StoreError) as refused:
            prepare_sqlite(path)
        assert str(refused.value) == (
            f"There is {part}, and not the desk.db that it is part of. Put that back in its place; "
            "or if it is gone for good, move this one away too."
        )
        assert list(path.parent.iterdir()) == [part]
        assert part.read_bytes() == b"part"

    @pytest.mark.parametrize("executor", [ThreadPoolExecutor, ProcessPoolExecutor])
    def test_can_be_done_by_many_at_once(
        self, executor: Callable[..., Executor], tmp_path: Path
    ) -> None:
        kind = {"mp_context": FORKED} if executor is ProcessPoolExecutor else {}
        rounds = 5
        with executor(4, **kind) as desks:
            for number in range(rounds):
                tried = list(desks.map(prepare_sqlite, [tmp_path / f"{number}.db"] * 4))
                assert tried.count(True) == 1
        assert names_in(tmp_path) == [f"{number}.db" for number in range(rounds)]
        for number in range(rounds):
            with opened(tmp_path / f"{number}.db") as log:
                log.append(new_events("operative-1", 1), BY_THE_DESK)


def by_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE stored_events (anything TEXT)")
        connection.commit()


def by_a_newer_firstline(path: Path) -> None:
    prepare_sqlite(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=2")


def a_log_after(damage: Callable[[Path], object]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        prepare_sqlite(path)
        damage(path)

    return make


IF_THERE_WAS_ONE = (
    "If there was one, stop the desks, and put the newest backup in the place of the file and its "
    "-wal and -shm. If there was none, remove the file, and run firstline init-db."
)
PUT_BACK = (
    "Stop the desks, and copy the file, and the -wal and -shm beside it if they are there, to "
    "another folder. Then put the newest backup in their place. firstline verify --since, with the "
    "newest checkpoint that you have kept, tells whether events are lost."
)

NOT_OURS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, "{} is not a file. FIRSTLINE_STORE should name one."),
    "a text": (
        lambda path: path.write_text("name,surname\n" * 1_000),
        "{} is not a database. FIRSTLINE_STORE should name a file of its own.",
    ),
    "a short text": (
        lambda path: path.write_text("Ann"),
        "{} is not a database. FIRSTLINE_STORE should name a file of its own.",
    ),
    "a file of nothing but noughts": (
        lambda path: path.write_bytes(bytes(8_192)),
        "{} begins with nothing but zeros: there is no log in it. " + IF_THERE_WAS_ONE,
    ),
    "an empty file": (
        Path.touch,
        "{} is empty: there is no log in it. " + IF_THERE_WAS_ONE,
    ),
    "a log without its first page": (
        a_log_after(lambda path: zero_page(path, 1)),
        "{} begins with nothing but zeros: there is no log in it. " + IF_THERE_WAS_ONE,
    ),
    "a log that was cut off after its first page": (
        a_log_after(lambda path: os.truncate(path, 4_096)),
        "{} is a log of Firstline, but damaged or cut off (database disk image is malformed). "
        + PUT_BACK,
    ),
    "a log that was cut off within its first page": (
        a_log_after(lambda path: os.truncate(path, 600)),
        "{} is a log of Firstline, but damaged or cut off (database disk image is malformed). "
        + PUT_BACK,
    ),
    "a log that was cut off within its header": (
        a_log_after(lambda path: os.truncate(path, 50)),
        "{} is a log of Firstline, but damaged or cut off (its header is not whole). " + PUT_BACK,
    ),
    "another program's database": (
        by_another_program,
        "{} belongs to another program. FIRSTLINE_STORE should name a file of its own.",
    ),
    "a newer Firstline's log": (
        by_a_newer_firstline,
        "{} was made by a newer Firstline. Install that one, or a later one.",
    ),
}


@pytest.mark.parametrize(("make", "said"), NOT_OURS.values(), ids=NOT_OURS)
@pytest.mark.parametrize("use", [prepare_sqlite, log_in])
def test_what_is_not_ours_is_refused_and_left_alone(
    path: Path, use: Callable[[Path], object], make: Callable[[Path], object], said: str
) -> None:
    make(path)
    before = path.is_file() and path.read_bytes()
    with pytest.raises(StoreError) as refused:
        use(path)
    assert str(refused.value) == said.format(path)
    assert (path.is_file() and path.read_bytes()) == before
    assert names_in(path.parent) == ["desk.db"]


class TestAFileThatIsNotThere:
    def test_is_not_made_by_opening(self, path: Path) -> None:
        with pytest.raises(StoreError) as refused:
            log_in(path)
        assert str(refused.value) == (
            f"There is no {path}. To make it, run firstline init-db; if it should be there, look "
            "whether FIRSTLINE_STORE names the right place."
        )
        assert names_in(path.parent) == []

    @pytest.mark.parametrize(
        ("folder", "reason"),
        [("missing", "no such file or directory"), ("a-file", "not a directory")],
    )
    def test_is_not_made_where_there_is_no_folder(
        self, tmp_path: Path, folder: str, reason: str
    ) -> None:
        (tmp_path / "a-file").touch()
        path = tmp_path / folder / "desk.db"
        with pytest.raises(StoreError) as refused:
            prepare_sqlite(path)
        assert str(refused.value) == (
            f"Cannot make {path}: {reason}. FIRSTLINE_STORE should name a file in a folder that is "
            "there, and that the desk may write to."
        )
        with pytest.raises(StoreError, match="There is no "):
            log_in(path)
        assert names_in(tmp_path) == ["a-file"]

    def test_may_have_a_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        path = tmp_path / ("d" * 300)
        with pytest.raises(StoreError, match="file name too long"):
            prepare_sqlite(path)
        with pytest.raises(StoreError, match="file name too long"):
            log_in(path)

    def test_is_not_made_by_a_log_that_has_lost_it(self, path: Path) -> None:
        prepare_sqlite(path)
        with opened(path) as log:
            path.unlink()
            with pytest.raises(Unavailable):
                log.append(new_events("operative-1", 1), BY_THE_DESK)
            with pytest.raises(Unavailable):
                log.head()
        assert names_in(path.parent) == []

    def test_because_it_was_taken_away_is_missed_at_once(self, log: StoredLog, path: Path) -> None:
        """SQLite would go on writing to it, and everything would be lost."""
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        path.rename(path.with_name("away"))
        with pytest.raises(Unavailable):
            log.append(new_events("operative-2", 1), BY_THE_DESK)
        with pytest.raises(Unavailable):
            log.head()
        path.with_name("away").rename(path)
        log.append(new_events("operative-3", 1), BY_THE_DESK)
        with opened(path) as again:
            read = again.read(after=0, limit=10)
        assert [event.aggregate_id for event in read] == ["operative-1", "operative-3"]

    def test_because_another_was_put_in_its_place_is_not_written_to(
        self, log: StoredLog, path: Path
    ) -> None:
        copy = path.with_name("copy.db")
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        back_up_sqlite(path, copy, unheard)
        log.append(new_events("operative-2", 2), BY_THE_DESK)
        for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
            path.with_name(name).rename(path.with_name(f"old-{name}"))
        copy.rename(path)
        assert log.head() == 1
        log.append(new_events("operative-3", 1), BY_THE_DESK)
        with opened(path) as again:
            read = again.read(after=0, limit=10)
        assert [event.aggregate_id for event in read] == ["operative-1", "operative-3"]

    def test_is_found_again_when_it_is_back(self, path: Path) -> None:
        """However many have tried to write meanwhile: none of them keeps its turn."""
        prepare_sqlite(path)
        writers = 20
        with opened(path) as log, ThreadPoolExecutor(writers) as pool:
            path.rename(path.with_name("away"))

            def fail_to_write(number: int) -> bool:
                try:
                    log.append(new_events(f"operative-{number}", 1), BY_THE_DESK)
                except Unavailable:
                    return True
                return False

            assert all(pool.map(fail_to_write, range(writers)))
            path.with_name("away").rename(path)
            log.append(new_events("operative-1", 1), BY_THE_DESK)
            assert log.head() == 1


class TestAfterAnError:
    def test_of_a_conflict_nobody_is_kept_waiting(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 1), BY_THE_DESK)
        for _ in range(3):
            with pytest.raises(Conflict):
                log.append(
                    [*new_events("operative-2", 1), *new_events("operative-1", 1)], BY_THE_DESK
                )
            assert is_free_to_write(path)

    def test_of_an_event_that_cannot_be_written_nobody_is_kept_waiting(
        self, log: StoredLog, path: Path
    ) -> None:
        too_high = NewEvent("operative-1", 2**63, HIRED)
        with pytest.raises((OverflowError, Unavailable)):
            log.append([*new_events("operative-2", 1), too_high], BY_THE_DESK)
        assert is_free_to_write(path)
        assert log.head() == 0

    def test_of_a_full_disk_everything_is_as_before(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 3), BY_THE_DESK)
        before = lines_of(log)
        long = msgspec.structs.replace(HIRED, forename="Ann " * 20_000)
        with files_cannot_grow(path.parent):
            for number in range(3):
                with pytest.raises(Unavailable):
                    log.append([NewEvent(f"operative-{number + 2}", 1, long)], BY_THE_DESK)
                assert is_free_to_write(path)
                assert lines_of(log) == before
        log.append([NewEvent("operative-2", 1, long)], BY_THE_DESK)
        assert lines_of(log)[:-1] == before
        assert verify(log).events == 4
        assert verify(log).fault == ""


def files_cannot_grow(folder: Path) -> AbstractContextManager[None]:
    return files_no_larger_than(max(path.stat().st_size for path in folder.iterdir()))


def test_who_writes_too_long_keeps_others_from_writing_but_not_from_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.event_store.sqlite_connections.LOCK_TIMEOUT", 0.2)
    prepare_sqlite(path)
    with opened(path) as log, closing(sqlite3.connect(path)) as somebody:
        log.append(new_events("operative-1", 2), BY_THE_DESK)
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="locked"):
            log.append(new_events("operative-2", 1), BY_THE_DESK)
        assert log.head() == 2
        assert len(lines_of(log)) == 2
        somebody.execute("ROLLBACK")
        log.append(new_events("operative-2", 1), BY_THE_DESK)


def test_what_is_damaged_is_unavailable(path: Path) -> None:
    prepare_sqlite(path)
    with opened(path) as log:
        log.append(new_events("operative-1", 100), BY_THE_DESK)
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with opened(path) as log:
        for use in (
            log.head,
            lambda: log.records(after=0, limit=100),
            lambda: log.append(new_events("operative-2", 1), BY_THE_DESK),
        ):
            with pytest.raises(Unavailable):
                use()


class TestADamagedIndex:
    @pytest.fixture
    def damaged(self, path: Path) -> Path:
        prepare_sqlite(path)
        with opened(path) as log:
            for number in (1, 2, 3):
                log.append(new_events(f"operative-{number}", 2), BY_THE_DESK)
        lose_from_index(path, 3, 4)
        return path

    def test_keeps_events_from_being_found_that_are_there(self, damaged: Path) -> None:
        with opened(damaged) as log:
            assert len(lines_of(log)) == 6
            assert verify(log).fault == ""
            assert log.stream("operative-2") == []

    def test_is_found(self, damaged: Path) -> None:
        with opened(damaged) as log:
            assert log.damage() == "row 3 missing from index sqlite_autoindex_stored_events_1"

    def test_is_found_where_nothing_can_be_read(self, path: Path) -> None:
        prepare_sqlite(path)
        with path.open("r+b") as file:
            file.seek(100)
            file.write(b"\xff" * 400)
        with opened(path) as log:
            assert log.damage() == "database disk image is malformed"
            path.rename(path.with_name("away"))
            with pytest.raises(Unavailable):
                log.damage()


def test_every_connection_waits_for_the_disk(log: StoredLog) -> None:
    """A page that says that something is done must still be right after a power cut, which no test
    can bring about."""
    datastore = log._recorder.datastore  # type: ignore[attr-defined]
    for commit in (True, False):
        with datastore.transaction(commit=commit) as cursor:
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


CLOSE_WHILE_OTHERS_USE_IT = """
import sys, threading, time
from pathlib import Path
from app.event_store.sqlite import sqlite_log
from app.private_store.store import PrivateStore
from tests.event_store.examples import BY_THE_DESK, new_events

for number in range(8):
    log = sqlite_log(Path(sys.argv[1]), PrivateStore())

    def use(thread: int) -> None:
        try:
            for version in range(1, 1_000_000):
                log.append(new_events(f"operative-{number}-{thread}", 1, version), BY_THE_DESK)
                log.read(after=0, limit=100)
        except Exception as error:
            print(type(error).__name__)

    threads = [threading.Thread(target=use, args=(each,)) for each in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    log.close()
    for thread in threads:
        thread.join()
"""


def test_a_log_can_be_closed_while_others_use_it(path: Path) -> None:
    """In a process of its own: SQLite ends it when a connection is closed under the hands of those
    who use it."""
    prepare_sqlite(path)
    run = subprocess.run(
        [sys.executable, "-c", CLOSE_WHILE_OTHERS_USE_IT, path],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stderr == ""
    assert run.returncode == 0
    # The threads write at once: what they say can run together.
    assert "".join(run.stdout.split()) == "Unavailable" * 48
    with opened(path) as log:
        assert verify(log).fault == ""


def unheard(copied: int, pages: int) -> None:
    """For those whom progress does not interest."""


class TestABackup:
    def test_is_the_log_as_it_was(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 5), BY_THE_DESK)
        before = lines_of(log)
        copy = path.with_name("copy.db")
        back_up_sqlite(path, copy, unheard)
        log.append(new_events("operative-2", 5), BY_THE_DESK)
        with opened(copy) as copied:
            assert lines_of(copied) == before
            copied.append(new_events("operative-3", 1), BY_THE_DESK)
            assert verify(copied).fault == ""

    def test_can_be_made_while_many_write(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 2_000), BY_THE_DESK)
        stop, lock, numbers = Event(), Lock(), count()

        def write() -> None:
            while not stop.is_set():
                with lock:
                    number = next(numbers)
                batch = [NewEvent(f"work-{number}", n, engaged(n)) for n in (1, 2)]
                log.append(batch, BY_THE_DESK)

        with ThreadPoolExecutor(3) as writers:
            writing = [writers.submit(write) for _ in range(3)]
            for copy in ("one.db", "two.db", "three.db"):
                back_up_sqlite(path, path.with_name(copy), unheard)
                head = log.head()
                while log.head() == head and not any(each.done() for each in writing):
                    sleep(0.001)
            stop.set()
        for each in writing:
            each.result()
        whole = lines_of(log)
        lengths = []
        for copy in ("one.db", "two.db", "three.db"):
            with opened(path.with_name(copy)) as copied:
                lines = lines_of(copied)
                assert lines == whole[: len(lines)]
                assert len(lines) % 2 == 0  # no batch by half
                assert verify(copied).fault == ""
            lengths.append(len(lines))
        assert 2_000 <= lengths[0] < lengths[1] < lengths[2] <= len(whole)

    def test_does_not_begin_anew_when_somebody_writes(self, log: StoredLog, path: Path) -> None:
        """As it would for ever at a desk that is always busy."""
        long = msgspec.structs.replace(HIRED, forename="Ann " * 500_000)
        log.append([NewEvent(f"operative-{n}", 1, long) for n in range(6)], BY_THE_DESK)
        before = lines_of(log)
        told: list[int] = []

        def write(copied: int, pages: int) -> None:
            assert copied > max(told, default=0)
            told.append(copied)
            log.append(new_events("work-1", 1, first_version=len(told)), BY_THE_DESK)

        copy = path.with_name("copy.db")
        back_up_sqlite(path, copy, write)
        assert len(told) > 2
        assert len(lines_of(log)) == len(before) + len(told)
        with opened(copy) as copied:
            assert lines_of(copied) == before

    def test_tells_how_far_it_is(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 100), BY_THE_DESK)
        told: list[tuple[int, int]] = []
        copy = path.with_name("copy.db")
        back_up_sqlite(path, copy, lambda copied, pages: told.append((copied, pages)))
        copied, pages = told[-1]
        assert copied == pages > 1

    def test_is_for_its_owner_only(self, path: Path) -> None:
        prepare_sqlite(path)
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        copy = path.with_name("copy.db")
        back_up_sqlite(path, copy, unheard)
        assert copy.stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("name", ODD_NAMES[:-1], ids=ascii)
    def test_takes_any_name_as_it_is(self, path: Path, name: str) -> None:
        prepare_sqlite(path)
        back_up_sqlite(path, path.with_name(name), unheard)
        assert names_in(path.parent) == sorted(["desk.db", name])

    def test_replaces_nothing(self, path: Path) -> None:
        prepare_sqlite(path)
        copy = path.with_name("copy.db")
        copy.write_bytes(b"another")
        for target in (copy, path, path.parent):
            with pytest.raises(StoreError) as refused:
                back_up_sqlite(path, target, unheard)
            assert str(refused.value) == (
                f"{target} is there already, and a backup replaces nothing."
            )
        assert copy.read_bytes() == b"another"
        assert names_in(path.parent) == ["copy.db", "desk.db"]

    def test_needs_a_folder(self, path: Path) -> None:
        prepare_sqlite(path)
        target = path.parent / "missing" / "copy.db"
        with pytest.raises(StoreError) as refused:
            back_up_sqlite(path, target, unheard)
        assert str(refused.value) == f"Cannot back up to {target}: no such file or directory."

    def test_needs_a_disk_that_is_not_full(self, log: StoredLog, path: Path) -> None:
        log.append(new_events("operative-1", 500), BY_THE_DESK)
        before = names_in(path.parent)
        (path.parent / "away").mkdir()
        target = path.parent / "away" / "copy.db"
        with (
            files_no_larger_than(20_000),
            pytest.raises(StoreError, match=r"^Cannot back up to .*copy\.db: "),
        ):
            back_up_sqlite(path, target, unheard)
        assert names_in(path.parent / "away") == []
        assert names_in(path.parent) == ["away", *before]

    def test_is_of_a_log_only(self, tmp_path: Path) -> None:
        another = tmp_path / "another.db"
        by_another_program(another)
        for path in (another, tmp_path / "missing.db"):
            with pytest.raises(StoreError, match=f"{path.name}"):
                back_up_sqlite(path, tmp_path / "copy.db", unheard)
        assert names_in(tmp_path) == ["another.db"]
