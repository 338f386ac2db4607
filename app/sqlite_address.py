"""How SQLite is told of a file, and which file that is."""

import os
from pathlib import Path
from urllib.parse import quote


def address(path: Path, mode: str) -> str:
    """The file as SQLite is told of it; the mode is ro or rw."""
    return f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"


def identity(status: os.stat_result) -> tuple[int, int]:
    """Which file it is, whatever its name: device and inode."""
    return status.st_dev, status.st_ino


def reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)
