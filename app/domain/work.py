"""Work: what customers call about, from the call to its end.

    awaiting Control             assign ▶ queued         close ▶ closed
    queued                       dispatch ▶ en route
    en route                     arrive ▶ on site
    on site                      complete ▶ completed
    queued, en route, on site    abandon (by operative), recall (by Control) ▶ awaiting Control
    completed, closed            reopen ▶ awaiting Control

Nothing else moves a Work.
"""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import NoReturn

from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.engagement import Engagement
from app.domain.event import Event
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.site import Site
from app.domain.text import Text

TITLE = Text("Title", longest=120)
DESCRIPTION = Text("Description", longest=4_000, several_lines=True)
OUTCOME = Text("Outcome", longest=2_000, several_lines=True, required=False)
REASON = Text("Reason", longest=2_000, several_lines=True)


class Stage(enum.StrEnum):
    """Where a Work stands. The value is what people read."""

    AWAITING_CONTROL = "awaiting Control"
    QUEUED = "queued"
    EN_ROUTE = "en route"
    ON_SITE = "on site"
    COMPLETED = "completed"
    CLOSED = "closed"


class CloseCause(enum.StrEnum):
    """Why a Work ends without anybody completing it."""

    REMEDIED_ITSELF = "remedied itself"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class WorkRaised(Event, frozen=True):
    site_ids: tuple[str, ...]
    title: str
    description: str


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


class WorkAbandoned(Event, frozen=True):
    operative_id: str
    reason: str


class WorkRecalled(Event, frozen=True):
    operative_id: str
    reason: str


class WorkClosed(Event, frozen=True):
    cause: CloseCause
    reason: str


class WorkReopened(Event, frozen=True):
    reason: str


class Work(Aggregate):
    kind = "work"

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.stage: Stage | None = None
        self.operative_id: str | None = None

    def raise_for(self, sites: Sequence[Site], title: str, description: str) -> None:
        """A customer called. Raises Refused without a title, a description and known Sites."""
        if self.stage is not None:
            raise Refused("This Work has already been raised.")
        if not sites:
            raise Refused("Choose at least one Site.")
        if len({site.id for site in sites}) < len(sites):
            raise Refused("The same Site is chosen twice.")
        if not all(site.is_acquired for site in sites):
            raise Refused("One of the chosen Sites is not known to this desk.")
        self.record(
            WorkRaised(
                site_ids=tuple(site.id for site in sites),
                title=TITLE.accept(title),
                description=DESCRIPTION.accept(description),
            )
        )

    def assign(self, operative: Operative) -> None:
        """Control queues it to an operative. Raises Refused unless it waits for Control."""
        operative.must_be_hired()
        self._must_be_in(Stage.AWAITING_CONTROL, "Only Work that waits for Control can be assigned")
        self.record(WorkAssigned(operative_id=operative.id))

    def dispatch(
        self, operative: Operative, engagement: Engagement, eta: datetime, now: datetime
    ) -> None:
        """The operative sets off, expecting to arrive at `eta`.

        Raises Refused unless the Work is in their queue, the arrival lies in the future, and they
        are not under way elsewhere.
        """
        self._must_be_with(operative)
        self._must_be_in(Stage.QUEUED, "Only Work in the queue can be dispatched")
        if eta <= now:
            raise Refused("The estimated arrival must be in the future.")
        engagement.begin(operative, self.id)
        self.record(WorkDispatched(operative_id=operative.id, eta=eta))

    def arrive(self, operative: Operative) -> None:
        """The operative is there. Raises Refused unless en route."""
        self._must_be_with(operative)
        self._must_be_in(Stage.EN_ROUTE, "Only an operative who is en route can arrive")
        self.record(WorkArrivedAt(operative_id=operative.id))

    def complete(self, operative: Operative, engagement: Engagement, outcome: str) -> None:
        """The operative has dealt with it. Raises Refused unless on site."""
        self._must_be_with(operative)
        self._must_be_in(Stage.ON_SITE, "Work can only be completed on site")
        self.record(WorkCompleted(operative_id=operative.id, outcome=OUTCOME.accept(outcome)))
        engagement.end(operative, self.id)

    def abandon(self, operative: Operative, engagement: Engagement, reason: str) -> None:
        """The operative hands it back to Control. Raises Refused unless it is theirs, and without
        a reason."""
        self._must_be_with(operative)
        abandoned = WorkAbandoned(operative_id=operative.id, reason=REASON.accept(reason))
        self._give_back(operative, engagement, abandoned)

    def recall(self, operative: Operative, engagement: Engagement, reason: str) -> None:
        """Control takes it back. Raises Refused unless it is with that operative, and without a
        reason."""
        self._must_be_with(operative)
        recalled = WorkRecalled(operative_id=operative.id, reason=REASON.accept(reason))
        self._give_back(operative, engagement, recalled)

    def close(self, cause: CloseCause, reason: str) -> None:
        """End it without completing. Raises Refused unless it waits for Control, and without a
        reason."""
        self._must_be_in(Stage.AWAITING_CONTROL, "Only Work that waits for Control can be closed")
        self.record(WorkClosed(cause=cause, reason=REASON.accept(reason)))

    def reopen(self, reason: str) -> None:
        """Back to Control, its age still running from when it was raised. Raises Refused unless
        completed or closed, and without a reason."""
        if self.stage not in (Stage.COMPLETED, Stage.CLOSED):
            self._refuse("Only Work that is completed or closed can be reopened")
        self.record(WorkReopened(reason=REASON.accept(reason)))

    def must_have_operative(self) -> str:
        """The id of the operative who has it. Raises Refused when nobody has."""
        if self.operative_id is None:
            self._refuse("Only Work that is with an operative can be recalled")
        return self.operative_id

    def _give_back(
        self, operative: Operative, engagement: Engagement, event: WorkAbandoned | WorkRecalled
    ) -> None:
        was_in_queue = self.stage is Stage.QUEUED
        self.record(event)
        if not was_in_queue:
            engagement.end(operative, self.id)

    def _must_be_with(self, operative: Operative) -> None:
        self._must_be_raised()
        if self.operative_id is None or self.operative_id != operative.id:
            raise Refused(f"This Work is not with {isolated(operative.name) or 'this operative'}.")

    def _must_be_in(self, stage: Stage, rule: str) -> None:
        if self.stage is not stage:
            self._refuse(rule)

    def _must_be_raised(self) -> None:
        if self.stage is None:
            raise Refused("There is no such Work on this desk.")

    def _refuse(self, rule: str) -> NoReturn:
        self._must_be_raised()
        raise Refused(f"{rule}; this one is {self.stage}.")

    def apply(self, event: Event) -> None:
        match event:
            case WorkRaised() | WorkReopened() | WorkAbandoned() | WorkRecalled():
                self.stage = Stage.AWAITING_CONTROL
                self.operative_id = None
            case WorkAssigned():
                self.stage = Stage.QUEUED
                self.operative_id = event.operative_id
            case WorkDispatched():
                self.stage = Stage.EN_ROUTE
            case WorkArrivedAt():
                self.stage = Stage.ON_SITE
            case WorkCompleted():
                self.stage = Stage.COMPLETED
                self.operative_id = None
            case WorkClosed():
                self.stage = Stage.CLOSED
