"""An operative who has done many jobs: commands cost no more, and old ones sent again are known."""

from collections.abc import Callable, Sequence

import msgspec
import pytest

from app.commands.command import Command
from app.commands.operative import EraseOperative
from app.commands.outcome import Receipt, SentBefore
from app.commands.visit import AbandonWork
from app.commands.work import RecallWork
from app.domain.refused import Refused
from app.event_store.log import EventLog, RecordedEvent
from app.event_store.memory import memory_log
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER, LIFT
from tests.commands.desk import (
    RAISE_BOILER,
    DeskWithoutPages,
    LogInBetween,
    desk_at_work,
)


class CountingLog(LogInBetween):
    """A log that counts the events that are read from it."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.events_read = 0

    def stream(self, aggregate_id: str, **part: int | None) -> list[RecordedEvent]:
        return self._counted(super().stream(aggregate_id, **part))

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        return self._counted(super().read(after, limit, types, kinds))

    def _counted(self, events: list[RecordedEvent]) -> list[RecordedEvent]:
        self.events_read += len(events)
        return events


def do_shifts(desk: DeskWithoutPages, count: int) -> None:
    """Ann goes off duty and comes on duty so many times."""
    for _ in range(count):
        desk.run(desk.go_off_duty(ANN, "End of the shift"))
        desk.run(desk.come_on_duty(ANN))


def do_jobs(desk: DeskWithoutPages, count: int) -> None:
    """Ann does so many more, each a Work of its own, to its end."""
    done = desk.version(ANNS_ENGAGEMENT)
    for number in range(done, done + count):
        work_id = f"work-{number}"
        desk.run(msgspec.structs.replace(RAISE_BOILER, work_id=work_id))
        desk.run(desk.assign(work_id, ANN))
        desk.run(desk.dispatch(work_id, ANN))
        desk.run(desk.arrive(work_id, ANN))
        desk.run(desk.complete(work_id, ANN))
        desk.wait(minutes=40)


ORDERS: dict[str, Callable[[DeskWithoutPages], Command]] = {
    "assign": lambda desk: desk.assign(BOILER, ANN),
    "dispatch": lambda desk: desk.dispatch(BOILER, ANN),
    "arrive": lambda desk: desk.arrive(BOILER, ANN),
    "complete": lambda desk: desk.complete(BOILER, ANN),
    "abandon": lambda desk: desk.abandon(BOILER, ANN),
    "recall": lambda desk: desk.recall(BOILER),
}

JOBS = [
    ["assign", "dispatch", "arrive", "complete"],
    ["assign", "dispatch", "arrive", "abandon"],
    ["assign", "dispatch", "recall"],
    ["assign", "abandon"],
    ["assign", "recall"],
]


@pytest.mark.parametrize("job", JOBS, ids="-".join)
def test_however_many_jobs_were_done_a_command_reads_as_much(job: list[str]) -> None:
    assert events_read(job, jobs_before=3) == events_read(job, jobs_before=30)


def events_read(job: list[str], jobs_before: int = 0, shifts_before: int = 0) -> list[int]:
    """How many events each command of the job reads, by somebody who has done so many."""
    log = CountingLog(memory_log())
    desk = desk_at_work(log)
    do_jobs(desk, jobs_before)
    do_shifts(desk, shifts_before)
    assert desk.version(ANNS_ENGAGEMENT) == 2 * jobs_before
    counts = [read_by(ORDERS[step](desk), desk, log) for step in job]
    assert all(count > 0 for count in counts)
    return counts


def read_by(command: Command, desk: DeskWithoutPages, log: CountingLog) -> int:
    before = log.events_read
    desk.run(command)
    return log.events_read - before


@pytest.mark.parametrize("job", JOBS, ids="-".join)
def test_however_many_shifts_were_done_a_command_reads_as_much(job: list[str]) -> None:
    assert events_read(job, shifts_before=0) == events_read(job, shifts_before=30)


ABOUT_ANN: dict[str, Callable[[DeskWithoutPages], Command]] = {
    "amend": lambda desk: desk.amend_operative(ANN, "Leeds"),
    "rename": lambda desk: desk.rename_operative(ANN, "Ann", "Field"),
    "leave": lambda desk: desk.let_leave(ANN),
    "take back": lambda desk: desk.take_back(ANN),
    "erase": lambda desk: EraseOperative(operative_id=ANN),
}


def test_however_many_shifts_were_done_a_command_about_the_operative_reads_as_much() -> None:
    counts = []
    for shifts in (3, 30):
        log = CountingLog(memory_log())
        desk = desk_at_work(log)
        do_shifts(desk, shifts)
        counts.append([read_by(build(desk), desk, log) for build in ABOUT_ANN.values()])
    assert counts[0] == counts[1]


def test_however_many_jobs_were_done_a_refusal_reads_as_much() -> None:
    assert events_read_when_refused(jobs_before=3) == events_read_when_refused(jobs_before=30)


def events_read_when_refused(jobs_before: int) -> int:
    """How many events are read to say that one Work at a time is enough."""
    log = CountingLog(memory_log())
    desk = desk_at_work(log)
    do_jobs(desk, jobs_before)
    for work_id in (BOILER, LIFT):
        desk.run(desk.assign(work_id, ANN))
    desk.run(desk.dispatch(LIFT, ANN))
    dispatch = desk.dispatch(BOILER, ANN)
    before = log.events_read
    with pytest.raises(Refused, match="already under way"):
        desk.run(dispatch)
    return log.events_read - before


@pytest.mark.parametrize("is_under_way", [False, True], ids=["at leisure", "under way"])
@pytest.mark.parametrize("job", JOBS, ids="-".join)
class TestAfterManyLaterJobs:
    def test_each_command_sent_again_is_answered_as_the_first_time(
        self, job: list[str], is_under_way: bool
    ) -> None:
        desk, sent = after_many_later_jobs(job, is_under_way)
        head = desk.log.head()
        for command_id, command, receipt in sent:
            assert desk.run(command, command_id).events == receipt.events
        assert desk.log.head() == head

    def test_each_command_sent_again_with_other_content_is_known(
        self, job: list[str], is_under_way: bool
    ) -> None:
        desk, sent = after_many_later_jobs(job, is_under_way)
        head = desk.log.head()
        for command_id, command, receipt in sent:
            if isinstance(command, RecallWork | AbandonWork):
                other: Command = msgspec.structs.replace(command, reason="Something else.")
            else:
                other = msgspec.structs.replace(command, operative_id=BEN)
            with pytest.raises(SentBefore) as refusal:
                desk.run(other, command_id)
            assert refusal.value.receipt.events[:1] == receipt.events[:1]
        assert desk.log.head() == head


def after_many_later_jobs(
    job: list[str], is_under_way: bool
) -> tuple[DeskWithoutPages, list[tuple[str, Command, Receipt]]]:
    """A desk where Ann did this job, and a great many more; she may be on her way to the lift.
    And the commands of the job: (command id, command, receipt)."""
    desk = desk_at_work()
    do_jobs(desk, 2)
    sent = []
    for step in job:
        command = ORDERS[step](desk)
        sent.append((f"sent-{step}", command, desk.run(command, f"sent-{step}")))
        desk.wait(minutes=7)
    do_jobs(desk, 30)
    if is_under_way:
        desk.run(desk.assign(LIFT, ANN))
        desk.run(desk.dispatch(LIFT, ANN))
    return desk, sent
