"""Work: what customers call about, from the call to its end. LIFECYCLE says what moves it."""

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

import msgspec

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
MOST_SITES = 100
"""For how many Sites one Work can be."""


def accept_site_ids(site_ids: Sequence[str]) -> None:
    """Raises Refused unless these are different Sites, and a sensible number of them. Ask before
    loading them: each takes time."""
    if not site_ids:
        raise Refused("Choose at least one Site.")
    if len(site_ids) > MOST_SITES:
        raise Refused(
            f"One Work can be for {MOST_SITES} Sites at most; {len(site_ids):,} are chosen."
        )
    if len(set(site_ids)) < len(site_ids):
        raise Refused("The same Site is chosen twice.")


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
    WorkClosed: Move((Stage.AWAITING_CONTROL,), Stage.CLOSED),
    WorkReopened: Move((Stage.COMPLETED, Stage.CLOSED), Stage.AWAITING_CONTROL),
}
"""Every way in which a Work moves. There is no other."""


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
        accept_site_ids([site.id for site in sites])
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
        self._must_allow(WorkAssigned, "Only Work that waits for Control can be assigned")
        self.record(WorkAssigned(operative_id=operative.id))

    def dispatch(
        self, operative: Operative, engagement: Engagement, eta: datetime, now: datetime
    ) -> None:
        """The operative sets off, expecting to arrive at `eta`.

        Raises Refused unless the Work is in their queue, the arrival lies in the future, and they
        are not under way elsewhere.
        """
        self._must_be_with(operative)
        self._must_allow(WorkDispatched, "Only Work in the queue can be dispatched")
        if eta <= now:
            raise Refused("The estimated arrival must be in the future.")
        engagement.begin(operative, self.id)
        self.record(WorkDispatched(operative_id=operative.id, eta=eta))

    def arrive(self, operative: Operative) -> None:
        """The operative is there. Raises Refused unless en route."""
        self._must_be_with(operative)
        self._must_allow(WorkArrivedAt, "Only an operative who is en route can arrive")
        self.record(WorkArrivedAt(operative_id=operative.id))

    def complete(self, operative: Operative, engagement: Engagement, outcome: str) -> None:
        """The operative has dealt with it. Raises Refused unless on site."""
        self._must_be_with(operative)
        self._must_allow(WorkCompleted, "Work can only be completed on site")
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
        self._must_allow(WorkClosed, "Only Work that waits for Control can be closed")
        self.record(WorkClosed(cause=cause, reason=REASON.accept(reason)))

    def reopen(self, reason: str) -> None:
        """Back to Control, its age still running from when it was raised. Raises Refused unless
        completed or closed, and without a reason."""
        self._must_allow(WorkReopened, "Only Work that is completed or closed can be reopened")
        self.record(WorkReopened(reason=REASON.accept(reason)))

    def must_have_operative(self) -> str:
        """The id of the operative who has it. Raises Refused when nobody has."""
        if self.operative_id is None:
            self._refuse("Only Work that is with an operative can be recalled")
        return self.operative_id

    def _give_back(
        self, operative: Operative, engagement: Engagement, event: WorkAbandoned | WorkRecalled
    ) -> None:
        was_under_way = self.stage in UNDER_WAY
        self.record(event)
        if was_under_way:
            engagement.end(operative, self.id)

    def _must_be_with(self, operative: Operative) -> None:
        self._must_be_raised()
        if self.operative_id is None or self.operative_id != operative.id:
            raise Refused(f"This Work is not with {isolated(operative.name) or 'this operative'}.")

    def _must_allow(self, event_type: type[Event], rule: str) -> None:
        if self.stage not in LIFECYCLE[event_type].starts_from:
            self._refuse(rule)

    def _must_be_raised(self) -> None:
        if self.stage is None:
            raise Refused("There is no such Work on this desk.")

    def _refuse(self, rule: str) -> NoReturn:
        self._must_be_raised()
        raise Refused(f"{rule}; this one is {self.stage}.")

    def apply(self, event: Event) -> None:
        if standing := standing_after(event):
            self.stage = standing.stage
            self.operative_id = standing.operative_id
