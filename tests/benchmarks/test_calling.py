"""Raising Work over and over, as the benchmarks do that serve a desk."""

from contextlib import closing
from pathlib import Path

from app.domain.work_events import WorkRaised
from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from benchmarks.calling import Caller
from tests.processes.running import RunningDesk
from tests.processes.visiting import Visitor


def test_each_time_another_work_is_raised_though_others_raise_some_there(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    with RunningDesk(store) as desk, Visitor(desk) as visitor, Visitor(desk) as other:
        site_ids = [visitor.acquire("1 Elm House"), visitor.acquire("2 Elm House")]
        callers = [Caller(each, site_ids) for each in (visitor, other)]
        for caller in callers * 3:
            caller.raise_work()
    with closing(open_log(store)) as log:
        raised = [each.event for each in log.read(after=0, limit=100, types=["WorkRaised"])]
    assert [event.site_ids for event in raised if isinstance(event, WorkRaised)] == [
        (id,) for id in (*site_ids, site_ids[0]) for _ in callers
    ]
