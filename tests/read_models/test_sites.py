"""Which places do we look after?"""

import msgspec

from app.read_models.sites import SiteRow, Sites
from tests.cast import ELM_HOUSE, MILL_LANE
from tests.read_models.story import ELM_HOUSE_ACQUIRED, MILL_LANE_ACQUIRED, Story, clock


def two_sites() -> Sites:
    story = Story().at("09:00", MILL_LANE, MILL_LANE_ACQUIRED)
    return story.at("09:05", ELM_HOUSE, ELM_HOUSE_ACQUIRED).told_to(Sites())


def names(sites: Sites, text: str) -> list[str]:
    return [row.name for row in sites.matching(text)]


def test_there_is_none_at_first() -> None:
    sites = Sites()
    assert (len(sites), list(sites), sites.get(ELM_HOUSE)) == (0, [], None)


def test_a_site_acquired_has_a_row() -> None:
    sites = two_sites()
    assert sites.get(ELM_HOUSE) == SiteRow(
        id=ELM_HOUSE,
        number=20,
        address_line_1="Elm House",
        town="Leeds",
        post_code="LS1 4AP",
        telephone_number="0113 496 0182",
        acquired_at=clock("09:05"),
    )
    assert sites.name(ELM_HOUSE) == "Elm House, Leeds"
    assert len(sites) == 2


def test_an_unknown_site_is_called_by_its_id() -> None:
    assert Sites().name(ELM_HOUSE) == ELM_HOUSE


def test_they_stand_in_the_order_of_towns_then_addresses() -> None:
    story = Story()
    places = [("2 Quay", "York"), ("elm", "leeds"), ("Beech", "Leeds"), ("1", "York")]
    for number, (address, town) in enumerate(places):
        acquired = msgspec.structs.replace(ELM_HOUSE_ACQUIRED, address_line_1=address, town=town)
        story.at("09:00", f"site-{number}", acquired)
    assert [row.name for row in story.told_to(Sites())] == [
        "Beech, Leeds",
        "elm, leeds",
        "1, York",
        "2 Quay, York",
    ]


def test_a_filter_looks_at_all_four_parts() -> None:
    sites = two_sites()
    assert names(sites, "elm") == ["Elm House, Leeds"]
    assert names(sites, "YORK") == ["3 Mill Lane, York"]
    assert names(sites, "ls1") == ["Elm House, Leeds"]
    assert names(sites, "496012") == ["3 Mill Lane, York"]
    assert names(sites, "york elm") == []
    assert names(sites, "01 leeds") == ["Elm House, Leeds"]
    assert names(sites, "") == ["Elm House, Leeds", "3 Mill Lane, York"]


def test_a_filter_may_be_typed_in_letters_and_accents_apart() -> None:
    acquired = msgspec.structs.replace(ELM_HOUSE_ACQUIRED, town="M\u00fcnchen")
    sites = Story().at("09:00", ELM_HOUSE, acquired).told_to(Sites())
    assert names(sites, "mu\u0308nchen elm") == ["Elm House, M\u00fcnchen"]


def test_told_twice_none_is_there_twice() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
    sites = story.told_to(story.told_to(Sites()))
    assert [row.id for row in sites] == [ELM_HOUSE]


def test_another_site_changes_no_row_but_its_own() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_HOUSE_ACQUIRED)
    sites = story.told_to(Sites())
    before = sites.get(ELM_HOUSE)
    story.at("09:05", MILL_LANE, MILL_LANE_ACQUIRED).told_to(sites)
    assert sites.get(ELM_HOUSE) == before
    assert len(sites) == 2
