"""The private store in a file: whom it is for, what is left of what was deleted, and what happens
when the file is not there, not ours, or locked."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore, StoreError
from app.event_store.stores import open_private_store, prepare
from app.private_store import sqlite
from app.private_store.store import PrivateStore
from app.store_errors import Busy, Unavailable
from tests.cli.permissions import NOBODY, folder_that_is, without_privileges
from tests.private_store.moments import HOUR, NOW
from tests.private_store.rivals import take, take_all


@pytest.fixture
def address(tmp_path: Path) -> SqliteStore:
    address = SqliteStore(tmp_path / "desk.db")
    prepare(address)
    return address


@pytest.fixture
def file(address: SqliteStore) -> Path:
    return address.path.with_name("desk.db.private")


@pytest.fixture
def store(address: SqliteStore) -> Iterator[PrivateStore]:
    with closing(open_private_store(address)) as store:
        yield store


def on_disk(file: Path) -> bytes:
    """All that is in the file and beside it."""
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


def test_it_is_for_its_owner_only(file: Path, store: PrivateStore) -> None:
    store.keys.make("user-1")
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_written_beside_it_is_for_its_owner_only_too(
    file: Path, store: PrivateStore
) -> None:
    with store._database.transaction() as transaction:
        transaction.execute("DELETE FROM private_keys")
        transaction.execute("INSERT INTO private_keys VALUES ('user-1', 'key')")
        [journal] = list(file.parent.glob(f"{file.name}-*"))
        assert journal.stat().st_mode & 0o777 == 0o600


def test_keys_that_are_thrown_away_are_gone_from_the_disk(file: Path, store: PrivateStore) -> None:
    people = [f"user-{number}" for number in range(1_000)]
    made = {each: store.keys.make(each).hex().encode() for each in people[:40]}
    store.keys.restore({each: bytes(32) for each in people[40:]})
    assert all(key in on_disk(file) for key in made.values())

    thrown = people[:40:2]
    store.keys.throw_away(thrown)

    left = on_disk(file)
    assert [each for each in thrown if made[each] in left] == []
    assert all(made[each] in left for each in people[1:40:2])


def test_no_token_is_on_the_disk(file: Path, store: PrivateStore) -> None:
    session = store.sessions.begin("user-1", now=NOW, until=NOW + HOUR, idle=HOUR, position=1)
    link = store.links.make("user-1", by="user-0", now=NOW, until=NOW + HOUR)

    assert b"user-1" in on_disk(file)
    assert session.encode() not in on_disk(file)
    assert link.encode() not in on_disk(file)


def test_it_is_there_again_after_a_restart(address: SqliteStore, store: PrivateStore) -> None:
    key = store.keys.make("user-1")
    store.close()
    with closing(open_private_store(address)) as again:
        assert again.keys.of(["user-1"]) == {"user-1": key}


def test_the_desk_of_an_older_firstline_gets_one(address: SqliteStore, file: Path) -> None:
    file.unlink()
    with pytest.raises(StoreError, match=r"desk\.db\.private.*run firstline init-db"):
        open_private_store(address)

    assert prepare(address)
    assert not prepare(address)
    open_private_store(address).close()


DIES = """
import os, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN IMMEDIATE")
for number in range(300):
    connection.execute("INSERT INTO private_keys VALUES (?, ?)", (f"stray-{number}", "x" * 2_000))
os.kill(os.getpid(), 9)
"""
"""Is killed when half of what it writes is in the file already."""


def kill_a_writer(file: Path) -> Path:
    """Returns the journal that it leaves behind."""
    subprocess.run([sys.executable, "-c", DIES, file], check=False)
    journal = file.with_name(f"{file.name}-journal")
    assert journal.stat().st_size
    return journal


def test_what_a_process_was_writing_when_it_was_killed_is_undone(
    address: SqliteStore, file: Path
) -> None:
    with closing(open_private_store(address)) as store:
        key = store.keys.make("user-1")
    journal = kill_a_writer(file)

    assert not prepare(address)  # as every start does

    with closing(open_private_store(address)) as store:
        assert store.keys.of(list(store.keys.kept())) == {"user-1": key}
    assert not journal.exists()


def test_and_is_not_in_a_backup_either(address: SqliteStore, file: Path, tmp_path: Path) -> None:
    with closing(open_private_store(address)) as store:
        key = store.keys.make("user-1")
    kill_a_writer(file)

    sqlite.back_up_private_file(file, copy := tmp_path / "copy.db.private")

    with closing(PrivateStore(sqlite.private_sqlite(copy))) as store:
        assert store.keys.of(list(store.keys.kept())) == {"user-1": key}


def test_no_file_is_made_that_would_take_over_anothers_journal(
    address: SqliteStore, file: Path, tmp_path: Path
) -> None:
    journal = kill_a_writer(file)
    shutil.copy(journal, tmp_path / "copy.db.private-journal")
    with pytest.raises(StoreError, match=r"There is .*-journal, and not the copy.db.private"):
        sqlite.back_up_private_file(file, tmp_path / "copy.db.private")
    kill_a_writer(file)
    file.unlink()
    with pytest.raises(StoreError, match=r"-journal, and not the desk.db.private.*Put that back"):
        prepare(address)
    assert not file.exists()


@pytest.mark.parametrize("was_killed", [False, True])
def test_a_file_that_may_not_be_written_to_is_refused(was_killed: bool) -> None:
    with folder_that_is(0o755) as folder:
        prepare(address := SqliteStore(folder / "desk.db"))
        file = sqlite.private_file(address.path)
        if was_killed:
            kill_a_writer(file)
        if os.geteuid() == 0:
            for each in folder.iterdir():
                os.chown(each, NOBODY, NOBODY)
        file.chmod(0o400)
        with without_privileges(), pytest.raises(StoreError, match=r"cannot be written to.*chmod"):
            open_private_store(address)


def test_who_reads_waits_for_nobody_who_writes(store: PrivateStore) -> None:
    token = store.sessions.begin("user-1", now=NOW, until=NOW + HOUR, idle=HOUR, position=1)
    with store._database.transaction() as transaction:
        transaction.execute("DELETE FROM private_sessions")
        assert store.sessions.find(token, NOW)
    assert store.sessions.find(token, NOW) is None


def test_who_is_slowed_down_waits_for_nobody_either(file: Path, store: PrivateStore) -> None:
    take_all(store, 5)
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        assert take(store) == 60


def test_a_file_that_others_can_read_is_refused(address: SqliteStore, file: Path) -> None:
    file.chmod(0o640)
    with pytest.raises(StoreError, match=r"can be read by others.*chmod 600"):
        open_private_store(address)
    with pytest.raises(StoreError, match="can be read by others"):
        prepare(address)


def spoil(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)


def test_a_file_of_another_program_is_refused(address: SqliteStore, file: Path) -> None:
    spoil(file, "PRAGMA application_id=1")
    with pytest.raises(StoreError, match="is not the private store of a desk"):
        open_private_store(address)
    file.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=r"Cannot open .*: file is not a database"):
        open_private_store(address)


def test_the_file_of_a_newer_firstline_is_refused(address: SqliteStore, file: Path) -> None:
    spoil(file, "PRAGMA user_version=2")
    with pytest.raises(StoreError, match="newer Firstline"):
        open_private_store(address)


def test_a_place_that_will_not_do_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Cannot make"):
        sqlite.prepare_private_file(tmp_path / "missing" / "desk.db.private")


def test_nothing_is_kept_in_a_file_that_was_removed_or_replaced(
    file: Path, store: PrivateStore
) -> None:
    store.keys.make("user-1")
    shutil.copy(file, before := file.with_name("before"))
    store.keys.make("user-2")

    before.rename(file)
    assert store.keys.kept_of(["user-1", "user-2"]) == {"user-1"}

    file.rename(before)
    with pytest.raises(Unavailable, match="no such file"):
        store.keys.make("user-3")
    assert not file.exists()

    before.rename(file)
    assert store.keys.kept_of(["user-1", "user-2"]) == {"user-1"}


def test_a_lock_held_elsewhere_is_not_waited_for_for_ever(
    address: SqliteStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "LOCK_TIMEOUT", 0.1)
    with closing(open_private_store(address)) as store:
        token = store.sessions.begin("user-1", now=NOW, until=NOW + HOUR, idle=HOUR, position=1)
        with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
            somebody.execute("BEGIN IMMEDIATE")
            with pytest.raises(Busy):
                store.keys.make("user-1")
            with pytest.raises(Busy):
                store.use_link("token", "hash", NOW)
            # Whoever is signed in stays so, though it cannot be written down when they were seen.
            assert store.sessions.find(token, NOW + HOUR / 2)
        store.keys.make("user-1")


def test_what_fails_half_way_is_undone(store: PrivateStore) -> None:
    def fail() -> None:
        with store._database.transaction() as transaction:
            transaction.execute("INSERT INTO private_keys VALUES ('user-1', 'key')")
            transaction.execute("INSERT INTO private_keys VALUES ('user-1', 'key')")

    with pytest.raises(Unavailable, match="The private store: UNIQUE constraint failed"):
        fail()
    assert list(store.keys.kept()) == []


@pytest.mark.parametrize("in_memory", [True, False])
def test_a_store_that_is_closed_says_so(address: SqliteStore, in_memory: bool) -> None:
    store = PrivateStore() if in_memory else open_private_store(address)
    store.close()
    with pytest.raises(Unavailable, match="closed"):
        store.keys.make("user-1")
