"""What somebody may not do, also where the tests run as root, who may do everything."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """As somebody for whom there are folders that are closed."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def folder_that_is(mode: int) -> Iterator[Path]:
    """A folder with these permissions, where everybody can get to. (To those of the test run,
    nobody but their owner can.)"""
    with tempfile.TemporaryDirectory(prefix="firstline-") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "here"
        folder.mkdir()
        folder.chmod(mode)
        try:
            yield folder
        finally:
            folder.chmod(0o755)
