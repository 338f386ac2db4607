"""Whoever reads sees the head of the log, and one moment of it."""

from collections.abc import Sequence
from threading import Thread

import pytest

from app.event_store.log import NewEvent, RecordedEvent
from app.event_store.memory import memory_log
from app.read_models.subscription import Subscription
from tests.commands.desk import ANN, BOILER, HIRE_ANN, HIRE_BEN, Desk, LogInBetween
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import assigned


def names(subscription: Subscription) -> list[str]:
    with subscription.up_to_date() as models:
        return [row.name for row in models.operatives]


def test_whatever_is_in_the_log_can_be_read_at_once() -> None:
    desk = Desk()
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
    desk = Desk()
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
    desk = Desk()
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


def test_an_error_that_passes_is_followed_by_a_new_beginning() -> None:
    desk = Desk(LogThatBreaksOff(memory_log()))
    subscription = Subscription(desk.log)
    desk.run(HIRE_ANN)
    desk.run(HIRE_BEN)
    with pytest.raises(ConnectionError):
        names(subscription)
    assert names(subscription) == ["Ann Marsh", "Ben Okoro"]
