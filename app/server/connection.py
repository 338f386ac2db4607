"""One client's connection: how many requests it can have pending, and its limits of time."""

import socket
import time
from threading import Lock

from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel

from app.server.answer import PlainAnswer, RequestTimeout
from app.server.buffers import Answer
from app.server.request import Request
from app.web.polls import DONE, SEEN

REQUEST_TIME = 30
"""In seconds: how long a request may take to arrive, from its first byte to its last."""
ANSWER_TIME = 30
"""In seconds: how long a client may go without reading any of its answer."""
IDLE_TIME = 120
"""In seconds: how long an idle connection is kept open. Proxies keep theirs that long."""
THREAD_TIME = 5.0
"""In seconds: how long a thread goes on sending a long answer to a client that reads slowly,
counted from when it first had to wait."""

_SEEN = SEEN.upper().replace("-", "_")
"""As waitress writes the names of headers."""


class Connection(HTTPChannel):
    """Waitress's channel, with limits.

    Waitress waits for a client for ever. It also answers all requests that arrive together, even
    when nobody reads the answers. This channel takes one request at a time. What the client sends
    before it has its answer is kept, and read later.
    """

    parser_class: type[Request] = Request
    error_task_class = PlainAnswer

    request: Request | None
    requests: list[Request]
    outbufs: list[OverflowableBuffer]
    requests_lock: Lock

    _ahead = b""
    """What came in after the request in hand: at most what one read of the socket gives."""
    _began = 0.0
    """When the first byte of a request that is not complete yet came."""
    _answered = 0.0
    """When the last answer was begun. Part of it may still have to be sent."""
    _has_given_up = False
    """Whether a thread has waited in vain for the client."""
    _thread_waits = False
    """Whether the thread that makes the answer waits for the client."""
    _thread_waits_until = float("inf")
    """When the thread that makes the answer stops waiting for the client."""

    @property
    def last_activity(self) -> float:
        """When something was last sent or received, by the monotonic clock."""
        return self._last_activity

    @last_activity.setter
    def last_activity(self, moment: float) -> None:
        """Waitress passes the time of day, which jumps when a clock is set, so it is not used."""
        self._last_activity = time.monotonic()

    # Called in the main thread. It does all the reading, and sends what a worker thread left over.

    def received(self, data: bytes) -> bool:
        """Read one request, and keep what follows it for later."""
        with self.requests_lock:
            data = self._ahead + data
            self._ahead = b""
            if self.will_close or self.close_when_flushed:
                return False
            while data and not self.requests:
                data = data[self._read(data) :]
            self._ahead = data
        return True

    def _read(self, data: bytes) -> int:
        """Read on in the request that is coming in; returns how many bytes belong to it."""
        if self.request is None:
            self.request = self.parser_class(self.adj)
            self._began = time.monotonic()
        request = self.request
        length = request.received(data)
        if request.expect_continue and request.headers_finished and not request.completed:
            self.send_continue()
        if request.completed:
            self.request = None
            self.sent_continue = False
            if not request.empty:
                self._put_in_hand(request)
        return length

    def _put_in_hand(self, request: Request) -> None:
        self.requests.append(request)
        self.server.add_task(self)  # type: ignore[arg-type]

    def readable(self) -> bool:
        return not self._ahead and super().readable()

    def writable(self) -> bool:
        """Whether the main thread has something to send, or to read from what was kept.

        Not while a worker thread is sending its answer: the main thread would try to send as well,
        over and over, and take the processor from that worker.
        """
        if not (super().writable() or self._can_go_on()):
            return False
        return not self.requests or self._thread_waits or self.will_close or not self._is_sending

    @property
    def _is_sending(self) -> bool:
        """Whether a worker thread is sending at this moment."""
        is_free = self.outbuf_lock.acquire(blocking=False)
        if is_free:
            self.outbuf_lock.release()
        return not is_free

    def handle_write(self) -> None:
        super().handle_write()
        if self._can_go_on():
            self.received(b"")

    def _can_go_on(self) -> bool:
        return bool(self._ahead and self.connected and not self.requests and self._has_sent_all)

    @property
    def _has_sent_all(self) -> bool:
        return not self.total_outbufs_len and not self.close_when_flushed

    # Read by the server, which checks all connections every second.

    @property
    def is_in_hand(self) -> bool:
        """Whether a request from this connection is being answered."""
        return bool(self.requests)

    @property
    def is_idle(self) -> bool:
        """Whether it has been answered in full, and nothing has come since."""
        is_waiting = self.requests or self.request is not None or self.total_outbufs_len
        return bool(self._answered and not is_waiting)

    @property
    def asks_for(self) -> str:
        """The path of the request in hand; empty when there is none."""
        return self.requests[0].path if self.requests else ""

    @property
    def is_poll(self) -> bool:
        """Whether the request in hand is one of a page that asks by itself what is new."""
        return bool(self.requests) and self.requests[0].headers.get(_SEEN, DONE) != DONE

    @property
    def waits_since(self) -> float:
        """Since when the server waits for this client: to send the rest of a request, to read its
        answer, or to send another request."""
        if self.request is not None:
            return self._began
        return self._answered if self.total_outbufs_len else self.last_activity

    def end_what_takes_too_long(self, now: float) -> None:
        """Apply the time limits. A late request gets an answer; any other connection is closed."""
        if self._has_given_up:
            self.handle_close()
        elif self.is_in_hand:
            return
        elif self.request is not None:
            if now - self._began > REQUEST_TIME:
                self._refuse_late(self.request)
        elif now - self.last_activity > (ANSWER_TIME if self.total_outbufs_len else IDLE_TIME):
            self.handle_close()

    def _refuse_late(self, request: Request) -> None:
        with self.requests_lock:
            self.request = None
            request.error = RequestTimeout("it took too long to arrive")
            request.completed = True
            self._put_in_hand(request)

    # Called in the worker thread that answers the request.

    def check_client_disconnected(self) -> bool:  # type: ignore[override]
        """Whether the client has gone. Nothing is read from it while its request is answered, so
        the system is asked. One that has only said that it sends nothing more counts as gone, too:
        until something is sent to it, the system cannot tell the two apart."""
        try:
            if self.socket is None or not self.connected:
                return True
            return self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def service(self) -> None:
        self._thread_waits_until = float("inf")
        self._answered = time.monotonic()
        super().service()

    def write_soon(self, data: bytes) -> int:
        """Send it, or keep it to be sent. Waitress would begin a buffer of its own for each further
        answer, and within a very long one. Ours is begun before it does."""
        with self.outbuf_lock:
            is_full = self.current_outbuf_count >= self.adj.outbuf_high_watermark
            if is_full or not isinstance(self.outbufs[-1], Answer):
                self.outbufs.append(Answer(self.adj.outbuf_overflow))
                self.current_outbuf_count = 0
        return super().write_soon(data)

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until the client has read enough of a long answer, but not for longer than
        `THREAD_TIME`. Raises ClientDisconnected then."""
        with self.outbuf_lock:
            while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
                self._thread_waits_until = min(
                    self._thread_waits_until, time.monotonic() + THREAD_TIME
                )
                left = self._thread_waits_until - time.monotonic()
                if left <= 0:
                    self._has_given_up = True
                    raise ClientDisconnected
                self._thread_waits = True
                self.server.pull_trigger()
                self.outbuf_lock.wait(left)
            self._thread_waits = False
