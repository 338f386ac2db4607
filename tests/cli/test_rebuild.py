"""`firstline rebuild` makes what the pages are read from again, and says what was different."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import Result

from app.event_store.address import store_address
from app.event_store.log import NewEvent
from app.read_models.place import place_for
from app.read_models.read_side import ReadSide
from tests.cast import ANN, BOILER
from tests.cli.command import refused, run, serving
from tests.cli.logs import BY_THE_DESK, hire, opened
from tests.read_models.story import assigned
from tests.read_models.test_keeping_up import answers, caught_up
from tests.test_serve import read

NOTE = "Reading the log"


def rebuilt(store: str, **settings: str) -> list[str]:
    """What it says, line by line, once it has ended well."""
    result = run(store, "rebuild", **settings)
    assert result.exit_code == 0, result.stderr
    assert set(result.stderr.splitlines()) <= {NOTE}
    return result.stdout.splitlines()


def gave_up(result: Result) -> str:
    """The sentence with which it gave up."""
    assert result.exit_code == 2
    assert result.stdout == ""
    [sentence] = [line for line in result.stderr.splitlines() if line != NOTE]
    return sentence


@contextmanager
def served(store: str) -> Iterator[ReadSide]:
    """What a desk reads its pages from."""
    with (
        opened(store) as log,
        closing(ReadSide(log, place_for(store_address(store), None))) as side,
    ):
        yield side


def check_pages(store: str, side: ReadSide) -> None:
    with opened(store) as log, side.reading() as models:
        assert answers(models) == answers(caught_up(log))


def by_hand(store: str, statement: str) -> int:
    """Change what the pages are read from. Returns how many rows it was."""
    file = place_for(store_address(store), None).current()
    assert file
    with closing(sqlite3.connect(file)) as connection:
        count = connection.execute(statement).rowcount
        connection.commit()
    return count


def test_it_is_made_where_there_was_none(store: str) -> None:
    assert rebuilt(store) == ["Made. There was none before that it could be compared with."]
    with served(store) as side:
        check_pages(store, side)


def test_what_is_right_is_the_same_afterwards(store: str) -> None:
    with served(store) as side:
        side.catch_up()
        assert rebuilt(store) == ["Made, and the same as the one before."]
        check_pages(store, side)
    assert rebuilt(store) == ["Made, and the same as the one before."]


def test_what_came_since_somebody_looked_is_no_difference(store: str) -> None:
    with served(store) as side:
        side.catch_up()
        with opened(store) as log:
            hire(log)
        assert rebuilt(store) == ["Made, and the same as the one before."]
        check_pages(store, side)


@pytest.mark.parametrize(
    ("statement", "table", "is_extra", "is_lacking"),
    [
        ("UPDATE operatives SET forename = 'Nobody'", "operatives", 1, 1),
        ("DELETE FROM details WHERE number < 1004", "details", 0, 1),
        ("DELETE FROM standings_past", "standings_past", 0, 1),
        ("DELETE FROM events WHERE position = 7", "events", 0, 1),
        (
            "INSERT INTO event_keys SELECT key + 1000, name || 'x' FROM event_keys",
            "event_keys",
            1,
            0,
        ),
    ],
)
def test_rows_that_were_changed_by_hand_are_told_and_right_again_while_a_desk_goes_on(
    store: str, statement: str, table: str, is_extra: int, is_lacking: int
) -> None:
    with served(store) as side:
        side.catch_up()
        count = by_hand(store, statement)
        assert count
        assert rebuilt(store) == [
            "Made. The one before was not the same:",
            f"{table}: rows that should not have been there {count * is_extra}, "
            f"rows that were missing {count * is_lacking}",
        ]
        check_pages(store, side)
        assert rebuilt(store) == ["Made, and the same as the one before."]


def test_words_that_were_changed_by_hand_are_told(store: str) -> None:
    with served(store) as side:
        side.catch_up()
        by_hand(store, "INSERT INTO work_texts_words (rowid, words) VALUES (1, 'nonsense')")
        assert rebuilt(store) == [
            "Made. The one before was not the same:",
            "work_texts_words: rows that should not have been there 1, rows that were missing 0",
        ]


def test_a_damaged_one_is_replaced(store: str) -> None:
    with served(store) as side:
        side.catch_up()
    file = place_for(store_address(store), None).current()
    assert file
    file.write_bytes(b"milk, bread, eggs " * 1_000)
    assert rebuilt(store) == ["Made. There was none before that it could be compared with."]
    with served(store) as side:
        check_pages(store, side)


def test_while_events_flow_in_it_is_the_same_and_misses_none(store: str) -> None:
    stop = Event()

    def work() -> None:
        with opened(store) as log:
            while not stop.is_set():
                hire(log)
                check_head(side)

    def check_head(side: ReadSide) -> None:
        with side.reading():
            pass

    with served(store) as side:
        side.catch_up()
        clerk = Thread(target=work)
        clerk.start()
        try:
            for _ in range(3):
                assert rebuilt(store) == ["Made, and the same as the one before."]
        finally:
            stop.set()
            clerk.join()
        check_pages(store, side)


def test_an_event_that_cannot_be_taken_in_is_told_and_tried_again_each_time(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(store) as log:
        log.append([NewEvent(BOILER, 1, assigned(ANN))], BY_THE_DESK)
        hire(log)
    sentence = gave_up(run(store, "rebuild"))
    assert sentence.startswith(
        "Made, but the pages cannot be made of this log: WorkAssigned at position 43: "
    )
    assert gave_up(run(store, "rebuild")) == sentence
    with monkeypatch.context() as patch:
        patch.setattr("app.read_models.works.Works.apply", lambda *_: None)
        patch.setattr("app.read_models.visits.Visits.apply", lambda *_: None)
        rebuilt(store)
        with served(store) as side, side.reading() as models:
            assert models.position == 44


def test_a_folder_that_cannot_be_is_a_sentence(store: str, tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    sentence = gave_up(run(store, "rebuild", FIRSTLINE_PROJECTIONS=str(file)))
    assert sentence.startswith(f"It cannot be made: {file}: File exists.")


def test_a_log_in_memory_has_none() -> None:
    assert "A log in memory" in refused(run("memory:", "rebuild"))


def test_for_postgresql_a_folder_has_to_be_named() -> None:
    sentence = refused(run("postgresql://nobody@localhost:1/none", "rebuild"))
    assert "Set FIRSTLINE_PROJECTIONS to a folder to keep it." in sentence


@pytest.mark.timeout(60)
def test_a_desk_that_serves_shows_what_was_made(store: str) -> None:
    with serving(store) as (_, address):
        assert "Marsh" in read(f"{address}/operatives/")
        by_hand(store, "UPDATE operatives SET surname = 'Nobody'")
        assert rebuilt(store)[0] == "Made. The one before was not the same:"
        assert "Nobody" not in read(f"{address}/operatives/")
        assert "Marsh" in read(f"{address}/operatives/")
