"""Contacts: found by name or number, and erased."""

import pytest

from app.domain.contact import ContactNamed
from app.domain.feature import Feature
from app.domain.personal import ERASED
from tests.web.desk import Desk, closed_desk
from tests.web.visitor import Visitor

CONTACTS = "/administration/contacts"
SAME = "Erase these too: the same name and number, named another time"


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


def test_whoever_rang_several_times_is_erased_by_one_press(
    visitor: Visitor, two_callers: Desk
) -> None:
    two_callers.clock.move(60)
    for title in ("Till dead", "Till dead again", "Till broken"):
        two_callers.raise_work(title, caller="mr bell", telephone="01134960199")
    two_callers.raise_work("Door jams", caller="Mr Bell", telephone="0113 496 0198")
    before = two_callers.head
    visitor.open(f"{CONTACTS}?work=W-1001")
    page = visitor.follow("Erase Mr Bell")
    others = [f"mr bell, named 11:42, W-100{number}" for number in (3, 4, 5)]
    assert (page.group(SAME).options, page.group(SAME).ticked) == (others, others)

    page = visitor.press("Erase for good", {others[1]: False})
    assert page.group(SAME).ticked == [others[0], others[2]], "it is shown as it was sent"
    form = visitor.form("Erase for good").fill({"I understand that this cannot be undone": True})
    sent = form.submission()
    page = visitor.send(sent)

    assert page.address == f"{CONTACTS}?work=W-1001"
    assert page.notices == ["3 contacts were erased for good"]
    assert two_callers.types(before) == ["ContactErased"] * 3
    assert visitor.post(sent).status_code == 303
    assert two_callers.types(before) == ["ContactErased"] * 3, "a resend does it once"
    named = [each.event for each in two_callers.events() if isinstance(each.event, ContactNamed)]
    assert [each.name for each in named].count(ERASED) == 3, "their keys are gone"
    assert "mr bell" in visitor.open("/work/W-1004").text
    assert "Caller: (erased)" in visitor.open("/work/W-1005").text


def test_where_only_the_number_is_known_nobody_else_is_ticked_beforehand(
    visitor: Visitor, two_callers: Desk
) -> None:
    """Several people can ring from it; and a name without a number can be another's."""
    two_callers.raise_work("Lift stuck again", telephone="01174960077")
    visitor.open(f"{CONTACTS}?work=W-1002")

    page = visitor.follow("Erase 0117 496 0077")

    assert page.group(SAME).options == ["01174960077, named 10:42, W-1003"]
    assert page.group(SAME).ticked == []


def test_whom_somebody_else_has_erased_meanwhile_is_in_nobodys_way(
    visitor: Visitor, second_visitor: Visitor, two_callers: Desk
) -> None:
    two_callers.raise_work("Till dead", caller="Mr Bell", telephone="0113 496 0199")
    for each, work in ((visitor, "W-1001"), (second_visitor, "W-1003")):
        each.open(f"{CONTACTS}?work={work}")
        each.follow("Erase Mr Bell")
    understood: dict[str, str | bool] = {"I understand that this cannot be undone": True}
    second_visitor.press("Erase for good", {"Mr Bell, named 10:42, W-1001": False, **understood})

    page = visitor.press("Erase for good", understood)

    assert page.notices == ["(erased) was erased for good"]


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
