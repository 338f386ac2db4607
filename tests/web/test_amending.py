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


def test_who_is_later_keeps_what_they_typed_and_undoes_nothing(
    visitor: Visitor, second_visitor: Visitor, called: Desk
) -> None:
    visitor.open("/work/W-1001/amend")
    second_visitor.open("/work/W-1001/amend")
    second_visitor.press(
        "Amend W-1001",
        {"Title": "Boiler burst", "Emergency": True, "Caller's telephone": "0113 496 0200"},
    )
    before = called.head

    page = visitor.press("Amend W-1001", {"Title": "Boiler drips", "Description": "Drop by drop."})

    assert page.status == 409
    assert "the title was amended from “Boiler leaks” to “Boiler burst”" in page.alert
    assert page.field("Title").value == "Boiler drips"
    assert page.field("Title").hint == "Changed meanwhile to “Boiler burst”. This would replace it."
    assert page.text.count("Changed meanwhile") == 1
    assert page.group("Priority").ticked == ["Emergency"]
    assert page.field("Caller's telephone").value == "0113 496 0200"
    visitor.press("Amend W-1001")
    assert called.types(before) == ["WorkTitleAmended", "WorkDescriptionAmended"]


def test_where_two_have_changed_a_choice_it_is_told_in_words(
    visitor: Visitor, second_visitor: Visitor, called: Desk
) -> None:
    for each in (visitor, second_visitor):
        each.open("/work/W-1001/amend")
        each.press("Find", {"Sites: find one": "bristol"})
    elm, queen = "Elm House, Leeds", "31 Queen Square, Bristol"
    second_visitor.press("Amend W-1001", {"Emergency": True, queen: True})

    page = visitor.press("Amend W-1001", {"Routine": True, queen: True, elm: False})

    assert page.group("Priority").ticked == ["Routine"]
    assert "Changed meanwhile to “Emergency”." in page.text
    assert f"Changed meanwhile to “{elm}, {queen}”." in page.text
    assert [each.partition(" BS1")[0] for each in page.group("Sites").ticked] == [queen]


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


def test_who_was_erased_meanwhile_does_not_come_back(visitor: Visitor, called: Desk) -> None:
    visitor.open("/work/W-1001/amend")
    contact = next(each for each in called.events() if each.type_name == "ContactNamed")
    called.give(EraseContact(contact_id=contact.aggregate_id))
    before = called.head

    page = visitor.press("Amend W-1001", {"Description": "Since last night."})

    assert page.status == 409
    assert page.alert.startswith(
        "The name and the number on this page have been erased for good since it was opened. "
        "Nothing has been done."
    )
    assert page.field("Description").value == "Since last night."
    assert page.field("Caller's name").value == page.field("Caller's telephone").value == ""
    assert called.head == before
    visitor.press("Amend W-1001")
    assert called.types(before) == ["WorkDescriptionAmended"]
    # Whoever types a name into a form that was opened after that means somebody.
    visitor.open("/work/W-1001/amend")
    visitor.press("Amend W-1001", {"Caller's name": "Mrs Bell"})
    assert called.types(before)[1:] == ["WorkCallerAmended", "ContactNamed"]


def test_who_was_typed_in_the_place_of_somebody_erased_meanwhile_stays(
    visitor: Visitor, called: Desk
) -> None:
    visitor.open("/work/W-1001/amend")
    contact = next(each for each in called.events() if each.type_name == "ContactNamed")
    called.give(EraseContact(contact_id=contact.aggregate_id))

    page = visitor.press("Amend W-1001", {"Caller's name": "Somebody Else"})

    assert page.status == 409
    assert page.field("Caller's name").value == "Somebody Else"
    assert page.field("Caller's telephone").value == ""


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


def test_so_is_who_calls_about_it_again(visitor: Visitor, called: Desk) -> None:
    called.add_call("W-1001", "It is worse.", "Mrs Quist", "0113 496 0200")
    called.add_call("W-1001", "And worse.", telephone="0113 496 0201")
    for address in (called.page_of("Ann Marsh"), "/work/W-1001", "/work/W-1001/sheet"):
        page = visitor.open(address)
        assert "Mrs Quist called about it again 0113 496 0200" in page.text
        assert page.text.count("0113 496 0201") == 1
        for number in ("0113 496 0200", "0113 496 0201"):
            assert page.link(number) == f"tel:{number.replace(' ', '')}"
