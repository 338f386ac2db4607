"""The newest event of the log, for those who ask again and again."""

import time

import msgspec

from app.event_store.log import Checkpoint, EventLog

LASTS = 0.25
"""In seconds: it is asked of the log no more often than that."""


class RecentHead:
    """For all threads of a process. They share it without a lock: at worst, two ask the log for the
    same. Only what may be a little late takes it from here."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._kept = _Kept(Checkpoint(0, ""), float("-inf"), writes=0)
        self._writes = 0
        """How often this process has written to the log."""

    def newest(self) -> Checkpoint:
        """As it was a moment ago. Raises Unavailable."""
        kept, now, writes = self._kept, time.monotonic(), self._writes
        if kept.writes != writes or now - kept.asked_at >= LASTS:
            kept = self._kept = _Kept(self._log.newest(), now, writes)
        return kept.newest

    def forget(self) -> None:
        """Have it asked anew: this process has just written to the log."""
        self._writes += 1


class _Kept(msgspec.Struct, frozen=True):
    newest: Checkpoint
    asked_at: float
    writes: int
    """How often this process had written before it was asked for: whoever asked before the last
    time, and got the answer after it, knows nothing of that."""
