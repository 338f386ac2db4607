"""Clients that do not read, do not finish, or come by the thousand: others are answered all the
same. Tests shorten only those limits of the server that are too long to wait for."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from app.server import connection, server
from app.server.answer import PlainAnswer
from app.server.connection import Connection
from app.threads import THREADS
from tests.server.serving import Client, request, seconds_for, serving
from tests.waiting import PATIENCE

SOON = 5.0
"""In seconds. Waitress by itself takes minutes, or for ever."""
LARGE = 30_000_000
"""In bytes: more than a connection keeps for its client."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Returns as many bytes as the path says; for any other path, the path and the body."""
    number = environ["PATH_INFO"].removeprefix("/")
    if number.isdigit():
        start_response("200 OK", [("Content-Length", number)])
        return (b"x" * 100_000 for _ in range(int(number) // 100_000))
    body = number.encode() + environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    with serving(application) as port:
        yield port


# Clients that do not read


def test_others_are_answered_beside_as_many_who_read_nothing_as_there_are_threads(
    port: int,
) -> None:
    with ExitStack() as stack:
        for _ in range(THREADS):
            client = stack.enter_context(Client(port, room=4096))
            client.send(request("/3000000") * 100)
        time.sleep(1)

        assert seconds_for(port) < SOON


def test_what_was_asked_ahead_is_not_made_before_the_answer_before_it_is_read(port: int) -> None:
    """So one connection has one answer pending, not a hundred."""
    made = []

    def counting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        made.append(environ["PATH_INFO"])
        return application(environ, start_response)

    with serving(counting) as port, Client(port, room=4096) as client:
        client.send(request("/8000000") * 100)
        time.sleep(0.5)

        assert len(made) == 1


def test_all_that_was_asked_ahead_is_answered_in_order(port: int) -> None:
    with Client(port) as client:
        client.send(*(request(f"/page-{number}") for number in range(300)))

        answers = [client.answer().text for _ in range(300)]

    assert answers == [f"page-{number}" for number in range(300)]


def test_requests_that_come_in_pieces_of_any_size_are_each_answered(port: int) -> None:
    post = b"POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
    sent = (request("/a") + post + b"\r\n\r\n" + request("/b")) * 3
    for size in (1, 7, 50, len(sent)):
        with Client(port) as client:
            for start in range(0, len(sent), size):
                client.send(sent[start : start + size])

            assert [client.answer().text for _ in range(9)] == ["a", "posthello", "b"] * 3


def test_no_thread_waits_longer_than_some_seconds_for_a_client(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(connection, "THREAD_TIME", 0.5)
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(port, room=4096)) for _ in range(THREADS)]
        for client in clients:
            client.send(request(f"/{LARGE}"))
        time.sleep(0.2)

        assert seconds_for(port) < SOON
        time.sleep(2)
        assert all(client.is_cut_off for client in clients)


def test_a_client_that_reads_gets_a_long_answer_whole(port: int) -> None:
    with Client(port) as client:
        assert len(client.get(f"/{LARGE}").body) == LARGE
        assert client.get("/next").text == "next"


def test_a_client_that_takes_nothing_of_its_answer_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(connection, "ANSWER_TIME", 0.5)
    with Client(port, room=4096) as client:
        client.send(request("/9000000"))
        time.sleep(2.5)

        with pytest.raises(ConnectionError):
            client.answer()


def test_while_a_thread_sends_an_answer_nobody_else_tries_to(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    """Waitress tries hundreds of times for each answer, which halves what a desk can answer."""
    tries = 0
    send = Connection.handle_write

    def counting(self: Connection) -> None:
        nonlocal tries
        tries += 1
        send(self)

    monkeypatch.setattr(Connection, "handle_write", counting)
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in range(4)]
        for _ in range(50):
            for client in clients:
                client.send(request("/100000"))
            for client in clients:
                assert len(client.answer().body) == 100_000

    assert tries < 20 * 200


# Clients that do not finish


BEGUN = [
    b"G",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nab",
]


def test_a_request_that_dribbles_in_is_told_that_it_is_late(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIME", 1)
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in BEGUN]
        for client, begun in zip(clients, BEGUN, strict=True):
            client.send(begun)
        for _ in range(6):
            time.sleep(0.1)
            for client in clients:
                client.send(b"x")

        for client in clients:
            answer = client.answer()

            assert answer.status == 408
            assert "did not arrive in time" in answer.text
            assert client.is_cut_off


def test_the_time_for_a_request_begins_with_its_first_byte(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    """A connection may lie idle for longer."""
    monkeypatch.setattr(connection, "REQUEST_TIME", 1)
    with Client(port) as client:
        assert client.get().status == 200
        time.sleep(2.5)

        assert client.get().status == 200


def test_a_connection_that_nobody_uses_is_given_back(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(connection, "IDLE_TIME", 0.5)
    with Client(port) as client:
        assert client.get().status == 200
        assert client.is_cut_off


def test_a_client_that_is_gone_before_it_is_refused_leaves_no_traceback(
    monkeypatch: pytest.MonkeyPatch, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """There is not even an address that it has asked for."""
    client = Client(port)
    ended = threading.Event()

    def refuse_for_long(task: PlainAnswer) -> None:
        client.reset()
        try:
            while True:
                task.channel.write_soon(b"x")
                time.sleep(0.01)
        finally:
            ended.set()

    monkeypatch.setattr(PlainAnswer, "execute", refuse_for_long)
    client.send(b"nonsense\r\n\r\n")

    assert ended.wait(PATIENCE)
    assert seconds_for(port) < SOON
    assert "Traceback" not in caplog.text


# Many of them


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: ", request("/300000")])
def test_others_get_in_beside_more_stalled_connections_than_the_server_keeps(
    monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 200)
    with serving(application) as port, ExitStack() as stack:
        for _ in range(230):
            stack.enter_context(Client(port, room=4096)).send(begun)

        for _ in range(5):
            assert seconds_for(port) < SOON


def test_a_server_that_was_full_of_those_being_answered_takes_in_others_when_they_are_idle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those who were answered keep their connections, and send nothing more."""
    monkeypatch.setattr(server, "CONNECTIONS", 20)
    may_go_on = threading.Event()

    def waiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        may_go_on.wait(PATIENCE)
        return application(environ, start_response)

    with serving(waiting) as port, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(Client(port)).send(request("/"))
        time.sleep(0.5)
        may_go_on.set()

        for _ in range(3):
            assert seconds_for(port) < SOON


def test_that_connections_had_to_go_is_written_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 20)
    monkeypatch.setattr(server, "EVERY", 0.1)
    with caplog.at_level(logging.WARNING), serving(application) as port, ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(Client(port)).send(b"G")
        assert seconds_for(port) < SOON
        time.sleep(0.5)

    (said,) = [each.getMessage() for each in caplog.records if each.name == "firstline"]
    assert said.startswith("all 20 connections were taken: ")


@pytest.mark.parametrize("hours", [-1, 1])
def test_the_limits_go_by_a_clock_that_nobody_sets(
    monkeypatch: pytest.MonkeyPatch, port: int, hours: int
) -> None:
    monkeypatch.setattr(connection, "REQUEST_TIME", 1)
    of_day = time.time
    with Client(port) as client, Client(port) as late:
        late.send(b"G")
        client.send(b"GET / HTTP/1.1\r\n")
        monkeypatch.setattr(time, "time", lambda: of_day() + hours * 3600)
        time.sleep(0.3)
        client.send(b"Host: localhost\r\n\r\n")

        assert client.answer().status == 200
        assert late.answer().status == 408


def test_whoever_is_being_answered_is_not_made_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 50)
    is_in_hand, may_go_on = threading.Event(), threading.Event()

    def waiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/wait":
            is_in_hand.set()
            may_go_on.wait(PATIENCE)
        return application(environ, start_response)

    with serving(waiting) as port, Client(port) as first, ExitStack() as stack:
        first.send(request("/wait"))
        assert is_in_hand.wait(PATIENCE)
        for _ in range(80):
            stack.enter_context(Client(port)).send(b"GET / HTTP/1.1\r\nX: ")
        assert seconds_for(port) < SOON
        may_go_on.set()

        assert first.answer().text == "wait"


def test_the_one_that_has_kept_the_server_waiting_longest_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 20)
    with serving(application) as port, ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in range(10)]
        for client in clients:
            client.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            time.sleep(0.01)
        time.sleep(server.GRACE)
        for client in clients:  # However often they send a byte more.
            client.send(b"X")
        newer = [stack.enter_context(Client(port)) for _ in range(12)]
        for client in newer:
            assert client.get().status == 200
        clients[-1].send(b": y\r\n\r\n")

        assert clients[0].is_cut_off
        assert clients[-1].answer().status == 200
