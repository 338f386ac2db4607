"""The server: takes in connections, and hands complete requests to threads."""

import resource
import signal
import socket
from types import FrameType
from wsgiref.types import WSGIApplication

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from app.server.connection import Connection
from app.server.request import LARGEST_BODY, MOST_HEADERS
from app.settings import Settings
from app.threads import THREADS

CONNECTIONS = 1000
"""How many are kept at once, where the system allows enough files."""
QUEUE = 4096
"""How many connections the system may keep waiting until they are taken in."""
FILES_FOR_A_CONNECTION = 3
"""The connection itself, and what it may keep on disk: a long request, a long answer."""
FILES_FOR_THE_DESK = 100


class Server(TcpWSGIServer):
    """Waitress's server. When it holds as many connections as it can, the one that has kept it
    waiting longest makes room for the next."""

    channel_class = Connection

    active_channels: dict[int, Connection]  # type: ignore[assignment]
    _map: dict[int, object]

    def handle_accept(self) -> None:
        """Take in several at once: a tenth of what there is room for. Waitress takes one each time
        it looks around; a thousand that come together would overflow the system's queue."""
        for _ in range(1 + self.adj.connection_limit // 10):
            held = len(self._map)
            if held >= self.adj.connection_limit - 1:
                self._make_room()
                held = len(self._map)
            super().handle_accept()
            if len(self._map) in (held, self.adj.connection_limit):
                return

    def _make_room(self) -> None:
        waiting = [each for each in self.active_channels.values() if not each.is_in_hand]
        if waiting:
            min(waiting, key=lambda each: each.waits_since).handle_close()

    def maintenance(self, now: float) -> None:
        for connection in list(self.active_channels.values()):
            connection.look_at_the_time(now)


def listen(settings: Settings) -> socket.socket:
    """Take the address that the settings name. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=QUEUE)


def serve(application: WSGIApplication, listener: socket.socket, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server_for(application, listener, settings).run()


def server_for(
    application: WSGIApplication, listener: socket.socket, settings: Settings
) -> TcpWSGIServer:
    """A server that answers at that address once it is run."""
    adjustments = Adjustments(
        sockets=[listener],
        threads=THREADS,
        connection_limit=_connections(),
        backlog=QUEUE,
        asyncore_use_poll=True,
        cleanup_interval=1,
        max_request_header_size=MOST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        inbuf_overflow=64 * 1024,
        ident=None,
        url_scheme="https" if settings.https else "http",
        # Without a proxy that is trusted, whatever a client says of itself is left out.
        clear_untrusted_proxy_headers=not settings.proxies,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(THREADS)
    return Server(
        application,
        map={},
        _sock=listener,
        dispatcher=dispatcher,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
    )


def _connections() -> int:
    """How many the system allows, once it has been asked for as many files as they can need."""
    wanted = FILES_FOR_THE_DESK + CONNECTIONS * FILES_FOR_A_CONNECTION
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY and files < wanted:
        files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
        return max(1, (files - FILES_FOR_THE_DESK) // FILES_FOR_A_CONNECTION)
    return CONNECTIONS


def stop(number: int, frame: FrameType | None) -> None:
    """Once: a second signal must not cut off the requests that are being answered."""
    signal.signal(signal.SIGTERM, _stop_already)
    signal.signal(signal.SIGINT, _stop_already)
    raise SystemExit(0)


def _stop_already(number: int, frame: FrameType | None) -> None:
    """Not SIG_IGN: Python complains when a signal that has come already is then ignored."""
