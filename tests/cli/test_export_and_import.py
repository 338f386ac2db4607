"""`firstline export` and `firstline import`: a log as a file, and back into any kind of store."""

import json
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import msgspec
import pytest
from flask import Flask

from app import create_app
from app.domain.work_events import WorkRaised, WorkReopened
from app.event_store.address import store_address
from app.event_store.log import EventLog, Record
from app.event_store.stores import open_log
from app.settings import Settings
from app.web.about import WHEREABOUTS
from tests.cli.command import NOTES, done, refused, run, run_process
from tests.cli.logs import (
    ACQUIRED,
    address_of,
    append,
    head_of,
    hire,
    new_store,
    opened,
    read_export,
    records_of,
    spoil,
    write_export,
)
from tests.postgresql import new_database
from tests.web.crawl import every_page
from tests.web.desk import Desk, desk_at_every_stage
from tests.web.page import Page
from tests.web.visitor import Visitor

NOTHING_IMPORTED = " Nothing has been imported."

Lines = list[bytes]
Records = list[Record]


@pytest.fixture
def exported(store: str, tmp_path: Path) -> Path:
    """The morning, exported."""
    run(store, "export", tmp_path / "log.jsonl")
    return tmp_path / "log.jsonl"


# Export


def test_each_event_is_a_line_with_all_that_is_stored_of_it(store: str, exported: Path) -> None:
    lines = exported.read_bytes().splitlines()

    assert len(lines) == 42
    for line, record in zip(lines, records_of(store), strict=True):
        parsed = json.loads(line)
        assert line.decode() == json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))
        body = json.loads(record.body)
        assert parsed == {
            "position": record.position,
            "aggregate_id": record.aggregate_id,
            "version": record.version,
            "type": record.type_name,
            **body,
            "hash": record.hash,
        }
        assert list(parsed) == [
            *("position", "aggregate_id", "version", "type"),
            *("schema", "metadata", "event", "hash"),
        ]


def test_text_is_written_as_it_is(empty_store: str, tmp_path: Path) -> None:
    with opened(empty_store) as log:
        append(log, WorkRaised(site_ids=(), title="Zoë’s “till” 🦊", description="So\nmuch."))

    run(empty_store, "export", tmp_path / "log.jsonl")

    assert '"title":"Zoë’s “till” 🦊","description":"So\\nmuch."' in (
        tmp_path / "log.jsonl"
    ).read_text(encoding="utf-8")


def test_an_export_says_how_much_it_is_and_what_stands_for_it(store: str, tmp_path: Path) -> None:
    said = done(run(store, "export", tmp_path / "log.jsonl"))

    assert said == f"42 events, up to the checkpoint {done(run(store, 'checkpoint'))}"


def test_an_export_of_nothing_is_an_empty_file(empty_store: str, tmp_path: Path) -> None:
    said = done(run(empty_store, "export", tmp_path / "log.jsonl"))

    assert said == "0 events, up to the checkpoint of an empty log\n"
    assert (tmp_path / "log.jsonl").read_bytes() == b""


def test_an_export_of_many_events_has_each_once(empty_store: str, tmp_path: Path) -> None:
    with opened(empty_store) as log:
        append(log, *(WorkReopened(reason=f"{n}") for n in range(2_500)))

    said = done(run(empty_store, "export", tmp_path / "log.jsonl"))

    assert said.startswith("2,500 events, up to the checkpoint 2500:")
    lines = (tmp_path / "log.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["event"]["reason"] for line in lines] == [
        str(number) for number in range(2_500)
    ]


def test_an_export_is_of_one_moment_while_others_write(empty_store: str, tmp_path: Path) -> None:
    enough = Event()
    with opened(empty_store) as log:
        append(log, *[ACQUIRED] * 5_000)
        writer = Thread(target=lambda: _hire_until(enough, empty_store))
        writer.start()
        try:
            while log.head() == 5_000:
                time.sleep(0.001)
            said = done(run(empty_store, "export", tmp_path / "log.jsonl"))
        finally:
            enough.set()
            writer.join()

    exported = read_export(tmp_path / "log.jsonl")
    assert 5_000 < len(exported) < head_of(empty_store), "nobody wrote meanwhile"
    assert exported == records_of(empty_store)[: len(exported)]
    assert said.endswith(f"the checkpoint {exported[-1].position}:{exported[-1].hash}\n")


def _hire_until(enough: Event, store: str) -> None:
    with opened(store) as log:
        while not enough.is_set():
            hire(log)


def test_an_export_of_a_broken_log_is_whole_and_says_where_it_is_broken(
    file: Path, store: str, empty_store: str, tmp_path: Path
) -> None:
    spoil(
        file,
        "UPDATE stored_events SET state = CAST(replace(state, 'cold', 'warm') AS BLOB) "
        "WHERE rowid = 7",
    )

    result = run(store, "export", tmp_path / "log.jsonl")

    assert result.exit_code == 1
    assert result.stdout.startswith("42 events, up to the checkpoint 42:")
    assert result.stderr.splitlines()[-1] == (
        "Position 7 is not what was written there, so this file cannot be imported as it is. "
        "firstline verify says more."
    )
    exported = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(exported) == 42
    assert "All radiators warm since six." in exported[6]
    assert refused(run(empty_store, "import", tmp_path / "log.jsonl")).startswith(
        "Line 7, position 7: its hash is not the one"
    )


@pytest.mark.parametrize("there", ["a file", "a folder"])
def test_an_export_replaces_nothing(store: str, tmp_path: Path, there: str) -> None:
    target = tmp_path / "log.jsonl"
    if there == "a file":
        target.write_text("Do not lose this.")
    else:
        target.mkdir()

    sentence = refused(run(store, "export", target))

    assert sentence == f"{target} is there already, and an export replaces nothing."
    assert there == "a folder" or target.read_text() == "Do not lose this."


def test_into_a_folder_that_is_not_there_nothing_is_exported(store: str, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "log.jsonl"

    assert refused(run(store, "export", target)) == (
        f"Cannot write {target}: No such file or directory."
    )


def test_an_export_is_for_its_owners_eyes_only(exported: Path) -> None:
    assert exported.stat().st_mode & 0o777 == 0o600


def test_an_export_leaves_nothing_but_itself(store: str, tmp_path: Path) -> None:
    target = tmp_path / "exports" / "log.jsonl"
    target.parent.mkdir()

    run(store, "export", target)

    assert [each.name for each in target.parent.iterdir()] == ["log.jsonl"]


def test_what_an_export_says_can_be_sent_elsewhere(store: str, tmp_path: Path) -> None:
    ended = run_process(store, "export", "log.jsonl", folder=tmp_path)

    assert ended.returncode == 0
    assert re.fullmatch(r"42 events, up to the checkpoint 42:[0-9a-f]{64}\n", ended.stdout)
    assert set(ended.stderr.splitlines()) <= NOTES


# Import


def test_an_import_has_what_was_exported(
    store: str, exported: Path, empty_store: str, tmp_path: Path
) -> None:
    said = done(run(empty_store, "import", exported))

    assert said == f"42 events, up to the checkpoint {done(run(store, 'checkpoint'))}"
    assert records_of(empty_store) == records_of(store)
    run(empty_store, "export", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == exported.read_bytes()


def test_a_desk_goes_on_from_an_import(exported: Path, empty_store: str) -> None:
    run(empty_store, "import", exported)

    with opened(empty_store) as log:
        hire(log)

    assert done(run(empty_store, "verify")).startswith("43 events, unbroken")


def test_through_postgresql_and_back_a_log_stays_the_same(exported: Path, tmp_path: Path) -> None:
    database, file = new_database(), tmp_path / "back.db"
    again, once_more = tmp_path / "again.jsonl", tmp_path / "once more.jsonl"
    run(database, "init-db")

    done(run(database, "import", exported))
    done(run(database, "export", again))
    done(run(new_store(file), "import", again))
    done(run(address_of(file), "export", once_more))

    assert again.read_bytes() == once_more.read_bytes() == exported.read_bytes()


def test_positions_that_have_gaps_are_counted_from_one_by_an_import(
    file: Path, store: str, empty_store: str, tmp_path: Path
) -> None:
    spoil(file, "UPDATE stored_events SET rowid = rowid + 1000 WHERE rowid > 40")
    exported = tmp_path / "log.jsonl"
    assert done(run(store, "export", exported)).startswith("42 events, up to the checkpoint 1042:")
    checkpoint = done(run(store, "checkpoint")).strip()

    done(run(empty_store, "import", exported))

    assert [record.position for record in records_of(empty_store)] == list(range(1, 43))
    assert done(run(empty_store, "verify", "--since", checkpoint)).startswith("42 events, unbroken")


def test_an_import_of_nothing_is_an_empty_log(empty_store: str, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(b"")

    said = done(run(empty_store, "import", tmp_path / "log.jsonl"))

    assert said == "0 events, up to the checkpoint of an empty log\n"
    assert head_of(empty_store) == 0


def test_a_log_with_something_in_it_takes_no_import(
    exported: Path, empty_store: str, tmp_path: Path
) -> None:
    with opened(empty_store) as log:
        hire(log)

    sentence = refused(run(empty_store, "import", exported))

    assert sentence == "The log is not empty. An import is for a new one: nothing has been done."
    assert head_of(empty_store) == 1


def test_of_two_imports_at_once_one_is_done(exported: Path, empty_store: str) -> None:
    with ThreadPoolExecutor(2) as people:
        ended = list(people.map(lambda _: run_process(empty_store, "import", exported), range(2)))

    assert sorted(each.returncode for each in ended) == [0, 2]
    (late,) = (each for each in ended if each.returncode)
    assert refused(late) in (
        "The log is not empty. An import is for a new one: nothing has been done.",
        "Somebody has used the log meanwhile. Nothing has been imported.",
    )
    assert records_of(empty_store) == read_export(exported)


def test_what_a_page_could_not_show_is_not_taken_in(
    exported: Path, empty_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event is known that can stand in a log and that pages cannot show. So it is a fault of the
    read models that is tried here: all pages would fail with such a log."""

    def fail(*_: object) -> None:
        raise LookupError("no row")

    monkeypatch.setattr("app.read_models.works.Works.apply", fail)

    sentence = refused(run(empty_store, "import", exported))

    assert sentence.startswith("Line 1, position 1: OperativeHired of operative-")
    assert sentence.endswith(
        "cannot be shown on the pages: LookupError('no row')." + NOTHING_IMPORTED
    )
    assert head_of(empty_store) == 0


def _with_line(number: int, change: Callable[[bytes], bytes]) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines[: number - 1], change(lines[number - 1]), *lines[number:]]


CHANGED_OR_MISSING = (
    ": its hash is not the one that follows from the lines before it. It has been changed, or one "
    "before it is missing."
)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(
            _with_line(1, lambda line: line.replace(b'"sealed":"', b'"sealed":"A')),
            "Line 1, position 1" + CHANGED_OR_MISSING,
            id="a changed text",
        ),
        pytest.param(
            _with_line(42, lambda line: line.replace(b'"who":"the desk"', b'"who":"Eve"')),
            "Line 42, position 42" + CHANGED_OR_MISSING,
            id="another person",
        ),
        pytest.param(
            _with_line(7, lambda line: line.replace(b'"version":1', b'"version":2')),
            "Line 7, position 7" + CHANGED_OR_MISSING,
            id="another version",
        ),
        pytest.param(
            _with_line(7, lambda line: re.sub(rb'"hash":"..', b'"hash":"zz', line)),
            "Line 7, position 7" + CHANGED_OR_MISSING,
            id="another hash",
        ),
        pytest.param(
            lambda lines: lines[1:], "Line 1, position 2" + CHANGED_OR_MISSING, id="no first line"
        ),
        pytest.param(
            lambda lines: lines[:20] + lines[21:],
            "Line 21, position 22" + CHANGED_OR_MISSING,
            id="a line missing in the middle",
        ),
        pytest.param(
            lambda lines: [*lines[:20], lines[21], lines[20], *lines[22:]],
            "Line 21, position 22" + CHANGED_OR_MISSING,
            id="two lines in each other's place",
        ),
        pytest.param(
            lambda lines: [*lines[:20], lines[19], *lines[20:]],
            "Line 21, position 20" + CHANGED_OR_MISSING,
            id="a line twice",
        ),
        pytest.param(
            lambda lines: [*lines[:41], lines[41][:100]],
            "Line 42 is not an event: Input data was truncated.",
            id="cut off in a line",
        ),
        pytest.param(
            lambda lines: [*lines[:3], b"\n", *lines[3:]],
            "Line 4 is not an event: ",
            id="an empty line",
        ),
        pytest.param(
            _with_line(3, lambda line: line.replace(b'"type":"', b'"type":7,"was":"')),
            "Line 3 is not an event: ",
            id="a number for a type",
        ),
        pytest.param(
            _with_line(3, lambda line: line.replace(b'"hash":', b'"hush":')),
            "Line 3 is not an event: ",
            id="no hash",
        ),
        pytest.param(
            _with_line(1, lambda line: line.replace(b'"sealed":"', b'"sealed":"\xff\xfe')),
            "Line 1",
            id="no UTF-8",
        ),
        pytest.param(lambda lines: [b"\x00" * 5_000], "Line 1 is not an event: ", id="nonsense"),
        pytest.param(lambda lines: [b"[1, 2]\n"], "Line 1 is not an event: ", id="another thing"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line_and_nothing_of_it_is_taken_in(
    exported: Path, empty_store: str, damage: Callable[[Lines], Lines], said: str
) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    damaged = damage(lines)
    assert damaged != lines
    exported.write_bytes(b"".join(damaged))

    sentence = refused(run(empty_store, "import", exported))

    assert sentence.startswith(said)
    assert sentence.endswith(NOTHING_IMPORTED)
    assert head_of(empty_store) == 0


def _as_another(number: int, **changed: object) -> Callable[[Records], Records]:
    return lambda records: [
        *records[: number - 1],
        msgspec.structs.replace(records[number - 1], **changed),
        *records[number:],
    ]


UNKNOWN_SCHEMA = b'{"schema":9,"metadata":%b,"event":{"forename":"Ann","surname":"Marsh"}}' % (
    b'{"who":"Eve","when":"2025-06-02T09:42:00Z","command_id":"command-1","source":"/"}'
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            _as_another(42, type_name="WorkSold"),
            r"Line 42, position 42: version 1 of work-\S+, an event of the type 'WorkSold': "
            r"this Firstline knows no such type\.",
            id="an unknown type",
        ),
        pytest.param(
            _as_another(1, body=UNKNOWN_SCHEMA),
            r"Line 1, position 1: version 1 of operative-\S+, an event of the type "
            r"'OperativeHired': .+\.",
            id="an unknown schema",
        ),
        pytest.param(
            _as_another(1, body=b'{"schema":1,"metadata":{},"event":{}}'),
            r"Line 1, position 1: version 1 of operative-\S+, an event of the type "
            r"'OperativeHired': .+\.",
            id="nothing in it",
        ),
        pytest.param(
            lambda records: records[:19] + records[20:],
            r"Line \d+, position \d+: .+",
            id="one left out and the hashes made again",
        ),
        pytest.param(
            lambda records: [*records, records[0]],
            r"Line 43, position 1: .+",
            id="one twice and the hashes made again",
        ),
        pytest.param(
            _as_another(1, version=7),
            r"Line 1, position 1: .+",
            id="a version that none comes before",
        ),
    ],
)
def test_a_file_with_right_hashes_that_is_no_log_is_refused_too(
    exported: Path, empty_store: str, change: Callable[[Records], Records], said: str
) -> None:
    write_export(exported, change(read_export(exported)))

    sentence = refused(run(empty_store, "import", exported))

    assert head_of(empty_store) == 0
    assert re.fullmatch(said + re.escape(NOTHING_IMPORTED), sentence)


def _as_event(number: int, old: bytes, new: bytes) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        body = records[number - 1].body
        assert old in body
        return _as_another(number, body=body.replace(old, new))(records)

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            _as_another(8, aggregate_id="work-01932c07-209c-7a2e-8f43-0a1d4c0f9b11", version=1),
            r"Line 8, position 8: WorkAssigned of work-\S+ cannot stand here: this Work has not "
            r"been raised\.",
            id="Work that nobody raised",
        ),
        pytest.param(
            lambda records: [record for record in records if record.type_name != "SiteAcquired"],
            r"Line 4, position 7: WorkRaised of work-\S+ cannot stand here: it names a Site that "
            r"has not been acquired\.",
            id="Sites that nobody acquired",
        ),
        pytest.param(
            lambda records: records[:9],
            r"Line 9 cannot be the last: OperativeEngaged is missing, which belongs to the event "
            r"before\.",
            id="cut off between what is recorded together",
        ),
        pytest.param(
            _as_event(7, b'"when":"2025', b'"when":"9999'),
            r"Line 7, position 7: WorkRaised of work-\S+ cannot be: it happened at no time that "
            r"clocks can show\.",
            id="a time that no clock shows",
        ),
        pytest.param(
            _as_event(7, b'"source":"', b'"source":"//elsewhere'),
            r"Line 7, position 7: WorkRaised of work-\S+ cannot be: it did not come from a page of "
            r"a desk\.",
            id="a page of another desk",
        ),
        *(
            pytest.param(
                _as_event(7, b'"source":"', b'"source":"' + elsewhere),
                r"Line 7, position 7: WorkRaised of work-\S+ cannot be: it did not come from a "
                r"page of a desk\.",
                id=f"a page of another desk, {elsewhere.decode()}",
            )
            # Browsers pass over tabs and line breaks in an address.
            for elsewhere in (rb"/\t/x.example", rb"/\r\n\\x.example", rb"\t/", rb"/\t\t/", rb"/\n")
        ),
        pytest.param(
            _as_another(7, type_name="WorkRaised\n1,234 events, up to the checkpoint 1:0"),
            r"Line 7, position 7: version 1 of work-\S+, an event of the type "
            r"'WorkRaised\\u000a1,234 events, up to the checkpoint 1:0': this Firstline knows no "
            r"such type\.",
            id="a type that makes up a line",
        ),
        pytest.param(
            _as_another(7, aggregate_id="work-\x1b[2J"),
            r"Line 7, position 7: WorkRaised of work-\\u001b\[2J cannot stand here: its id is not "
            r"one of that kind\.",
            id="an id that clears the screen",
        ),
        pytest.param(
            _as_another(7, body=b'{"schema":1,"metadata":{},"event":{"x":"\xff"}}'),
            r"Line 7 is not an event: .+\.",
            id="no UTF-8",
        ),
    ],
)
def test_a_log_that_cannot_be_is_refused_with_the_line(
    exported: Path, empty_store: str, change: Callable[[Records], Records], said: str
) -> None:
    write_export(exported, change(read_export(exported)))

    sentence = refused(run(empty_store, "import", exported))

    assert re.fullmatch(said + re.escape(NOTHING_IMPORTED), sentence), sentence
    assert head_of(empty_store) == 0


@pytest.mark.parametrize("page", [rb"/work/\tW-1001/close?", rb"/work/ W-1001//close", rb"/"])
def test_pages_are_taken_however_their_address_was_written(
    exported: Path, empty_store: str, page: bytes
) -> None:
    """Older desks wrote it as the browser did, with a tab or a space in the place of a number."""
    write_export(exported, _as_event(7, b'"/response/"', b'"%b"' % page)(read_export(exported)))

    assert done(run(empty_store, "import", exported)).startswith("42 events")


def test_a_damaged_file_is_refused_by_postgresql_too(exported: Path) -> None:
    database = new_database()
    run(database, "init-db")
    exported.write_bytes(exported.read_bytes()[:-100])

    sentence = refused(run(database, "import", exported))

    assert sentence.startswith("Line 42 is not an event: ")
    assert head_of(database) == 0


def test_after_a_refusal_the_right_file_can_be_imported(exported: Path, empty_store: str) -> None:
    right = exported.read_bytes()
    exported.write_bytes(right[:-100])
    refused(run(empty_store, "import", exported))
    exported.write_bytes(right)

    assert done(run(empty_store, "import", exported)).startswith("42 events")


def test_of_a_file_that_ends_too_early_the_old_checkpoint_tells(
    store: str, exported: Path, empty_store: str
) -> None:
    checkpoint = done(run(store, "checkpoint")).strip()
    exported.write_bytes(b"".join(exported.read_bytes().splitlines(keepends=True)[:-1]))

    assert done(run(empty_store, "import", exported)).startswith("41 events")

    result = run(empty_store, "verify", "--since", checkpoint)
    assert result.exit_code == 1
    assert result.stdout.startswith("Position 42: this log ends before it, with 41 events, and ")


@pytest.mark.parametrize(
    ("there", "reason"), [("nothing", "No such file or directory"), ("a folder", "Is a directory")]
)
def test_what_cannot_be_read_cannot_be_imported(
    empty_store: str, tmp_path: Path, there: str, reason: str
) -> None:
    if there == "a folder":
        (tmp_path / "log.jsonl").mkdir()

    sentence = refused(run(empty_store, "import", tmp_path / "log.jsonl"))

    assert sentence == f"Cannot read {tmp_path / 'log.jsonl'}: {reason}."


# The desk before and after


def test_in_another_kind_of_store_every_page_is_the_same(tmp_path: Path) -> None:
    """But for what is new on each page anyway, where the log is said to be, and when what the pages
    are read from was made."""
    desk = desk_at_every_stage()
    desk.recall("W-1002")
    desk.abandon("W-1003", "Ben Okafor")
    desk.reopen("W-1005")
    desk.raise_work("Water in the <cellar>", "Elm House", "31 Queen Square")
    file, database = new_store(tmp_path / "desk.db"), new_database()
    with opened(file) as log:
        records = desk.log.records(after=0, limit=1_000)
        log.restore(records, desk.log.keys(records))
    done(run(file, "export", tmp_path / "log.jsonl", "--with-personal-data"))
    done(run(database, "init-db"))
    done(run(database, "import", tmp_path / "log.jsonl"))

    in_memory = {page.address: _lasting(page.html, desk) for page in _every_page(desk)}

    assert len(in_memory) > 60
    for store in (file, database):
        log = open_log(store_address(store))
        client = _app(store, log, desk).test_client()
        for address, html in in_memory.items():
            assert _lasting(client.get(address).text, desk) == html, (store, address)
        log.close()


def _every_page(desk: Desk) -> Iterable[Page]:
    pages = every_page(Visitor(_app("memory:", desk.log, desk)))
    return [page for address, page in pages.items() if address != "/about/projections"]


def _app(store: str, log: EventLog, desk: Desk) -> Flask:
    """Another desk with that log, by the clock of this one."""
    settings = Settings(store=store_address(store), secret_key="k" * 32)
    return create_app(settings, log, desk.clock)


def test_about_says_where_the_log_is(tmp_path: Path) -> None:
    database = new_database()
    run(database, "init-db")
    stores = ["memory:", new_store(tmp_path / "desk.db"), database]

    said = [_about(store) for store in stores]

    sentences = [[each for each in WHEREABOUTS.values() if each in html] for html in said]
    assert sentences == [[WHEREABOUTS[type(store_address(store))]] for store in stores]
    for place, (sentence,) in zip(("memory", "a file", "a database"), sentences, strict=True):
        assert sentence.startswith("The log is in ")
        assert place in sentence


def _about(store: str) -> str:
    log = open_log(store_address(store))
    html = _app(store, log, Desk()).test_client().get("/about/").text
    log.close()
    return html


def _lasting(html: str, desk: Desk) -> str:
    """The page without what is made up for each visit, and without where the log is."""
    known = {event.aggregate_id for event in desk.events()}
    html = re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1…", html)
    html = re.sub(
        r"[a-z]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        lambda found: found[0] if found[0] in known else "…",
        html,
    )
    for sentence in WHEREABOUTS.values():
        html = html.replace(sentence, "…")
    return re.sub(r"\s*<p>This desk keeps everything in memory: .*</p>", "", html)
