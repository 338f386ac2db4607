"""The server: accepts connections, and hands complete requests to worker threads."""

import gc
import logging
import resource
import signal
import socket
import sys
import time
from types import FrameType
from wsgiref.types import WSGIApplication

from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import Task, ThreadedTaskDispatcher

from app.server.connection import Connection
from app.server.request import LARGEST_BODY, MOST_HEADERS
from app.settings import Settings
from app.threads import POLLS_BEHIND, POLLS_WAIT, THREADS, THREADS_FOR_POLLS, TURN

logger = logging.getLogger("firstline")

CONNECTIONS = 1000
"""How many are open at once, if the system allows the process enough files."""
FEWEST_CONNECTIONS = 20
GRACE = 1.0
"""In seconds: a connection is not closed to make room before this, since a request takes a moment
to arrive."""
QUEUE = 4096
"""How many connections the system may keep waiting until they are accepted."""
EVERY = 1.0
"""In seconds: how often to look for connections that take too long."""
FILES_FOR_A_CONNECTION = 3
"""The connection itself, and what it may keep on disk: a long request, a long answer."""
FILES_FOR_THE_DESK = 100
OF_ITS_OWN = 2
"""Two sockets of waitress's own count as connections: the one that listens, and the one that wakes
its main thread."""


class Dispatcher(ThreadedTaskDispatcher):
    """Hands requests to threads in the order in which they came, with two exceptions.

    One for `/health` goes to the front. Otherwise a desk with a long queue would look as if it were
    down. At most one is at the front at a time.

    Open pages that ask by themselves what is new have threads of their own, and few: who works does
    not wait for the hundreds who look, and these do not wait for whoever asks much.
    """

    def __init__(self) -> None:
        super().__init__()
        self._polls = _Polls()
        self.set_thread_count(THREADS)
        self._polls.set_thread_count(THREADS_FOR_POLLS)

    def add_task(self, task: Task) -> None:
        if isinstance(task, Connection) and task.is_poll:
            self._polls.add_task(_Poll(task, self))
            return
        super().add_task(task)
        with self.lock:
            waiting = self.queue
            if not waiting or waiting[-1] is not task:
                return  # a thread has taken it already
            if _asks_for_health(task) and not _asks_for_health(waiting[0]):
                waiting.rotate(1)

    def wait_for_people(self) -> None:
        """Until nobody's request is in hand, or many polls wait behind; at most `POLLS_WAIT`."""
        until, behind = time.monotonic() + POLLS_WAIT, self._polls.queue
        while self.active_count and len(behind) <= POLLS_BEHIND and time.monotonic() < until:
            time.sleep(0.001)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        self._polls.shutdown(cancel_pending, timeout)
        return super().shutdown(cancel_pending, timeout)


class _Poll:
    """A page asks by itself what is new, and lets people go first: a request that is in hand would
    share the processor with it."""

    def __init__(self, connection: Connection, people: Dispatcher) -> None:
        self._connection = connection
        self._people = people
        self.cancel = connection.cancel

    def service(self) -> None:
        self._people.wait_for_people()
        self._connection.service()


class _Polls(ThreadedTaskDispatcher):
    queue_logger = logging.Logger("polls", logging.ERROR)
    """That some of them wait is nothing to warn of."""


def _asks_for_health(task: object) -> bool:
    return isinstance(task, Connection) and task.asks_for == "/health"


class Server(TcpWSGIServer):
    """Waitress's server. When all connections are taken, it closes the one that has kept it waiting
    longest to make room for a new one. It measures by the monotonic clock."""

    channel_class = Connection

    active_channels: dict[int, Connection]  # type: ignore[assignment]
    _map: dict[int, object]
    _next_look = 0.0
    _turned_away = 0
    """How many connections were closed to make room since the log last said so."""
    _told = float("-inf")

    def readable(self) -> bool:
        """Whether a connection can be accepted. Waitress asks in each round of its loop, so the
        time limits are applied here too."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + EVERY
            for connection in list(self.active_channels.values()):
                connection.end_what_takes_too_long(now)
            self._tell_of_those_turned_away(now)
        return self.accepting and (not self._is_full or self._slowest() is not None)

    @property
    def _is_full(self) -> bool:
        return len(self._map) >= self.adj.connection_limit

    def _slowest(self) -> Connection | None:
        """Returns the connection that has kept the server waiting longest. None when no connection
        is idle or has been waited for longer than `GRACE`."""
        before = time.monotonic() - GRACE
        waiting = (
            each
            for each in self.active_channels.values()
            if not each.is_in_hand and (each.is_idle or each.waits_since < before)
        )
        return min(waiting, key=lambda each: each.waits_since, default=None)

    def handle_accept(self) -> None:
        """Accept several at once: up to a tenth of the limit. Waitress accepts one in each round of
        its loop; a thousand that come together would overflow the system's queue."""
        for _ in range(1 + self.adj.connection_limit // 10):
            if self._is_full:
                if not (slowest := self._slowest()):
                    return
                slowest.handle_close()
                self._turned_away += 1
            held = len(self._map)
            super().handle_accept()
            if len(self._map) == held:
                return

    def _tell_of_those_turned_away(self, now: float) -> None:
        if self._turned_away and now - self._told > 60:
            logger.warning(
                "all %d connections were taken: %d that kept the server waiting had to go",
                self.adj.connection_limit - OF_ITS_OWN,
                self._turned_away,
            )
            self._turned_away, self._told = 0, now


def listen(settings: Settings) -> socket.socket:
    """Listen at the address that the settings name. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=QUEUE)


def serve(application: WSGIApplication, listener: socket.socket, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    sys.setswitchinterval(TURN)
    # Garbage collection stops all threads. What is loaded by now stays: to go through that too
    # would take 50 ms each time, and takes 10 ms without.
    gc.freeze()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server_for(application, listener, settings).run()


def server_for(application: WSGIApplication, listener: socket.socket, settings: Settings) -> Server:
    """Returns a server that serves at that address once `run` is called."""
    adjustments = Adjustments(
        sockets=[listener],
        threads=THREADS,
        connection_limit=connections() + OF_ITS_OWN,
        backlog=QUEUE,
        asyncore_use_poll=True,
        max_request_header_size=MOST_HEADERS,
        max_request_body_size=LARGEST_BODY,
        # What is longer goes to disk, so that a thousand clients do not fill the memory.
        inbuf_overflow=64 * 1024,
        outbuf_overflow=128 * 1024,
        ident=None,
        url_scheme="https" if settings.https else "http",
        # The desk believes as many proxies as it was told of. And an open desk has to see that one
        # which it was not told of stands in front.
        clear_untrusted_proxy_headers=False,
    )
    return Server(
        application,
        map={},
        _sock=listener,
        dispatcher=Dispatcher(),
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
    )


def connections() -> int:
    """Returns how many connections the system allows, after raising this process's limit of open
    files as far as is needed."""
    wanted = FILES_FOR_THE_DESK + CONNECTIONS * FILES_FOR_A_CONNECTION
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files != resource.RLIM_INFINITY and files < wanted:
        files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
        return (files - FILES_FOR_THE_DESK) // FILES_FOR_A_CONNECTION
    return CONNECTIONS


def stop(number: int, frame: FrameType | None) -> None:
    """End the server. Only the first signal does: a second one must not cut off the requests that
    are being answered."""
    signal.signal(signal.SIGTERM, _stop_already)
    signal.signal(signal.SIGINT, _stop_already)
    raise SystemExit(0)


def _stop_already(number: int, frame: FrameType | None) -> None:
    """Do nothing. (SIG_IGN will not do: Python complains about a signal that is pending when it is
    set to be ignored.)"""
