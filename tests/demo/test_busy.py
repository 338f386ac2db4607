"""The busy demo: a log that a desk could have written, with as much in it as is promised."""

import re
from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from app.demo import play_busy
from app.domain.history import History
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.domain.work import Work
from app.domain.work_events import AbandonCode, CloseCause, OutcomeCode, WorkRaised
from app.event_store.log import EventLog, RecordedEvent
from app.event_store.memory import memory_log
from app.private_store.store import PrivateStore
from app.web.masthead import MOST_OFFERED
from tests.web.desk import MORNING, Desk

WEEK = timedelta(weeks=1)
"""So long the desk of the tests has been at work: a third of the demo's time."""
ID = re.compile(r"[a-z]+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="session")
def busy() -> Desk:
    """Tests only look at it."""
    private = PrivateStore()
    log = memory_log(private)
    play_busy(log, MORNING, lasting=WEEK)
    return Desk(log=log, private=private)


@pytest.fixture(scope="session")
def happened(busy: Desk) -> list[RecordedEvent]:
    return busy.events()


@pytest.fixture(scope="session")
def works(happened: list[RecordedEvent]) -> list[Work]:
    works: dict[str, Work] = {}
    for each in happened:
        if each.aggregate_id.startswith("work-"):
            works.setdefault(each.aggregate_id, Work(each.aggregate_id)).apply(each.event)
    return list(works.values())


def test_nothing_has_happened_in_the_future_or_before_what_came_before(
    happened: list[RecordedEvent],
) -> None:
    moments = [each.metadata.when for each in happened]

    assert moments == sorted(moments)
    assert moments[-1] < MORNING
    assert MORNING - moments[-1] < timedelta(minutes=15)


def test_a_desk_can_have_written_it(happened: list[RecordedEvent]) -> None:
    history = History()
    for each in happened:
        history.follow(each.aggregate_id, each.event)
    history.end()


def test_there_are_as_many_people_and_places_as_is_said(happened: list[RecordedEvent]) -> None:
    types = Counter(each.type_name for each in happened)

    assert types["OperativeHired"] == 40
    assert types["SiteAcquired"] == 300
    assert types["SiteDisposed"] == 3
    assert types["OperativeLeft"] == 1
    assert types["UserRegistered"] <= MOST_OFFERED, "each can be worked as"


def test_what_is_open_looks_like_a_desk_at_work(works: list[Work]) -> None:
    stages = Counter(work.stage for work in works)
    waiting = [work for work in works if work.stage is Stage.AWAITING_CONTROL]
    queues = Counter(work.operative_id for work in works if work.stage is Stage.QUEUED)
    under_way = stages[Stage.EN_ROUTE] + stages[Stage.ON_SITE]

    assert set(stages) == set(Stage)
    assert 12 <= len(waiting) <= 40
    assert Counter(work.priority for work in waiting).keys() == set(Priority)
    assert stages[Stage.EN_ROUTE] >= 3
    assert 15 <= under_way <= 36
    assert len(queues) >= 8
    assert max(queues.values()) <= 6


def test_some_of_it_is_late(works: list[Work], happened: list[RecordedEvent]) -> None:
    late_to_arrive = {
        each.aggregate_id
        for each in happened
        if isinstance(each.event, WorkRaised)
        and each.event.arrive_by
        and each.event.arrive_by < MORNING
    }
    never_seen = [
        work for work in works if work.stage is Stage.AWAITING_CONTROL and not work.had_by
    ]
    on_the_way = [work for work in works if work.stage is Stage.EN_ROUTE and work.eta]

    assert any(work.id in late_to_arrive for work in never_seen)
    assert any(work.eta < MORNING for work in on_the_way if work.eta)


@pytest.mark.parametrize(
    ("type_name", "field", "codes"),
    [
        ("WorkRaised", "priority", Priority),
        ("WorkCompleted", "code", OutcomeCode),
        ("WorkAbandoned", "code", AbandonCode),
        ("WorkClosed", "cause", CloseCause),
    ],
)
def test_every_code_is_used(
    happened: list[RecordedEvent], type_name: str, field: str, codes: type[Priority]
) -> None:
    used = {getattr(each.event, field) for each in happened if each.type_name == type_name}

    assert used == set(codes)


@pytest.mark.parametrize(
    "type_name",
    [
        "WorkRecalled",
        "WorkReassigned",
        "WorkReopened",
        "WorkNoted",
        "WorkCallAdded",
        "WorkEtaRevised",
        "WorkMovedInQueue",
        "WorkDuplicateFound",
        "WorkTitleAmended",
        "WorkDescriptionAmended",
        "WorkPriorityAmended",
        "WorkCallerAmended",
        "OperativeWentOffDuty",
    ],
)
def test_everything_that_people_do_to_work_is_done(
    happened: list[RecordedEvent], type_name: str
) -> None:
    assert any(each.type_name == type_name for each in happened)


def test_for_the_same_moment_it_is_the_same_desk() -> None:
    assert _without_ids(_a_day()) == _without_ids(_a_day())


@pytest.mark.parametrize(
    "address", ["/", "/response/", "/control/", "/operatives/", "/work/", "/events"]
)
def test_its_pages_can_be_read(busy: Desk, address: str) -> None:
    assert busy.visitor().open(address).status == 200


def _a_day() -> EventLog:
    log = memory_log()
    play_busy(log, MORNING, lasting=timedelta(days=1))
    return log


def _without_ids(log: EventLog) -> list[str]:
    """What happened, with each id as the place at which it was first mentioned."""
    known: dict[str, str] = {}
    return [
        ID.sub(
            lambda found: known.setdefault(found[0], str(len(known))),
            msgspec.json.encode([each.aggregate_id, each.metadata, each.event]).decode(),
        )
        for each in log.read(0, 100_000)
    ]
