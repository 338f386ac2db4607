"""Where a Work can stand, and what moves it from there: LIFECYCLE is all there is."""

import enum
from collections.abc import Mapping

import msgspec

from app.domain.event import Event
from app.domain.work_events import (
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkMovedInQueue,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
)


class Stage(enum.StrEnum):
    """Where a Work stands. The value is what people read."""

    AWAITING_CONTROL = "awaiting Control"
    QUEUED = "queued"
    EN_ROUTE = "en route"
    ON_SITE = "on site"
    COMPLETED = "completed"
    CLOSED = "closed"


UNDER_WAY = (Stage.EN_ROUTE, Stage.ON_SITE)
"""The stages at which an operative is engaged on it, and can set off to no other Work."""
WITH_AN_OPERATIVE = (Stage.QUEUED, *UNDER_WAY)
ENDED = (Stage.COMPLETED, Stage.CLOSED)


class Move(msgspec.Struct, frozen=True):
    """What a type of event does to a Work. It starts from None while nothing has been raised."""

    starts_from: tuple[Stage | None, ...]
    leads_to: Stage


LIFECYCLE: Mapping[type[Event], Move] = {
    WorkRaised: Move((None,), Stage.AWAITING_CONTROL),
    WorkAssigned: Move((Stage.AWAITING_CONTROL,), Stage.QUEUED),
    WorkDispatched: Move((Stage.QUEUED,), Stage.EN_ROUTE),
    WorkArrivedAt: Move((Stage.EN_ROUTE,), Stage.ON_SITE),
    WorkCompleted: Move((Stage.ON_SITE,), Stage.COMPLETED),
    WorkAbandoned: Move(WITH_AN_OPERATIVE, Stage.AWAITING_CONTROL),
    WorkRecalled: Move(WITH_AN_OPERATIVE, Stage.AWAITING_CONTROL),
    WorkReassigned: Move(WITH_AN_OPERATIVE, Stage.QUEUED),
    WorkClosed: Move((Stage.AWAITING_CONTROL,), Stage.CLOSED),
    WorkReopened: Move(ENDED, Stage.AWAITING_CONTROL),
}
"""Every way in which a Work moves. There is no other."""
CHANGE_QUEUES: tuple[type[Event], ...] = (
    WorkMovedInQueue,
    *(
        each
        for each, move in LIFECYCLE.items()
        if Stage.QUEUED in (*move.starts_from, move.leads_to)
    ),
)
"""The types of events after which an operative's queue can be another."""


class Direction(enum.Enum):
    """Where a Work is moved in its queue, as people see it."""

    TOP = enum.auto()
    UP = enum.auto()
    DOWN = enum.auto()
    BEFORE = enum.auto()
    """Before what is less urgent, however far up that stands."""


class Standing(msgspec.Struct, frozen=True):
    """How a Work stands: its stage, and who has it, while somebody has it."""

    stage: Stage
    operative_id: str | None = None


def standing_after(event: Event) -> Standing | None:
    """How a Work stands once that has happened, whatever was before; None for what moves no Work.

    An event that leads to a stage at which somebody has the Work names who has it from then on.
    """
    move = LIFECYCLE.get(type(event))
    if move is None:
        return None
    if move.leads_to not in WITH_AN_OPERATIVE:
        return Standing(move.leads_to)
    return Standing(move.leads_to, getattr(event, "operative_id", None))
