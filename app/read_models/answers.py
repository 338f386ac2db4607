"""What was asked of tables lately, and what was found. A page is often asked for several times
between two events, and an event changes few tables."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

MOST_ANSWERS = 20
"""So many answers are remembered: those of the pages that are asked for most."""
LONGEST_ANSWER = 100
"""In rows. What is longer is no page of a list, and would take much memory."""


class Answers:
    """Those of one connection, each until the table that it is about changes."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Hashable], list[Any]] = {}

    def once(self, table: str, question: Hashable, ask: Callable[[], list[T]]) -> list[T]:
        """What `ask` finds, or has found since that table last changed."""
        asked = (table, question)
        if asked in self._known:
            return self._known[asked]
        answer = ask()
        if len(answer) <= LONGEST_ANSWER:
            if len(self._known) >= MOST_ANSWERS:
                self._known = {}
            self._known[asked] = answer
        return answer

    def has_changed(self, table: str) -> None:
        """What was asked of that table has to be asked again."""
        self._known = {asked: each for asked, each in self._known.items() if asked[0] != table}
