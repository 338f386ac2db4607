"""The private store in a file: whom it is for, what is left of what was deleted, and what happens
when the file is not there, not ours, or locked."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore, StoreError
from app.event_store.stores import open_private_store, prepare
from app.private_store import sqlite
from app.private_store.store import PrivateStore
from app.store_errors import Busy, Unavailable
from tests.private_store.moments import HOUR, NOW


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
