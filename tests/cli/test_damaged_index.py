"""An SQLite file whose index has lost events that the table still has: `firstline verify`, `backup`
and `serve` say so, and what they advise helps."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import NOTES, done, free_port, refused, run, run_process
from tests.cli.logs import address_of, new_store, records_of
from tests.event_store.tampering import lose_from_index

SAID = (
    "The database that the log is kept in is damaged, so that the desk does not find every event "
    "(row 7 missing from index sqlite_autoindex_stored_events_1). Stop the desks; then bring the "
    "log into a new database with firstline export and firstline import, or let SQLite mend it: "
    "sqlite3 FILE REINDEX."
)


@pytest.fixture
def damaged(file: Path, store: str) -> str:
    lose_from_index(file, 7)
    return store


def test_it_is_told_by_verify(damaged: str) -> None:
    result = run(damaged, "verify")

    assert result.exit_code == 1
    assert set(result.stderr.splitlines()) <= NOTES
    assert result.stdout == f"{SAID}\nThe 42 events themselves are unbroken.\n"


def test_it_is_told_by_backup_which_copies_it(damaged: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"

    result = run(damaged, "backup", copy)

    assert result.exit_code == 1
    assert result.stdout == f"{copy} is a copy of the log, damage and all. {SAID}\n"
    assert run(address_of(copy), "verify").exit_code == 1


def test_a_desk_is_not_served_on_it(damaged: str) -> None:
    assert refused(run_process(damaged, "serve", FIRSTLINE_PORT=str(free_port()))) == SAID


def test_an_export_and_an_import_mend_it(damaged: str, tmp_path: Path) -> None:
    whole = [(each.aggregate_id, each.version, each.hash) for each in records_of(damaged)]
    done(run(damaged, "export", tmp_path / "export"))
    new = new_store(tmp_path / "new.db")
    done(run(new, "import", tmp_path / "export"))

    assert done(run(new, "verify")).startswith("42 events, unbroken")
    assert [(each.aggregate_id, each.version, each.hash) for each in records_of(new)] == whole


def test_reindexing_mends_it(damaged: str, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("REINDEX")

    assert done(run(damaged, "verify")).startswith("42 events, unbroken")
