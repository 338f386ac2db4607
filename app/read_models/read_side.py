"""Keeps the read models at the head of the log, by pulling: whoever wants to read looks first
whether the log has moved, and takes in what is new. No threads, nothing to wait for, never stale.

A page reads in a transaction of its own, which shows one moment and holds up nobody.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from app.event_store.log import Checkpoint, EventLog
from app.read_models import NotTaken, ReadModels
from app.read_models.away import BeingMade, Busy, CannotTakeIn, Damaged, ReadSideAway
from app.read_models.comparison import Difference
from app.read_models.database import LOCK_TIMEOUT
from app.read_models.fingerprint import fingerprint
from app.read_models.making import Making
from app.read_models.place import TIDIED_EVERY, Place
from app.read_models.pool import Pool
from app.read_models.progress import Progress
from app.read_models.readable_names import shows_what_is_readable
from app.read_models.state import RowCount, State
from app.read_models.table import moment_of
from app.read_models.taking_in import (
    ATTEMPTS,
    LogRewritten,
    Told,
    hash_after,
    holds,
    keep,
    nobody,
    take_in,
)
from app.threads import READERS_WAITING
from app.turns import Turns

logger = logging.getLogger("firstline")


class ReadSide:
    """The read models of a log, for all threads of a process. Others of the machine may have the
    same place: whoever finds events that are not taken in yet does it for all."""

    def __init__(self, log: EventLog, place: Place) -> None:
        self._log = log
        self._place = place
        self._pool = Pool(place)
        self._taking_in = Turns(LOCK_TIMEOUT, Busy, READERS_WAITING)
        self._making = Making(log, place, self._pool)
        self._tidied = time.monotonic()

    @contextmanager
    def reading(
        self,
        as_of: int | None = None,
        at_least: int | None = None,
        newest: Checkpoint | None = None,
    ) -> Iterator[ReadModels]:
        """The read models at the log's head or later, or as of that position, until the end of the
        `with`: whatever is read meanwhile is of one moment.

        Who can do with less than the head says `at_least` which position: what is new is not taken
        in when they know that. As of a position, it does to know that one. Who has just asked the
        log says what its `newest` is.

        Raises CannotTakeIn, each time, while there is an event that a read model makes nothing of;
        ReadSideAway when the database does not do; Unavailable and UnreadableEvent of the log.
        """
        models = self._begun(as_of, as_of if at_least is None else at_least, newest=newest)
        try:
            yield models
        finally:
            self._end(models)

    def _begun(
        self,
        as_of: int | None = None,
        at_least: int | None = None,
        told: Told = nobody,
        newest: Checkpoint | None = None,
    ) -> ReadModels:
        """The read models in a transaction, at the log's head or later, or `at_least` there."""
        # Asked before there is a transaction: while a store keeps one waiting, others can go on.
        newest = newest or self._log.newest()
        reached = -1
        attempts = ATTEMPTS
        away = ReadSideAway("it changes all the time")
        while attempts:
            attempts -= 1
            models = self._pool.take(is_past=as_of is not None)
            if models is None:
                self._making.make(self._pool.unfit, told)
                continue
            is_at = False
            try:
                if as_of is not None:
                    models.database.look_at(as_of)
                progress = models.database.begin()
                is_at = self._is_at(newest, progress, at_least)
                if is_at:
                    return models
                if progress.checkpoint.position > reached:
                    # As long as others take events in, those that are missed become fewer.
                    reached, attempts = progress.checkpoint.position, ATTEMPTS
                if isinstance(away, Busy) and not attempts:
                    break
                models.database.end()
                if as_of is not None:
                    self._end(self._begun(at_least=at_least, told=told))
                    continue
                if error := self._advance(models, progress.checkpoint, newest, told):
                    # Once more: others have perhaps done it, or another connection can.
                    away, attempts = error, min(attempts, 1)
                    continue
                is_at = self._is_at(newest, models.database.begin(), at_least)
                if is_at:
                    return models
            except LogRewritten as rewritten:
                self._begin_again(models, rewritten)
            except Damaged as damage:
                logger.error("what the pages are read from is damaged: %s", damage)
            finally:
                if not is_at:
                    self._end(models)
        raise away

    def _end(self, models: ReadModels) -> None:
        models.database.end()
        self._pool.give_back(models)

    def _is_at(self, newest: Checkpoint, progress: Progress, at_least: int | None) -> bool:
        """Whether all of the log has been taken in, or what is needed of it. Raises CannotTakeIn
        and LogRewritten."""
        if progress.fault:
            if hash_after(self._log, progress.checkpoint.position) != progress.faulty:
                raise LogRewritten(progress.checkpoint.position)
            raise CannotTakeIn(progress.fault)
        reached = progress.checkpoint
        if reached.position > newest.position:
            # Others have taken in what came meanwhile; or the log is shorter than it was.
            newest = self._log.newest()
            if newest.position > reached.position:
                if holds(self._log, reached):
                    return True
                raise LogRewritten(reached.position)
        if reached.position < newest.position:
            if at_least is None or at_least > reached.position:
                return False
            if not holds(self._log, reached):
                raise LogRewritten(reached.position)
            return True
        if reached != newest:
            raise LogRewritten(reached.position)
        return True

    def _begin_again(self, models: ReadModels, rewritten: LogRewritten) -> None:
        logger.error(
            "the log is not the one that was read up to position %s: reading it from the start",
            rewritten,
        )
        self._pool.give_up(models)

    def catch_up(self, told: Told = nobody) -> None:
        """Take in what the log has, before the first page is asked for. Waits as long as it takes
        another process to make the database, and makes it again where the keys to people's names
        are others than it was made with. Raises as `reading`."""
        with self._making.awaited():
            models = self._begun(told=told)
            try:
                is_as_made = shows_what_is_readable(models, self._log)
            finally:
                self._end(models)
            if not is_as_made:
                self.rebuild(told)
        # The code was perhaps changed, and changed again, while nothing was made.
        self._tidy_up(has_erased=False)

    def _tidy_up(self, *, has_erased: bool) -> None:
        self._tidied = time.monotonic()
        with suppress(ReadSideAway, OSError):
            self._place.tidy_up(has_erased=has_erased)

    def _advance(
        self, models: ReadModels, reached: Checkpoint, newest: Checkpoint, told: Told
    ) -> ReadSideAway | None:
        """Take in what is new past what has been reached, unless somebody else does. Returns why
        it could not be done: Busy, for example, when they take too long.

        Raises LogRewritten and Damaged.
        """
        erasure = models.database.last_erasure
        alone = self._taking_in.turn
        try:
            try:
                take_in(self._log, models, newest, told=told, alone=alone, reached=reached)
            except NotTaken as fault:
                keep(self._log, models, fault, alone)
        except Damaged:
            raise
        except ReadSideAway as error:
            return error
        has_erased = models.database.last_erasure > erasure
        if has_erased or time.monotonic() - self._tidied > TIDIED_EVERY:
            self._tidy_up(has_erased=has_erased)
        return None

    def rebuild(self, told: Told) -> list[Difference] | None:
        """Make the database again, as `Making.make_again` does, which says what is returned and
        raised."""
        return self._making.make_again(told)

    def state(self) -> State:
        """How far the rows are, and how many there are: also while a read model makes nothing of
        an event. Raises as `reading` does, but for CannotTakeIn."""
        with suppress(CannotTakeIn), self.reading():
            pass
        models = self._pool.take(is_past=False)
        if models is None:
            raise BeingMade
        try:
            progress = models.database.begin()
            counts = models.database.row_counts()
        finally:
            models.database.end()
            self._pool.give_back(models)
        return State(
            position=progress.checkpoint.position,
            fault=progress.fault,
            built_at=moment_of(progress.built_at),
            took=timedelta(milliseconds=progress.build_milliseconds),
            fingerprint=fingerprint(),
            rows={
                type(each).__name__: [
                    RowCount(name, *counts.get(name, (0, 0))[:2]) for name in each.tables_counted()
                ]
                for each in models.all()
            },
        )

    def close(self) -> None:
        """Let go of the database, which stays."""
        self._pool.close()
