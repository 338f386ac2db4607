"""`firstline serve`, as `make run` calls it."""

import re
import shutil
import signal
import socket
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest

from app import utc_now
from app.commands.operative import EraseOperative
from app.event_store.address import SqliteStore, store_address
from app.event_store.postgresql_recorder import TABLE
from app.event_store.stores import open_private_store
from app.postgresql import SCHEMA
from app.private_store.sqlite import private_file
from tests.cli.command import FIRSTLINE, done, refused, run, run_process, serving
from tests.cli.logs import address_of, hire, new_store, opened, spoil
from tests.commands.desk import DeskWithoutPages
from tests.postgresql import new_database
from tests.web.desk import Desk
from tests.web.signing_in import make_up

SHELL_WITH_FEW_FILES = ("sh", "-c", f"ulimit -n 100; exec {FIRSTLINE} serve")


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body.decode()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_firstline_serve_prints_its_address_serves_there_and_stops_cleanly(
    stop: signal.Signals,
) -> None:
    with serving("") as (desk, address):
        assert "The state of the day" in read(address)
        assert desk.end(stop) == 0
        assert desk.lines()[-1] == "Firstline has stopped.\n"
        complaints = "".join(desk.complaints())
    assert re.fullmatch(
        r"\S+ \S+ INFO GET / 200, \d+\.\d ms, request [0-9a-f]{12} from 127\.0\.0\.1\n", complaints
    )


def test_firstline_serve_starts_with_a_morning_under_way() -> None:
    with serving("") as (_, address):
        page = read(f"{address}/work/")
    assert "W-1009" in page
    assert "W-1010" not in page


def test_firstline_serve_starts_empty_when_asked_to() -> None:
    with serving("", FIRSTLINE_DEMO="none") as (_, address):
        assert "No Work has been raised yet." in read(f"{address}/work/")


SERVE = partial(run_process, "", "serve")


@pytest.mark.parametrize(
    ("serve", "reason"),
    [
        (
            partial(SERVE, FIRSTLINE_PORT="many"),
            "FIRSTLINE_PORT should be a number from 1 to 65535",
        ),
        (
            partial(SERVE, FIRSTLINE_DEMO="evening"),
            "FIRSTLINE_DEMO should be morning, busy or none",
        ),
    ],
)
def test_firstline_serve_says_in_a_sentence_why_it_does_not_start(
    serve: Callable[[], CompletedProcess[str]], reason: str
) -> None:
    assert reason in refused(serve())


NOT_AT_HOME = [
    {"FIRSTLINE_HOST": "0.0.0.0"},  # noqa: S104
    {"FIRSTLINE_HOST": "::"},
    {"FIRSTLINE_HOST": "192.0.2.1"},
    {"FIRSTLINE_HOST": "no.such.host.invalid"},
    {"FIRSTLINE_HOSTS": "desk.example.org"},
    {"FIRSTLINE_PROXIES": "1"},
    {"FIRSTLINE_HTTPS": "on"},
]


@pytest.mark.parametrize("settings", NOT_AT_HOME, ids=str)
def test_without_an_administrator_it_serves_this_machine_alone(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    store = new_store(tmp_path / "desk.db")
    with opened(store) as log:
        make_up(Desk(log=log), "Molly Made", "Administration")

    sentence = refused(run(store, "serve", **settings))

    assert sentence.startswith("This desk has no administrator yet")
    assert sentence.endswith(' add-administrator "Ada Novak" ada')


@pytest.mark.parametrize(
    ("program", "path", "typed"),
    [
        (Path("bin/firstline"), "/usr/bin:/bin", "bin/firstline"),
        (FIRSTLINE, f"{FIRSTLINE.parent}:/usr/bin:/bin", "firstline"),
    ],
)
def test_it_says_what_to_run_as_it_was_started_itself(program: Path, path: str, typed: str) -> None:
    sentence = refused(
        run_process(
            "",
            "serve",
            program=(program,),
            folder=FIRSTLINE.parent.parent,
            FIRSTLINE_HOST="0.0.0.0",  # noqa: S104
            PATH=path,
        )
    )

    assert sentence.endswith(f'First run: {typed} add-administrator "Ada Novak" ada')


def test_a_log_in_memory_is_served_to_this_machine_alone() -> None:
    sentence = refused(run("", "serve", FIRSTLINE_HOST="0.0.0.0"))  # noqa: S104

    assert "let FIRSTLINE_STORE name a file" in sentence


@pytest.mark.parametrize("workers", ["1", "2"])
def test_with_an_administrator_it_serves_others_who_have_to_sign_in(
    tmp_path: Path, workers: str
) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))

    with serving(store, FIRSTLINE_HOST="0.0.0.0", FIRSTLINE_WORKERS=workers) as (_, address):  # noqa: S104
        assert "<h1>Sign in</h1>" in read(f"{address}/control/")
        assert '"status":"ok"' in read(f"{address}/health")


def test_it_says_where_others_reach_it(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))

    with serving(
        store,
        FIRSTLINE_HOSTS="desk.example.org",
        FIRSTLINE_PROXIES="1",
        FIRSTLINE_HTTPS="on",
    ) as (desk, address):
        assert address.startswith("http://127.0.0.1:")
        assert desk.line() == "Others reach it at https://desk.example.org\n"


def test_it_says_what_it_means_that_the_keys_are_lost(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))
    private = private_file(tmp_path / "desk.db")
    kept = private.rename(tmp_path / "kept")

    with serving(store) as (desk, _):
        assert desk.complaint().startswith("There are people in the log, and not one key to their")
        desk.end()

    kept.replace(private)
    with serving(store) as (desk, address):
        read(address)
        assert "INFO GET /" in desk.complaint()
        desk.end()


def test_pages_show_just_the_names_that_there_are_keys_to(tmp_path: Path) -> None:
    """Though they were made when the private store was another."""
    store = new_store(tmp_path / "desk.db")
    with opened(store) as log:
        hire(log, "Ann")
    private = private_file(tmp_path / "desk.db")
    older = Path(shutil.copy(private, tmp_path / "older"))
    with opened(store) as log:
        hire(log, "Ben")

    def names() -> set[str]:
        with serving(store) as (desk, address):
            page = read(f"{address}/operatives/")
            desk.end()
        return {each for each in ("Ann", "Ben", "(erased)") if each in page}

    assert names() == {"Ann", "Ben"}
    newest = private.rename(tmp_path / "newest")
    assert names() == {"(erased)"}
    older.replace(private)
    assert names() == {"Ann", "(erased)"}
    newest.replace(private)
    assert names() == {"Ann", "Ben"}


def test_it_says_how_many_have_no_key(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))
    private = private_file(tmp_path / "desk.db")
    older = Path(shutil.copy(private, tmp_path / "older"))
    done(run(store, "add-administrator", "Bob Ray", "bob"))
    older.replace(private)

    with serving(store) as (desk, _):
        assert desk.complaint().startswith("Of 2 people in the log, 1 have no key to their names")
        desk.end()


@pytest.mark.parametrize("command", [["serve"], ["add-administrator", "Bob Ray", "bob"]])
def test_the_private_store_of_another_log_is_refused(tmp_path: Path, command: list[str]) -> None:
    stores = [new_store(tmp_path / name) for name in ("desk.db", "other.db")]
    for store in stores:
        done(run(store, "add-administrator", "Ada Novak", "ada"))
    private_file(tmp_path / "other.db").replace(private_file(tmp_path / "desk.db"))

    sentence = refused(run(stores[0], *command))

    assert sentence.startswith(f"{tmp_path / 'desk.db.private'} belongs to another log than ")


@pytest.mark.parametrize("command", [["serve"], ["add-administrator", "Bob Ray", "bob"]])
def test_no_new_log_is_begun_beside_the_private_store_of_one_that_is_gone(
    tmp_path: Path, command: list[str]
) -> None:
    """It would be an open desk, which whoever comes can work at."""
    store, log, private = (tmp_path / name for name in ("desk.db", "gone.db", "desk.db.private"))
    done(run(new_store(store), "add-administrator", "Ada Novak", "ada"))
    store.rename(log)

    for _ in range(2):
        assert refused(run(address_of(store), *command)) == (
            f"{private} belongs to a log that is not here: {store} is empty. Put the log back in "
            f"its place, or import it from an export. To begin anew, move {private} away."
        )

    log.replace(store)
    done(run(address_of(store), "add-administrator", "Bob Ray", "bob"))


def test_nor_in_postgresql() -> None:
    store = new_database()
    done(run(store, "init-db"))
    done(run(store, "add-administrator", "Ada Novak", "ada"))
    with closing(psycopg.connect(store, autocommit=True)) as connection:
        connection.execute(f"TRUNCATE {SCHEMA}.{TABLE}".encode())

    assert refused(run(store, "serve")) == (
        "What the tables firstline.private_… hold belongs to a log that is not here: the table "
        "firstline.events is empty. Put the log back in its place, or import it from an export. To "
        "begin anew, empty them."
    )


def test_the_private_store_goes_along_with_an_import(tmp_path: Path) -> None:
    store, other = (new_store(tmp_path / name) for name in ("desk.db", "other.db"))
    done(run(store, "add-administrator", "Ada Novak", "ada"))
    done(run(store, "export", tmp_path / "log.jsonl"))
    done(run(other, "import", tmp_path / "log.jsonl"))
    shutil.copy(private_file(tmp_path / "desk.db"), private_file(tmp_path / "other.db"))

    done(run(other, "add-administrator", "Ada Novak", "ada"))


def test_a_damaged_log_is_brought_to_a_new_file_as_the_handbook_says(tmp_path: Path) -> None:
    """docs/running.md, "When the file is damaged"."""
    store, other = new_store(tmp_path / "desk.db"), tmp_path / "new.db"
    done(run(store, "add-administrator", "Ada Novak", "ada"))

    done(run(store, "export", "--with-personal-data", tmp_path / "log.jsonl"))
    shutil.copy(private_file(tmp_path / "desk.db"), private_file(other))
    done(run(address_of(other), "init-db"))
    done(run(address_of(other), "import", tmp_path / "log.jsonl"))

    with serving(address_of(other)) as (desk, address):
        assert "<h1>Sign in</h1>" in read(f"{address}/control/")
        desk.end()


@pytest.mark.parametrize("damaged", [b"no key", b"\xff\xfe"])
def test_it_starts_with_a_damaged_key_and_says_whose(tmp_path: Path, damaged: bytes) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))
    spoil(
        private_file(tmp_path / "desk.db"),
        "UPDATE private_keys SET key = CAST(? AS TEXT)",
        damaged,
    )

    with serving(store) as (desk, address):
        first = desk.complaint()
        assert "<h1>Sign in</h1>" in read(f"{address}/control/")
        desk.end()

    assert re.match(r"The private store is damaged: the keys of user-\S+ cannot be read\.", first)


def test_it_throws_away_the_keys_of_the_erased_that_came_back_with_a_private_store(
    tmp_path: Path,
) -> None:
    store, copy = new_store(tmp_path / "desk.db"), tmp_path / "copy.db"
    with opened(store) as log:
        for forename in ("Ann", "Ben"):
            hire(log, forename)
    done(run(store, "backup", copy))
    with opened(store) as log:
        ann, ben = (each.aggregate_id for each in log.records(after=0, limit=2))
        DeskWithoutPages(log).run(EraseOperative(operative_id=ann))
    # What pages are read from is kept, so that the erasure is not read again.
    with serving(store) as (desk, _):
        desk.end()
    private_file(copy).replace(private_file(tmp_path / "desk.db"))

    with serving(store) as (desk, _):
        desk.end()

    with closing(open_private_store(SqliteStore(tmp_path / "desk.db"))) as private:
        assert private.keys.kept_of([ann, ben]) == {ben}


def test_it_says_where_it_cannot_serve(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    done(run(store, "add-administrator", "Ada Novak", "ada"))

    assert "Cannot serve at" in refused(run(store, "serve", FIRSTLINE_HOST="no.such.host.invalid"))


def test_firstline_serve_says_when_the_system_allows_it_too_few_open_files() -> None:
    assert "too few open files" in refused(run_process("", program=SHELL_WITH_FEW_FILES))


def test_firstline_serve_says_when_somebody_else_has_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refused(run_process("", "serve", FIRSTLINE_PORT=str(port)))
    assert "Cannot serve at" in sentence
    assert "PORT=" in sentence


def test_a_log_that_was_put_back_ends_the_sessions_that_began_past_it(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    with opened(store) as log:
        make_up(Desk(log=log), "Max Made", "Control")
        head = log.head()
    now, hours = utc_now(), timedelta(hours=2)
    with closing(open_private_store(store_address(store))) as private:
        for position in (head, head + 1):
            private.sessions.begin(
                "user-1", now=now, until=now + hours, idle=hours, position=position
            )

        with serving(store):
            [session] = private.sessions.of("user-1", now)

    assert session.position == head
