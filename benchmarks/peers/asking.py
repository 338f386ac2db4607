"""Requests that are asked for as fast as a server answers them, by clients that cost little."""

import selectors
import socket
from collections.abc import Iterable, Iterator
from typing import Self

from tests.waiting import PATIENCE


class Crew:
    """So many clients, each with a connection that stays open. One thread serves them all."""

    def __init__(self, port: int, clients: int) -> None:
        self._selector = selectors.DefaultSelector()
        self._connections = []
        for _ in range(clients):
            connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(connection, selectors.EVENT_READ, bytearray())
            self._connections.append(connection)

    def ask(self, requests: Iterable[bytes], statuses: tuple[bytes, ...]) -> list[int]:
        """Each client asks for the next as soon as it has its answer. Returns how long the answers
        were. Raises Unwanted for another status."""
        waiting, sizes = iter(requests), []
        busy = sum(self._send_next(connection, waiting) for connection in self._connections)
        while busy:
            ready = self._selector.select(PATIENCE)
            if not ready:
                raise Unwanted(b"No answer came.")
            for key, _ in ready:
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                size = _received(connection, key.data, statuses)
                if size is not None:
                    sizes.append(size)
                    busy -= not self._send_next(connection, waiting)
        return sizes

    def _send_next(self, connection: socket.socket, waiting: Iterator[bytes]) -> bool:
        request = next(waiting, None)
        if request is not None:
            connection.sendall(request)
        return request is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for connection in self._connections:
            connection.close()
        self._selector.close()


class Unwanted(Exception):
    """An answer that was not asked for."""


def _received(
    connection: socket.socket, so_far: bytearray, statuses: tuple[bytes, ...]
) -> int | None:
    """How long the answer is, head and all, once it is here; None until then."""
    if not (part := connection.recv(65_536)):
        raise Unwanted(b"The connection was closed.")
    so_far += part
    head, end, _ = so_far.partition(b"\r\n\r\n")
    if not end:
        return None
    if head[9:12] not in statuses:
        raise Unwanted(bytes(so_far))
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    size = len(head) + len(end) + int(length)
    if len(so_far) < size:
        return None
    so_far.clear()
    return size
