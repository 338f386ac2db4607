"""Operatives: who does what, and the page that each works from, step by step."""

import pytest

from tests.web.desk import Desk
from tests.web.visitor import Visitor

OPERATIVES = "/operatives/"


# All of them


def test_the_list_says_what_each_is_doing(visitor: Visitor, desk: Desk) -> None:
    for name in ("Carys Lloyd", "Dan Pryce"):
        desk.hire(name)
    for title in ("Boiler leaks", "Lift stuck", "Door jams", "Lights out"):
        desk.raise_work(title)
    desk.assign("W-1001", "Ann Marsh")
    desk.assign("W-1002", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.assign("W-1003", "Ben Okafor")
    desk.assign("W-1004", "Dan Pryce")
    desk.dispatch("W-1004", "Dan Pryce")
    desk.arrive("W-1004", "Dan Pryce")
    desk.clock.move(10)

    page = visitor.open(OPERATIVES)

    assert [" ".join(each.get_text(" ").split()) for each in page.main.select("li")] == [
        "Carys Lloyd Free",
        "Ann Marsh Boiler leaks W-1001 en route expected 11:07 and 1 more in the queue",
        "Ben Okafor Door jams W-1003 queued",
        "Dan Pryce Lights out W-1004 on site for 10 min",
    ]
    assert page.link("Ben Okafor") == desk.page_of("Ben Okafor")


def test_a_late_arrival_stands_out_in_the_list(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    desk.dispatch("W-1001", "Ann Marsh", minutes=25)
    desk.clock.move(30)

    page = visitor.open(OPERATIVES)

    assert "W-1001 en route expected 11:07, 5 min overdue" in page.text
    assert len(page.main.select(".late")) == 1


def test_a_desk_without_operatives_leads_to_hiring_one(empty_desk: Desk) -> None:
    visitor = empty_desk.visitor()

    assert "Nobody works here yet." in visitor.open(OPERATIVES).text
    assert visitor.follow("Hire an operative").path == "/administration/operatives"


def test_a_long_list_is_paged_and_can_be_filtered(empty_desk: Desk) -> None:
    for number in range(50):
        empty_desk.hire(f"{'Odd' if number % 2 else 'Even'} {number:02}")
    visitor = empty_desk.visitor()

    first = visitor.open(OPERATIVES)
    second = visitor.follow("Next")
    third = visitor.follow("Next")

    assert [len(page.main.select("li")) for page in (first, second, third)] == [24, 24, 2]
    assert len(visitor.press("Filter", {"Filter": "odd"}).main.select("li")) == 24
    assert len(visitor.follow("Next").main.select("li")) == 1
    assert "No operative has that" in visitor.press("Filter", {"Filter": "xyz"}).text


# One of them


def test_an_operative_without_work_is_told_so(visitor: Visitor, desk: Desk) -> None:
    page = visitor.open(desk.page_of("Ann Marsh"))

    assert page.heading == "Ann Marsh"
    assert "Ann has nothing to do just now. What Control assigns appears here." in page.text
    assert "The queue is empty." in page.words("Queue 0")
    assert "No visit has ended yet." in page.words("Recently finished")
    assert page.buttons == []


def test_the_current_work_is_shown_in_full(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work(
        "Boiler leaks", "Elm House", "31 Queen Square", description="Under the\nleft valve."
    )
    desk.assign("W-1001", "Ann Marsh")

    page = visitor.open(desk.page_of("Ann Marsh"))

    job = page.words("Boiler leaks")
    assert job.startswith(
        "Boiler leaks W-1001 queued routine to be there by Wed 4 Jun 10:42 raised 10:42 "
        "Under the left valve."
    )
    assert "Elm House, Leeds LS1 4AP 0113 496 0182" in job
    assert "31 Queen Square, Bristol BS1 4QA +44 (0)117 496 0077" in job
    assert page.link("0113 496 0182") == "tel:01134960182"
    assert page.link("+44 (0)117 496 0077") == "tel:+441174960077"
    assert page.link("W-1001") == "/work/W-1001"


def test_there_is_one_next_step_and_one_way_out_at_each_stage(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    address = desk.page_of("Ann Marsh")
    note = "Add note to W-1001"

    assert visitor.open(address).buttons == ["Dispatch", "Abandon W-1001", note]
    desk.dispatch("W-1001", "Ann Marsh")
    assert visitor.open(address).buttons == ["Arrive", "Change the time", "Abandon W-1001", note]
    desk.arrive("W-1001", "Ann Marsh")
    assert visitor.open(address).buttons == ["Complete", "Abandon W-1001", note]
    desk.complete("W-1001", "Ann Marsh")
    assert visitor.open(address).buttons == []


def test_the_whole_visit_step_by_step(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    before = desk.head
    address = desk.page_of("Ann Marsh")
    visitor.open(address)

    page = visitor.press("Dispatch", {"Minutes from now": "25"})
    assert page.redirects == [(303, address)]
    assert page.notices == ["W-1001: Ann Marsh set off, expecting to arrive at 11:07"]
    assert "W-1001 en route expected 11:07" in page.words("Boiler leaks")

    page = visitor.press("Arrive")
    assert page.redirects == [(303, address)]
    assert page.notices == ["W-1001: Ann Marsh arrived on site"]
    assert "W-1001 on site" in page.words("Boiler leaks")

    page = visitor.press("Complete", {"Replaced": True, "Outcome": "New valve."})
    assert page.redirects == [(303, address)]
    assert page.notices == ["W-1001 completed by Ann Marsh: replaced"]
    assert page.items("Recently finished") == [
        "Boiler leaks W-1001 completed 10:42: replaced New valve."
    ]

    assert desk.types(before) == [
        "WorkDispatched",
        "OperativeEngaged",
        "WorkArrivedAt",
        "WorkCompleted",
        "OperativeReleased",
    ]


def test_an_outcome_can_be_left_out(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Complete", {"No fault found": True})

    assert page.notices == ["W-1001 completed by Ann Marsh: no fault found"]
    assert page.items("Recently finished") == [
        "Boiler leaks W-1001 completed 10:42: no fault found"
    ]


def test_an_outcome_that_is_too_long_is_refused_and_kept(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    desk.dispatch("W-1001", "Ann Marsh")
    desk.arrive("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Complete", {"Outcome": "x" * 2001})

    assert page.status == 422
    assert page.field("Outcome").error == (
        "Outcome can have 2,000 characters at most; this has 2,001."
    )
    assert page.field("Outcome").value == "x" * 2001
    assert desk.head == before


# Abandoning


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_work_can_be_abandoned_at_each_stage_with_a_reason(
    visitor: Visitor, desk: Desk, steps: int
) -> None:
    _queue(desk, steps)
    before = desk.head
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press(
        "Abandon W-1001", {"Other skills needed": True, "Reason": "It needs a joiner."}
    )

    assert page.notices == [
        "W-1001 abandoned by Ann Marsh (other skills needed), back with Control"
    ]
    assert page.items("Recently finished") == [
        "Boiler leaks W-1001 abandoned 10:42: other skills needed It needs a joiner."
    ]
    assert desk.types(before) == (
        ["WorkAbandoned", "OperativeReleased"] if steps else ["WorkAbandoned"]
    )
    assert visitor.open("/control/").row("W-1001").is_next


@pytest.mark.parametrize("steps", [0, 1, 2])
@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Reason is required."),
        ("\r\n\t", "Reason is required."),
        ("x" * 2001, "Reason can have 2,000 characters at most; this has 2,001."),
    ],
)
def test_work_cannot_be_abandoned_without_a_proper_reason(
    visitor: Visitor, desk: Desk, steps: int, typed: str, complaint: str
) -> None:
    _queue(desk, steps)
    before = desk.head
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Abandon W-1001", {"Reason": typed})

    assert page.status == 422
    assert page.field("Reason").error == complaint
    assert page.field("Reason").is_invalid
    assert page.field("Reason").value == typed
    assert page.main.select("details.way-out[open]"), "the form with the error is folded away"
    assert desk.head == before


def test_the_way_out_is_folded_away_until_it_is_asked_for(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)

    page = visitor.open(desk.page_of("Ann Marsh"))

    assert page.main.select("details.way-out")
    assert not page.main.select("details.way-out[open]")


# The queue


def test_another_work_of_the_queue_can_be_chosen_first(visitor: Visitor, desk: Desk) -> None:
    _queue(desk)
    desk.assign(desk.raise_work("Lift stuck"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))
    assert visitor.page.items("Queue") == [
        "#1 Boiler leaks W-1001 queued routine to be there by Wed 4 Jun 10:42 Down W-1001",
        "#2 Lift stuck W-1002 queued routine to be there by Wed 4 Jun 10:42 Up W-1002",
    ]

    page = visitor.follow("Lift stuck")
    assert page.address == f"{desk.page_of('Ann Marsh')}?work={desk.id('W-1002')}"
    assert page.buttons[:3] == ["Dispatch", "Abandon W-1002", "Add note to W-1002"]

    page = visitor.press("Dispatch", {"Minutes from now": "25"})
    assert page.notices == ["W-1002: Ann Marsh set off, expecting to arrive at 11:07"]
    assert page.items("Queue") == [
        "#1 Lift stuck W-1002 en route routine to be there by Wed 4 Jun 10:42",
        "#2 Boiler leaks W-1001 queued routine to be there by Wed 4 Jun 10:42",
    ]


def test_while_under_way_another_work_cannot_be_set_off_to(visitor: Visitor, desk: Desk) -> None:
    _queue(desk, steps=1)
    desk.assign(desk.raise_work("Lift stuck"), "Ann Marsh")
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.follow("Lift stuck")

    assert page.buttons[:2] == ["Abandon W-1002", "Add note to W-1002"]
    assert "Ann is en route to W-1001: finish that before setting off to W-1002." in page.words(
        "Lift stuck"
    )
    assert visitor.follow("W-1001").path == desk.page_of("Ann Marsh")


def test_setting_off_twice_from_two_open_pages_is_refused(
    visitor: Visitor, second_visitor: Visitor, desk: Desk
) -> None:
    _queue(desk)
    desk.assign(desk.raise_work("Lift stuck"), "Ann Marsh")
    address = desk.page_of("Ann Marsh")
    visitor.open(f"{address}?work={desk.id('W-1002')}")
    second_visitor.open(address)
    second_visitor.press("Dispatch", {"Minutes from now": "25"})
    before = desk.head

    page = visitor.press("Dispatch", {"Minutes from now": "40"})

    assert page.status == 422
    assert page.alert == (
        "Ann Marsh is already under way to, or on site for, another Work, "
        "and can only deal with one at a time. "
        "What you typed, to copy if you still need it: Minutes from now 40"
    )
    assert desk.head == before


def test_another_operative_cannot_send_a_step_for_work_that_is_not_theirs(
    visitor: Visitor, desk: Desk
) -> None:
    _queue(desk)
    visitor.open(desk.page_of("Ann Marsh"))
    sent = visitor.form("Dispatch").fill({"Minutes from now": "25"}).submission()
    sent.address = sent.address.replace(desk.id("Ann Marsh"), desk.id("Ben Okafor"))
    before = desk.head

    page = visitor.send(sent)

    assert page.status == 422
    assert page.alert.startswith("This Work is not with Ben Okafor.")
    assert desk.head == before


@pytest.mark.parametrize("work", ["", "nonsense", "work-1", "%00"])
def test_work_in_the_address_that_is_not_in_the_queue_shows_the_first_instead(
    visitor: Visitor, desk: Desk, work: str
) -> None:
    _queue(desk)

    page = visitor.open(f"{desk.page_of('Ann Marsh')}?work={work}")

    assert page.buttons == ["Dispatch", "Abandon W-1001", "Add note to W-1001"]


def test_the_last_ten_visits_are_shown_with_the_newest_first(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 12):
        label = desk.raise_work(f"Call {number}")
        desk.assign(label, "Ann Marsh")
        desk.recall(label, f"Reason {number}")
        desk.clock.move(1)

    page = visitor.open(desk.page_of("Ann Marsh"))

    assert page.numbers("Recently finished") == [f"W-{n}" for n in range(1011, 1001, -1)]
    assert page.items("Recently finished")[0] == "Call 11 W-1011 recalled 10:52 Reason 11"


def test_an_operative_whom_nobody_hired_has_no_page(visitor: Visitor) -> None:
    page = visitor.open("/operatives/operative-00000000-0000-7000-8000-000000000000")

    assert page.status == 404
    assert "There is no such operative on this desk." in page.text


# Codes, and another time of arrival


def test_a_code_has_to_be_chosen_to_complete_and_to_abandon(visitor: Visitor, desk: Desk) -> None:
    _queue(desk, steps=2)
    before = desk.head
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Complete", {"Outcome": "New valve."})
    assert page.status == 422
    assert page.group("What came of it").error == "Choose what came of it."
    page = visitor.press("Abandon W-1001", {"Reason": "No parts."})
    assert page.group("Why it cannot be done").error == "Choose why it cannot be done."
    assert page.field("Outcome").value == "New valve."
    assert desk.head == before


def test_something_else_wants_words(visitor: Visitor, desk: Desk) -> None:
    _queue(desk, steps=2)
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Complete", {"Something else": True})

    assert page.alert == "Say in words what came of it, where none of the others is right."
    assert page.group("What came of it").ticked == ["Something else"]


def test_an_arrival_is_revised_as_often_as_needed_and_the_first_stays_known(
    visitor: Visitor, desk: Desk
) -> None:
    _queue(desk, steps=1)
    visitor.open(desk.page_of("Ann Marsh"))
    for minutes, time in (("40", "11:22"), ("60", "11:42")):
        page = visitor.press("Change the time", {"Minutes from now": minutes})
        assert page.notices == [f"W-1001: Ann Marsh now expects to arrive at {time}"]

    said = "W-1001 en route expected 11:42 (first said 11:07)"
    assert said in page.words("Boiler leaks")
    row = visitor.open("/control/").row("Ann Marsh")
    assert row.text == "Ann Marsh to Leeds en route W-1001 Boiler leaks due in 1 h 00 min ~13:15"
    assert "Expected 11:42 first said 11:07" in visitor.open("/work/W-1001").words("Visits")
    assert said in visitor.page.text


def test_an_arrival_that_is_no_time_is_refused_and_kept(visitor: Visitor, desk: Desk) -> None:
    _queue(desk, steps=1)
    visitor.open(desk.page_of("Ann Marsh"))

    page = visitor.press("Change the time", {"Minutes from now": "soon", "Reason": "Too far."})

    assert page.status == 422
    assert page.field("Minutes from now").value == "soon"
    assert page.field("Reason").value == "Too far."


def _queue(desk: Desk, steps: int = 0) -> None:
    """W-1001 is with Ann Marsh: queued, and then so many steps on."""
    desk.assign(desk.raise_work("Boiler leaks"), "Ann Marsh")
    for step in (desk.dispatch, desk.arrive)[:steps]:
        step("W-1001", "Ann Marsh")
