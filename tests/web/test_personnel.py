"""Renaming operatives, and erasing the names of those who are no users."""

from collections.abc import Iterator

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk
from tests.web.page import attribute, words_of
from tests.web.peopled import OPERATIVES, desk_with_teams, page_of_operative, page_of_user
from tests.web.visitor import Visitor

UNDERSTOOD: dict[str, str | bool] = {"I understand that this cannot be undone": True}


@pytest.fixture
def peopled() -> Iterator[Desk]:
    """Ann Marsh is a user, and Ben Okafor is none."""
    desk = desk_with_teams()
    desk.raise_work("Boiler leaks")
    desk.assign("W-1001", "Ben Okafor")
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ada Novak")


def test_the_list_of_operatives_leads_there(peopled: Desk, ada: Visitor) -> None:
    ada.open(OPERATIVES)

    page = ada.follow("Ben Okafor")

    assert page.path == page_of_operative(peopled, "Ben Okafor")
    assert page.heading == "Ben Okafor"
    assert page.field("Forename").value == "Ben"
    assert page.field("Surname").value == "Okafor"
    [area] = page.soup.select("nav.areas [aria-current=page]")
    assert words_of(area) == "Administration"
    assert ada.open(f"{OPERATIVES}/operative-1").status == 404


# Renaming


def test_whoever_is_renamed_goes_by_the_new_name_from_then_on(peopled: Desk, ada: Visitor) -> None:
    before = peopled.head
    ada.open(page_of_operative(peopled, "Ben Okafor"))

    page = ada.press("Rename", {"Surname": "Okoye"})

    assert page.notices == ["Ben Okoye: the name was changed to Ben Okoye"]
    cleo = peopled.signed_in("Cleo Park")
    for address in ("/control/", "/operatives/", "/work/W-1001", "/work/?filter=okoye"):
        text = cleo.open(address).text
        assert "Okafor" not in text
        assert "W-1001" in text
        assert "Okoye" in text
    assert "No Work" in cleo.open("/work/?filter=okafor").text
    assert "Okafor" in cleo.open(f"/control/?as_of={before}").text


def test_a_user_who_is_renamed_has_the_new_name_as_an_operative(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.recall("W-1001")
    peopled.assign("W-1001", "Ann Marsh")
    peopled.dispatch("W-1001", "Ann Marsh")
    ada.open(page_of_user(peopled, "Ann Marsh"))

    ada.press("Rename", {"Full name": "Ann van Ek"})

    assert "Ann van Ek set off" in ada.open("/work/W-1001").text
    cleo = peopled.signed_in("Cleo Park")
    for address in ("/control/", "/operatives/", "/work/W-1001"):
        page = cleo.open(address)
        assert "Ann van Ek" in page.text
        assert "Marsh" not in page.text


def test_an_operative_who_is_a_user_needs_two_names(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_user(peopled, "Ann Marsh"))
    before = peopled.head

    page = ada.press("Rename", {"Full name": "Ann"})

    assert page.status == 422
    assert page.alert == "An operative has a forename and a surname: give both."
    assert page.field("Full name").value == "Ann"
    assert peopled.head == before


def test_what_cannot_be_a_name_is_refused_and_kept(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_operative(peopled, "Ben Okafor"))
    before = peopled.head

    page = ada.press("Rename", {"Forename": "Benedict", "Surname": " "})

    assert page.status == 422
    assert page.field("Surname").error == "Surname is required."
    assert page.field("Forename").value == "Benedict"
    page = ada.press("Rename", {"Forename": "Ben", "Surname": "Okafor"})
    assert (page.status, page.alert) == (422, "The name is like that already.")
    assert peopled.head == before


def test_two_who_rename_at_once_do_not_undo_each_other(peopled: Desk, ada: Visitor) -> None:
    other = peopled.signed_in("Ada Novak")
    for visitor in (ada, other):
        visitor.open(page_of_operative(peopled, "Ben Okafor"))
    ada.press("Rename", {"Surname": "Okoye"})

    page = other.press("Rename", {"Surname": "Okoro"})

    assert page.status == 409
    assert "Ben Okoye has changed since this page was opened." in page.alert
    assert page.field("Surname").value == "Okoro"
    assert other.press("Rename").notices == ["Ben Okoro: the name was changed to Ben Okoro"]


# Erasing


def test_erasing_says_what_goes_what_stays_and_what_they_still_have(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_operative(peopled, "Ben Okafor"))

    page = ada.follow("Erase their name")

    assert page.heading == "Erase Ben Okafor"
    assert "They still have 1 Work: Control takes it back." in page.text
    assert "Backups and exports that were made before." in page.text
    assert "password" not in page.text
    before = peopled.head
    page = ada.press("Erase for good")
    assert page.status == 422
    assert page.field("I understand that this cannot be undone").error
    assert peopled.head == before


def test_whoever_is_erased_has_no_name_on_any_page(peopled: Desk, ada: Visitor) -> None:
    address = page_of_operative(peopled, "Ben Okafor")
    ada.open(address)
    ada.press("Rename", {"Forename": "Benedict"})
    moment = peopled.head
    ada.open(f"{address}/erase")

    page = ada.press("Erase for good", UNDERSTOOD)

    assert page.path == address
    assert page.heading.startswith("(erased)")
    assert page.buttons == []
    everybody = peopled.signed_in_as_everybody()
    for path in (OPERATIVES, "/operatives/", "/control/", "/work/W-1001", "/events"):
        for shown in (everybody.open(path), everybody.open(f"{path}?as_of={moment}")):
            assert shown.status == 200
            assert "Okafor" not in shown.html
    assert ada.open(f"{address}/erase").path == address


def test_erasing_a_user_names_the_operative_whom_it_leaves_with_the_same_name(
    peopled: Desk, ada: Visitor
) -> None:
    erase = f"{page_of_user(peopled, 'Ann Marsh')}/erase"
    assert "not linked to any user" not in ada.open(erase).text
    ada.open(page_of_user(peopled, "Ann Marsh"))
    ada.press("Unlink")

    page = ada.open(erase)

    assert "operative Ann Marsh (hired 10:42), who is not linked to any user." in page.text
    operative = page.main.select_one("form a")
    assert operative
    page = ada.open(attribute(operative, "href"))
    assert page.path == f"{page_of_operative(peopled, 'Ann Marsh')}/erase"
    ada.press("Erase for good", UNDERSTOOD)
    assert "not linked to any user" not in ada.open(erase).text


# Who may


def test_a_user_is_renamed_and_erased_as_such(peopled: Desk, ada: Visitor) -> None:
    address = page_of_operative(peopled, "Ann Marsh")

    page = ada.open(address)

    assert page.buttons == ["Save"]
    assert "Forename" not in page.fields()
    assert page.link("Ann Marsh") == page_of_user(peopled, "Ann Marsh")
    assert ada.open(f"{address}/erase").path == address


def test_whoever_comes_to_be_a_user_meanwhile_is_left_alone(peopled: Desk, ada: Visitor) -> None:
    address = page_of_operative(peopled, "Ben Okafor")
    other = peopled.signed_in("Ada Novak")
    ada.open(address)
    other.open(f"{address}/erase")
    peopled.register("Ben Okafor", "Operative", operative="Ben Okafor")
    before = peopled.head

    page = ada.press("Rename", {"Surname": "Okoye"})

    assert (page.status, page.alert) == (422, "Ben Okafor is a user: rename the user.")
    page = other.press("Erase for good", UNDERSTOOD)
    assert (page.status, page.alert) == (422, "Ben Okafor is a user: erase the user.")
    assert peopled.head == before


@pytest.mark.parametrize(
    ("feature", "buttons", "links", "erase"),
    [
        (Feature.HIRE, ["Rename", "Save"], False, 403),
        (Feature.MANAGE_PEOPLE, [], True, 200),
    ],
)
def test_to_rename_is_one_thing_and_to_erase_another(
    peopled: Desk, feature: Feature, buttons: list[str], links: bool, erase: int
) -> None:
    peopled.register_with("Nia Holm", feature)
    nia = peopled.signed_in("Nia Holm")
    address = page_of_operative(peopled, "Ben Okafor")

    page = nia.open(address)

    assert page.buttons == buttons
    assert ("Erase their name" in page.links) is links
    assert nia.open(f"{address}/erase").status == erase
