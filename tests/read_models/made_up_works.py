"""Works to which anything happens that can, and what has become of each: worked out one by one, as
somebody would on paper."""

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from app.domain.contact import ContactNamed
from app.domain.event import Event
from app.domain.lifecycle import ENDED, Stage
from app.domain.operative import OperativeHired
from app.domain.promise import Priority
from app.domain.site import SiteAcquired
from app.domain.work_events import (
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkReopened,
    WorkSitesAmended,
    WorkTitleAmended,
)
from app.event_store.log import Metadata, RecordedEvent
from tests.cast import ANN, BEN, CLEO, ELM_HOUSE, MILL_LANE
from tests.read_models.story import (
    ANN_HIRED,
    BEN_HIRED,
    ELM_HOUSE_ACQUIRED,
    MILL_LANE_ACQUIRED,
)

BEGIN = datetime(2025, 6, 2, 9, tzinfo=UTC)
OPERATIVES: dict[str, OperativeHired] = {ANN: ANN_HIRED, BEN: BEN_HIRED}
PLACES: dict[str, SiteAcquired] = {
    ELM_HOUSE: ELM_HOUSE_ACQUIRED,
    MILL_LANE: MILL_LANE_ACQUIRED,
    "site-elm-yard": SiteAcquired("Elm Yard", "York", "YO1 9ZZ", "01904 496 077"),
    "site-elm-yard-too": SiteAcquired("Elm Yard", "York", "YO1 9ZZ", "01904 496 078"),
}
CALLERS: dict[str, ContactNamed] = {
    "contact-jo": ContactNamed(name="Jo Ziegler", telephone="07700 900123"),
    "contact-al": ContactNamed(name="Al Marsh", telephone=""),
    "contact-nn": ContactNamed(name="", telephone="07700 900456"),
}
TITLES = ("Boiler leaks", "Lift stuck", "boiler 7", "Boiler 17", "Éclair oven out")


class Job(msgspec.Struct):
    """A Work, as it stands."""

    id: str
    number: int
    title: str
    description: str
    priority: Priority
    site_ids: tuple[str, ...]
    caller_id: str
    raised_at: datetime
    arrive_by: datetime | None
    complete_by: datetime | None
    stage: Stage
    stage_since: datetime
    operative_id: str = ""
    finished_by: str = ""
    arrived_at: datetime | None = None
    broken: list[datetime] = []
    had_by: list[str] = []
    others_called: list[str] = []

    @property
    def finished_at(self) -> datetime | None:
        return self.stage_since if self.stage in ENDED else None

    def called(self, contacts: dict[str, ContactNamed]) -> list[ContactNamed]:
        ids = [id for id in (self.caller_id, *self.others_called) if id]
        return [contacts[id] for id in ids]

    def is_late(self, now: datetime) -> bool:
        """Whether somebody was not there by then, or it was not done by then; if it is still to
        be, by now."""
        return any(by < now for by in self.broken) or bool(self.missed(now))

    def missed(self, now: datetime) -> list[datetime]:
        """Of the two promises that count, those that were not kept."""
        ended = self.finished_at
        there = self.arrived_at or ended or now
        done = ended or now
        return [
            by
            for by, when in ((self.arrive_by, there), (self.complete_by, done))
            if by is not None and when > by
        ]


class MadeUpWorks:
    """So many works, and steps taken with them. Clocks jump now and then."""

    def __init__(self, chance: Random, works: int = 8, steps: int = 40) -> None:
        self._chance = chance
        self._now = BEGIN
        self._versions: dict[str, int] = {}
        self.events: list[RecordedEvent] = []
        self.jobs: list[Job] = []
        for id, event in (*OPERATIVES.items(), *PLACES.items(), *CALLERS.items()):
            self._write(id, event)
        for _ in range(works):
            self._raise()
            for _ in range(steps // works):
                self._step(chance.choice(self.jobs))

    def _write(self, id: str, event: Event, who: str = CLEO) -> None:
        self._versions[id] = self._versions.get(id, 0) + 1
        metadata = Metadata(who=who, when=self._now, command_id="command-1", source="/")
        position = len(self.events) + 1
        self.events.append(RecordedEvent(id, self._versions[id], event, metadata, position))
        self._now += timedelta(minutes=self._chance.choice((0, 5, 60, 300, -30)))

    def _sites(self) -> tuple[str, ...]:
        return tuple(self._chance.sample(list(PLACES), self._chance.choice((1, 1, 2))))

    def _promise(self) -> tuple[datetime | None, datetime | None]:
        if self._chance.random() < 0.2:
            return None, None
        return (
            self._now + timedelta(hours=self._chance.choice((1, 4, 12))),
            self._now + timedelta(hours=self._chance.choice((5, 24, 60))),
        )

    def _caller(self) -> str:
        return self._chance.choice(["", *CALLERS])

    def _raise(self) -> None:
        arrive_by, complete_by = self._promise()
        id = f"work-{len(self.jobs)}"
        event = WorkRaised(
            site_ids=self._sites(),
            title=self._chance.choice(TITLES),
            description=self._chance.choice(("", "In the basement.")),
            priority=self._chance.choice(list(Priority)),
            caller_id=self._caller(),
            arrive_by=arrive_by,
            complete_by=complete_by,
        )
        self.jobs.append(
            Job(
                id,
                1001 + len(self.jobs),
                event.title,
                event.description,
                event.priority,
                event.site_ids,
                event.caller_id,
                self._now,
                arrive_by,
                complete_by,
                Stage.AWAITING_CONTROL,
                self._now,
            )
        )
        self._write(id, event)

    def _step(self, job: Job) -> None:
        if job.stage not in ENDED and self._chance.random() < 0.3:
            self._amend(job)
            return
        event: Event
        now, who = self._now, job.operative_id
        other = BEN if who == ANN else ANN
        match job.stage:
            case Stage.AWAITING_CONTROL if self._chance.random() < 0.2:
                event = WorkClosed(cause=CloseCause.WITHDRAWN, reason="They rang back.")
                job.stage, job.finished_by = Stage.CLOSED, CLEO
            case Stage.AWAITING_CONTROL:
                event = WorkAssigned(operative_id=other)
                job.stage, job.operative_id = Stage.QUEUED, other
                job.had_by = [*job.had_by, other]
            case Stage.COMPLETED | Stage.CLOSED:
                job.arrive_by, job.complete_by = self._promise()
                event = WorkReopened(
                    reason="Again.", arrive_by=job.arrive_by, complete_by=job.complete_by
                )
                job.stage, job.arrived_at = Stage.AWAITING_CONTROL, None
                job.finished_by, job.broken = "", []
            case _ if self._chance.random() < 0.15:
                event = WorkAbandoned(operative_id=who, reason="No parts.")
                job.stage, job.operative_id = Stage.AWAITING_CONTROL, ""
            case _ if self._chance.random() < 0.15:
                event = WorkReassigned(operative_id=other, from_operative_id=who, reason="")
                job.stage, job.operative_id = Stage.QUEUED, other
                job.had_by = [*job.had_by, other]
            case Stage.QUEUED:
                event = WorkDispatched(operative_id=who, eta=now)
                job.stage = Stage.EN_ROUTE
            case Stage.EN_ROUTE:
                event = WorkArrivedAt(operative_id=who)
                job.stage, job.arrived_at = Stage.ON_SITE, job.arrived_at or now
            case Stage.ON_SITE:
                event = WorkCompleted(operative_id=who, outcome="", code=OutcomeCode.MENDED)
                job.stage, job.operative_id, job.finished_by = Stage.COMPLETED, "", who
        job.stage_since = now
        self._write(job.id, event)

    def _amend(self, job: Job) -> None:
        event: Event
        match self._chance.randrange(6):
            case 0:
                event = WorkTitleAmended(before=job.title, after=self._chance.choice(TITLES))
                job.title = event.after
            case 1:
                event = WorkSitesAmended(before=job.site_ids, after=self._sites())
                job.site_ids = event.after
            case 2:
                event = WorkCallerAmended(before=job.caller_id, after=self._new_caller(job))
                job.caller_id = event.after
            case 3:
                before, after = job.priority, self._chance.choice(list(Priority))
                by = self._now + timedelta(hours=2)
                event = WorkPriorityAmended(
                    before=before, after=after, arrive_by=by, complete_by=by + timedelta(hours=9)
                )
                missed = [each for each in job.missed(self._now) if each < self._now]
                job.broken = [*job.broken, *missed]
                job.priority, job.arrive_by, job.complete_by = after, by, event.complete_by
            case 4:
                event = WorkCallAdded(caller_id=self._new_caller(job), note="Again.")
                job.others_called = [*job.others_called, event.caller_id]
            case _:
                event = WorkNoted(text="The key is next door.")
        self._write(job.id, event)

    def _new_caller(self, job: Job) -> str:
        """Each call makes a contact of its own: none calls about the same Work twice."""
        known = [job.caller_id, *job.others_called]
        return self._chance.choice(["", *(id for id in CALLERS if id not in known)])
