"""Which places do we look after?"""

import msgspec

from app.domain.site import (
    SiteAmended,
    SiteContactAmended,
    SiteDisposed,
    SitePart,
    SiteRestored,
)
from app.read_models import ReadModels
from app.read_models.sites import SiteRow, Sites
from tests.cast import ELM_HOUSE, MILL_LANE
from tests.read_models.story import ELM_HOUSE_ACQUIRED, MILL_LANE_ACQUIRED, Story, as_of, clock


def two_sites() -> Sites:
    story = Story().at("09:00", MILL_LANE, MILL_LANE_ACQUIRED)
    return story.at("09:05", ELM_HOUSE, ELM_HOUSE_ACQUIRED).told_to(Sites())


def test_several_are_had_by_their_ids() -> None:
    sites = two_sites()
    found = sites.several([ELM_HOUSE, "site-nowhere", MILL_LANE])
    assert found == {id: sites.get(id) for id in (ELM_HOUSE, MILL_LANE)}
    assert sites.several([]) == {}


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
        version=1,
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


ELM_SCHOOL = msgspec.structs.replace(
    ELM_HOUSE_ACQUIRED, name="Elm School", area="Headingley", notes="Ring.", contact_id="contact-1"
)
DISPOSED = SiteDisposed(reason="Sold.")


def test_one_with_a_name_is_called_by_it_and_found_by_it_and_its_area() -> None:
    sites = Story().at("09:00", ELM_HOUSE, ELM_SCHOOL).told_to(Sites())
    assert sites.name(ELM_HOUSE) == "Elm School, Elm House, Leeds"
    assert names(sites, "school leeds") == names(sites, "heading") == [sites.name(ELM_HOUSE)]
    assert names(sites, "ring") == []


def test_one_that_is_amended_is_as_it_was_amended_and_found_by_that() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_SCHOOL)
    for part, after in {
        SitePart.NAME: "",
        SitePart.ADDRESS_LINE_1: "1 Oak Road",
        SitePart.TOWN: "Hull",
        SitePart.POST_CODE: "HU1 1AA",
        SitePart.TELEPHONE_NUMBER: "01482 496000",
        SitePart.AREA: "Docks",
        SitePart.NOTES: "Beware of the dog.",
    }.items():
        story.at("09:05", ELM_HOUSE, SiteAmended(part=part, before="", after=after))
    story.at("09:10", ELM_HOUSE, SiteContactAmended(before="contact-1", after="contact-2"))
    sites = story.told_to(Sites())
    assert sites.get(ELM_HOUSE) == SiteRow(
        id=ELM_HOUSE,
        number=10,
        address_line_1="1 Oak Road",
        town="Hull",
        post_code="HU1 1AA",
        telephone_number="01482 496000",
        acquired_at=clock("09:00"),
        version=9,
        area="Docks",
        notes="Beware of the dog.",
        contact_id="contact-2",
    )
    assert names(sites, "elm") == names(sites, "0113") == []
    assert names(sites, "docks 496000 hu1 oak") == ["1 Oak Road, Hull"]
    assert [row.id for row in sites.like("1 Oak Rd", "hu11aa", "")] == [ELM_HOUSE]


def test_one_that_is_disposed_of_is_listed_no_more_until_it_is_restored() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_SCHOOL).at("09:05", ELM_HOUSE, DISPOSED)
    sites = story.told_to(Sites())
    assert (len(sites), list(sites), names(sites, "elm"), sites.count_disposed()) == (0, [], [], 1)
    assert [row.id for row in sites.disposed_and_matching("school")] == [ELM_HOUSE]
    assert list(sites.disposed_and_matching("quay")) == []
    assert sites.like("Elm House", "LS1 4AP", "0113 496 0182") == []
    assert sites.name(ELM_HOUSE) == "Elm School, Elm House, Leeds"
    story.at("09:10", ELM_HOUSE, SiteRestored()).told_to(sites)
    assert names(sites, "elm") == ["Elm School, Elm House, Leeds"]
    assert sites.count_disposed() == 0


def test_it_was_called_as_it_was_then() -> None:
    story = Story().at("09:00", ELM_HOUSE, ELM_SCHOOL)
    story.at("09:05", ELM_HOUSE, SiteAmended(part=SitePart.NAME, before="", after="Oak Academy"))
    models = story.at("09:10", ELM_HOUSE, DISPOSED).told_to(ReadModels())
    models.database.can_look_at_the_past()
    with as_of(models, 10):
        assert names(models.sites, "school") == ["Elm School, Elm House, Leeds"]
        assert names(models.sites, "academy") == []


def test_a_number_as_a_telephone_displays_it_means_one_site_however_it_is_kept() -> None:
    sites = two_sites()
    for typed in ("+44 113 496 0182", "+441134960182", "00441134960182"):
        [found] = sites.best_matching(typed)
        assert found.id == ELM_HOUSE
        numbers, values = sites.ids_matching(typed)
        assert sites.database.select(numbers, *values) == [(ELM_HOUSE,)]
    assert names(sites, "+44 114 496 0182") == []
