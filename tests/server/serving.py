"""A server in this process, and clients that do to it what no browser does."""

import re
import resource
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from wsgiref.types import WSGIApplication

import msgspec

from app.server.server import server_for
from app.settings import Settings
from tests.waiting import PATIENCE


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """A connection that sends just the bytes that it is told to."""

    def __init__(self, port: int, room: int | None = None) -> None:
        """`room`: how many bytes the system keeps for it to read, if other than usual."""
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self._unread = bytearray()

    def send(self, *pieces: bytes) -> None:
        self.socket.sendall(b"".join(pieces))

    def get(self, path: str = "/") -> Answer:
        self.send(request(path))
        return self.answer()

    def answer(self) -> Answer:
        """The next answer. Raises ConnectionError when the connection ends before it does."""
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
        body = self._read(int(headers.get("content-length", 0)))
        return Answer(int(first.split()[1]), headers, body)

    def finish(self) -> None:
        """Say that nothing more comes; answers can still be read."""
        with suppress(OSError):  # the server may have ended the connection first
            self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """End the connection at once, as when a machine is switched off."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def all_statuses(self) -> list[int]:
        """Those of all answers until the connection ends."""
        received = bytearray(self._unread)
        with suppress(ConnectionError):
            while piece := self.socket.recv(65536):
                received += piece
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]

    @property
    def is_cut_off(self) -> bool:
        """Whether the server has ended the connection. Waits until it does."""
        self.all_statuses()
        return True

    def _until(self, end: bytes) -> bytes:
        while end not in self._unread:
            self._receive()
        found, _, self._unread = self._unread.partition(end)
        return bytes(found)

    def _read(self, length: int) -> bytes:
        while len(self._unread) < length:
            self._receive()
        found, self._unread = self._unread[:length], self._unread[length:]
        return bytes(found)

    def _receive(self) -> None:
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the server ended the connection")
        self._unread += received

    def close(self) -> None:
        """End the connection, as whoever goes elsewhere does."""
        self.socket.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def request(path: str = "/", *headers: str) -> bytes:
    """A GET of that path."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@contextmanager
def serving(
    application: WSGIApplication, settings: Settings | None = None, port: int = 0
) -> Iterator[int]:
    """The port at which the application is served: that one, if any is given."""
    listener = socket.create_server(("127.0.0.1", port))
    port = listener.getsockname()[1]
    server = server_for(application, listener, settings or Settings())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.task_dispatcher.shutdown(timeout=1)
        # As when a process ends: otherwise clients would go on asking there, and wait in vain.
        channels: dict[int, Any] = server.active_channels
        for connection in list(channels.values()):
            if connection.socket:
                with suppress(OSError):  # it may have ended just now
                    connection.socket.shutdown(socket.SHUT_RDWR)
        server.close()


def allow_many_files(wanted: int) -> bool:
    """Let this process have so many connections open; returns whether the system allows it."""
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY not in (files, most) and max(files, most) < wanted:
        return False
    if files != resource.RLIM_INFINITY and files < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return True


def seconds_for(port: int, path: str = "/") -> float:
    """How long somebody else waits for a page."""
    began = time.monotonic()
    with Client(port) as client:
        assert client.get(path).status == 200
    return time.monotonic() - began
