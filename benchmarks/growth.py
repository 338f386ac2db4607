"""Whether pages take longer the longer the log is: every route on two desks, one with a log of
1,000 events and one with 1,000,000, in turn.

    python -m benchmarks.growth [--events N] [--rounds N] [--postgresql] [--past]

The first run makes the long log, which takes a minute, and keeps it (make_log.KEPT). A third desk
has the same log as the first: what lies between those two is chance. Memory, the time to start and
what a search does to others are measured over HTTP, with `firstline serve`.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec

from app.event_store.address import PostgresqlStore, SqliteStore, StoreAddress
from app.event_store.stores import open_log, prepare
from app.event_store.verification import records_of
from benchmarks.make_log import kept_log
from benchmarks.measured_desk import MeasuredDesk, Timed, measured_desk
from benchmarks.routes import PAGES, POSTS, SEARCHES, pages_of_the_past
from benchmarks.vocabulary import RARE_WORD
from tests.postgresql import new_database
from tests.processes.running import RunningDesk
from tests.processes.visiting import Visitor
from tests.server.serving import seconds_for

SHORT = 1_000
GOAL = 1.1
"""How many times as long a page may take with the long log."""

Copies = Callable[[int], StoreAddress]
"""Gives a new copy of the log of so many events, to be written to."""


def main() -> None:
    options = _options()
    with _copies(options.postgresql) as copy:
        subjects = compare_routes(copy, options)
        for events in (SHORT, options.events):
            serve(copy(events), f"{events:,} events", subjects[events])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000, help="in the long log")
    parser.add_argument("--rounds", type=int, default=15, help="how often each is asked")
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--past", action="store_true", help="pages as of the past too (?as_of=)")
    return parser.parse_args()


@contextmanager
def _copies(in_postgresql: bool) -> Iterator[Copies]:
    with tempfile.TemporaryDirectory(prefix="firstline-growth-") as folder:

        def in_a_file(events: int) -> StoreAddress:
            file = Path(tempfile.mkdtemp(dir=folder)) / "desk.db"
            shutil.copy(kept_log(events).path, file)
            return SqliteStore(file)

        def in_a_database(events: int) -> StoreAddress:
            store = PostgresqlStore(new_database())
            prepare(store)
            with closing(open_log(kept_log(events))) as kept, closing(open_log(store)) as log:
                log.restore(list(records_of(kept)))
            return store

        yield in_a_database if in_postgresql else in_a_file


def compare_routes(copy: Copies, options: argparse.Namespace) -> dict[int, dict[str, str]]:
    """Print how long each route takes on each desk. Returns what the desks have to ask for."""
    pages = [*PAGES, *(pages_of_the_past() if options.past else ())]
    took: dict[str, list[list[Timed]]] = defaultdict(lambda: [[], [], []])
    with ExitStack() as stack:
        desks = [
            stack.enter_context(measured_desk(copy(events)))
            for events in (SHORT, options.events, SHORT)
        ]
        for number in range(options.rounds + 1):
            for desk in _in_turn(desks, number):
                ...
