"""How the server's own log is written: whatever a client sent, one line of sensible length."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from app.server.log import FRAMES, LONGEST_LINE, write_log
from app.settings import Settings

FORGED = "served\n2026-01-01 00:00:00+0000 INFO forged \x1b[2J \u202e \u2028 \x85"


@pytest.fixture(params=["human", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    write_log(Settings(log_format=request.param))
    (handler,) = root.handlers
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    handler.setStream(stream)
    yield stream
    root.handlers = handlers


def test_an_entry_is_one_line_whatever_is_in_it(written: io.StringIO) -> None:
    logging.getLogger("waitress").info("Client disconnected while serving %s", FORGED)

    (line,) = written.getvalue().splitlines()
    assert line.isascii()
    assert line.isprintable()
    assert "\\u202e" in line or "\\\\u202e" in line


def test_an_entry_is_cut_off_where_it_becomes_a_nuisance(written: io.StringIO) -> None:
    logging.getLogger("waitress").warning("%s", "x" * 20_000)

    assert LONGEST_LINE < len(written.getvalue()) < LONGEST_LINE * 1.2


def test_a_traceback_tells_of_the_calls_nearest_to_the_fault(written: io.StringIO) -> None:
    # By turns: Python leaves out calls of one function that follow each other.
    def dig(depth: int) -> None:
        if not depth:
            raise KeyError("here")
        delve(depth - 1)

    def delve(depth: int) -> None:
        dig(depth)

    try:
        dig(200)
    except KeyError:
        logging.getLogger("firstline").exception("request failed")

    text = written.getvalue()
    assert "KeyError: 'here'" in text
    assert text.count(", line ") == FRAMES
    assert len(text) < LONGEST_LINE * 7


def test_for_machines_an_entry_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, root.handlers = root.handlers, []
    try:
        write_log(Settings(log_format="json"))
        logging.getLogger("firstline").info("GET / 200", extra={"path": "/"})
    finally:
        root.handlers = handlers

    entry = json.loads(capsys.readouterr().err)
    assert entry.pop("timestamp")
    assert entry == {"level": "INFO", "logger": "firstline", "message": "GET / 200", "path": "/"}
