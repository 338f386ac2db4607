"""Makes up the log of a busy desk, of any size: for the same size, always the same events.

    python -m benchmarks.make_log EVENTS STORE

writes it to an empty store, such as sqlite:///desk.db. 1,000,000 events are three years of some
120,000 works, 500 operatives and 5,000 Sites. However long it is, it ends with as many open works:
the pages about what goes on now have as much to show.
"""

import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.event_store.address import SqliteStore, StoreAddress, store_address
from app.event_store.log import EventLog
from app.event_store.stores import open_log, prepare
from app.private_store.sqlite import private_file
from benchmarks.made_up_desk import MadeUpDesk

VERSION = 2
"""Counts the changes to what is made, so that a log of before is not taken for today's."""
KEPT = Path(tempfile.gettempdir()) / "bench-logs"
"""Where logs are kept from one run to the next."""


def make_log(log: EventLog, events: int) -> None:
    """Fill an empty log with so many events.

    Raises Conflict when it is not empty, and ValueError for so few that not everything can happen.
    """
    desk = MadeUpDesk(events)
    log.restore(desk.records, desk.keys)


def fill(store: StoreAddress, events: int) -> None:
    """Prepare a store, and make the log in it."""
    prepare(store)
    with closing(open_log(store)) as log:
        make_log(log, events)


def kept_log(events: int) -> SqliteStore:
    """That log in a file, which is made when it is first asked for. Do not write to it: take a
    copy."""
    KEPT.mkdir(exist_ok=True)
    kept = SqliteStore(KEPT / f"{events}-events-v{VERSION}.db")
    if not kept.path.exists():
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            unfinished = SqliteStore(Path(folder) / "desk.db")
            fill(unfinished, events)
            private_file(unfinished.path).rename(private_file(kept.path))
            unfinished.path.rename(kept.path)
    prepare(kept)
    return kept


def copy_of_log(events: int, folder: Path) -> SqliteStore:
    """A copy of it, with the keys to its names, in a folder that has none yet."""
    kept, copy = kept_log(events), SqliteStore(folder / "desk.db")
    shutil.copy(private_file(kept.path), private_file(copy.path))
    shutil.copy(kept.path, copy.path)
    prepare(copy)
    return copy


if __name__ == "__main__":
    began = time.perf_counter()
    fill(store_address(sys.argv[2]), int(sys.argv[1]))
    print(f"{int(sys.argv[1]):,} events, made in {time.perf_counter() - began:.0f} s")
