"""Long lists to take along: whoever reads theirs slowly, or not at all, keeps nobody waiting."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask, Response

from app.server import connection, server
from app.threads import LONG_FILES
from app.web.downloads import long_csv_file
from tests.server.serving import Client, request, seconds_for, serving
from tests.waiting import PATIENCE

SOON = 5.0
ROWS = 170
TEXT = "x" * 100_000
"""With so many rows of it, a file is longer than what the server keeps for a client."""


class Lists:
    """An application with a long list, which can be held up while it is written."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.rows = ROWS
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.begun = threading.Semaphore(0)
        self.app.add_url_rule("/list", "list", self._list)
        self.app.add_url_rule("/", "other", lambda: "another page")

    def _list(self) -> Response:
        return long_csv_file("work", ["Title"], self._rows())

    def _rows(self) -> Iterator[list[str]]:
        self.begun.release()
        assert self.may_go_on.wait(PATIENCE)
        for _ in range(self.rows):
            yield [TEXT]


@pytest.fixture
def lists() -> Lists:
    return Lists()


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
    lists.rows = 1
    lists.may_go_on.clear()
    with serving(lists.app) as port, ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in range(LONG_FILES)]
        for client in clients:
            client.send(request("/list"))
            assert lists.begun.acquire(timeout=PATIENCE)

        with Client(port) as another:
            assert another.get("/list").status == 503
        assert seconds_for(port) < SOON
        lists.may_go_on.set()
        assert [client.answer().status for client in clients] == [200] * LONG_FILES
        with Client(port) as another:
            assert another.get("/list").status == 200
