"""Where a Work can be moved to in its queue: up by one, to the top, and down by one."""

from collections.abc import Sequence

import msgspec

from app.domain.feature import Feature
from app.domain.lifecycle import Direction, Stage
from app.domain.promise import Priority
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import may
from app.web.desk import read_models


class Move(msgspec.Struct, frozen=True):
    label: str
    value: str
    """What its button sends; see MoveForm."""


class Behind(msgspec.Struct, frozen=True):
    """A Work that stands in a queue behind what is less urgent and not begun. Nothing but a press
    changes that: the order of a queue is what Control made it."""

    work: WorkRow
    place: int
    """From 1, as queues count."""
    less_urgent: int
    move: Move
    """To the place before the first of those."""


def behind(label: str) -> Behind | None:
    """Where the Work of that number stands, if it stands behind what is less urgent, and whoever
    asks can change that."""
    number = work_number(label) if may(Feature.ASSIGN_AND_RECALL) else None
    work = read_models().works.numbered(number) if number else None
    if work is None or work.operative_id is None or work.stage is not Stage.QUEUED:
        return None
    queue = list(read_models().queues.of(work.operative_id))
    place = next(place for place, row in enumerate(queue) if row.id == work.id)
    # Only those right before it: what is as urgent stays where it is.
    less_urgent: list[WorkRow] = []
    for row in reversed(queue[:place]):
        is_less = _BY_URGENCY[row.priority] > _BY_URGENCY[work.priority]
        if row.stage is not Stage.QUEUED or not is_less:
            break
        less_urgent.insert(0, row)
    if not less_urgent:
        return None
    value = f"{work.number} {work.version} {Direction.BEFORE.name} {less_urgent[0].number}"
    there = "that one" if len(less_urgent) == 1 else "those"
    return Behind(work, place + 1, len(less_urgent), Move(f"Put it before {there}", value))


_BY_URGENCY = {priority: place for place, priority in enumerate(Priority)}


def moves(queue: Sequence[WorkRow]) -> dict[str, list[Move]]:
    """Of each Work that can be moved, by its id: where to. What the operative is on stays first."""
    rows = [row for row in queue if row.stage is Stage.QUEUED]
    found: dict[str, list[Move]] = {}
    for place, row in enumerate(rows):
        ways = []
        if place > 1:
            ways.append((Direction.TOP, ""))
        if place > 0:
            ways.append((Direction.UP, str(rows[place - 1].number)))
        if place + 1 < len(rows):
            ways.append((Direction.DOWN, str(rows[place + 1].number)))
        said = f"{row.number} {row.version}"
        found[row.id] = [
            Move(direction.name.capitalize(), f"{said} {direction.name} {past}".strip())
            for direction, past in ways
        ]
    return found
