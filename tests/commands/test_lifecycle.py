"""Any sequence of commands, against a model of the desk that is simple enough to be believed."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from app.commands.amending import AddCall, AddNote, AmendWork
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.operative import HireOperative
from app.commands.site import AcquireSite
from app.commands.unit_of_work import PROMISES
from app.commands.visit import AbandonWork, ArriveAtWork, CompleteWork, DispatchWork, ReviseEta
from app.commands.work import (
    AssignWork,
    CloseWork,
    MoveInQueue,
    RaiseWork,
    ReassignWork,
    RecallWork,
    ReopenWork,
)
from app.domain.lifecycle import Direction, Stage
from app.domain.promise import Priority
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode
from tests.commands.any_day import (
    ENDED,
    OPEN,
    OPERATIVES,
    SITES,
    UNDER_WAY,
    WITH_SOMEBODY,
    WORKS,
    Day,
)


def work_at(*stages: Stage) -> st.SearchStrategy[str]:
    """Mostly a Work at one of those stages, where the command has a chance, else any."""
    return st.runner().flatmap(lambda day: st.sampled_from(day.works_at(*stages) * 4 + WORKS))


operatives = st.sampled_from(OPERATIVES)
site_choices = st.sampled_from([SITES[:1]] * 4 + [SITES[:2], SITES[2:], SITES[:1] * 2, []])
callers = st.sampled_from(["whoever has it"] * 9 + OPERATIVES)
"""Who says that they dispatch, arrive, ...: mostly the right one."""
names = st.sampled_from(["", "Jo Hill"])
"""Who calls: nobody who is named, or Jo."""
versions_off = st.sampled_from([0] * 16 + [-1, -1, 1])
"""How far the page that a command comes from is from what is true."""
reasons = st.sampled_from(["So."] * 9 + [" "])


class AnyDay(Day):
    """Preconditions only keep a run from being spent on refusals: a rule waits until some Work is
    where it has a chance, and may then pick another."""

    @initialize()
    def open_the_desk(self) -> None:
        for operative_id in OPERATIVES[:2]:
            self.hire(operative_id, "Ann")
        self.acquire(SITES[0], "LS1 4AP")
        for work_id in WORKS[:2]:
            self.raise_work(work_id, SITES[:1], "Boiler leaks", Priority.ROUTINE, "Jo Hill")

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
        priority=st.sampled_from(Priority),
        caller=names,
    )
    def raise_work(
        self, work_id: str, site_ids: list[str], title: str, priority: Priority, caller: str
    ) -> None:
        command = RaiseWork(
            work_id=work_id,
            site_ids=tuple(site_ids),
            title=title,
            description="Drip.",
            priority=priority,
            contact_id=new_id("contact"),
            caller_name=caller,
        )
        sites_are_right = len(set(site_ids)) == len(site_ids) > 0 and self.acquired >= set(site_ids)
        allowed = work_id not in self.raised and sites_are_right and title != ""
        if self.send(command, allowed, events=1 + bool(caller)):
            self.raised.append(work_id)
            job = self.jobs[work_id]
            job.title, job.priority, job.site_ids = title, priority, site_ids
            job.promise = PROMISES.at(self.desk.time, priority)
            job.caller_id = self.called(command.contact_id, caller)
            self.move(work_id, Stage.AWAITING_CONTROL)

    @precondition(lambda self: self.works_at(Stage.AWAITING_CONTROL))
    @rule(work_id=work_at(Stage.AWAITING_CONTROL), off=versions_off, operative_id=operatives)
    def assign(self, work_id: str, off: int, operative_id: str) -> None:
        job = self.jobs[work_id]
        command = AssignWork(work_id=work_id, version=job.version + off, operative_id=operative_id)
        allowed = job.stage is Stage.AWAITING_CONTROL and operative_id in self.hired
        if self.send(command, allowed, off, about=work_id):
            self.move(work_id, Stage.QUEUED, operative_id)

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
        if self.send(command, allowed, off, events=2, about=work_id):
            job.eta = job.first_eta = self.in_minutes(minutes)
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
        allowed = job.stage is Stage.EN_ROUTE and job.holder == operative_id
        if self.send(command, allowed, off, about=work_id):
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
        allowed = job.stage is Stage.ON_SITE and job.holder == operative_id
        if self.send(command, allowed, off, events=2, about=work_id):
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
        events = 2 if self.jobs[work_id].stage in UNDER_WAY else 1
        if self.send(command, allowed, off, events, about=work_id):
            self.move(work_id, Stage.AWAITING_CONTROL)

    @precondition(lambda self: self.works_at(*WITH_SOMEBODY))
    @rule(work_id=work_at(*WITH_SOMEBODY), off=versions_off, operative_id=operatives)
    def reassign(self, work_id: str, off: int, operative_id: str) -> None:
        job = self.jobs[work_id]
        command = ReassignWork(
            work_id=work_id, version=job.version + off, operative_id=operative_id, reason=""
        )
        allowed = (
            job.stage in WITH_SOMEBODY and operative_id in self.hired and job.holder != operative_id
        )
        events = 2 if job.stage in UNDER_WAY else 1
        if self.send(command, allowed, off, events, about=work_id):
            self.move(work_id, Stage.QUEUED, operative_id)

    @precondition(lambda self: self.works_at(Stage.QUEUED))
    @rule(
        work_id=work_at(Stage.QUEUED),
        off=versions_off,
        direction=st.sampled_from(Direction),
        past=work_at(Stage.QUEUED),
    )
    def move_in_queue(self, work_id: str, off: int, direction: Direction, past: str) -> None:
        job = self.jobs[work_id]
        command = MoveInQueue(
            work_id=work_id, version=job.version + off, direction=direction, past=past
        )
        all_they_have = self.queues[job.holder or ""] if job.stage is Stage.QUEUED else []
        # What they are under way to stands first, and stays there.
        begun = sum(self.jobs[id].stage is not Stage.QUEUED for id in all_they_have)
        queue = all_they_have[begun:]
        place = queue.index(work_id) if queue else 0
        there = {
            Direction.TOP: 0,
            Direction.UP: place - 1,
            Direction.DOWN: place + 1,
            Direction.BEFORE: queue.index(past) if past in queue[:place] else place,
        }[direction]
        allowed = (
            place != there
            and 0 <= there < len(queue)
            and (direction is Direction.TOP or queue[there] == past)
        )
        if self.send(command, allowed, off, about=work_id):
            all_they_have.insert(begun + there, all_they_have.pop(begun + place))
            self.happened(work_id, disturbs_nobody=True)

    @precondition(lambda self: self.works_at(Stage.EN_ROUTE))
    @rule(
        work_id=work_at(Stage.EN_ROUTE),
        off=versions_off,
        caller=callers,
        minutes=st.sampled_from([40, 50, 0]),
    )
    def revise_eta(self, work_id: str, off: int, caller: str, minutes: int) -> None:
        job, operative_id = self.jobs[work_id], self.who(caller, work_id)
        command = ReviseEta(
            work_id=work_id,
            version=job.version + off,
            operative_id=operative_id,
            eta=timedelta(minutes=minutes),
        )
        eta = self.in_minutes(minutes)
        allowed = (
            job.stage is Stage.EN_ROUTE
            and job.holder == operative_id
            and eta > self.desk.time
            and eta != job.eta
        )
        if self.send(command, allowed, off, about=work_id):
            job.eta = eta
            self.happened(work_id)

    @precondition(lambda self: self.raised)
    @rule(work_id=st.sampled_from(WORKS), text=st.sampled_from(["Dog."] * 4 + [" "]))
    def note(self, work_id: str, text: str) -> None:
        allowed = work_id in self.raised and text != " "
        if self.send(AddNote(work_id=work_id, text=text), allowed):
            self.happened(work_id, disturbs_nobody=True)

    @precondition(lambda self: self.works_at(*OPEN))
    @rule(work_id=work_at(*OPEN), caller=names, text=st.sampled_from(["Wet.", " "]))
    def add_call(self, work_id: str, caller: str, text: str) -> None:
        command = AddCall(
            work_id=work_id,
            contact_id=new_id("contact"),
            caller_name=caller,
            caller_telephone="",
            note=text,
        )
        allowed = self.jobs[work_id].stage in OPEN and (caller != "" or text != " ")
        if self.send(command, allowed, events=1 + bool(caller)):
            self.called(command.contact_id, caller)
            self.happened(work_id, disturbs_nobody=True)

    @precondition(lambda self: self.works_at(*OPEN))
    @rule(
        work_id=work_at(*OPEN),
        off=versions_off,
        site_ids=site_choices,
        title=st.sampled_from(["Boiler leaks", "Boiler bursts", " "]),
        priority=st.sampled_from(Priority),
        caller=names,
    )
    def amend(
        self,
        work_id: str,
        off: int,
        site_ids: list[str],
        title: str,
        priority: Priority,
        caller: str,
    ) -> None:
        job = self.jobs[work_id]
        command = AmendWork(
            work_id=work_id,
            version=job.version + off,
            site_ids=tuple(site_ids),
            title=title,
            description="Drip.",
            priority=priority,
            contact_id=new_id("contact"),
            contact_version=1,  # nobody is erased here
            caller_name=caller,
            caller_telephone="",
        )
        # There is one name: who is there already stays.
        is_other_caller = bool(caller) != bool(job.caller_id)
        changes = [
            title != job.title,
            priority is not job.priority,
            set(site_ids) != set(job.site_ids),
            is_other_caller,
        ]
        sites_are_right = len(set(site_ids)) == len(site_ids) > 0 and self.acquired >= set(site_ids)
        allowed = job.stage in OPEN and sites_are_right and title != " " and any(changes)
        # The rule about how many Sites comes before the Work is looked at.
        is_looked_at = len(set(site_ids)) == len(site_ids) > 0
        names_somebody_new = is_other_caller and bool(caller)
        if self.send(
            command,
            allowed,
            off if is_looked_at else 0,
            sum(changes) + names_somebody_new,
            about=work_id,
        ):
            if priority is not job.priority:
                job.promise = PROMISES.at(self.desk.time, priority)
            if set(site_ids) != set(job.site_ids):
                job.site_ids = site_ids
            if is_other_caller:
                job.caller_id = self.called(command.contact_id, caller)
            job.title, job.priority = title, priority
            self.happened(work_id, sum(changes))

    @precondition(lambda self: self.works_at(Stage.AWAITING_CONTROL))
    @rule(
        work_id=work_at(Stage.AWAITING_CONTROL),
        off=versions_off,
        reason=reasons,
        other=st.just("") | st.sampled_from(WORKS),
    )
    def close(self, work_id: str, off: int, reason: str, other: str) -> None:
        job = self.jobs[work_id]
        command = CloseWork(
            work_id=work_id,
            version=job.version + off,
            cause=CloseCause.DUPLICATE,
            reason=reason,
            duplicate_of=other,
        )
        may_repeat = not other or (
            other in self.raised and other != work_id and not self.jobs[other].is_duplicate
        )
        allowed = job.stage is Stage.AWAITING_CONTROL and reason != " " and may_repeat
        if self.send(command, allowed, off, 2 if other else 1, about=work_id):
            self.move(work_id, Stage.CLOSED)
            if other:
                job.is_duplicate = True
                self.happened(other, disturbs_nobody=True)

    @precondition(lambda self: self.works_at(*ENDED))
    @rule(work_id=work_at(*ENDED), off=versions_off, reason=reasons)
    def reopen(self, work_id: str, off: int, reason: str) -> None:
        job = self.jobs[work_id]
        command = ReopenWork(work_id=work_id, version=job.version + off, reason=reason)
        if self.send(command, job.stage in ENDED and reason != " ", off, about=work_id):
            self.move(work_id, Stage.AWAITING_CONTROL)
            job.promise = PROMISES.at(self.desk.time, job.priority)
            job.was_attended = False
            job.is_duplicate = False

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


AnyDay.TestCase.settings = settings(deadline=None, max_examples=45, stateful_step_count=50)
TestAnyDay = AnyDay.TestCase
