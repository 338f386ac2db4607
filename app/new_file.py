"""Files that appear whole or not at all, never in the place of another, and for their owner's eyes
only: what a desk keeps has people's names and telephone numbers in it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to write it; at the end of the `with` it is on disk under its own name.

    Raises FileExistsError when there is one of that name, before or by then; and other OSErrors.
    """
    if path.exists():
        raise FileExistsError(path)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        unfinished = Path(folder) / path.name
        yield unfinished
        unfinished.chmod(0o600)
        _to_disk(unfinished)
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if path.exists():
                raise FileExistsError(path) from None
            unfinished.rename(path)
    _to_disk(path.parent)


def unfinished_files(path: Path) -> list[Path]:
    """What is left of new files of that name whose writers were killed; or are still at work."""
    return list(path.parent.glob(f".{escape(path.name)}-*/{escape(path.name)}"))


def _to_disk(path: Path) -> None:
    """Wait until what was written is on disk; of a folder, until its files' names are."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
