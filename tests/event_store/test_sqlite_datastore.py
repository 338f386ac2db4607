"""Files of an SQLite log that are taken away or replaced at the worst moment: what would go into
one that has no name any more is not written there, or at least not acknowledged."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.event_store.log import Unavailable
from app.event_store.sqlite import prepare_sqlite, sqlite_log
from app.event_store.stored_log import StoredLog
from app.event_store.verification import verify
from app.private_store.store import PrivateStore
from tests.event_store.examples import BY_THE_DESK, new_events

MOVED = "was removed or replaced"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def log(path: Path) -> Iterator[StoredLog]:
    prepare_sqlite(path)
    with closing(sqlite_log(path, PrivateStore())) as log:
        log.append(new_events("before", 1), BY_THE_DESK)
        yield log


def wal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def kept_open(file: Path) -> Iterator[Callable[[], int]]:
    """Tells how large the file is, whatever becomes of its name."""
    descriptor = os.open(file, os.O_RDONLY)
    yield lambda: os.fstat(descriptor).st_size
    os.close(descriptor)


def test_what_went_into_a_wal_that_was_removed_meanwhile_is_not_acknowledged(
    log: StoredLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = log._recorder
    insert = recorder._insert  # type: ignore[attr-defined]

    def insert_and_remove(*args: object, **kwargs: object) -> object:
        inserted = insert(*args, **kwargs)
        wal_of(path).unlink()
        return inserted

    monkeypatch.setattr(recorder, "_insert", insert_and_remove)
    with pytest.raises(Unavailable, match=MOVED):
        log.append(new_events("meanwhile", 1), BY_THE_DESK)
    monkeypatch.undo()

    log.append(new_events("after", 1), BY_THE_DESK)
    assert [event.aggregate_id for event in log.read(after=0, limit=9)] in (
        ["before", "meanwhile", "after"],
        ["before", "after"],
    )
    assert not verify(log).fault


def test_nothing_goes_into_a_wal_that_was_removed_while_the_lock_was_waited_for(
    log: StoredLog, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have saved it by then, and gone on with a new one: with the index that
    both share, this would damage the log."""
    datastore = log._recorder.datastore  # type: ignore[attr-defined]
    begin = datastore._begin_to_write

    def remove_and_begin(*args: object) -> None:
        wal_of(path).unlink()
        begin(*args)

    monkeypatch.setattr(datastore, "_begin_to_write", remove_and_begin)
    with kept_open(wal_of(path)) as size:
        before = size()
        with pytest.raises(Unavailable, match=MOVED):
            log.append(new_events("meanwhile", 1), BY_THE_DESK)
        assert size() == before
    monkeypatch.undo()

    log.append(new_events("after", 1), BY_THE_DESK)
    assert [event.aggregate_id for event in log.read(after=0, limit=9)] == ["before", "after"]
    assert not verify(log).fault


def test_a_database_is_not_opened_beside_the_wal_of_the_one_that_it_has_replaced(
    log: StoredLog, path: Path
) -> None:
    """SQLite would mix the two."""
    other = path.with_name("other.db")
    prepare_sqlite(other)
    with closing(sqlite_log(other, PrivateStore())) as another:
        another.append(new_events("of-another", 60), BY_THE_DESK)
    datastore = log._recorder.datastore  # type: ignore[attr-defined]
    with closing(sqlite3.connect(path)) as somebody:
        somebody.execute("SELECT count(*) FROM stored_events").fetchone()
        # After an error the log has no connection that it could tell by, and somebody else keeps
        # the -wal there.
        with pytest.raises(ZeroDivisionError), datastore.transaction(commit=False):
            _ = 1 / 0
        other.replace(path)
        kept = wal_of(path).read_bytes()
        assert log.head() == 60
    log.append(new_events("after", 1), BY_THE_DESK)
    assert [event.aggregate_id for event in log.read(after=0, limit=99)] == (
        ["of-another"] * 60 + ["after"]
    )
    assert not verify(log).fault
    assert [each.read_bytes() for each in path.parent.glob("*-put-aside-*")] == [kept]
