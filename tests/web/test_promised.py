"""What is said of a Work's times: what was promised, and when somebody is expected."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from markupsafe import Markup

from app.domain.lifecycle import Stage
from app.domain.promise import Priority, late_from
from app.read_models.work_rows import WorkRow
from app.web.promised import both, expected, promise, standing
from app.web.times import Wall

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WALL = Wall(NOON, ZoneInfo("UTC"))
WAITING = WorkRow(
    id="work-1",
    version=1,
    number=1001,
    title="Boiler leaks",
    description="",
    site_ids=(),
    raised_at=NOON - 6 * HOUR,
    raised_by="user-1",
    stage_since=NOON - 6 * HOUR,
    priority=Priority.URGENT,
)


def work(
    arrive: timedelta,
    complete: timedelta,
    arrived: timedelta | None = None,
    finished: timedelta | None = None,
    broken: timedelta | None = None,
) -> WorkRow:
    """The times are so long after noon, or before it."""
    arrive_by, complete_by = NOON + arrive, NOON + complete
    arrived_at = None if arrived is None else NOON + arrived
    ended_at = None if finished is None else NOON + finished
    broken_at = None if broken is None else NOON + broken
    return msgspec.structs.replace(
        WAITING,
        stage=Stage.CLOSED if ended_at else Stage.ON_SITE if arrived_at else Stage.QUEUED,
        stage_since=ended_at or WAITING.stage_since,
        arrive_by=arrive_by,
        complete_by=complete_by,
        arrived_at=arrived_at,
        due=None if ended_at else complete_by if arrived_at else arrive_by,
        late_from=late_from(arrive_by, complete_by, arrived_at, ended_at, broken_at),
    )


@pytest.mark.parametrize(
    ("row", "said", "in_short"),
    [
        (work(2 * HOUR, 8 * HOUR), "to be there by 14:00", "to be there"),
        (
            work(-18 * MINUTE, 8 * HOUR),
            "should have been there by 11:42, 18 min ago",
            "late to arrive",
        ),
        (work(HOUR, 8 * HOUR, -HOUR), "to be done by 20:00", "to be done"),
        (work(-2 * HOUR, 8 * HOUR, -HOUR), "to be done by 20:00, arrived late", "arrived late"),
        (
            work(-3 * HOUR, -HOUR, -4 * HOUR),
            "should have been done by 11:00, 1 h 00 min ago",
            "late to finish",
        ),
        (work(-3 * HOUR, HOUR, -4 * HOUR, -2 * HOUR), "", ""),
        (work(-3 * HOUR, HOUR, -2 * HOUR, -HOUR), "", "arrived late"),
        (work(-4 * HOUR, -2 * HOUR, -3 * HOUR, -HOUR), "", "finished late"),
        (work(-3 * HOUR, HOUR, None, -2 * HOUR), "", "nobody came in time"),
        (
            work(2 * HOUR, 8 * HOUR, broken=-HOUR),
            "to be there by 14:00, late by what was promised before",
            "late by what was promised before",
        ),
        (work(HOUR, 8 * HOUR, -2 * HOUR, -HOUR, -3 * HOUR), "", "late by what was promised before"),
        (WAITING, "", ""),
    ],
)
def test_a_promise_says_what_is_to_happen_and_what_was_missed(
    row: WorkRow, said: str, in_short: str
) -> None:
    words = promise(row, WALL)

    assert words.striptags() == said
    assert standing(row, WALL).words == in_short
    is_late = "late" in in_short or "in time" in in_short
    assert standing(row, WALL).is_late is is_late
    assert ("late" in _classes(words)) is (is_late and said != "")


def test_of_a_moment_it_says_how_long_before_that() -> None:
    words = promise(work(-18 * MINUTE, HOUR), WALL, "before")
    assert words.striptags() == "should have been there by 11:42, 18 min before"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (work(2 * HOUR, 8 * HOUR), "Promised: there by 14:00, done by 20:00"),
        (work(-HOUR, 8 * HOUR), "Promised: there by 11:00, done by 20:00"),
        (work(-HOUR, HOUR, -2 * HOUR, 0 * HOUR), "Promised: there by 11:00, done by 13:00"),
        (
            work(-3 * HOUR, HOUR, -2 * HOUR, -HOUR),
            "Promised: there by 09:00, done by 13:00 · arrived late",
        ),
        (WAITING, ""),
    ],
)
def test_all_that_was_promised_is_said_of_what_has_ended_too(row: WorkRow, said: str) -> None:
    assert both(row, WALL).striptags() == said


@pytest.mark.parametrize(
    ("eta", "first_eta", "said", "is_late"),
    [
        (25 * MINUTE, 25 * MINUTE, "expected 12:25", False),
        (-42 * MINUTE, -42 * MINUTE, "expected 11:18, 42 min overdue", True),
        (5 * MINUTE, -HOUR, "expected 12:05 (first said 11:00)", False),
    ],
)
def test_whoever_is_on_the_way_is_expected(
    eta: timedelta, first_eta: timedelta, said: str, is_late: bool
) -> None:
    row = msgspec.structs.replace(
        WAITING, stage=Stage.EN_ROUTE, eta=NOON + eta, first_eta=NOON + first_eta
    )

    words = expected(row, WALL)

    assert words.striptags() == said
    assert ("late" in _classes(words)) is is_late
    arrived = msgspec.structs.replace(row, stage=Stage.ON_SITE)
    assert expected(arrived, WALL) == ""


def _classes(words: Markup) -> str:
    return " ".join(part.split('"')[0] for part in words.split('class="')[1:])
