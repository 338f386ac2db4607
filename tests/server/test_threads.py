"""Who is answered next, and by which threads, when all of them have something to do."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from wsgiref.types import StartResponse, WSGIEnvironment

import msgspec
import pytest

from app.server import server
from app.threads import THREADS, THREADS_FOR_POLLS
from tests.server.serving import Client, request, serving
from tests.waiting import PATIENCE


class Busy(msgspec.Struct, frozen=True):
    """A server whose threads are all taken, with many requests behind."""

    port: int
    may_go_on: threading.Event
    order: list[str]
    """The paths of the requests that have been answered."""

    def answers(self, sent: bytes) -> bool:
        """Whether it does, while all others wait."""
        with Client(self.port) as client:
            client.send(sent)
            return client.answer().status == 200

    def answer_at_last(self, *requests: bytes) -> None:
        """Each is sent by another client, one after the other, before anything is answered."""
        with ExitStack() as stack:
            clients = [stack.enter_context(Client(self.port)) for _ in requests]
            for client, sent in zip(clients, requests, strict=True):
                time.sleep(0.05)
                client.send(sent)
            time.sleep(0.2)
            self.may_go_on.set()
            for client in clients:
                assert client.answer().status == 200


@contextmanager
def busy(*before: bytes, threads: int = THREADS) -> Iterator[Busy]:
    """With these requests, again and again, before all others; so many threads answer them."""
    is_full, may_go_on = threading.Semaphore(0), threading.Event()
    order: list[str] = []

    def waiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_full.release()
        if environ["PATH_INFO"] != AT_ONCE:
            may_go_on.wait(PATIENCE)
        order.append(environ["PATH_INFO"])
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with serving(waiting) as port, ExitStack() as stack:
        stack.callback(may_go_on.set)
        for number in range(100):
            stack.enter_context(Client(port)).send(before[number % len(before)])
        for _ in range(threads):
            assert is_full.acquire(timeout=PATIENCE)
        yield Busy(port, may_go_on, order)


AT_ONCE = "/at-once"
ASKS_BY_ITSELF = request("/board", "Firstline-Seen: none")


@pytest.mark.parametrize("before", [[request("/page")], [request("/page"), ASKS_BY_ITSELF]])
def test_whoever_asks_for_health_is_next(before: list[bytes]) -> None:
    """A balancer that waits for its answer would take a busy desk for one that is down."""
    with busy(*before) as desk:
        desk.answer_at_last(request("/health"))

        assert desk.order.index("/health") < 3 * THREADS


@pytest.mark.parametrize("header", ["", "Firstline-Seen: done"])
def test_pages_that_ask_by_themselves_do_not_keep_people_waiting(header: str) -> None:
    with busy(ASKS_BY_ITSELF, threads=THREADS_FOR_POLLS) as desk:
        assert desk.answers(request(AT_ONCE, *filter(None, [header])))


def test_they_let_people_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "POLLS_WAIT", PATIENCE)
    with busy(request("/page")) as desk:
        desk.answer_at_last(request(AT_ONCE, "Firstline-Seen: none"))

        assert desk.order[-1] == AT_ONCE


def test_but_not_where_many_of_them_wait_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "POLLS_WAIT", 2 * PATIENCE)
    monkeypatch.setattr(server, "POLLS_BEHIND", 0)
    with busy(request("/page")) as desk, Client(desk.port) as first, Client(desk.port) as second:
        for client in (first, second):
            client.send(request(AT_ONCE, "Firstline-Seen: none"))

        assert first.answer().status == 200


def test_nor_do_people_keep_these_waiting() -> None:
    with busy(request("/page")) as desk:
        assert desk.answers(request(AT_ONCE, "Firstline-Seen: none"))


def test_what_people_ask_for_is_answered_in_its_order() -> None:
    with busy(request("/page")) as desk:
        desk.answer_at_last(*(request(f"/asked/{number}") for number in range(5 * THREADS)))

        assert desk.order.index("/asked/0") < desk.order.index(f"/asked/{5 * THREADS - 1}")
