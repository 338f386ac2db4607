"""Control with many operatives: the list that everybody is chosen from, and pages of rows."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.page import words_of
from tests.web.visitor import Submission, Visitor

CONTROL = "/control/"


OPEN = "/control/?open=W-1002"


def test_an_open_row_has_one_list_of_everybody(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 5)
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.raise_work(title)
    desk.assign("W-1003", "Ben Okafor")
    assert visitor.open(CONTROL).main.select("select") == [], "it is there while a row is open"
    page = visitor.open(OPEN)

    [picker] = page.main.select("select")
    assert [words_of(each) for each in picker.select("option")] == [
        "Choose an operative …",
        "Marsh, Ann – free",
        *(f"Smith, Person{number} – free" for number in range(3, 6)),
        "Okafor, Ben – 1 queued – ~12:45 – to Leeds",
    ], "who is free first, and of the others when they will be, and where they are"

    page = visitor.press("Assign W-1002", {"Assign W-1002 to": "Okafor, Ben"})

    assert page.redirects == [(303, f"{CONTROL}#W-1001")]
    assert page.notices == ["W-1002 assigned to Ben Okafor"]


def test_a_button_of_a_row_counts_whatever_is_chosen_in_the_list(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(OPEN)

    page = visitor.press("Assign W-1001 to Ann", {"Assign W-1002 to": "Okafor, Ben – free"})

    assert page.notices == ["W-1001 assigned to Ann Marsh"]


def test_assigning_from_the_list_is_done_once_however_often_it_is_sent(
    visitor: Visitor, desk: Desk
) -> None:
    sent = _chosen_from_the_list(visitor, desk)
    before = desk.head

    answers = [visitor.post(sent), visitor.post(sent)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert desk.types(before) == ["WorkAssigned"]


def test_who_has_chosen_nobody_for_work_that_is_gone_is_told_what_happened(
    visitor: Visitor, desk: Desk
) -> None:
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(OPEN)
    form = visitor.form("Assign W-1002")
    desk.assign("W-1002", "Ann Marsh")

    page = form.press()

    assert page.alert == (
        "W-1002 has changed since this page was opened. Nothing has been done. "
        "This is what happened: W-1002 assigned to Ann Marsh 10:42 by the desk"
    )


def test_assigning_from_the_list_what_has_changed_is_refused_with_what_happened(
    visitor: Visitor, desk: Desk
) -> None:
    sent = _chosen_from_the_list(visitor, desk)
    desk.assign("W-1002", "Ann Marsh")
    desk.recall("W-1002")
    before = desk.head

    page = visitor.send(sent)

    assert page.status == 409
    assert "W-1002 has changed since this page was opened." in page.alert
    assert desk.head == before
    chosen = page.field("Assign W-1002 to").value
    assert chosen == desk.id("Ben Okafor"), "it need not be chosen again"
    assert visitor.press("Assign W-1002").notices == ["W-1002 assigned to Ben Okafor"]


@pytest.mark.parametrize(
    "said", ["", "garbled", "work-1", "{work_id}", "1002", "9999 1", "{all}", "1002 x"]
)
def test_a_button_that_arrives_damaged_assigns_nothing(
    visitor: Visitor, desk: Desk, said: str
) -> None:
    sent = _chosen_from_the_list(visitor, desk)
    said = said.format(all=sent["assign"].replace(" ", ""), work_id=desk.id("W-1002"))
    before = desk.head

    page = visitor.send(sent.but(assign=said))

    assert page.status == 422
    assert page.alert.startswith("This form arrived damaged, and nothing has been done.")
    assert desk.head == before


def test_assigning_to_nobody_in_particular_is_refused(visitor: Visitor, desk: Desk) -> None:
    sent = _chosen_from_the_list(visitor, desk)
    before = desk.head

    page = visitor.send(sent.but(operative_id=""))

    assert page.status == 422
    assert page.alert == (
        "Nothing has been done yet. Please put this right: Choose who to assign it to."
    )
    assert page.row("W-1002").is_open
    assert page.link("Choose who to assign it to.") == "#operative_id"
    field = page.field("Assign W-1002 to")
    assert (field.element["id"], field.is_invalid) == ("operative_id", True)
    assert field.error == "Choose who to assign it to."
    assert desk.head == before


def test_forty_operatives_make_two_pages_of_rows(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 40)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    desk.assign("W-1030", "Person3 Smith")

    first = visitor.open(CONTROL)
    second = visitor.follow("Next operatives")

    assert len(first.buttons) == 2 * 20
    assert len(first.crew) == 20
    assert "Operatives 40" in second.text
    assert second.address == "/control/?queues=2"
    assert len(second.crew) == 20
    assert second.crew[-1] == "Person3 Smith", "who has Work comes after those who are free"
    assert second.waiting == first.waiting
    page = visitor.open(second.row("Person3 Smith").opens)
    assert page.address.startswith("/control/?queues=2&queue=")
    assert page.row("Person3 Smith").queue[0].startswith("#1 W-1030 Call 29")
    page = visitor.open(page.address.replace("queues=2&", ""))
    assert page.crew == second.crew, "the page that has the open row"


def test_assigning_leaves_both_lists_at_the_pages_they_show(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 30)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    visitor.open(CONTROL)
    visitor.follow("Next operatives")
    page = visitor.follow("Next what waits")
    page = visitor.open(page.row("W-1025").opens)

    page = visitor.press("Assign W-1025", {"Assign W-1025 to": "Marsh, Ann"})

    assert page.redirects == [(303, "/control/?page=2&queues=2#W-1026")]


def test_moving_what_was_just_assigned_opens_the_queue_it_is_in(
    visitor: Visitor, desk: Desk
) -> None:
    _hire_up_to(desk, 30)
    for title, priority in (("Draught", Priority.ROUTINE), ("Gas", Priority.EMERGENCY)):
        desk.assign(desk.raise_work(title, priority=priority), "Person29 Smith")
    visitor.open(f"{CONTROL}?assigned=W-1002")

    page = visitor.press("Put it before that one")

    assert page.address.startswith("/control/?tab=operatives&queue=")
    assert page.row("Person29 Smith").queue[0].startswith("#1 W-1002")


def test_recalling_leads_back_to_the_pages_that_both_lists_showed(
    visitor: Visitor, desk: Desk
) -> None:
    _hire_up_to(desk, 30)
    desk.assign(desk.raise_work("Call"), "Person29 Smith")
    page = visitor.open(f"{CONTROL}?queues=2")
    visitor.open(page.row("Person29 Smith").opens)

    visitor.follow("Recall W-1001")
    page = visitor.press("Recall W-1001", {"Reason": "She is ill."})

    assert page.address == "/control/?queues=2&queue=31"


def test_of_a_long_queue_an_open_row_shows_the_beginning(visitor: Visitor, desk: Desk) -> None:
    for number in range(13):
        desk.assign(desk.raise_work(f"Call {number}"), "Ann Marsh")

    page = visitor.open("/control/?queue=1")

    assert "+12 queued" in page.row("Ann Marsh").text
    assert len(page.row("Ann Marsh").queue) == 10
    assert page.link("and 3 more on their page") == desk.page_of("Ann Marsh")


@pytest.mark.parametrize("asked", ["", "?open=W-1001"])
def test_the_page_hardly_grows_with_operatives(visitor: Visitor, desk: Desk, asked: str) -> None:
    """Only the list in an open row has everybody."""
    _hire_up_to(desk, 100)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    with_100 = len(visitor.open(f"{CONTROL}{asked}").html)
    for number in range(101, 201):
        desk.hire(f"Person{number} Smith")

    grown = len(visitor.open(f"{CONTROL}{asked}").html) - with_100

    assert grown / 100 < (150 if asked else 10), "bytes for each operative"


def _chosen_from_the_list(visitor: Visitor, desk: Desk) -> Submission:
    """What is sent when W-1002 is to be assigned to Ben Okafor, as chosen from the list."""
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(OPEN)
    chosen = {"Assign W-1002 to": "Okafor, Ben – free"}
    return visitor.form("Assign W-1002").fill({**chosen}).submission()


def _hire_up_to(desk: Desk, count: int) -> None:
    for number in range(3, count + 1):
        desk.hire(f"Person{number} Smith")
