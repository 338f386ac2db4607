"""The files that make up an SQLite log."""

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from app.sqlite_address import identity

File = tuple[int, int] | None
"""Which file it is, whatever its name: device and inode. None when there is none."""


class Files(NamedTuple):
    """The files that make up a log in use."""

    database: File
    wal: File
    """What was written since the last checkpoint of SQLite is in this one only."""
    shm: File
    """Where in it things are. It also holds the locks of those who use the log."""


def beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database in use; they are part of it."""
    return [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm")]


def file_at(path: Path | str) -> File:
    try:
        return identity(os.stat(path))  # noqa: PTH116 (a Path takes longer, and this is asked often)
    except OSError:
        return None


def level_modes(path: Path) -> None:
    """Give the -wal and the -shm the permissions of the database. SQLite makes them with those that
    the database has at that moment. If it was read-only then, they would stay so for ever."""
    mode = stat.S_IMODE(path.stat().st_mode)
    for file in beside(path):
        with suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) != mode:
                file.chmod(mode)


@contextmanager
def alone_in(folder: Path, timeout: float) -> Iterator[None]:
    """Other processes that do the same wait until this is done. Raises TimeoutError when the folder
    is locked for longer than `timeout`, in seconds."""
    end = time.monotonic() + timeout
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise TimeoutError(f"{folder} is locked by another program") from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)
