"""What is found by words, now and as of any position of the log."""

from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

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
    assert [number for some in index.newest([word], below=1_000) for number in some] == numbers
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
    with pytest.raises(LookupError, match="no text of 3 in texts"), database.taking_in():
        index.rewrite(3, ["door"])


def test_words_whose_taking_in_failed_are_found_once_it_has_not(
    database: Database, index: TextIndex
) -> None:
    for is_done in (False, True):
        with suppress(ZeroDivisionError), database.taking_in():
            index.add(3, ["heatersuit"])
            database.flush()
            assert is_done or 1 // 0
    assert found(database, index, "heat") == [3, BOILER]


@pytest.mark.parametrize("at_once", [1, 1_200])
def test_what_is_rewritten_over_a_thousand_times_is_found_by_its_last_words(
    database: Database, index: TextIndex, at_once: int
) -> None:
    """By a desk that erases people for years, and when all of that is taken in anew."""
    with database.taking_in():
        for number in range(3, 300):
            index.add(number, [f"pump{number}"])
    for begin in range(0, 1_200, at_once):
        with database.taking_in():
            for number in range(begin, begin + at_once):
                index.rewrite(BOILER, [f"heater{number}"])
    for position in (ADDED, CHANGED, NOW - 1):
        database.look_at(position)
        words = ("boiler", "leaks", "heater1198", "heater1199")
        assert {word: found(database, index, word) for word in words} == {
            "boiler": [],
            "leaks": [LIFT],
            "heater1198": [],
            "heater1199": [BOILER],
        }
    assert found(database, index, "pump299") == [299]


def test_what_is_rewritten_in_vain_keeps_its_words(database: Database, index: TextIndex) -> None:
    with suppress(ZeroDivisionError), database.taking_in():
        index.rewrite(BOILER, ["erased"])
        1 // 0  # noqa: B018
    with database.taking_in():
        index.rewrite(LIFT, ["erased"])
    assert found(database, index, "heater") == [BOILER]
    assert found(database, index, "erased") == [LIFT]


def test_no_copy_of_what_is_rewritten_is_left_in_the_file(tmp_path: Path) -> None:
    """Where SQLite leaves copies depends on the words: without more ado, six of these were left."""
    letters = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
    words = [sha256(b"9 %d" % number).hexdigest()[:40].translate(letters) for number in range(600)]
    file = tmp_path / "texts.db"
    file.touch()
    with closing(Database(file)) as database:
        index = TextIndex(database, "texts")
        database.create(index.create())
        for begin in range(0, 600, 7):
            with database.taking_in():
                for number in range(600)[begin : begin + 7]:
                    index.add(number, [words[number]])
        with database.taking_in():
            for number in range(0, 600, 3):
                index.replace(number, [words[number][:5]])
        with database.taking_in():
            for number in range(0, 600, 2):
                index.rewrite(number, ["erased"])
        database.empty_wal()
        content = file.read_bytes()
    assert [word for word in words[::2] if word[-20:].encode() in content] == []
    assert words[1].encode() in content


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


def near(database: Database, index: TextIndex, *words: str) -> list[int]:
    """The numbers of what has the words, one of them with a letter wrong."""
    found = index.nearly_found(words)
    return [number for (number,) in database.select(found[0], *found[1])] if found else []


def test_only_what_nothing_has_may_be_wrong(database: Database, index: TextIndex) -> None:
    assert near(database, index, "leeks", "lift") == [LIFT]
    assert near(database, index, "leeks", "lifts") == [LIFT]
    assert near(database, index, "leaks", "lofts") == []
    # Both words are there, but nothing has both: one of them was meant to be another.
    assert near(database, index, "heater", "lift") == []
    assert near(database, index, "boxes", "leaks") == []
    # Of a short word, no letter is wrong: very many words are nearly written so.
    assert near(database, index, "lifs") == []
    assert near(database, index, "lifst") == [LIFT]


def test_a_word_that_went_may_be_wrong_again_once_something_has_it(
    database: Database, index: TextIndex
) -> None:
    with database.taking_in():
        index.rewrite(LIFT, ["erased"])
    assert near(database, index, "lifst") == []
    with database.taking_in():
        index.add(3, ["lift"])
    assert near(database, index, "lifst") == [3]
