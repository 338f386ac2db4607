"""What the commands say when the log is not where it should be, or not what it should be: one
sentence, status 2, and never a password."""

import re
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from app.domain.work_events import WorkAssigned
from app.private_store.sqlite import private_file
from tests.cli.command import done, refused, run, run_process
from tests.cli.logs import (
    NEWER,
    address_of,
    append,
    insert,
    new_store,
    opened,
    spoil,
)
from tests.cli.permissions import folder_that_is, without_privileges
from tests.ports import free_port
from tests.postgresql import new_database

ON_A_LOG = [("backup", "copy"), ("export", "log"), ("import", "log")] + [
    (name,) for name in ("events", "checkpoint", "verify")
]
"""The commands that need a log which is there, with their arguments."""

EVERY_COMMAND = [("init-db",), *ON_A_LOG]

KEY = "k" * 32
PASSWORD = "hush-hush"

every_command = pytest.mark.parametrize("command", EVERY_COMMAND, ids=" ".join)
on_a_log = pytest.mark.parametrize("command", ON_A_LOG, ids=" ".join)


def serve(store: str, **settings: str) -> str:
    """The sentence with which `firstline serve` ends before it has begun. It could not go on: the
    port is taken."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        sentence = refused(run(store, "serve", FIRSTLINE_PORT=port, **settings))
    assert "Cannot serve at" not in sentence
    return sentence


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands are called."""
    folder = tmp_path / "called here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# In memory


@every_command
def test_a_log_in_memory_is_out_of_reach_for_commands(
    folder: Path, command: tuple[str, ...]
) -> None:
    sentence = refused(run("memory:", *command))

    assert sentence == (
        "A log in memory is in the process that serves, and nowhere else. Set FIRSTLINE_STORE to "
        "where yours is kept, such as sqlite:///desk.db."
    )
    assert list(folder.iterdir()) == []


def test_where_nothing_is_set_the_log_is_in_memory() -> None:
    assert refused(run("", "verify")).startswith("A log in memory is in the process that serves")


# Settings


@every_command
@pytest.mark.parametrize("store", ["desk.db", "sqlite:desk.db", "mysql://ann:hush-hush@db/desk"])
def test_a_store_that_is_none_is_refused_by_every_command(
    folder: Path, command: tuple[str, ...], store: str
) -> None:
    sentence = refused(run(store, *command))

    assert sentence.startswith("FIRSTLINE_STORE should be ")
    assert "sqlite:///desk.db" in sentence
    assert PASSWORD not in sentence
    assert list(folder.iterdir()) == []


def test_any_setting_with_a_meaningless_value_is_refused_by_commands_too(store: str) -> None:
    assert refused(run(store, "events", FIRSTLINE_TIMEZONE="Mars/Olympus")) == (
        "FIRSTLINE_TIMEZONE should be a name such as Europe/London, not 'Mars/Olympus'."
    )


def test_serving_a_store_that_is_none_is_refused() -> None:
    assert serve("mysql://ann:hush-hush@db/desk") == (
        "FIRSTLINE_STORE should be memory:, sqlite:///desk.db or postgresql://user@host/database."
    )


# SQLite


@on_a_log
def test_a_file_that_is_missing_is_not_made(folder: Path, command: tuple[str, ...]) -> None:
    sentence = refused(run("sqlite:///desk.db", *command))

    assert sentence == (
        "There is no desk.db. To make it, run firstline init-db; if it should be there, look "
        "whether FIRSTLINE_STORE names the right place."
    )
    assert list(folder.iterdir()) == []


@pytest.fixture(params=["another program's", "no database", "a folder", "a newer Firstline's"])
def wrong_file(request: pytest.FixtureRequest, folder: Path) -> tuple[Path, str]:
    """A file that is no desk's, and what is to be said of it."""
    file = folder / "desk.db"
    match request.param:
        case "another program's":
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("CREATE TABLE notes (text)")
                connection.execute("INSERT INTO notes VALUES ('Do not lose this.')")
                connection.commit()
            said = f"{file} belongs to another program. FIRSTLINE_STORE should name a file of its"
        case "no database":
            file.write_text("Do not lose this. " * 100)
            said = f"{file} is not a database. FIRSTLINE_STORE should name a file of its own."
        case "a folder":
            file.mkdir()
            said = f"{file} is not a file. FIRSTLINE_STORE should name one."
        case _:
            new_store(file)
            private_file(file).unlink()
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("PRAGMA user_version = 99")
            said = f"{file} was made by a newer Firstline. Install that one, or a later one."
    return file, said


@every_command
def test_a_file_that_is_no_desks_is_refused_and_left_alone(
    wrong_file: tuple[Path, str], folder: Path, command: tuple[str, ...]
) -> None:
    file, said = wrong_file
    before = file.is_file() and file.read_bytes()

    sentence = refused(run(address_of(file), *command))

    assert sentence.startswith(said)
    assert (file.is_file() and file.read_bytes()) == before
    assert [each.name for each in folder.iterdir() if ".db-" not in each.name] == ["desk.db"]


def test_serving_a_file_that_is_no_desks_is_refused(
    wrong_file: tuple[Path, str],
) -> None:
    file, said = wrong_file

    assert serve(address_of(file)).startswith(said)

    assert not file.with_name("desk.db.key").exists()


@pytest.mark.parametrize("command", ["init-db", "serve"])
def test_where_there_is_no_folder_no_file_is_made(folder: Path, command: str) -> None:
    store = "sqlite:///nowhere/desk.db"

    sentence = serve(store) if command == "serve" else refused(run(store, command))

    assert sentence == (
        "Cannot make nowhere/desk.db: no such file or directory. FIRSTLINE_STORE should name a "
        "file in a folder that is there, and that the desk may write to."
    )
    assert list(folder.iterdir()) == []


@every_command
def test_a_name_that_is_too_long_is_refused(folder: Path, command: tuple[str, ...]) -> None:
    sentence = refused(run(f"sqlite:///{'x' * 300}.db", *command))

    assert "xxx.db: file name too long." in sentence
    assert list(folder.iterdir()) == []


@every_command
@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_folder_that_lets_nobody_in_is_told_of(command: tuple[str, ...], mode: int) -> None:
    # What a command needs of Python may lie in a closed folder, too: have it loaded before.
    run("sqlite:///nowhere/desk.db", *command)
    with folder_that_is(mode) as folder:
        with without_privileges():
            sentence = refused(run(address_of(folder / "desk.db"), *command))

        assert "desk.db" in sentence
        if command == ("init-db",) or not mode:
            assert "permission denied" in sentence
        assert list(folder.iterdir()) == []


def test_a_file_without_its_table_does_not_answer(file: Path, store: str) -> None:
    spoil(file, "DROP TABLE stored_events")

    for command in (("events",), ("checkpoint",), ("verify",), ("export", file.parent / "log")):
        assert refused(run(store, *command)) == (
            "The log does not answer: no such table: stored_events"
        )


# What is in the log


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_log_with_an_event_that_a_newer_firstline_wrote_is_not_served(
    file: Path, store: str, workers: str
) -> None:
    insert(file, NEWER)

    sentence = serve(store, FIRSTLINE_WORKERS=workers)

    assert sentence == (
        f"Cannot read what the log holds at position 43, version 1 of {NEWER.aggregate_id}, an "
        "event of the type 'WorkSold': this Firstline knows no such type. A newer Firstline has "
        "perhaps written it: install that one. Otherwise firstline verify tells whether the log "
        "is as it was written."
    )


def test_a_log_with_a_damaged_event_is_not_served(file: Path, store: str) -> None:
    spoil(file, "UPDATE stored_events SET state = x'00FF' WHERE rowid = 20")

    sentence = serve(store)

    assert sentence.startswith("Cannot read what the log holds at position 20, version 4 of work-")
    assert sentence.endswith("firstline verify tells whether the log is as it was written.")


def test_a_log_that_makes_no_sense_is_not_served(store: str) -> None:
    with opened(store) as log:
        append(log, WorkAssigned(operative_id="operative-1"))

    assert "43" in serve(store)


def test_a_process_that_cannot_serve_says_no_more_than_why(
    file: Path, store: str, folder: Path
) -> None:
    insert(file, NEWER)

    newer = run_process(store, "serve", FIRSTLINE_WORKERS="2", FIRSTLINE_PORT=str(free_port()))
    nowhere = run_process("sqlite:///nowhere/desk.db", "serve", folder=folder)

    assert "at position 43" in refused(newer)
    assert "Cannot make nowhere/desk.db" in refused(nowhere)


# PostgreSQL


@pytest.fixture(scope="module")
def database() -> str:
    """A database that is prepared."""
    address = new_database()
    done(run(address, "init-db"))
    return address


def test_a_database_that_is_not_prepared_is_left_as_it_is(folder: Path) -> None:
    database = new_database()

    for command in ON_A_LOG:
        if command[0] != "backup":
            said = refused(run(database, *command))
            assert said.startswith("The database desk_")
            assert said.endswith(
                "is not prepared yet: run firstline init-db once, or look whether FIRSTLINE_STORE "
                "names the right database."
            )
    assert "run firstline init-db once" in serve(database, FIRSTLINE_SECRET_KEY=KEY)
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT to_regnamespace('firstline')").fetchone() == (None,)


def test_a_database_with_another_programs_table_is_left_alone(folder: Path) -> None:
    database = new_database()
    with psycopg.connect(database) as connection:
        connection.execute("CREATE SCHEMA firstline")
        connection.execute("CREATE TABLE firstline.events (id int, text text)")
        connection.execute("INSERT INTO firstline.events VALUES (1, 'Do not lose this.')")

    for command in EVERY_COMMAND:
        if command[0] != "backup":
            assert refused(run(database, *command)) == (
                "The table firstline.events of that database belongs to another program. "
                "FIRSTLINE_STORE should name a database of its own."
            )

    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT text FROM firstline.events").fetchall() == [
            ("Do not lose this.",)
        ]


def test_who_may_do_nothing_in_a_database_is_told_so(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE ROLE clerk LOGIN")
    fresh = new_database()

    said = refused(run(_as(fresh, "clerk"), "init-db"))
    assert said.startswith("Cannot prepare ")
    assert "permission denied for database" in said
    for command in ("events", "checkpoint", "verify"):
        # To prepare it once more would not help.
        assert re.search("permission| may ", refused(run(_as(database, "clerk"), command)))


def _as(database: str, user: str) -> str:
    parts = urlsplit(database)
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}"))


def test_postgresql_without_a_key_for_signing_is_not_served(database: str) -> None:
    assert serve(database) == (
        "With PostgreSQL, FIRSTLINE_SECRET_KEY has to be set, to the same for all that share the "
        "database: to what `openssl rand -hex 32` prints, say."
    )


@pytest.mark.parametrize("command", ["verify", "init-db", "serve"])
def test_a_server_that_does_not_answer_is_told_of_without_the_password(
    command: str,
) -> None:
    store = f"postgresql://ann:{PASSWORD}@127.0.0.1:{free_port()}/desk"

    sentence = (
        serve(store, FIRSTLINE_SECRET_KEY=KEY)
        if command == "serve"
        else refused(run(store, command))
    )

    assert sentence.startswith("The database desk at 127.0.0.1 does not answer: ")
    assert "refused" in sentence.lower()
    assert sentence.endswith(
        "Is it running, and does FIRSTLINE_STORE say rightly where, and as whom to ask?"
    )
    assert PASSWORD not in sentence


def test_a_server_that_says_nothing_is_given_up_soon() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]

        sentence = refused(run(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/desk", "verify"))

    assert sentence.startswith("The database desk at 127.0.0.1 does not answer: ")
    assert PASSWORD not in sentence


@pytest.mark.parametrize(
    "store",
    [
        "postgresql://ann:hush-hush@[::1/desk",
        "postgresql://ann:hush-hush%zz@127.0.0.1:1/desk",
        "postgresql://ann:hush-hush@127.0.0.1:1/desk?sslmode",
        "postgresql://ann:hush-hush@127.0.0.1:1/desk?colour=red",
        "postgresql://ann:hush-hush@127.0.0.1:many/desk",
        "postgresql://ann:hush-hush@127.0.0.1:99999/desk",
        "postgresql://ann:hush-hush@127.0.0.1:1/desk?sslmode=red",
        "postgresql://ann@127.0.0.1:1/desk?password=hush-hush&colour=red",
        # Passwords with signs that have to be written otherwise in an address.
        "postgresql://ann:hush-hush/7@127.0.0.1:1/desk",
        "postgresql://ann:7/hush-hush@127.0.0.1:1/desk",
        "postgresql://ann:7@hush-hush@127.0.0.1:1/desk",
        "postgresql://ann:hush-hush@7@127.0.0.1:1/desk",
        "postgresql://ann:7?hush-hush@127.0.0.1:1/desk",
        "postgresql://ann:7#hush-hush@127.0.0.1:1/desk",
        "postgresql://ann:7:hush-hush@127.0.0.1:1/desk",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_without_the_password(
    store: str,
) -> None:
    sentence = refused(run(store, "verify"))

    assert "FIRSTLINE_STORE" in sentence
    assert PASSWORD not in sentence


WITHOUT_DRIVER = (
    sys.executable,
    "-c",
    "import sys; sys.modules['psycopg'] = None; from app.cli import main; main()",
)


@pytest.mark.parametrize("command", ["verify", "serve"])
def test_without_the_driver_it_says_how_to_install_it(folder: Path, command: str) -> None:
    ended = run_process(
        f"postgresql://ann:{PASSWORD}@127.0.0.1:1/desk",
        command,
        program=WITHOUT_DRIVER,
        folder=folder,
        FIRSTLINE_SECRET_KEY=KEY,
    )

    assert refused(ended) == (
        "PostgreSQL needs its driver, which is not installed here. This installs it: pip install "
        "'psycopg[binary,pool]'"
    )


def test_sqlite_needs_no_driver(store: str, folder: Path) -> None:
    ended = run_process(store, "verify", program=WITHOUT_DRIVER, folder=folder)

    assert ended.returncode == 0
    assert ended.stdout.startswith("42 events, unbroken")
