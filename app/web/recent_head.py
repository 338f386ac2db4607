"""The newest event of the log, for those who ask again and again."""

import time

from app.event_store.log import Checkpoint, EventLog

LASTS = 0.25
"""In seconds: it is asked of the log no more often than that."""


class RecentHead:
    """For all threads of a process. They share it without a lock: at worst, two ask the log for the
    same. Only what may be a little late takes it from here."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._kept: tuple[Checkpoint, float] | None = None

    def newest(self) -> Checkpoint:
        """As it was a moment ago. Raises Unavailable."""
        kept, now = self._kept, time.monotonic()
        if kept is None or now - kept[1] >= LASTS:
            kept = self._kept = (self._log.newest(), now)
        return kept[0]

    def forget(self) -> None:
        """Have it asked anew: this process has just written to the log."""
        self._kept = None
