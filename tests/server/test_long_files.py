"""Long lists to take along: whoever reads theirs slowly, or not at all, keeps nobody waiting."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask, Response

from app.server import connection, server
from app.threads import LONG_FILES
from app.web import downloads
from app.web.downloads import ROWS_A_LOOK, csv_file
from tests.server.serving import Client, request, seconds_for, serving
from tests.waiting import PATIENCE, until

SOON = 5.0
FEW = 3
ROWS = 170
TEXT = "x" * 100_000
"""With so many rows of it, a file is longer than what the server keeps for a client."""


class Lists:
    """An application with a list, which can be held up when it turns out to be long."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.rows = ROWS
        self.furthest = 0
        """The last row that was asked for."""
        self.width = len(TEXT)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.begun = threading.Semaphore(0)
        self.app.add_url_rule("/list", "list", self._list)
        self.app.add_url_rule("/", "other", lambda: "another page")

    def _list(self) -> Response:
        return csv_file("work", ["Title"], self._rows())

    def _rows(self) -> Iterator[list[str]]:
        for number in range(self.rows):
            if number == FEW:
                self.begun.release()
                assert self.may_go_on.wait(PATIENCE)
            self.furthest = max(self.furthest, number)
            yield [TEXT[: self.width]]


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Lists:
    monkeypatch.setattr(downloads, "FEW", FEW)
    return Lists()


@contextmanager
def as_many_as_may(lists: Lists, port: int, rows: int) -> Iterator[list[Client]]:
    """Clients that wait for a list of so many rows: as many as may at a time."""
    lists.rows, lists.width = rows, 1
    lists.may_go_on.clear()
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in range(LONG_FILES)]
        for client in clients:
            client.send(request("/list"))
            assert lists.begun.acquire(timeout=PATIENCE)
        yield clients


def test_as_many_who_do_not_read_as_there_are_threads_keep_nobody_waiting(
    lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "THREADS", 2)
    monkeypatch.setattr(connection, "THREAD_TIME", 60)
    with serving(lists.app) as port, ExitStack() as stack:
        for _ in range(3):
            client = stack.enter_context(Client(port, room=4096))
            client.send(request("/list"))
            assert client.socket.recv(15) == b"HTTP/1.1 200 OK"

        assert seconds_for(port) < SOON
        with Client(port) as reader:
            answer = reader.get("/list")
    assert answer.headers["content-disposition"] == "attachment; filename=work.csv"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(answer.body) > ROWS * len(TEXT)


def test_more_than_a_few_at_a_time_are_asked_to_come_back(lists: Lists) -> None:
    with serving(lists.app) as port, as_many_as_may(lists, port, FEW + 1) as clients:
        with Client(port) as another:
            assert another.get("/list").status == 503
            lists.rows = FEW - 1
            assert another.get("/list").status == 200, "a short one takes no turn"
        assert seconds_for(port) < SOON
        lists.may_go_on.set()
        assert [client.answer().status for client in clients] == [200] * LONG_FILES


@pytest.mark.parametrize("leave", [Client.reset, Client.close])
def test_whoever_goes_away_leaves_the_turn_to_others(
    lists: Lists, leave: Callable[[Client], None]
) -> None:
    with serving(lists.app) as port, as_many_as_may(lists, port, 1_000_000) as clients:
        lists.rows = FEW + 1
        for client in clients:
            leave(client)
        lists.may_go_on.set()
        with Client(port) as another:
            until(lambda: another.get("/list").status == 200, "a turn")
    assert lists.furthest <= ROWS_A_LOOK


def test_whoever_says_that_nothing_more_comes_gets_a_short_list(lists: Lists) -> None:
    """A long one is refused: they may as well have gone."""
    with serving(lists.app) as port:
        for rows, status in ((FEW - 1, 200), (FEW + 1, 503)):
            lists.rows = rows
            lists.may_go_on.clear()
            with Client(port) as client:
                client.send(request("/list"))
                client.finish()
                lists.may_go_on.set()
                assert client.answer().status == status
