"""A desk as it is served, and strangers who want to stop it: without a cookie, without a token."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.event_store.address import MemoryStore
from app.server.server import CONNECTIONS
from app.threads import THREADS
from tests.conftest import missing
from tests.processes.running import RunningDesk
from tests.server.serving import Client, allow_many_files, request, seconds_for
from tests.waiting import PATIENCE

SOON = 3.0
"""In seconds, on a machine that has much to do. By itself, waitress takes minutes, or for ever."""
STYLE_SHEET = "/bootstrap/static/css/bootstrap.min.css"


@pytest.fixture
def desk() -> Iterator[RunningDesk]:
    with RunningDesk(MemoryStore()) as desk:
        yield desk


@pytest.fixture(scope="module", autouse=True)
def _many_files() -> None:
    """As many connections as there are here need as many files."""
    if not allow_many_files(2 * CONNECTIONS):
        missing("room for some thousand open files")


def test_eight_connections_that_ask_much_and_read_nothing_do_not_stop_it(
    desk: RunningDesk,
) -> None:
    with ExitStack() as stack:
        for _ in range(THREADS):
            client = stack.enter_context(Client(desk.port, room=4096))
            client.send(request(STYLE_SHEET) * 100)
        time.sleep(3)

        assert seconds_for(desk.port, "/health") < SOON
        assert seconds_for(desk.port, "/control/") < SOON


@pytest.mark.parametrize(
    ("begun", "soon"),
    [
        pytest.param(b"", SOON, id="silent"),
        pytest.param(b"GET / HTTP/1.1\r\nX: ", SOON, id="half a header"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\n",
            SOON,
            id="half a body",
        ),
        # A thousand answers have to be made first, of which nothing is read.
        pytest.param(request(STYLE_SHEET) * 3, PATIENCE, id="not reading"),
    ],
)
def test_more_stalled_connections_than_it_keeps_shut_nobody_out(
    desk: RunningDesk, begun: bytes, soon: float
) -> None:
    with ExitStack() as stack:
        for _ in range(CONNECTIONS + 100):
            client = stack.enter_context(Client(desk.port, room=4096))
            client.send(begun)

        assert seconds_for(desk.port, "/health") < soon
        assert seconds_for(desk.port, "/control/") < soon


def test_pages_of_a_megabyte_that_nobody_reads_do_not_fill_the_memory(desk: RunningDesk) -> None:
    """What was typed is on the page that refuses it, five characters for each quote."""
    typed = b"description=" + b'"' * 190_000
    kind = b"Content-Type: application/x-www-form-urlencoded"
    head = b"POST /response/ HTTP/1.1\r\nHost: localhost\r\n%b\r\nContent-Length: %d\r\n\r\n"
    before = desk.memory
    with ExitStack() as stack:
        for _ in range(300):
            client = stack.enter_context(Client(desk.port, room=4096))
            client.send(head % (kind, len(typed)), typed)
        time.sleep(3)

        assert desk.memory - before < 120


def test_one_request_does_not_freeze_it(desk: RunningDesk) -> None:
    spaces = request("/", f"X:{' ' * 8_000}x")
    long = request(f"/{'a/' * 4_000}")
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(desk.port)) for _ in range(40)]
        for client, sent in zip(clients, (spaces, long) * 20, strict=True):
            client.send(sent)

        assert seconds_for(desk.port, "/health") < SOON
        assert {client.answer().status for client in clients} == {400, 404}


def test_what_strangers_send_takes_few_lines_of_the_log_and_no_traceback(
    desk: RunningDesk,
) -> None:
    strange = [
        request("/", "Host: a..b"),
        b"GET / HTTP/1.1\r\nHost: .\r\n\r\n",
        request(f"/{'a/' * 3_500}"),
        request(f"/{'%0a' * 2_500}"),
        b"nonsense\r\n\r\n",
    ]
    for sent in strange:
        with Client(desk.port) as client:
            client.send(sent)
            client.answer()

    said = desk.complaints
    assert "Traceback" not in said
    assert len(said.splitlines()) == len(strange)
    assert max(map(len, said.splitlines())) < 400
