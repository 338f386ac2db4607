"""Where a Work can be moved to in its queue: up by one, to the top, and down by one."""

from collections.abc import Sequence

import msgspec

from app.commands.ids import new_id
from app.domain.lifecycle import Direction, Stage
from app.read_models.work_rows import WorkRow


class Move(msgspec.Struct, frozen=True):
    label: str
    value: str
    """What its button sends; see MoveForm."""


def moves(queue: Sequence[WorkRow]) -> dict[str, list[Move]]:
    """Of each Work that can be moved, by its id: where to. What the operative is on stays first."""
    rows = [row for row in queue if row.stage is Stage.QUEUED]
    found: dict[str, list[Move]] = {}
    for place, row in enumerate(rows):
        ways = []
        if place > 1:
            ways.append((Direction.TOP, ""))
        if place > 0:
            ways.append((Direction.UP, rows[place - 1].id))
        if place + 1 < len(rows):
            ways.append((Direction.DOWN, rows[place + 1].id))
        said = f"{row.id} {row.version} {new_id('command')}"
        found[row.id] = [
            Move(direction.name.capitalize(), f"{said} {direction.name} {past}".strip())
            for direction, past in ways
        ]
    return found
