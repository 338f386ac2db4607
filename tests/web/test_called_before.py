"""Somebody called before: what is open at a Site stands beside the form, and the call can be added
to it."""

import pytest
from bs4 import BeautifulSoup

from app.domain.contact import ContactNamed
from app.domain.work_events import OutcomeCode, WorkCallAdded
from tests.web.desk import Desk
from tests.web.page import words_of
from tests.web.visitor import Visitor

RESPONSE = "/response/"
ELM_HOUSE = "Elm House, Leeds LS1 4AP"
QUEEN_SQUARE = "31 Queen Square, Bristol BS1 4QA"


@pytest.fixture
def at_elm_house(desk: Desk) -> Visitor:
    """Somebody at Response who has chosen Elm House, where Ben is under way to a boiler."""
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ben Okafor")
    desk.dispatch("W-1001", "Ben Okafor")
    desk.clock.move(80)
    visitor = desk.visitor()
    visitor.open(RESPONSE)
    visitor.press("Find", {ELM_HOUSE: True})
    return visitor


def test_what_is_open_there_stands_beside_the_form(at_elm_house: Visitor) -> None:
    page = at_elm_house.page

    assert page.words(ELM_HOUSE) == (
        "Elm House, Leeds LS1 4AP Called once in 90 days · 0113 496 0182 Open there now Is it this "
        "one? W-1001 Boiler leaks en route expected 11:07, 55 min overdue routine to be there by "
        "Wed 4 Jun 10:42 Ben Okafor has it · raised "
        "1 h 20 min ago by the desk It is this: add the call to W-1001"
    )
    assert page.link("1 Work is open there: is it this one?") == "#called-before"


def test_the_last_three_that_were_finished_are_told_too(visitor: Visitor, desk: Desk) -> None:
    for number in range(1001, 1005):
        desk.raise_work(f"Leak {number}")
        desk.assign(f"W-{number}", "Ann Marsh")
        desk.dispatch(f"W-{number}", "Ann Marsh")
        desk.arrive(f"W-{number}", "Ann Marsh")
        desk.clock.move(1)
        code = OutcomeCode.OTHER if number == 1003 else OutcomeCode.MENDED
        desk.complete(f"W-{number}", "Ann Marsh", code=code)
    desk.raise_work("Cold")
    desk.close("W-1005")

    page = visitor.open(f"{RESPONSE}?site={desk.id('Elm House')}")

    assert page.items(ELM_HOUSE) == [
        "W-1005 Cold closed, 10:46",
        "W-1004 Leak 1004 mended, 10:46, Ann Marsh",
        "W-1003 Leak 1003 completed, 10:45, Ann Marsh",
    ]


def test_a_call_is_added_with_the_caller_and_what_they_said(
    at_elm_house: Visitor, desk: Desk
) -> None:
    before = desk.head
    typed: dict[str, str | bool] = {
        "Caller's name": "Jo Field",
        "Caller's telephone": "07700 900118",
        "Title": "Still leaking",
        "Description": "Through the ceiling now.",
        "Urgent": True,
    }

    page = at_elm_house.press("It is this: add the call to W-1001", typed)

    assert page.redirects == [(303, "/response/?called=W-1001")]
    assert page.words("Read this number again to the caller").startswith(
        "Read this number again to the caller W-1001 Somebody is on the way"
    )
    added, named = (each.event for each in desk.events(before))
    assert isinstance(added, WorkCallAdded)
    assert added.note == "Still leaking\nThrough the ceiling now.\nCalled in as urgent."
    assert named == ContactNamed(name="Jo Field", telephone="07700 900118")
    assert page.field("Title").value == ""


def test_what_else_was_chosen_is_noted(at_elm_house: Visitor, desk: Desk) -> None:
    page = at_elm_house.press("It is this: add the call to W-1001", {QUEEN_SQUARE: True})

    assert page.status == 200
    [event] = [each.event for each in desk.events() if isinstance(each.event, WorkCallAdded)]
    assert event.note == "Also about 31 Queen Square, Bristol."


def test_a_call_that_is_sent_again_was_added_also_where_priority_and_sites_have_been_amended(
    at_elm_house: Visitor, desk: Desk
) -> None:
    form = at_elm_house.form("It is this: add the call to W-1001")
    sent = form.fill({QUEEN_SQUARE: True, "Urgent": True}).submission()
    assert at_elm_house.post(sent).status_code == 303
    at_elm_house.open("/work/W-1001/amend")
    at_elm_house.press("Amend W-1001", {"Urgent": True})
    desk.amend_site("31 Queen Square", "Bath")
    before = desk.head

    assert at_elm_house.post(sent).status_code == 303
    assert desk.head == before


def test_a_call_of_which_nothing_is_known_is_refused(at_elm_house: Visitor, desk: Desk) -> None:
    before = desk.head

    page = at_elm_house.press("It is this: add the call to W-1001", {"Routine": True})

    assert page.status == 422
    assert page.alert == "Say who called, or what they said."
    assert page.group("Sites").ticked == [f"{ELM_HOUSE} · 0113 496 0182"]
    assert desk.head == before


def test_work_that_has_ended_meanwhile_takes_no_call_and_nothing_typed_is_lost(
    at_elm_house: Visitor, desk: Desk
) -> None:
    desk.arrive("W-1001", "Ben Okafor")
    desk.complete("W-1001", "Ben Okafor")

    page = at_elm_house.press("It is this: add the call to W-1001", {"Title": "Still leaking"})

    assert "A call can only be added to Work that is open" in page.alert
    assert page.field("Title").value == "Still leaking"
    assert "Open there now" not in page.text


def test_work_that_the_desk_does_not_know_takes_no_call(at_elm_house: Visitor) -> None:
    sent = at_elm_house.form("It is this: add the call to W-1001").submission()

    page = at_elm_house.send(sent.but(do="work-nonsense"))

    assert (page.status, page.alert) == (422, "That Work is not known to this desk.")


def test_raising_all_the_same_is_possible(at_elm_house: Visitor) -> None:
    page = at_elm_house.press(
        "Raise Work", {"Title": "Lift stuck", "Description": "Nobody inside.", "Emergency": True}
    )

    assert page.notices == ["W-1002 raised for Elm House, Leeds"]


def test_a_work_for_two_chosen_sites_is_told_once(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks", "Elm House", "31 Queen Square")
    ids = [desk.id(name) for name in ("Elm House", "31 Queen Square")]

    page = visitor.open(f"{RESPONSE}?site={ids[0]}&site={ids[1]}")

    assert page.text.count("It is this: add the call to W-1001") == 1


def test_a_script_gets_the_same_as_a_part_of_a_page(at_elm_house: Visitor, desk: Desk) -> None:
    address = f"/response/called-before?site_ids={desk.id('Elm House')}"

    part = at_elm_house.client.get(address)

    soup = BeautifulSoup(part.text, "html.parser")
    section = soup.select_one("section")
    assert section is not None
    assert words_of(section) == at_elm_house.page.words(ELM_HOUSE)
    assert soup.select("html") == []


# A Site that nobody knows

NOWHERE: dict[str, str | bool] = {
    "Town": "York",
    "Post code": "YO1 7PR",
    "Telephone number": "01904 496012",
}


def test_a_site_that_nobody_knows_is_acquired_and_chosen_in_one_press(
    visitor: Visitor, desk: Desk
) -> None:
    before = desk.head
    visitor.open(RESPONSE)
    page = visitor.press("Find", {"Sites": "99 Nowhere", "Title": "Boiler leaks", "Urgent": True})
    assert "Acquire “99 Nowhere” and go on" in page.text
    assert page.field("Address line 1").value == "99 Nowhere"

    page = visitor.press("Acquire and go on", NOWHERE)

    assert desk.types(before) == ["SiteAcquired"]
    assert page.notices == ["99 Nowhere, York acquired"]
    assert page.group("Sites").ticked == ["99 Nowhere, York YO1 7PR · 01904 496012"]
    assert page.field("Title").value == "Boiler leaks"
    assert page.group("Priority").ticked[0].startswith("Urgent")
    assert page.field("Address line 1").value == ""
    page = visitor.press("Raise Work", {"Description": "Since last night."})
    assert page.notices == ["W-1001 raised for 99 Nowhere, York"]


def test_whoever_forgets_to_acquire_the_new_site_is_told_and_loses_nothing(
    visitor: Visitor,
) -> None:
    visitor.open(RESPONSE)
    page = visitor.press("Raise Work", {"Address line 1": "99 Nowhere", **NOWHERE})
    assert "not acquired yet: press “Acquire and go on” first" in page.group("Sites").error
    assert page.field("Address line 1").value == "99 Nowhere"
    page = visitor.press("Acquire and go on")
    assert page.notices == ["99 Nowhere, York acquired"]


def test_the_callers_own_telephone_does_not_become_that_of_the_site(visitor: Visitor) -> None:
    visitor.open(RESPONSE)

    page = visitor.press("Find", {"Sites": "99 Nowhere", "Caller's telephone": "07700 900118"})

    assert page.field("Address line 1").value == "99 Nowhere"
    assert page.field("Telephone number").value == ""
    assert "the Site's own number, not the caller's" in page.text


def test_enter_in_a_new_site_acquires_it(visitor: Visitor) -> None:
    visitor.open(RESPONSE)
    visitor.press("Find", {"Sites": "99 Nowhere"})

    page = visitor.form("Raise Work").fill(NOWHERE).press_enter()

    assert page.notices == ["99 Nowhere, York acquired"]


def test_a_new_site_with_something_to_mend_keeps_all_that_was_typed(
    visitor: Visitor, desk: Desk
) -> None:
    before = desk.head
    visitor.open(RESPONSE)

    page = visitor.press(
        "Acquire and go on",
        {**NOWHERE, "Address line 1": "99 Nowhere", "Post code": "", "Title": "Boiler leaks"},
    )

    assert page.status == 422
    assert page.field("Post code").error == "Post code is required."
    assert not page.field("Description").is_invalid
    assert page.field("Address line 1").value == "99 Nowhere"
    assert page.field("Title").value == "Boiler leaks"
    assert page.main.select_one(".new-site[open]") is not None
    assert desk.head == before


def test_a_site_that_is_likely_here_already_is_asked_about_first(
    visitor: Visitor, desk: Desk
) -> None:
    before = desk.head
    visitor.open(RESPONSE)
    typed = {**NOWHERE, "Address line 1": "Elm Hse", "Telephone number": "0113 4960182"}

    page = visitor.press("Acquire and go on", typed)

    assert page.status == 422
    assert "a Site that is here already is likely the same" in page.alert
    assert page.group("Sites").options == [f"{ELM_HOUSE} · 0113 496 0182"]
    assert desk.head == before
    page = visitor.press("Acquire it all the same")
    assert page.notices == ["Elm Hse, York acquired"]
