"""What was asked of a table is remembered until it changes."""

import sqlite3

import msgspec
import pytest

from app.read_models.answers import LONGEST_ANSWER, MOST_ANSWERS, Answers
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from tests.commands.desk import RAISE_BOILER, desk_at_work


class Asking:
    """Asks, and counts how often it had to find the answer."""

    def __init__(self, length: int = 1) -> None:
        self.answers = Answers()
        self._length = length
        self.times = 0

    def ask(self, question: object = "what waits") -> None:
        assert self.answers.once("works", question, self._find) == ["row"] * self._length

    def _find(self) -> list[str]:
        self.times += 1
        return ["row"] * self._length


def test_what_was_asked_before_is_not_looked_for_again() -> None:
    asking = Asking()
    asking.ask()
    asking.ask()
    assert asking.times == 1


def test_what_was_asked_of_a_table_is_looked_for_again_once_that_has_changed() -> None:
    asking = Asking()
    asking.ask()
    asking.answers.has_changed("sites")
    asking.ask()
    assert asking.times == 1
    asking.answers.has_changed("works")
    asking.ask()
    assert asking.times == 2


def test_a_list_that_is_longer_than_a_page_is_not_kept() -> None:
    asking = Asking(LONGEST_ANSWER + 1)
    asking.ask()
    asking.ask()
    assert asking.times == 2


def test_of_many_answers_not_all_are_kept() -> None:
    asking = Asking()
    for number in range(MOST_ANSWERS + 1):
        asking.ask(number)
    asking.ask(0)
    assert asking.times == MOST_ANSWERS + 2


def test_an_error_is_no_answer() -> None:
    asking = Asking()
    with pytest.raises(ZeroDivisionError):
        asking.answers.once("works", "what waits", lambda: [1 // 0])
    asking.ask()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that databases of the read side are asked from now on."""
    asked: list[str] = []
    connect = sqlite3.connect

    def listening(*arguments: object, **named: object) -> sqlite3.Connection:
        connection = connect(*arguments, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(asked.append)
        return connection  # type: ignore[no-any-return]

    monkeypatch.setattr("app.read_models.database.sqlite3.connect", listening)
    return asked


def test_who_takes_in_an_event_looks_for_nothing_that_it_knows_from_before(
    asked: list[str],
) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place())
    for id in ("work-1", "work-2", "work-3"):
        desk.run(msgspec.structs.replace(RAISE_BOILER, work_id=id))
        asked.clear()
        with read_side.reading() as models:
            assert models.works.label(id).startswith("W-")
            assert models.sites.matching("").first(60)
    # Before it is found out that something is new, while that is taken in, and afterwards.
    assert [each for each in asked if "SELECT" in each] == ["SELECT * FROM progress"] * 3
