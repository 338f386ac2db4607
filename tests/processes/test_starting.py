"""Several processes start at the same moment, as they do where something else starts them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
import pytest

from app.event_store.address import PostgresqlStore, SqliteStore
from app.event_store.stores import open_log, prepare
from app.postgresql import SCHEMA
from app.settings import Settings
from app.signing_key import signing_key
from tests.postgresql import new_database
from tests.processes.forking import FORKED
from tests.processes.running import RunningDesk, firstline, running
from tests.processes.visiting import HIRING, Visitor
from tests.waiting import PATIENCE, until

PROCESSES = 6
FILES = 10
KEYS = 60
PREPARED = "The database is prepared.\n"
PREPARED_ALREADY = "The database was prepared already.\n"


@pytest.mark.timeout(90)
def test_six_prepare_an_empty_postgresql_and_serve_it_and_then_again_as_it_is() -> None:
    store = PostgresqlStore(new_database())
    with ThreadPoolExecutor(PROCESSES) as pool, _held_up(store):
        preparing = [pool.submit(firstline, store, "init-db") for _ in range(PROCESSES)]
        until(lambda: _waiting(store) == PROCESSES, "six who wait to prepare it")
    said = sorted(each.result() for each in preparing)
    assert said == [PREPARED] + [PREPARED_ALREADY] * (PROCESSES - 1)
    with _six_desks(store) as desks:
        _check_all_up(desks)
    assert firstline(store, "init-db") == PREPARED_ALREADY
    with _six_desks(store) as desks:
        _check_all_up(desks)


@pytest.mark.timeout(60)
def test_six_make_one_sqlite_file_and_one_key(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with _six_desks(SqliteStore(path)) as desks:
        _check_all_up(desks)
        beside = {file.name.removeprefix(path.name) for file in tmp_path.iterdir()}
    made = {"", ".key", ".private"}
    assert made <= beside <= {*made, "-wal", "-shm", "-projections"}


@pytest.mark.timeout(60)
def test_six_who_make_them_at_the_very_same_moment_have_the_same(tmp_path: Path) -> None:
    together = FORKED.Barrier(PROCESSES)
    with running(FORKED.Process(target=make, args=(tmp_path, together)) for _ in range(PROCESSES)):
        pass


def make(folder: Path, together: Barrier) -> None:
    """What each process does."""
    for number in range(FILES):
        store = SqliteStore(folder / f"desk-{number}.db")
        together.wait(PATIENCE)
        prepare(store)
        with closing(open_log(store)) as log:
            assert log.head() == 0
    for number in range(KEYS):
        settings = Settings(store=SqliteStore(folder / f"desk-{number}.db"))
        together.wait(PATIENCE)
        key = signing_key(settings)
        together.wait(PATIENCE)
        assert key == signing_key(settings)


@contextmanager
def _held_up(store: PostgresqlStore) -> Iterator[None]:
    """Nobody can prepare the database until the end of the `with`; then all can at once."""
    with closing(psycopg.connect(store.uri)) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        yield
        connection.rollback()


def _waiting(store: PostgresqlStore) -> int:
    with closing(psycopg.connect(store.uri)) as connection:
        waiting = connection.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return waiting[0] if waiting else 0


def _check_all_up(desks: list[RunningDesk]) -> None:
    """That each is well, and that they are one desk: what one shows can be sent to another."""
    with Visitor() as visitor:
        for desk, next_desk in zip(desks, desks[1:] + desks[:1], strict=True):
            visitor.go_to(desk)
            assert visitor.open("/health").status == 200
            form = visitor.open(HIRING).form(HIRING).fill(forename="Ann", surname="Marsh")
            visitor.go_to(next_desk)
            assert visitor.send(form).status == 303
        hired = visitor.open("/health").body
        for desk in desks:
            visitor.go_to(desk)
            assert visitor.open("/health").body == hired


@contextmanager
def _six_desks(store: PostgresqlStore | SqliteStore) -> Iterator[list[RunningDesk]]:
    with ExitStack() as stack:

        def start(_: int) -> RunningDesk:
            return stack.enter_context(RunningDesk(store))

        with ThreadPoolExecutor(PROCESSES) as pool:
            desks = list(pool.map(start, range(PROCESSES)))
        yield desks
