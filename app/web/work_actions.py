"""What can be done about a Work at each stage, besides assigning it, and on which page."""

import msgspec
from flask import url_for

from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.read_models.work_rows import WorkRow
from app.web.asking import may
from app.web.gate import may_open


class Action(msgspec.Struct, frozen=True):
    """A way to change the Work, from its page."""

    label: str
    address: str
    is_usual: bool = False


AMEND = ("Amend", "amending.amend")
ACTIONS = {
    Stage.AWAITING_CONTROL: (AMEND, ("Close without completing", "work.close_work")),
    Stage.QUEUED: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.EN_ROUTE: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.ON_SITE: (AMEND, ("Reassign", "work.reassign_work"), ("Recall", "work.recall_work")),
    Stage.COMPLETED: (("Reopen", "work.reopen_work"),),
    Stage.CLOSED: (("Reopen", "work.reopen_work"),),
}
"""What can be done at each stage, and on which page, besides assigning."""


def actions_on(row: WorkRow) -> list[Action]:
    actions = [
        Action(label, url_for(endpoint, label=row.label))
        for label, endpoint in ACTIONS[row.stage]
        if may_open(endpoint)
    ]
    if row.stage is Stage.AWAITING_CONTROL and may(Feature.ASSIGN_AND_RECALL):
        address = url_for("control.index", open=row.label, _anchor=row.label)
        actions.insert(0, Action("Assign it at Control", address, is_usual=True))
    return actions
