"""Acquiring a Site with all that is known about it; asking first, where it is likely here already;
and the list of Sites as a file."""

import csv
import io

import pytest

from app.commands.contact import EraseContact
from app.read_models.sites import MOST_ALIKE
from tests.web.desk import Desk
from tests.web.visitor import Visitor

SITES = "/administration/sites"
QUAY: dict[str, str | bool] = {
    "Address line 1": "1 Quay",
    "Town": "Hull",
    "Post code": "HU1 1AA",
    "Telephone number": "01482 496001",
}
ELM_HOUSE_AGAIN: dict[str, str | bool] = {
    **QUAY,
    "Address line 1": "elm house",
    "Post code": "ls14ap",
}
MORE: dict[str, str | bool] = {
    "Name": "The Quay Café",
    "Area": "Docks",
    "Contact’s name": "Ivy Hall",
    "Contact’s telephone": "01482 496002",
    "Notes for whoever attends": "Ring twice.",
}


def test_what_else_is_known_can_be_left_out_and_stands_apart(visitor: Visitor) -> None:
    page = visitor.open(SITES)

    [more] = page.main.select("form details")
    assert [label.text for label in more.select("label")] == list(MORE)
    assert not more.has_attr("open")


def test_it_is_acquired_with_what_else_is_known(visitor: Visitor, desk: Desk) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**QUAY, **MORE})

    assert page.notices == ["The Quay Café, 1 Quay, Hull acquired"]
    assert desk.types()[-2:] == ["SiteAcquired", "ContactNamed"]
    page = visitor.follow("The Quay Café, 1 Quay, Hull HU1 1AA")
    for said in ("Docks", "Ivy Hall", "01482 496002", "Ring twice."):
        assert said in page.text


def test_what_is_wrong_in_what_else_is_known_is_in_sight(visitor: Visitor) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**QUAY, "Contact’s telephone": "none", "Name": "é" * 101})

    assert page.status == 422
    assert page.main.select("form details")[0].has_attr("open")
    assert page.field("Contact’s telephone").is_invalid
    assert page.field("Name").value == "é" * 101


def test_one_that_is_likely_here_already_is_asked_about_and_acquired_all_the_same(
    visitor: Visitor, desk: Desk
) -> None:
    before = desk.head
    visitor.open(SITES)

    page = visitor.press("Acquire", ELM_HOUSE_AGAIN)

    assert page.status == 422
    assert page.alert.startswith("Nothing has been done yet. Is it this one? Elm House, Leeds")
    assert page.link("Elm House, Leeds LS1 4AP") == f"/sites/{desk.id('Elm House')}"
    assert page.field("Address line 1").value == "elm house"
    assert desk.head == before
    page = visitor.press("Acquire it all the same")
    assert page.notices == ["elm house, Hull acquired"]
    assert desk.types(before) == ["SiteAcquired"]


def test_where_more_than_a_few_share_an_address_the_pages_say_so(
    visitor: Visitor, desk: Desk
) -> None:
    for number in range(MOST_ALIKE - 1):
        desk.acquire("Elm House", "Leeds", telephone_number=f"0113 496 019{number}")
    typed = {**ELM_HOUSE_AGAIN, "Telephone number": "0113 496 0200"}
    pages = (
        (SITES, "Acquire", "There are more that are likely the same"),
        ("/response/", "Acquire and go on", "More than 5 are likely the same"),
    )
    for address, button, said in pages:
        visitor.open(address)
        assert said not in visitor.press(button, typed).text
    desk.acquire("Elm House", "Leeds", telephone_number="0113 496 0199")

    for address, button, said in pages:
        visitor.open(address)
        assert said in visitor.press(button, typed).text
        assert visitor.press("Acquire it all the same").notices != []
        desk.clock.move(1)


def test_one_with_the_telephone_number_of_another_is_asked_about(visitor: Visitor) -> None:
    visitor.open(SITES)

    page = visitor.press("Acquire", {**QUAY, "Telephone number": "+44 113 4960182"})

    assert "Is it this one? Elm House, Leeds" in page.alert


def test_what_was_corrected_is_asked_about_again_where_it_is_like_another(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open(SITES)
    visitor.press("Acquire", ELM_HOUSE_AGAIN)
    before = desk.head

    page = visitor.press("Acquire it all the same", {"Telephone number": "0117 496 0077"})

    assert "Is it one of these?" in page.alert
    assert "31 Queen Square" in page.alert
    assert desk.head == before


def test_one_like_another_that_was_disposed_of_is_not_asked_about(
    visitor: Visitor, desk: Desk
) -> None:
    desk.dispose_of("Elm House")
    visitor.open(SITES)

    assert visitor.press("Acquire", ELM_HOUSE_AGAIN).notices == ["elm house, Hull acquired"]


def test_a_form_that_is_sent_twice_is_not_likened_to_what_it_did(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open(SITES)
    sent = visitor.form("Acquire").fill(QUAY).submission()
    visitor.send(sent)
    before = desk.head

    assert visitor.send(sent).notices == ["1 Quay, Hull acquired"]
    assert desk.head == before


# The list as a file


def rows_in_file(visitor: Visitor, address: str) -> list[dict[str, str]]:
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("is_erased", [False, True])
def test_the_sites_can_be_had_as_a_file(visitor: Visitor, desk: Desk, is_erased: bool) -> None:
    visitor.open(SITES)
    visitor.press("Acquire", {**QUAY, **MORE, "Area": "=Docks"})
    if is_erased:
        desk.give(EraseContact(contact_id=desk.events()[-1].aggregate_id))
    contact = {name: "" for name in MORE if is_erased and name.startswith("Contact")}

    address = visitor.open(SITES).link("Save all as CSV")

    assert address == f"{SITES}.csv"
    queen_square, quay, elm_house = rows_in_file(visitor, address)
    assert quay == {**QUAY, **MORE, "Area": "'=Docks", **contact}
    assert queen_square["Telephone number"] == "'+44 (0)117 496 0077"
    assert (elm_house["Address line 1"], elm_house["Name"]) == ("Elm House", "")


def test_the_file_has_what_is_listed(visitor: Visitor, desk: Desk) -> None:
    desk.dispose_of("Elm House")
    visitor.open(f"{SITES}?filter=queen")

    filtered = rows_in_file(visitor, visitor.page.link("Save these as CSV"))
    assert [row["Address line 1"] for row in filtered] == ["31 Queen Square"]
    visitor.open(f"{SITES}?disposed=yes")
    disposed = rows_in_file(visitor, visitor.page.link("Save all as CSV"))
    assert [row["Address line 1"] for row in disposed] == ["Elm House"]
