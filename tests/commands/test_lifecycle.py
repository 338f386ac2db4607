"""Any sequence of commands, against a model of the desk that is simple enough to be believed."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.commands.command import Command
from app.commands.operative import HireOperative
from app.commands.outcome import Receipt, Stale
from app.commands.site import AcquireSite
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork
from app.commands.work import AssignWork, CloseWork, RaiseWork, RecallWork, ReopenWork
from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.history import History
from app.domain.lifecycle import Stage
from app.domain.refused import Refused
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from app.read_models import ReadModels
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


def work_at(*stages: Stage) -> st.SearchStrategy[str]:
    """Mostly a Work at one of those stages, where the command has a chance, else any."""
    return st.runner().flatmap(lambda day: st.sampled_from(day.works_at(*stages) * 4 + WORKS))


operatives = st.sampled_from(OPERATIVES)
site_choices = st.sampled_from([SITES[:1]] * 4 + [SITES[:2], SITES[2:], SITES[:1] * 2, []])
callers = st.sampled_from(["whoever has it"] * 9 + OPERATIVES)
"""Who says that they dispatch, arrive, ...: mostly the right one."""
versions_off = st.sampled_from([0] * 18 + [-1, 1])
"""How far the page that a command comes from is from what is true."""
reasons = st.sampled_from(["So."] * 9 + [" "])


@dataclass
class Job:
    stage: Stage | None = None
    holder: str | None = None
    version: int = 0
    visits: int = 0


class AnyDay(RuleBasedStateMachine):
    """Preconditions only keep a run from being spent on refusals: a rule waits until some Work is
    where it has a chance, and may then pick another."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = DeskWithoutPages()
        self.read_models = ReadModels()
        self.hired: set[str] = set()
        self.acquired: set[str] = set()
        self.raised: list[str] = []
        self.jobs = {work_id: Job() for work_id in WORKS}
        self.queues: dict[str, list[str]] = {operative_id: [] for operative_id in OPERATIVES}
        self.events = 0
        self.done: list[tuple[str, Command, Receipt]] = []

    @initialize()
    def open_the_desk(self) -> None:
        for operative_id in OPERATIVES[:2]:
            self.hire(operative_id, "Ann")
        self.acquire(SITES[0], "LS1 4AP")
        for work_id in WORKS[:2]:
            self.raise_work(work_id, SITES[:1], "Boiler leaks")

    @precondition(lambda self: len(self.hired) < len(OPERATIVES))
    @rule(operative_id=operatives, forename=st.sampled_from(["Ann", " "]))
    def hire(self, operative_id: str, forename: str) -> None:
        command = HireOperative(operative_id=operative_id, forename=forename, surname="Marsh")
        if self.send(command, allowed=operative_id not in self.hired and forename != " "):
            self.hired.add(operative_id)

    @precondition(lambda self: len(self.acquired) < len(SITES))
    @rule(site_id=st.sampled_from(SITES), post_code=st.sampled_from(["LS1 4AP", "Leeds"]))
    def acquire(self, site_id: str, post_code: str) -> None:
        command = AcquireSite(
            site_id=site_id,
            address_line_1="Elm House",
            town="Leeds",
            post_code=post_code,
            telephone_number="0113 496 0182",
        )
        if self.send(command, allowed=site_id not in self.acquired and post_code == "LS1 4AP"):
            self.acquired.add(site_id)

    @precondition(lambda self: len(self.raised) < len(WORKS))
    @rule(
        work_id=st.sampled_from(WORKS),
        site_ids=site_choices,
        title=st.sampled_from(["Boiler leaks", ""]),
    )
    def raise_work(self, work_id: str, site_ids: list[str], title: str) -> None:
        command = RaiseWork(
            work_id=work_id, site_ids=tuple(site_ids), title=title, description="Drip."
        )
        sites_are_right = len(set(site_ids)) == len(site_ids) > 0 and self.acquired >= set(site_ids)
        if self.send(
            command, allowed=work_id not in self.raised and sites_are_right and title != ""
        ):
            self.raised.append(work_id)
            self.move(work_id, Stage.AWAITING_CONTROL)

    @precondition(lambda self: self.works_at(Stage.AWAITING_CONTROL))
    @rule(work_id=work_at(Stage.AWAITING_CONTROL), off=versions_off, operative_id=operatives)
    def assign(self, work_id: str, off: int, operative_id: str) -> None:
        job = self.jobs[work_id]
        command = AssignWork(work_id=work_id, version=job.version + off, operative_id=operative_id)
        allowed = job.stage is Stage.AWAITING_CONTROL and operative_id in self.hired
        if self.send(command, allowed, off):
            self.move(work_id, Stage.QUEUED, operative_id)
            self.queues[operative_id].append(work_id)
            job.visits += 1

    @precondition(lambda self: self.works_at(Stage.QUEUED))
    @rule(
        work_id=work_at(Stage.QUEUED),
        off=versions_off,
        caller=callers,
        minutes=st.sampled_from([25] * 9 + [-1]),
    )
    def dispatch(self, work_id: str, off: int, caller: str, minutes: int) -> None:
        job, operative_id = self.jobs[work_id], self.who(caller, work_id)
        command = DispatchWork(
            work_id=work_id,
            version=job.version + off,
            operative_id=operative_id,
            eta=timedelta(minutes=minutes),
        )
        allowed = (
            job.stage is Stage.QUEUED
            and job.holder == operative_id
            and minutes > 0
            and self.under_way(operative_id) == []
        )
        if self.send(command, allowed, off, events=2):
            self.move(work_id, Stage.EN_ROUTE, operative_id)
            self.queues[operative_id].remove(work_id)
            self.queues[operative_id].insert(0, work_id)

    @precondition(lambda self: self.works_at(Stage.EN_ROUTE))
    @rule(work_id=work_at(Stage.EN_ROUTE), off=versions_off, caller=callers)
    def arrive(self, work_id: str, off: int, caller: str) -> None:
        job, operative_id = self.jobs[work_id], self.who(caller, work_id)
        command = ArriveAtWork(
            work_id=work_id, version=job.version + off, operative_id=operative_id
        )
        if self.send(command, job.stage is Stage.EN_ROUTE and job.holder == operative_id, off):
            self.move(work_id, Stage.ON_SITE, operative_id)

    @precondition(lambda self: self.works_at(Stage.ON_SITE))
    @rule(work_id=work_at(Stage.ON_SITE), off=versions_off, caller=callers)
    def complete(self, work_id: str, off: int, caller: str) -> None:
        job, operative_id = self.jobs[work_id], self.who(caller, work_id)
        command = CompleteWork(
            work_id=work_id,
            version=job.version + off,
            operative_id=operative_id,
            code=OutcomeCode.MENDED,
            outcome="",
        )
        if self.send(
            command, job.stage is Stage.ON_SITE and job.holder == operative_id, off, events=2
        ):
            self.queues[operative_id].remove(work_id)
            self.move(work_id, Stage.COMPLETED)

    @precondition(lambda self: self.works_at(*WITH_SOMEBODY))
    @rule(work_id=work_at(*WITH_SOMEBODY), off=versions_off, caller=callers, reason=reasons)
    def abandon(self, work_id: str, off: int, caller: str, reason: str) -> None:
        job, operative_id = self.jobs[work_id], self.who(caller, work_id)
        command = AbandonWork(
            work_id=work_id,
            version=job.version + off,
            operative_id=operative_id,
            code=AbandonCode.OTHER,
            reason=reason,
        )
        allowed = job.stage in WITH_SOMEBODY and job.holder == operative_id and reason != " "
        self.give_back(work_id, command, allowed, off)

    @precondition(lambda self: self.works_at(*WITH_SOMEBODY))
    @rule(work_id=work_at(*WITH_SOMEBODY), off=versions_off, reason=reasons)
    def recall(self, work_id: str, off: int, reason: str) -> None:
        job = self.jobs[work_id]
        command = RecallWork(work_id=work_id, version=job.version + off, reason=reason)
        self.give_back(work_id, command, job.stage in WITH_SOMEBODY and reason != " ", off)

    def give_back(self, work_id: str, command: Command, allowed: bool, off: int) -> None:
        job = self.jobs[work_id]
        if self.send(command, allowed, off, events=2 if job.stage in UNDER_WAY else 1):
            assert job.holder is not None
            self.queues[job.holder].remove(work_id)
            self.move(work_id, Stage.AWAITING_CONTROL)

    @precondition(lambda self: self.works_at(Stage.AWAITING_CONTROL))
    @rule(work_id=work_at(Stage.AWAITING_CONTROL), off=versions_off, reason=reasons)
    def close(self, work_id: str, off: int, reason: str) -> None:
        job = self.jobs[work_id]
        command = CloseWork(
            work_id=work_id, version=job.version + off, cause=CloseCause.DUPLICATE, reason=reason
        )
        if self.send(command, job.stage is Stage.AWAITING_CONTROL and reason != " ", off):
            self.move(work_id, Stage.CLOSED)

    @precondition(lambda self: self.works_at(*ENDED))
    @rule(work_id=work_at(*ENDED), off=versions_off, reason=reasons)
    def reopen(self, work_id: str, off: int, reason: str) -> None:
        job = self.jobs[work_id]
        command = ReopenWork(work_id=work_id, version=job.version + off, reason=reason)
        if self.send(command, job.stage in ENDED and reason != " ", off):
            self.move(work_id, Stage.AWAITING_CONTROL)

    @rule(work_id=st.sampled_from(WORKS), operative_id=operatives, steps=st.integers(1, 4))
    def get_on(self, work_id: str, operative_id: str, steps: int) -> None:
        """Take a Work some steps on its way: chance alone seldom takes one to its end."""
        holder = "whoever has it"
        for _ in range(steps):
            match self.jobs[work_id].stage:
                case Stage.AWAITING_CONTROL:
                    self.assign(work_id, 0, operative_id)
                case Stage.QUEUED:
                    self.dispatch(work_id, 0, holder, 25)
                case Stage.EN_ROUTE:
                    self.arrive(work_id, 0, holder)
                case Stage.ON_SITE:
                    self.complete(work_id, 0, holder)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def send_something_again(self, data: st.DataObject) -> None:
        command_id, command, receipt = data.draw(st.sampled_from(self.done))
        assert self.desk.run(command, command_id).events == receipt.events

    @rule(minutes=st.sampled_from([1, 0.25, 60]))
    def wait(self, minutes: float) -> None:
        self.desk.wait(minutes)

    def send(self, command: Command, allowed: bool, off: int = 0, events: int = 1) -> bool:
        """Send it, and see that it ends as the model says. Returns whether it was done."""
        if off or not allowed:
            with pytest.raises(Refused) as refusal:
                self.desk.run(command)
            assert isinstance(refusal.value, Stale) == bool(off)
            return False
        command_id = f"sent-{len(self.done)}"
        receipt = self.desk.run(command, command_id)
        assert len(receipt.events) == events
        self.done.append((command_id, command, receipt))
        self.events += events
        return True

    def move(self, work_id: str, stage: Stage, holder: str | None = None) -> None:
        job = self.jobs[work_id]
        job.stage, job.holder, job.version = stage, holder, job.version + 1

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
        self.agree(caught_up(self.desk.log))
        history = History()
        for recorded in self.desk.log.read(after=0, limit=self.events + 10):
            history.follow(recorded.aggregate_id, recorded.event)
        history.end()

    def agree(self, read_models: ReadModels) -> None:
        """See that the read models say what the model says."""
        assert {row.id for row in read_models.operatives} == self.hired
        assert {row.id for row in read_models.sites} == self.acquired
        assert [row.id for row in read_models.works.newest()] == self.raised[::-1]
        for number, work_id in enumerate(self.raised, start=1001):
            row, job = read_models.works[work_id], self.jobs[work_id]
            assert (row.number, row.stage, row.operative_id) == (number, job.stage, job.holder)
            assert row.version == job.version
            assert (row.eta is not None) == (job.stage in UNDER_WAY)
            assert len(read_models.visits.to(work_id)) == job.visits
        for operative_id, queue in self.queues.items():
            assert [row.id for row in read_models.queues.of(operative_id)] == queue
        waiting = [
            work_id for work_id in self.raised if self.jobs[work_id].stage is Stage.AWAITING_CONTROL
        ]
        assert [row.id for row in read_models.queues.waiting()] == waiting
        for stage in Stage:
            at_stage = [job for job in self.jobs.values() if job.stage is stage]
            assert read_models.works.count(stage) == len(at_stage)
        assert len(read_models.log_index) == self.events


AnyDay.TestCase.settings = settings(deadline=None, max_examples=100, stateful_step_count=50)
TestAnyDay = AnyDay.TestCase
