"""PostgreSQL breaks down while people are at work, and comes back: pages say so meanwhile, and
nothing is lost or done twice."""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from time import sleep

import pytest

from app.event_store.address import PostgresqlStore
from app.event_store.stores import open_log
from tests.processes.load import Clerk, at_work, check_log, types_in
from tests.processes.own_postgresql import OwnPostgresql, own_postgresql
from tests.processes.replayed import check_pages
from tests.processes.running import RunningDesk
from tests.processes.visiting import HIRING, Visitor, read_at_once

ROUNDS = 3
LEAST = 20
"""How many commands are acknowledged between two breakdowns."""


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgresql]:
    with own_postgresql() as server:
        yield server


@pytest.fixture
def store(server: OwnPostgresql) -> PostgresqlStore:
    if not server.runs:  # after a test that failed
        server.start()
    return server.new_store()


@pytest.mark.timeout(60)
def test_while_the_database_is_away_pages_say_so_and_what_was_typed_can_be_sent_again(
    server: OwnPostgresql, store: PostgresqlStore
) -> None:
    with RunningDesk(store) as desk, ExitStack() as stack:
        clerk, reader, watcher = (stack.enter_context(Visitor(desk)) for _ in range(3))
        form = clerk.open(HIRING).form(HIRING).fill(forename="Ann", surname="Marsh")
        server.stop()

        # All at once, since each waits until the desk gives up on the database.
        with ThreadPoolExecutor() as pool:
            sent = pool.submit(clerk.send, form)
            opened = pool.submit(reader.open, HIRING)
            watched = pool.submit(watcher.open, "/health")
        page, health, refused = opened.result(), watched.result(), sent.result()
        assert page.says_that_the_log_is_away
        assert page.headers["Retry-After"] == "5"
        assert (health.status, health.body) == (503, '{"status":"the log does not answer"}\n')
        assert refused.says_that_the_log_is_away
        assert "Forename Ann Surname Marsh" in refused.text
        assert refused.offers_again(form)

        server.start()
        assert reader.open(HIRING).status == 200
        assert clerk.send(refused.form(HIRING)).status == 303
        with closing(open_log(store)) as log:
            assert types_in(log) == ["OperativeHired"]
            check_pages(log, reader)


@pytest.mark.timeout(60)
def test_of_a_restart_in_between_nobody_learns(
    server: OwnPostgresql, store: PostgresqlStore
) -> None:
    with RunningDesk(store) as desk, Visitor(desk) as visitor:
        # This opens many connections, all of which the restart breaks.
        assert read_at_once(desk) == {200}
        server.stop()
        server.start()
        assert visitor.open(HIRING).status == 200
        visitor.hire("Ann")


@pytest.mark.timeout(60)
def test_breaking_down_under_load_it_loses_nothing_and_does_nothing_by_half_or_twice(
    server: OwnPostgresql, store: PostgresqlStore
) -> None:
    clerks = [Clerk(name) for name in ("Ann", "Ben", "Carys", "Dev")]
    with RunningDesk(store) as desk:
        with at_work(clerks, desk) as acknowledged:
            for _ in range(ROUNDS):
                # At another moment each time, since the result must not depend on it.
                acknowledged.wait_for(random.randrange(LEAST, 2 * LEAST))  # noqa: S311
                server.stop()
                sleep(random.uniform(0, 0.5))  # noqa: S311
                server.start()
            acknowledged.wait_for(LEAST)
        _check(store, desk, clerks)


def _check(store: PostgresqlStore, desk: RunningDesk, clerks: Sequence[Clerk]) -> None:
    with closing(open_log(store)) as log, Visitor(desk) as visitor:
        check_pages(log, visitor)
        check_log(log, clerks)
