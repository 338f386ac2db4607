"""The cable between a desk and PostgreSQL, which can be cut at the worst moment."""

import enum
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from socketserver import BaseRequestHandler, ThreadingMixIn, UnixStreamServer
from threading import Thread
from typing import cast

from psycopg.conninfo import conninfo_to_dict

from app.event_store.address import PostgresqlStore

_SOCKET = ".s.PGSQL.5432"
_COMMIT = b"COMMIT\0"
"""The end of the desk's message that asks for it, and of the server's that it took place."""
_WRITES = b"INSERT INTO"
_AT_ONCE = 65_536
_GLANCE = 0.05
"""In seconds: how often a connection on which nothing moves looks whether it has been cut."""


class Cut(enum.Enum):
    BEFORE_COMMIT = enum.auto()
    """The server never hears of the commit, and takes everything back."""
    AFTER_COMMIT = enum.auto()
    """The server has committed, and the desk never hears of it."""


class Cable:
    def __init__(self, store: PostgresqlStore, folder: Path) -> None:
        server = str(conninfo_to_dict(store.uri)["host"])
        self.store = PostgresqlStore(store.uri.replace(server, str(folder)))
        """The same database, at the other end of the cable."""
        self._server = f"{server}/{_SOCKET}"
        self._planned: Cut | None = None
        self._stays_cut = False
        self.is_cut = False

    def cut_next(self, cut: Cut, *, stays: bool = False) -> None:
        """Cut the connection that next asks to commit what it wrote. After that, new connections
        come through, unless it `stays` cut until it is mended."""
        self._planned, self._stays_cut = cut, stays

    @property
    def waits_to_cut(self) -> bool:
        return self._planned is not None

    def mend(self) -> None:
        self.is_cut = False

    def join(self, desk: socket.socket) -> None:
        """Carry between a desk that has just connected and the server, until one of them leaves
        or the cable is cut."""
        with socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if not self.is_cut:
                server.connect(self._server)
            asked = b""
            while not self.is_cut:
                ready, _, _ = select([desk, server], [], [], _GLANCE)
                if desk in ready:
                    said = desk.recv(_AT_ONCE)
                    asked += said
                    if _COMMIT in asked:
                        if self._planned and _WRITES in asked:
                            self._cut(server, said)
                            return
                        asked = b""
                    server.sendall(said)
                if server in ready:
                    said = server.recv(_AT_ONCE)
                    desk.sendall(said)
                if ready and not said:
                    return

    def _cut(self, server: socket.socket, said: bytes) -> None:
        cut, self._planned = self._planned, None
        if cut is Cut.AFTER_COMMIT:
            server.sendall(said)
            heard = b""
            while _COMMIT not in heard:
                heard += server.recv(_AT_ONCE)
        self.is_cut = self._stays_cut


class _Socket(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    request_queue_size = 100

    def __init__(self, address: str, cable: Cable) -> None:
        super().__init__(address, _Connection)
        self.cable = cable


class _Connection(BaseRequestHandler):
    def handle(self) -> None:
        cast("_Socket", self.server).cable.join(self.request)


@contextmanager
def cable_to(store: PostgresqlStore) -> Iterator[Cable]:
    # Not in the test's own folder: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="firstline-cable-") as folder:
        cable = Cable(store, Path(folder))
        with _Socket(f"{folder}/{_SOCKET}", cable) as desk_end:
            carrying = Thread(target=desk_end.serve_forever, kwargs={"poll_interval": _GLANCE})
            carrying.start()
            try:
                yield cable
            finally:
                cable.is_cut = True
                desk_end.shutdown()
                carrying.join()
