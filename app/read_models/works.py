"""How does each Work stand, and which are at a stage, or have to do with some words?"""

import bisect
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.domain.operative import OperativeHired
from app.domain.site import SiteAcquired
from app.domain.work import (
    Stage,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkRaised,
    WorkRecalled,
    WorkReopened,
)
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel
from app.read_models.words import holds, plain, words_of

FIRST_NUMBER = 1001

_WORK_NUMBER = re.compile(r"(?:W[- ]?)?(\d{4,15})", re.ASCII | re.IGNORECASE)


class WorkRow(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    number: int
    """By the order of raising in the log; shown as W-1001."""
    title: str
    description: str
    site_ids: tuple[str, ...]
    raised_at: datetime
    raised_by: str
    stage: Stage = Stage.AWAITING_CONTROL
    stage_since: datetime
    operative_id: str | None = None
    """Who has it, while somebody has it."""
    eta: datetime | None = None

    @property
    def label(self) -> str:
        return f"W-{self.number}"


class Works(ReadModel):
    subscribes_to = (
        OperativeHired,
        SiteAcquired,
        WorkRaised,
        WorkAssigned,
        WorkDispatched,
        WorkArrivedAt,
        WorkCompleted,
        WorkAbandoned,
        WorkRecalled,
        WorkClosed,
        WorkReopened,
    )

    def __init__(self) -> None:
        super().__init__()
        self._by_id: dict[str, WorkRow] = {}
        self._ids: list[str] = []
        """In the order of their numbers."""
        self._numbers_at: dict[Stage, list[int]] = {stage: [] for stage in Stage}
        self._reached: dict[Stage, list[tuple[datetime, int]]] = {stage: [] for stage in Stage}
        """Since when, and the number."""
        self._texts: dict[str, str] = {}
        """Number, title and description of each, in plain writing, made once: it takes a while."""
        self._names: dict[str, str] = {}
        """Those of operatives and Sites, in plain writing, to find works by."""

    def apply(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case OperativeHired(forename=forename, surname=surname):
                self._names[recorded.aggregate_id] = plain(f"{forename} {surname}")
            case SiteAcquired() as event:
                self._names[recorded.aggregate_id] = plain(
                    f"{event.address_line_1} {event.town} {event.post_code}"
                )
            case WorkRaised() as event:
                self._add(
                    WorkRow(
                        id=recorded.aggregate_id,
                        version=recorded.version,
                        number=FIRST_NUMBER + len(self._ids),
                        title=event.title,
                        description=event.description,
                        site_ids=event.site_ids,
                        raised_at=recorded.metadata.when,
                        raised_by=recorded.metadata.who,
                        stage_since=recorded.metadata.when,
                    )
                )
            case WorkAssigned(operative_id=operative_id):
                self._move(recorded, Stage.QUEUED, operative_id=operative_id)
            case WorkDispatched(eta=eta):
                self._move(recorded, Stage.EN_ROUTE, eta=eta)
            case WorkArrivedAt():
                self._move(recorded, Stage.ON_SITE)
            case WorkAbandoned() | WorkRecalled() | WorkReopened():
                self._move(recorded, Stage.AWAITING_CONTROL, operative_id=None, eta=None)
            case WorkCompleted():
                self._move(recorded, Stage.COMPLETED, operative_id=None, eta=None)
            case WorkClosed():
                self._move(recorded, Stage.CLOSED)

    def _add(self, row: WorkRow) -> None:
        self._ids.append(row.id)
        self._texts[row.id] = plain(f"{row.label} W{row.number} {row.title} {row.description}")
        self._enter_stage(row)

    def _move(self, recorded: RecordedEvent, stage: Stage, **changes: Any) -> None:
        row = self._by_id[recorded.aggregate_id]
        self._leave_stage(row)
        self._enter_stage(
            msgspec.structs.replace(
                row,
                version=recorded.version,
                stage=stage,
                stage_since=recorded.metadata.when,
                **changes,
            )
        )

    def _enter_stage(self, row: WorkRow) -> None:
        self._by_id[row.id] = row
        bisect.insort(self._numbers_at[row.stage], row.number)
        bisect.insort(self._reached[row.stage], (row.stage_since, row.number))

    def _leave_stage(self, row: WorkRow) -> None:
        numbers, reached = self._numbers_at[row.stage], self._reached[row.stage]
        del numbers[bisect.bisect_left(numbers, row.number)]
        del reached[bisect.bisect_left(reached, (row.stage_since, row.number))]

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, work_id: str) -> WorkRow:
        return self._by_id[work_id]

    def get(self, work_id: str) -> WorkRow | None:
        return self._by_id.get(work_id)

    def numbered(self, number: int) -> WorkRow | None:
        """The Work that people call by this number."""
        index = number - FIRST_NUMBER
        return self._by_id[self._ids[index]] if 0 <= index < len(self._ids) else None

    def label(self, work_id: str) -> str:
        """W-1001, or the id of a Work that is not known."""
        row = self.get(work_id)
        return row.label if row else work_id

    def newest(
        self,
        *,
        stage: Stage | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        words: str = "",
        before: int | None = None,
    ) -> Iterator[WorkRow]:
        """The last raised first: of those at `stage`, that came where they are at `since` or
        later and before `until`, that hold all the words, with numbers below `before`. Found one
        by one, as they are asked for."""
        numbers = self._numbers(stage, since, until)
        end = len(numbers) if before is None else bisect.bisect_left(numbers, before)
        wanted = words_of(words)
        for index in range(end - 1, -1, -1):
            row = self._by_id[self._ids[numbers[index] - FIRST_NUMBER]]
            if not wanted or holds(self._search_text(row), wanted):
                yield row

    def _search_text(self, row: WorkRow) -> str:
        names = [self._names.get(id, "") for id in (*row.site_ids, row.operative_id or "")]
        return " ".join([self._texts[row.id], *names])

    def count(
        self, stage: Stage, since: datetime | None = None, until: datetime | None = None
    ) -> int:
        """How many are at that stage; of those that came there at `since` or later, and before
        `until`, where these are given."""
        return len(self._numbers(stage, since, until))

    def _numbers(
        self, stage: Stage | None, since: datetime | None, until: datetime | None
    ) -> Sequence[int]:
        if since is not None or until is not None:
            stages = Stage if stage is None else [stage]
            return sorted(
                number for each in stages for _, number in self._reached_in(each, since, until)
            )
        if stage is not None:
            return self._numbers_at[stage]
        return range(FIRST_NUMBER, FIRST_NUMBER + len(self._ids))

    def _reached_in(
        self, stage: Stage, since: datetime | None, until: datetime | None
    ) -> list[tuple[datetime, int]]:
        reached = self._reached[stage]
        start = bisect.bisect_left(reached, (since, 0)) if since else 0
        end = bisect.bisect_left(reached, (until, 0)) if until else len(reached)
        return reached[start:end]


def work_number(text: str) -> int | None:
    """The number of a Work, as people write it: W-1004, w1004, 1004; None for anything else."""
    written = _WORK_NUMBER.fullmatch(text.strip())
    return int(written[1]) if written else None
