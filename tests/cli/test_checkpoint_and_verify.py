"""`firstline checkpoint` and `firstline verify`: is the log still what was written?"""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from app.event_store.postgresql_recorder import TABLE
from app.event_store.verification import checkpoint_at
from app.postgresql import SCHEMA
from tests.cast import THE_DESK
from tests.cli.command import NOTES, done, refused, run, run_process
from tests.cli.logs import (
    NEWER,
    address_of,
    hire,
    insert,
    new_store,
    opened,
    records_of,
    spoil,
    write_export,
)
from tests.postgresql import new_database

HASH = "0123456789abcdef" * 4


def checkpoint_of(store: str, position: int) -> str:
    with opened(store) as log:
        return str(checkpoint_at(log, position))


def found_broken(store: str, *arguments: str) -> str:
    """What is said of a log that is not as it was written."""
    result = run(store, "verify", *arguments)
    assert result.exit_code == 1, result.stderr
    assert set(result.stderr.splitlines()) <= NOTES
    (sentence,) = result.stdout.splitlines()
    return sentence


# A log as it was written


def test_a_checkpoint_is_the_newest_position_and_its_hash(store: str) -> None:
    said = done(run(store, "checkpoint"))

    assert re.fullmatch(r"42:[0-9a-f]{64}\n", said)
    assert said == f"{checkpoint_of(store, 42)}\n"


def test_each_event_moves_the_checkpoint_on(store: str) -> None:
    before = done(run(store, "checkpoint"))

    with opened(store) as log:
        hire(log)

    assert done(run(store, "checkpoint")) == f"{checkpoint_of(store, 43)}\n" != before


def test_an_empty_log_has_no_checkpoint(empty_store: str) -> None:
    assert refused(run(empty_store, "checkpoint")) == (
        "The log is empty: there is nothing to stand for yet."
    )


def test_a_newest_event_without_a_hash_makes_no_checkpoint(file: Path, store: str) -> None:
    _text('"hash":"', '"hush":"', 42)(file)

    result = run(store, "checkpoint")

    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert "42" in result.stderr


def test_a_log_as_it_was_written_is_unbroken(store: str) -> None:
    assert done(run(store, "verify")) == (
        f"42 events, unbroken, up to the checkpoint {checkpoint_of(store, 42)}\n"
    )


def test_an_empty_log_is_unbroken(empty_store: str) -> None:
    assert done(run(empty_store, "verify")) == "0 events, unbroken\n"


def test_what_it_says_can_be_sent_elsewhere(store: str) -> None:
    checkpoint = run_process(store, "checkpoint")
    assert (checkpoint.returncode, checkpoint.stderr) == (0, "")
    verified = run_process(store, "verify", "--since", checkpoint.stdout.strip())

    assert verified.returncode == 0
    assert verified.stdout == f"42 events, unbroken, up to the checkpoint {checkpoint.stdout}"
    assert set(verified.stderr.splitlines()) <= NOTES


def test_a_log_that_has_grown_since_still_holds_its_checkpoints(store: str) -> None:
    since = [checkpoint_of(store, position) for position in (1, 20, 42)]
    with opened(store) as log:
        hire(log)

    for checkpoint in since:
        assert done(run(store, "verify", "--since", checkpoint)).startswith("43 events, unbroken")
    together = [text for checkpoint in since for text in ("--since", checkpoint)]
    assert done(run(store, "verify", *together)).startswith("43 events, unbroken")
    assert done(run(store, "verify", *together, *together)).startswith("43 events, unbroken")


def test_blanks_around_a_checkpoint_do_no_harm(store: str) -> None:
    since = f"  {checkpoint_of(store, 42)}\n"

    assert done(run(store, "verify", "--since", since)).startswith("42 events, unbroken")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "42:",
        f":{HASH}",
        HASH,
        f"42:{HASH[:-1]}",
        f"42:{HASH}0",
        f"42:{HASH.upper()}",
        f"-1:{HASH}",
        f"4.2:{HASH}",
        f"{'9' * 20}:{HASH}",
        f"٤٢:{HASH}",
        f"42 {HASH}",
    ],
)
def test_what_is_no_checkpoint_is_refused_with_how_they_look(store: str, text: str) -> None:
    result = run(store, "verify", "--since", checkpoint_of(store, 42), "--since", text)

    assert result.exit_code == 2
    assert result.stdout == ""
    words = " ".join(result.stderr.split())
    assert f"{text} is no checkpoint: they look like 1234:9f86…".lstrip() in words


# A log that somebody has changed


def _update(what: str, row: int) -> Callable[[Path], None]:
    return lambda file: spoil(file, f"UPDATE stored_events SET {what} WHERE rowid = {row}")  # noqa: S608


def _delete(row: int) -> Callable[[Path], None]:
    return lambda file: spoil(file, "DELETE FROM stored_events WHERE rowid = ?", row)


def _text(old: str, new: str, row: int) -> Callable[[Path], None]:
    return _update(f"state = CAST(replace(state, '{old}', '{new}') AS BLOB)", row)


TAMPERING = [
    pytest.param(
        _text('"sealed":"', '"sealed":"A', 1), 1, "has been changed.", id="the first event"
    ),
    pytest.param(_text("cold", "warm", 7), 7, "has been changed.", id="an event in between"),
    pytest.param(_text("Smell", "Sound", 42), 42, "has been changed.", id="the last event"),
    pytest.param(_text(THE_DESK, "Eve", 20), 20, "has been changed.", id="who"),
    pytest.param(_text("T09:", "T08:", 42), 42, "has been changed.", id="when"),
    pytest.param(_text('"schema":1', '"schema":2', 7), 7, "has been changed.", id="the schema"),
    pytest.param(_text('"hash":"', '"hash":"0', 3), 3, "has been changed.", id="a longer hash"),
    pytest.param(_text('"hash":"', '"hush":"', 3), 3, "has been changed.", id="no hash"),
    pytest.param(_update("topic = 'WorkSold'", 42), 42, "has been changed.", id="the type"),
    pytest.param(_update("originator_id = 'work-1'", 42), 42, "has been changed.", id="of what"),
    pytest.param(
        _update("originator_version = 7", 42),
        42,
        "stands where version 1 should, which is missing.",
        id="the version",
    ),
    pytest.param(_update("state = x'00FF'", 42), 42, "has been changed.", id="no JSON at all"),
    pytest.param(_update("state = x''", 42), 42, "has been changed.", id="no bytes at all"),
    # As sqlite3's replace leaves it, where nobody thinks of making it bytes again.
    pytest.param(
        _update("state = replace(state, 'Smell', 'Sound')", 42),
        42,
        "",
        id="text in place of bytes",
    ),
    pytest.param(_update("state = NULL", 42), 42, "", id="nothing at all"),
    pytest.param(_update("originator_version = 'x'", 42), 42, "", id="a version that is none"),
    pytest.param(
        _delete(1),
        2,
        "does not follow what is at 0: it has been changed, or something between the two is "
        "missing.",
        id="the first event missing",
    ),
    pytest.param(
        _delete(20),
        21,
        "does not follow what is at 19: it has been changed, or something between the two is "
        "missing.",
        id="an event missing",
    ),
    pytest.param(
        _update("rowid = 100", 20),
        21,
        "is out of order: it was written after what is at 100.",
        id="an event moved",
    ),
]


@pytest.mark.parametrize(("tamper", "position", "fault"), TAMPERING)
def test_a_log_that_somebody_has_changed_is_broken_and_the_place_is_told(
    file: Path, store: str, tamper: Callable[[Path], None], position: int, fault: str
) -> None:
    tamper(file)

    told = found_broken(store)

    assert told.startswith(f"Position {position}: ")
    assert told.endswith(fault)


def test_a_broken_log_ends_a_process_with_status_1_and_no_traceback(file: Path, store: str) -> None:
    _text("cold", "warm", 7)(file)

    ended = run_process(store, "verify")

    assert ended.returncode == 1
    assert ended.stdout.startswith("Position 7: version 1 of work-")
    assert set(ended.stderr.splitlines()) <= NOTES


def test_a_version_that_none_comes_before_is_found_even_where_the_hash_is_right(
    file: Path, store: str
) -> None:
    insert(file, msgspec.structs.replace(NEWER, version=7))

    assert found_broken(store) == (
        f"Position 43: version 7 of {NEWER.aggregate_id}, WorkSold, stands where version 1 should."
    )


def test_an_event_that_a_newer_firstline_wrote_can_be_verified(file: Path, store: str) -> None:
    """Whether it can be read is another matter than whether it is what was written."""
    since = checkpoint_of(store, 42)
    insert(file, NEWER)

    assert done(run(store, "verify", "--since", since)) == (
        f"43 events, unbroken, up to the checkpoint {checkpoint_of(store, 43)}\n"
    )


# What only a checkpoint shows


def test_that_the_newest_events_are_cut_off_shows_with_a_checkpoint_only(
    file: Path, store: str
) -> None:
    since = checkpoint_of(store, 42)
    spoil(file, "DELETE FROM stored_events WHERE rowid > 40")

    assert done(run(store, "verify")).startswith("40 events, unbroken")

    assert found_broken(store, "--since", since) == (
        f"Position 42: this log ends before it, with 40 events, and does not hold the checkpoint "
        f"{since}. Its end has been cut off, or the checkpoint is of another log."
    )


def test_that_the_hashes_were_made_again_shows_with_a_checkpoint_only(
    store: str, tmp_path: Path
) -> None:
    since = {position: checkpoint_of(store, position) for position in (5, 10, 30, 42)}
    forged = _forged(store, tmp_path, after=10)

    assert done(run(forged, "verify")).startswith("42 events, unbroken")
    assert done(run(forged, "verify", "--since", since[10])).startswith("42 events, unbroken")

    given = ["--since", since[42], "--since", since[5], "--since", since[30], "--since", since[10]]
    assert found_broken(forged, *given).startswith(
        f"Position 30: this log does not hold the checkpoint {since[30]}. What stands there or "
        "before, after position 10, has been changed or removed"
    )


def _forged(store: str, tmp_path: Path, after: int) -> str:
    """The same log, but for one text past that position; with hashes that are right for it."""
    records = records_of(store)
    forged = [
        type(record)(
            record.position,
            record.aggregate_id,
            record.version,
            record.type_name,
            record.body.replace(b"the desk", b"Eve") if record.position > after else record.body,
            record.hash,
        )
        for record in records
    ]
    write_export(tmp_path / "forged.jsonl", forged)
    done(run(new_store(tmp_path / "forged.db"), "import", tmp_path / "forged.jsonl"))
    return address_of(tmp_path / "forged.db")


def test_a_checkpoint_of_another_log_is_not_held(store: str, empty_store: str) -> None:
    assert found_broken(empty_store, "--since", checkpoint_of(store, 42)) == (
        "Position 42: this log ends before it, with 0 events, and does not hold the checkpoint "
        f"{checkpoint_of(store, 42)}. Its end has been cut off, or the checkpoint is of another "
        "log."
    )

    with opened(empty_store) as log:
        hire(log)
    other = checkpoint_of(store, 1)
    assert found_broken(empty_store, "--since", other) == (
        f"Position 1: this log does not hold the checkpoint {other}. What stands there or before "
        "has been changed or removed and the hashes after it made anew; or the checkpoint is of "
        "another log."
    )


def test_a_checkpoint_of_the_right_hash_and_another_position_is_held(store: str) -> None:
    """An import counts positions from one."""
    hash = checkpoint_of(store, 42).partition(":")[2]

    assert done(run(store, "verify", "--since", f"1042:{hash}")).startswith("42 events, unbroken")


# PostgreSQL


def test_verify_tells_of_changes_in_postgresql_too() -> None:
    database = new_database()
    run(database, "init-db")
    with opened(database) as log:
        hire(log, "Ann")
        hire(log, "Ben")
    checkpoint = done(run(database, "checkpoint")).strip()
    assert checkpoint == checkpoint_of(database, 2)
    assert done(run(database, "verify", "--since", checkpoint)).startswith("2 events, unbroken")

    with psycopg.connect(database) as connection:
        connection.execute(
            SQL(
                "UPDATE {}.{} SET state = convert_to(replace(convert_from(state, 'UTF8'), "
                "'\"sealed\":\"', '\"sealed\":\"A'), 'UTF8') WHERE notification_id = 2"
            ).format(Identifier(SCHEMA), Identifier(TABLE))
        )

    told = found_broken(database, "--since", checkpoint)
    assert told.startswith("Position 2: version 1 of operative-")
    assert told.endswith("has been changed.")


@pytest.mark.parametrize("column", ["topic", "originator_id"])
@pytest.mark.parametrize("forged", ["\n1,234 events, unbroken", "\x1b[2J\r1,234 events, unbroken"])
def test_nothing_in_the_table_can_say_that_the_log_is_unbroken(
    file: Path, store: str, column: str, forged: str
) -> None:
    spoil(file, f"UPDATE stored_events SET {column} = {column} || ? WHERE rowid = 42", forged)  # noqa: S608

    result = run(store, "verify")

    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith("Position 42: version 1 of ")
    assert line.isprintable()


def test_a_forged_hash_is_one_line_of_a_checkpoint(file: Path, store: str) -> None:
    forged = "\n1,234 events, unbroken".ljust(64)
    statement = "UPDATE stored_events SET state = CAST(substr(state, 1, length(state) - 66)"
    spoil(file, f"{statement} || ? || '\"}}' AS BLOB) WHERE rowid = 42", forged)

    said = done(run(store, "checkpoint"))

    assert said.startswith("42:\\u000a1,234")
    assert len(said.splitlines()) == 1
