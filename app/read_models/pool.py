"""Connections to the database that is in use."""

import threading
from pathlib import Path

from app.read_models import ReadModels
from app.read_models.away import ReadSideAway
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
            models = self._idle[is_past].pop() if self._idle[is_past] else _opened(file, is_past)
            self._lent[id(models)] = (self._identity, is_past)
            return models

    def give_up(self) -> None:
        """The database that is open does not do any more."""
        with self._lock:
            if self._identity:
                self.unfit = self._identity.file

    def is_missing(self) -> bool:
        """Whether there is no database that does."""
        with self._lock:
            return self._look() is None

    def give_back(self, models: ReadModels) -> None:
        with self._lock:
            identity, is_past = self._lent.pop(id(models))
            if models.database.is_damaged:
                self.unfit = identity.file
            if identity == self._identity and identity.file != self.unfit:
                self._idle[is_past].append(models)
            else:
                models.database.close()

    def _look(self) -> Path | None:
        """The database in use, when it does."""
        identity, file = self._place.identity(), self._place.current()
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
        except ReadSideAway:
            if self._keeper and not self._keeper.is_damaged:
                raise
            self.unfit = identity.file
            self._close()
            return None
        # The first who reads makes the files beside it.
        self._identity = self._place.identity()
        self.unfit = None
        return file

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

    def close(self) -> None:
        with self._lock:
            self._close()


def _opened(file: Path, is_past: bool) -> ReadModels:
    models = ReadModels(Database(file))
    if is_past:
        models.database.can_look_at_the_past()
    return models
