"""What is found by words, now and as of any position of the log."""

from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from app.read_models.database import NOW, Database
from app.read_models.text_index import TextIndex, is_near

BOILER, LIFT = 1, 2
ADDED, CHANGED = 10, 20
"""The positions at which both were raised, and at which the boiler turned out to be a heater."""


@pytest.fixture
def database() -> Iterator[Database]:
    with closing(Database()) as database:
        yield database


@pytest.fixture
def index(database: Database) -> TextIndex:
    """The words of the boiler, which are replaced, and of the lift, which stay."""
    index = TextIndex(database, "texts")
    database.create(index.create())
    database.can_look_at_the_past()
    with database.taking_in():
        database.position = ADDED
        index.add(BOILER, ["boiler", "leaks"])
        index.add(LIFT, ["lift", "leaks"])
    with database.taking_in():
        database.position = CHANGED
        index.replace(BOILER, ["heater", "leaks"])
    return index


def found(database: Database, index: TextIndex, word: str) -> list[int]:
    """The numbers of what has the word, the highest first, and the same both ways."""
    sql, values = index.found([word])
    numbers = sorted((number for (number,) in database.select(sql, *values)), reverse=True)
    assert [number for some in index.newest([word], below=10) for number in some] == numbers
    return numbers


@pytest.mark.parametrize(
    ("position", "boiler", "heater", "leaks"),
    [
        (ADDED - 1, [], [], []),
        (ADDED, [BOILER], [], [LIFT, BOILER]),
        (CHANGED - 1, [BOILER], [], [LIFT, BOILER]),
        (CHANGED, [], [BOILER], [LIFT, BOILER]),
        (NOW - 1, [], [BOILER], [LIFT, BOILER]),
    ],
)
def test_a_thing_is_found_by_the_words_that_it_had_at_that_position(
    database: Database,
    index: TextIndex,
    position: int,
    boiler: list[int],
    heater: list[int],
    leaks: list[int],
) -> None:
    database.look_at(position)
    assert found(database, index, "boiler") == boiler
    assert found(database, index, "heater") == heater
    assert found(database, index, "leaks") == leaks


def test_words_can_be_replaced_again_and_within_what_is_taken_in_at_once(
    database: Database, index: TextIndex
) -> None:
    with database.taking_in():
        database.position = 30
        index.replace(BOILER, ["tank"])
        database.position = 40
        index.replace(BOILER, ["cistern"])
    for position, word in ((20, "heater"), (30, "tank"), (40, "cistern")):
        database.look_at(position)
        words = ("boiler", "heater", "tank", "cistern")
        assert [each for each in words if found(database, index, each)] == [word]


def test_words_of_what_has_none_cannot_be_replaced(database: Database, index: TextIndex) -> None:
    with pytest.raises(LookupError, match="no text of 3 in texts"), database.taking_in():
        index.replace(3, ["door"])


def test_words_whose_taking_in_failed_are_found_once_it_has_not(
    database: Database, index: TextIndex
) -> None:
    for is_done in (False, True):
        with suppress(ZeroDivisionError), database.taking_in():
            index.add(3, ["heatersuit"])
            database.flush()
            assert is_done or 1 // 0
    assert found(database, index, "heat") == [3, BOILER]


@pytest.mark.parametrize(
    ("typed", "meant", "is_one_letter_away"),
    [
        ("hosue", "house", True),
        ("huse", "house", True),
        ("houuse", "house", True),
        ("horse", "house", True),
        ("mouse", "house", True),
        ("ouse", "house", True),
        ("queem", "queensway", True),  # the beginning of a longer word
        ("huose", "hosue", False),
        ("hose", "mouse", False),
        ("leeds", "hull", False),
    ],
)
def test_one_letter_may_be_wrong(typed: str, meant: str, is_one_letter_away: bool) -> None:
    assert is_near(typed, meant) is is_one_letter_away


def test_only_what_nothing_has_may_be_wrong(database: Database, index: TextIndex) -> None:
    def near(*words: str) -> list[int]:
        found = index.nearly_found(words)
        return [number for (number,) in database.select(found[0], *found[1])] if found else []

    assert near("leeks", "lift") == [LIFT]
    assert near("leeks", "lifts") == [LIFT]
    assert near("leaks", "lofts") == []
    # Both words are there, but nothing has both: one of them was meant to be another.
    assert near("heater", "lift") == []
    assert near("boxes", "leaks") == []
    # Of a short word, no letter is wrong: very many words are nearly written so.
    assert near("lifs") == []
    assert near("lifst") == [LIFT]
