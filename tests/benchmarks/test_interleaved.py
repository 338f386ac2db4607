"""What is timed in turn, and how it is told."""

import pytest

from benchmarks.interleaved import in_turn, row


def test_each_round_begins_with_another() -> None:
    orders = [[place for place, _ in in_turn("abc", number)] for number in range(4)]

    assert orders == [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]


@pytest.mark.parametrize(("goal", "mark"), [(1.4, "1.50!"), (1.6, "1.50 ")])
def test_a_row_tells_medians_and_ratios_and_marks_what_misses_the_goal(
    goal: float, mark: str
) -> None:
    line = row("/work/", [[0.002, 0.9, 0.001], [0.003] * 3, [0.004] * 3], goal)

    assert line.split()[:5] == ["/work/", "2.00", "ms", "3.00", "ms"]
    assert mark in line
    assert line.endswith(" 2.00")
