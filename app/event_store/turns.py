"""Turns to write, for the threads of one process. The file's own lock is not handed out in turn:
a thread among many could wait for ever. So only one of them asks for it at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock
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


class Turns:
    def __init__(self, timeout: float, writers: int = WRITERS) -> None:
        """`timeout` is in seconds: the longest time to wait for a turn."""
        self._timeout = timeout
        self._places = writers
        lock = Lock()
        self._place = Condition(lock)
        self._turn = Condition(lock)
        self._is_taken = False
        self._finished = 0
        """How many turns have ended well."""
        self._locked_out = 0
        """How many turns have ended because the file was locked."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A turn, for the length of the `with`.

        Raises OperationalError when none is to be had in time; or, at once, when whoever has the
        turn raises FileLocked: nobody waits behind another as long as that one did.
        """
        end = monotonic() + self._timeout
        with self._place:
            self._take_place(end)
        try:
            with self._turn:
                self._take_turn(end)
            try:
                yield
            except FileLocked:
                self._end_turn(locked_out=True)
                raise
            except BaseException:
                self._end_turn()
                raise
            self._end_turn(finished=True)
        finally:
            with self._place:
                self._places += 1
                self._place.notify()

    def _take_place(self, end: float) -> None:
        while not self._places:
            finished = self._finished
            came = self._place.wait_for(lambda: self._places, PLACE_TIMEOUT)
            if not came and (self._finished == finished or monotonic() > end):
                raise OperationalError("Too many in this process are waiting to write.")
        self._places -= 1

    def _take_turn(self, end: float) -> None:
        locked_out = self._locked_out
        came = self._turn.wait_for(
            lambda: not self._is_taken or self._locked_out != locked_out, end - monotonic()
        )
        if self._locked_out != locked_out:
            raise FileLocked("Others in this process have waited for the file's lock in vain.")
        if not came:
            raise OperationalError("Others in this process did not finish writing in time.")
        self._is_taken = True

    def _end_turn(self, *, finished: bool = False, locked_out: bool = False) -> None:
        with self._turn:
            self._is_taken = False
            self._finished += finished
            self._locked_out += locked_out
            if locked_out:
                self._turn.notify_all()
            else:
                self._turn.notify()
