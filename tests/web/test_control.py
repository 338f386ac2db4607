"""Control: what waits, who has what, and assigning with one click."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.page import attribute, words_of
from tests.web.visitor import Visitor

CONTROL = "/control/"


# What waits


def test_what_waits_is_a_row_each_and_next_up_is_what_is_due_first(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.move(64)
    desk.raise_work("Lift stuck", "Elm House", "31 Queen Square")

    page = visitor.open(CONTROL)

    assert "Waiting 2" in page.text
    assert page.waiting == ["W-1001", "W-1002"]
    assert page.row("W-1001").text == (
        "Next up to assign: routine Wed 10:42 W-1001 Boiler leaks Leeds Elm House"
    )
    assert page.row("W-1002").text == (
        "routine Wed 11:46 W-1002 Lift stuck Leeds Elm House and 1 more Site"
    )
    assert [page.row(label).is_next for label in page.waiting] == [True, False]
    assert page.link("W-1001") == "/work/W-1001"


def test_emergencies_come_first_whenever_they_were_promised(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Draught")
    desk.raise_work("Lift stuck", priority=Priority.URGENT)
    desk.clock.move(7 * 60)
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)

    page = visitor.open(CONTROL)

    assert page.waiting == ["W-1003", "W-1002", "W-1001"]
    assert page.row("W-1003").is_next


@pytest.mark.parametrize(
    ("priority", "minutes_later", "said"),
    [
        (Priority.EMERGENCY, 0, "2 h 00 min left"),
        (Priority.EMERGENCY, 119, "1 min left"),
        (Priority.EMERGENCY, 138, "18 min late"),
        (Priority.EMERGENCY, 2 * 24 * 60, "1 day late"),
        (Priority.URGENT, 0, "today 18:42"),
        (Priority.URGENT, 4 * 60, "today 18:42"),
        (Priority.URGENT, 4 * 60 + 1, "3 h 59 min left"),
        (Priority.ROUTINE, 0, "Wed 10:42"),
        (Priority.ROUTINE, 24 * 60, "tomorrow 10:42"),
        (Priority.ROUTINE, 2 * 24 * 60 - 5 * 60, "today 10:42"),
    ],
)
def test_how_much_time_is_left_is_said_in_words(
    visitor: Visitor, desk: Desk, priority: Priority, minutes_later: float, said: str
) -> None:
    desk.raise_work("Boiler leaks", priority=priority)
    desk.clock.move(minutes_later)

    row = visitor.open(CONTROL).row("W-1001")

    assert row.text.startswith(f"Next up to assign: {priority} {said} W-1001")
    assert row.is_late is said.endswith("late")
    time = row.element.select_one(".time")
    assert time is not None
    # Where the words have the time of day already, there is no more to say.
    exact = "there by " if said.endswith(("left", "late")) else ""
    assert attribute(time, "title").startswith(exact)
    assert bool(attribute(time, "title")) is bool(exact)


def test_what_comes_back_keeps_its_promise_and_its_row_says_why(
    visitor: Visitor, desk: Desk
) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.raise_work(title)
        desk.clock.move(10)
    desk.assign("W-1001", "Ann Marsh")
    desk.assign("W-1002", "Ann Marsh")
    desk.recall("W-1002", "Needed in York.")

    page = visitor.open(CONTROL)

    assert page.waiting == ["W-1002", "W-1003"]
    assert page.row("W-1002").text.endswith("Lift stuck Leeds recalled: Needed in York. Elm House")
    desk.abandon("W-1001", "Ann Marsh")
    page = visitor.open(CONTROL)
    assert page.waiting == ["W-1001", "W-1002", "W-1003"]
    assert page.row("W-1001").text.endswith("Leeds Ann Marsh: No parts. Elm House")
    assert "Ann" not in " ".join(page.row("W-1001").suggested), "who has just handed it back"


def test_when_nothing_waits_the_page_says_so(visitor: Visitor) -> None:
    page = visitor.open(CONTROL)

    assert "No Work waits for Control. New calls appear here." in page.text
    assert page.title == "Control · Firstline"
    assert page.buttons == []


# Assigning


def test_one_press_assigns_and_leads_to_the_next_row(visitor: Visitor, desk: Desk) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.raise_work(title)
    before = desk.head
    visitor.open(CONTROL)

    page = visitor.press("Assign W-1001 to Ann")

    assert page.redirects == [(303, f"{CONTROL}#W-1002")]
    assert page.notices == ["W-1001 assigned to Ann Marsh"]
    assert page.row("Ann Marsh").text == (
        "Ann Marsh to Leeds queued W-1001 Boiler leaks not set off ~12:45"
    )
    assert page.row("W-1002").is_next
    assert desk.types(before) == ["WorkAssigned"]


def test_whatever_waits_can_be_assigned_before_what_is_next_up(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(CONTROL)

    page = visitor.press("Assign W-1002 to Ben")

    assert page.notices == ["W-1002 assigned to Ben Okafor"]
    assert page.redirects == [(303, f"{CONTROL}#W-1001")], "it was the last row"
    assert visitor.press("Assign W-1001 to Ann").redirects == [(303, CONTROL)], "no row is left"


@pytest.mark.parametrize(
    "asked", ["", "sort=age", "sort=town", "priority=ROUTINE", "town=Leeds", "filter=stuck"]
)
def test_whoever_sends_it_twice_is_led_to_the_same_row(
    visitor: Visitor, desk: Desk, asked: str
) -> None:
    for number in range(4):
        desk.raise_work(f"Lift {number} stuck")
    visitor.open(f"{CONTROL}?{asked}")
    sent = visitor.form("Assign W-1002 to Ann").submission()

    answers = [visitor.post(sent).location, visitor.post(sent).location]

    assert answers == [f"{CONTROL}{asked and f'?{asked}'}#W-1003"] * 2


def test_nobody_can_send_what_would_pass_for_anothers_press(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)
    pressed = visitor.form("Assign W-1001 to Ann").submission()
    visitor.open("/work/W-1001")
    note = visitor.form("Add note").fill({"Note": "Mine."}).submission()

    page = visitor.send(note.but(command_id=pressed.command_id))

    assert page.status == 422
    assert "This form arrived damaged" in page.alert
    assert visitor.post(pressed).status_code == 303
    assert desk.types(desk.head - 1) == ["WorkAssigned"]


def test_operatives_with_the_same_forename_are_called_by_their_full_names(
    visitor: Visitor, desk: Desk
) -> None:
    desk.hire("Ann Field")
    desk.raise_work("Boiler leaks", priority=Priority.URGENT)
    page = visitor.open(CONTROL)

    assert sorted(page.row("W-1001").suggested) == ["Ann Field free", "Ann Marsh free", "Ben free"]
    assert visitor.press("Assign W-1001 to Ann Marsh").notices == ["W-1001 assigned to Ann Marsh"]


@pytest.mark.parametrize(
    ("priority", "minutes_later", "count"),
    [
        (Priority.EMERGENCY, 0, 3),
        (Priority.URGENT, 0, 3),
        (Priority.ROUTINE, 0, 2),
        (Priority.ROUTINE, 24 * 60, 2),
        (Priority.ROUTINE, 24 * 60 + 1, 3),
    ],
)
def test_two_are_suggested_or_three_where_it_is_due_within_a_day_and_nobody_twice(
    visitor: Visitor, desk: Desk, priority: Priority, minutes_later: float, count: int
) -> None:
    for number in range(6):
        desk.hire(f"Person{number} Smith", "Leeds")
    for _ in range(9):
        desk.raise_work("Boiler leaks", priority=priority)
    desk.clock.move(minutes_later)

    page = visitor.open(CONTROL)

    for label in page.waiting:
        names = [each.partition(" ")[0] for each in page.row(label).suggested]
        assert len(names) == len(set(names)) == count
    assert "Person0 free, from Leeds" in page.row("W-1001").suggested


def test_the_button_says_one_reason_and_the_others_on_hover(visitor: Visitor, desk: Desk) -> None:
    desk.hire("Carys Lloyd", "Leeds", "lifts")
    desk.raise_work("The lift is stuck")

    buttons = visitor.open(CONTROL).row("W-1001").element.select("button")

    assert words_of(buttons[0]) == "Assign W-1001 to Carys free, from Leeds"
    assert buttons[0]["title"] == "free, from Leeds, knows lifts"


def test_when_there_is_nobody_to_assign_to_the_page_says_so(empty_desk: Desk) -> None:
    empty_desk.acquire("Elm House", "Leeds")
    empty_desk.raise_work("Boiler leaks")
    visitor = empty_desk.visitor()

    page = visitor.open(f"{CONTROL}?open=W-1001")

    assert "There is nobody to assign to yet." in page.words("Operatives")
    assert page.buttons == []
    assert visitor.follow("Hire an operative").path == "/administration/operatives"


def test_assigning_to_somebody_whom_nobody_hired_is_refused(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)
    sent = visitor.form("Assign W-1001 to Ann").submission()
    before = desk.head

    unknown = "operative-00000000-0000-7000-8000-000000000000"
    page = visitor.send(sent.but(assign=f"1001 1 {unknown}"))

    assert page.status == 422
    assert page.alert == "There is no such operative on this desk."
    assert page.row("W-1001").is_open
    assert desk.head == before


def test_assigning_work_that_nobody_raised_is_refused(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open(CONTROL)
    sent = visitor.form("Assign W-1001 to Ann").submission()
    before = desk.head

    unknown, [_, *rest] = "work-00000000-0000-7000-8000-000000000000", sent["assign"].split()
    page = visitor.send(sent.but(assign=" ".join((unknown, *rest))))

    assert page.status == 409
    assert "Nothing has been done." in page.alert
    assert desk.head == before


def test_after_a_refusal_the_row_is_open_with_whom_it_was_meant_for_chosen(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(f"{CONTROL}?sort=age")
    to_ben = visitor.form("Assign W-1002 to Ben")
    desk.assign("W-1002", "Ann Marsh")
    desk.recall("W-1002")

    page = to_ben.press()

    assert page.status == 409
    assert "W-1002 has changed since this page was opened." in page.alert
    assert page.row("W-1002").is_open
    assert not page.row("W-1001").is_open
    assert page.field("Assign W-1002 to").value == desk.id("Ben Okafor")
    page = visitor.press("Assign W-1002")
    assert page.notices == ["W-1002 assigned to Ben Okafor"]
    assert page.address == f"{CONTROL}?sort=age"


def test_the_row_is_shown_although_it_is_not_like_what_is_asked_for_any_more(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    other = desk.visitor()
    visitor.open(f"{CONTROL}?sort=age&priority=ROUTINE&filter=stuck&open=W-1002")
    form = visitor.form("Assign W-1002").fill({"Assign W-1002 to": "Okafor, Ben – free"})
    other.open("/work/W-1002/amend")
    other.press("Amend W-1002", {"Urgent": True})

    page = form.press()

    assert page.status == 409
    assert page.waiting == ["W-1001", "W-1002"]
    assert page.field("Assign W-1002 to").value == desk.id("Ben Okafor")
    assert visitor.press("Assign W-1002").address == f"{CONTROL}?sort=age"


def test_what_is_asked_for_stays_where_there_is_no_such_row_any_more(
    visitor: Visitor, desk: Desk
) -> None:
    for title in ("Boiler leaks", "Lift stuck", "Lock stuck"):
        desk.raise_work(title)
    visitor.open(f"{CONTROL}?filter=stuck")
    form = visitor.form("Assign W-1002 to Ann")
    desk.assign("W-1002", "Ben Okafor")

    page = form.press()

    assert page.status == 409
    assert page.waiting == ["W-1003"]


# As of a moment


def test_as_of_a_moment_in_the_past_nothing_can_be_pressed(
    visitor: Visitor, busy_desk: Desk
) -> None:
    visitor = busy_desk.visitor()
    head = busy_desk.head

    page = visitor.open(f"{CONTROL}?open=W-1001&queue=1&as_of={head}")

    assert page.buttons == []
    assert page.row("W-1001").suggested == []
    assert "Since this morning." in page.row("W-1001").opened
    assert len(page.row("Ann Marsh").queue) == 1
    for word in ("Recall", "Reassign", "Duty", "Amend", "Close", "Others for", "wall"):
        assert not [each for each in page.links if each.startswith(word)], word
    assert "as_of" in page.row("W-1001").opens


# Recall


def test_control_takes_work_back_with_a_reason(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open(f"{CONTROL}?queue=1")
    page = visitor.follow("Recall W-1001")

    assert page.title.startswith("Recall W-1001")
    assert "with Ann Marsh" in page.text

    page = visitor.press("Recall W-1001", {"Reason": "Ann is needed in York."})

    assert page.redirects == [(303, f"{CONTROL}?queue=1#queue-1")], "one looks at that queue again"
    assert page.notices == ["W-1001 recalled from Ann Marsh, back with Control"]
    assert page.row("W-1001").text.endswith("Leeds recalled: Ann is needed in York. Elm House")
    assert desk.types(before) == ["WorkRecalled"]
    assert page.row("Ann Marsh").text == "Ann Marsh Free now"


def test_recall_from_the_road_frees_the_operative(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    desk.dispatch("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open("/work/W-1001/recall")

    visitor.press("Recall W-1001", {"Reason": "Ann is needed in York."})

    assert desk.types(before) == ["WorkRecalled", "OperativeReleased"]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "Reason is required."),
        (" \r\n ", "Reason is required."),
        ("x" * 2001, "Reason can have 2,000 characters at most; this has 2,001."),
    ],
)
def test_recall_wants_a_reason(visitor: Visitor, desk: Desk, typed: str, complaint: str) -> None:
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ann Marsh")
    before = desk.head
    visitor.open("/work/W-1001/recall")

    page = visitor.press("Recall W-1001", {"Reason": typed})

    assert page.status == 422
    assert page.field("Reason").error == complaint
    assert page.field("Reason").value == typed
    assert desk.head == before


def test_work_that_is_with_nobody_cannot_be_recalled(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")

    page = visitor.open("/work/W-1001/recall")

    assert "W-1001 is awaiting Control, so this cannot be done now." in page.text
    assert page.buttons == []
    assert visitor.follow("Back to W-1001").path == "/work/W-1001"
