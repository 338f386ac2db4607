"""Importing lists: all of what is in them, or nothing, and once."""

import msgspec
import pytest

from app.commands.ids import ids_from, new_id
from app.commands.importing import MOST, ImportOperatives, ImportSites
from app.commands.operative import HireOperative
from app.commands.outcome import SentBefore
from app.commands.site import AcquireSite
from app.domain.ids import is_id
from app.domain.operative import OperativeHired
from app.domain.refused import GotThereFirst, Refused
from app.domain.site import SiteAcquired
from app.event_store.memory import memory_log
from app.spreadsheets.table import MOST_LINES
from tests.cast import ELM_HOUSE
from tests.commands.desk import DeskWithoutPages, LogInBetween, desk_at_work

IDS = ids_from("site-01932c07-209c-7a2e-8f43-0a1d4c0f9b11", 3)


@pytest.fixture
def desk() -> DeskWithoutPages:
    return desk_at_work()


def acquire(id: str, address_line_1: str, telephone_number: str = "0113 496 0182") -> AcquireSite:
    return AcquireSite(
        site_id=id,
        address_line_1=address_line_1,
        town="Hull",
        post_code="HU1 1AA",
        telephone_number=telephone_number,
    )


THREE = ImportSites(
    sites=tuple(acquire(id, f"{number} Quay") for number, id in enumerate(IDS, start=1))
)


def test_sites_are_acquired_in_the_order_of_the_list(desk: DeskWithoutPages) -> None:
    head = desk.log.head()
    events = desk.run(THREE).events
    assert [each.aggregate_id for each in events] == IDS
    assert [
        each.event.address_line_1 for each in events if isinstance(each.event, SiteAcquired)
    ] == [
        "1 Quay",
        "2 Quay",
        "3 Quay",
    ]
    assert [each.position for each in events] == [head + 1, head + 2, head + 3]


def test_operatives_are_hired(desk: DeskWithoutPages) -> None:
    ids = ids_from(new_id("operative"), 2)
    names = [("Eve", "Hall"), ("Al", "Poe")]
    hired = tuple(
        HireOperative(operative_id=id, forename=name[0], surname=name[1])
        for id, name in zip(ids, names, strict=True)
    )
    events = desk.run(ImportOperatives(operatives=hired)).events
    assert [each.event for each in events] == [OperativeHired(*name) for name in names]
    assert [each.event for each in desk.log.stream(ids[1])] == [OperativeHired("Al", "Poe")]


def test_with_one_that_is_refused_none_is_acquired(desk: DeskWithoutPages) -> None:
    head = desk.log.head()
    sites = (*THREE.sites[:2], acquire(IDS[2], "3 Quay", "none"))
    with pytest.raises(Refused, match="Number 3 of those to import: Telephone number should have"):
        desk.run(ImportSites(sites=sites))
    assert desk.log.head() == head


def test_with_one_that_is_there_already_none_is_acquired(desk: DeskWithoutPages) -> None:
    head = desk.log.head()
    sites = (*THREE.sites, acquire(ELM_HOUSE, "Elm House"))
    with pytest.raises(Refused, match=r"Number 4 .* already been acquired"):
        desk.run(ImportSites(sites=sites))
    assert desk.log.head() == head


def test_the_same_one_twice_is_refused(desk: DeskWithoutPages) -> None:
    head = desk.log.head()
    with pytest.raises(Refused):
        desk.run(ImportSites(sites=(THREE.sites[0], THREE.sites[0])))
    assert desk.log.head() == head


def test_sent_again_nothing_is_done_twice(desk: DeskWithoutPages) -> None:
    first = desk.run(THREE, "command-1")
    desk.run(desk.acquire("4 Quay", "Hull", "HU1 1AA", "0113 496 0182"))
    head = desk.log.head()
    again = desk.run(THREE, "command-1")
    assert (again.events, again.is_repeat) == (first.events, True)
    assert desk.log.head() == head


@pytest.mark.parametrize(
    "other",
    [
        ImportSites(sites=THREE.sites[:2]),
        ImportSites(sites=(*THREE.sites, acquire(new_id("site"), "4 Quay"))),
        ImportSites(sites=(*THREE.sites[:2], acquire(IDS[2], "33 Quay"))),
    ],
    ids=["fewer", "more", "others"],
)
def test_sent_again_with_another_list_it_is_said_what_was_done(
    desk: DeskWithoutPages, other: ImportSites
) -> None:
    first = desk.run(THREE, "command-1")
    head = desk.log.head()
    with pytest.raises(SentBefore) as refused:
        desk.run(other, "command-1")
    assert refused.value.receipt.events == first.events
    assert desk.log.head() == head


@pytest.mark.parametrize("first", [(), (acquire(new_id("site"), "1 Hill"),)], ids=["", "new"])
def test_another_list_that_has_some_of_a_long_one_is_told_all_that_was_done(
    desk: DeskWithoutPages, first: tuple[AcquireSite, ...]
) -> None:
    thirty = tuple(acquire(id, "1 Quay") for id in ids_from(IDS[0], 30))
    done = desk.run(ImportSites(sites=thirty), "command-1").events
    desk.run(desk.acquire("4 Quay", "Hull", "HU1 1AA", "0113 496 0182"))
    head = desk.log.head()
    with pytest.raises(SentBefore) as refused:
        desk.run(ImportSites(sites=(*first, *thirty[15:])), "command-1")
    assert refused.value.receipt.events == done
    assert desk.log.head() == head


# What somebody saw when they decided to import


def test_what_came_since_somebody_looked_has_to_be_looked_at_first(desk: DeskWithoutPages) -> None:
    three = msgspec.structs.replace(THREE, seen=desk.log.head())
    desk.run(desk.hire("Eve", "Hall"))  # no Site
    desk.run(three, "command-1")
    desk.run(desk.acquire("4 Quay", "Hull", "HU1 1AA", "0113 496 0182"))
    head = desk.log.head()

    assert desk.run(three, "command-1").is_repeat
    four = ImportSites(sites=(acquire(new_id("site"), "4 Quay"),), seen=head - 1)
    with pytest.raises(GotThereFirst):
        desk.run(four)

    assert desk.log.head() == head
    desk.run(msgspec.structs.replace(four, seen=head))
    assert desk.log.head() == head + 1


@pytest.mark.parametrize("is_of_sites", [True, False], ids=["Sites", "operatives"])
def test_what_comes_at_the_last_moment_is_not_passed_over(is_of_sites: bool) -> None:
    log = LogInBetween(memory_log())
    desk = DeskWithoutPages(log)
    id = new_id("site" if is_of_sites else "operative")
    command = (
        ImportSites(sites=(acquire(id, "1 Quay"),), seen=0)
        if is_of_sites
        else ImportOperatives(
            operatives=(HireOperative(operative_id=id, forename="Eve", surname="Hall"),), seen=0
        )
    )
    same = (
        desk.acquire("1 Quay", "Hull", "HU1 1AA", "0113 496 0182")
        if is_of_sites
        else desk.hire("Eve", "Hall")
    )

    def be_faster() -> None:
        log.before_append = lambda: None
        desk.run(same)

    log.before_append = be_faster
    with pytest.raises(GotThereFirst):
        desk.run(command)
    assert log.head() == 1


@pytest.mark.parametrize("number", [0, MOST + 1])
def test_nothing_and_too_much_are_refused(desk: DeskWithoutPages, number: int) -> None:
    sites = (THREE.sites[0],) * number
    with pytest.raises(Refused, match=r"nothing to import|5,000 lines at most; this has 5,001"):
        desk.run(ImportSites(sites=sites))


def test_what_can_be_read_can_be_imported() -> None:
    """One bound, where neither side may know the other."""
    assert MOST == MOST_LINES


def test_ids_count_up_from_the_first() -> None:
    ids = ids_from(new_id("site"), 300)
    assert len(set(ids)) == 300
    assert sorted(ids) == ids
    assert all(is_id("site", each) for each in ids)
    assert ids_from(ids[0], 300) == ids


def test_a_command_says_which_sites_word_for_word() -> None:
    """So that a list that was changed in between is another command."""
    changed = msgspec.structs.replace(THREE.sites[1], town="York")
    assert ImportSites(sites=(THREE.sites[0], changed, THREE.sites[2])) != THREE
