"""`firstline backup`: a copy of an SQLite log, as it is at one moment, while desks use it."""

import signal
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest

from app.domain.work_events import WorkRaised
from app.event_store.address import SqliteStore
from app.event_store.sqlite import back_up_sqlite
from app.event_store.stores import prepare
from app.private_store.sqlite import private_file
from tests.cli.command import done, refused, run, run_process
from tests.cli.logs import (
    address_of,
    append,
    head_of,
    hire,
    new_store,
    opened,
    records_of,
    spoil,
)


def test_a_backup_is_the_log_event_by_event(file: Path, store: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    said = done(run(store, "backup", copy))

    assert said == (
        f"42 events, unbroken. Beside them, in {copy}.private, are passwords and the keys to "
        f"people's names: keep both files safe. To use {copy}, stop the desks, move the log away "
        "with its -wal, -shm, .private and .private-journal, and put both copies in their place.\n"
    )
    assert records_of(address_of(copy)) == records_of(store)
    assert len(records_of(store)) == 42
    checkpoint = done(run(store, "checkpoint"))
    assert done(run(address_of(copy), "checkpoint")) == checkpoint
    assert done(run(address_of(copy), "verify", "--since", checkpoint.strip())).startswith("42 ")


def test_a_desk_can_go_on_from_a_backup(store: str, tmp_path: Path) -> None:
    run(store, "backup", tmp_path / "copy.db")

    with opened(address_of(tmp_path / "copy.db")) as log:
        hire(log)

    assert done(run(address_of(tmp_path / "copy.db"), "verify")).startswith("43 events, unbroken")
    assert head_of(store) == 42


def test_what_is_not_in_the_file_itself_yet_is_in_the_backup(store: str, tmp_path: Path) -> None:
    """While a desk has the log open, its newest events are in a second file beside it."""
    with opened(store) as log:
        hire(log)
        run(store, "backup", tmp_path / "copy.db")

    assert head_of(address_of(tmp_path / "copy.db")) == 43


def test_nothing_but_the_backup_is_left(file: Path, store: str, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "copy.db"
    target.parent.mkdir()

    run(store, "backup", target)

    found = sorted(each.name for each in target.parent.iterdir())
    assert found == ["copy.db", "copy.db.private"]


def test_a_backup_is_for_its_owners_eyes_only(file: Path, store: str, tmp_path: Path) -> None:
    file.chmod(0o644)

    run(store, "backup", tmp_path / "copy.db")

    for name in ("copy.db", "copy.db.private"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_each_backup_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    enough = Event()

    def write() -> None:
        with opened(store) as log:
            while not enough.is_set():
                hire(log)

    lengths = [0]
    writer = Thread(target=write)
    writer.start()
    try:
        for number in range(1, 6):
            while head_of(store) <= lengths[-1]:
                time.sleep(0.001)
            done(run(store, "backup", tmp_path / f"{number}.db"))
            lengths.append(head_of(address_of(tmp_path / f"{number}.db")))
    finally:
        enough.set()
        writer.join()

    whole = records_of(store)
    for number, length in enumerate(lengths[1:], start=1):
        assert records_of(address_of(tmp_path / f"{number}.db")) == whole[:length]
    assert lengths == sorted(set(lengths))


def test_what_is_written_meanwhile_does_not_make_it_begin_anew(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    with opened(store) as log:
        raised = [
            WorkRaised(site_ids=("site-1",), title=f"Call {number}", description="x" * 4_000)
            for number in range(2_000)
        ]
        append(log, *raised)
        copied = []

        def write(pages: int, all: int) -> None:
            copied.append(pages)
            hire(log)

        back_up_sqlite(tmp_path / "desk.db", tmp_path / "copy.db", write)

    assert len(copied) > 1, "the log is too small to be copied step by step"
    assert copied == sorted(set(copied))
    prepare(SqliteStore(tmp_path / "copy.db"))
    assert head_of(address_of(tmp_path / "copy.db")) == 2_000
    assert head_of(store) == 2_000 + len(copied)


def test_a_backup_of_a_broken_log_is_made_and_told_of(
    file: Path, store: str, tmp_path: Path
) -> None:
    spoil(
        file,
        "UPDATE stored_events SET state = CAST(replace(state, 'cold', 'warm') AS BLOB) "
        "WHERE rowid = 7",
    )
    copy = tmp_path / "copy.db"

    result = run(store, "backup", copy)

    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"{copy} is a copy of the log, which is not what was written. Position 7: version 1 of "
    )
    assert records_of(address_of(copy)) == records_of(store)


@pytest.mark.parametrize("there", ["a file", "a folder", "the log itself"])
def test_a_backup_replaces_nothing(file: Path, store: str, tmp_path: Path, there: str) -> None:
    target = file if there == "the log itself" else tmp_path / "copy.db"
    if there == "a file":
        target.write_text("Do not lose this.")
    if there == "a folder":
        target.mkdir()
    beside = _whole_files(target.parent)

    sentence = refused(run(store, "backup", target))

    assert sentence == f"{target} is there already, and a backup replaces nothing."
    assert there != "a file" or target.read_text() == "Do not lose this."
    assert _whole_files(target.parent) == beside
    assert head_of(store) == 42


def test_it_copies_nothing_where_the_private_file_is_there(store: str, tmp_path: Path) -> None:
    beside = tmp_path / "copy.db.private"
    beside.write_text("Do not lose this.")

    sentence = refused(run(store, "backup", tmp_path / "copy.db"))

    assert sentence == f"{beside} is there already, and a backup replaces nothing."
    assert beside.read_text() == "Do not lose this."
    assert not (tmp_path / "copy.db").exists()


KILLED_WHEN_ITS_COPY_IS_TO_BE_THERE = """
import os
from app.cli import main

def kill(_, path):
    os.kill(os.getpid(), 9)

os.link, link = lambda old, new: (kill if new.name == {name!r} else link)(old, new), os.link
main()
"""


@pytest.mark.parametrize("name", ["copy.db", "copy.db.private"])
def test_one_that_is_killed_leaves_no_log_alone_and_can_be_made_again(
    store: str, tmp_path: Path, name: str
) -> None:
    copy = tmp_path / "copy.db"
    code = KILLED_WHEN_ITS_COPY_IS_TO_BE_THERE.format(name=name)

    killed = run_process(store, "backup", copy, program=(sys.executable, "-c", code))

    assert killed.returncode == -signal.SIGKILL
    assert not copy.exists()
    assert private_file(copy).exists() is (name == "copy.db")
    assert done(run(store, "backup", copy)).startswith("42 events, unbroken.")
    assert private_file(copy).exists()


def test_into_a_folder_that_is_not_there_it_cannot_copy(store: str, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "copy.db"

    sentence = refused(run(store, "backup", target))

    assert sentence == f"Cannot back up to {target}: no such file or directory."
    assert not target.parent.exists()


def test_of_what_is_not_there_it_makes_nothing(tmp_path: Path) -> None:
    sentence = refused(run(address_of(tmp_path / "desk.db"), "backup", tmp_path / "copy.db"))

    assert sentence.startswith(f"There is no {tmp_path / 'desk.db'}. To make it, run firstline ")
    assert list(tmp_path.iterdir()) == []


def test_of_postgresql_it_says_what_to_use_instead(tmp_path: Path) -> None:
    sentence = refused(run("postgresql://db.invalid/desk", "backup", tmp_path / "copy.db"))

    assert sentence == (
        "This command is for SQLite. Back PostgreSQL up with its own pg_dump, or write every "
        "event to a file with firstline export."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_backup_without_a_place_to_copy_to_asks_for_one(store: str) -> None:
    result = run(store, "backup")

    assert result.exit_code == 2
    assert "Missing argument 'FILE'" in result.stderr


def _whole_files(folder: Path) -> list[str]:
    """What lies there, without what SQLite keeps beside a file that has been looked into."""
    return sorted(each.name for each in folder.iterdir() if ".db-" not in each.name)
