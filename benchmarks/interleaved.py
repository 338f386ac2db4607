"""Two things timed in turn on a machine that has other things to do as well: a third, the same as
the first, shows how much is chance."""

import statistics
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def in_turn(things: Sequence[T], number: int) -> list[tuple[int, T]]:
    """The things with their places, each time beginning with another."""
    numbered = list(enumerate(things))
    start = number % len(things)
    return numbered[start:] + numbered[:start]


def heading(what: str, first: str, second: str) -> str:
    return f"\n{what:<70}{first:>12}{second:>12}{'ratio':>9}{'chance':>9}"


def row(what: str, seconds: Sequence[Sequence[float]], goal: float) -> str:
    """Medians, the second ÷ the first, marked if it misses the goal, and the third ÷ the first."""
    first, second, again = (statistics.median(each) for each in seconds)
    milliseconds = f"{first * 1000:>9.2f} ms{second * 1000:>9.2f} ms"
    mark = "!" if second / first > goal else " "
    return f"{what:<70}{milliseconds}{second / first:>8.2f}{mark}{again / first:>9.2f}"
