"""Connections to the database that is in use."""

import os
import threading
from pathlib import Path

from app.read_models import ReadModels
from app.read_models.away import Damaged, ReadSideAway
from app.read_models.database import Database
from app.read_models.place import FileId, Identity, Place


class Pool:
    """Each connection serves one thread at a time; those for the past are kept apart. When another
    database has been put in the place of the one that is open, connections to that are opened."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._idle: dict[bool, list[ReadModels]] = {False: [], True: []}
        self._lent: dict[int, tuple[Identity, bool]] = {}
        """Of each connection in use: which database it is to, and whether it is for the past."""
        self._identity: Identity | None = None
        self._keeper: Database | None = None
        """Stays open, so that the files beside the database stay the same ones."""
        self._process = os.getpid()
        self._settled = 0
        """The last erasure that has left nothing in the -wal, as far as this process knows."""
        self.unfit: FileId | None = None
        """What turned out not to be a database of ours, or not to be whole."""

    def take(self, *, is_past: bool) -> ReadModels | None:
        """A connection for this thread alone; None when there is no database that does.

        Raises ReadSideAway.
        """
        with self._lock:
            file = self._look()
            if file is None or self._identity is None:
                return None
            if self._idle[is_past]:
                models = self._idle[is_past].pop()
            else:
                identity = self._identity
                try:
                    models = _opened(file, is_past)
                except ReadSideAway as error:
                    self._close_after(error, file, identity)
                    return None
                if not self._is_still(file, identity):
                    models.database.close()
                    return None
            self._lent[id(models)] = (self._identity, is_past)
            return models

    def give_up(self, models: ReadModels) -> None:
        """The database of that connection, which is in use, does not do any more."""
        with self._lock:
            identity, _ = self._lent[id(models)]
            self.unfit = identity.file

    def give_back(self, models: ReadModels) -> None:
        erasure = models.database.last_erasure
        # Whoever is the last to read what was before an erasure may not know of it. So each who
        # knows tries this, until one has done it.
        is_settled = erasure > self._settled and models.database.empty_wal()
        with self._lock:
            identity, is_past = self._lent.pop(id(models))
            if models.database.is_damaged:
                self.unfit = identity.file
            is_current = identity == self._identity and identity.file != self.unfit
            if is_settled and is_current:
                self._settled = max(self._settled, erasure)
            if is_current and not models.database.has_failed:
                self._idle[is_past].append(models)
                return
            models.database.close()
            if is_current:
                # The others may have been opened under the same circumstances.
                self._close()

    def _look(self) -> Path | None:
        """The database in use, when it does."""
        if os.getpid() != self._process:
            self._leave_to_parent()
        # Asked for once: it may be another a moment later.
        file = self._place.current()
        identity = self._place.identity_of(file) if file else None
        if identity and identity != self._identity and self._has_open(identity.file):
            # What was written lately is in files beside it that nobody finds any more.
            self.unfit = identity.file
        if identity is None or file is None or identity.file == self.unfit:
            self._close()
            return None
        if identity == self._identity:
            return file
        self._close()
        try:
            self._keeper = Database(file)
            self._keeper.progress()
            self._keeper.check_name()
        except ReadSideAway as error:
            self._close_after(error, file, identity)
            return None
        if not self._is_still(file, identity):
            self._close()
            return None
        # The first who reads makes the files beside it.
        self._identity = self._place.identity_of(file)
        self._settled = 0
        self.unfit = None
        return file

    def _close_after(self, error: ReadSideAway, file: Path, identity: Identity) -> None:
        """Returns when another database does instead; raises the error when none would."""
        self._close()
        if isinstance(error, Damaged):
            self.unfit = identity.file
        elif self._is_still(file, identity):
            raise error

    def _is_still(self, file: Path, identity: Identity) -> bool:
        """Whether that name has led to the same file all the time, so that it is what was opened.
        When another has been made, the one before is removed."""
        now = self._place.identity_of(file)
        return now is not None and now.file == identity.file

    def _has_open(self, file: FileId) -> bool:
        return self._identity is not None and self._identity.file == file

    def _close(self) -> None:
        for models in (*self._idle[False], *self._idle[True]):
            models.database.close()
        self._idle = {False: [], True: []}
        self._identity = None
        if self._keeper:
            self._keeper.close()
            self._keeper = None

    def _leave_to_parent(self) -> None:
        """Connections that were opened before this process was forked are not used by it, nor
        closed: SQLite would let go of locks that the parent has."""
        _PARENTS.append((self._idle, self._keeper))
        self._idle = {False: [], True: []}
        self._identity, self._keeper = None, None
        self._process = os.getpid()

    def close(self) -> None:
        with self._lock:
            if self._keeper:
                # SQLite does it by itself only when no other process has it open.
                self._keeper.empty_wal()
            self._close()


_PARENTS: list[object] = []
"""What is kept from being closed."""


def _opened(file: Path, is_past: bool) -> ReadModels:
    models = ReadModels(Database(file))
    if is_past:
        models.database.can_look_at_the_past()
    return models
