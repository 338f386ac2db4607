"""Amending what was written down about a Work, and what whoever has it sees of that."""

import pytest

from app.commands.contact import EraseContact
from app.domain.promise import Priority
from tests.web.desk import Desk
from tests.web.visitor import Visitor


@pytest.fixture
def called(desk: Desk) -> Desk:
    desk.raise_work(
        "Boiler leaks", caller="Mr Bell", telephone="0113 496 0199", priority=Priority.URGENT
    )
    desk.assign("W-1001", "Ann Marsh")
    return desk


def test_the_form_is_filled_in_with_what_is_written_down(visitor: Visitor, called: Desk) -> None:
    page = visitor.open("/work/W-1001/amend")

    assert page.field("Title").value == "Boiler leaks"
    assert page.field("Description").value == "Since this morning."
    assert page.group("Priority").ticked == ["Urgent"]
    assert page.group("Sites").ticked == ["Elm House, Leeds LS1 4AP · 0113 496 0182"]
    assert page.field("Caller's name").value == "Mr Bell"
    assert page.field("Caller's telephone").value == "0113 496 0199"


def test_each_thing_that_is_changed_is_told_from_what_to_what(
    visitor: Visitor, called: Desk
) -> None:
    before = called.head
    visitor.open("/work/W-1001/amend")
    visitor.press("Find", {"Sites: find one": "bristol"})

    page = visitor.press(
        "Amend W-1001",
        {
            "Title": "Boiler burst",
            "Description": "Water everywhere.",
            "Emergency": True,
            "31 Queen Square, Bristol": True,
            "Elm House, Leeds": False,
            "Caller's name": "Mrs Bell",
        },
    )

    assert page.path == "/work/W-1001"
    assert called.types(before) == [
        "WorkTitleAmended",
        "WorkDescriptionAmended",
        "WorkPriorityAmended",
        "WorkSitesAmended",
        "WorkCallerAmended",
        "ContactNamed",
    ]
    told = [each.partition(" 10:42 by")[0] for each in page.items("What happened")[-5:]]
    assert told == [
        "The title was amended from “Boiler leaks” to “Boiler burst”",
        "The description was amended Before: Since this morning. Now: Water everywhere.",
        "The priority was amended from urgent to emergency, to be there by 12:42",
        "The Sites were amended from Elm House, Leeds to 31 Queen Square, Bristol",
        "The caller was amended from Mr Bell, 0113 496 0199 to Mrs Bell, 0113 496 0199",
    ]


def test_nothing_typed_is_lost_while_sites_are_looked_for(visitor: Visitor, called: Desk) -> None:
    visitor.open("/work/W-1001/amend")
    find = "Sites: find one"

    page = visitor.press("Find", {"Title": "Boiler burst", find: "queen"})

    assert page.status == 200
    assert page.field("Title").value == "Boiler burst"
    assert [each.partition(",")[0] for each in page.group("Sites").ticked] == [
        "Elm House",
        "31 Queen Square",
    ], "the only one that has it is chosen"
    assert "No Site has that" in visitor.press("Find", {find: "nowhere"}).text
    assert visitor.press("Find", {find: "x" * 201}).status == 422


def test_a_form_that_changes_nothing_says_so(visitor: Visitor, called: Desk) -> None:
    visitor.open("/work/W-1001/amend")

    page = visitor.press("Amend W-1001")

    assert page.status == 422
    assert page.alert == "Nothing has been changed."


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"Title": ""}, "Title is required."),
        ({"Description": " "}, "Description is required."),
        ({"Elm House, Leeds": False}, "Choose at least one Site."),
        ({"Caller's telephone": "soon"}, "Caller's telephone"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    visitor: Visitor, called: Desk, typed: dict[str, str | bool], complaint: str
) -> None:
    before = called.head
    visitor.open("/work/W-1001/amend")

    page = visitor.press("Amend W-1001", typed)

    assert page.status == 422
    assert complaint in page.text
    assert called.head == before


def test_who_is_later_is_told_what_changed_and_keeps_what_they_typed(
    visitor: Visitor, second_visitor: Visitor, called: Desk
) -> None:
    visitor.open("/work/W-1001/amend")
    second_visitor.open("/work/W-1001/amend")
    second_visitor.press("Amend W-1001", {"Title": "Boiler burst"})

    page = visitor.press("Amend W-1001", {"Title": "Boiler drips"})

    assert page.status == 409
    assert "the title was amended from “Boiler leaks” to “Boiler burst”" in page.alert
    assert page.field("Title").value == "Boiler drips"
    assert visitor.press("Amend W-1001").status == 200


def test_what_has_ended_cannot_be_amended(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    visitor.open("/work/W-1001/amend")
    form = visitor.form("Amend W-1001").fill({"Title": "Boiler burst"})
    desk.close("W-1001")

    page = form.press()

    assert page.status == 409
    assert "Boiler burst" in page.alert
    assert "W-1001 is closed, so this cannot be done now." in page.text
    assert "Amend" not in visitor.open("/work/W-1001").links


def test_an_erased_caller_is_an_empty_field_and_stays_as_they_are(
    visitor: Visitor, called: Desk
) -> None:
    contact = next(each for each in called.events() if each.type_name == "ContactNamed")
    called.give(EraseContact(contact_id=contact.aggregate_id))
    before = called.head

    page = visitor.open("/work/W-1001/amend")
    assert page.field("Caller's name").value == ""
    visitor.press("Amend W-1001", {"Title": "Boiler burst"})

    assert called.types(before) == ["WorkTitleAmended"]
    assert "Caller: (erased)" in visitor.open("/work/W-1001").text


# What whoever has it sees


def test_the_operative_sees_what_changed_until_their_next_step(
    visitor: Visitor, called: Desk
) -> None:
    called.dispatch("W-1001", "Ann Marsh")
    called.clock.move(5)
    visitor.open("/work/W-1001/amend")
    visitor.press("Amend W-1001", {"Title": "Boiler burst", "Caller's telephone": "0113 496 0200"})

    for _ in range(2):
        changed = visitor.open(called.page_of("Ann Marsh")).words("What has changed")
        assert changed == (
            "Changed since setting off "
            "The title was amended from “Boiler leaks” to “Boiler burst” 10:47 by the desk "
            "The caller was amended from Mr Bell, 0113 496 0199 to Mr Bell, 0113 496 0200 "
            "10:47 by the desk"
        )
    visitor.press("Change the time", {"Minutes from now": "40"})
    assert "Changed since" not in visitor.page.text, "to say another time is a step, too"
    visitor.open("/work/W-1001/amend")
    visitor.press("Amend W-1001", {"Title": "Boiler drips"})
    assert "Changed since" in visitor.open(called.page_of("Ann Marsh")).text
    visitor.press("Arrive")
    assert "Changed since" not in visitor.page.text


def test_whom_to_ring_is_a_link(visitor: Visitor, called: Desk) -> None:
    for address in (called.page_of("Ann Marsh"), "/work/W-1001", "/work/W-1001/sheet"):
        page = visitor.open(address)
        assert "Caller: Mr Bell 0113 496 0199" in page.text
        assert page.link("0113 496 0199") == "tel:01134960199"
