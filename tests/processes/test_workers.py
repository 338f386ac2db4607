"""`firstline serve` with FIRSTLINE_WORKERS=2: two processes at one address."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.event_store.address import MemoryStore, SqliteStore
from tests.processes.running import DidNotStart, RunningDesk
from tests.processes.visiting import HIRING, Visitor
from tests.waiting import until

A_FEW_SECONDS = 5


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with RunningDesk(SqliteStore(tmp_path / "desk.db"), FIRSTLINE_WORKERS="2") as desk:
        until(lambda: len(workers_of(desk)) == 2, "two workers")
        for worker in workers_of(desk):
            until(lambda worker=worker: _answers_without(desk, worker), "the other worker")  # type: ignore[misc]
        yield desk


def _answers_without(desk: RunningDesk, worker: int) -> bool:
    """Whether the other process is ready. One that is halted while it opens the log's file has
    locks, so that the other cannot open it."""
    with halted(worker), Visitor(desk) as visitor:
        if visitor.open("/health").status == 200:
            return True
    time.sleep(0.5)  # For what it was about when it was halted.
    return False


@pytest.mark.timeout(60)
def test_either_worker_answers_and_what_one_shows_can_be_sent_to_the_other(
    desk: RunningDesk,
) -> None:
    one, other = workers_of(desk)
    with Visitor() as visitor:
        with halted(one):
            visitor.go_to(desk)
            form = visitor.open(HIRING).form(HIRING).fill(forename="Ann", surname="Marsh")
        with halted(other):
            visitor.go_to(desk)
            assert visitor.send(form).status == 303
        with halted(one):
            visitor.go_to(desk)
            assert "Ann Marsh" in visitor.open(HIRING).text


@pytest.mark.timeout(60)
def test_one_that_is_killed_is_replaced(desk: RunningDesk) -> None:
    killed, left = workers_of(desk)
    with Visitor(desk) as visitor:
        visitor.hire("Ann")
    os.kill(killed, signal.SIGKILL)
    with Visitor(desk) as visitor:
        visitor.hire("Ben")
    until(lambda: len(workers_of(desk) - {killed}) == 2, "a new worker")
    assert f"worker {killed} ended by itself" in desk.complaints
    with halted(left), Visitor(desk) as visitor:
        visitor.hire("Carys")
        assert '"position":3,' in visitor.open("/health").body


@pytest.mark.timeout(60)
def test_all_end_when_the_first_is_asked_to(desk: RunningDesk) -> None:
    assert desk.stop(A_FEW_SECONDS) == 0
    assert workers_of(desk) == set()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_all_end_when_all_are_asked_to_at_once(desk: RunningDesk, stop: signal.Signals) -> None:
    # As Ctrl-C does, and a service manager.
    os.killpg(desk.process.pid, stop)
    assert desk.process.wait(A_FEW_SECONDS) == 0
    assert workers_of(desk) == set()
    assert "Traceback" not in desk.complaints


@pytest.mark.timeout(60)
def test_no_worker_goes_on_when_the_first_process_is_killed(desk: RunningDesk) -> None:
    os.kill(desk.process.pid, signal.SIGKILL)
    until(lambda: not workers_of(desk), "the end of those who are left")


@pytest.mark.timeout(60)
def test_a_log_in_memory_is_not_served_by_two() -> None:
    with (
        pytest.raises(DidNotStart, match="FIRSTLINE_WORKERS can be more than 1 only when"),
        RunningDesk(MemoryStore(), FIRSTLINE_WORKERS="2"),
    ):
        pass


def workers_of(desk: RunningDesk) -> set[int]:
    """The processes that it has started and that have not ended."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True
    )
    group = [line.split() for line in listed.stdout.splitlines()]
    return {
        int(number)
        for number, of_group, state in group
        if int(of_group) == desk.process.pid != int(number) and not state.startswith("Z")
    }


@contextmanager
def halted(worker: int) -> Iterator[None]:
    """While it does not come to do anything."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)
