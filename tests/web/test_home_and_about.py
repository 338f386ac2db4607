"""Home and About: numbers that agree with what they lead to."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app import demo
from app.domain.promise import Priority
from tests.web.crawl import every_page, question_of
from tests.web.desk import MORNING, Desk
from tests.web.page import Page, words_of
from tests.web.visitor import Visitor

TILES = ["waiting for Control", "queued", "en route", "on site", "completed today"]
AREAS = ["Response", "Control", "Operatives", "Work", "Administration", "Events"]


@pytest.fixture(scope="module")
def morning() -> Iterator[Desk]:
    """What a new desk starts with. Tests only look at it."""
    desk = Desk()
    demo.play_morning(desk.log, now=MORNING)
    yield desk
    desk.log.close()


def test_home_counts_the_work_at_each_stage(busy_desk: Desk) -> None:
    page = busy_desk.visitor().open("/")

    assert page.heading == "Monday 2 June"
    assert _tiles(page) == dict.fromkeys(TILES, 1)


@pytest.mark.parametrize(
    ("moment", "heading"), [("0", "Before the first day"), ("4", "Monday 2 June")]
)
def test_home_of_the_past_is_of_the_day_that_is_asked_for(
    visitor: Visitor, desk: Desk, moment: str, heading: str
) -> None:
    desk.clock.move(24 * 60)

    assert visitor.open("/").heading == "Tuesday 3 June"
    assert visitor.open(f"/?as_of={moment}").heading == heading


def test_home_leads_to_what_cannot_wait(visitor: Visitor, desk: Desk) -> None:
    for priority in (Priority.EMERGENCY, Priority.EMERGENCY, Priority.ROUTINE):
        desk.raise_work("Boiler leaks", priority=priority)
    desk.assign("W-1001", "Ann Marsh")
    assert _pressing(visitor) == ["1 emergency waits for Control"]
    desk.clock.move(121)
    assert _pressing(visitor) == ["1 emergency waits for Control", "2 works are late"]

    waiting = visitor.follow("1 emergency waits for Control")
    assert _numbers(waiting) == ["W-1002"]
    visitor.open("/")
    assert _numbers(visitor.follow("2 works are late")) == ["W-1002", "W-1001"]


def _pressing(visitor: Visitor) -> list[str]:
    return [words_of(each) for each in visitor.open("/").main.select(".pressing a")]


def _numbers(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("table.register .number")]


def test_an_empty_desk_counts_nothing(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open("/")

    assert _tiles(page) == dict.fromkeys(TILES, 0)
    assert "0 operatives and 0 Sites" in page.text


@pytest.mark.parametrize("tile", TILES)
def test_each_number_leads_to_a_list_with_as_many_entries(morning: Desk, tile: str) -> None:
    visitor = morning.visitor()
    count = _tiles(visitor.open("/"))[tile]

    page = visitor.follow(f"{count} {tile}")

    assert count > 0, "the morning has some at every stage"
    assert len(page.main.select("table.register tbody tr")) == count


def test_the_morning_shows_what_priorities_do(morning: Desk) -> None:
    visitor = morning.visitor()
    assert _pressing(visitor) == ["1 emergency waits for Control"]

    control = visitor.open("/control/")

    assert [_priorities(control.row(each).text)[0] for each in control.waiting] == list(Priority)
    control = visitor.open(control.row("Ben Okafor").opens)
    assert _priorities(control.row("Ben Okafor").opened) == [Priority.URGENT, Priority.ROUTINE]
    recent = _priorities(visitor.open("/response/").words("Raised recently"))
    assert Counter(recent) == {Priority.EMERGENCY: 1, Priority.URGENT: 2, Priority.ROUTINE: 3}


def _priorities(words: str) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(Priority)})\b", words)


def test_every_page_of_the_morning_that_a_new_desk_starts_with_can_be_read(morning: Desk) -> None:
    pages = every_page(morning.visitor(), kind=question_of)

    assert len(pages) > 50
    assert {page.status for page in pages.values()} == {200}


def test_home_counts_people_and_places(desk: Desk) -> None:
    visitor = desk.visitor()
    assert "2 operatives and 2 Sites" in visitor.open("/").text
    desk.hire("Carys Lloyd")
    assert "3 operatives and 2 Sites" in visitor.open("/").text


def test_one_of_each_is_said_in_the_singular(empty_desk: Desk) -> None:
    empty_desk.hire("Ann Marsh")
    empty_desk.acquire("Elm House", "Leeds")

    assert "1 operative and 1 Site." in empty_desk.visitor().open("/").text


@pytest.mark.parametrize(
    ("midnight", "count"), [(timedelta(seconds=-1), 1), (timedelta(seconds=1), 0)]
)
def test_today_begins_at_midnight_on_the_wall(desk: Desk, midnight: timedelta, count: int) -> None:
    """In June that is 23:00 UTC."""
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.complete("W-1001", "Ann Marsh")
    desk.clock.now = datetime(2025, 6, 2, 23, 0, tzinfo=UTC) + midnight

    assert _tiles(desk.visitor().open("/"))["completed today"] == count


def test_what_a_clock_far_ahead_completed_is_not_of_today(desk: Desk) -> None:
    desk.clock.now = datetime(2099, 1, 2, 12, 0, tzinfo=UTC)
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.complete("W-1001", "Ann Marsh")
    visitor = desk.visitor()
    assert _tiles(visitor.open("/"))["completed today"] == 1

    desk.clock.now = MORNING

    assert _tiles(visitor.open("/"))["completed today"] == 0
    page = visitor.open("/work/?stage=COMPLETED&since=today")
    assert page.main.select("table.register tbody tr") == []


@pytest.mark.parametrize("area", AREAS)
def test_home_leads_to_every_area(unchanged_desk: Desk, area: str) -> None:
    visitor = unchanged_desk.visitor()
    visitor.open("/")

    assert visitor.follow(area).heading == area


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("/response/", "Response"),
        ("/control/", "Control"),
        ("/operatives/", "Operatives"),
        ("/work/", "Work"),
        ("/administration/operatives", "Administration"),
        ("/administration/sites", "Administration"),
        ("/administration/permissions", "Administration"),
        ("/events", "Events"),
        ("/about", "About"),
    ],
)
def test_the_masthead_says_which_area_the_page_belongs_to(
    unchanged_desk: Desk, address: str, area: str
) -> None:
    page = unchanged_desk.visitor().open(address)

    current = page.soup.select("nav.areas [aria-current=page]")
    assert [words_of(each) for each in current] == [area]


def test_about_counts_what_the_log_holds(desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")

    page = desk.visitor().open("/about")

    assert page.heading == "How this desk works"
    assert (
        "6 events about 2 operatives, 2 Sites and 1 work; its newest stands at position 6"
        in page.text
    )
    assert "they stand at position 6" in page.text
    rows = [words_of(each) for each in page.main.select("tbody tr")]
    assert rows == ["OperativeHired 2", "SiteAcquired 2", "WorkAssigned 1", "WorkRaised 1"]


def test_about_leads_from_a_type_to_its_events(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open("/about")

    page = visitor.follow("OperativeHired")

    assert "2 events of type OperativeHired" in page.text


def test_about_explains_the_rules_that_control_goes_by(unchanged_desk: Desk) -> None:
    page = unchanged_desk.visitor().open("/about")

    assert (
        "Those who are free, or will be before somebody has to be there, come first."
        in page.words("Who is suggested for Work that waits")
    )
    assert "Whoever has nothing to do is free now." in page.words("From when operatives are free")


def test_about_an_empty_desk(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open("/about")

    assert "0 events about 0 operatives, 0 Sites and 0 works" in page.text
    assert "Nothing yet." in page.words("What this log holds")


def _tiles(page: Page) -> dict[str, int]:
    """The numbers of the day, by what they count."""
    tiles = {}
    for tile in page.main.select("li.tile"):
        said = re.fullmatch(r"(\d+) (.+)", words_of(tile))
        assert said, words_of(tile)
        tiles[said[2]] = int(said[1])
    return tiles
