"""Several processes append to one log, and another follows it meanwhile: it misses nothing, sees
nothing twice, and everything in its order."""

from collections.abc import Sequence
from contextlib import closing
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier

import pytest

from app.event_store.address import StoreAddress
from app.event_store.log import EventLog, RecordedEvent
from app.event_store.stores import open_log
from app.event_store.verification import verify
from tests.event_store.examples import BY_THE_DESK, new_events
from tests.processes.forking import FORKED
from tests.processes.running import running
from tests.waiting import PATIENCE

WRITERS = 4
SIZES = [1, 2, 3] * 20
"""How many events each of them appends at a time."""


@pytest.mark.timeout(60)
def test_who_follows_what_four_processes_write_gets_everything_once_and_in_order(
    store: StoreAddress,
) -> None:
    ready = FORKED.Barrier(WRITERS)
    writers = [
        FORKED.Process(target=write, args=(store, number, ready)) for number in range(WRITERS)
    ]
    with closing(open_log(store)) as log:
        with running(writers):
            followed = _follow(log, writers)
        positions = [recorded.position for recorded in followed]
        assert positions == sorted(set(positions))
        assert followed == log.read(after=0, limit=1_000_000)
        assert len(followed) == WRITERS * sum(SIZES)
        assert verify(log).fault == ""
        for number in range(WRITERS):
            own = [recorded for recorded in followed if recorded.aggregate_id == _id(number)]
            assert [recorded.version for recorded in own] == [*range(1, sum(SIZES) + 1)]


def _follow(log: EventLog, writers: Sequence[BaseProcess]) -> list[RecordedEvent]:
    """Whatever is new, by position, as it comes; until all who write have ended."""
    followed: list[RecordedEvent] = []
    is_over = False
    while not is_over:
        # Asked before reading: what was written before somebody ended is read after that.
        is_over = not any(writer.is_alive() for writer in writers)
        while batch := log.read(after=followed[-1].position if followed else 0, limit=7):
            followed += batch
    return followed


def write(store: StoreAddress, number: int, ready: Barrier) -> None:
    """What each process does."""
    with closing(open_log(store)) as log:
        ready.wait(PATIENCE)
        version = 0
        for size in SIZES:
            log.append(new_events(_id(number), size, version + 1), BY_THE_DESK)
            version += size


def _id(number: int) -> str:
    return f"engagement-{number}"
