"""`kill -9`, again and again, while people are at work: nothing that was acknowledged is lost."""

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from tests.processes.load import Clerk, at_work, check_log
from tests.processes.replayed import check_pages
from tests.processes.running import RunningDesk
from tests.processes.visiting import Visitor

ROUNDS = 5
LEAST = 15
"""How many commands are acknowledged before the desk is killed."""


@pytest.mark.timeout(90)
def test_killed_five_times_under_load_it_loses_nothing_and_does_nothing_by_half(
    tmp_path: Path,
) -> None:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    clerks = [Clerk(name) for name in ("Ann", "Ben", "Carys", "Dev")]
    for _ in range(ROUNDS):
        with RunningDesk(store) as desk:
            _check(store, desk, clerks)
            with at_work(clerks, desk) as acknowledged:
                # At another moment each time, since the result must not depend on it.
                acknowledged.wait_for(random.randrange(LEAST, 2 * LEAST))  # noqa: S311
                desk.kill()
    with RunningDesk(store) as desk:
        _check(store, desk, clerks)
        with at_work(clerks, desk) as acknowledged:
            acknowledged.wait_for(LEAST)
        assert not any(clerk.in_hand for clerk in clerks)
        _check(store, desk, clerks)
    assert sum(len(clerk.acknowledged) for clerk in clerks) >= (ROUNDS + 1) * LEAST


def _check(store: SqliteStore, desk: RunningDesk, clerks: Sequence[Clerk]) -> None:
    with closing(open_log(store)) as log, Visitor(desk) as visitor:
        check_pages(log, visitor)
        check_log(log, clerks)
