"""What the server refuses before the desk sees it: quickly, in a sentence, with the desk's headers,
and with an end to the connection, since nobody can tell where the next request would begin."""

import logging
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from waitress.adjustments import Adjustments

from app.server.request import MOST_HEADERS, Request
from app.settings import Settings
from app.web.security import HEADERS
from tests.server.serving import Client, request, serving
from tests.web.desk import staffed_desk

QUICK = 0.1
"""In seconds of work: a hundred times what a request usually takes to read, and far less than what
the requests below took."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    body = environ["PATH_INFO"].encode("latin-1") + environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving(application) as port:
        yield port


AN_IMPORT = "/administration/import/sites"


def post(*headers: str, body: bytes = b"", version: str = "1.1", address: str = "/") -> bytes:
    lines = [f"POST {address} HTTP/{version}", "Host: localhost", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


SPACES = " " * 7_900
ONES = "1" * 7_900


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(request("/", f"X:{SPACES}x"), 400, id="a header of spaces"),
        pytest.param(request("/", f"X:{' ' * 64_000}x"), 431, id="a longer one"),
        pytest.param(request("/", f"X: a{SPACES}\0"), 400, id="spaces before what is no text"),
        pytest.param(request("/", "X: a", " b"), 400, id="a header on two lines"),
        pytest.param(f"GET a://{ONES} x\r\n\r\n".encode(), 400, id="an address and no version"),
        pytest.param(request(f"/{'a' * 9_000}"), 431, id="a long address"),
        pytest.param(request("/", f"Cookie: a={'b' * 9_000}"), 431, id="a long cookie"),
        pytest.param(request("http://["), 400, id="an address that makes no sense"),
        pytest.param(b"get / HTTP/1.1\r\n\r\n", 400, id="a method in small letters"),
        pytest.param(b"A" * 30 + b" / HTTP/1.1\r\n\r\n", 400, id="a method of thirty letters"),
        pytest.param(b"GET /\r\n\r\n", 400, id="no version"),
        pytest.param(b"GET / HTTP/2.0\r\n\r\n", 400, id="another version"),
        pytest.param(post("Content-Length: 1x"), 400, id="a length that is no number"),
        pytest.param(post("Content-Length: -1"), 400, id="a length below nothing"),
        pytest.param(post(f"Content-Length: {'9' * 5_000}"), 400, id="a length of 5,000 digits"),
        pytest.param(post("Content-Length: 5", "Content-Length: 6"), 400, id="two lengths"),
        pytest.param(post("Content-Length: 1000000"), 413, id="a body of a megabyte"),
        pytest.param(
            post("Content-Length: 3000000", address=AN_IMPORT), 413, id="an import of three"
        ),
        pytest.param(
            post("Content-Length: 1000000", address=f"/x{AN_IMPORT}"), 413, id="no import"
        ),
        pytest.param(
            post("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
            400,
            id="a length and chunks",
        ),
        pytest.param(
            post("Transfer-Encoding: chunked", version="1.0", body=b"0\r\n\r\n"),
            400,
            id="chunks where there were none yet",
        ),
        pytest.param(
            post("Transfer-Encoding: ", "Content-Length: 5", body=b"0\r\n\r\n"),
            400,
            id="a length and no encoding",
        ),
        pytest.param(
            post("Transfer-Encoding: ,", "Content-Length: 5", body=b"0\r\n\r\n"),
            400,
            id="a length and a comma",
        ),
        pytest.param(
            post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
            400,
            id="chunks twice",
        ),
        pytest.param(post("Transfer-Encoding: gzip, chunked"), 501, id="another encoding"),
        pytest.param(
            post("Transfer-Encoding: chunked", body=b'1;a="' + b" " * 300_000),
            400,
            id="a chunk with much to say about itself",
        ),
        pytest.param(
            post("Transfer-Encoding: chunked", body=b"0\r\n" + b"a: b\r\n" * 50_000),
            400,
            id="much after the last chunk",
        ),
        pytest.param(
            post("Transfer-Encoding: chunked", body=b"zz\r\n"), 400, id="a chunk of no size"
        ),
    ],
)
def test_what_is_in_doubt_is_refused_and_the_connection_ended(
    port: int, sent: bytes, status: int
) -> None:
    with Client(port) as client:
        client.send(sent)

        answer = client.answer()

        assert answer.status == status
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.count("\n") == 1, "a sentence, and nothing of what was sent"
        assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
        assert "server" not in answer.headers
        assert client.is_cut_off


@pytest.mark.parametrize("chunked", [False, True])
def test_the_body_of_an_import_may_be_larger(port: int, chunked: bool) -> None:
    body = b"a" * 2_900_000
    length = f"Content-Length: {len(body)}"
    if chunked:
        length, body = "Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    with Client(port) as client:
        client.send(post(length, body=body, address=AN_IMPORT))

        assert client.answer().text == AN_IMPORT + "a" * 2_900_000


@pytest.mark.parametrize("chunked", [False, True])
def test_what_there_is_no_room_for_is_refused_when_all_of_it_has_come(
    port: int, chunked: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"a" * 300_000
    length = f"Content-Length: {len(body)}"
    if chunked:
        length, body = "Transfer-Encoding: chunked", b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is-not-there"))
    with Client(port) as client:
        client.send(post(length, body=body))

        answer = client.answer()
    assert (answer.status, "no room for what was sent" in answer.text) == (503, True)


def test_what_follows_a_refused_request_is_not_taken_for_another(port: int) -> None:
    smuggled = request("/smuggled")
    sent = post("Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n" + smuggled)
    with Client(port) as client:
        client.send(sent)
        assert client.answer().status == 400
        with pytest.raises(ConnectionError):
            client.answer()


def test_an_address_with_a_host_counts_for_more_than_the_header() -> None:
    desk = staffed_desk()
    with serving(desk.app) as port:
        for target, host, status in (
            ("http://evil.example/work/", "localhost", 400),
            ("http://localhost/work/", "evil.example", 200),
            ("http://user@localhost/work/", "localhost", 400),
        ):
            with Client(port) as client:
                client.send(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())

                assert client.answer().status == status


def test_over_https_the_refusal_says_so_too() -> None:
    with serving(application, Settings(https=True)) as port, Client(port) as client:
        client.send(b"nonsense\r\n\r\n")

        assert client.answer().headers["strict-transport-security"] == "max-age=31536000"


def test_a_refusal_is_a_line_in_the_servers_log(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), Client(port) as client:
        client.send(request("/", "X: forged\x85\r\n\x1b[2J"))
        client.answer()

    (record,) = [each for each in caplog.records if each.name == "firstline"]
    assert record.getMessage().startswith("400 to 127.0.0.1 by the server itself: ")


@pytest.mark.parametrize(
    "sent",
    [
        request("/", "Cookie: a\nsecret=1"),
        request("/\nsecret"),
        b"GET / HTTP/1.1\r\n secret: 1\r\n\r\n",
        b"gsecret / HTTP/1.1\r\n\r\n",
        request("/", "secret"),
        request("/", "Content-Length: secret"),
        request("/", "Transfer-Encoding: secret"),
    ],
)
def test_what_was_sent_is_no_part_of_that_line(
    port: int, caplog: pytest.LogCaptureFixture, sent: bytes
) -> None:
    with caplog.at_level(logging.INFO), Client(port) as client:
        client.send(sent)
        assert client.answer().status in (400, 501)

    (record,) = [each for each in caplog.records if each.name == "firstline"]
    assert "secret" not in caplog.text
    assert len(record.getMessage()) < 200


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        pytest.param(request("/a%20b"), b"/a b", id="a quoted address"),
        pytest.param(b"\r\n\r\n" + request("/late"), b"/late", id="empty lines before"),
        pytest.param(request("/", "X:", "Y: a  b", "Z:\tc "), b"/", id="odd spaces"),
        pytest.param(request("/", f"X: {'a ' * 3_900}"), b"/", id="many words"),
        pytest.param(post("Content-Length: 2", body=b"hi"), b"/hi", id="a body"),
        pytest.param(
            post(
                "Transfer-Encoding: chunked", body=b"2\r\nhi\r\n3;x=y\r\n yo\r\n0\r\nA: b\r\n\r\n"
            ),
            b"/hi yo",
            id="a body in chunks",
        ),
        pytest.param(
            post("Transfer-Encoding: chunked", body=b"1\r\na\r\n" * 100_000 + b"0\r\n\r\n"),
            b"/" + b"a" * 100_000,
            id="a body in many chunks",
        ),
        pytest.param(request("/", "Expect: 100-continue"), b"/", id="waiting to send nothing"),
    ],
)
def test_what_is_unusual_and_clear_is_answered(port: int, sent: bytes, body: bytes) -> None:
    with Client(port) as client:
        client.send(sent)
        assert client.answer().body == body
        assert client.get("/next").body == b"/next"


def test_whoever_waits_to_be_told_to_go_on_is_told(port: int) -> None:
    with Client(port) as client:
        client.send(post("Content-Length: 2", "Expect: 100-continue"))
        assert client.answer().status == 100
        client.send(b"hi")
        assert client.answer().body == b"/hi"


PIECES = [" ", "\t", "a", ":", "\r\n", ",", "\\", '"', ";", "=", "/", "%", "?", "[", "@", "1", "\0"]


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=4),
    runs=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    in_address=st.booleans(),
    end=st.sampled_from(["", "\0", " x", "\r\n x"]),
)
def test_no_request_takes_long_to_read(
    pieces: list[str], runs: list[int], in_address: bool, end: str
) -> None:
    """Whatever is repeated in it as often as there is room."""
    unit = "".join(piece * runs[number % len(runs)] for number, piece in enumerate(pieces))
    filling = (unit * (MOST_HEADERS // len(unit)))[: MOST_HEADERS - 100]
    start = f"GET /{filling} HTTP/1.1" if in_address else f"GET / HTTP/1.1\r\nX:{filling}{end}"
    reader = Request(Adjustments(max_request_header_size=MOST_HEADERS))
    began = time.thread_time()

    reader.received(f"{start}\r\n\r\n".encode("latin-1"))

    assert time.thread_time() - began < QUICK
