"""`firstline serve`, as `make run` calls it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

FIRSTLINE = Path(sys.executable).parent / "firstline"


def environment(**settings: str) -> dict[str, str]:
    own = {name: text for name, text in os.environ.items() if not name.startswith("FIRSTLINE_")}
    return own | settings


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(**settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running desk, and the address that it printed."""
    with subprocess.Popen(
        [FIRSTLINE, "serve"],
        env=environment(FIRSTLINE_PORT=str(free_port()), PYTHONUNBUFFERED="1", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        said = process.stdout.readline()
        address = re.search(r"http://\S+", said)
        assert address, said
        try:
            yield process, address[0]
        finally:
            process.kill()


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        body: bytes = answer.read()
        return body.decode()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_serves_there_and_stops_cleanly(stop: signal.Signals) -> None:
    with serving() as (process, address):
        assert "The desk today" in read(address)
        process.send_signal(stop)
        said, complained = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Firstline has stopped." in said
    assert re.fullmatch(
        r"\S+ \S+ INFO GET / 200, \d+\.\d ms, request [0-9a-f]{12} from 127\.0\.0\.1\n", complained
    )


def test_it_starts_with_a_morning_under_way() -> None:
    with serving() as (_, address):
        page = read(f"{address}/work/")
    assert "W-1009" in page
    assert "W-1010" not in page


def test_it_starts_empty_when_asked_to() -> None:
    with serving(FIRSTLINE_DEMO="none") as (_, address):
        assert "No Work has been raised yet." in read(f"{address}/work/")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"FIRSTLINE_PORT": "many"}, "FIRSTLINE_PORT should be a number from 1 to 65535"),
        ({"FIRSTLINE_DEMO": "evening"}, "FIRSTLINE_DEMO should be morning or none"),
        ({"FIRSTLINE_HOST": "no.such.host.invalid"}, "Cannot serve at"),
    ],
)
def test_it_says_in_a_sentence_why_it_does_not_start(settings: dict[str, str], reason: str) -> None:
    ended = subprocess.run(
        [FIRSTLINE, "serve"],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_says_when_the_system_allows_it_too_few_open_files() -> None:
    ended = subprocess.run(
        ["sh", "-c", f"ulimit -n 100; exec {FIRSTLINE} serve"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2
    assert "too few open files" in ended.stderr


def test_it_says_when_somebody_else_has_the_port() -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ended = subprocess.run(
            [FIRSTLINE, "serve"],
            env=environment(FIRSTLINE_PORT=str(other.getsockname()[1])),
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert ended.returncode == 2
    assert "Cannot serve at" in ended.stderr
    assert "PORT=" in ended.stderr
