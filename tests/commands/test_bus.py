"""What the bus promises whatever the command: done once, decided on what is true, and signed."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, local

import msgspec
import pytest

from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.outcome import Forbidden, Receipt, SentBefore, Stale
from app.commands.user import DisableUser
from app.commands.work import AssignWork
from app.domain.engagement import OperativeEngaged
from app.domain.feature import Feature
from app.domain.operative import OperativeHired
from app.domain.refused import GotThereFirst, Refused
from app.domain.work_events import WorkAssigned, WorkDispatched
from app.event_store.log import (
    AppendCondition,
    Busy,
    Conflict,
    EventLog,
    Metadata,
    NewEvent,
    RecordedEvent,
    Unavailable,
)
from app.event_store.memory import memory_log
from tests.cast import ANN, ANNS_ENGAGEMENT, BEN, BOILER, LIFT, THE_DESK
from tests.commands.desk import (
    HIRE_ANN,
    RAISE_BOILER,
    START,
    DeskWithoutPages,
    LogInBetween,
    Reads,
    desk_at_work,
)
from tests.commands.people import ADA, ADD_BOB, BOB, DEE, closed_desk

RAISE_ANOTHER = msgspec.structs.replace(RAISE_BOILER, work_id="work-another")


class TestWhatIsDone:
    def test_is_signed(self) -> None:
        desk = DeskWithoutPages()
        origin = Origin(who=THE_DESK, source="/administration/operatives", command_id="c-1")
        [event] = desk.bus.run(HIRE_ANN, origin).events
        assert event.metadata == Metadata(
            who=THE_DESK, when=START, command_id="c-1", source="/administration/operatives"
        )

    def test_is_in_the_log_and_on_the_receipt(self) -> None:
        desk = DeskWithoutPages()
        receipt = desk.run(HIRE_ANN)
        assert desk.log.read(after=0, limit=10) == list(receipt.events)
        [event] = receipt.events
        assert (event.aggregate_id, event.version) == (ANN, 1)
        assert event.event == OperativeHired(forename="Ann", surname="Marsh")

    def test_is_signed_alike_on_every_aggregate_that_it_changes(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        receipt = desk.run(desk.dispatch(BOILER, ANN))
        assert [event.aggregate_id for event in receipt.events] == [BOILER, ANNS_ENGAGEMENT]
        assert receipt.events[0].metadata == receipt.events[1].metadata


class TestWhatIsRefused:
    def test_is_not_in_the_log(self) -> None:
        desk = DeskWithoutPages()
        with pytest.raises(Refused, match="Forename is required"):
            desk.run(msgspec.structs.replace(HIRE_ANN, forename=" "))
        assert desk.log.head() == 0

    def test_can_be_sent_again_with_what_was_missing(self) -> None:
        desk = DeskWithoutPages()
        with pytest.raises(Refused):
            desk.run(msgspec.structs.replace(HIRE_ANN, forename=" "), "command-1")
        desk.run(HIRE_ANN, "command-1")
        assert desk.version(ANN) == 1

    def test_is_not_a_race_that_somebody_won(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Refused) as refusal:
            desk.run(desk.arrive(BOILER, ANN))
        assert type(refusal.value) is Refused


def job_of(desk: DeskWithoutPages) -> list[tuple[str, Command]]:
    """Run a whole job. Returns the commands and their ids, as they were sent."""
    sent: list[tuple[str, Command]] = []

    def send(command: Command) -> None:
        sent.append((f"sent-{len(sent)}", command))
        desk.run(command, sent[-1][0])
        desk.wait(minutes=7)

    send(desk.assign(BOILER, ANN))
    send(desk.recall(BOILER))
    send(desk.assign(BOILER, ANN))
    send(desk.abandon(BOILER, ANN))
    send(desk.assign(BOILER, ANN))
    send(desk.dispatch(BOILER, ANN))
    send(desk.recall(BOILER))
    send(desk.assign(BOILER, ANN))
    send(desk.dispatch(BOILER, ANN))
    send(desk.arrive(BOILER, ANN))
    send(desk.complete(BOILER, ANN))
    return sent


class TestACommandSentAgain:
    def test_is_answered_as_the_first_time_and_does_nothing(self) -> None:
        desk = DeskWithoutPages()
        first = desk.run(HIRE_ANN, "command-1")
        head = desk.log.head()
        again = desk.run(HIRE_ANN, "command-1")
        assert again.events == first.events
        assert desk.log.head() == head

    def test_is_answered_as_the_first_time_for_all_that_it_changed(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        dispatch = desk.dispatch(BOILER, ANN)
        first = desk.run(dispatch, "command-1")
        head = desk.log.head()
        assert desk.run(dispatch, "command-1").events == first.events
        assert desk.log.head() == head

    @pytest.mark.parametrize("number", range(11))
    def test_is_answered_the_same_after_each_later_step_of_the_job(self, number: int) -> None:
        steps = job_of(desk_at_work())
        desk, receipts = desk_at_work(), []
        for command_id, command in steps:
            receipts.append(desk.run(command, command_id))
            desk.wait(minutes=7)
            if len(receipts) > number:
                head = desk.log.head()
                again_id, again = steps[number]
                assert desk.run(again, again_id).events == receipts[number].events
                assert desk.log.head() == head

    def test_with_other_content_says_that_it_has_been_sent(self) -> None:
        desk = DeskWithoutPages()
        first = desk.run(HIRE_ANN, "command-1")
        head = desk.log.head()
        with pytest.raises(SentBefore) as refusal:
            desk.run(msgspec.structs.replace(HIRE_ANN, forename="Anna"), "command-1")
        assert str(refusal.value) == (
            "This form has been sent before. What it says now has not been done."
        )
        assert refusal.value.receipt.events == first.events
        assert desk.log.head() == head

    def test_with_content_that_is_refused_says_that_it_has_been_sent(self) -> None:
        desk = DeskWithoutPages()
        first = desk.run(HIRE_ANN, "command-1")
        with pytest.raises(SentBefore) as refusal:
            desk.run(msgspec.structs.replace(HIRE_ANN, forename=""), "command-1")
        assert refusal.value.receipt.events == first.events

    def test_to_another_operative_says_that_it_has_been_sent(self) -> None:
        desk = desk_at_work()
        assign = desk.assign(BOILER, ANN)
        desk.run(assign, "command-1")
        with pytest.raises(SentBefore):
            desk.run(msgspec.structs.replace(assign, operative_id=BEN), "command-1")
        assert desk.version(BOILER) == 2

    def test_as_another_command_says_that_it_has_been_sent(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN), "command-1")
        with pytest.raises(SentBefore):
            desk.run(desk.recall(BOILER), "command-1")
        assert desk.version(BOILER) == 2

    def test_for_another_work_of_the_operative_says_that_it_has_been_sent(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        desk.run(desk.assign(LIFT, ANN))
        desk.run(desk.dispatch(BOILER, ANN), "command-1")
        with pytest.raises(SentBefore):
            desk.run(desk.dispatch(LIFT, ANN), "command-1")
        assert desk.version(LIFT) == 2

    def test_differing_only_in_blanks_is_the_same(self) -> None:
        desk = DeskWithoutPages()
        first = desk.run(HIRE_ANN, "command-1")
        again = desk.run(msgspec.structs.replace(HIRE_ANN, forename=" Ann "), "command-1")
        assert again.events == first.events

    def test_later_promises_the_same_arrival(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        dispatch = desk.dispatch(BOILER, ANN, minutes=25)
        first = desk.run(dispatch, "command-1")
        desk.wait(minutes=90)
        assert desk.run(dispatch, "command-1").events == first.events
        assert [each.event for each in first.events] == [
            WorkDispatched(operative_id=ANN, eta=START + timedelta(minutes=25)),
            OperativeEngaged(operative_id=ANN, work_id=BOILER),
        ]

    def test_under_another_id_is_another_command(self) -> None:
        desk = DeskWithoutPages()
        desk.run(HIRE_ANN, "command-1")
        with pytest.raises(Refused, match="Ann Marsh has already been hired"):
            desk.run(HIRE_ANN, "command-2")


class TestACommandThatBeginsSomething:
    def test_does_not_ask_what_there_is_of_it(self) -> None:
        desk = desk_at_work()
        log = LogInBetween(desk.log)
        asked: list[str] = []
        log.after_stream = lambda: asked.append("a stream")
        CommandBus(log, lambda: START).run(RAISE_ANOTHER, desk.origin())
        assert len(asked) == len(RAISE_ANOTHER.site_ids)

    def test_sent_again_is_answered_as_the_first_time(self) -> None:
        desk = desk_at_work()
        first = desk.run(RAISE_ANOTHER, "command-1")
        again = desk.run(RAISE_ANOTHER, "command-1")
        assert (again.events, again.is_repeat) == (first.events, True)

    def test_sent_again_by_whoever_may_not_any_more_is_answered_as_the_first_time(self) -> None:
        desk = closed_desk(desk_at_work().log)
        role = desk.make_role("Telephone", Feature.RAISE_WORK)
        desk.run(role, who=ADA)
        desk.run(desk.grant(DEE, role.role_id), who=ADA)
        first = desk.run(RAISE_ANOTHER, "command-1", who=DEE)
        desk.run(DisableUser(user_id=DEE), who=ADA)
        assert desk.run(RAISE_ANOTHER, "command-1", who=DEE).events == first.events

    def test_under_another_id_for_the_same_work_is_refused(self) -> None:
        desk = desk_at_work()
        desk.run(RAISE_ANOTHER)
        with pytest.raises(Refused):
            desk.run(RAISE_ANOTHER)


class TestAStalePage:
    def test_is_told_what_changed_and_nothing_is_done(self) -> None:
        desk = desk_at_work()
        old = desk.assign(BOILER, BEN)
        first = desk.run(desk.assign(BOILER, ANN))
        second = desk.run(desk.dispatch(BOILER, ANN))
        head = desk.log.head()
        with pytest.raises(Stale) as refusal:
            desk.run(old)
        assert str(refusal.value) == (
            "It has changed since this page was opened. Nothing has been done."
        )
        assert refusal.value.aggregate_id == BOILER
        assert refusal.value.changes == (first.events[0], second.events[0])
        assert desk.log.head() == head

    def test_of_a_version_that_never_was_is_stale(self) -> None:
        desk = desk_at_work()
        with pytest.raises(Stale) as refusal:
            desk.run(AssignWork(work_id=BOILER, version=99, operative_id=ANN))
        assert refusal.value.changes == ()

    def test_is_stale_though_the_work_stands_again_as_it_did(self) -> None:
        desk = desk_at_work()
        old = desk.assign(BOILER, BEN)
        desk.run(desk.assign(BOILER, ANN))
        desk.run(desk.recall(BOILER))
        with pytest.raises(Stale):
            desk.run(old)


class TestWhatWasFoundJustBefore:
    def test_is_not_looked_for_again(self) -> None:
        log = Reads(closed_desk().log)
        bus = CommandBus(log, lambda: START)
        origin = Origin(who=ADA, source="/", command_id="command-1")
        known = bus.access.with_newest()
        read = log.records_read
        assert bus.run(HIRE_ANN, origin, known).events
        assert log.records_read == read

    def test_is_looked_for_again_where_somebody_else_was_faster(self) -> None:
        desk = desk_at_work()
        known, late = desk.bus.access.with_newest(), desk.assign(BOILER, BEN)
        desk.run(desk.assign(BOILER, ANN))
        with pytest.raises(Stale):
            desk.bus.run(late, desk.origin(), known)

    def test_does_not_let_in_whoever_may_not_any_more(self) -> None:
        desk = closed_desk()
        desk.run(ADD_BOB, who=ADA)
        known = desk.bus.access.with_newest()
        desk.run(DisableUser(user_id=BOB), who=ADA)
        with pytest.raises(Forbidden):
            desk.bus.run(HIRE_ANN, desk.origin(who=BOB), known)


class MeetingLog(LogInBetween):
    """A log at which two commands meet: neither appends before both have decided."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._barrier = Barrier(2)
        self._mine = local()
        self.before_append = self._meet

    def _meet(self) -> None:
        if not hasattr(self._mine, "has_met"):
            self._mine.has_met = True
            self._barrier.wait(timeout=30)


def at_once(desk: DeskWithoutPages, *commands: tuple[Command, str]) -> list[Receipt | Refused]:
    """How two commands end that are decided at the same moment."""
    bus = CommandBus(MeetingLog(desk.log), clock=lambda: desk.time)

    def end_of(command: Command, command_id: str) -> Receipt | Refused:
        try:
            return bus.run(command, desk.origin(command_id))
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(2) as threads:
        ends = [threads.submit(end_of, *command) for command in commands]
        return [end.result() for end in ends]


class TestTwoAtOnce:
    def test_assigning_one_work_one_wins_and_the_other_is_told_who_has_it(self) -> None:
        desk = desk_at_work()
        ends = at_once(desk, (desk.assign(BOILER, ANN), "ann"), (desk.assign(BOILER, BEN), "ben"))
        [won] = [end for end in ends if isinstance(end, Receipt)]
        [lost] = [end for end in ends if isinstance(end, Stale)]
        assert lost.changes == won.events
        winner = ANN if ends[0] is won else BEN
        assert [each.event for each in won.events] == [WorkAssigned(operative_id=winner)]
        assert desk.version(BOILER) == 2

    def test_dispatching_two_works_of_one_operative_one_wins(self) -> None:
        desk = desk_at_work()
        desk.run(desk.assign(BOILER, ANN))
        desk.run(desk.assign(LIFT, ANN))
        ends = at_once(
            desk, (desk.dispatch(BOILER, ANN), "boiler"), (desk.dispatch(LIFT, ANN), "lift")
        )
        [won] = [end for end in ends if isinstance(end, Receipt)]
        [lost] = [end for end in ends if isinstance(end, Refused)]
        assert str(lost) == (
            "Ann Marsh is already under way to, or on site for, another Work, "
            "and can only deal with one at a time."
        )
        assert len(won.events) == 2
        assert sorted((desk.version(BOILER), desk.version(LIFT))) == [2, 3]
        assert desk.version(ANNS_ENGAGEMENT) == 1

    def test_touching_different_things_both_are_done(self) -> None:
        desk = desk_at_work()
        ends = at_once(desk, (desk.assign(BOILER, ANN), "ann"), (desk.assign(LIFT, ANN), "ben"))
        assert all(isinstance(end, Receipt) for end in ends)

    @pytest.mark.parametrize("step", ["hire", "dispatch"])
    def test_sent_under_one_id_it_is_done_once(self, step: str) -> None:
        desk = DeskWithoutPages() if step == "hire" else desk_at_work()
        command: Command = HIRE_ANN
        if step == "dispatch":
            desk.run(desk.assign(BOILER, ANN))
            command = desk.dispatch(BOILER, ANN)
        head = desk.log.head()
        first, second = at_once(desk, (command, "command-1"), (command, "command-1"))
        assert isinstance(first, Receipt)
        assert isinstance(second, Receipt)
        assert first.events == second.events
        assert len(desk.log.read(after=head, limit=10)) == len(first.events)


class TestSomethingThatHappensWhileACommandLoads:
    """A command that loads two streams must not decide on an old one and a new one."""

    def test_a_double_click_is_answered_as_the_first(self) -> None:
        between = LogInBetween(memory_log())
        desk = desk_at_work(between)
        desk.run(desk.assign(BOILER, ANN))
        dispatch = desk.dispatch(BOILER, ANN)
        answers: list[Receipt] = []
        once(between, lambda: answers.append(desk.run(dispatch, "command-1")))
        second = desk.run(dispatch, "command-1")
        assert second.events == answers[0].events
        assert len(second.events) == 2

    def test_a_dispatch_from_another_page_in_between_makes_this_one_stale(self) -> None:
        between = LogInBetween(memory_log())
        desk = desk_at_work(between)
        desk.run(desk.assign(BOILER, ANN))
        dispatch = desk.dispatch(BOILER, ANN)
        once(between, lambda: desk.run(dispatch))
        with pytest.raises(Stale):
            desk.run(dispatch)


def once(log: LogInBetween, happening: Callable[[], object]) -> None:
    """Let it happen after the next stream is read, and not again."""

    def happen() -> None:
        log.after_stream = lambda: None
        happening()

    log.after_stream = happen


class TestARaceThatIsLostAgainAndAgain:
    def test_ends_with_a_sentence_and_nothing_done(self) -> None:
        log = LogInBetween(memory_log())
        desk = DeskWithoutPages(log)
        attempts = []

        def lose() -> None:
            attempts.append(desk.log.head())
            raise Conflict

        log.before_append = lose
        with pytest.raises(GotThereFirst) as refusal:
            desk.run(HIRE_ANN)
        assert str(refusal.value) == (
            "Too many people changed this at once. Nothing has been done; try again."
        )
        assert desk.log.head() == 0
        assert len(attempts) == 8


class BreakingLog(LogInBetween):
    """A log whose connection breaks while it appends, so many times: before anything is stored, or
    after."""

    def __init__(
        self, *, times: int, is_stored: bool, error: type[Unavailable] = Unavailable
    ) -> None:
        super().__init__(memory_log())
        self._error = error
        self.appends = 0
        self._times = times
        self._is_stored = is_stored

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        self.appends += 1
        if self.appends > self._times:
            return super().append(events, metadata, condition)
        if self._is_stored:
            super().append(events, metadata, condition)
        raise self._error


class TestALogThatDoesNotAnswer:
    @pytest.mark.parametrize("is_stored", [True, False])
    def test_is_asked_once_more_and_the_command_is_done_once(self, is_stored: bool) -> None:
        desk = DeskWithoutPages(BreakingLog(times=1, is_stored=is_stored))
        receipt = desk.run(HIRE_ANN)
        assert [event.type_name for event in receipt.events] == ["OperativeHired"]
        assert receipt.is_repeat is is_stored
        assert [event.aggregate_id for event in desk.log.read(after=0, limit=10)] == [ANN]

    def test_is_told_when_it_does_not_answer_again_and_a_resend_is_done_once(self) -> None:
        log = BreakingLog(times=2, is_stored=False)
        desk = DeskWithoutPages(log)
        with pytest.raises(Unavailable):
            desk.run(HIRE_ANN, command_id="command-1")
        assert (log.appends, log.head()) == (2, 0)
        desk.run(HIRE_ANN, command_id="command-1")
        assert desk.run(HIRE_ANN, command_id="command-1").is_repeat
        assert log.head() == 1

    def test_is_not_asked_again_when_it_kept_the_person_waiting(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.commands.bus.PATIENCE", 0.0)
        log = BreakingLog(times=1, is_stored=False)
        with pytest.raises(Unavailable):
            DeskWithoutPages(log).run(HIRE_ANN)
        assert log.appends == 1

    def test_is_not_asked_again_when_others_keep_it_locked(self) -> None:
        """They were waited for already."""
        log = BreakingLog(times=1, is_stored=False, error=Busy)
        with pytest.raises(Busy):
            DeskWithoutPages(log).run(HIRE_ANN)
        assert (log.appends, log.head()) == (1, 0)
