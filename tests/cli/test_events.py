"""`firstline events`: the log in a terminal, or in whatever it is sent on to."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from app.domain.work_events import WorkRaised
from app.event_store.event_types import EVENT_TYPES
from tests.cast import THE_DESK
from tests.cli.command import FIRSTLINE, done, environment, refused, run, run_process, running
from tests.cli.logs import ACQUIRED, append, hire, opened, records_of, spoil
from tests.postgresql import new_database


def positions(said: str) -> list[int]:
    """Of the lines for people."""
    return [int(line.split()[0]) for line in said.splitlines()]


# What is shown


def test_firstline_events_shows_the_newest_twenty_the_oldest_of_them_first(store: str) -> None:
    assert positions(done(run(store, "events"))) == list(range(23, 43))


@pytest.mark.parametrize(
    ("asked", "first"), [("1", 42), ("5", 38), ("42", 1), ("43", 1), ("1000000", 1)]
)
def test_firstline_events_shows_as_many_as_are_asked_for_or_all_there_are(
    store: str, asked: str, first: int
) -> None:
    assert positions(done(run(store, "events", "-n", asked))) == list(range(first, 43))
    assert positions(done(run(store, "events", "--last", asked))) == list(range(first, 43))


def test_asked_for_none_it_shows_none(store: str) -> None:
    assert done(run(store, "events", "-n", "0")) == ""


def test_of_an_empty_log_it_shows_nothing(empty_store: str) -> None:
    assert done(run(empty_store, "events")) == ""


def test_a_line_says_where_when_what_of_what_by_whom_and_with_which_content(
    empty_store: str,
) -> None:
    with opened(empty_store) as log:
        id = hire(log)

    said = done(run(empty_store, "events"))
    assert said.startswith(
        f"      1  2025-06-02 10:42:00  OperativeHired     {id} v1  by the desk  "
        '{"skills":[],"sealed":"'
    )
    assert said.endswith('"}\n')


@pytest.mark.parametrize(
    ("timezone", "said"), [("UTC", "2025-06-02 09:42:00"), ("Asia/Kolkata", "2025-06-02 15:12:00")]
)
def test_moments_are_told_in_the_time_zone_of_the_settings(
    empty_store: str, timezone: str, said: str
) -> None:
    with opened(empty_store) as log:
        hire(log)

    assert said in done(run(empty_store, "events", FIRSTLINE_TIMEZONE=timezone))


def test_an_event_is_one_line_whatever_was_typed(empty_store: str) -> None:
    with opened(empty_store) as log:
        raised = WorkRaised(site_ids=(), title="\x1b[31mred\x1b[0m", description="one\r\ntwo\n")
        append(log, raised)

    said = done(run(empty_store, "events"))

    assert len(said.splitlines()) == 1
    assert r'"title":"\u001b[31mred\u001b[0m","description":"one\r\ntwo\n"' in said


def test_with_json_the_lines_are_those_of_an_export(store: str, tmp_path: Path) -> None:
    run(store, "export", tmp_path / "log.jsonl")
    exported = (tmp_path / "log.jsonl").read_text(encoding="utf-8")

    assert done(run(store, "events", "--json", "-n", "100")) == exported
    assert (
        done(run(store, "events", "--json", "-n", "2")).splitlines() == (exported.splitlines()[-2:])
    )


def test_an_export_of_postgresql_has_the_lines_that_it_shows(tmp_path: Path) -> None:
    database = new_database()
    run(database, "init-db")
    with opened(database) as log:
        hire(log, "Dora")
        hire(log, "Eve", who="Ann Marsh")
    run(database, "export", tmp_path / "log.jsonl")

    exported = (tmp_path / "log.jsonl").read_text(encoding="utf-8")
    assert done(run(database, "events", "--json")) == exported
    assert positions(done(run(database, "events", "--who", "Ann Marsh"))) == [2]


# Filters


@pytest.mark.parametrize("type_name", list(EVENT_TYPES))
def test_only_one_type_can_be_asked_for(store: str, type_name: str) -> None:
    wanted = [record.position for record in records_of(store) if record.type_name == type_name]

    assert positions(done(run(store, "events", "--type", type_name))) == wanted


@pytest.mark.parametrize("type_name", ["", "WorkSold", "workraised"])
def test_a_type_that_there_is_not_is_refused_with_those_there_are(
    store: str, type_name: str
) -> None:
    result = run(store, "events", "--type", type_name)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "is not one of 'OperativeHired', " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("asked", ["W-1003", "w-1003", "W1003", "1003", " W-1003 "])
def test_the_events_of_a_work_are_found_by_its_number(store: str, asked: str) -> None:
    lines = done(run(store, "events", "--json", "--of", asked)).splitlines()

    events = [json.loads(line) for line in lines]
    assert events[0]["event"]["title"] == "Front door does not lock"
    assert len({event["aggregate_id"] for event in events}) == 1
    assert [event["type"] for event in events] == [
        "WorkRaised",
        "WorkAssigned",
        "WorkDispatched",
        "WorkArrivedAt",
        "WorkAbandoned",
        "WorkAssigned",
        "WorkDispatched",
    ]


def test_the_events_of_anything_are_found_by_its_id(store: str) -> None:
    stream = [record for record in records_of(store) if record.version > 1]

    for id in {record.aggregate_id for record in stream}:
        assert positions(done(run(store, "events", "--of", id))) == [
            record.position for record in records_of(store) if record.aggregate_id == id
        ]


@pytest.mark.parametrize("asked", ["W-1010", "W-0999", "0000", "W-999999999999999"])
def test_a_number_that_no_work_has_is_refused(store: str, asked: str) -> None:
    assert refused(run(store, "events", "--of", asked)) == f"There is no Work {asked}."


@pytest.mark.parametrize("number", [1001, 2000, 2001, 2100])
def test_among_many_works_each_is_found_by_its_number(empty_store: str, number: int) -> None:
    with opened(empty_store) as log:
        ids = append(
            log,
            *(WorkRaised(site_ids=(), title=f"{n}", description="") for n in range(1001, 2101)),
        )

    (line,) = done(run(empty_store, "events", "--json", "--of", f"W-{number}")).splitlines()

    assert json.loads(line)["event"]["title"] == str(number)
    assert json.loads(line)["aggregate_id"] == ids[number - 1001]
    assert refused(run(empty_store, "events", "--of", "W-2101")) == "There is no Work W-2101."


def test_only_what_one_person_did_can_be_asked_for(store: str) -> None:
    with opened(store) as log:
        hire(log, "Dora", who="Ann Marsh")
        hire(log, "Eve")
        hire(log, "Fay", who="Ann Marsh")

    assert positions(done(run(store, "events", "--who", "Ann Marsh"))) == [43, 45]
    assert len(positions(done(run(store, "events", "--who", THE_DESK, "-n", "99")))) == 43
    assert done(run(store, "events", "--who", "Ann")) == ""


def test_filters_go_together(store: str) -> None:
    with opened(store) as log:
        id = hire(log, "Dora", who="Ann Marsh")
        hire(log, "Fay", who="Ann Marsh")
    asked = ("--type", "OperativeHired", "--who", "Ann Marsh")

    assert positions(done(run(store, "events", *asked))) == [43, 44]
    assert positions(done(run(store, "events", *asked, "--of", id))) == [43]
    assert positions(done(run(store, "events", *asked, "-n", "1"))) == [44]
    assert done(run(store, "events", *asked, "--of", "W-1001")) == ""


@pytest.mark.parametrize(("asked", "found"), [("3", [700, 1400, 2100]), ("9", [700, 1400, 2100])])
def test_what_is_rare_is_found_far_back(empty_store: str, asked: str, found: list[int]) -> None:
    with opened(empty_store) as log:
        for _ in range(3):
            append(log, *[ACQUIRED] * 699)
            append(log, WorkRaised(site_ids=(), title="Boiler leaks", description=""))
        append(log, *[ACQUIRED] * 1_500)

    said = done(run(empty_store, "events", "--type", "WorkRaised", "-n", asked))

    assert positions(said) == found
    newest = done(run(empty_store, "events", "--type", "SiteAcquired", "-n", "2000"))
    assert positions(newest) == [n for n in range(1598, 3601) if n not in (1400, 2100)][-2000:]


def test_gaps_between_positions_hide_nothing(file: Path, store: str) -> None:
    spoil(file, "UPDATE stored_events SET rowid = rowid + 5000 WHERE rowid > 40")

    assert positions(done(run(store, "events", "-n", "3"))) == [40, 5041, 5042]
    assert len(positions(done(run(store, "events", "-n", "100")))) == 42


# What cannot be read


def test_an_event_that_a_newer_firstline_wrote_is_shown_as_it_is(file: Path, store: str) -> None:
    spoil(file, "UPDATE stored_events SET topic = 'WorkSold' WHERE rowid = 42")

    assert " WorkSold " in done(run(store, "events", "-n", "1"))


@pytest.mark.parametrize("arguments", [(), ("--json",)], ids=["for people", "as JSON"])
@pytest.mark.parametrize(
    "state",
    ["x'00FF'", "NULL", "replace(state, 'Smell', 'Sound')"],
    ids=["no JSON", "nothing", "a text, as sqlite3's own replace makes it"],
)
def test_an_event_that_is_damaged_is_no_reason_for_a_traceback(
    file: Path, store: str, state: str, arguments: tuple[str, ...]
) -> None:
    """It is shown as it is, or the command says which one cannot be; both will do."""
    spoil(file, f"UPDATE stored_events SET state = {state} WHERE rowid = 42")  # noqa: S608

    result = run(store, "events", *arguments)

    assert result.exit_code in (0, 2)
    assert "42" in (result.stderr if result.exit_code else result.stdout)


@pytest.mark.parametrize("asked", ["x", "1.5", ""])
def test_a_number_that_is_none_is_refused(store: str, asked: str) -> None:
    result = run(store, "events", "-n", asked)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "is not a valid integer" in result.stderr


# Sent on


def test_what_it_shows_can_be_sent_elsewhere(store: str) -> None:
    ended = run_process(store, "events", "--json", "-n", "42")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert [json.loads(line)["position"] for line in ended.stdout.splitlines()] == list(
        range(1, 43)
    )


def test_whoever_reads_it_may_stop_early(store: str) -> None:
    """As in `firstline events | head -1`."""
    with opened(store) as log:
        raised = WorkRaised(site_ids=(), title="Boiler leaks", description="x" * 4_000)
        append(log, *[raised] * 200)
    with subprocess.Popen(
        [FIRSTLINE, "events", "-n", "1000"],
        env=environment(FIRSTLINE_STORE=store),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as events:
        assert events.stdout
        assert events.stderr
        first = events.stdout.readline()
        events.stdout.close()
        complaints = events.stderr.read()

    assert first.split()[0] == "1"
    assert complaints == ""


# Followed


def test_followed_it_goes_on_with_what_others_append_until_ctrl_c(store: str) -> None:
    with running(store, "events", "-n", "2", "--follow") as events:
        assert [events.line().split()[0] for _ in range(2)] == ["41", "42"]
        with opened(store) as log:
            for position in (43, 44):
                hire(log)
                line = events.line()
                assert line.split()[0] == str(position)
        status = events.end(signal.SIGINT)

    assert status == 0
    assert events.lines() == []
    assert "".join(events.complaints()).strip() == ""


def test_followed_it_shows_what_another_process_has_imported(
    store: str, empty_store: str, tmp_path: Path
) -> None:
    run(store, "export", tmp_path / "log.jsonl")
    with running(empty_store, "events", "--json", "-n", "99", "-f") as events:
        ended = run_process(empty_store, "import", tmp_path / "log.jsonl")
        assert ended.returncode == 0
        shown = [events.line() for _ in range(42)]
        assert events.end() == 0

    assert "".join(shown) == (tmp_path / "log.jsonl").read_text(encoding="utf-8")


def test_followed_it_shows_only_what_is_asked_for(store: str) -> None:
    asked = ("--type", "OperativeHired", "--who", "Ann Marsh", "-n", "1")
    with opened(store) as log:
        hire(log, "Carol", who="Ann Marsh")
        with running(store, "events", *asked, "--follow") as events:
            assert "by Ann Marsh" in events.line()
            hire(log, "Eve")
            append(log, WorkRaised(site_ids=(), title="Boiler leaks", description=""))
            hire(log, "Dora", who="Ann Marsh")
            line = events.line()
            assert events.end() == 0

    assert "by Ann Marsh" in line
    assert events.lines() == []


def test_followed_it_waits_for_a_log_that_does_not_answer(file: Path, store: str) -> None:
    with running(store, "events", "-n", "1", "--follow") as events:
        assert events.line().split()[0] == "42"
        _rename(file, "stored_events", "elsewhere")
        assert events.complaint() == (
            "The log does not answer, trying again: no such table: stored_events\n"
        )
        _rename(file, "elsewhere", "stored_events")
        with opened(store) as log:
            hire(log)
        assert events.line().split()[0] == "43"
        assert events.end() == 0

    assert events.lines() == []
    assert "Traceback" not in "".join(events.complaints())


def _rename(file: Path, table: str, other: str) -> None:
    """Take the log away from whoever looks for it under its name, or put it back."""
    spoil(file, f"ALTER TABLE {table} RENAME TO {other}")


def test_of_many_that_come_at_once_none_is_missed(empty_store: str) -> None:
    with running(empty_store, "events", "--json", "--follow") as events:
        with opened(empty_store) as log:
            hire(log, "Before")
            assert json.loads(events.line())["position"] == 1
            append(log, *[ACQUIRED] * 2_300)
            hire(log, "Behind")
        shown = [json.loads(events.line())["position"] for _ in range(2_301)]
        assert events.end() == 0

    assert shown == list(range(2, 2_303))
    assert events.lines() == []


# What somebody else has put into the table


FORGED = "\n1,234 events, unbroken\x1b[2J\u2028"


@pytest.mark.parametrize("column", ["topic", "originator_id"])
def test_what_is_forged_in_the_table_stays_on_its_line(file: Path, store: str, column: str) -> None:
    spoil(file, f"UPDATE stored_events SET {column} = {column} || ? WHERE rowid = 42", FORGED)  # noqa: S608

    said = done(run(store, "events"))

    assert positions(said) == list(range(23, 43))
    assert "\\u000a1,234 events, unbroken\\u001b[2J\\u2028" in said.splitlines()[-1]
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        (THE_DESK, "the desk\\n1 Ann", "by the desk\\u000a1 Ann"),
        (THE_DESK, "the \u202eksed", "by the \\u202eksed"),
        ("Smell", "Smell \u2028\x9b2J", "Smell \\u2028\\u009b2J"),
        ('"when":"2025', '"when":"0001', "damaged"),
    ],
)
def test_what_is_forged_in_an_event_stays_on_its_line(
    file: Path, store: str, old: str, new: str, shown: str
) -> None:
    statement = "UPDATE stored_events SET state = CAST(replace(state, ?, ?) AS BLOB)"
    spoil(file, f"{statement} WHERE rowid = 42", old, new)

    said = done(run(store, "events"))

    assert positions(said) == list(range(23, 43))
    assert shown in said.splitlines()[-1]
