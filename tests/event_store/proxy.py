"""A way to a PostgreSQL server that can be watched, cut at any word, and fall silent."""

import enum
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

CHUNK = 1_000_000


class Trouble(enum.Enum):
    """What can happen to what a client says."""

    NOT_HEARD = "The connection is cut before the server hears it."
    ANSWER_LOST = "The server hears it, and answers; the connection is cut before the answer."
    SILENCE = "The server hears it. From then on nothing comes through, and nothing is cut."


class Proxy:
    """Stands between clients and the server whose socket that is."""

    def __init__(self, listener: socket.socket, server: str) -> None:
        self._listener = listener
        self._server = server
        self._open: list[socket.socket] = []
        self.greetings: list[bytes] = []
        """How each connection began."""
        self.trouble: tuple[bytes, Trouble] | None = None
        """What happens, once, when a client next says this."""
        self.is_silent = False
        """Whether nothing comes through any more, though no connection is cut."""

    def accept(self) -> None:
        """Until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._open += [client, server]
                way = _Way(self, client, server)
                for pump in (way.to_server, way.to_client):
                    threading.Thread(target=pump, daemon=True).start()

    def hang_up(self) -> None:
        """Cut every connection that there is."""
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class _Way:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy = proxy
        self._client = client
        self._server = server
        self._loses_answer = False

    def to_server(self) -> None:
        proxy = self._proxy
        is_first = True
        with suppress(OSError):
            while said := self._client.recv(CHUNK):
                if is_first:
                    proxy.greetings.append(said[:8])
                    is_first = False
                trouble = self._trouble_with(said)
                if trouble is Trouble.NOT_HEARD:
                    break
                self._loses_answer = trouble is Trouble.ANSWER_LOST
                if not proxy.is_silent:
                    self._server.sendall(said)
                proxy.is_silent = proxy.is_silent or trouble is Trouble.SILENCE
        self._hang_up()

    def _trouble_with(self, said: bytes) -> Trouble | None:
        if not self._proxy.trouble or self._proxy.trouble[0] not in said:
            return None
        _, trouble = self._proxy.trouble
        self._proxy.trouble = None
        return trouble

    def to_client(self) -> None:
        with suppress(OSError):
            while (said := self._server.recv(CHUNK)) and not self._loses_answer:
                if not self._proxy.is_silent:
                    self._client.sendall(said)
        if not self._proxy.is_silent:
            self._hang_up()

    def _hang_up(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy_to(uri: str) -> Iterator[tuple[Proxy, str]]:
    """A proxy to the server that has that database, and the database's address through it."""
    where = urlsplit(uri)
    [folder] = parse_qs(where.query)["host"]
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        proxy = Proxy(listener, f"{folder}/.s.PGSQL.5432")
        threading.Thread(target=proxy.accept, daemon=True).start()
        port = listener.getsockname()[1]
        yield proxy, f"postgresql://postgres@127.0.0.1:{port}{where.path}"
        proxy.hang_up()
        for end in proxy._open:
            end.close()
