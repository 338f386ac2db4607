"""Makes the database of the read models from the whole log: when there is none that does, and again
beside the one in use."""

import ctypes
import gc
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from app.event_store.log import Checkpoint, EventLog
from app.read_models import NotTaken, ReadModels
from app.read_models.away import BeingMade, CannotTakeIn, ReadSideAway
from app.read_models.comparison import Difference, differences
from app.read_models.database import Database
from app.read_models.place import FileId, Place
from app.read_models.pool import Pool
from app.read_models.taking_in import ATTEMPTS, BIG_BATCH, LogRewritten, Told, keep, take_in
from app.threads import READERS_WAITING
from app.turns import Turns

PATIENCE = 5.0
"""In seconds: how long a page waits for another that makes the database again."""
WITHOUT_END = threading.TIMEOUT_MAX


class Making:
    """One at a time in that place, of all threads and processes."""

    def __init__(self, log: EventLog, place: Place, pool: Pool) -> None:
        self._log = log
        self._place = place
        self._pool = pool
        self._turns = Turns(PATIENCE, BeingMade, READERS_WAITING)
        self._patience = PATIENCE

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Meanwhile, another process that makes one is waited for, however long it takes."""
        self._patience = WITHOUT_END
        try:
            yield
        finally:
            self._patience = PATIENCE

    def make(self, unfit: FileId | None, told: Told) -> None:
        """Make the database, unless there is another than the unfit one by now. Raises as
        `ReadSide.reading` does."""
        with self._turns.turn(), self._alone():
            found = self._place.identity()
            if found is None or found.file == unfit:
                self._adopt(self._made(told))

    def make_again(self, told: Told) -> list[Difference] | None:
        """Make the database beside the one in use, and then use it instead. Returns where the two
        differ; None when there was none that could be compared.

        Raises as `ReadSide.reading` does; CannotTakeIn only after the new one is in use.
        """
        with self._alone():
            file = self._made(told)
            try:
                differences = self._compared(file)
            except BaseException:
                self._place.reject(file)
                raise
            self._adopt(file)
        with closing(Database(file)) as database:
            if fault := database.progress().fault:
                raise CannotTakeIn(fault)
        return differences

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else makes one meanwhile. Raises ReadSideAway, also for what is wrong with the
        folder."""
        try:
            with self._place.alone(self._patience):
                yield
        except OSError as error:
            raise ReadSideAway(f"{self._place.folder}: {error.strerror or error}") from error
        except LogRewritten:
            raise ReadSideAway("the log was replaced while it was read") from None

    def _made(self, told: Told) -> Path:
        """A database that has taken in the whole log."""
        began, when = time.monotonic(), time.time()
        file = self._place.new()
        try:
            with closing(Database(file)) as database, _without_garbage_collection():
                database.make_quickly()
                models = ReadModels(database)
                models.create()
                try:
                    take_in(self._log, models, self._log.newest(), BIG_BATCH, told)
                except NotTaken as fault:
                    keep(self._log, models, fault)
                models.finish()
                database.is_made(when, time.monotonic() - began)
            if not self._place.is_temporary:
                with file.open("rb") as written:
                    os.fsync(written.fileno())
        except BaseException:
            self._place.reject(file)
            raise
        _give_memory_back()
        return file

    def _adopt(self, file: Path) -> None:
        try:
            self._place.adopt(file)
        except BaseException:
            self._place.reject(file)
            raise

    def _compared(self, file: Path) -> list[Difference] | None:
        """How the database in use differs from the one in that file, as of the same position."""
        try:
            models = self._pool.take(is_past=False)
        except ReadSideAway:
            return None
        if models is None:
            return None
        try:
            with closing(Database(file)) as database:
                made = ReadModels(database)
                newest = database.progress().checkpoint
                for _ in range(ATTEMPTS):
                    if models.database.progress().checkpoint.position < newest.position:
                        take_in(self._log, models, newest)

                def bring_to(reached: Checkpoint) -> None:
                    take_in(self._log, made, reached)

                return differences(models.database, file, bring_to)
        except (NotTaken, LogRewritten, ReadSideAway):
            return None
        finally:
            self._pool.give_back(models)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Events and rows refer to nothing that refers to them, so there is nothing to be found among
    millions of them: looking takes a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _give_memory_back() -> None:
    """Of what the making needed, the C library keeps a part (40 MB after a million events) for what
    may need it later."""
    with suppress(OSError, AttributeError):  # there is none but in glibc
        ctypes.CDLL(None).malloc_trim(0)
