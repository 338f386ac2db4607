"""Contacts: found by name or number, and erased, each by itself."""

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk, closed_desk
from tests.web.visitor import Visitor

CONTACTS = "/administration/contacts"


@pytest.fixture
def two_callers(desk: Desk) -> Desk:
    desk.raise_work("Boiler leaks", caller="Mr Bell", telephone="0113 496 0199")
    desk.add_call("W-1001", "It is worse.", "Mrs Quist", "0113 496 0200")
    desk.raise_work("Lift stuck", telephone="0117 496 0077")
    return desk


def names(visitor: Visitor) -> list[str]:
    return [each.partition(" named")[0] for each in visitor.page.items("Contacts")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bell", ["Mr Bell 0113 496 0199 W-1001"]),
        ("0117 496 0077", ["0117 496 0077 W-1002"]),
        ("nobody", []),
    ],
)
def test_they_are_found_by_name_or_number(
    visitor: Visitor, two_callers: Desk, words: str, expected: list[str]
) -> None:
    visitor.open(CONTACTS)

    page = visitor.press("Filter", {"Find a contact by name or telephone": words})

    if expected:
        assert names(visitor) == expected
    else:
        assert "No contact has that in their name or number." in page.text


def test_a_works_page_leads_to_those_who_called_about_it(
    visitor: Visitor, two_callers: Desk
) -> None:
    visitor.open("/work/W-1001")

    page = visitor.follow("Erase a caller")

    assert sorted(names(visitor)) == [
        "Mr Bell 0113 496 0199 W-1001",
        "Mrs Quist 0113 496 0200 W-1001",
    ]
    assert page.link("W-1001") == "/work/W-1001"


def test_a_caller_is_erased_for_good_and_alone(visitor: Visitor, two_callers: Desk) -> None:
    visitor.open(f"{CONTACTS}?work=W-1001")
    page = visitor.follow("Erase Mr Bell")
    assert page.heading == "Erase Mr Bell"
    page = visitor.press("Erase for good")
    assert page.status == 422
    assert "Tick this, if you do: it cannot be undone." in page.text

    page = visitor.press("Erase for good", {"I understand that this cannot be undone": True})

    assert page.address == f"{CONTACTS}?work=W-1001"
    assert "Mrs Quist" in page.text
    assert "Bell" not in page.text
    page = visitor.open("/work/W-1001")
    assert "Caller: (erased)" in page.text
    assert "0113 496 0199" not in page.html
    assert "No contact has that" in visitor.open(f"{CONTACTS}?filter=0113+496+0199").text


def test_others_with_the_same_name_and_number_are_led_to(
    visitor: Visitor, two_callers: Desk
) -> None:
    two_callers.clock.move(60)
    two_callers.raise_work("Till dead", caller="mr bell", telephone="01134960199")
    two_callers.raise_work("Door jams", caller="Mr Bell", telephone="0113 496 0198")
    visitor.open(f"{CONTACTS}?work=W-1001")
    page = visitor.follow("Erase Mr Bell")
    assert "1 other has the same name and number: named 11:42, W-1003" in page.text

    page = visitor.follow("named 11:42, W-1003")

    assert page.heading == "Erase mr bell"
    assert "1 other has the same name and number: named 10:42, W-1001" in page.text
    page = visitor.press("Erase for good", {"I understand that this cannot be undone": True})
    assert page.address == f"{CONTACTS}?work=W-1001"
    assert "same name" not in visitor.follow("Erase Mr Bell").text


def test_of_those_without_a_name_the_number_says_who_is_the_same(
    visitor: Visitor, two_callers: Desk
) -> None:
    two_callers.raise_work("Lift stuck again", telephone="01174960077")
    visitor.open(f"{CONTACTS}?work=W-1002")

    page = visitor.follow("Erase 0117 496 0077")

    assert "1 other has the same name and number" in page.text


def test_whoever_called_before_is_still_found(visitor: Visitor, two_callers: Desk) -> None:
    visitor.open("/work/W-1001/amend")
    visitor.press("Amend W-1001", {"Caller's name": "Mr Ball"})

    visitor.open(f"{CONTACTS}?work=W-1001")

    assert {each.split()[1] for each in names(visitor)} == {"Bell", "Ball", "Quist"}


def test_what_is_not_there_is_not_found(visitor: Visitor, two_callers: Desk) -> None:
    assert visitor.open(f"{CONTACTS}/contact-none/erase").status == 404


def test_nobody_else_is_led_there() -> None:
    desk = closed_desk()
    desk.raise_work("Boiler leaks", caller="Mr Bell")
    desk.register_with("Mo Tanaka", Feature.SEE_THE_REGISTER)

    page = desk.signed_in("Mo Tanaka").open("/work/W-1001")

    assert "Caller: Mr Bell" in page.text
    assert "Erase a caller" not in page.links
