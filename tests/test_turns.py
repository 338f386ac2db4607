"""Turns to write, for the threads of one process."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep

import pytest

from app.event_store.log import Busy
from app.turns import LONG_TURN, Turns
from tests.waiting import until

LONG = 30.0
"""In seconds: a time-out that should not come."""


def take(turns: Turns) -> float:
    """How long a turn was waited for, in seconds."""
    began = monotonic()
    with turns.turn():
        return monotonic() - began


class Holder:
    """Somebody who has the turn, until told to go on."""

    def __init__(self, turns: Turns, pool: ThreadPoolExecutor) -> None:
        self._has_it, self._may_go, self._is_locked_out = Event(), Event(), False
        self._done: Future[None] = pool.submit(self._hold, turns)
        assert self._has_it.wait(LONG)

    def _hold(self, turns: Turns) -> None:
        with turns.turn():
            self._has_it.set()
            assert self._may_go.wait(LONG)
            if self._is_locked_out:
                raise Busy

    def finish(self) -> None:
        self._may_go.set()
        self._done.result()

    def find_the_file_locked(self) -> None:
        self._is_locked_out = True
        self._may_go.set()
        with pytest.raises(Busy):
            self._done.result()


@contextmanager
def somebody_at_it(turns: Turns) -> Iterator[tuple[Holder, ThreadPoolExecutor]]:
    with ThreadPoolExecutor(20) as pool:
        yield Holder(turns, pool), pool


def wait_until_in_line(turns: Turns, count: int) -> None:
    """So many, with the one whose turn it is."""
    until(lambda: len(turns._line) == count, f"{count} in line")


def test_there_is_one_at_a_time() -> None:
    turns = Turns(LONG, Busy)
    at_it: list[int] = []

    def write(number: int) -> None:
        with turns.turn():
            at_it.append(number)
            sleep(0.001)
            assert at_it.pop() == number

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(100)))


def test_nobody_is_refused_while_others_get_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.turns.LONG_TURN", 1.0)
    turns = Turns(LONG, Busy, places=1)

    def write(_: int) -> None:
        with turns.turn():
            sleep(0.1)

    # All together, they take longer than anybody would wait for a place if nothing happened.
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))


def test_who_finds_no_place_is_told_soon() -> None:
    turns = Turns(LONG, Busy, places=3)
    with somebody_at_it(turns) as (holder, pool):
        waiting = [pool.submit(take, turns) for _ in range(2)]
        wait_until_in_line(turns, 3)
        began = monotonic()
        with pytest.raises(Busy, match="Too many in this process"):
            take(turns)
        assert monotonic() - began < LONG_TURN + 2
        holder.finish()
        for each in waiting:
            each.result()
    assert take(turns) < LONG


def test_who_waits_too_long_for_another_is_told() -> None:
    turns = Turns(0.1, Busy)
    with somebody_at_it(turns) as (holder, _):
        with pytest.raises(Busy, match="did not finish in time"):
            take(turns)
        holder.finish()
    assert take(turns) < LONG


def test_nobody_waits_again_behind_one_who_found_the_file_locked() -> None:
    turns = Turns(LONG, Busy, places=6)
    with somebody_at_it(turns) as (holder, pool):
        waiting = [pool.submit(take, turns) for _ in range(5)]
        wait_until_in_line(turns, 6)
        holder.find_the_file_locked()
        for each in waiting:
            with pytest.raises(Busy):
                each.result(timeout=LONG / 2)
    assert take(turns) < LONG


def test_turns_are_given_in_the_order_of_asking() -> None:
    turns = Turns(LONG, Busy, places=10)
    order: list[int] = []

    def write(number: int) -> None:
        with turns.turn():
            order.append(number)

    with somebody_at_it(turns) as (holder, pool):
        for number in range(8):
            pool.submit(write, number)
            wait_until_in_line(turns, number + 2)
        holder.finish()
    assert order == list(range(8))
