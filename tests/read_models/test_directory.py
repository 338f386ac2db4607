"""Rows in alphabetical order, found by id or by any part of their text."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app.read_models.directory import Directory


class Row(msgspec.Struct, frozen=True):
    id: str
    name: str

    @property
    def sort_key(self) -> tuple[str, ...]:
        return (self.name.casefold(),)

    @property
    def search_text(self) -> str:
        return self.name.casefold()


def directory_of(*names: str) -> Directory[Row]:
    directory: Directory[Row] = Directory()
    for number, name in enumerate(names):
        directory.add(Row(f"row-{number}", name))
    return directory


def test_a_row_is_found_by_its_id() -> None:
    directory = directory_of("Elm House", "Quay")
    assert directory.get("row-1") == Row("row-1", "Quay")
    assert directory.get("row-2") is None
    assert len(directory) == 2


def test_rows_of_one_name_stand_in_the_order_of_their_ids() -> None:
    assert [row.id for row in directory_of("Quay", "Elm House", "Quay")] == [
        "row-1",
        "row-0",
        "row-2",
    ]


def test_rows_that_match_keep_their_order() -> None:
    directory = directory_of("Quay House", "Elm House", "Mill")
    assert [row.name for row in directory.matching("house")] == ["Elm House", "Quay House"]


@given(names=st.lists(st.text(max_size=5), max_size=20))
@settings(deadline=None)
def test_rows_stand_in_order_however_they_came(names: list[str]) -> None:
    listed = [row.name.casefold() for row in directory_of(*names)]
    assert listed == sorted(name.casefold() for name in names)
