"""The desk as of a moment in the past, seen from outside."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from app.settings import Settings
from tests.web.crawl import all_links_of, every_page, moment_of, question_of
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.page import Page, attribute, words_of
from tests.web.visitor import Visitor

ADDRESSES = [
    "/",
    "/about",
    "/administration/",
    "/administration/operatives",
    "/administration/permissions",
    "/administration/sites",
    "/control/",
    "/events",
    "/events?type=WorkRaised",
    "/operatives/",
    "/response/",
    "/response/?raised=W-1001",
    "/work/",
    "/work/?stage=COMPLETED&since=today",
    "/work/W-1001",
]
ONLY_FOR_DOING = (
    "Recall",
    "Close without completing",
    "Reopen",
    "Assign it at Control",
    "Hire an operative",
    "Acquire a Site",
)


@pytest.fixture(scope="module")
def looked_at() -> Iterator[Desk]:
    """A Work at every stage; see desk_at_every_stage. Tests only look at it."""
    desk = desk_at_every_stage()
    yield desk
    desk.log.close()


def as_of(moment: object, address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}as_of={quote(str(moment))}"


def band(page: Page) -> str:
    """What a page says about the moment it is of."""
    return " ".join(words_of(each) for each in page.soup.select(".past-when"))


def steps(page: Page) -> dict[str, str]:
    """Where the steps through time lead."""
    return {words_of(a): attribute(a, "href") for a in page.soup.select(".past a")}


def first_with(busy_desk: Desk, type_name: str) -> int:
    """The position of the first event of that type."""
    return next(each.position for each in busy_desk.events() if each.type_name == type_name)


@pytest.mark.parametrize("moment", ["20", "2025-06-02T10:46"])
@pytest.mark.parametrize("address", [*ADDRESSES, "an operative's page"])
def test_a_page_of_the_past_says_so_and_does_nothing(
    looked_at: Desk, address: str, moment: str
) -> None:
    if address == "an operative's page":
        address = looked_at.page_of("Carys Lloyd")

    page = looked_at.visitor().open(as_of(moment, address))

    assert page.status == 200
    assert page.title.startswith("As it was: ")
    assert band(page).startswith("As it was on Mon 2 June 2025, 10:4")
    assert set(steps(page)) == {"Event before", "Event after", "Back to now"}
    assert [form for form in page.soup.select("form") if attribute(form, "method") != "get"] == []
    assert set(page.buttons) <= {"Filter"}
    assert not set(page.links) & set(ONLY_FOR_DOING)
    assert page.main.select("a.recall") == []


@pytest.mark.parametrize("moment", ["0", "12", "24"])
def test_links_lead_to_pages_of_the_same_moment(looked_at: Desk, moment: str) -> None:
    """But for steps through time, what is called the desk at this moment, where an open desk is
    closed, and the keys, which are always the same."""
    pages = every_page(looked_at.visitor(), as_of(moment, "/"), kind=question_of)

    assert len(pages) > 12
    for address, page in pages.items():
        assert page.status == 200, address
        assert moment_of(page.address) == [moment], address
        elsewhere = {
            attribute(a, "href")
            for a in page.soup.select("a[href]")
            if words_of(a) in ("The desk at this moment", "Add an administrator", "Keys")
        }
        for link in {*all_links_of(page)} - elsewhere - {*steps(page).values()}:
            assert moment_of(link) == [moment], f"{address} leads to {link}"


def test_every_page_that_can_be_reached_leads_back_to_now(looked_at: Desk) -> None:
    for address in ADDRESSES:
        page = looked_at.visitor().open(as_of(20, address))
        now = looked_at.visitor().open(steps(page)["Back to now"])
        assert now.status == 200
        assert band(now) == ""
        assert now.heading == page.heading.replace("that day", "today")


def test_steps_lead_to_the_event_before_and_after_and_keep_what_else_is_asked_for(
    looked_at: Desk,
) -> None:
    visitor = looked_at.visitor()
    page = visitor.open("/events/?type=WorkRaised&as_of=7")
    assert steps(page) == {
        "Event before": "/events/?type=WorkRaised&as_of=6",
        "Event after": "/events/?type=WorkRaised&as_of=8",
        "Back to now": "/events/?type=WorkRaised",
    }
    assert "after event 8" in band(visitor.open(steps(page)["Event after"]))
    assert set(steps(visitor.open("/?as_of=0"))) == {"Event after", "Back to now"}
    at_the_end = visitor.open(as_of(looked_at.head, "/"))
    assert set(steps(at_the_end)) == {"Event before", "Back to now"}


@pytest.mark.parametrize(
    "strange",
    ["endpoint=x", "_external=1&_scheme=javascript", "operative_id=y", "_anchor=z", "label=W-1"],
)
def test_steps_take_nothing_that_stands_in_the_address_for_their_own(
    looked_at: Desk, strange: str
) -> None:
    address = looked_at.page_of("Ann Marsh")
    page = looked_at.visitor().open(f"{address}?{strange}&as_of=20")
    assert page.status == 200
    assert steps(page)["Back to now"] == f"{address}?{strange}"


def test_a_search_in_the_past_stays_there(looked_at: Desk) -> None:
    visitor = looked_at.visitor()
    visitor.open("/work/?as_of=8")
    page = visitor.press("Filter", {"Number or words": "leeds"})
    found = [words_of(each) for each in page.main.select(".register .number")]
    assert found == ["W-1003", "W-1002", "W-1001"]
    assert "as_of=8" in page.address
    visitor.open("/events?as_of=8")
    page = visitor.press("Filter", {"Type": "WorkRaised"})
    assert "3 events of type WorkRaised" in page.text


def test_other_ways_to_write_an_address_stay_in_the_past(looked_at: Desk) -> None:
    visitor = looked_at.visitor()
    assert visitor.open("/work/w1002?as_of=20").address == "/work/W-1002?as_of=20"
    assert visitor.open("/administration/?as_of=20").address == (
        "/administration/operatives?as_of=20"
    )
    assert visitor.open("/control/?work=W-1001&as_of=20").address == (
        "/control/?open=W-1001&as_of=20"
    )


@pytest.mark.parametrize("moment", ["20", "x"])
def test_what_comes_from_a_page_of_the_past_is_refused_and_kept(
    busy_desk: Desk, moment: str
) -> None:
    visitor, head = busy_desk.visitor(), busy_desk.head
    for address, button, fields in (
        ("/administration/operatives", "Hire", {"Forename": "Zoe", "Surname": "Lane"}),
        ("/work/W-1002/recall", "Recall W-1002", {"Reason": "Ann is ill."}),
        ("/control/", "Assign W-1001 to Ben", {}),
    ):
        visitor.open(address)
        sent = visitor.form(button).fill({**fields}).submission()
        sent.address = as_of(moment, sent.address)

        page = visitor.send(sent)

        assert page.status == 409
        assert "what has happened stays as it is. Nothing has been done." in page.text
        for text in fields.values():
            assert text in page.text
        assert busy_desk.head == head


A_MOMENT = "A moment is written as"
WRONG = {
    "x": A_MOMENT,
    "-1": A_MOMENT,
    "1.5": A_MOMENT,
    "": A_MOMENT,
    "9" * 5_000: A_MOMENT,
    "٣": A_MOMENT,
    "２０２５-06-02T10:45": A_MOMENT,
    "2025-06-02": A_MOMENT,
    "2025-06-02T10:45+00:00": A_MOMENT,
    "2025-06-02T10:45Z": A_MOMENT,
    "2026-13-40T99:99": A_MOMENT,
    "0001-01-01T00:00": "",
    "9999-12-31T23:59": "That time has not come yet.",
    "2025-06-02T10:55": "That time has not come yet.",
    "99999": "There is no event at position 99,999 yet: the log ends at ",
    "1&as_of=2": "A page can be of one moment only",
    "2025-03-30T01:30": "The desk's clocks never showed that time",
}


@pytest.mark.parametrize("moment", WRONG, ids=[each[:24] or "empty" for each in WRONG])
@pytest.mark.parametrize("address", ["/", "/work/W-1001"])
def test_a_moment_that_there_is_not_gets_one_sentence(
    looked_at: Desk, address: str, moment: str
) -> None:
    page = looked_at.visitor().open(f"{address}?as_of={quote(moment, safe='&=')}")
    if not WRONG[moment]:
        assert "before anything happened" in band(page)
        return
    assert page.status == 400
    assert band(page) == ""
    assert WRONG[moment] in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/work/W-1002/recall",
        "/work/W-1001/close",
        "/work/W-1005/reopen",
        "/about/projections",
        "/health",
    ],
)
@pytest.mark.parametrize("moment", ["20", "x"])
def test_what_is_only_for_now_is_not_shown_as_of_the_past(
    looked_at: Desk, address: str, moment: str
) -> None:
    page = looked_at.visitor().open(as_of(moment, address))
    assert page.status == 400
    sentence = "There is only a page of now at this address: it cannot be shown as of the past."
    assert sentence in page.text


@pytest.mark.parametrize("moment", ["20", "x", "99999"])
def test_an_address_that_leads_nowhere_is_told_as_such(looked_at: Desk, moment: str) -> None:
    assert looked_at.visitor().open(as_of(moment, "/no/such/page")).status == 404


@pytest.mark.parametrize(("moment", "status"), [("20", 200), ("x", 400), ("99999", 400)])
def test_an_address_that_only_takes_forms_leads_to_their_page_as_it_was(
    looked_at: Desk, moment: str, status: int
) -> None:
    page = looked_at.visitor().open(as_of(moment, "/control/assign"))
    assert (page.path, page.status) == ("/control/", status)


def test_before_anything_happened_there_is_nothing(looked_at: Desk) -> None:
    visitor = looked_at.visitor()
    for address in ("/", "/control/", "/response/", "/administration/sites", "/about", "/events"):
        page = visitor.open(as_of(0, address))
        assert band(page) == "As it was before anything happened"
        assert page.status == 200
        assert not set(page.links) & set(ONLY_FOR_DOING)
    assert "There was no Site yet." in visitor.open("/administration/sites?as_of=0").text
    page = visitor.open("/?as_of=2020-01-01T00:00")
    assert band(page) == "As it was on Wed 1 January 2020, 00:00:00, before anything happened"


def test_what_was_not_there_yet_is_not_there_and_time_goes_on(looked_at: Desk) -> None:
    visitor = looked_at.visitor()
    raised = first_with(looked_at, "WorkRaised")
    page = visitor.open(as_of(raised - 1, "/work/W-1001"))
    assert page.status == 404
    assert "There is no Work with that number on this desk as it was then." in page.text
    assert page.link("Back to the page before it") == f"/work/?as_of={raised - 1}"
    page = visitor.open(steps(page)["Event after"])
    assert (page.status, page.heading) == (200, "Boiler leaks")
    page = visitor.open(as_of(1, looked_at.page_of("Ben Okafor")))
    assert page.status == 404
    assert "There is no such operative on this desk as it was then." in page.text


def test_times_and_ages_are_those_of_the_moment(desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(25)
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    desk.complete("W-1001", "Ann Marsh")
    completed = desk.head
    desk.clock.move(3 * 24 * 60)
    desk.raise_work("Lift stuck")
    visitor = desk.visitor()

    page = visitor.open(as_of(completed, "/"))
    assert "1 completed that day" in page.text
    page = visitor.open(as_of(completed + 1, "/"))
    assert "0 completed that day" in page.text
    page = visitor.open(as_of(completed, "/work/W-1001"))
    assert "Raised 10:42 by the desk, 25 min before" in page.text
    page = visitor.open("/work/W-1001?as_of=2025-06-02T11:02")
    assert "20 min before" in page.text
    assert "waiting" in page.text
    page = visitor.open(as_of(completed, "/work/?stage=COMPLETED&since=today"))
    assert "Only those completed that day." in page.text
    assert len(page.main.select("table.register tbody tr")) == 1


def desk_in_london(now: datetime) -> Desk:
    return Desk(Settings(), now)


def test_of_an_hour_that_comes_twice_the_second_counts_once_it_has_come() -> None:
    """In London clocks went back on 26 October 2025, at 01:00 UTC."""
    desk = desk_in_london(datetime(2025, 10, 26, 0, 10, tzinfo=UTC))
    desk.hire("Ann Marsh")
    desk.clock.now = datetime(2025, 10, 26, 0, 40, tzinfo=UTC)
    visitor = desk.visitor()
    assert "after event 1" in band(visitor.open("/?as_of=2025-10-26T01:30"))
    desk.clock.now = datetime(2025, 10, 26, 1, 20, tzinfo=UTC)
    desk.hire("Ben Okafor")
    assert "after event 1" in band(visitor.open("/?as_of=2025-10-26T01:30"))
    desk.clock.now = datetime(2025, 10, 26, 2, 0, tzinfo=UTC)
    assert "after event 2" in band(visitor.open("/?as_of=2025-10-26T01:30"))
    assert "after event 1" in band(visitor.open("/?as_of=2025-10-26T01:15"))
    desk.log.close()


def test_the_time_that_a_page_says_means_the_same_moment(desk: Desk) -> None:
    """Though it leaves out fractions of seconds, which events have."""
    desk.clock.now += timedelta(seconds=11, milliseconds=300)
    desk.hire("Carys Lloyd")
    desk.clock.move(1)
    visitor = desk.visitor()
    said = "As it was on Mon 2 June 2025, 10:42:11, after event 5"
    assert band(visitor.open("/?as_of=5")) == said
    assert band(visitor.open("/?as_of=2025-06-02T10:42:11")) == said
    for fraction in (".2", ",2"):
        page = visitor.open(f"/?as_of=2025-06-02T10:42:11{fraction}")
        assert "after event 4" in band(page)
    assert "after event 4" in band(visitor.open("/?as_of=2025-06-02T10:42"))


def test_an_event_of_a_clock_that_lags_counts_as_of_the_one_before_it(desk: Desk) -> None:
    """Four are at 10:42; then one at 11:30, by a clock that is ahead, and one at 10:50."""
    desk.clock.move(48)
    desk.hire("Carys Lloyd")
    desk.clock.move(-40)
    desk.hire("Dora Pugh")
    desk.clock.move(60)
    visitor = desk.visitor()
    assert "after event 4" in band(visitor.open("/?as_of=2025-06-02T11:00"))
    assert band(visitor.open("/?as_of=2025-06-02T11:31")).endswith("11:31:00, after event 6")
    assert (
        band(visitor.open("/?as_of=6")) == "As it was on Mon 2 June 2025, 11:30:00, after event 6"
    )


def test_a_gap_between_positions_means_the_event_before_it(tmp_path: Path) -> None:
    original = desk_at_every_stage()
    file = tmp_path / "desk.db"
    prepare(SqliteStore(file))
    with closing(open_log(SqliteStore(file))) as log:
        records = original.log.records(after=0, limit=100)
        log.restore(records, original.log.keys(records))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE stored_events SET rowid = rowid + 5000 WHERE rowid > 12")
    original.log.close()
    desk = Desk(log=open_log(SqliteStore(file)), now=original.clock.now)
    visitor = desk.visitor()
    for address in ADDRESSES:
        page = visitor.open(as_of(100, address))
        assert page.status == 200, address
        assert band(page).endswith("after event 12")
    moments = {
        each: parse_qs(urlsplit(link).query)["as_of"]
        for each, link in steps(page).items()
        if each != "Back to now"
    }
    assert moments == {"Event before": ["11"], "Event after": ["5013"]}
    desk.log.close()


def test_a_notice_waits_for_a_page_of_now(desk: Desk, visitor: Visitor) -> None:
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill({"Forename": "Zoe", "Surname": "Lane"}).submission()
    visitor.post(sent)
    assert visitor.open("/administration/operatives?as_of=2").notices == []
    assert visitor.open("/administration/operatives").notices == ["Zoe Lane hired"]
    assert visitor.open("/administration/operatives").notices == []


def test_the_story_of_a_work_and_the_log_lead_to_the_desk_at_each_moment(looked_at: Desk) -> None:
    visitor = looked_at.visitor()
    moment = "The desk at this moment"
    for address in ("/work/W-1005", "/events?aggregate=W-1005"):
        page = visitor.open(address)
        links = [attribute(a, "href") for a in page.main.select("a") if words_of(a) == moment]
        positions = [
            each.position
            for each in looked_at.events()
            if each.aggregate_id == looked_at.id("W-1005")
        ]
        assert sorted(links) == sorted(f"/control/?as_of={each}" for each in positions)
    assert f"after event {positions[0]}" in band(visitor.open(f"/control/?as_of={positions[0]}"))


def test_a_page_of_now_is_not_marked(looked_at: Desk) -> None:
    pages = every_page(looked_at.visitor(), kind=question_of)

    assert len(pages) > 20
    assert {band(page) for page in pages.values()} == {""}


def test_only_what_follows_is_left_out(busy_desk: Desk) -> None:
    """An hour later, a moment of before is as it was."""
    visitor = busy_desk.visitor()
    head = busy_desk.head
    before = visitor.open(as_of(head, "/control/"))
    busy_desk.clock.move(60)
    busy_desk.assign("W-1001", "Ann Marsh")
    after = visitor.open(as_of(head, "/control/"))
    assert after.text == before.text
