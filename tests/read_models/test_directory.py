"""Rows in one order, found by id or by beginnings of words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.operative import OperativeHired
from app.domain.personal import ERASED
from app.read_models.operatives import Operatives
from app.read_models.sorting import sort_key
from tests.read_models.story import Story


def hired(*surnames: str) -> Operatives:
    """Operatives with these surnames, and ids in the order of hiring."""
    story = Story()
    for number, surname in enumerate(surnames):
        event = OperativeHired(forename="Ann", surname=surname)
        story.at("09:00", f"operative-{number}", event)
    return story.told_to(Operatives())


def test_a_row_is_found_by_its_id() -> None:
    directory = hired("Elm", "Quay")
    assert [row.surname for row in directory if row == directory.get("operative-1")] == ["Quay"]
    assert directory.get("operative-2") is None
    assert len(directory) == 2


def test_rows_of_one_name_stand_in_the_order_of_their_ids() -> None:
    assert [row.id for row in hired("Quay", "Elm", "Quay")] == [
        "operative-1",
        "operative-0",
        "operative-2",
    ]


def test_what_matches_is_counted_and_fetched_part_by_part_in_order() -> None:
    found = hired("Quay", "Elm", "Mill", "Quayle").matching("qua")
    assert len(found) == 2
    assert [row.surname for row in found] == ["Quay", "Quayle"]
    assert found[0].surname == "Quay"
    assert [row.surname for row in found[1:9]] == ["Quayle"]
    assert [row.surname for row in found.first(1)] == ["Quay"]


def test_a_number_comes_before_a_larger_one() -> None:
    keys = [sort_key("Leeds", address) for address in ("7 Quay", "17 Quay", "Elm 9", "Elm 10")]
    assert keys == sorted(keys)
    assert sort_key("a", "z") < sort_key("a b", "a")


def test_whoever_was_erased_comes_after_everybody() -> None:
    keys = [sort_key("Zo\u00eb"), sort_key("\U0001f600"), sort_key("", ERASED)]
    assert keys == sorted(keys)
    assert sort_key("", ERASED) == sort_key(ERASED)


@given(names=st.lists(st.text(max_size=5), max_size=20))
@settings(deadline=None, max_examples=30)
def test_rows_stand_in_order_however_they_came(names: list[str]) -> None:
    keys = [row.sort_key for row in hired(*names)]
    assert keys == sorted(sort_key(name, "Ann") for name in names)
