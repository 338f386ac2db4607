"""While a store keeps one person waiting, the others go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread, current_thread

import pytest
from werkzeug.test import TestResponse

from app import create_app
from app.event_store.log import AppendCondition, EventLog, Metadata, NewEvent, Record, RecordedEvent
from app.settings import Settings
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM, Case, every_form
from tests.web.quick import QuickReadSide
from tests.web.visitor import Visitor

OTHERS_ASK_FOR = ["/control/", "/health", "/work/W-1002"]
LONG = 30
"""Seconds: nothing here takes as long, unless it waits for ever."""


class LogThatKeepsOneWaiting(LogInBetween):
    """Whatever one thread asks of it, it does not answer until it is told to go on."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.one: Thread | None = None
        self.is_waiting = Event()
        self.may_go_on = Event()

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        self._wait()
        return super().append(events, metadata, condition)

    def stream(self, aggregate_id: str, **part: int | None) -> list[RecordedEvent]:
        self._wait()
        return super().stream(aggregate_id, **part)

    def read(
        self, after: int, limit: int, types: Sequence[str] = (), kinds: Sequence[str] = ()
    ) -> list[RecordedEvent]:
        self._wait()
        return super().read(after, limit, types, kinds)

    def records(self, after: int, limit: int) -> list[Record]:
        self._wait()
        return super().records(after, limit)

    def _wait(self) -> None:
        if current_thread() is self.one:
            self.is_waiting.set()
            assert self.may_go_on.wait(LONG)


class SlowDesk:
    """A desk at every stage, whose log keeps one person waiting."""

    def __init__(self) -> None:
        self.desk: Desk = desk_at_every_stage()
        self.log = LogThatKeepsOneWaiting(self.desk.log)
        self.desk.app = create_app(Settings(), self.log, self.desk.clock, QuickReadSide(self.log))
        self.answers: dict[str, int] = {}
        """The status of what others have asked for, as the answers come in."""

    @contextmanager
    def keep_waiting(self, ask: Callable[[], TestResponse]) -> Iterator[list[TestResponse]]:
        """Ask for that, and be kept waiting until the end of the `with`; then the answer is in."""
        answer: list[TestResponse] = []
        self.log.one = Thread(target=lambda: answer.append(ask()), daemon=True)
        self.log.one.start()
        try:
            assert self.log.is_waiting.wait(LONG), "the log was not asked for anything"
            yield answer
            assert answer == [], "it should still be waiting"
        finally:
            self.log.may_go_on.set()
            self.log.one.join(LONG)

    def ask_as_others(self) -> None:
        """Have others ask, each for a page; and wait for the answers, but not for ever."""
        others = [
            Thread(target=self._ask, args=(address,), daemon=True) for address in OTHERS_ASK_FOR
        ]
        for other in others:
            other.start()
        for other in others:
            other.join(LONG / 3)

    def _ask(self, address: str) -> None:
        self.answers[address] = self.desk.app.test_client().get(address).status_code


@pytest.fixture
def slow() -> Iterator[SlowDesk]:
    slow = SlowDesk()
    slow.desk.app.test_client().get("/")  # so that nothing is left to be taken in
    yield slow
    slow.log.close()


@every_form
def test_while_a_command_waits_for_the_log_others_are_shown_their_pages(
    slow: SlowDesk, case: Case
) -> None:
    visitor: Visitor = slow.desk.visitor()
    sent = case.open(slow.desk, visitor).submission()

    with slow.keep_waiting(lambda: visitor.post(sent)) as answer:
        slow.ask_as_others()
        assert slow.answers == dict.fromkeys(OTHERS_ASK_FOR, 200)

    assert [each.status_code for each in answer] == [303]


@pytest.mark.parametrize(
    "address",
    ["/work/W-1001", "/events", "/events?type=WorkRaised", "/events?aggregate=W-1002"],
)
def test_while_a_page_waits_for_the_log_others_are_shown_theirs(
    slow: SlowDesk, address: str
) -> None:
    client = slow.desk.app.test_client()

    with slow.keep_waiting(lambda: client.get(address, follow_redirects=True)) as answer:
        slow.ask_as_others()
        assert slow.answers == dict.fromkeys(OTHERS_ASK_FOR, 200)

    assert [each.status_code for each in answer] == [200]


def test_while_a_page_waits_for_the_log_others_can_send_their_forms(slow: SlowDesk) -> None:
    visitor, reader = slow.desk.visitor(), slow.desk.app.test_client()
    sent = EVERY_FORM[0].open(slow.desk, visitor).submission()
    answers: list[int] = []
    sender = Thread(target=lambda: answers.append(visitor.post(sent).status_code), daemon=True)

    with slow.keep_waiting(lambda: reader.get("/work/W-1001")):
        sender.start()
        sender.join(LONG / 3)
        assert answers == [303]
