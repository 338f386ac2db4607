"""The connection to PostgreSQL breaks around a commit, so that the desk cannot know whether it took
place: the command is carried out once, and answered as carried out."""

from contextlib import closing

import pytest

from app.event_store.address import PostgresqlStore
from app.event_store.stores import open_log
from tests.processes.cable import Cut, cable_to
from tests.processes.load import Clerk, check_log, types_in
from tests.processes.replayed import check_pages
from tests.processes.running import RunningDesk
from tests.processes.visiting import HIRING, Visitor

A_JOB = [
    "OperativeHired",
    "SiteAcquired",
    "WorkRaised",
    "WorkAssigned",
    "WorkDispatched",
    "OperativeEngaged",
    "WorkArrivedAt",
    "WorkCompleted",
    "OperativeReleased",
]
STEPS = 7


@pytest.mark.timeout(60)
@pytest.mark.parametrize("cut", Cut)
def test_every_step_of_a_job_is_done_once_and_said_to_be_done(
    cut: Cut, postgresql: PostgresqlStore
) -> None:
    with cable_to(postgresql) as cable, RunningDesk(cable.store) as desk, Visitor(desk) as visitor:
        clerk = Clerk("Ann", visitor)
        for _ in range(STEPS):
            cable.cut_next(cut)
            assert clerk.take_step().status == 303
            assert not cable.waits_to_cut
        with closing(open_log(postgresql)) as log:
            assert types_in(log) == A_JOB
            check_log(log, [clerk])
            check_pages(log, clerk.visitor)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("cut", Cut)
def test_where_the_database_stays_away_after_it_sending_again_does_it_once(
    cut: Cut, postgresql: PostgresqlStore
) -> None:
    with (
        cable_to(postgresql) as cable,
        RunningDesk(cable.store) as desk,
        Visitor(desk) as visitor,
        closing(open_log(postgresql)) as log,
    ):
        form = visitor.open(HIRING).form(HIRING).fill(forename="Ann", surname="Marsh")
        cable.cut_next(cut, stays=True)
        refused = visitor.send(form)
        assert refused.says_that_the_log_is_away
        # The desk could not know whether it was committed.
        assert types_in(log) == (["OperativeHired"] if cut is Cut.AFTER_COMMIT else [])

        cable.mend()
        assert visitor.send(refused.form(HIRING)).status == 303
        assert types_in(log) == ["OperativeHired"]
        check_pages(log, visitor)
