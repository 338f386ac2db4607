"""A job, event by event: Ann Marsh is sent to Elm House."""

from app.domain.engagement import Engagement
from app.domain.event import Event
from app.domain.lifecycle import Stage
from app.domain.operative import Operative
from app.domain.work_events import (
    CloseCause,
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
from tests.cast import ANN, ELM_HOUSE
from tests.domain.scenario import SOON, ann_engaged, anns_engagement

RAISED = WorkRaised(site_ids=(ELM_HOUSE,), title="Boiler leaks", description="Since last night.")
ASSIGNED = WorkAssigned(operative_id=ANN)
DISPATCHED = WorkDispatched(operative_id=ANN, eta=SOON)
ARRIVED = WorkArrivedAt(operative_id=ANN)
COMPLETED = WorkCompleted(operative_id=ANN, outcome="New valve.")
ABANDONED = WorkAbandoned(operative_id=ANN, reason="No parts.")
RECALLED = WorkRecalled(operative_id=ANN, reason="Ann is ill.")
CLOSED = WorkClosed(cause=CloseCause.DUPLICATE, reason="Same as W-1003.")
REOPENED = WorkReopened(reason="It leaks again.")

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


def engagement_at(stage: Stage | None) -> Engagement:
    """Ann's, when `work-1` is at that stage and she has set off to no other."""
    return anns_engagement(ann_engaged("work-1")) if stage in UNDER_WAY else anns_engagement()


def engagement_elsewhere() -> Engagement:
    """Ann's, while she is under way to `work-2`."""
    return anns_engagement(ann_engaged("work-2"))
