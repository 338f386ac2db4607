"""What waits for Control, and what has each operative got, in which order?"""

from collections.abc import Sequence

from app.read_models.found import Found
from app.read_models.work_rows import WorkRow
from app.read_models.works import Works


class Queues:
    """Works, in queues. They follow from where each Work stands."""

    def __init__(self, works: Works) -> None:
        self._works = works

    def waiting(self) -> Found[WorkRow]:
        """What waits for Control: emergencies first, then by what was promised."""
        return self._works.waiting()

    def place_of(self, row: WorkRow) -> int:
        """How many wait before that Work, or before where it would stand if it waited."""
        return self._works.waiting_before(row)

    def of(self, operative_id: str) -> Found[WorkRow]:
        """The operative's queue, #1 first: what they are under way to or on site for, then the
        others, in the order in which they were assigned."""
        return self._works.with_operative(operative_id)

    def lengths(self) -> dict[str, int]:
        """How much each operative has who has anything, by their ids."""
        return self._works.counts_by_operative()

    def of_several(self, operative_ids: Sequence[str], most: int) -> dict[str, list[WorkRow]]:
        """The beginnings of these operatives' queues, up to so long, of those who have one."""
        queues: dict[str, list[WorkRow]] = {}
        for row in self._works.with_operatives(operative_ids, most):
            queues.setdefault(row.operative_id or "", []).append(row)
        return queues
