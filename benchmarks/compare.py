"""Whether pages take longer than in another checkout of Firstline, such as the commit before: both
served with copies of the same log, and asked in turn.

    python -m benchmarks.compare OTHER_CHECKOUT [--events N] [--rounds N]

The other one runs with the packages of this one. It is served twice: what lies between those two is
chance. Each page is asked for by one client, and by four at once.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from app.event_store.stores import open_log
from benchmarks.calling import Caller
from benchmarks.interleaved import heading, in_turn, row
from benchmarks.make_log import copy_of_log, kept_log
from tests.processes.running import FIRSTLINE, RunningDesk
from tests.processes.visiting import CONTROL, RAISING, Visitor

HERE = Path(__file__).parent.parent
CLIENTS = 4
PAGES = (CONTROL, "/work/", RAISING, "/", "/operatives/", "/administration/sites", "/events")
GOAL = 1.05
"""How many times as long a page may take as in the other checkout: what is above is marked."""
WARMING_UP = 3
"""So many rounds do not count."""

Ask = Callable[[], None]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("other_checkout", type=Path)
    parser.add_argument("--events", type=int, default=2_000, help="how long the log is")
    parser.add_argument("--rounds", type=int, default=40, help="how often each page is asked for")
    chosen = parser.parse_args()
    other = chosen.other_checkout.resolve(strict=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="firstline-compare-")))
        desks = []
        for number, checkout in enumerate((other, HERE, other)):
            (folder / str(number)).mkdir()
            copy = copy_of_log(chosen.events, folder / str(number))
            desk = RunningDesk(copy, [FIRSTLINE], PYTHONPATH=str(checkout))
            desks.append(stack.enter_context(desk))
        site_ids = some_sites(chosen.events)
        for clients in (1, CLIENTS):
            crews = [[stack.enter_context(Visitor(desk)) for _ in range(clients)] for desk in desks]
            print(heading(f"{clients} at once", "other", "this"))
            for page in PAGES:
                reading = [[partial(read, visitor, page) for visitor in crew] for crew in crews]
                print(row(page, seconds(reading, chosen.rounds), GOAL), flush=True)
            writing = [[Caller(visitor, site_ids).raise_work for visitor in crew] for crew in crews]
            print(row("POST that raises Work", seconds(writing, chosen.rounds), GOAL), flush=True)


def some_sites(events: int) -> list[str]:
    with closing(open_log(kept_log(events))) as log:
        acquired = log.read(after=0, limit=25, types=["SiteAcquired"])
        return [each.aggregate_id for each in acquired]


def read(visitor: Visitor, page: str) -> None:
    status = visitor.follow(page).status
    assert status == 200, f"{page}: {status}"


def seconds(desks: Sequence[Sequence[Ask]], rounds: int) -> list[list[float]]:
    """How long each request takes at each desk, when all clients of a desk ask at once."""
    times: list[list[float]] = [[] for _ in desks]
    with ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(-WARMING_UP, rounds):
            for place, clients in in_turn(desks, number):
                took = list(pool.map(timed, clients))
                if number >= 0:
                    times[place] += took
    return times


def timed(ask: Ask) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
