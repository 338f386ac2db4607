"""Bytes as no browser sends them, to a real desk behind the real server: each gets an answer or the
end of its connection, nothing breaks, and nobody else notices."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings
from tests.server.serving import Client, request, serving
from tests.web.desk import Desk, desk_at_every_stage

FORM = (
    b'-----cut\r\nContent-Disposition: form-data; name="forename"\r\n\r\nAnn\r\n'
    b"-----cut\r\nContent-Disposition: form-data\r\n\r\nWho am I?\r\n-----cut--\r\n"
)


def post(kind: str, body: bytes, *headers: str) -> bytes:
    lines = [
        "POST /administration/operatives HTTP/1.1",
        "Host: localhost",
        f"Content-Type: {kind}",
        *(headers or [f"Content-Length: {len(body)}"]),
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + body


REQUESTS = [
    request("/control/"),
    request("/work/W-1001/close", "Cookie: firstline=abc.def.ghi", "Accept-Encoding: gzip"),
    request("/events/?type=WorkRaised&before=7"),
    request("/work/?filter=caf\xe9&stage=\xff"),
    request("/health", "Host: a..b"),
    request("/a" * 500),
    post("application/x-www-form-urlencoded", b"forename=Ann&surname=Marsh"),
    post("multipart/form-data; boundary=---cut", FORM),
    post("text/plain", b"3\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    post("text/plain", b"abc", "Content-Length: 3", "Transfer-Encoding: chunked"),
]
SCRAPS = [
    b"",
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\n\r\n",
    b" ",
    b" " * 500,
    b"\t",
    b":",
    b"\xff\xfe",
    b"%00",
    b"%0d%0a",
    b"/" * 300,
    b"..",
    b"Content-Length: 7\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Host: evil.example\r\n",
    b"Expect: 100-continue\r\n",
    b"X-Forwarded-For: 1\r\n",
    b"Connection: upgrade, close\r\n",
    b"Range: bytes=9-1\r\n",
    b"If-None-Match: \xff\r\n",
    b"9" * 400,
]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Desk, int]]:
    desk = desk_at_every_stage()
    with serving(desk.app, Settings()) as port:
        yield desk, port


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A request with up to four parts of it replaced by something else."""
    sent = draw(st.sampled_from(REQUESTS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(sent)))
        end = start + draw(st.integers(0, 20))
        sent = sent[:start] + draw(st.sampled_from(SCRAPS) | st.binary(max_size=8)) + sent[end:]
    return sent


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent=st.lists(spoilt(), min_size=1, max_size=3))
def test_no_bytes_break_the_server_or_the_desk(
    served: tuple[Desk, int], caplog: pytest.LogCaptureFixture, sent: list[bytes]
) -> None:
    desk, port = served
    before = desk.head
    caplog.clear()
    with caplog.at_level(logging.INFO):
        with Client(port) as client:
            client.send(*sent)
            client.finish()
            statuses = client.all_statuses()
        with Client(port) as another:
            assert another.get("/health").status == 200

    # 503: the desk is open, and refuses what says that it came through a proxy.
    assert all(status < 500 or status in (501, 503) for status in statuses)
    assert desk.head == before
    assert "Traceback" not in caplog.text
    for record in caplog.records:
        # What waitress says itself is cut off where it is written (see test_log.py).
        assert record.name == "waitress" or len(record.getMessage()) < 1_000
