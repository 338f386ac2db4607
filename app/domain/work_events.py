"""What happens to a Work, from the call to its end."""

import enum
from datetime import datetime

from app.domain.event import Event
from app.domain.promise import Priority


class CloseCause(enum.StrEnum):
    """Why a Work ends without anybody completing it."""

    REMEDIED_ITSELF = "remedied itself"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class AbandonCode(enum.StrEnum):
    """Why an operative hands a Work back. The value is what people read."""

    NO_ACCESS = "no access"
    PARTS_NEEDED = "parts needed"
    OTHER_SKILLS = "other skills needed"
    TWO_PEOPLE = "two people needed"
    UNSAFE = "unsafe"
    OUT_OF_TIME = "out of time"
    OTHER = "other"


class OutcomeCode(enum.StrEnum):
    """What came of a visit that completed the Work. The value is what people read."""

    MENDED = "mended"
    MADE_SAFE = "made safe"
    NO_FAULT_FOUND = "no fault found"
    REPLACED = "replaced"
    ADVICE_GIVEN = "advice given"
    OTHER = "other"


class WorkRaised(Event, frozen=True):
    site_ids: tuple[str, ...]
    title: str
    description: str
    priority: Priority = Priority.ROUTINE
    caller_id: str = ""
    """The contact who called, where somebody was named."""
    arrive_by: datetime | None = None
    """What was promised; nothing was, before there were priorities."""
    complete_by: datetime | None = None


class WorkAssigned(Event, frozen=True):
    operative_id: str


class WorkDispatched(Event, frozen=True):
    operative_id: str
    eta: datetime


class WorkArrivedAt(Event, frozen=True):
    operative_id: str


class WorkCompleted(Event, frozen=True):
    operative_id: str
    outcome: str
    code: OutcomeCode | None = None
    """None where nobody was asked for it, as before there were codes."""


class WorkAbandoned(Event, frozen=True):
    operative_id: str
    reason: str
    code: AbandonCode | None = None
    """As of WorkCompleted."""


class WorkRecalled(Event, frozen=True):
    operative_id: str
    reason: str


class WorkReassigned(Event, frozen=True):
    """Control takes it from one operative and queues it to another, in one step."""

    operative_id: str
    """Who has it from now on."""
    from_operative_id: str
    reason: str


class WorkClosed(Event, frozen=True):
    cause: CloseCause
    reason: str
    duplicate_of: str = ""
    """The Work that it is a duplicate of, where somebody said which."""


class WorkReopened(Event, frozen=True):
    reason: str
    arrive_by: datetime | None = None
    """The promise is made again, as for a new call."""
    complete_by: datetime | None = None


class WorkNoted(Event, frozen=True):
    """Somebody who handles it wrote something down."""

    text: str


class WorkCallAdded(Event, frozen=True):
    """Somebody called about it once more."""

    caller_id: str
    """The contact who called, or nothing."""
    note: str


class WorkTitleAmended(Event, frozen=True):
    before: str
    after: str


class WorkDescriptionAmended(Event, frozen=True):
    before: str
    after: str


class WorkPriorityAmended(Event, frozen=True):
    """The promise is counted from then on."""

    before: Priority
    after: Priority
    arrive_by: datetime
    complete_by: datetime


class WorkSitesAmended(Event, frozen=True):
    before: tuple[str, ...]
    after: tuple[str, ...]


class WorkCallerAmended(Event, frozen=True):
    """From one contact to another; nothing where there was, or is, none."""

    before: str
    after: str


class WorkEtaRevised(Event, frozen=True):
    """An operative who is en route expects to arrive at another time."""

    operative_id: str
    eta: datetime


class WorkMovedInQueue(Event, frozen=True):
    """It now stands right before that other Work in the operative's queue; or last, without one."""

    operative_id: str
    before: str | None


class WorkDuplicateFound(Event, frozen=True):
    """Another Work was closed, because it is about the same as this one."""

    work_id: str


Amended = (
    WorkTitleAmended
    | WorkDescriptionAmended
    | WorkPriorityAmended
    | WorkSitesAmended
    | WorkCallerAmended
)

Beside = WorkNoted | WorkCallAdded | Amended | WorkEtaRevised | WorkMovedInQueue
"""What happens to a Work of its own accord, and moves it nowhere."""

DISTURB_NOBODY = (WorkNoted, WorkCallAdded, WorkMovedInQueue, WorkDuplicateFound)
"""These happen beside what others are doing about the Work: a form that was opened before can still
be sent."""
