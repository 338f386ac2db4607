"""What is read to a caller: what is true by the stage of their Work and the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

from app.domain.lifecycle import ENDED, Stage
from app.read_models.work_rows import WorkRow
from app.web.read_out import NO_NEW_TIME, read_out
from app.web.times import Wall
from tests.web.desk import Desk

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
WALL = Wall(NOON, ZoneInfo("UTC"))
WAITING, QUEUED = Stage.AWAITING_CONTROL, Stage.QUEUED
EN_ROUTE, ON_SITE = Stage.EN_ROUTE, Stage.ON_SITE
NOBODY = "It has not been given to anybody yet."
SOMEBODY = "Somebody has it, and has not set off yet."


def at(hour: float | None) -> datetime | None:
    """By the clock of that day."""
    return None if hour is None else NOON + timedelta(hours=hour - 12)


def work(
    stage: Stage,
    arrive_by: float | None = None,
    complete_by: float | None = None,
    *,
    eta: float | None = None,
    arrived: float | None = None,
) -> WorkRow:
    return WorkRow(
        id="work-1",
        version=1,
        number=1001,
        title="Boiler leaks",
        description="",
        site_ids=(),
        raised_at=NOON - timedelta(hours=6),
        raised_by="user-1",
        stage=stage,
        stage_since=NOON - timedelta(minutes=30),
        eta=at(eta),
        arrive_by=at(arrive_by),
        complete_by=at(complete_by),
        arrived_at=at(arrived),
        due=None if stage in ENDED else at(complete_by if arrived else arrive_by),
    )


@pytest.mark.parametrize(
    ("row", "said", "is_late"),
    [
        (
            work(WAITING, 14, 20),
            "Somebody will be there by 14:00 today. It will be done by 20:00 today.",
            False,
        ),
        (
            work(QUEUED, 14, 36),
            "Somebody will be there by 14:00 today. It will be done by 12:00 tomorrow.",
            False,
        ),
        (
            work(WAITING, 11, 20),
            f"Somebody was to be there by 11:00 today, and that is late. {NOBODY} "
            "It was promised to be done by 20:00 today.",
            True,
        ),
        (
            work(QUEUED, -13, 11),
            f"Somebody was to be there by 11:00 yesterday, and that is late. {SOMEBODY} "
            "It was to be done by 11:00 today, and that is late.",
            True,
        ),
        (work(WAITING), NOBODY, False),
        (work(QUEUED), SOMEBODY, False),
        (
            work(WAITING, 9, 20, arrived=8.5),
            f"Somebody was there at 08:30 today, and somebody has to come again. {NOBODY} "
            "It will be done by 20:00 today.",
            False,
        ),
        (
            work(EN_ROUTE, 14, 20, eta=13),
            "Somebody is on the way, and expected by 13:00 today. It will be done by 20:00 today.",
            False,
        ),
        (
            work(EN_ROUTE, 11, 20, eta=13),
            "Somebody is on the way, and expected by 13:00 today, later than was promised. "
            "It will be done by 20:00 today.",
            False,
        ),
        (
            work(EN_ROUTE, 14, 20, eta=11.75),
            "Somebody is on the way, was expected by 11:45 today, and is late. "
            "It was promised to be done by 20:00 today.",
            True,
        ),
        (
            work(EN_ROUTE, 9, 20, eta=11.75, arrived=9.5),
            "Somebody is on the way, was expected by 11:45 today, and is late. "
            "It was promised to be done by 20:00 today.",
            True,
        ),
        (
            work(EN_ROUTE, 9, 13, eta=15),
            "Somebody is on the way, and expected by 15:00 today, later than was promised.",
            False,
        ),
        (
            work(ON_SITE, 11, 20, eta=11, arrived=11.5),
            "Somebody is there, since 11:30 today. It will be done by 20:00 today.",
            False,
        ),
        (
            work(ON_SITE, 9, 11.5, eta=11, arrived=11.5),
            "Somebody is there, since 11:30 today. "
            "It was to be done by 11:30 today, and that is late.",
            True,
        ),
        (work(Stage.COMPLETED, 9, 11, arrived=9), "It has been done, at 11:30 today.", False),
        (work(Stage.CLOSED, 9, 11), "It was closed at 11:30 today: nobody is going there.", False),
    ],
)
def test_what_is_read_is_true_at_that_stage_and_time(
    row: WorkRow, said: str, *, is_late: bool
) -> None:
    told = read_out(row, WALL, is_new=False)

    assert BeautifulSoup(" ".join(told.sentences), "html.parser").get_text() == said
    assert told.advice == (NO_NEW_TIME if is_late else "")


def test_no_promise_is_made_by_a_page_that_is_opened_again_later(desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor = desk.visitor()
    desk.clock.move(3 * 24 * 60)

    page = visitor.open("/response/?raised=W-1001")

    told = page.words("Read this number to the caller")
    assert "was to be there by 10:42 yesterday, and that is late." in told
    assert NO_NEW_TIME in told
