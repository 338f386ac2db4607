"""The register of Work: all of it, by whatever is asked."""

from datetime import UTC, datetime

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk, staffed_desk
from tests.web.page import Page, attribute, words_of
from tests.web.visitor import Visitor

WORK = "/work/"
FILTER = "Number or words"
TABS = ["All", "Open", "Awaiting Control", "Queued", "En route", "On site", "Completed", "Closed"]


def test_the_list_shows_all_work_newest_first(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck", "Elm House", "31 Queen Square")
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(WORK)

    assert _rows(page) == [
        "W-1002 routine Lift stuck Elm House, Leeds and 31 Queen Square, Bristol "
        "awaiting Control raised 10:42 due Wed 4 Jun 10:42 to be there",
        "W-1001 routine Boiler leaks Elm House, Leeds queued Ann Marsh raised 10:42 "
        "due Wed 4 Jun 10:42 to be there",
    ]
    assert page.link("W-1001") == "/work/W-1001"


def test_before_anything_is_raised_the_list_says_so(visitor: Visitor) -> None:
    for address in (WORK, f"{WORK}?sort=title"):
        assert "No Work has been raised yet." in visitor.open(address).text


@pytest.mark.parametrize(
    ("tab", "numbers"),
    [
        ("All", [1006, 1005, 1004, 1003, 1002, 1001]),
        ("Open", [1004, 1003, 1002, 1001]),
        ("Awaiting Control", [1001]),
        ("Queued", [1002]),
        ("En route", [1003]),
        ("On site", [1004]),
        ("Completed", [1005]),
        ("Closed", [1006]),
    ],
)
def test_a_tab_shows_the_work_at_that_stage(
    unchanged_desk: Desk, tab: str, numbers: list[int]
) -> None:
    visitor = unchanged_desk.visitor()
    visitor.open(WORK)

    page = visitor.follow(tab)

    assert _numbers(page) == numbers
    tabs = page.main.select("nav.tabs a")
    assert [words_of(each) for each in tabs] == TABS
    current = [words_of(each) for each in tabs if each.get("aria-current") == "page"]
    assert current == [tab]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("W-1002", [1002]),
        ("w-1002", [1002]),
        ("1002", [1002]),
        ("LIFT", [1002]),
        ("stuck lift", [1002]),
        ("basement", [1002, 1001]),
        ("lift boiler", []),
        ("   ", [1003, 1002, 1001]),
    ],
)
def test_the_list_is_filtered_by_number_and_words(
    visitor: Visitor, desk: Desk, typed: str, numbers: list[int]
) -> None:
    desk.raise_work("Boiler leaks", description="In the basement.")
    desk.raise_work("Lift stuck", description="Below the basement.")
    desk.raise_work("Door jams")
    visitor.open(WORK)

    page = visitor.press("Filter", {FILTER: typed})

    assert _numbers(page) == numbers
    assert page.field(FILTER).value == typed.strip()


def test_a_filter_that_finds_nothing_says_so_and_can_be_taken_back(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(WORK)

    page = visitor.press("Filter", {FILTER: "unheard of"})

    assert "No Work is like that." in page.text
    assert _numbers(visitor.follow("Show all")) == [1001]


def test_filter_and_tab_go_together(busy_desk: Desk) -> None:
    busy_desk.raise_work("Boiler bangs")
    visitor = busy_desk.visitor()
    visitor.open(WORK)

    assert _numbers(visitor.press("Filter", {FILTER: "boiler"})) == [1007, 1001]
    assert _numbers(visitor.follow("Awaiting Control")) == [1007, 1001]
    assert _numbers(visitor.press("Filter", {FILTER: "leaks"})) == [1001]
    assert _numbers(visitor.follow("Queued")) == []
    assert _numbers(visitor.follow("All")) == [1001]


def test_since_today_shows_only_what_came_to_that_stage_today(visitor: Visitor, desk: Desk) -> None:
    for _ in range(2):
        desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    for label, end in (("W-1001", "2025-06-02T22:59"), ("W-1002", "2025-06-02T23:01")):
        desk.clock.now = datetime.fromisoformat(end).replace(tzinfo=UTC)
        desk.dispatch(label, "Ann Marsh")
        desk.arrive(label, "Ann Marsh")
        desk.complete(label, "Ann Marsh")

    page = visitor.open(f"{WORK}?stage=COMPLETED&since=today")

    assert _numbers(page) == [1002], "midnight is that of the desk's time zone"
    assert "Only those completed today." in page.text
    assert _numbers(visitor.follow("Show all that are completed")) == [1002, 1001]


def test_a_long_list_is_paged_and_each_work_is_on_one_page(many: Desk) -> None:
    visitor = many.visitor()
    first = visitor.open(WORK)
    second = visitor.follow("Older")
    third = visitor.follow("Older")

    assert [len(_numbers(page)) for page in (first, second, third)] == [25, 25, 3]
    numbers = [number for page in (first, second, third) for number in _numbers(page)]
    assert numbers == list(range(1053, 1000, -1))
    assert "Older" not in third.links
    assert "Newest" not in first.links
    assert visitor.follow("Newest").address == WORK
    # No page leads there: to count so far takes the longer, the longer the list.
    assert visitor.open(f"{WORK}?page=3").text == first.text


def test_older_keeps_stage_and_filter(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 31):
        for kind in ("even", "odd"):
            desk.assign(desk.raise_work(f"{kind} {number}"), "Ann Marsh")
    visitor.open(f"{WORK}?stage=QUEUED")
    visitor.press("Filter", {FILTER: "odd"})

    page = visitor.follow("Older")

    assert _numbers(page) == [1010, 1008, 1006, 1004, 1002]
    assert page.field(FILTER).value == "odd"
    current = page.main.select_one("nav.tabs [aria-current]")
    assert current is not None
    assert words_of(current) == "Queued"


@pytest.mark.parametrize(
    "query",
    [
        *("stage=NONSENSE", "stage=%00", "priority=HIGH", "late=perhaps", "sort=nonsense"),
        *("since=never", "since=today"),
        *("before=x", "before=-1", "before=²", f"before={'9' * 5000}"),
    ],
)
def test_nonsense_in_the_address_asks_for_nothing(visitor: Visitor, desk: Desk, query: str) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(24 * 60)

    page = visitor.open(f"{WORK}?{query}")

    assert _numbers(page) == [1001]
    assert page.link("CSV") == "/work/export.csv"


# What else can be asked


@pytest.fixture(scope="module")
def asked() -> Desk:
    """W-1001 to W-1004, of which the first is late, the second finished late and the third
    finished in time; Mary Bell called about the second. Tests only look at it."""
    desk = staffed_desk()
    mary = {"caller": "Mary Bell", "telephone": "07700 900123"}
    desk.raise_work("Boiler leaks", priority=Priority.EMERGENCY)
    desk.raise_work("Lift stuck", "31 Queen Square", priority=Priority.URGENT, **mary)
    desk.raise_work("Alarm sounds")
    desk.assign("W-1001", "Ann Marsh")
    desk.assign("W-1002", "Ben Okafor")
    desk.clock.move(13 * 60 + 30)  # past midnight, but not yet in UTC
    desk.close("W-1003")
    desk.dispatch("W-1002", "Ben Okafor")
    desk.arrive("W-1002", "Ben Okafor")
    desk.complete("W-1002", "Ben Okafor")
    desk.raise_work("Door jams", "31 Queen Square")
    return desk


@pytest.mark.parametrize(
    ("typed", "numbers", "address"),
    [
        ({"Priority": "Urgent"}, [1002], "priority=URGENT"),
        ({"Late or not": "Late"}, [1002, 1001], "late=yes"),
        ({"Late or not": "Not late"}, [1004, 1003], "late=no"),
        ({"Site": "queen"}, [1004, 1002], "site=queen"),
        ({"Town": "lee"}, [1003, 1001], "town=lee"),
        ({"Operative": "okafor"}, [1002], "operative=okafor"),
        ({"Caller": "mary"}, [1002], "caller=mary"),
        ({"Caller": "900123"}, [1002], "caller=900123"),
        ({"Raised from": "2025-06-03"}, [1004], "raised_from=2025-06-03"),
        ({"Raised until": "2025-06-02"}, [1003, 1002, 1001], "raised_to=2025-06-02"),
        ({"Finished from": "2025-06-03"}, [1003, 1002], "finished_from=2025-06-03"),
        ({"Finished until": "2025-06-02"}, [], "finished_to=2025-06-02"),
        (
            {FILTER: "lift", "Late or not": "Late", "Town": "Bristol"},
            [1002],
            "late=yes&town=Bristol&filter=lift",
        ),
        ({"Sorted by": "Title"}, [1003, 1001, 1004, 1002], "sort=title"),
        ({"Sorted by": "Due"}, [1001, 1004, 1002, 1003], "sort=due"),
    ],
)
def test_what_is_chosen_stands_in_the_address_and_nothing_else(
    asked: Desk, typed: dict[str, str | bool], numbers: list[int], address: str
) -> None:
    visitor = asked.visitor()
    visitor.open(WORK)

    page = visitor.press("Filter", typed)

    assert sorted(_numbers(page)) == sorted(numbers)
    assert sorted(page.address.removeprefix(f"{WORK}?").split("&")) == sorted(address.split("&"))
    assert _numbers(asked.visitor().open(page.address)) == _numbers(page), "it can be shared"
    said = {name: text for name, _, text in (part.partition("=") for part in address.split("&"))}
    assert {page.field(label).name: page.field(label).value for label in typed} == said


@pytest.mark.parametrize(
    ("column", "numbers", "first", "then"),
    [
        ("Title", [1003, 1001, 1004, 1002], "ascending", "descending"),
        ("Priority", [1001, 1002, 1003, 1004], "ascending", "descending"),
        ("Site", [1002, 1004, 1001, 1003], "ascending", "descending"),
        ("Who", [1001, 1002, 1003, 1004], "ascending", "descending"),
        ("Stage", [1004, 1001, 1002, 1003], "ascending", "descending"),
        ("Due", [1001, 1004, 1002, 1003], "ascending", "descending"),
        # Of moments, the newest come first.
        ("Raised", [1004, 1003, 1002, 1001], "descending", "ascending"),
        ("Finished", [1003, 1002, 1004, 1001], "descending", "ascending"),
    ],
)
def test_a_column_sorts_and_sorts_the_other_way_round(
    asked: Desk, column: str, numbers: list[int], first: str, then: str
) -> None:
    visitor = asked.visitor()
    visitor.open(WORK)

    page = visitor.follow(column)

    assert _numbers(page) == numbers
    assert _sorted_by(page) == (column, first)
    assert _sorted_by(visitor.follow(column)) == (column, then)


def test_the_usual_order_is_not_said(asked: Desk) -> None:
    visitor = asked.visitor()
    page = visitor.open(WORK)
    assert _sorted_by(page) == ("Number", "descending")
    assert visitor.follow("Number").address == f"{WORK}?sort=number"
    assert visitor.follow("Number").address == WORK


def test_a_filter_leaves_the_order_as_it_is_also_the_other_way_round(asked: Desk) -> None:
    visitor = asked.visitor()
    visitor.open(f"{WORK}?sort=-title")

    assert _numbers(visitor.press("Filter", {"Town": "leeds"})) == [1001, 1003]


@pytest.fixture(scope="module")
def many() -> Desk:
    """More works than two pages have. Tests only look at it."""
    desk = staffed_desk()
    for number in range(1, 54):
        desk.raise_work(f"Call {number}")
    return desk


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "53 works"),
        ("?before=1020", "53 works"),
        ("?sort=title&page=2", "53 works"),
        ("?stage=OPEN", "53 works"),
        ("?stage=OPEN&before=1020", "53 works"),
        ("?late=no&sort=title&page=3", "53 works"),
        ("?filter=17", "1 Work"),
        ("?filter=call", "Many works"),
        ("?filter=call&before=1020", "Many works"),
        ("?filter=call&sort=title&page=2", "53 works"),
    ],
)
def test_it_says_how_many_there_are(many: Desk, query: str, said: str) -> None:
    assert f" {said} · all of " in many.visitor().open(f"{WORK}{query}").text


def test_the_rest_of_the_filter_is_open_when_it_is_used(asked: Desk) -> None:
    visitor = asked.visitor()
    assert visitor.open(WORK).main.select("details[open]") == []
    assert visitor.open(f"{WORK}?late=yes&filter=lift").main.select("details[open]") == []
    assert len(visitor.open(f"{WORK}?town=leeds").main.select("details[open]")) == 1


def test_a_site_or_an_operative_can_be_named_by_a_link(asked: Desk) -> None:
    visitor = asked.visitor()

    page = visitor.open(f"{WORK}?site={asked.id('Elm House')}&late=yes")

    assert _numbers(page) == [1001]
    assert "Filtered by: late: yes, Site Elm House, Leeds" in page.text
    assert _numbers(visitor.press("Filter", {"Late or not": "Either"})) == [1003, 1001]
    assert _numbers(visitor.follow("any Site")) == [1004, 1003, 1002, 1001]
    page = visitor.open(f"{WORK}?operative={asked.id('Ann Marsh')}")
    assert _numbers(page) == [1001]
    assert "Filtered by: operative Ann Marsh" in page.text


def test_who_finished_it_when_and_how_is_in_its_row(asked: Desk) -> None:
    by_number = {row.split()[0]: row for row in _rows(asked.visitor().open(WORK))}
    assert by_number["W-1002"].endswith(
        "completed Ben Okafor raised Mon 2 Jun 10:42 finished 00:12 mended, arrived late"
    )
    assert by_number["W-1003"].endswith(
        "closed the desk raised Mon 2 Jun 10:42 finished 00:12 remedied itself"
    )
    assert by_number["W-1001"].endswith("due Mon 2 Jun 12:42 late to arrive")


@pytest.mark.parametrize("day", ["3 June", "2025-13-01", "9999-12-31"])
def test_a_day_that_makes_no_sense_is_said_and_kept(asked: Desk, day: str) -> None:
    visitor = asked.visitor()
    visitor.open(WORK)

    page = visitor.press("Filter", {FILTER: "lift", "Raised until": day})

    field = page.field("Raised until")
    assert (page.status, field.value, field.is_invalid) == (422, day, True)
    assert field.error == "A day is written as 2025-06-03."
    assert page.field(FILTER).value == "lift"
    assert len(page.main.select("details[open]")) == 1
    assert _rows(page) == []
    assert "No Work is like that" not in page.text
    for kind in ("csv", "xlsx"):
        answer = visitor.client.get(f"/work/export.{kind}?raised_to={day}")
        assert answer.status_code == 422
        assert "A day is written as 2025-06-03." in answer.text


@pytest.mark.parametrize("what", ["Raised", "Finished"])
def test_a_last_day_before_the_first_is_said_beside_it(asked: Desk, what: str) -> None:
    visitor = asked.visitor()
    visitor.open(WORK)

    page = visitor.press("Filter", {f"{what} from": "2025-06-04", f"{what} until": "2025-06-03"})

    field = page.field(f"{what} until")
    assert (page.status, field.value, field.is_invalid) == (422, "2025-06-03", True)
    assert field.error == "This is before the day that it begins with, 2025-06-04."
    assert "No Work is like that" not in page.text

    page = visitor.press("Filter", {f"{what} until": "2025-06-04"})

    assert page.status == 200


def test_a_long_list_in_another_order_has_pages_too(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 54):
        desk.raise_work(f"Call {number}")

    visitor.open(f"{WORK}?sort=title")
    second = visitor.follow("Next")
    third = visitor.follow("Next")

    assert [len(_numbers(page)) for page in (second, third)] == [25, 3]
    assert _numbers(third) == [1051, 1052, 1053]
    assert second.address == f"{WORK}?sort=title&page=2"
    assert _numbers(visitor.follow("Previous")) == _numbers(second)
    assert visitor.follow("Previous").address == f"{WORK}?sort=title"


def _rows(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select("table.register tbody tr")]


def _numbers(page: Page) -> list[int]:
    return [int(row.split()[0].removeprefix("W-")) for row in _rows(page)]


def _sorted_by(page: Page) -> tuple[str, str]:
    [heading] = page.main.select("th[aria-sort]")
    [order] = heading.select("a[aria-current]")
    return words_of(order), attribute(heading, "aria-sort")
