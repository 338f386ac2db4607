"""A job, event by event: Ann Marsh is sent to Elm House."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from app.domain.engagement import Engagement
from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.operative import Operative
from app.domain.promise import Priority, Promise
from app.domain.site import Site
from app.domain.work import Work
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
)
from tests.cast import ANN, BEN, ELM_HOUSE
from tests.domain.scenario import NOW, SOON, ann, ann_engaged, anns_engagement, elm_house

PROMISE = Promise(arrive_by=NOW + timedelta(days=2), complete_by=NOW + timedelta(days=5))
LATER_PROMISE = Promise(arrive_by=NOW + timedelta(days=3), complete_by=NOW + timedelta(days=6))

RAISED = WorkRaised(
    site_ids=(ELM_HOUSE,),
    title="Boiler leaks",
    description="Since last night.",
    priority=Priority.ROUTINE,
    arrive_by=PROMISE.arrive_by,
    complete_by=PROMISE.complete_by,
)
ASSIGNED = WorkAssigned(operative_id=ANN)
DISPATCHED = WorkDispatched(operative_id=ANN, eta=SOON)
ARRIVED = WorkArrivedAt(operative_id=ANN)
COMPLETED = WorkCompleted(operative_id=ANN, outcome="New valve.", code=OutcomeCode.REPLACED)
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.", code=AbandonCode.PARTS_NEEDED)
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")
CLOSED = WorkClosed(cause=CloseCause.DUPLICATE, reason="Same as W-1003.")
REASSIGNED = WorkReassigned(operative_id=BEN, from_operative_id=ANN, reason="Ben is nearer.")
REOPENED = WorkReopened(
    reason="It leaks again.",
    arrive_by=LATER_PROMISE.arrive_by,
    complete_by=LATER_PROMISE.complete_by,
)

WAITING = (RAISED,)
QUEUED = (*WAITING, ASSIGNED)
EN_ROUTE = (*QUEUED, DISPATCHED)
ON_SITE = (*EN_ROUTE, ARRIVED)

HISTORIES: dict[Stage | None, tuple[Event, ...]] = {
    None: (),
    Stage.AWAITING_CONTROL: WAITING,
    Stage.QUEUED: QUEUED,
    Stage.EN_ROUTE: EN_ROUTE,
    Stage.ON_SITE: ON_SITE,
    Stage.COMPLETED: (*ON_SITE, COMPLETED),
    Stage.CLOSED: (*WAITING, CLOSED),
}

UNDER_WAY = (Stage.EN_ROUTE, Stage.ON_SITE)
VISIT = (Stage.QUEUED, *UNDER_WAY)

UNKNOWN_OPERATIVE = Operative("operative-nobody")


Deed = Callable[[Work], None]
"""What somebody does to a Work."""


def raising(
    sites: Sequence[Site] | None = None,
    title: str = "Boiler leaks",
    description: str = "Since last night.",
    priority: Priority = Priority.ROUTINE,
    caller_id: str = "",
) -> Deed:
    """For Elm House, unless Sites are given."""
    sites = [elm_house()] if sites is None else sites
    return lambda work: work.raise_for(sites, title, description, priority, PROMISE, caller_id)


def completing(
    engagement: Engagement,
    outcome: str = "New valve.",
    *,
    code: OutcomeCode = OutcomeCode.REPLACED,
    by: Operative | None = None,
) -> Deed:
    """By Ann, as what follows."""
    return lambda work: work.complete(by or ann(), engagement, code, outcome)


def abandoning(
    engagement: Engagement,
    reason: str = "No parts.",
    *,
    code: AbandonCode = AbandonCode.PARTS_NEEDED,
    by: Operative | None = None,
) -> Deed:
    return lambda work: work.abandon(by or ann(), engagement, code, reason)


def reopening(reason: str = "It leaks again.") -> Deed:
    return lambda work: work.reopen(reason, LATER_PROMISE)


def engagement_at(stage: Stage | None) -> Engagement:
    """Ann's, when `work-1` is at that stage and she has set off to no other."""
    return anns_engagement(ann_engaged("work-1")) if stage in UNDER_WAY else anns_engagement()


def engagement_elsewhere() -> Engagement:
    """Ann's, while she is under way to `work-2`."""
    return anns_engagement(ann_engaged("work-2"))
