"""A damaged SQLite file: every command that meets it says so, and what they advise helps."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.command import NOTES, done, refused, run, run_process
from tests.cli.logs import address_of, hire, opened, records_of
from tests.event_store.tampering import leaves_of_the_table, lose_from_index, root_of, zero_page
from tests.ports import free_port

ADVICE = (
    "Do this, in this order. (1) Stop the desks. (2) Copy the file, and the -wal, -shm and "
    ".private beside it if they are there, to another folder. (3) Run firstline export "
    "--with-personal-data FILE; then let FIRSTLINE_STORE name a new file, copy the .private "
    "beside it under its name, and run firstline init-db and firstline import FILE. (4) If one "
    "of these refuses, put the newest backup in the place of the damaged file and its -wal and "
    "-shm, and its .private beside it, and let FIRSTLINE_STORE name it. (5) Run firstline "
    "verify --since with the newest checkpoint that you have kept: it tells whether events are "
    "lost."
)
SAID = re.compile(
    r"The database that the log is kept in is damaged, so that the desk does not find every event "
    rf"\(([^\n]+?)\)\. {re.escape(ADVICE)}"
)
UNREADABLE = "Not every event can be read: database disk image is malformed.\n"


def lose_a_leaf(file: Path) -> None:
    zero_page(file, leaves_of_the_table(file)[1])


INDEX_DAMAGES: dict[str, Callable[[Path], None]] = {
    "an index entry missing": lambda file: lose_from_index(file, 7),
    "the index's page lost": lambda file: zero_page(file, root_of(file, "index")),
}
"""Of which an export and an import bring every event back."""

TABLE_DAMAGES: dict[str, Callable[[Path], None]] = {
    "a page of rows lost": lose_a_leaf,
    "the last page of rows lost": lambda file: zero_page(file, leaves_of_the_table(file)[-1]),
    "the table's first page lost": lambda file: zero_page(file, root_of(file, "table")),
}
"""Against which only a backup helps."""

index_damages = pytest.mark.parametrize("damage", INDEX_DAMAGES.values(), ids=INDEX_DAMAGES)
table_damages = pytest.mark.parametrize("damage", TABLE_DAMAGES.values(), ids=TABLE_DAMAGES)

Damage = Callable[[Path], None]


def lose_the_schema(file: Path) -> None:
    with file.open("r+b") as database:
        database.seek(100)
        database.write(b"\xff" * 400)


def test_what_exactly_is_damaged_is_told(file: Path, store: str) -> None:
    lose_from_index(file, 7)

    said = SAID.match(run(store, "verify").stdout)

    assert said
    assert said[1] == "row 7 missing from index sqlite_autoindex_stored_events_1"


@index_damages
def test_a_damaged_index_is_told_by_verify(file: Path, store: str, damage: Damage) -> None:
    damage(file)

    result = run(store, "verify")

    assert result.exit_code == 1
    assert set(result.stderr.splitlines()) <= NOTES
    assert SAID.sub("SAID", result.stdout) == "SAID\nThe 42 events themselves are unbroken.\n"


@table_damages
def test_a_damaged_table_is_told_by_verify(file: Path, store: str, damage: Damage) -> None:
    damage(file)

    result = run(store, "verify")

    assert result.exit_code == 1
    assert set(result.stderr.splitlines()) <= NOTES
    assert SAID.sub("SAID", result.stdout) == f"{UNREADABLE}SAID\n"


@index_damages
def test_a_damaged_index_is_told_by_backup_which_copies_it(
    file: Path, store: str, tmp_path: Path, damage: Damage
) -> None:
    damage(file)
    copy = tmp_path / "copy.db"

    result = run(store, "backup", copy)

    assert result.exit_code == 1
    said = SAID.sub("SAID", result.stdout)
    assert said == f"{copy} is a copy of the log, damage and all. SAID\n"
    assert run(address_of(copy), "verify").exit_code == 1


@table_damages
def test_a_damaged_table_is_told_by_backup_which_copies_it(
    file: Path, store: str, tmp_path: Path, damage: Damage
) -> None:
    damage(file)
    copy = tmp_path / "copy.db"

    result = run(store, "backup", copy)

    assert result.exit_code == 1
    assert set(result.stderr.splitlines()) <= NOTES
    assert SAID.sub("SAID", result.stdout) == (
        f"{copy} is a copy of the log, which is not what was written. {UNREADABLE}"
        f"{copy} is a copy of the log, damage and all. SAID\n"
    )
    assert copy.exists()


def test_where_even_the_tables_are_not_found_a_backup_is_advised(
    file: Path, store: str, tmp_path: Path
) -> None:
    lose_the_schema(file)

    assert SAID.sub("SAID", run(store, "verify").stdout) == f"{UNREADABLE}SAID\n"
    sentence = refused(run(store, "backup", tmp_path / "copy.db"))

    assert sentence.startswith(f"{file} is a log of Firstline, but damaged or cut off (")
    assert not (tmp_path / "copy.db").exists()


@index_damages
def test_a_desk_is_not_served_on_a_damaged_index(file: Path, store: str, damage: Damage) -> None:
    damage(file)

    sentence = refused(run_process(store, "serve", FIRSTLINE_PORT=str(free_port())))

    assert SAID.fullmatch(sentence)


@table_damages
def test_a_desk_is_not_served_on_a_damaged_table(file: Path, store: str, damage: Damage) -> None:
    damage(file)

    sentence = refused(run_process(store, "serve", FIRSTLINE_PORT=str(free_port())))

    assert SAID.fullmatch(sentence)


@table_damages
def test_commands_that_read_a_damaged_table_say_what_to_do(
    file: Path, store: str, tmp_path: Path, damage: Damage
) -> None:
    damage(file)

    for command in (("export", tmp_path / "export"), ("events", "-n", "100")):
        assert SAID.fullmatch(refused(run(store, *command)))
    assert not (tmp_path / "export").exists()


@index_damages
def test_the_advice_brings_every_event_back_where_an_index_is_damaged(
    file: Path, store: str, tmp_path: Path, damage: Damage
) -> None:
    whole = [(each.aggregate_id, each.version, each.hash) for each in records_of(store)]
    checkpoint = done(run(store, "checkpoint")).strip()
    damage(file)

    done(run(store, "export", tmp_path / "export"))
    new = address_of(tmp_path / "new.db")
    done(run(new, "init-db"))
    done(run(new, "import", tmp_path / "export"))

    assert done(run(new, "verify", "--since", checkpoint)).startswith("42 events, unbroken")
    assert [(each.aggregate_id, each.version, each.hash) for each in records_of(new)] == whole


@table_damages
def test_the_advice_brings_the_backup_back_where_the_table_is_damaged(
    file: Path, store: str, tmp_path: Path, damage: Damage
) -> None:
    backup = tmp_path / "backup.db"
    done(run(store, "backup", backup))
    at_backup = done(run(store, "checkpoint")).strip()
    with opened(store) as log:
        hire(log)
    newest = done(run(store, "checkpoint")).strip()
    damage(file)

    refused(run(store, "export", tmp_path / "export"))
    for part in file.parent.glob("desk.db*"):
        part.unlink()
    shutil.copy(backup, file)

    assert done(run(store, "verify", "--since", at_backup)).startswith("42 events, unbroken")
    lost = run(store, "verify", "--since", newest)
    assert lost.exit_code == 1
    assert lost.stdout.startswith("Position 43: this log ends before it, with 42 events, ")


@pytest.fixture
def nowhere() -> Iterator[dict[str, str]]:
    """Settings with which a desk cannot serve: its port is taken."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield {"FIRSTLINE_PORT": str(other.getsockname()[1])}


def test_a_big_file_is_left_to_verify_and_backup(
    file: Path, store: str, monkeypatch: pytest.MonkeyPatch, nowhere: dict[str, str]
) -> None:
    """Looking for damage takes the longer the bigger it is, and a desk should start at once."""
    lose_from_index(file, 7)
    size = file.stat().st_size

    monkeypatch.setattr("app.cli.serve.CHECKED_AT_START", size)
    assert SAID.fullmatch(refused(run(store, "serve", **nowhere)))
    monkeypatch.setattr("app.cli.serve.CHECKED_AT_START", size - 1)
    assert refused(run(store, "serve", **nowhere)).startswith("Cannot serve at ")


@table_damages
def test_where_a_big_file_cannot_be_read_serve_says_what_to_do(
    file: Path,
    store: str,
    monkeypatch: pytest.MonkeyPatch,
    damage: Damage,
    nowhere: dict[str, str],
) -> None:
    monkeypatch.setattr("app.cli.serve.CHECKED_AT_START", 0)
    damage(file)

    sentence = run(store, "serve", **nowhere).stderr.splitlines()[-1]

    assert SAID.fullmatch(sentence)
