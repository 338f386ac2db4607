"""Where the read side's files are: a folder with one database for each log and each version of the
code, which a link names. A new one is made beside it, and then the link is changed."""

import fcntl
import hashlib
import os
import stat
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from app.event_store.address import MemoryStore, SqliteStore, StoreAddress
from app.read_models.away import BeingMade
from app.read_models.database import is_open
from app.read_models.fingerprint import fingerprint
from app.temporary_folder import TemporaryFolder

FORGOTTEN = 60 * 60
"""In seconds: a database of other code that nobody has written to for so long is removed."""
TIDIED_EVERY = 10 * 60
"""In seconds: how often a desk that runs looks for such databases."""
LOOK_AGAIN = 0.05
"""In seconds: how often somebody who waits for another process to finish looks."""

FileId = tuple[str, int, int]
"""A file's name, too: the numbers by which the system knows files are used again."""


class Identity(NamedTuple):
    """What tells whether it is still the same database: its file, and those that SQLite keeps
    beside it."""

    file: FileId
    beside: tuple[FileId, ...]


class Place:
    """The folder, and the name of what belongs to one log there.

    Without a folder it makes a temporary one, which goes with this object or the process; or with
    the next that is made, when the process was killed.
    """

    def __init__(self, folder: Path | None = None, log: str = "") -> None:
        self._remove: weakref.finalize[..., Place] | None = None
        if folder is None:
            temporary = TemporaryFolder()
            folder = temporary.path
            self._remove = weakref.finalize(self, temporary.remove)
        self.folder = folder
        self._log = hashlib.sha256(log.encode()).hexdigest()[:8]
        self._link = folder / f"{self._log}-{fingerprint()}.db"
        self._current: tuple[str, Path] = ("", folder)
        """What the link said when it was last read, and the file that it means."""

    @property
    def is_temporary(self) -> bool:
        return self._remove is not None

    def prepare(self) -> None:
        """Make the folder, for the desk's owner only: there are names in what it holds.

        Raises OSError.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def current(self) -> Path | None:
        """The database that is in use; None when there is none yet."""
        try:
            named = os.readlink(self._link)  # noqa: PTH115 (as in _id_of)
        except OSError:
            return None
        known, file = self._current
        if named != known:
            file = self.folder / named
            self._current = (named, file)
        return file

    def identity(self) -> Identity | None:
        """That of the database that is in use; None when it is missing."""
        file = self.current()
        return self.identity_of(file) if file else None

    def identity_of(self, file: Path) -> Identity | None:
        """The same, of that file."""
        found = [_id_of(f"{file}{ending}") for ending in ("", "-wal", "-shm")]
        if found[0] is None:
            return None
        return Identity(found[0], tuple(each for each in found[1:] if each))

    def new(self) -> Path:
        """An empty file for a database that nobody uses yet. Removes those that were begun and not
        finished, so it is only called `alone`."""
        self.prepare()
        self._tidy_up(self.current())
        file = self.folder / f"{self._link.stem}-{uuid4().hex[:12]}.db"
        file.touch(mode=0o600)
        return file

    def adopt(self, file: Path) -> None:
        """Use that database from now on, and remove the others of this log."""
        link = self.folder / f"{file.stem}.link"
        link.symlink_to(file.name)
        link.replace(self._link)
        self._tidy_up(file)

    def reject(self, file: Path) -> None:
        """Remove that database: it is not whole, or does not fit the log."""
        if self.current() == file:
            self._link.unlink(missing_ok=True)
        for each in self._all_of(file.stem):
            each.unlink(missing_ok=True)

    def tidy_up(self, *, has_erased: bool = False) -> None:
        """Remove what is not used any more, unless somebody makes one, who does that too. When
        somebody `has_erased` a name, it is in each database of other code: those that nobody has
        open do not wait until they are forgotten.

        Raises BeingMade and OSError.
        """
        with self.alone(0):
            self._tidy_up(self.current(), has_erased=has_erased)

    def _tidy_up(self, current: Path | None, *, has_erased: bool = False) -> None:
        """Remove the other databases of this log, but for those that other code has
        written to lately, and perhaps still uses."""
        for stem in {file.stem for file in self.folder.glob(f"{self._log}-*-*.*")}:
            if current and stem == current.stem:
                continue
            with suppress(OSError):
                if stem.startswith(f"{self._link.stem}-"):
                    self.reject(self.folder / f"{stem}.db")
                elif self._is_forgotten(stem) or (has_erased and self._is_left(stem)):
                    self.reject(self.folder / f"{stem}.db")
                    self._link_to(stem).unlink(missing_ok=True)

    def _is_forgotten(self, stem: str) -> bool:
        # What is new is for long in a file beside the database.
        now = time.time()
        written = max((file.lstat().st_mtime for file in self._all_of(stem)), default=now)
        return now - written > FORGOTTEN

    def _is_left(self, stem: str) -> bool:
        """Whether that is what its code uses, and nobody has it open. One that is not used yet is
        perhaps being made."""
        file = self.folder / f"{stem}.db"
        return self._link_to(stem).readlink().name == file.name and not is_open(file)

    def _link_to(self, stem: str) -> Path:
        """The link of the code that made that database."""
        return self.folder / f"{stem.rpartition('-')[0]}.db"

    def _all_of(self, stem: str) -> list[Path]:
        """A database, the files that SQLite keeps beside it, and a link that was not adopted."""
        return list(self.folder.glob(f"{stem}.*"))

    @contextmanager
    def alone(self, patience: float) -> Iterator[None]:
        """Keeps other processes from making one at the same time.

        Raises BeingMade when another takes longer than that (in seconds).
        """
        self.prepare()
        until = time.monotonic() + patience
        with (self.folder / f"{self._link.stem}.lock").open("w") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise BeingMade from None
                    time.sleep(LOOK_AGAIN)
            yield

    def close(self) -> None:
        """Remove a temporary folder."""
        if self._remove:
            self._remove()


def _id_of(path: str) -> FileId | None:
    # Without a Path, as every page asks for it: they take longer to make than to ask.
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return os.path.basename(path), found.st_dev, found.st_ino  # noqa: PTH119


def place_for(store: StoreAddress, folder: Path | None) -> Place:
    """Where the read side of that log is: in the folder, if one is given. Otherwise beside a log
    in a file, and in a temporary folder of the process for any other."""
    if isinstance(store, MemoryStore):
        return Place()
    if isinstance(store, SqliteStore):
        path = store.path.absolute()
        return Place(folder or path.with_name(f"{path.name}-projections"), str(path))
    return Place(folder, store.uri)
