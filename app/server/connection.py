"""One client's connection: what it can have pending, and how long it may keep anybody waiting."""

import time
from threading import Lock

from waitress.channel import ClientDisconnected, HTTPChannel

from app.server.answer import PlainAnswer, RequestTimeout
from app.server.request import Request

REQUEST_TIME = 30
"""In seconds: how long a request may take to arrive, from its first byte to its last."""
ANSWER_TIME = 30
"""In seconds: how long a client may take nothing of its answer."""
IDLE_TIME = 120
"""In seconds: how long a connection is kept for a next request. Proxies keep theirs that long."""
THREAD_TIME = 5.0
"""In seconds: how long a thread goes on with a long answer, once it has had to wait for its client
to take some of it."""


class Connection(HTTPChannel):
    """Waitress's channel, which by itself waits for its client for ever, and answers as many
    requests as come in one piece before it looks whether anybody reads.

    This one has one request in hand. What was sent ahead of its answer waits, unread.
    """

    parser_class: type[Request] = Request
    error_task_class = PlainAnswer

    request: Request | None
    requests: list[Request]
    requests_lock: Lock

    _ahead = b""
    """What has come in past the request in hand; never more than one read of the socket."""
    _began = 0.0
    """When the first byte of a request that is not complete yet came."""
    _answered = 0.0
    """When the last answer was begun, of which something may not be sent yet."""
    _has_given_up = False
    """Whether a thread has waited in vain for the client."""
    _thread_waits = False
    """Whether the thread that makes the answer waits for the client."""
    _thread_waits_until = float("inf")
    """Until when the thread that makes the answer waits, once it has had to."""

    @property
    def last_activity(self) -> float:
        """When something was last sent or taken, by a clock that nobody sets."""
        return self._last_activity

    @last_activity.setter
    def last_activity(self, moment: float) -> None:
        """Waitress notes the time of day, which can jump by hours."""
        self._last_activity = time.monotonic()

    # In the main thread, which does all reading, and sends what a thread has left.

    def received(self, data: bytes) -> bool:
        """Take in one request, and keep what follows it for later."""
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
        """Whether there is something to send, or to read on in what came ahead.

        While a thread sends its answer by itself, there is not. Waitress would try here too all
        the while, as fast as it can, and so keep that thread from going on.
        """
        if not (super().writable() or self._can_go_on()):
            return False
        return not self.requests or self._thread_waits or self.will_close or not self._is_sending

    @property
    def _is_sending(self) -> bool:
        """Whether a thread is at it just now."""
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

    # What the server looks at, every second.

    @property
    def is_in_hand(self) -> bool:
        """Whether a request of it is being answered."""
        return bool(self.requests)

    @property
    def is_idle(self) -> bool:
        """Whether it has had its answers, and may or may not be used again."""
        is_waiting = self.requests or self.request is not None or self.total_outbufs_len
        return bool(self._answered and not is_waiting)

    @property
    def asks_for(self) -> str:
        """The path of the request in hand."""
        return self.requests[0].path if self.requests else ""

    @property
    def waits_since(self) -> float:
        """Since when its client is waited for: for the rest of a request, for taking an answer,
        or for a next request."""
        if self.request is not None:
            return self._began
        return self._answered if self.total_outbufs_len else self.last_activity

    def end_what_takes_too_long(self, now: float) -> None:
        """Look at the limits of time: a late request is told, all else is cut off."""
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

    # In a thread that answers a request.

    def service(self) -> None:
        self._thread_waits_until = float("inf")
        self._answered = time.monotonic()
        super().service()

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait for the client to take some of a long answer; not for long."""
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
