"""What one desk withstands from strangers: figures of docs/running.md, measured on this machine.

    python -m benchmarks.exposed

serves a desk in memory, does to it what somebody would who wants to stop it, and times how long
another visitor waits for `/health` and for Control meanwhile: the longest of ten times each.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from app.event_store.address import MemoryStore
from app.server.server import CONNECTIONS
from app.threads import THREADS
from tests.processes.running import FIRSTLINE, RunningDesk
from tests.server.serving import Client, allow_many_files, request, seconds_for

STYLE_SHEET = "/bootstrap/static/css/bootstrap.min.css"
HALF_A_FORM = (
    b"POST /response/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 250000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntitle=" + b"x" * 200_000
)


TYPED = b"description=" + b'"' * 190_000
A_FORM_OF_QUOTES = (
    b"POST /response/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n%b" % (len(TYPED), TYPED)
)
"""It is answered with a page of a megabyte: what was typed, five characters for each."""


def main() -> None:
    allow_many_files(2 * CONNECTIONS)
    with RunningDesk(MemoryStore(), [FIRSTLINE]) as desk:
        say("with nobody else there", desk)
        with clients(desk, THREADS, request(STYLE_SHEET) * 100):
            time.sleep(3)
            say(f"{THREADS} connections ask for 100 style sheets each and read nothing", desk)
        for count, sent, what in (
            (CONNECTIONS + 100, b"GET / HTTP/1.1\r\nX: ", "send half a header"),
            (CONNECTIONS + 100, HALF_A_FORM, "send 200 kB of a form"),
            (CONNECTIONS + 100, request(STYLE_SHEET), "read nothing of a style sheet"),
            (CONNECTIONS + 100, A_FORM_OF_QUOTES, "read nothing of a page of a megabyte"),
        ):
            with clients(desk, count, sent):
                say(f"{count:,} connections {what}", desk)
        for sent, what in (
            (request("/", f"X:{' ' * 8_000}x"), "a header of 8,000 spaces"),
            (request(f"/{'a/' * 4_000}"), "an address of 4,000 parts"),
            (request(f"/work/?filter={'a+' * 100}"), "a hundred words to look for"),
        ):
            began = time.perf_counter()
            with Client(desk.port) as client:
                client.send(sent)
                client.answer()
            print(f"{what}: answered in {(time.perf_counter() - began) * 1000:.0f} ms")
        print(f"memory in the end: {desk.memory:.0f} MB")


@contextmanager
def clients(desk: RunningDesk, count: int, sent: bytes) -> Iterator[None]:
    """So many, each with a connection of its own, that send this and then nothing more."""
    with ExitStack() as stack:
        for _ in range(count):
            client = stack.enter_context(Client(desk.port, room=4096))
            client.socket.setblocking(False)
            with suppress(BlockingIOError):
                client.socket.send(sent)
        yield


def say(what: str, desk: RunningDesk) -> None:
    health = max(seconds_for(desk.port, "/health") for _ in range(10)) * 1000
    control = max(seconds_for(desk.port, "/control/") for _ in range(10)) * 1000
    print(
        f"{what}: /health within {health:.0f} ms, Control within {control:.0f} ms, "
        f"{desk.memory:.0f} MB"
    )


if __name__ == "__main__":
    main()
