"""What happens to the works of a made-up log, step by step, and how long each step takes."""

from collections.abc import Sequence

FINISHED = {
    "raise assign dispatch arrive complete": 32.8,
    "raise assign dispatch arrive complete erase": 0.2,
    "raise-unnamed assign dispatch arrive complete": 12,
    "raise note assign dispatch arrive note complete": 9,
    "raise assign ring dispatch delay arrive complete": 7,
    "raise assign reassign dispatch arrive complete": 4,
    "raise retitle assign move dispatch arrive complete": 4,
    "raise assign press dispatch arrive complete": 3,
    "raise close": 7,
    "raise-unnamed close": 3,
    "raise close-duplicate": 3,
    "raise assign recall assign dispatch arrive complete": 4,
    "raise assign dispatch recall close": 2,
    "raise assign dispatch arrive abandon note assign dispatch arrive complete": 5,
    "raise assign dispatch arrive complete reopen assign dispatch arrive complete": 2,
    "raise close reopen assign dispatch arrive complete": 2,
}
"""What happens to works, and to how many of a hundred."""
OPEN = {
    "raise": 20,
    "raise-unnamed": 4,
    "raise note": 2,
    "raise assign recall": 4,
    "raise assign": 70,
    "raise assign ring": 10,
    "raise assign move": 5,
    "raise assign dispatch arrive": 20,
    "raise assign dispatch": 15,
}
"""What has happened to the works that are open at the end, and to how many."""
EVENTS_IN = {"acquire-with-contact": 2, "raise": 2, "ring": 2, "dispatch": 2, "close-duplicate": 2}
"""Of steps with more than one event: besides the Work's, one that names the caller, say."""
DELAYS = {
    "note": (1, 10),
    "ring": (5, 30),
    "retitle": (1, 5),
    "press": (5, 30),
    "assign": (2, 15),
    "move": (1, 10),
    "reassign": (5, 30),
    "dispatch": (1, 40),
    "delay": (5, 10),
    "arrive": (10, 15),
    "complete": (15, 45),
    "abandon": (10, 30),
    "recall": (10, 30),
    "close": (10, 60),
    "close-duplicate": (2, 10),
    "reopen": (60, 600),
    "erase": (60, 600),
}
"""How long after the step before, in minutes: at least, and on average how much longer."""


def events_in(steps: Sequence[str]) -> int:
    """Setting off, and what ends that, is an event of the operative's engagement too."""
    count, is_under_way = 0, False
    for step in steps:
        ends = is_under_way and step in ("complete", "abandon", "recall")
        count += 2 if ends else EVENTS_IN.get(step, 1)
        is_under_way = step == "dispatch" or (is_under_way and not ends)
    return count
