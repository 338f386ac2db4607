"""Where a Work can be moved to in its queue: up by one, to the top, and down by one."""

from collections.abc import Sequence

import msgspec

from app.commands.ids import new_id
from app.domain.lifecycle import Stage
from app.read_models.work_rows import WorkRow
from app.web.forms.control import END


class Move(msgspec.Struct, frozen=True):
    label: str
    value: str
    """What its button sends; see MoveForm."""


def moves(queue: Sequence[WorkRow]) -> dict[str, list[Move]]:
    """Of each Work that can be moved, by its id: where to. What the operative is on stays first."""
    rows = [row for row in queue if row.stage is Stage.QUEUED]
    ids = [row.id for row in rows]
    found: dict[str, list[Move]] = {}
    for place, row in enumerate(rows):
        befores = {}
        if place > 1:
            befores["Top"] = ids[0]
        if place > 0:
            befores["Up"] = ids[place - 1]
        if place + 1 < len(ids):
            befores["Down"] = ids[place + 2] if place + 2 < len(ids) else END
        said = f"{row.id} {row.version} {new_id('command')}"
        found[row.id] = [Move(label, f"{said} {before}") for label, before in befores.items()]
    return found
