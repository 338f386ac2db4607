"""Turns to write, for the threads of one process. The file's own lock is not handed out in turn:
a thread among many could wait for ever. So only one of them asks for it at a time."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from threading import Event, Lock
from time import monotonic

from eventsourcing.persistence import OperationalError

THREADS = 8
"""How many threads a server should have. They are counted here because of what follows."""
WRITERS = THREADS - 2
"""How many of them may write, or wait until they can, at the same time: the others are left for
those who only read, and for /health."""
PLACE_TIMEOUT = 0.25
"""In seconds: how long to wait for one of these places while nobody gets on with writing."""


class FileLocked(OperationalError):
    """Another process kept the file's lock for too long."""


class _Ticket(Event):
    is_locked_out = False


class Turns:
    def __init__(self, timeout: float, writers: int = WRITERS) -> None:
        """`timeout` is in seconds: the longest time to wait for a turn."""
        self._timeout = timeout
        self._writers = writers
        self._lock = Lock()
        self._line: deque[_Ticket] = deque()
        """The first has the turn. Those behind the first `writers` have no place yet."""
        self._ended = 0
        """How many turns have ended."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn, for the length of the `with`. They are given in the order of asking: otherwise
        a thread that writes on and on takes the next as well, before another has woken up.

        Raises OperationalError when none is to be had in time; or, at once, when whoever has the
        turn raises FileLocked: nobody waits behind another as long as that one did.
        """
        self._wait()
        try:
            yield
        except FileLocked:
            self._end(is_locked_out=True)
            raise
        except BaseException:
            self._end()
            raise
        self._end()

    def _wait(self) -> None:
        mine = _Ticket()
        end = monotonic() + self._timeout
        with self._lock:
            self._line.append(mine)
            if self._line[0] is mine:
                return
        while True:
            with self._lock:
                ended = self._ended
                has_place = mine in islice(self._line, self._writers)
            mine.wait(max(0, end - monotonic()) if has_place else PLACE_TIMEOUT)
            with self._lock:
                if mine.is_locked_out:
                    raise FileLocked("Others in this process waited for the file's lock in vain.")
                if self._line[0] is mine:
                    return
                if has_place or monotonic() > end:
                    self._line.remove(mine)
                    raise OperationalError("Others in this process did not finish writing in time.")
                if self._ended == ended:
                    self._line.remove(mine)
                    raise OperationalError("Too many in this process are waiting to write.")

    def _end(self, *, is_locked_out: bool = False) -> None:
        with self._lock:
            self._line.popleft()
            self._ended += 1
            if is_locked_out:
                for each in self._line:
                    each.is_locked_out = True
                    each.set()
                self._line.clear()
            elif self._line:
                self._line[0].set()
