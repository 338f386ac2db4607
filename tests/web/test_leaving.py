"""Operatives who leave: nothing more is assigned to them, and what they have stays in sight."""

from collections.abc import Iterator

import pytest

from app.commands.operative import EraseOperative
from app.commands.user import DisableUser, EnableUser, LinkUser, UnlinkUser
from app.domain.access import THE_MACHINE
from tests.web.desk import Desk, staffed_desk
from tests.web.page import Page
from tests.web.peopled import OPERATIVES, page_of_user
from tests.web.signing_in import give, make_up, peopled_desk
from tests.web.visitor import Visitor

CONTROL = "/control/"
GONE = "disabled: nothing can be assigned to them"
OFFERED = {"Ann", "Ben"}


@pytest.fixture
def peopled() -> Iterator[Desk]:
    """Ann Marsh is a user and has two works in her queue; a third waits, and Ben Okafor is free."""
    desk = peopled_desk()
    for title in ("Boiler leaks", "Lift stuck", "Door jams"):
        desk.raise_work(title)
    for label in ("W-1001", "W-1002"):
        desk.assign(label, "Ann Marsh")
    yield desk
    desk.log.close()


@pytest.fixture
def cleo(peopled: Desk) -> Visitor:
    """She is Control."""
    return peopled.signed_in("Cleo Park")


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    """She manages people."""
    return peopled.signed_in("Ada Novak")


def disable(desk: Desk, name: str = "Ann Marsh") -> None:
    give(desk, DisableUser(user_id=desk.user_id(name)))


def offered(page: Page) -> set[str]:
    """To whom Work can be assigned by one press."""
    return {each.partition(" ")[0] for label in page.waiting for each in page.row(label).suggested}


def opened(visitor: Visitor, operative: str, moment: str = "") -> Page:
    """Control, with the row of that operative open."""
    page = visitor.open(f"{CONTROL}?{moment}")
    return visitor.open(page.row(operative).opens)


# On Control


def test_nobody_is_offered_to_assign_to_who_is_disabled(peopled: Desk, cleo: Visitor) -> None:
    assert offered(cleo.open(CONTROL)) == OFFERED
    disable(peopled)
    assert offered(cleo.open(CONTROL)) == {"Ben"}
    give(peopled, EnableUser(user_id=peopled.user_id("Ann Marsh")))
    assert offered(cleo.open(CONTROL)) == OFFERED


def test_nor_in_the_list_that_many_are_chosen_from(peopled: Desk, cleo: Visitor) -> None:
    for number in range(6):
        peopled.hire(f"Person{number} Smith")
    disable(peopled)

    picker = cleo.open(f"{CONTROL}?open=W-1003").field("Assign W-1003 to")
    choices = picker.element.select("option")

    assert len(choices) == 8
    assert not any("Ann" in each.text for each in choices)


def test_a_click_on_a_page_from_before_assigns_nothing(peopled: Desk, cleo: Visitor) -> None:
    cleo.open(CONTROL)
    disable(peopled)
    before = peopled.head

    page = cleo.press("Assign W-1003 to Ann")

    assert page.status == 422
    assert page.alert == "Ann Marsh is disabled: nothing can be assigned to them."
    assert peopled.head == before


def test_the_queue_of_somebody_disabled_stays_to_be_taken_back(
    peopled: Desk, cleo: Visitor
) -> None:
    disable(peopled)

    page = opened(cleo, "Ann Marsh")

    assert "disabled" in page.row("Ann Marsh").text
    assert GONE in page.row("Ann Marsh").opened
    assert {"Recall W-1001", "Recall W-1002"} <= set(page.links)
    for label in ("W-1001", "W-1002"):
        opened(cleo, "Ann Marsh")
        cleo.follow(f"Recall {label}")
        page = cleo.press(f"Recall {label}", {"Reason": "Ann has left."})
    assert page.path == CONTROL
    assert page.crew == ["Ben Okafor"]
    assert "Operatives 1" in page.words("Operatives")


def test_control_says_above_its_lists_that_somebody_disabled_still_has_work(
    peopled: Desk, cleo: Visitor
) -> None:
    assert "still has" not in cleo.open(CONTROL).text
    before = peopled.head
    disable(peopled)

    page = cleo.open(CONTROL)

    assert "Ann Marsh is disabled and still has 2 works: take them back." in page.text
    for moment in (before, peopled.head):
        assert "still has" not in cleo.open(f"{CONTROL}?as_of={moment}").text
    peopled.recall("W-1001")
    assert "and still has 1 Work: take it back." in cleo.open(CONTROL).text
    peopled.recall("W-1002")
    assert "still has" not in cleo.open(CONTROL).text


def test_only_those_who_can_take_it_back_are_told_to(peopled: Desk) -> None:
    peopled.register("Mia Lund", "Management")
    disable(peopled)

    page = peopled.signed_in("Mia Lund").open(CONTROL)

    assert "Ann Marsh is disabled and still has 2 works." in page.text


def test_of_many_who_are_gone_it_names_three_wherever_their_queues_are(
    peopled: Desk, cleo: Visitor
) -> None:
    for number in range(30, 60):
        peopled.hire(f"Person{number} Smith")
    for number in range(54, 60):
        name = f"Person{number} Smith"
        peopled.assign(peopled.raise_work("Call"), name)
        peopled.register(name, "Operative", operative=name)
    disable(peopled, "Person58 Smith")
    disable(peopled, "Person59 Smith")

    page = cleo.open(CONTROL)

    both = "Person58 Smith and Person59 Smith are disabled and still have 2 works: take them back."
    assert both in page.text
    assert "Person59 Smith" not in page.crew, "she is on the second page of them"
    page = cleo.follow("Person59 Smith")
    assert page.row("Person59 Smith").is_open
    assert page.row("Person59 Smith").queue[0].startswith("#1 W-1009 Call")

    for number in range(54, 58):
        disable(peopled, f"Person{number} Smith")
    page = cleo.open(CONTROL)
    assert (
        "Person54 Smith, Person55 Smith, Person56 Smith and 3 others are disabled and still have "
        "6 works: take them back." in page.text
    )


def test_whoever_was_erased_may_still_have_work_too(peopled: Desk, cleo: Visitor) -> None:
    operative_id = peopled.id("Ann Marsh")
    give(peopled, UnlinkUser(user_id=peopled.user_id("Ann Marsh")))
    peopled.give(EraseOperative(operative_id=operative_id), THE_MACHINE)

    said = cleo.open(CONTROL).text
    assert f"(erased) …{operative_id[-4:]} is erased and still has 2 works: take them" in said


def test_in_the_past_somebody_is_disabled_from_then_on(peopled: Desk, cleo: Visitor) -> None:
    before = peopled.head
    disable(peopled)

    for moment, is_gone in ((before, False), (peopled.head, True)):
        page = opened(cleo, "Ann Marsh", f"as_of={moment}")
        assert (GONE in page.row("Ann Marsh").opened) is is_gone


def test_whoever_is_no_user_any_more_can_be_rung(peopled: Desk, cleo: Visitor) -> None:
    disable(peopled)
    give(peopled, UnlinkUser(user_id=peopled.user_id("Ann Marsh")))
    assert offered(cleo.open(CONTROL)) == OFFERED


def test_made_up_operatives_work_until_people_sign_in() -> None:
    desk = staffed_desk()
    operative_id = desk.id("Ann Marsh")
    make_up(desk, "Mo Day", "Operative")
    give(desk, LinkUser(user_id=desk.user_id("Mo Day"), operative_id=operative_id))
    desk.raise_work("Boiler leaks")
    desk.assign(desk.raise_work("Lift stuck"), "Ann Marsh")
    page = desk.visitor().open(CONTROL)
    assert offered(page) == OFFERED
    assert "made up" not in page.text
    desk.add_administrator("Ada Novak")
    desk.register("Cleo Park", "Control")

    page = desk.signed_in("Cleo Park").open(CONTROL)

    assert offered(page) == {"Ben"}
    page = opened(desk.signed_in("Cleo Park"), "Ann Marsh")
    assert "made up: nothing can be assigned to them" in page.row("Ann Marsh").opened
    desk.log.close()


# On other pages


def test_the_lists_of_operatives_and_their_own_pages_say_it(
    peopled: Desk, ada: Visitor, cleo: Visitor
) -> None:
    ann = peopled.page_of("Ann Marsh")
    for visitor, address in ((cleo, "/operatives/"), (cleo, ann), (ada, OPERATIVES)):
        assert "disabled" not in visitor.open(address).text

    disable(peopled)

    for address in ("/operatives/", ann):
        assert GONE in cleo.open(address).text
    assert "Ann Marsh hired 10:42 · disabled" in ada.open(OPERATIVES).text


def test_somebody_disabled_without_work_is_not_called_free(peopled: Desk, cleo: Visitor) -> None:
    peopled.register("Ben Okafor", "Operative", operative="Ben Okafor")
    assert "Free" in cleo.open("/operatives/").text
    disable(peopled, "Ben Okafor")
    assert "Free" not in cleo.open("/operatives/").text
    assert "What Control assigns" not in cleo.open(peopled.page_of("Ben Okafor")).text


@pytest.mark.parametrize("where", ["", "/erase"])
def test_before_somebody_leaves_it_is_said_what_they_still_have(
    peopled: Desk, ada: Visitor, where: str
) -> None:
    page = ada.open(page_of_user(peopled, "Ann Marsh") + where)
    had = "They still have 2 works"
    assert f"{had}: Control takes them back." in page.text
    assert had not in page.links  # their page is for those who assign
    assert page.link("Control") == CONTROL

    peopled.recall("W-1001")
    peopled.dispatch("W-1002", "Ann Marsh")
    peopled.arrive("W-1002", "Ann Marsh")
    assert "They still have 1 Work: Control takes it back." in ada.open(page.path).text
    peopled.recall("W-1002")
    assert "They still have" not in ada.open(page.path).text
    assert "They still have" not in ada.open(page_of_user(peopled, "Cleo Park") + where).text


def test_two_who_were_erased_can_be_told_apart(peopled: Desk, cleo: Visitor) -> None:
    ids = []
    for number, name in enumerate(("Carys Lloyd", "Dai Rees"), start=1001):
        peopled.hire(name)
        if number == 1001:
            peopled.recall("W-1001")
        peopled.assign("W-1003" if number == 1002 else "W-1001", name)
        ids.append(peopled.id(name))
        peopled.give(EraseOperative(operative_id=ids[-1]), THE_MACHINE)

    assert len({id[-4:] for id in ids}) == 2
    names = [f"(erased) …{id[-4:]}" for id in ids]
    page = cleo.open("/operatives/")
    assert [page.link(name) for name in names] == [f"/operatives/{id}" for id in ids]
    assert cleo.open(CONTROL).crew[-2:] == names
    assert cleo.open(f"/operatives/{ids[0]}").heading == f"(erased) …{ids[0][-4:]}"
