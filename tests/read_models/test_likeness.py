"""Which Sites are likely one place."""

import msgspec
import pytest

from app.domain.site import SiteAcquired
from app.read_models.likeness import place_key, telephone_key
from app.read_models.sites import MOST_ALIKE, Sites
from tests.cast import ELM_HOUSE, MILL_LANE
from tests.read_models.story import ELM_HOUSE_ACQUIRED, MILL_LANE_ACQUIRED, Story

SAME_PLACES = [
    (("12 High Street", "LS1 4AP"), ("12, High St.", "ls14ap")),
    (("Café Zoë, 3 Mill Lane", "YO1 9RT"), ("CAFE ZOE 3 MILL LN", "YO1-9RT")),
    (("O'Hara's, 1 Saint John's Road", "M1 1AA"), ("O’Haras 1 St Johns Rd", "M1 1AA")),
]
OTHER_PLACES = [
    (("12 High Street", "LS1 4AP"), ("12a High Street", "LS1 4AP")),
    (("12 High Street", "LS1 4AP"), ("12 High Street", "LS1 4AQ")),
    (("1 2 High Street", "LS1 4AP"), ("12 High Street", "LS1 4AP")),
]
SAME_NUMBERS = [
    ("0113 496 0182", "(0113) 4960182"),
    ("0113 496 0182", "+44 113 496 0182"),
    ("+44 (0)113 496 0182", "0044 113 4960182"),
    ("0113 496 0182 ext. 12", "01134960182 x12"),
    ("٠١١٣ ٤٩٦ ٠١٨٢", "0113 496 0182"),
    ("12345", "1 23 45"),
]
OTHER_NUMBERS = [
    ("0113 496 0182", "0113 496 0183"),
    ("0113 496 0182", "0113 496 0182 ext. 12"),
    ("0113 496 0182 ext. 12", "0113 496 0182 ext. 13"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PLACES)
def test_the_same_address_is_the_same_place_however_written(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert place_key(*one) == place_key(*other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER_PLACES)
def test_another_address_is_another_place(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert place_key(*one) != place_key(*other)


@pytest.mark.parametrize(("one", "other"), SAME_NUMBERS)
def test_the_same_number_is_the_same_however_written(one: str, other: str) -> None:
    assert telephone_key(one) == telephone_key(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER_NUMBERS)
def test_another_number_is_another(one: str, other: str) -> None:
    assert telephone_key(one) != telephone_key(other)


def sites_with(*others: SiteAcquired) -> Sites:
    """Mill Lane, Elm House, and then `site-1` and so on."""
    story = Story().at("09:00", MILL_LANE, MILL_LANE_ACQUIRED)
    story.at("09:05", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
    for number, other in enumerate(others, start=1):
        story.at("09:10", f"site-{number}", other)
    return story.told_to(Sites())


@pytest.fixture
def sites() -> Sites:
    return sites_with()


def found(sites: Sites, address_line_1: str, post_code: str, number: str) -> list[str]:
    return [row.id for row in sites.like(address_line_1, post_code, number)]


def test_a_site_is_found_by_its_address(sites: Sites) -> None:
    assert found(sites, "ELM HOUSE", "ls1 4ap", "020 7946 0000") == [ELM_HOUSE]


def test_a_site_is_found_by_its_number(sites: Sites) -> None:
    assert found(sites, "Old Elm House", "LS1 4AQ", "+44 113 496 0182") == [ELM_HOUSE]


def test_a_number_that_more_than_three_have_tells_nothing() -> None:
    """The new one among them."""
    number = ELM_HOUSE_ACQUIRED.telephone_number
    branch = msgspec.structs.replace(ELM_HOUSE_ACQUIRED, address_line_1="A", post_code="LS2 1AA")
    sites = sites_with(branch)
    assert found(sites, "Old Elm House", "LS1 4AQ", number) == ["site-1", ELM_HOUSE]
    sites = sites_with(branch, branch)
    assert found(sites, "Old Elm House", "LS1 4AQ", number) == []
    assert found(sites, "Elm House", "LS1 4AP", number) == [ELM_HOUSE]


def test_of_many_at_one_address_the_first_few_are_found() -> None:
    """And one more, to tell that there are more."""
    sites = sites_with(*[ELM_HOUSE_ACQUIRED] * (MOST_ALIKE + 1))
    assert len(found(sites, "Elm House", "LS1 4AP", "")) == MOST_ALIKE + 1


def test_several_are_found_in_order(sites: Sites) -> None:
    number = MILL_LANE_ACQUIRED.telephone_number
    assert found(sites, "Elm House", "LS1 4AP", number) == [ELM_HOUSE, MILL_LANE]


def test_nothing_is_like_nothing() -> None:
    nowhere = msgspec.structs.replace(ELM_HOUSE_ACQUIRED, post_code="-", telephone_number="")
    sites = sites_with(nowhere)
    assert found(sites, "", "", "") == []
    assert found(sites, "Elm House", "-", "") == []
