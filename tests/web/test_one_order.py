"""People and places stand in one order, and are written in one way, wherever they are listed."""

from collections.abc import Iterator

import pytest

from tests.web.desk import Desk
from tests.web.page import attribute, words_of

PEOPLE = ["Ann Åberg", "Zoe Abernathy", "carys lloyd", "Ada Lloyd", "Ben O'Neil", "Ed Ünal"]
BY_SURNAME = ["Ann Åberg", "Zoe Abernathy", "Ada Lloyd", "carys lloyd", "Ben O'Neil", "Ed Ünal"]

PLACES = [
    ("17 Mill Lane", "York"),
    ("7 Mill Lane", "York"),
    ("Unit 2", "Évreux"),
    ("b Yard", "Leeds"),
    ("A House", "leeds"),
    ("9 A Road", "York"),
    ("Unit 10", "Évreux"),
]
BY_TOWN = [
    "Unit 2, Évreux LS1 4AP",
    "Unit 10, Évreux LS1 4AP",
    "A House, leeds LS1 4AP",
    "b Yard, Leeds LS1 4AP",
    "7 Mill Lane, York LS1 4AP",
    "9 A Road, York LS1 4AP",
    "17 Mill Lane, York LS1 4AP",
]

LISTS_OF_PEOPLE = {
    "/administration/operatives": ".rows p:first-child a",
    "/control/": ".crew .what a",
    "/operatives/": ".person h2 a",
}
LISTS_OF_PLACES = {
    "/administration/sites": ".rows address",
}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """Tests only look at it."""
    desk = Desk()
    for name in PEOPLE:
        desk.hire(name)
    for place in PLACES:
        desk.acquire(*place)
    desk.raise_work("Boiler leaks", *(line for line, _ in PLACES))
    desk.assign("W-1001", "Ada Lloyd")
    desk.hire("Gus Zimmer")
    yield desk
    desk.log.close()


@pytest.mark.parametrize("moment", ["", "?as_of=14"])
@pytest.mark.parametrize("address", LISTS_OF_PEOPLE)
def test_people_are_listed_by_surname_which_stands_out(
    desk: Desk, address: str, moment: str
) -> None:
    page = desk.visitor().open(address + moment)

    listed = page.main.select(LISTS_OF_PEOPLE[address])
    expected = BY_SURNAME + ["Gus Zimmer"] * (not moment)
    if (address, moment) == ("/control/", ""):
        expected.remove("Ada Lloyd")
        expected.append("Ada Lloyd")  # who has Work comes after those who are free
    assert [words_of(each) for each in listed] == expected
    for each in listed:
        [forename] = each.select(".forename")
        assert words_of(each).startswith(f"{words_of(forename)} ")


def test_people_to_choose_from_are_in_the_same_order(desk: Desk) -> None:
    """A list to choose from is found in by the first letter: there the surname comes first."""
    page = desk.visitor().open("/control/?open=W-1002&as_of=14")
    assert page.main.select("option") == []

    desk.raise_work("Lift stuck", "A House")
    picker = desk.visitor().open("/control/?open=W-1002").field("Assign W-1002 to")
    options = [words_of(each) for each in picker.element.select("option")][1:]
    free = [option for option in options if "– free" in option]
    assert free == options[: len(free)], "they come first"

    surnames = [option.partition(",")[0].strip("\u2068\u2069") for option in free]
    everybody = [name.partition(" ")[2] for name in [*BY_SURNAME, "Gus Zimmer"]]
    assert len(surnames) > 3
    assert surnames == [surname for surname in everybody if surname in surnames]


@pytest.mark.parametrize("address", LISTS_OF_PLACES)
def test_places_are_listed_by_town_which_stands_out_then_address_and_numbers_by_size(
    desk: Desk, address: str
) -> None:
    page = desk.visitor().open(address)

    listed = page.main.select(LISTS_OF_PLACES[address])
    assert [words_of(each).partition(" · ")[0] for each in listed] == BY_TOWN
    for each in listed:
        [town] = each.select("strong")
        assert f", {words_of(town)} LS1 4AP" in words_of(each)


def test_an_address_and_its_telephone_are_written_in_one_way(desk: Desk) -> None:
    visitor = desk.visitor()
    for address in ("/administration/sites", "/work/W-1001", desk.page_of("Ada Lloyd")):
        page = visitor.open(address)
        written = [words_of(each) for each in page.main.select("address")]
        assert sorted(written) == sorted(BY_TOWN), address
        links = page.main.select("a.telephone")
        assert len(links) == len(BY_TOWN), address
        for link in links:
            assert attribute(link, "href") == "tel:01134960182"
            assert words_of(link) == "0113 496 0182"
            assert len(link.select("i.bi-telephone")) == 1


def test_the_sites_of_a_work_in_a_line_begin_in_the_same_way(desk: Desk) -> None:
    page = desk.visitor().open("/work/")
    assert "17 Mill Lane, York and 6 more Sites" in page.text
