"""The rows that works are kept in, and what pages see of them: one WorkRow for each Work."""

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.lifecycle import ENDED, Stage
from app.domain.promise import Priority, late_from
from app.domain.site import SitePart
from app.read_models.sorting import sort_key
from app.read_models.table import Table, microseconds
from app.read_models.words import words_of_place

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
    """When whoever is on the way said last that they would be there."""
    first_eta: datetime | None = None
    """When they said so as they set off."""
    priority: Priority = Priority.ROUTINE
    caller_id: str = ""
    """The contact who called, where somebody was named."""
    arrive_by: datetime | None = None
    """What was promised last; nothing was, before there were priorities."""
    complete_by: datetime | None = None
    arrived_at: datetime | None = None
    """When somebody first arrived, since it was raised or reopened."""
    finished_by: str = ""
    """Which operative completed it, or who closed it, once it has ended."""
    code: str = ""
    """What came of it, as chosen from a list; or why it was closed."""
    remark: str = ""
    """In the words of whoever closed it. What came of a visit stands with the visit."""
    due: datetime | None = None
    """By when the next thing that was promised has to happen, while it is open."""
    late_from: datetime | None = None
    """See app/domain/promise.py."""

    @property
    def label(self) -> str:
        return f"W-{self.number}"

    @property
    def finished_at(self) -> datetime | None:
        return self.stage_since if self.stage in ENDED else None

    def is_late(self, now: datetime) -> bool:
        return self.late_from is not None and self.late_from < now


class Details(msgspec.Struct, frozen=True):
    """What a Work is about, which stays while it moves from stage to stage, unless it is
    amended."""

    id: str
    number: int
    title: str
    description: str
    site_ids: tuple[str, ...]
    raised_at: datetime
    raised_by: str
    raised: int
    """The position at which it was raised."""
    caller_id: str = ""

    @property
    def title_key(self) -> str:
        return sort_key(self.title)


class Standing(msgspec.Struct, frozen=True):
    """Where a Work stands."""

    id: str
    number: int
    version: int
    stage: Stage
    stage_since: datetime
    operative_id: str | None = None
    eta: datetime | None = None
    first_eta: datetime | None = None
    place: int = 0
    """The order in the operative's queue goes by it: the position at which it was assigned last,
    unless it was moved in the queue."""
    priority: Priority = Priority.ROUTINE
    arrive_by: datetime | None = None
    complete_by: datetime | None = None
    raised_at: datetime | None = None
    arrived_at: datetime | None = None
    broken_at: datetime | None = None
    """When a promise was broken that another took the place of, as the priority was amended."""
    finished_by: str = ""
    code: str = ""
    remark: str = ""

    @property
    def finished_at(self) -> datetime | None:
        return self.stage_since if self.stage in ENDED else None

    @property
    def due(self) -> datetime | None:
        if self.stage in ENDED:
            return None
        return self.complete_by if self.arrived_at else self.arrive_by

    @property
    def late_from(self) -> datetime | None:
        return late_from(
            self.arrive_by, self.complete_by, self.arrived_at, self.finished_at, self.broken_at
        )

    def broken_before(self, now: datetime) -> datetime | None:
        """When a promise was broken first, if one has been by now."""
        late_from = self.late_from
        return late_from if late_from and late_from < now else None

    @property
    def turn(self) -> int:
        """The order in which it is to be assigned, while it waits: emergencies first, then by what
        is promised next, and last what nothing was promised of."""
        promised = microseconds(self.due) if self.due else _LAST
        return promised if self.priority is Priority.EMERGENCY else promised + _AFTER_EMERGENCIES


_LAST = 10**18
_AFTER_EMERGENCIES = 2 * _LAST
"""Microseconds since 1970 are fewer in the year 9999."""


class Assignment(msgspec.Struct, frozen=True):
    """Which operative was given which Work, and at which position: so that the works of an
    operative can be found by their numbers."""

    operative_id: str
    number: int
    assigned: int


class WorkSite(msgspec.Struct, frozen=True):
    """A Site that a Work is for, or was for until it was amended."""

    site_id: str
    number: int
    is_for: bool = True


class WorkCaller(msgspec.Struct, frozen=True):
    """A contact who called about a Work, or was thought to until that was corrected."""

    caller_id: str
    number: int
    has_called: bool = True


class CallAdded(msgspec.Struct, frozen=True):
    """Somebody called about a Work once more."""

    number: int
    added: int
    """The position at which it was added."""
    called_at: datetime


class Name(msgspec.Struct, frozen=True):
    """The words of an operative, to find works by."""

    id: str
    words: tuple[str, ...]


class Place(msgspec.Struct, frozen=True):
    """What is written down about a Site, and its words, to find works by."""

    id: str
    parts: tuple[str, ...]
    """In the order of SitePart, without the notes."""
    words: tuple[str, ...]


FINDING_PARTS = tuple(part for part in SitePart if part is not SitePart.NOTES)


def place_of(id: str, parts: Sequence[str]) -> Place:
    said = dict(zip(FINDING_PARTS, parts, strict=True))
    post_code, telephone = said.pop(SitePart.POST_CODE), said.pop(SitePart.TELEPHONE_NUMBER)
    return Place(
        id, tuple(parts), tuple(words_of_place(" ".join(said.values()), post_code, telephone))
    )


DETAILS = Table(
    "details",
    Details,
    key=["id"],
    number="number",
    derived=["title_key"],
    indexes=["raised", "title_key"],
)
STANDINGS = Table(
    "standings",
    Standing,
    key=["id"],
    number="number",
    derived=["turn", "finished_at", "due", "late_from"],
    lookups=["operative_id, place"],
    indexes=[
        "stage",
        "stage, stage_since",
        "stage, turn, number",
        "priority",
        "raised_at",
        "finished_at",
        "due",
        "late_from",
    ],
)
ASSIGNMENTS = Table("assignments", Assignment, key=["operative_id", "number", "assigned"])
WORK_SITES = Table("work_sites", WorkSite, key=["site_id", "number"], indexes=["number"])
WORK_CALLERS = Table("work_callers", WorkCaller, key=["caller_id", "number"])
OPERATIVES = Table("operative_names", Name, key=["id"])
CALLS_ADDED = Table("calls_added", CallAdded, key=["number", "added"])
SITES = Table("site_names", Place, key=["id"])
TABLES_OF_WORKS = (
    DETAILS,
    STANDINGS,
    ASSIGNMENTS,
    WORK_SITES,
    WORK_CALLERS,
    CALLS_ADDED,
    OPERATIVES,
    SITES,
)


def work_of(details: Details, standing: Standing) -> WorkRow:
    return WorkRow(
        id=details.id,
        version=standing.version,
        number=details.number,
        title=details.title,
        description=details.description,
        site_ids=details.site_ids,
        raised_at=details.raised_at,
        raised_by=details.raised_by,
        stage=standing.stage,
        stage_since=standing.stage_since,
        operative_id=standing.operative_id,
        eta=standing.eta,
        first_eta=standing.first_eta,
        priority=standing.priority,
        caller_id=details.caller_id,
        arrive_by=standing.arrive_by,
        complete_by=standing.complete_by,
        arrived_at=standing.arrived_at,
        finished_by=standing.finished_by,
        code=standing.code,
        remark=standing.remark,
        due=standing.due,
        late_from=standing.late_from,
    )


def work_number(text: str) -> int | None:
    """The number of a Work, as people write it: W-1004, w1004, 1004; None for anything else."""
    written = _WORK_NUMBER.fullmatch(text.strip())
    return int(written[1]) if written else None
