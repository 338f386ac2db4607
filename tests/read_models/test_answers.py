"""What was asked of a database is remembered until something is taken in."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.read_models.database import LONGEST_ANSWER, MOST_ANSWERS, Database


@pytest.fixture
def database() -> Iterator[Database]:
    with closing(Database()) as database:
        database.create([])
        yield database


class Asking:
    """Asks, and counts how often it had to find the answer."""

    def __init__(self, database: Database, length: int = 1) -> None:
        self._database = database
        self._length = length
        self.times = 0

    def ask(self, question: object = "what waits") -> None:
        assert self._database.once(question, self._find) == ["row"] * self._length

    def _find(self) -> list[str]:
        self.times += 1
        return ["row"] * self._length


def test_what_was_asked_before_is_not_looked_for_again(database: Database) -> None:
    asking = Asking(database)
    asking.ask()
    asking.ask()
    assert asking.times == 1


def test_a_list_that_is_longer_than_a_page_is_not_kept(database: Database) -> None:
    asking = Asking(database, LONGEST_ANSWER + 1)
    asking.ask()
    asking.ask()
    assert asking.times == 2


def test_of_many_answers_not_all_are_kept(database: Database) -> None:
    asking = Asking(database)
    for number in range(MOST_ANSWERS + 1):
        asking.ask(number)
    asking.ask(0)
    assert asking.times == MOST_ANSWERS + 2


def test_an_error_is_no_answer(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        database.once("what waits", lambda: [1 // 0])
    Asking(database).ask()
