"""Events: the log itself, as it is read page by page."""

from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from app.event_store.event_types import EVENT_TYPES
from app.event_store.verification import checkpoint_at
from tests.cli.logs import spoil
from tests.commands.everything import everything_else_happens
from tests.commands.people import people_come_and_go
from tests.web.desk import Desk, staffed_desk
from tests.web.outage import move
from tests.web.page import Page, attribute, words_of
from tests.web.visitor import Visitor

EVENTS = "/events"


def test_the_newest_event_comes_first(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(EVENTS)

    assert _positions(page) == [6, 5, 4, 3, 2, 1]
    assert "The newest stands at position 6." in page.text
    assert "6 events" in page.text


def test_an_event_is_shown_with_all_that_is_known_of_it(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "Elm House", "31 Queen Square", description="Left\nvalve.")
    desk.clock.move(1.5)
    visitor.open("/control/")
    visitor.press("Assign W-1001 to Ann")

    page = visitor.open(EVENTS)

    work_id = desk.id("W-1001")
    assert _entries(page)[:2] == [
        f"6 WorkAssigned W-1001 version 2 {work_id} operative id Ann Marsh "
        "2025-06-02 10:43:30 by the desk from /control/ The desk at this moment",
        f"5 WorkRaised W-1001 version 1 {work_id} "
        "site ids Elm House, Leeds, 31 Queen Square, Bristol "
        "title Boiler leaks description Left valve. priority routine caller id (nothing) "
        "arrive by 2025-06-04 10:42:00 complete by 2025-06-07 10:42:00 "
        "2025-06-02 10:42:00 by the desk from / "
        "The desk at this moment",
    ]
    assert page.link("/control/") == "/control/"


def test_every_type_of_event_can_be_shown(busy_desk: Desk) -> None:
    busy_desk.recall("W-1002")
    busy_desk.abandon("W-1003", "Ben Okafor")
    busy_desk.reopen("W-1005")
    everything_else_happens(busy_desk.log)
    people_come_and_go(busy_desk.log, busy_desk.clock)
    visitor = busy_desk.visitor()

    pages = [visitor.open(EVENTS)]
    while "Older" in pages[-1].links:
        pages.append(visitor.follow("Older"))

    assert {entry.split()[1] for page in pages for entry in _entries(page)} == set(EVENT_TYPES)
    text = " ".join(page.text for page in pages)
    assert "outcome New valve." in text
    assert "eta 2025-06-02 11:13:00" in text
    assert "cause remedied itself" in text


def test_text_that_was_left_out_is_shown_as_nothing(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.complete("W-1001", "Ann Marsh", outcome="")

    page = visitor.open(f"{EVENTS}?type=WorkCompleted")

    assert "outcome (nothing)" in page.text


def test_an_empty_log_says_so(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(EVENTS)

    assert "Nothing has happened yet." in page.text
    assert "0 events" in page.text


# Filters


@pytest.mark.parametrize("typed", ["W-1002", "w-1002", " W-1002 "])
def test_the_log_is_filtered_by_the_number_of_a_work(busy_desk: Desk, typed: str) -> None:
    visitor = busy_desk.visitor()
    visitor.open(EVENTS)

    page = visitor.press("Filter", {"Work, operative or Site": typed})

    assert [entry.split()[1:5] for entry in _entries(page)] == [
        ["WorkAssigned", "W-1002", "version", "2"],
        ["WorkRaised", "W-1002", "version", "1"],
    ]
    assert "2 events of W-1002" in page.text
    assert page.field("Work, operative or Site").value == typed.strip()


@pytest.mark.parametrize("name", ["Ann Marsh", "Elm House", "W-1002"])
def test_the_log_is_filtered_by_an_id(busy_desk: Desk, name: str) -> None:
    visitor = busy_desk.visitor()
    visitor.open(EVENTS)

    page = visitor.press("Filter", {"Work, operative or Site": busy_desk.id(name)})

    stream = busy_desk.log.stream(busy_desk.id(name))
    assert [entry.split()[1] for entry in _entries(page)] == [
        event.type_name for event in reversed(stream)
    ]


def test_an_event_leads_to_the_stream_of_its_aggregate(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.raise_work("Lift stuck")
    visitor.open(EVENTS)

    page = visitor.follow("W-1001")

    assert [entry.split()[:3] for entry in _entries(page)] == [
        ["6", "WorkAssigned", "W-1001"],
        ["5", "WorkRaised", "W-1001"],
    ]


def test_what_an_event_speaks_of_is_a_link_too(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    visitor.open(f"{EVENTS}?aggregate=W-1001")

    page = visitor.follow("Ann Marsh")

    assert [entry.split()[1] for entry in _entries(page)] == ["OperativeHired"]
    assert "1 event of Ann Marsh" in page.text


def test_a_works_page_leads_to_its_events(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open("/work/W-1001")

    assert _positions(visitor.follow("The events behind this")) == [5]


def test_the_log_is_filtered_by_type(busy_desk: Desk) -> None:
    visitor = busy_desk.visitor()
    visitor.open(EVENTS)

    page = visitor.press("Filter", {"Type": "OperativeHired"})

    assert [entry.split()[1:4] for entry in _entries(page)] == [
        ["OperativeHired", "Carys", "Lloyd"],
        ["OperativeHired", "Ben", "Okafor"],
        ["OperativeHired", "Ann", "Marsh"],
    ]
    assert "3 events of type OperativeHired" in page.text
    assert page.field("Type").value == "OperativeHired"


def test_the_log_is_filtered_by_aggregate_and_type(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Lift stuck")
    desk.raise_work("Boiler leaks")
    for _ in range(3):
        for label in ("W-1001", "W-1002"):
            desk.assign(label, "Ann Marsh")
            desk.recall(label)
    visitor.open(EVENTS)

    page = visitor.press("Filter", {"Work, operative or Site": "W-1002", "Type": "WorkAssigned"})

    assert [entry.split()[1:5] for entry in _entries(page)] == [
        ["WorkAssigned", "W-1002", "version", str(version)] for version in (6, 4, 2)
    ]
    everything = visitor.follow("Show all")
    assert len(_entries(everything)) == desk.head


def test_of_several_that_are_called_alike_one_can_be_chosen(visitor: Visitor, desk: Desk) -> None:
    desk.clock.move(30)
    first = desk.id("Ann Marsh")
    desk.hire("Ann Marsh")
    desk.acquire("17 Marsh Lane", "York", "YO1 7HH", "01904 496 0110")
    visitor.open(EVENTS)

    page = visitor.press("Filter", {"Work, operative or Site": "marsh", "Type": "OperativeHired"})

    assert "More than one is called marsh: choose whose events to see." in page.text
    assert [words_of(each) for each in page.main.select("ul.rows > li")] == [
        "Ann Marsh hired 10:42",
        "Ann Marsh hired 11:12",
        "17 Marsh Lane, York YO1 7HH 01904 496 0110 · acquired 11:12",
    ]
    assert "event" not in page.text.partition("events to see.")[2]
    chosen = visitor.open(attribute(page.main.select("ul.rows a")[0], "href"))
    assert chosen.field("Work, operative or Site").value == first
    assert "1 event of Ann Marsh of type OperativeHired" in chosen.text


@pytest.mark.parametrize(
    ("operatives", "sites"), [(0, 12), (3, 9), (12, 0), (0, 10), (12, 1), (9, 9)]
)
def test_of_many_that_are_called_alike_the_first_ten_can_be_chosen(
    empty_desk: Desk, operatives: int, sites: int
) -> None:
    for number in range(operatives):
        empty_desk.hire(f"Al{number} York")
    for number in range(sites):
        empty_desk.acquire(f"{number} Elm Road", "York")

    page = empty_desk.visitor().open(f"{EVENTS}?aggregate=york")

    rows = [words_of(each) for each in page.main.select("ul.rows > li")]
    assert len(rows) == 10
    # Those of one kind leave room for the other.
    assert [row.startswith("Al") for row in rows].count(True) == min(operatives, 10 - min(sites, 5))
    assert ("These are the first" in page.text) == (operatives + sites > 10)


@pytest.mark.parametrize(
    "asked_for",
    ["W-9999", "W-", "nonsense", "%ED%A0%80", "x" * 200, f"W-{'9' * 50}", "zzz&type=WorkRaised"],
)
def test_what_nobody_and_nothing_is_called_is_told_as_such(
    visitor: Visitor, desk: Desk, asked_for: str
) -> None:
    page = visitor.open(f"{EVENTS}?aggregate={asked_for}")

    assert page.status == 200
    assert "Nobody and nothing is called that." in page.text
    assert "0 events" not in page.text


@pytest.mark.parametrize("query", ["aggregate=W-1001&type=OperativeHired", "type=WorkClosed"])
def test_a_filter_that_nothing_passes_says_so(visitor: Visitor, desk: Desk, query: str) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open(f"{EVENTS}?{query}")

    assert page.status == 200
    assert "No event is like that." in page.text
    assert "0 events" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "type=Nonsense",
        "aggregate=%25",
        "aggregate=%00",
        "type=%00",
        "before=x",
        "before=-1",
        f"before={'9' * 5000}",
        "before=1e3",
    ],
)
def test_nonsense_in_the_address_asks_for_nothing(visitor: Visitor, desk: Desk, query: str) -> None:
    assert _positions(visitor.open(f"{EVENTS}?{query}")) == [4, 3, 2, 1]


# Pages


@pytest.mark.parametrize("count", [46, 47, 97])
def test_each_event_is_on_exactly_one_page(visitor: Visitor, desk: Desk, count: int) -> None:
    for number in range(count):
        desk.raise_work(f"Call {number}")

    pages = _to_the_end(visitor, EVENTS)

    assert [position for page in pages for position in _positions(page)] == list(
        range(count + 4, 0, -1)
    )
    assert all(len(_positions(page)) == 50 for page in pages[:-1])
    for page in reversed(pages[:-1]):
        assert _positions(visitor.follow("Newer")) == _positions(page)
    assert "Newer" not in visitor.page.links


@pytest.fixture(scope="module")
def long_log() -> Desk:
    """Two works, each assigned and recalled many times. Tests only look at it."""
    desk = staffed_desk()
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    for _ in range(55):
        desk.assign("W-1001", "Ann Marsh")
        desk.recall("W-1001")
        desk.assign("W-1002", "Ann Marsh")
        desk.recall("W-1002")
    return desk


@pytest.mark.parametrize(
    "query",
    ["type=WorkAssigned", "aggregate=W-1001", "aggregate=W-1001&type=WorkAssigned"],
)
def test_a_filtered_log_is_paged_too(long_log: Desk, query: str) -> None:
    visitor = long_log.visitor()
    pages = _to_the_end(visitor, f"{EVENTS}?{query}")

    wanted = [
        event.position
        for event in long_log.events()
        if ("aggregate" not in query or event.aggregate_id == long_log.id("W-1001"))
        and ("type" not in query or event.type_name == "WorkAssigned")
    ]
    assert len(pages) > 1
    positions = [position for page in pages for position in _positions(page)]
    assert positions == sorted(wanted, reverse=True)
    assert len(_positions(visitor.follow("Newer"))) == 50


def test_events_that_come_in_the_meantime_do_not_shift_the_older_page(
    visitor: Visitor, desk: Desk
) -> None:
    for number in range(60):
        desk.raise_work(f"Call {number}")
    first = visitor.open(EVENTS)
    desk.raise_work("In the meantime")

    second = visitor.follow("Older")

    assert _positions(first)[-1] - 1 == _positions(second)[0]


def test_before_the_first_event_the_page_leads_back_to_newer_ones(
    visitor: Visitor, desk: Desk
) -> None:
    page = visitor.open(f"{EVENTS}?before=1")

    assert _positions(page) == []
    assert "Nothing has happened yet." not in page.text
    assert _positions(visitor.follow("Newer")) == [4, 3, 2, 1]


def _to_the_end(visitor: Visitor, address: str) -> list[Page]:
    pages = [visitor.open(address)]
    while "Older" in visitor.page.links:
        pages.append(visitor.follow("Older"))
    return pages


def _entries(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("ol.log > li")]


def _positions(page: Page) -> list[int]:
    return [int(entry.split()[0]) for entry in _entries(page)]


# The checkpoint


def test_the_page_shows_what_stands_for_everything_up_to_the_newest_event(
    visitor: Visitor, desk: Desk
) -> None:
    for title in ("Boiler leaks", "Lift stuck"):
        desk.raise_work(title)

        page = visitor.open(EVENTS)

        assert _checkpoints(page) == [str(checkpoint_at(desk.log, desk.head))]
    assert desk.head == 6


@pytest.mark.parametrize("query", ["before=3", "type=SiteAcquired", "aggregate=nonsense"])
def test_the_checkpoint_stands_for_the_whole_log_whichever_part_is_shown(
    visitor: Visitor, desk: Desk, query: str
) -> None:
    page = visitor.open(f"{EVENTS}?{query}")

    assert _checkpoints(page) == [str(checkpoint_at(desk.log, 4))]


def test_nothing_stands_for_an_empty_log(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(EVENTS)

    assert _checkpoints(page) == []
    assert "heckpoint" not in page.text
    assert "in the log no more" not in page.text


def test_a_log_whose_newest_event_was_taken_away_meanwhile_is_shown_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = staffed_desk()
    move(desk, SqliteStore(tmp_path / "desk.db"))
    visitor = desk.visitor()
    before = visitor.open(EVENTS)
    spoil(tmp_path / "desk.db", "DELETE FROM stored_events WHERE rowid = 4")

    page = visitor.open(EVENTS)
    third = str(checkpoint_at(desk.log, 3))
    desk.log.close()

    assert _positions(before) == [4, 3, 2, 1]
    assert _positions(page) == [3, 2, 1]
    assert "The newest stands at position 3." in page.text
    assert _checkpoints(before) != _checkpoints(page) == [third]
    assert "the log is not the one that was read up to position 4" in caplog.text


def _checkpoints(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("code.checkpoint")]
