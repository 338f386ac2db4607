"""Keeps the read models at the head of the log, by pulling: whoever wants to read looks first
whether the log has moved, and takes in what is new. No threads, nothing to wait for, never stale.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.event_store.log import EventLog, Unavailable
from app.read_models import LogRewritten, ReadModels

logger = logging.getLogger("firstline")


class Subscription:
    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._lock = threading.RLock()
        self._read_models = ReadModels()

    @contextmanager
    def up_to_date(self) -> Iterator[ReadModels]:
        """The read models at the log's head, held there until the end of the `with`: whatever is
        read meanwhile is of one moment.

        An error of a read model comes through, each time; no event is ever skipped.
        """
        # Asked before the lock is taken: while a store keeps one waiting, others can go on.
        newest = self._log.newest()
        with self._lock:
            if newest != self._read_models.checkpoint:
                self._catch_up()
            yield self._read_models

    def _catch_up(self) -> None:
        try:
            self._read_models.catch_up(self._log)
        except Unavailable:
            # What was read was taken in whole, event by event: go on from there another time.
            raise
        except LogRewritten as rewritten:
            logger.error(
                "the log is not the one that was read up to position %s: reading it from the start",
                rewritten,
            )
            self._read_models = ReadModels()
            self._catch_up()
        except Exception:
            # An event may have reached some read models and not others: begin again.
            self._read_models = ReadModels()
            raise
