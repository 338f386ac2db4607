"""Another program keeps the lock of a log: the desk goes on showing pages, nobody waits for long,
and what was typed is kept."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from app.event_store.address import PostgresqlStore, SqliteStore, StoreAddress
from app.event_store.stores import open_log, prepare
from app.threads import THREADS
from tests.processes.load import types_in
from tests.processes.running import RunningDesk
from tests.processes.visiting import HIRING, Answer, Form, Visitor

LOCKED = 10.0
"""In seconds: for how long the other program has the lock."""
SOON = 3.0
"""In seconds: how long a page may take meanwhile. Most of it is for machines that are busy."""


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    return store


def send(desk: RunningDesk, form: Form, visitor: Visitor) -> tuple[Answer, float]:
    """The answer, and after how many seconds it came."""
    began = monotonic()
    return visitor.send(form), monotonic() - began


def hiring(visitor: Visitor, number: int) -> Form:
    return visitor.open(HIRING).form(HIRING).fill(forename="Ann", surname=f"Marsh {number}")


@contextmanager
def locked_file(store: SqliteStore) -> Iterator[None]:
    with closing(sqlite3.connect(store.path)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def locked_table(store: PostgresqlStore) -> Iterator[None]:
    with closing(psycopg.connect(store.uri)) as somebody:
        somebody.execute("LOCK TABLE firstline.events IN EXCLUSIVE MODE")
        yield


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    ("kind", "locked_by_another", "forms"),
    [("sqlite", locked_file, 5 * THREADS), ("postgresql", locked_table, THREADS + 4)],
)
def test_a_lock_that_is_not_given_back_keeps_forms_from_being_carried_out_but_not_pages(
    request: pytest.FixtureRequest,
    kind: str,
    locked_by_another: Callable[[StoreAddress], AbstractContextManager[None]],
    forms: int,
) -> None:
    store: StoreAddress = request.getfixturevalue(kind)
    with RunningDesk(store) as desk, Visitor(desk) as reader, ThreadPoolExecutor(forms) as pool:
        visitors = [Visitor(desk) for _ in range(forms)]
        filled = [hiring(visitor, number) for number, visitor in enumerate(visitors)]
        with locked_by_another(store):
            locked = monotonic()
            sent = [
                pool.submit(send, desk, form, visitor)
                for form, visitor in zip(filled, visitors, strict=True)
            ]
            waits = _look_until_answered(reader, sent)
            assert monotonic() - locked < LOCKED

        assert max(waits) < SOON
        answers = [each.result() for each in sent]
        assert max(seconds for _, seconds in answers) < LOCKED - 1
        for (answer, _), form, visitor in zip(answers, filled, visitors, strict=True):
            assert answer.says_that_the_log_is_away
            assert answer.offers_again(form)
            assert visitor.send(answer.form(HIRING)).status == 303
            visitor.leave()
        with closing(open_log(store)) as log:
            assert types_in(log) == ["OperativeHired"] * forms


def _look_until_answered(
    reader: Visitor, sent: list["Future[tuple[Answer, float]]"]
) -> list[float]:
    """How long pages and /health took, each time, until all forms were answered."""
    waits: list[float] = []
    while not waits or not all(each.done() for each in sent):
        for address in ("/health", "/operatives/"):
            began = monotonic()
            assert reader.open(address).status == 200
            waits.append(monotonic() - began)
        sleep(0.1)
    return waits


@pytest.mark.timeout(90)
def test_nobody_is_refused_who_writes_when_all_do(sqlite: SqliteStore) -> None:
    with RunningDesk(sqlite) as desk, ThreadPoolExecutor(THREADS) as pool:

        def hire(number: int) -> None:
            with Visitor(desk) as visitor:
                for each in range(10):
                    visitor.hire("Ann", f"Marsh {number} {each}")

        list(pool.map(hire, range(THREADS)))
        with closing(open_log(sqlite)) as log:
            assert types_in(log) == ["OperativeHired"] * THREADS * 10
