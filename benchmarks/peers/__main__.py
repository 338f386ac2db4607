"""How fast Firstline is beside the same small desk in bare Flask from lists, in Flask with
SQLAlchemy, and in Django.

    python -m benchmarks.peers [--rounds N] [--clients N]

All are served by the same server, and asked in turn, by eight clients at once. First it is made
sure that they do the same work. Each speed, the median of all rounds, is told as its ratio to that
of bare Flask's "Hello, World!". Bare Flask is served twice: what lies between the two is chance.
There is one table by the time that passed, and one by the time in which the processor was at work
for the desk, to go by where others keep the machine busy.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from benchmarks.interleaved import in_turn
from benchmarks.peers.asking import Crew
from benchmarks.peers.cases import PAGES, Asked, Case, Speed
from benchmarks.peers.checking import check
from benchmarks.peers.serving import (
    BARE_FLASK,
    DJANGO,
    IN_MEMORY,
    ON_SQLITE,
    SQLALCHEMY,
    Served,
)
from benchmarks.peers.small_desk import make_desk
from tests.processes.visiting import Visitor

COLUMNS = {
    BARE_FLASK.name: BARE_FLASK,
    "chance": BARE_FLASK,
    **{kind.name: kind for kind in (SQLALCHEMY, DJANGO, IN_MEMORY, ON_SQLITE)},
}
"""Who is served, by what stands over their column."""
READING, WRITING = (Case.UNCHANGED, Case.BOARD, Case.REGISTER), (Case.RAISE, Case.RAISE_NAMED)
WARMING_UP = 1
"""So many rounds do not count."""
GOALS = (
    (Case.UNCHANGED, IN_MEMORY, 0.75, Case.HELLO, BARE_FLASK),
    (Case.UNCHANGED, ON_SQLITE, 0.75, Case.HELLO, BARE_FLASK),
    (Case.BOARD, IN_MEMORY, 1, Case.BOARD, BARE_FLASK),
    (Case.BOARD, ON_SQLITE, 1, Case.BOARD, BARE_FLASK),
    (Case.REGISTER, IN_MEMORY, 1, Case.REGISTER, BARE_FLASK),
    (Case.REGISTER, ON_SQLITE, 1, Case.REGISTER, BARE_FLASK),
    (Case.RAISE, ON_SQLITE, 1.3, Case.RAISE, SQLALCHEMY),
)
"""Which case, at whom, is to be how many times as fast as which other, at whom."""

Speeds = dict[Case, dict[str, list[Speed]]]
"""In each round, by the columns."""
Ratios = dict[tuple[Case, str], float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7, help="how often each case is measured")
    parser.add_argument("--clients", type=int, default=8, help="how many ask at once")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="firstline-peers-")))
        desk = make_desk(folder)
        everybody: dict[str, Asked] = {}
        for column, kind in COLUMNS.items():
            served = stack.enter_context(Served(kind, folder))
            to_it = HTTPConnection("127.0.0.1", served.port)
            visitor = stack.enter_context(Visitor(connection=to_it))
            check(kind, visitor, desk)
            crew = stack.enter_context(Crew(served.port, chosen.clients))
            everybody[column] = Asked(served, crew, visitor, desk)
        print("All do the same work.", flush=True)
        tell_sizes(everybody)
        reading = measured(everybody, READING, chosen.rounds)
        # Last, since it makes the pages longer.
        writing = measured(everybody, WRITING, chosen.rounds)
    by_time = ratios(writing, by_work=False) | ratios(reading, by_work=False)
    by_work = ratios(writing, by_work=True) | ratios(reading, by_work=True)
    hello = reading[Case.HELLO][BARE_FLASK.name]
    tell_table(
        f"By the time that passed: 1 is {median(s.passed for s in hello):,.0f} a second", by_time
    )
    tell_table(
        f"By the processor's time: 1 is {1e6 / median(s.worked for s in hello):,.0f} µs", by_work
    )
    tell_goals(by_time, by_work)


def measured(everybody: dict[str, Asked], cases: Sequence[Case], rounds: int) -> Speeds:
    speeds: Speeds = defaultdict(lambda: defaultdict(list))
    for number in range(-WARMING_UP, rounds):
        for case in (Case.HELLO, *cases):
            for _, (column, asked) in in_turn(list(everybody.items()), number):
                if asked.can(case):
                    speed = asked.speed(case)
                    if number >= 0:
                        speeds[case][column].append(speed)
    return speeds


def ratios(speeds: Speeds, *, by_work: bool) -> Ratios:
    """To bare Flask's hello."""
    medians = {
        (case, column): median(each.worked if by_work else each.passed for each in there)
        for case, columns in speeds.items()
        for column, there in columns.items()
    }
    return {key: each / medians[Case.HELLO, BARE_FLASK.name] for key, each in medians.items()}


def tell_sizes(everybody: dict[str, Asked]) -> None:
    print(heading("kB on the wire, and elements"))
    for case in PAGES:
        cells = []
        for asked in everybody.values():
            size = asked.size(case) if asked.can(case) else None
            cells.append(f"{size.on_the_wire / 1000:.1f} {size.elements:>5,}" if size else "–")
        print(row(case, cells), flush=True)


def tell_table(what: str, ratios: Ratios) -> None:
    print(heading(what))
    for case in Case:
        found = [ratios.get((case, column)) for column in COLUMNS]
        print(row(case, [f"{ratio:.3f}" if ratio else "–" for ratio in found]))


def tell_goals(by_time: Ratios, by_work: Ratios) -> None:
    print("\nGoals, by the time that passed and by the processor's")
    for case, kind, goal, other_case, other in GOALS:
        times, works = (
            ratios[case, kind.name] / ratios[other_case, other.name]
            for ratios in (by_time, by_work)
        )
        print(
            f"  {case}: {kind.name} {times:.2f} and {works:.2f} times as fast as "
            f"{other.name}: {other_case}; the goal is {goal}"
        )


def heading(what: str) -> str:
    return "\n" + row(what, list(COLUMNS))


def row(what: str, cells: Sequence[str]) -> str:
    return f"{what:<46}" + "".join(f"{cell:>18}" for cell in cells)


if __name__ == "__main__":
    main()
