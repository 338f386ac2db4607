"""Turns to write, for the threads of one process. A store's own lock is not always given to those
who have waited longest, and another program that holds it could keep every thread waiting. So only
one thread at a time asks for it, and only a few wait behind that one."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from threading import Event, Lock
from time import monotonic

from app.threads import WRITERS

LONG_TURN = 1.0
"""In seconds. While a turn lasts longer, something is wrong, and only a few wait."""


class _Ticket(Event):
    is_locked_out = False


class Turns:
    def __init__(self, timeout: float, busy: type[Exception], places: int = WRITERS) -> None:
        """`timeout` is in seconds: the longest time to wait for a turn. `busy` is what is raised
        when a wait gets too long, here and by those whose turn it is. While a turn lasts long,
        only so many have `places`: who has the turn, and those behind."""
        self._timeout = timeout
        self._busy = busy
        self._places = places
        self._lock = Lock()
        self._line: deque[_Ticket] = deque()
        """The first has the turn. Those behind the first `places` have no place yet."""
        self._began = 0.0
        """When the turn that lasts began."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn, for the length of the `with`. Turns are given in the order of asking: otherwise
        a thread that keeps writing would take the next one too, before another has woken up.

        Raises `busy` when the wait gets too long. Also as soon as the thread whose turn it is
        raises it: the others would only wait as long again.
        """
        self._wait()
        try:
            yield
        except self._busy:
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
                self._began = monotonic()
                return
        while True:
            with self._lock:
                now = monotonic()
                if mine.is_locked_out:
                    raise self._busy("Others in this process waited for the lock in vain.")
                if self._line[0] is mine:
                    return
                has_place = mine in islice(self._line, self._places)
                until = end if has_place else min(end, self._began + LONG_TURN)
                if now >= until:
                    self._line.remove(mine)
                    raise self._busy(
                        "Others in this process did not finish in time."
                        if has_place
                        else "Too many in this process are waiting."
                    )
            mine.wait(until - now)

    def _end(self, *, is_locked_out: bool = False) -> None:
        with self._lock:
            self._line.popleft()
            self._began = monotonic()
            if is_locked_out:
                for each in self._line:
                    each.is_locked_out = True
                    each.set()
                self._line.clear()
            elif self._line:
                self._line[0].set()
