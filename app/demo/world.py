"""What all parts of the busy demo share: who and what there is, what time it is, and what comes
next."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import msgspec

from app.commands.command import Command
from app.demo.desk import DemoDesk
from app.demo.rhythm import Rhythm, Shift
from app.demo.vocabulary.fault import Fault
from app.demo.vocabulary.places import Kind
from app.demo.vocabulary.towns import Town
from app.domain.lifecycle import ENDED, Stage
from app.domain.promise import Priority

T = TypeVar("T")

SEED = 4
"""Another one would make another three weeks."""
FIRST_NUMBER = 1001
"""Of a Work, as pages have it."""


class Caller(msgspec.Struct, frozen=True):
    name: str = ""
    telephone: str = ""


class Place(msgspec.Struct, eq=False):
    """A Site."""

    id: str
    kind: Kind
    town: Town
    telephone: str
    contact: Caller
    calls: float
    """How often it calls, against others."""


class Hand(msgspec.Struct, eq=False):
    """An operative."""

    id: str
    user_id: str
    town: Town
    skills: tuple[str, ...]
    shifts: list[Shift]
    queue: "list[Job]" = []
    job: "Job | None" = None
    """What they are under way to, or on site for."""
    on_duty: Shift | None = None
    is_setting_off: bool = False
    goes_off: str = ""
    """Why they go off duty as soon as they have done what they are on."""

    def next_shift(self, moment: datetime) -> Shift | None:
        return next((each for each in self.shifts if each.begins > moment), None)

    @property
    def load(self) -> int:
        """How many works they have."""
        return len(self.queue) + (self.job is not None)


class Job(msgspec.Struct, eq=False):
    """A Work."""

    id: str
    number: int
    places: list[Place]
    fault: Fault
    skill: str
    title: str
    description: str
    priority: Priority
    caller: Caller
    raised: datetime
    ready: datetime
    """Control gives it to nobody before."""
    stage: Stage = Stage.AWAITING_CONTROL
    hand: Hand | None = None
    visits: int = 0
    """How often somebody set off to it."""
    handed_back_by: list[Hand] = []

    @property
    def is_open(self) -> bool:
        return self.stage not in ENDED

    @property
    def page(self) -> str:
        return f"/work/W-{self.number}"


class World:
    def __init__(self, desk: DemoDesk, rhythm: Rhythm) -> None:
        self.desk = desk
        self.rhythm = rhythm
        self.chance = Random(SEED)  # noqa: S311 (nothing secret is made with it)
        self.moment = rhythm.begins
        self.staff: dict[str, list[str]] = {}
        """The ids of users, by the names of the ready-made roles."""
        self.hands: list[Hand] = []
        self.places: list[Place] = []
        self.jobs: list[Job] = []
        """Those that are open."""
        self.raised = 0
        self._to_come: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0

    def at(self, moment: datetime, happens: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._to_come, (moment, self._count, happens))

    def later(self, minutes: float, happens: Callable[[], None]) -> None:
        self.at(self.moment + timedelta(minutes=minutes), happens)

    def run(self) -> None:
        """Let everything happen that happens before now."""
        while self._to_come and self._to_come[0][0] < self.rhythm.now:
            self.moment, _, happens = heapq.heappop(self._to_come)
            happens()

    def give(self, command: Command, page: str, who: str) -> None:
        self.desk.give(self.moment, command, page, who)

    def one_of(self, role: str) -> str:
        """The id of a user who has it."""
        return self.chance.choice(self.staff[role])

    def happens(self, of_a_hundred: float) -> bool:
        return self.chance.random() * 100 < of_a_hundred

    def weighed(self, weights: dict[T, int]) -> T:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def waiting(self) -> list[Job]:
        """What waits for Control."""
        return [job for job in self.jobs if job.stage is Stage.AWAITING_CONTROL]

    def end(self, job: Job, stage: Stage) -> None:
        """It is completed or closed."""
        job.stage, job.hand = stage, None
        self.jobs.remove(job)
