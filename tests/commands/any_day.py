"""A desk, and a model of it that is simple enough to be believed: what test_lifecycle compares."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant

from app.commands.command import Command
from app.commands.outcome import Receipt, Stale
from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.history import History
from app.domain.lifecycle import Stage
from app.domain.promise import Priority, Promise
from app.domain.refused import Refused
from app.read_models import ReadModels, work_search
from tests.commands.desk import DeskWithoutPages
from tests.read_models.test_keeping_up import caught_up

# Not all of them are hired, acquired and raised at first: a command can name one that is unknown.
OPERATIVES, SITES, WORKS = (
    [f"{kind}-01932c07-209c-7a2e-8f43-{number:012}" for number in range(1, count + 1)]
    for kind, count in (("operative", 3), ("site", 3), ("work", 4))
)

UNDER_WAY = (Stage.EN_ROUTE, Stage.ON_SITE)
WITH_SOMEBODY = (Stage.QUEUED, *UNDER_WAY)
ENDED = (Stage.COMPLETED, Stage.CLOSED)
OPEN = (Stage.AWAITING_CONTROL, *WITH_SOMEBODY)


@dataclass
class Job:
    stage: Stage | None = None
    holder: str | None = None
    version: int = 0
    last_disturbs_nobody: bool = False
    """Whether its last event leaves older forms as good as they were."""
    visits: int = 0
    site_ids: list[str] = field(default_factory=list)
    title: str = ""
    priority: Priority = Priority.ROUTINE
    caller_id: str = ""
    promise: Promise | None = None
    was_attended: bool = False
    """Whether somebody has been there since that was promised."""
    eta: datetime | None = None
    first_eta: datetime | None = None
    is_duplicate: bool = False


class Day(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.desk = DeskWithoutPages()
        self.read_models = ReadModels()
        self.hired: set[str] = set()
        self.acquired: set[str] = set()
        self.contacts: set[str] = set()
        self.raised: list[str] = []
        self.jobs = {work_id: Job() for work_id in WORKS}
        self.queues: dict[str, list[str]] = {operative_id: [] for operative_id in OPERATIVES}
        self.events = 0
        self.done: list[tuple[str, Command, Receipt]] = []

    def send(
        self, command: Command, allowed: bool, off: int = 0, events: int = 1, about: str = ""
    ) -> bool:
        """Send it, and see that it ends as the model says. Returns whether it was done. `off` is
        how far the page that it comes from is from what is true about that Work."""
        is_as_good = off == -1 and self.jobs[about].last_disturbs_nobody
        is_stale = bool(off) and not is_as_good
        if is_stale or not allowed:
            with pytest.raises(Refused) as refusal:
                self.desk.run(command)
            assert isinstance(refusal.value, Stale) == is_stale
            return False
        command_id = f"sent-{len(self.done)}"
        receipt = self.desk.run(command, command_id)
        assert len(receipt.events) == events
        self.done.append((command_id, command, receipt))
        self.events += events
        return True

    def move(self, work_id: str, stage: Stage, holder: str | None = None) -> None:
        """It stands there now, in the queue of whoever has it."""
        job = self.jobs[work_id]
        if job.holder and job.holder != holder:
            self.queues[job.holder].remove(work_id)
        if holder and job.holder != holder:
            self.queues[holder].append(work_id)
            job.visits += 1
        job.stage, job.holder = stage, holder
        job.was_attended |= stage is Stage.ON_SITE
        if stage not in UNDER_WAY:
            job.eta = job.first_eta = None
        self.happened(work_id)

    def happened(self, work_id: str, events: int = 1, *, disturbs_nobody: bool = False) -> None:
        """So many events of it were recorded."""
        job = self.jobs[work_id]
        job.version, job.last_disturbs_nobody = job.version + events, disturbs_nobody

    def turn(self, work_id: str) -> tuple[bool, datetime]:
        """Emergencies are to be assigned first, then what is promised next."""
        job = self.jobs[work_id]
        assert job.promise
        due = job.promise.complete_by if job.was_attended else job.promise.arrive_by
        return job.priority is not Priority.EMERGENCY, due

    def in_minutes(self, minutes: int) -> datetime:
        """In full minutes: the next one, where seconds have begun."""
        moment = self.desk.time + timedelta(minutes=minutes)
        return moment if not moment.second else moment.replace(second=0) + timedelta(minutes=1)

    def called(self, contact_id: str, name: str) -> str:
        """The id of whoever called, who is a contact from now on."""
        if not name:
            return ""
        self.contacts.add(contact_id)
        return contact_id

    def works_at(self, *stages: Stage) -> list[str]:
        return [work_id for work_id, job in self.jobs.items() if job.stage in stages]

    def who(self, caller: str, work_id: str) -> str:
        if caller in OPERATIVES:
            return caller
        return self.jobs[work_id].holder or OPERATIVES[0]

    def under_way(self, operative_id: str) -> list[str]:
        return [
            work_id
            for work_id, job in self.jobs.items()
            if job.holder == operative_id and job.stage in UNDER_WAY
        ]

    @invariant()
    def the_log_holds_what_was_done_and_nothing_else(self) -> None:
        assert len(self.desk.log.read(after=0, limit=self.events + 10)) == self.events

    @invariant()
    def nobody_is_under_way_to_two_works(self) -> None:
        for operative_id in OPERATIVES:
            under_way = [
                row for row in self.read_models.queues.of(operative_id) if row.stage in UNDER_WAY
            ]
            assert len(under_way) <= 1

    @invariant()
    def engagements_say_who_is_under_way_to_which_work(self) -> None:
        for operative_id in OPERATIVES:
            on: list[str] = []
            for each in self.desk.log.stream(engagement_id(operative_id)):
                match each.event:
                    case OperativeEngaged(operative_id=who, work_id=work_id):
                        assert (who, on) == (operative_id, [])
                        on.append(work_id)
                    case OperativeReleased(operative_id=who, work_id=work_id):
                        assert (who, on) == (operative_id, [work_id])
                        on.clear()
            assert on == self.under_way(operative_id)

    @invariant()
    def the_pages_keep_up(self) -> None:
        caught_up(self.desk.log, self.read_models)
        self.agree(self.read_models)

    def teardown(self) -> None:
        """The whole log, told at once, comes to the same, and an import would take it."""
        self.agree(caught_up(self.desk.log))
        with pytest.MonkeyPatch.context() as patch:
            # As if there were too many works to look at each.
            patch.setattr(work_search, "FEW", 0)
            for word in ("leaks", "bursts"):
                called_so = [work for work in self.raised if word in self.jobs[work].title]
                found = self.read_models.works.newest(words=word)
                assert [row.id for row in found] == called_so[::-1]
        history = History()
        for recorded in self.desk.log.read(after=0, limit=self.events + 10):
            history.follow(recorded.aggregate_id, recorded.event)
        history.end()

    def agree(self, read_models: ReadModels) -> None:
        """See that the read models say what the model says."""
        assert {row.id for row in read_models.operatives} == self.hired
        assert {row.id for row in read_models.sites} == self.acquired
        assert [row.id for row in read_models.works.newest()] == self.raised[::-1]
        assert {row.id for row in read_models.contacts} == self.contacts
        for number, work_id in enumerate(self.raised, start=1001):
            row, job = read_models.works[work_id], self.jobs[work_id]
            assert (row.number, row.stage, row.operative_id) == (number, job.stage, job.holder)
            assert (row.version, row.eta, row.first_eta) == (job.version, job.eta, job.first_eta)
            assert (row.title, row.priority, row.caller_id) == (
                *(job.title, job.priority, job.caller_id),
            )
            assert list(row.site_ids) == job.site_ids
            assert job.promise == Promise(row.arrive_by, row.complete_by)  # type: ignore[arg-type]
            visits = read_models.visits.to(work_id)
            assert len(visits) == job.visits
            if job.holder:
                assert (visits[-1].operative_id, visits[-1].eta) == (job.holder, job.eta)
        for site_id in SITES:
            open_there = [
                work_id
                for work_id in self.raised
                if site_id in self.jobs[work_id].site_ids and self.jobs[work_id].stage in OPEN
            ]
            assert [row.id for row in read_models.works.open_at_site(site_id)] == open_there
        for operative_id, queue in self.queues.items():
            assert [row.id for row in read_models.queues.of(operative_id)] == queue
        waiting = [
            work_id for work_id in self.raised if self.jobs[work_id].stage is Stage.AWAITING_CONTROL
        ]
        assert [row.id for row in read_models.queues.waiting()] == sorted(waiting, key=self.turn)
        for stage in Stage:
            at_stage = [job for job in self.jobs.values() if job.stage is stage]
            assert read_models.works.count(stage) == len(at_stage)
        assert len(read_models.log_index) == self.events
