"""The -wal of an SQLite log is removed or replaced under a running desk, or the -shm: what was
written since the last checkpoint is only in there, and nobody is told that something is done which
is then lost."""

import fcntl
import os
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from app.event_store.verification import verify
from tests.event_store.examples import BY_THE_DESK, new_events
from tests.processes.forking import FORKED
from tests.processes.load import everything
from tests.processes.replayed import check_pages
from tests.processes.running import SECRET_KEY, RunningDesk, firstline, running
from tests.processes.visiting import HIRING, Visitor, read_at_once


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    return store


Spoil = Callable[[Path], bytes]
"""What somebody does to the files beside a database. Returns what is in the -wal that they put
there."""


def remove(*endings: str) -> Spoil:
    def spoil(path: Path) -> bytes:
        for ending in endings:
            path.with_name(path.name + ending).unlink()
        return b""

    return spoil


def replace(content: Callable[[bytes], bytes]) -> Spoil:
    def spoil(path: Path) -> bytes:
        wal = path.with_name(f"{path.name}-wal")
        other = path.with_name("other")
        other.write_bytes(content(wal.read_bytes()))
        other.rename(wal)
        return wal.read_bytes()

    return spoil


def of_another_desk(_: bytes) -> bytes:
    """What is in the -wal of another database, whole and right."""
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "another.db")
        prepare(store)
        with closing(open_log(store)) as log:
            log.append(new_events("of-another", 20), BY_THE_DESK)
            return store.path.with_name("another.db-wal").read_bytes()


SPOILT = {
    "the -wal is removed": remove("-wal"),
    "the -shm is removed": remove("-shm"),
    "both are removed": remove("-wal", "-shm"),
    "the -wal is replaced by an empty file": replace(lambda wal: b""),
    "the -wal is replaced by a copy": replace(lambda wal: wal),
    "the -wal is replaced by that of another desk": replace(of_another_desk),
    "the -wal is replaced by something else": replace(lambda wal: b"else" * len(wal)),
}


def another_process(store: SqliteStore, signs: Connection) -> None:
    """Has the log open, appends to it when it is told to, and closes nothing."""
    log = open_log(store)
    log.head()
    signs.send("open")
    signs.recv()
    log.append(new_events("by-another", 1), BY_THE_DESK)
    os._exit(0)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "spoil",
    [remove("-wal"), remove("-shm"), remove("-wal", "-shm")],
    ids=["-wal", "-shm", "both"],
)
@pytest.mark.parametrize("goes_on", [True, False], ids=["which goes on", "which closes it"])
def test_what_another_process_saved_and_went_on_with_is_not_removed_by_one_that_comes_later(
    sqlite: SqliteStore, spoil: Spoil, goes_on: bool
) -> None:
    """SQLite itself would remove the -wal of the other by its name."""
    with closing(open_log(sqlite)) as log:
        log.append(new_events("before", 1), BY_THE_DESK)
        here, there = FORKED.Pipe()
        with running([FORKED.Process(target=another_process, args=(sqlite, there))]):
            assert here.recv() == "open"
            spoil(sqlite.path)
            here.send("go on")
        here.close()
        there.close()
        if goes_on:
            log.append(new_events("after", 1), BY_THE_DESK)
    with closing(open_log(sqlite)) as log:
        ids = [event.aggregate_id for event in everything(log)]
        assert ids == ["before", "by-another", *(["after"] if goes_on else [])]
        assert not verify(log).fault
        assert not log.damage()
    left = {each.name for each in sqlite.path.parent.iterdir()}
    assert left == {"desk.db", "desk.db.private"}


@pytest.mark.timeout(90)
def test_nothing_is_lost_that_was_acknowledged(sqlite: SqliteStore) -> None:
    """Whatever is done to the files beside it, one thing after the other."""
    settings = {"FIRSTLINE_WORKERS": "2", "FIRSTLINE_SECRET_KEY": SECRET_KEY}
    hired: list[str] = []

    def hire(visitor: Visitor) -> None:
        hired.append(f"Ann-{len(hired)}")
        visitor.hire_in_the_end(hired[-1])

    def check(visitor: Visitor) -> None:
        assert f"{len(hired)} events, unbroken" in firstline(sqlite, "verify")
        with closing(open_log(sqlite)) as log:
            assert [event.event.forename for event in everything(log)] == hired  # type: ignore[attr-defined]
            check_pages(log, visitor)

    for what, spoil in SPOILT.items():
        print(what)
        with RunningDesk(sqlite, **settings) as desk, Visitor(desk) as visitor:
            check(visitor)
            for _ in range(3):
                hire(visitor)
            # Afterwards, each process has connections to the database.
            read_at_once(desk)
            put_there = spoil(sqlite.path)
            for _ in range(4):
                with Visitor(desk) as another:
                    hire(another)
            assert read_at_once(desk) <= {200, 503}
            hire(visitor)
            assert "was removed or replaced under the desk" in desk.complaints
            desk.kill()
        put_aside = list(sqlite.path.parent.glob("*-wal-put-aside-*"))
        assert [each.read_bytes() for each in put_aside] == ([put_there] if put_there else [])
        for each in put_aside:
            each.unlink()
    with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
        check(visitor)


SOON = 10.0
"""In seconds: how long a page may take while somebody keeps the folder. Most of it is for machines
that are busy."""


@pytest.mark.timeout(60)
def test_a_folder_that_somebody_keeps_locked_is_not_waited_for_without_end(
    sqlite: SqliteStore,
) -> None:
    """Who saves a -wal that is gone does so alone in the folder."""
    with RunningDesk(sqlite) as desk, Visitor(desk) as visitor:
        visitor.hire("Ann")
        form = visitor.open(HIRING).form(HIRING).fill(forename="Ben", surname="Marsh")
        folder = os.open(sqlite.path.parent, os.O_RDONLY)
        fcntl.flock(folder, fcntl.LOCK_EX)
        remove("-wal")(sqlite.path)
        for address in ("/operatives/", "/health"):
            began = monotonic()
            assert visitor.open(address).status == 503
            assert monotonic() - began < SOON
        began = monotonic()
        answer = visitor.send(form)
        assert monotonic() - began < SOON
        assert answer.offers_again(form)

        os.close(folder)
        assert visitor.open("/health").status == 200
        assert visitor.send(answer.form(HIRING)).status == 303
        with closing(open_log(sqlite)) as log:
            assert [event.event.forename for event in everything(log)] == ["Ann", "Ben"]  # type: ignore[attr-defined]
            assert not verify(log).fault
            check_pages(log, visitor)
