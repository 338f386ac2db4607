"""`firstline serve`, as `make run` calls it."""

import re
import signal
import socket
import urllib.request

import pytest

from tests.cli.command import FIRSTLINE, refused, run_process, serving

SHELL_WITH_FEW_FILES = ("sh", "-c", f"ulimit -n 100; exec {FIRSTLINE} serve")


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body.decode()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_firstline_serve_prints_its_address_serves_there_and_stops_cleanly(
    stop: signal.Signals,
) -> None:
    with serving("") as (desk, address):
        assert "The desk today" in read(address)
        assert desk.end(stop) == 0
        assert desk.lines()[-1] == "Firstline has stopped.\n"
        complaints = "".join(desk.complaints())
    assert re.fullmatch(
        r"\S+ \S+ INFO GET / 200, \d+\.\d ms, request [0-9a-f]{12} from 127\.0\.0\.1\n", complaints
    )


def test_firstline_serve_starts_with_a_morning_under_way() -> None:
    with serving("") as (_, address):
        page = read(f"{address}/work/")
    assert "W-1009" in page
    assert "W-1010" not in page


def test_firstline_serve_starts_empty_when_asked_to() -> None:
    with serving("", FIRSTLINE_DEMO="none") as (_, address):
        assert "No Work has been raised yet." in read(f"{address}/work/")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"FIRSTLINE_PORT": "many"}, "FIRSTLINE_PORT should be a number from 1 to 65535"),
        ({"FIRSTLINE_DEMO": "evening"}, "FIRSTLINE_DEMO should be morning or none"),
        ({"FIRSTLINE_HOST": "no.such.host.invalid"}, "Cannot serve at"),
    ],
)
def test_firstline_serve_says_in_a_sentence_why_it_does_not_start(
    settings: dict[str, str], reason: str
) -> None:
    assert reason in refused(
        run_process("", "serve", program=(FIRSTLINE,), folder=None, **settings)
    )


def test_firstline_serve_says_when_the_system_allows_it_too_few_open_files() -> None:
    assert "too few open files" in refused(run_process("", program=SHELL_WITH_FEW_FILES))


def test_firstline_serve_says_when_somebody_else_has_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refused(run_process("", "serve", FIRSTLINE_PORT=str(port)))
    assert "Cannot serve at" in sentence
    assert "PORT=" in sentence
