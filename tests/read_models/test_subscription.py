"""Whoever reads sees the head of the log, and one moment of it."""

from collections.abc import Sequence
from threading import Event, Thread, current_thread

import pytest

from app.commands.operative import HireOperative
from app.event_store.log import (
    Checkpoint,
    EventLog,
    NewEvent,
    Record,
    RecordedEvent,
    Unavailable,
)
from app.event_store.memory import memory_log
from app.read_models.subscription import Subscription
from tests.cast import ANN, BOILER
from tests.commands.desk import HIRE_ANN, HIRE_BEN, DeskWithoutPages, LogInBetween
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import assigned


def names(subscription: Subscription) -> list[str]:
    with subscription.up_to_date() as models:
        return [row.name for row in models.operatives]


def test_whatever_is_in_the_log_can_be_read_at_once() -> None:
    desk = DeskWithoutPages()
    subscription = Subscription(desk.log)
    assert names(subscription) == []
    desk.run(HIRE_ANN)
    assert names(subscription) == ["Ann Marsh"]
    desk.run(HIRE_BEN)
    assert names(subscription) == ["Ann Marsh", "Ben Okoro"]


def test_what_was_read_is_kept_for_the_next_reader() -> None:
    subscription = Subscription(memory_log())
    with subscription.up_to_date() as first, subscription.up_to_date() as second:
        assert first is second


def test_nobody_moves_on_what_somebody_is_reading() -> None:
    desk = DeskWithoutPages()
    subscription = Subscription(desk.log)
    other = Thread(target=names, args=[subscription])
    with subscription.up_to_date() as models:
        desk.run(HIRE_ANN)
        other.start()
        other.join(timeout=0.2)
        assert other.is_alive()
        assert len(models.operatives) == 0
    other.join(timeout=30)
    assert not other.is_alive()


def test_a_reader_who_fails_does_not_shut_out_the_others() -> None:
    desk = DeskWithoutPages()
    subscription = Subscription(desk.log)
    with pytest.raises(ZeroDivisionError), subscription.up_to_date():
        _ = 1 / 0
    desk.run(HIRE_ANN)
    read: list[str] = []
    other = Thread(target=lambda: read.extend(names(subscription)))
    other.start()
    other.join(timeout=30)
    assert read == ["Ann Marsh"]


def test_an_event_that_makes_no_sense_is_an_error_for_every_reader() -> None:
    log = memory_log()
    log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
    subscription = Subscription(log)
    for _ in range(2):
        with pytest.raises(KeyError, match=BOILER), subscription.up_to_date():
            pass


class LogThatBreaksOff(LogInBetween):
    """A log whose second reading fails, as when a connection is lost."""

    readings = 0

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        self.readings += 1
        if self.readings == 2:
            raise ConnectionError
        return super().read(after, limit, types)


def test_an_error_that_passes_is_followed_by_a_new_beginning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.read_models.BATCH", 1)
    desk = DeskWithoutPages(LogThatBreaksOff(memory_log()))
    subscription = Subscription(desk.log)
    desk.run(HIRE_ANN)
    desk.run(HIRE_BEN)
    with pytest.raises(ConnectionError):
        names(subscription)
    assert names(subscription) == ["Ann Marsh", "Ben Okoro"]


class LogThatDoesNotAnswer(LogInBetween):
    """A log whose second reading is not answered."""

    readings = 0

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        self.readings += 1
        if self.readings == 2:
            raise Unavailable
        return super().read(after, limit, types)


def test_after_no_answer_what_was_taken_in_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.read_models.BATCH", 1)
    desk = DeskWithoutPages(LogThatDoesNotAnswer(memory_log()))
    subscription = Subscription(desk.log)
    desk.run(HIRE_ANN)
    desk.run(HIRE_BEN)
    with pytest.raises(Unavailable):
        names(subscription)
    desk.run(HIRE_CARYS)
    assert names(subscription) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]


class LogOfOthers(LogInBetween):
    """A log in whose place another can be put."""

    def put_in_its_place(self, log: EventLog) -> None:
        self._log = log


def hired(*commands: HireOperative) -> EventLog:
    desk = DeskWithoutPages()
    for command in commands:
        desk.run(command)
    return desk.log


HIRE_CARYS = HireOperative(operative_id="operative-carys", forename="Carys", surname="Lloyd")
HIRE_DORA = HireOperative(operative_id="operative-dora", forename="Dora", surname="Pugh")
HIRE_EVE = HireOperative(operative_id="operative-eve", forename="Eve", surname="Quinn")


class LogThatIsAwayOnce(LogOfOthers):
    """A log that does not answer the question of that number."""

    def __init__(self, log: EventLog, question: int) -> None:
        super().__init__(log)
        self._until = question

    def _count(self) -> None:
        self._until -= 1
        if not self._until:
            raise Unavailable

    def read(self, after: int, limit: int, types: Sequence[str] = ()) -> list[RecordedEvent]:
        self._count()
        return super().read(after, limit, types)

    def records(self, after: int, limit: int) -> list[Record]:
        self._count()
        return super().records(after, limit)

    def newest(self) -> Checkpoint:
        self._count()
        return super().newest()


@pytest.mark.parametrize("question", [1, 2, 3, 4, 5])
def test_after_no_answer_another_log_in_its_place_is_not_mixed_with_what_was_taken_in(
    question: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.read_models.BATCH", 1)
    log = LogThatIsAwayOnce(hired(HIRE_ANN, HIRE_BEN), question)
    subscription = Subscription(log)
    with pytest.raises(Unavailable):
        names(subscription)
    log.put_in_its_place(hired(HIRE_CARYS, HIRE_DORA, HIRE_EVE))
    assert names(subscription) == ["Carys Lloyd", "Dora Pugh", "Eve Quinn"]


@pytest.mark.parametrize(
    ("there_now", "expected"),
    [
        ([], []),
        ([HIRE_ANN], ["Ann Marsh"]),
        ([HIRE_ANN, HIRE_CARYS], ["Ann Marsh", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_ANN, HIRE_BEN], ["Ann Marsh", "Ben Okoro", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_BEN], ["Ben Okoro", "Carys Lloyd"]),
        ([HIRE_CARYS, HIRE_BEN, HIRE_ANN], ["Ann Marsh", "Ben Okoro", "Carys Lloyd"]),
    ],
    ids=[
        "to its beginning",
        "by an event",
        "and went on otherwise",
        "and went on further",
        "and has the same last event",
        "and has the same last event there, and went on",
    ],
)
def test_a_log_that_was_put_back_is_read_anew_and_that_is_told(
    there_now: list[HireOperative], expected: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    log = LogOfOthers(hired(HIRE_ANN, HIRE_BEN))
    subscription = Subscription(log)
    assert names(subscription) == ["Ann Marsh", "Ben Okoro"]
    log.put_in_its_place(hired(*there_now))
    assert sorted(names(subscription)) == expected
    assert "the log is not the one that was read up to position 2" in caplog.text


def test_a_log_that_only_grew_is_not_read_anew(caplog: pytest.LogCaptureFixture) -> None:
    desk = DeskWithoutPages()
    subscription = Subscription(desk.log)
    for command in (HIRE_ANN, HIRE_BEN, HIRE_CARYS):
        desk.run(command)
        names(subscription)
    assert caplog.text == ""


def test_a_store_that_keeps_one_reader_waiting_does_not_keep_the_others() -> None:
    desk = DeskWithoutPages()
    asked, answer = Event(), Event()

    class SlowLog(LogInBetween):
        def newest(self) -> Checkpoint:
            if current_thread().name == "slow":
                asked.set()
                answer.wait(timeout=30)
            return super().newest()

    subscription = Subscription(SlowLog(desk.log))
    slow = Thread(target=names, args=[subscription], name="slow")
    slow.start()
    assert asked.wait(timeout=30)
    desk.run(HIRE_ANN)
    assert names(subscription) == ["Ann Marsh"]
    answer.set()
    slow.join(timeout=30)
    assert not slow.is_alive()
