"""From one page to the one that somebody wants next."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.page import attribute
from tests.web.visitor import Visitor


def test_from_a_works_page_to_where_it_waits_at_control(visitor: Visitor, desk: Desk) -> None:
    for number in range(45):
        desk.raise_work(f"Leak {number}")
    visitor.open("/work/W-1043")

    page = visitor.follow("Assign it at Control")

    assert page.address == "/control/?open=W-1043"
    assert page.waiting[0] == "W-1041"
    assert page.row("W-1043").is_open


@pytest.mark.parametrize("asked", ["W-1001", "W-9999", "nonsense"])
def test_what_does_not_wait_leads_to_control_all_the_same(
    visitor: Visitor, desk: Desk, asked: str
) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")

    assert visitor.open(f"/control/?work={asked}").heading == "Control"


def test_assigning_from_a_later_page_stays_there(visitor: Visitor, desk: Desk) -> None:
    for number in range(45):
        desk.raise_work(f"Leak {number}")
    visitor.open("/control/?page=2")

    page = visitor.press("Assign W-1025 to Ann")

    assert page.redirects == [(303, "/control/?page=2#W-1026")]
    assert page.notices == ["W-1025 assigned to Ann Marsh"]


def test_control_says_who_had_it_before(visitor: Visitor, desk: Desk) -> None:
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    desk.abandon("W-1001", "Ann Marsh", reason="No ladder.")

    row = visitor.open("/control/?open=W-1001").row("W-1001")

    assert row.text.endswith("Boiler leaks Leeds Ann Marsh: No ladder. Elm House")
    assert "Abandoned by Ann Marsh, 10:42 No ladder." in row.opened


def test_two_people_of_the_same_name_can_be_told_apart_at_control(
    visitor: Visitor, desk: Desk
) -> None:
    desk.clock.move(5)
    desk.hire("Ann Marsh")
    desk.raise_work("Boiler leaks", priority=Priority.URGENT)

    page = visitor.open("/control/")

    assert {"Ann Marsh (hired 10:42) free", "Ann Marsh (hired 10:47) free"} < set(
        page.row("W-1001").suggested
    )
    assert page.crew[:2] == ["Ann Marsh (hired 10:42)", "Ann Marsh (hired 10:47)"]


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("/work/W-9999", "/work/"),
        ("/work/W-9999/recall", "/work/"),
        ("/operatives/nobody", "/operatives/"),
        ("/administration/buildings", "/administration/"),
    ],
)
def test_an_error_page_leads_back_to_the_page_above(
    visitor: Visitor, desk: Desk, address: str, nearest: str
) -> None:
    assert visitor.open(address).status == 404
    assert visitor.page.link("Back to the page before it") == nearest


def test_after_a_refusal_the_title_says_that_it_is_not_done(visitor: Visitor, desk: Desk) -> None:
    assert visitor.open("/administration/operatives").title.startswith("Operatives")
    assert visitor.press("Hire").title.startswith("Not done: Operatives")


def test_after_a_refusal_the_reason_has_the_focus(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/administration/operatives")
    alert = visitor.press("Hire").soup.select_one("[role=alert]")

    assert alert is not None
    assert alert.has_attr("autofocus")
    assert attribute(alert, "tabindex") == "-1"


def test_older_work_leads_to_the_newest_again(visitor: Visitor, desk: Desk) -> None:
    for number in range(30):
        desk.raise_work(f"Leak {number}")
    visitor.open("/work/")
    visitor.follow("Older")

    assert "W-1030" in visitor.follow("Newest").text


def test_words_filter_among_what_was_completed_today_alone(visitor: Visitor, desk: Desk) -> None:
    complete(desk, "Boiler leaks")
    desk.clock.move(24 * 60)
    complete(desk, "Boiler out")
    visitor.open("/work/?stage=COMPLETED&since=today")

    page = visitor.press("Filter", {"Number or words": "boiler"})

    assert "W-1002" in page.text
    assert "W-1001" not in page.text


def complete(desk: Desk, title: str) -> None:
    label = desk.raise_work(title)
    desk.assign(label, "Ann Marsh")
    desk.dispatch(label, "Ann Marsh")
    desk.arrive(label, "Ann Marsh")
    desk.complete(label, "Ann Marsh")


@pytest.mark.parametrize("asked", ["ann marsh", "Marsh", "1001", "w1001", "queen square"])
def test_the_log_is_filtered_by_a_name_that_one_thing_has(
    visitor: Visitor, desk: Desk, asked: str
) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open(f"/events?aggregate={asked}")

    assert "1 event of" in page.text
