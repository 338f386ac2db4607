"""Why a Work is back with Control, and all earlier visits to it: what whoever gets it next reads
first."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.lifecycle import ENDED
from app.read_models.visits import Ending, VisitRow
from app.read_models.work_rows import WorkRow
from app.web.desk import read_models
from app.web.wording.about_works import said_code
from app.web.wording.naming import capitalised, subject, who

_WORDS = {
    Ending.COMPLETED: "completed by",
    Ending.ABANDONED: "abandoned by",
    Ending.RECALLED: "recalled from",
    Ending.REASSIGNED: "reassigned from",
}


class Told(msgspec.Struct, frozen=True):
    """How an earlier visit ended, or that the Work was reopened: "Abandoned by Ann Marsh: parts
    needed". Names are isolated in the text; the remark is what was typed."""

    text: str
    remark: str
    when: datetime
    brief: str
    """For a row of a list: "Ann Marsh: parts needed", "recalled: she is needed in York"."""


class CameBack(msgspec.Struct, frozen=True):
    why: Told | None
    """None where it was dealt with straight away so far, and where it has ended."""
    earlier: list[Told]
    """All visits that have ended, the last first."""

    @property
    def others(self) -> list[Told]:
        """The earlier visits, but for the one that says why."""
        return [each for each in self.earlier if each is not self.why]


def came_back(rows: Sequence[WorkRow]) -> dict[str, CameBack]:
    """Of each of these works, by their ids."""
    models, ids = read_models(), [row.id for row in rows]
    visits, reopenings = models.visits.to_several(ids), models.reopenings.last_of(ids)
    answers = {}
    for row in rows:
        visited = visits.get(row.id, [])
        told = {each.number: told for each in reversed(visited) if (told := _told(each))}
        reopened = reopenings.get(row.id)
        since = reopened.reopened if reopened else 0
        # Who never set off and gave no reason hides nothing that somebody before them wrote.
        saying = (each for each in reversed(visited) if each.remark or each.code)
        last = next(saying, None)
        why = next(iter(told.values()), None)
        if last and (last.ended_by or 0) > since:
            why = told[last.number]
        elif reopened:
            text = f"Reopened by {who(reopened.reopened_by, models)}"
            why = Told(text, reopened.reason, reopened.reopened_at, f"reopened: {reopened.reason}")
        answers[row.id] = CameBack(None if row.stage in ENDED else why, list(told.values()))
    return answers


def _told(visit: VisitRow) -> Told | None:
    """How the visit ended, if it has."""
    if visit.ending is None or visit.ended_at is None:
        return None
    name = subject(visit.operative_id, read_models())
    text = capitalised(f"{_WORDS[visit.ending]} {name}")
    code = said_code(visit.code)
    # Who recalled it gave the reason, and not who had it.
    brief = name if visit.ending is Ending.ABANDONED else str(visit.ending)
    why = code or visit.remark
    return Told(
        f"{text}: {code}" if code else text,
        visit.remark,
        visit.ended_at,
        f"{brief}: {why}" if why else brief,
    )
