"""Control with more operatives than there is room for buttons: one list of them for all Work."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.page import words_of
from tests.web.visitor import Submission, Visitor

CONTROL = "/control/"


def test_more_than_six_operatives_are_chosen_from_one_list_for_all_work(
    visitor: Visitor, desk: Desk
) -> None:
    _hire_up_to(desk, 7)
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    desk.raise_work("Door jams")
    desk.assign("W-1003", "Ben Okafor")
    page = visitor.open(CONTROL)

    [picker] = page.main.select("select")
    options = [words_of(each) for each in picker.select("option")]
    assert options == [
        "Choose an operative …",
        "Marsh, Ann – free",
        "Okafor, Ben – 1 queued",
        *(f"Smith, Person{number} – free" for number in range(3, 8)),
    ]
    assert page.buttons == ["Assign W-1001", "Assign W-1002"]

    page = visitor.press("Assign W-1002", {"Assign to": "Okafor, Ben – 1 queued"})

    assert page.redirects == [(303, CONTROL)]
    assert page.notices == ["W-1002 assigned to Ben Okafor"]
    assert page.field("Assign to").value == ""


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
    _hire_up_to(desk, 7)
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(CONTROL)
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
    assert page.field("Assign to").value == desk.id("Ben Okafor"), "it need not be chosen again"
    assert visitor.press("Assign W-1002").notices == ["W-1002 assigned to Ben Okafor"]


@pytest.mark.parametrize("said", ["", "garbled", "work-1", "{work_id}", "{work_id} 1", "{all} x y"])
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
    assert page.link("Choose who to assign it to.") == "#operative_id"
    assert desk.head == before


def test_forty_operatives_make_one_list_and_a_page_of_queues(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 40)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    desk.assign("W-1030", "Person39 Smith")

    first = visitor.open(CONTROL)
    second = visitor.follow("Next operatives")

    assert len(first.main.select("option")) == 41
    assert len(first.buttons) == 21
    assert len(first.main.select("article.queue")) == 24
    assert "Operatives 40" in second.text
    assert second.address == "/control/?queues=2"
    assert len(second.main.select("article.queue")) == 16
    assert second.items("Person39 Smith")[0].startswith("#1 W-1030 queued")
    assert second.buttons == first.buttons


def test_assigning_leaves_both_lists_at_the_pages_they_show(visitor: Visitor, desk: Desk) -> None:
    _hire_up_to(desk, 30)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    visitor.open(CONTROL)
    visitor.follow("Next operatives")
    visitor.follow("Next")

    page = visitor.press("Assign W-1025", {"Assign to": "Marsh, Ann"})

    assert page.address == "/control/?page=2&queues=2"


def test_moving_what_was_just_assigned_leads_to_the_page_that_has_the_queue(
    visitor: Visitor, desk: Desk
) -> None:
    _hire_up_to(desk, 30)
    for title, priority in (("Draught", Priority.ROUTINE), ("Gas", Priority.EMERGENCY)):
        desk.assign(desk.raise_work(title, priority=priority), "Person29 Smith")
    visitor.open(f"{CONTROL}?assigned=W-1002")

    page = visitor.press("Put it before it")

    assert page.address == "/control/?queues=2"
    assert page.items("Person29 Smith")[0].startswith("#1 W-1002")


def test_recalling_leads_back_to_the_pages_that_both_lists_showed(
    visitor: Visitor, desk: Desk
) -> None:
    _hire_up_to(desk, 30)
    desk.assign(desk.raise_work("Call"), "Person29 Smith")
    visitor.open(CONTROL)
    visitor.follow("Next operatives")

    visitor.follow("Recall W-1001")
    page = visitor.press("Recall W-1001", {"Reason": "She is ill."})

    assert page.address == "/control/?queues=2"


def test_of_a_long_queue_the_page_shows_the_beginning(visitor: Visitor, desk: Desk) -> None:
    for number in range(13):
        desk.assign(desk.raise_work(f"Call {number}"), "Ann Marsh")

    page = visitor.open(CONTROL)

    assert len(page.items("Ann Marsh")) == 10
    assert page.link("and 3 more for Ann Marsh") == desk.page_of("Ann Marsh")


def test_the_page_hardly_grows_with_operatives(visitor: Visitor, desk: Desk) -> None:
    """With 500 it had a button for each beside what is next up, and a list of all beside each
    other Work: 1.4 MB."""
    _hire_up_to(desk, 100)
    for number in range(30):
        desk.raise_work(f"Call {number}")
    with_100 = len(visitor.open(CONTROL).html)
    for number in range(101, 201):
        desk.hire(f"Person{number} Smith")

    assert (len(visitor.open(CONTROL).html) - with_100) / 100 < 150, "bytes for each operative"


def _chosen_from_the_list(visitor: Visitor, desk: Desk) -> Submission:
    """What is sent when W-1002 is to be assigned to Ben Okafor, on a desk with a list of seven."""
    _hire_up_to(desk, 7)
    desk.raise_work("Boiler leaks")
    desk.raise_work("Lift stuck")
    visitor.open(CONTROL)
    return visitor.form("Assign W-1002").fill({"Assign to": "Okafor, Ben – free"}).submission()


def _hire_up_to(desk: Desk, count: int) -> None:
    for number in range(3, count + 1):
        desk.hire(f"Person{number} Smith")
