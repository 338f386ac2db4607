"""A folder that is gone with its process at the latest. One that was killed leaves it behind, with
all the names in it: so whoever makes the next removes it."""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX = "firstline-"
IN_USE = "in-use"
"""The name of a file in it, which is locked as long as its process lives, or one that was forked
from that. A folder without it may be anybody's."""


@contextmanager
def written_file() -> Iterator[IO[bytes]]:
    """A file without a name, which is gone when it is closed. Whoever reads it does that; here it
    is closed only where it cannot be written."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (it stays open)
    try:
        yield file
        file.seek(0)
    except BaseException:
        with suppress(OSError):  # what it still has to write is of no use
            file.close()
        raise


class TemporaryFolder:
    """One for the desk's owner only, with a name of its own."""

    def __init__(self) -> None:
        _remove_those_left_behind()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._process = os.getpid()
        # It gets its name when it is locked: it must not be found unlocked before.
        self._lock, name = tempfile.mkstemp(dir=self.path)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        Path(name).rename(self.path / IN_USE)

    def remove(self) -> None:
        """Remove it with all that is in it; but not in a process that was forked from the one whose
        folder it is."""
        if os.getpid() == self._process:
            with suppress(OSError):
                _remove(self.path)
        os.close(self._lock)


def _remove_those_left_behind() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # it is in use, or another removes it
            _remove_if_left_behind(folder)


def _remove_if_left_behind(folder: Path) -> None:
    """Raises OSError when that cannot be, or somebody uses it."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return
    lock = os.open(folder / IN_USE, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(folder)
    finally:
        os.close(lock)


def _remove(folder: Path) -> None:
    # The lock's file goes last: without it nobody would remove what is left when this is stopped.
    for each in folder.iterdir():
        if each.name != IN_USE:
            each.unlink()
    shutil.rmtree(folder, ignore_errors=True)
