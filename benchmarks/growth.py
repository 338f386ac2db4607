"""Whether pages take longer the longer the log is: every route on two desks in turn, one with a log
of 2,000 events and one with 1,000,000.

    python -m benchmarks.growth [--events N] [--rounds N] [--postgresql] [--past]

`ratio` is of the time that passed; `of work` is of the time in which the processor was at work for
the desk, to go by where others keep the machine busy. `kB` is how much there was to show.

The first run makes the long log, which takes a minute, and keeps it (see make_log). Starting,
memory, and what searches do to others are measured with `firstline serve`, over HTTP.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread

from app.event_store.address import PostgresqlStore, StoreAddress
from app.event_store.stores import open_log, prepare
from app.event_store.verification import records_of
from benchmarks.interleaved import heading, in_turn, row
from benchmarks.make_log import copy_of_log, kept_log
from benchmarks.measured_desk import MeasuredDesk, Timed, measured_desk
from benchmarks.routes import PAGES, POSTS, filled_in, pages_of_the_past
from benchmarks.vocabulary import RARE_WORD
from tests.postgresql import new_database
from tests.processes.running import FIRSTLINE, RunningDesk
from tests.processes.visiting import Visitor
from tests.server.serving import seconds_for

SHORT = 2_000
GOAL = 1.1
"""How many times as long a route may take with the long log."""
BOARD = "/control/"
SEARCH = f"/work/?filter={RARE_WORD}"

Copy = Callable[[int], StoreAddress]
"""Makes a copy of the log of so many events, to be written to."""
Times = dict[str, list[list[Timed]]]
"""For each route what was measured at each desk."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=1_000_000, help="how long the long log is")
    parser.add_argument("--rounds", type=int, default=15, help="how often each route is asked")
    parser.add_argument("--postgresql", action="store_true", help="in PostgreSQL, not SQLite")
    parser.add_argument("--past", action="store_true", help="also ask for pages of the past")
    chosen = parser.parse_args()
    with copies(chosen.postgresql) as copy:
        subjects = routes(copy, chosen.events, chosen.rounds, chosen.past)
        for events in (SHORT, chosen.events):
            print(f"\nServed with a log of {events:,} events")
            served(copy(events), subjects[events])


@contextmanager
def copies(in_postgresql: bool) -> Iterator[Copy]:
    with tempfile.TemporaryDirectory(prefix="firstline-growth-") as folder:

        def in_a_file(events: int) -> StoreAddress:
            return copy_of_log(events, Path(tempfile.mkdtemp(dir=folder)))

        def in_a_database(events: int) -> StoreAddress:
            store = PostgresqlStore(new_database())
            prepare(store)
            with closing(open_log(kept_log(events))) as kept, closing(open_log(store)) as log:
                records = list(records_of(kept))
                log.restore(records, kept.keys(records))
            return store

        yield in_a_database if in_postgresql else in_a_file


def routes(copy: Copy, events: int, rounds: int, past: bool) -> dict[int, dict[str, str]]:
    """Print how long each takes. Returns what the desks have to ask for, by their logs' length."""
    pages = [*PAGES, *(pages_of_the_past() if past else ())]
    times: Times = defaultdict(lambda: [[], [], []])
    lengths = (SHORT, events, SHORT)
    with ExitStack() as stack:
        desks = [stack.enter_context(measured_desk(copy(length))) for length in lengths]
        # First without taking the time: whatever is made when it is first needed is then there.
        read(desks, pages, defaultdict(lambda: [[], [], []]), 1)
        read(desks, pages, times, rounds)
        write(desks, times, rounds)
        subjects = {length: desk.subjects for length, desk in zip(lengths, desks, strict=True)}
    print(heading("route", f"{SHORT:,}", f"{events:,}"), "  of work        kB")
    for route, measured in times.items():
        seconds = [[each.seconds for each in of_desk] for of_desk in measured]
        worked = [median(each.processor_seconds for each in of_desk) for of_desk in measured]
        sizes = [of_desk[0].size / 1000 for of_desk in measured]
        print(
            row(route, seconds, GOAL),
            f"{worked[1] / worked[0]:>9.2f}{sizes[0]:>7.0f} → {sizes[1]:.0f}",
        )
    return subjects


def read(desks: list[MeasuredDesk], pages: list[str], times: Times, rounds: int) -> None:
    for number in range(rounds):
        for page in pages:
            for place, desk in in_turn(desks, number):
                note(times, page, place, desk.get(page))


def write(desks: list[MeasuredDesk], times: Times, rounds: int) -> None:
    for number in range(rounds):
        for desk in desks:
            desk.begin_again()
        for post in POSTS:
            for place, desk in in_turn(desks, number):
                note(times, str(post), place, desk.post(post))


def note(times: Times, route: str, place: int, timed: Timed) -> None:
    assert timed.status < 400, f"{route}: {timed.status}"
    times[route][place].append(timed)


def served(store: StoreAddress, subjects: dict[str, str]) -> None:
    for what in ("the first time", "once more"):
        began = time.perf_counter()
        with RunningDesk(store, [FIRSTLINE]) as desk:
            seconds_for(desk.port, BOARD)
            say(f"the first page, started {what}", f"{time.perf_counter() - began:.2f} s")
            at_first = desk.memory
            with Visitor(desk) as visitor:
                for page in PAGES:
                    if ".xlsx" in page:
                        continue  # a browser shows no such file
                    visitor.follow(filled_in(page, subjects))
            say("memory, and after all pages", f"{at_first:.0f} MB, {desk.memory:.0f} MB")
            if what == "once more":
                others_while_somebody_searches(desk)


def others_while_somebody_searches(desk: RunningDesk) -> None:
    alone, beside = [], []
    for _ in range(3):
        alone += [seconds_for(desk.port, BOARD) for _ in range(10)]
        with somebody_who_searches(desk):
            beside += [seconds_for(desk.port, BOARD) for _ in range(10)]
    first, second = (median(each) for each in (alone, beside))
    say(
        "the board, and while somebody searches",
        f"{first * 1000:.1f} ms, {second * 1000:.1f} ms: {second / first:.1f} times",
    )


@contextmanager
def somebody_who_searches(desk: RunningDesk) -> Iterator[None]:
    """For one page after the other, without a pause."""
    has_enough = Event()

    def search() -> None:
        with Visitor(desk) as visitor:
            while not has_enough.is_set():
                visitor.open(SEARCH)

    searching = Thread(target=search)
    searching.start()
    try:
        yield
    finally:
        has_enough.set()
        searching.join()


def say(what: str, figure: str) -> None:
    print(f"  {what:<45} {figure}", flush=True)


if __name__ == "__main__":
    main()
