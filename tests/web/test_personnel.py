"""What is on record of operatives: corrected, saved as a file, and erased; and who has left."""

import csv
from collections.abc import Iterator

import pytest

from app.domain.feature import Feature
from tests.web.desk import Desk
from tests.web.page import attribute, words_of
from tests.web.peopled import OPERATIVES, PEOPLE, desk_with_teams, page_of_operative, page_of_user
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
    assert page.field("Surname").hint == "Changed meanwhile to “Okoye”. This would replace it."
    assert other.press("Rename").notices == ["Ben Okoro: the name was changed to Ben Okoro"]


def test_two_who_amend_different_things_do_not_undo_each_other(peopled: Desk, ada: Visitor) -> None:
    other = peopled.signed_in("Ada Novak")
    for visitor in (ada, other):
        visitor.open(page_of_operative(peopled, "Ben Okafor"))
    ada.press("Save", {"Home area": "Leeds"})
    before = peopled.head

    page = other.press("Save", {"Skills": "gas"})

    assert (page.status, page.field("Home area").value) == (409, "Leeds")
    other.press("Save")
    assert peopled.types(before) == ["OperativeSkillsChanged"]


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


# Home area and skills


def test_home_area_and_skills_are_kept_and_found_by(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_operative(peopled, "Ben Okafor"))

    page = ada.press("Save", {"Home area": " York", "Skills": "gas; Lifts,gas , lifts"})

    assert page.notices == [
        "Ben Okafor: the home area was changed to York; the skills were changed to gas, Lifts"
    ]
    assert (page.field("Home area").value, page.field("Skills").value) == ("York", "gas, Lifts")
    for address in (OPERATIVES, "/operatives/"):
        visitor = ada if address == OPERATIVES else peopled.signed_in("Cleo Park")
        assert "Ben Okafor" in visitor.open(f"{address}?filter=york+lift").text
        assert "Ann Marsh" not in visitor.page.text
    assert "York · gas, Lifts" in ada.open(OPERATIVES).text
    ada.open(page_of_operative(peopled, "Ben Okafor"))
    page = ada.press("Save")
    assert (page.status, page.alert) == (422, "Nothing has been changed.")


def test_skills_that_cannot_be_are_refused_and_kept(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_operative(peopled, "Ben Okafor"))
    for skills, complaint in (
        ("x" * 41, "Skill can have 40 characters at most; this has 41."),
        (",".join(map(str, range(21))), "An operative can have 20 skills at most; these are 21."),
    ):
        page = ada.press("Save", {"Home area": "York", "Skills": skills})
        assert (page.status, page.field("Skills").error) == (422, complaint)
        assert (page.field("Home area").value, page.field("Skills").value) == ("York", skills)


def test_whoever_is_hired_can_have_them_from_the_start(peopled: Desk, ada: Visitor) -> None:
    ada.open(OPERATIVES)
    names = {"Forename": "Dora", "Surname": "Webb"}

    ada.press("Hire", {**names, "Home area (optional)": "Hull", "Skills (optional)": "roofs"})

    assert "Dora Webb Hull · roofs hired 10:42" in ada.page.items("Operatives")


# Leaving


def test_before_somebody_leaves_it_is_said_what_goes_back(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_operative(peopled, "Ben Okafor"))

    page = ada.follow("They leave …")

    assert page.heading == "Ben Okafor leaves"
    assert "What goes back to Control 1" in page.text
    assert "W-1001 Boiler leaks" in page.text
    assert "sign in" not in page.text
    before = peopled.head
    page = ada.press("Let them leave", {"Reason (optional)": "Moved to Spain."})
    assert page.path == page_of_operative(peopled, "Ben Okafor")
    assert page.notices == ["Ben Okafor left"]
    assert "They left 10:42: Moved to Spain." in page.text
    assert peopled.types(before) == ["OperativeLeft", "WorkRecalled"]
    assert ada.open(f"{page.path}/leave").path == page.path
    story = ada.open("/work/W-1001").text
    assert "recalled from Ben Okafor, back with Control The operative has left." in story.replace(
        "Recalled", "recalled"
    )
    assert "Spain" not in story


def test_who_has_left_is_offered_nowhere_and_stays_in_the_history(
    peopled: Desk, ada: Visitor
) -> None:
    before = peopled.head
    peopled.let_leave("Ben Okafor")
    cleo = peopled.signed_in("Cleo Park")

    assert "Okafor" not in cleo.open("/control/").words("Operatives")
    assert "Ben" not in "".join(cleo.page.buttons)
    assert "Okafor" not in cleo.open("/operatives/").text
    for address in ("/control/", "/operatives/"):
        assert "Okafor" in cleo.open(f"{address}?as_of={before}").text
    choices = ada.open(PEOPLE).field("Is an operative").element.select("option")
    assert not any("Okafor" in each.text for each in choices)
    assert "Ben Okafor" in cleo.open("/work/W-1001").text
    assert (
        "has left: nothing can be assigned to them" in cleo.open(peopled.page_of("Ben Okafor")).text
    )
    assert "W-1001" in cleo.open("/work/?filter=okafor").text


def test_the_list_has_those_who_left_on_request_and_last(peopled: Desk, ada: Visitor) -> None:
    peopled.let_leave("Ann Marsh")
    page = ada.open(OPERATIVES)
    assert page.items("Operatives") == ["Ben Okafor hired 10:42"]

    page = ada.follow("Also 1 who has left")

    assert page.items("Operatives") == [
        "Ben Okafor hired 10:42",
        "Ann Marsh Has left hired 10:42 · left 10:42",
    ]
    assert ada.follow("Without those who have left").items("Operatives") == [
        "Ben Okafor hired 10:42"
    ]
    assert "No operative has that" in ada.open(f"{OPERATIVES}?filter=marsh").text
    page = ada.follow("Also 1 who has left")
    assert page.items("Operatives") == ["Ann Marsh Has left hired 10:42 · left 10:42"]


def test_whoever_came_back_is_offered_again(peopled: Desk, ada: Visitor) -> None:
    peopled.let_leave("Ben Okafor")
    ada.open(page_of_operative(peopled, "Ben Okafor"))

    page = ada.press("Take them back")

    assert page.notices == ["Ben Okafor came back"]
    assert "Has left" not in page.text
    assert "Ben Okafor" in peopled.signed_in("Cleo Park").open("/control/").crew


def test_a_click_on_a_page_from_before_assigns_nothing(peopled: Desk) -> None:
    cleo = peopled.signed_in("Cleo Park")
    peopled.raise_work("Lift stuck")
    cleo.open("/control/")
    peopled.let_leave("Ben Okafor")
    before = peopled.head

    page = cleo.press("Assign W-1002 to Ben")

    assert (page.status, page.alert) == (422, "Ben Okafor has left: take them back first.")
    assert peopled.head == before


def test_a_user_who_leaves_as_an_operative_can_still_sign_in_and_that_is_said(
    peopled: Desk, ada: Visitor
) -> None:
    user = page_of_user(peopled, "Ann Marsh")
    ada.open(user)
    page = ada.follow("Let them leave as an operative")
    assert "They can still sign in as the user Ann Marsh until that is disabled." in page.text

    page = ada.press("Let them leave")

    assert "They can still sign in as the user Ann Marsh" in page.text
    page = ada.follow("Ann Marsh")
    assert page.path == user
    assert "Is the operative Ann Marsh, who has left" in page.text
    ada.press("Disable")
    assert "can still sign in" not in ada.open(page_of_operative(peopled, "Ann Marsh")).text


# As a file


def test_the_list_can_be_saved_as_csv_with_what_it_was_filtered_by(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.let_leave("Ann Marsh")
    ada.open(page_of_operative(peopled, "Ben Okafor"))
    ada.press("Save", {"Home area": "=1+1", "Skills": "gas, lifts"})

    def saved(query: str = "") -> list[list[str]]:
        answer = ada.client.get(f"{OPERATIVES}.csv{query}")
        assert answer.headers["Content-Disposition"] == "attachment; filename=operatives.csv"
        return list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines()))

    heading, *rows = saved()
    assert heading[:4] == ["Forename", "Surname", "Home area", "Skills"]
    ben = ["Ben", "Okafor", "'=1+1", "gas, lifts", "2025-06-02 10:42", "", "", ""]
    assert rows == [ben]
    assert saved("?left=1")[1:] == [
        ben,
        ["Ann", "Marsh", "", "", "2025-06-02 10:42", "", "", "2025-06-02 10:42"],
    ]
    assert saved("?filter=nobody") == [heading]
    page = ada.open(f"{OPERATIVES}?left=1")
    assert page.link("Save all as CSV") == f"{OPERATIVES}.csv?left=1"


def test_whoever_was_erased_is_not_in_the_file(peopled: Desk, ada: Visitor) -> None:
    ada.open(f"{page_of_operative(peopled, 'Ben Okafor')}/erase")
    ada.press("Erase for good", UNDERSTOOD)
    text = ada.client.get(f"{OPERATIVES}.csv").get_data(as_text=True)
    assert "erased" not in text
    assert "Marsh" in text
