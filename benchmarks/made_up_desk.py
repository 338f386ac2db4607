"""The years of a busy desk, made up: what happens on it, from the first day to the last event."""

import heapq
import random
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from uuid import UUID

import msgspec

from app.demo.vocabulary.names import FORENAMES, SURNAMES
from app.domain.contact import ContactErased, ContactNamed
from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.event import Event
from app.domain.operative import OperativeHired
from app.domain.promise import Priority, Promises
from app.domain.site import SiteAcquired
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkCallAdded,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
    WorkTitleAmended,
)
from app.event_store.log import Metadata, NewEvent, Record
from app.event_store.mapper import EventMapper
from app.private_store.keys import KEY_LENGTH
from benchmarks import vocabulary
from benchmarks.steps import DELAYS, FINISHED, OPEN, events_in

FEWEST_EVENTS = 2_000
MOST_OPERATIVES, MOST_SITES = 500, 5_000
START = datetime(2021, 11, 1, tzinfo=UTC)
"""A Monday."""
HOUR = 60
DAY = 24 * HOUR
"""Times here are minutes since the start."""
MORNING = 7 * HOUR
WORKS_A_DAY = 100
CALLS = (1, 1, 1, 1, 1, 2, 6, 14, 20, 18, 15, 13, 12, 12, 13, 12, 11, 9, 7, 5, 4, 3, 2, 1)
"""How many calls come in each hour of a day, compared with the others."""
NEWEST = 220
"""Those that are open are among the last so many that were raised."""
PRIORITIES = {Priority.EMERGENCY: 4, Priority.URGENT: 26, Priority.ROUTINE: 70}
"""Of a hundred calls, how many."""
PROMISES = Promises()
_MORE_PRESSING = {
    Priority.ROUTINE: Priority.URGENT,
    Priority.URGENT: Priority.EMERGENCY,
    Priority.EMERGENCY: Priority.URGENT,  # it turned out to be less
}


class _Job(msgspec.Struct, eq=False):
    """A Work on its way."""

    steps: list[str]
    """Those still to come."""
    id: str = ""
    label: str = ""
    caller: str = ""
    title: str = ""
    priority: Priority = Priority.ROUTINE
    operative: int | None = None
    is_under_way: bool = False
    sets_off_last: bool = False
    """Whether the operative stays out in the end, and so has to be free of everything else."""


class MadeUpDesk:
    """Plays the years from beginning to end. What happens next is the earliest on the agenda.

    `records` is its log, of as many events as asked for, and `keys` are those to the names in it.
    Raises ValueError for fewer than FEWEST_EVENTS.
    """

    def __init__(self, events: int) -> None:
        if events < FEWEST_EVENTS:
            raise ValueError(f"A log of this kind has at least {FEWEST_EVENTS} events.")
        self.records: list[Record] = []
        self._chance = random.Random(1)  # noqa: S311 (nothing here is secret)
        self.keys: dict[str, bytes] = {}
        self._mapper = EventMapper()
        self._versions: Counter[str] = Counter()
        self._operatives: list[str] = []
        self._sites: list[str] = []
        self._busy: set[int | None] = set()
        """Those operatives who are under way to some Work, or on site for it."""
        self._works = 0
        self._raised: list[str] = []
        """The ids of all works that are nobody's duplicate."""
        # A few have much more to do with than most.
        self._shares = list(accumulate((n + 1) ** -0.8 for n in range(2 * MOST_SITES)))
        self._agenda: list[tuple[float, int, _Job]] = []
        self._put = 0
        self._wait_for_the_end: list[_Job] = []
        self._play(events)

    def _play(self, events: int) -> None:
        operatives = min(MOST_OPERATIVES, events // 20)
        sites = min(MOST_SITES, events // 12)
        with_contact = sites // 4
        jobs = self._jobs(events - operatives - sites - with_contact)
        rest = events - operatives - sum(events_in(job.steps) for job in jobs) - 2 * with_contact
        length = len(jobs) / WORKS_A_DAY * DAY
        for step, count in (
            ("hire", operatives),
            ("acquire-with-contact", with_contact),
            ("acquire", rest),
        ):
            for number in range(count):
                # Nine of ten are there from the first day on.
                later = number / count > 0.9
                self._put_down(self._chance.uniform(0, length / 2) if later else 0, _Job([step]))
        for minute, job in zip(self._calls(len(jobs)), jobs, strict=True):
            self._put_down(minute, job)
        now = self._work_off()
        for number, job in enumerate(self._wait_for_the_end):
            self._put_down(now + number / 2, job)
        self._work_off()

    def _jobs(self, events: int) -> list[_Job]:
        """The works, in the order in which they are raised, with so many events in all, or a few
        less."""
        still_open = [_Job(steps.split()) for steps, count in OPEN.items() for _ in range(count)]
        under_way = [job for job in still_open if "dispatch" in job.steps]
        for number, job in enumerate(under_way):
            job.operative, job.sets_off_last = number, True
        kinds = [steps.split() for steps in FINISHED]
        events -= sum(events_in(job.steps) for job in still_open)
        first = next(steps for steps in kinds if "erase" in steps)
        jobs = [_Job(first[:])]  # so that a short log has it, too
        events -= events_in(first)
        while events >= max(map(events_in, kinds)):
            [steps] = self._chance.choices(kinds, list(FINISHED.values()))
            jobs.append(_Job(steps[:]))
            events -= events_in(steps)
        self._chance.shuffle(still_open)
        for job in still_open:
            jobs.insert(self._chance.randint(max(1, len(jobs) - NEWEST), len(jobs)), job)
        return jobs

    def _calls(self, count: int) -> list[float]:
        """When that many works are raised."""
        calls = []
        for number in range(count):
            day = number // WORKS_A_DAY
            if day % 7 > 4 and self._chance.random() < 0.6:
                day -= day % 7 - 4  # weekends are quieter
            [hour] = self._chance.choices(range(24), CALLS)
            calls.append(day * DAY + (hour + self._chance.random()) * HOUR + HOUR)
        return sorted(calls)

    def _put_down(self, minute: float, job: _Job) -> None:
        self._put += 1
        heapq.heappush(self._agenda, (minute, self._put, job))

    def _work_off(self) -> float:
        """Until nothing is left on the agenda. Returns when that is."""
        minute = 0.0
        while self._agenda:
            minute, _, job = heapq.heappop(self._agenda)
            step = job.steps[0]
            if step == "dispatch" and job.operative in self._busy:
                self._put_down(minute + 10, job)
                continue
            job.steps.pop(0)
            self._take(step, minute, job)
            if not job.steps:
                continue
            if job.sets_off_last and job.steps[0] == "dispatch":
                self._wait_for_the_end.append(job)
            else:
                self._put_down(self._next(minute, job.steps[0]), job)
        return minute

    def _next(self, minute: float, step: str) -> float:
        least, longer = DELAYS[step]
        minute += least + self._chance.expovariate(1 / longer)
        # What is not pressing waits for the morning.
        if step != "arrive" and minute % DAY < MORNING and self._chance.random() < 0.8:
            minute += MORNING - minute % DAY + self._chance.random() * HOUR
        return minute

    def _take(self, step: str, minute: float, job: _Job) -> None:
        pick = self._chance.choice
        if step == "assign" and job.operative is None:
            job.operative = self._one_of(self._operatives)
        had_by = job.operative
        if step == "reassign" and had_by is not None:
            job.operative = (had_by + 1) % len(self._operatives)
        operative = "" if job.operative is None else self._operatives[job.operative]
        at_work, at_control = f"/operatives/{operative}", "/control/"
        event: Event
        match step:
            case "hire":
                job.id = self._new_id("operative", minute)
                self._operatives.append(job.id)
                event = OperativeHired(
                    forename=pick(FORENAMES),
                    surname=pick(SURNAMES),
                    home_area=pick(vocabulary.TOWNS)[0],
                    skills=tuple(sorted(self._chance.sample(vocabulary.SKILLS, k=2))),
                )
                self._write(minute, "/administration/operatives", (job.id, event))
            case "acquire" | "acquire-with-contact":
                job.id = self._new_id("site", minute)
                self._sites.append(job.id)
                parts, contact = vocabulary.site(self._chance), ""
                if step == "acquire-with-contact":
                    contact = self._new_id("contact", minute)
                event = SiteAcquired(**parts, contact_id=contact)
                page = "/administration/sites"
                self._write(minute, page, (job.id, event), *self._named(contact))
            case "raise" | "raise-unnamed":
                job.id = self._new_id("work", minute)
                self._works += 1
                job.label = f"W-{1000 + self._works}"
                job.caller = self._new_id("contact", minute) if step == "raise" else ""
                call = self._call(job, minute)
                self._write(minute, "/response/", (job.id, call), *self._named(job.caller))
                if "close-duplicate" not in job.steps:
                    self._raised.append(job.id)
            case "note":
                event = WorkNoted(text=pick(vocabulary.DETAILS))
                self._write(minute, f"/work/{job.label}", (job.id, event))
            case "ring":
                caller = self._new_id("contact", minute)
                event = WorkCallAdded(caller_id=caller, note=pick(vocabulary.DETAILS))
                self._write(minute, "/response/", (job.id, event), *self._named(caller))
            case "retitle":
                title = f"{job.title}, says the porter"
                event = WorkTitleAmended(before=job.title, after=title)
                self._write(minute, f"/work/{job.label}/amend", (job.id, event))
            case "press":
                before, job.priority = job.priority, _MORE_PRESSING[job.priority]
                promise = PROMISES.at(_moment(minute), job.priority)
                event = WorkPriorityAmended(
                    before=before,
                    after=job.priority,
                    arrive_by=promise.arrive_by,
                    complete_by=promise.complete_by,
                )
                self._write(minute, f"/work/{job.label}/amend", (job.id, event))
            case "assign":
                event = WorkAssigned(operative_id=operative)
                self._write(minute, at_control, (job.id, event))
            case "reassign":
                assert had_by is not None
                event = WorkReassigned(
                    operative_id=operative, from_operative_id=self._operatives[had_by], reason=""
                )
                self._write(minute, f"/work/{job.label}/reassign", (job.id, event))
            case "move":
                event = WorkMovedInQueue(operative_id=operative, before=None)
                self._write(minute, at_control, (job.id, event))
            case "dispatch":
                event = WorkDispatched(
                    operative_id=operative, eta=_moment(minute + pick((15, 20, 25, 30, 45)))
                )
                self._write(minute, at_work, (job.id, event), *self._engage(job, operative))
            case "delay":
                event = WorkEtaRevised(operative_id=operative, eta=_moment(minute + 30))
                self._write(minute, at_work, (job.id, event))
            case "arrive":
                event = WorkArrivedAt(operative_id=operative)
                self._write(minute, at_work, (job.id, event))
            case "complete":
                event = WorkCompleted(
                    operative_id=operative,
                    outcome=pick(vocabulary.OUTCOMES),
                    code=pick(tuple(OutcomeCode)),
                )
                self._write(minute, at_work, (job.id, event), *self._release(job, operative))
            case "abandon":
                event = WorkAbandoned(
                    operative_id=operative,
                    reason=pick(vocabulary.REASONS),
                    code=pick(tuple(AbandonCode)),
                )
                self._write(minute, at_work, (job.id, event), *self._release(job, operative))
            case "recall":
                event = WorkRecalled(operative_id=operative, reason=pick(vocabulary.REASONS))
                page = f"/work/{job.label}/recall"
                self._write(minute, page, (job.id, event), *self._release(job, operative))
            case "close":
                event = WorkClosed(cause=pick(tuple(CloseCause)), reason=pick(vocabulary.REASONS))
                self._write(minute, f"/work/{job.label}/close", (job.id, event))
            case "close-duplicate":
                first = self._raised[-1]
                event = WorkClosed(cause=CloseCause.DUPLICATE, reason="", duplicate_of=first)
                found = (first, WorkDuplicateFound(work_id=job.id))
                self._write(minute, f"/work/{job.label}/close", (job.id, event), found)
            case "reopen":
                promise = PROMISES.at(_moment(minute), job.priority)
                event = WorkReopened(
                    reason=pick(vocabulary.REASONS),
                    arrive_by=promise.arrive_by,
                    complete_by=promise.complete_by,
                )
                self._write(minute, f"/work/{job.label}/reopen", (job.id, event))
            case "erase":
                page = f"/administration/contacts/{job.caller}/erase"
                self._write(minute, page, (job.caller, ContactErased()))

    def _call(self, job: _Job, minute: float) -> WorkRaised:
        count = self._chance.choices((1, 2, 3), (90, 8, 2))[0]
        sites = dict.fromkeys(self._one_of(self._sites) for _ in range(count))
        job.title, description = vocabulary.call(self._chance)
        if self._works == 1:
            description += f" The yard is a {vocabulary.RARE_WORD}."
        [job.priority] = self._chance.choices(list(PRIORITIES), list(PRIORITIES.values()))
        promise = PROMISES.at(_moment(minute), job.priority)
        return WorkRaised(
            site_ids=tuple(self._sites[n] for n in sites),
            title=job.title,
            description=description,
            priority=job.priority,
            caller_id=job.caller,
            arrive_by=promise.arrive_by,
            complete_by=promise.complete_by,
        )

    def _named(self, contact: str) -> Iterator[tuple[str, Event]]:
        """With the event that names a contact, if there is one."""
        if contact:
            _, _, numbers = self._chance.choice(vocabulary.TOWNS)
            name = f"{self._chance.choice(FORENAMES)} {self._chance.choice(SURNAMES)}"
            telephone = f"{numbers}{self._chance.randrange(1_000):03}"
            yield contact, ContactNamed(name=name, telephone=telephone)

    def _engage(self, job: _Job, operative: str) -> Iterator[tuple[str, Event]]:
        job.is_under_way = True
        self._busy.add(job.operative)
        yield engagement_id(operative), OperativeEngaged(operative_id=operative, work_id=job.id)

    def _release(self, job: _Job, operative: str) -> Iterator[tuple[str, Event]]:
        """From the engagement, if the operative had set off."""
        if job.is_under_way:
            job.is_under_way = False
            self._busy.remove(job.operative)
            event = OperativeReleased(operative_id=operative, work_id=job.id)
            yield engagement_id(operative), event
        job.operative = None

    def _one_of(self, things: Sequence[str]) -> int:
        return bisect(self._shares, self._chance.random() * self._shares[len(things) - 1])

    def _new_id(self, kind: str, minute: float) -> str:
        """A UUIDv7 as of that minute."""
        ms = int(_moment(minute).timestamp() * 1000)
        rest = self._chance.getrandbits(74)
        number = ms << 80 | 7 << 76 | rest >> 62 << 64 | 2 << 62 | rest & (1 << 62) - 1
        return f"{kind}-{UUID(int=number)}"

    def _write(self, minute: float, page: str, *events: tuple[str, Event]) -> None:
        """What one command appends."""
        metadata = Metadata(
            who="the desk",
            when=_moment(minute),
            command_id=self._new_id("command", minute),
            source=page,
        )
        for id, event in events:
            self._versions[id] += 1
            if isinstance(event, OperativeHired | ContactNamed):
                self.keys[id] = self._chance.randbytes(KEY_LENGTH)
            new = NewEvent(id, self._versions[id], event)
            written = self._mapper.written(new, metadata, self.keys.get(id))
            position = len(self.records) + 1
            self.records.append(msgspec.structs.replace(written, position=position))


def _moment(minute: float) -> datetime:
    return START + timedelta(seconds=int(minute * 60))
