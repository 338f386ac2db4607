"""Answers for which there is no room on disk: they are kept in memory, and arrive whole."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from app.server.buffers import Answer
from tests.disk import files_no_larger_than
from tests.server.serving import Client, serving

OVERFLOW = 100_000
ROOM = 1_000_003
"""In bytes: room for a part of a piece."""
PIECES = [b"%09d\n" % number * 100_000 for number in range(20)]
"""Each goes to disk at once, and all of them together into more than one buffer."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Length", str(sum(map(len, PIECES))))])
    return iter(PIECES)


@pytest.mark.parametrize("has_folder", [True, False])
def test_every_answer_of_a_connection_arrives(
    has_folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_folder:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is-not-there"))
    with files_no_larger_than(0), serving(application) as port, Client(port) as client:
        for _ in range(2):
            assert client.get().body == b"".join(PIECES)


@pytest.mark.parametrize("size", [300, 7_000, 300_000])
@pytest.mark.parametrize("room", [0, ROOM])
@pytest.mark.parametrize("unread", [10, OVERFLOW * 2, ROOM * 10])
def test_an_answer_is_whole_and_in_order_wherever_the_disk_became_full(
    size: int, room: int, unread: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Also when most of it has been read by then."""
    answer, written, read = Answer(OVERFLOW), b"", b""
    with files_no_larger_than(room):
        while len(written) < 2 * ROOM:
            piece = (b"%09d\n" % len(written)) * (size // 10)
            answer.append(piece)
            written += piece
            if len(written) > OVERFLOW * 3:
                read += _read(answer, len(answer) - unread)
        read += _read(answer, len(answer))
    assert read == written
    assert len(answer) == 0
    [said] = caplog.messages
    assert said.startswith("there is no room on disk for an answer: ")


def _read(answer: Answer, length: int) -> bytes:
    """As waitress does: what was sent is skipped."""
    if length <= 0:
        return b""
    read = answer.get(length)
    answer.skip(len(read), True)
    return read
