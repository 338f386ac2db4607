"""The server's own log: a line for each request and each command, and nothing that people typed."""

import json
import logging
import re
import sqlite3
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import request

from app import create_app
from app.commands.ids import new_id
from app.commands.role import RevokeRole
from app.domain.access import THE_MACHINE
from app.domain.work_events import WorkAssigned
from app.event_store.log import Conflict
from app.event_store.memory import memory_log
from app.settings import Settings
from app.web.polls import SEEN
from tests.cast import THE_DESK
from tests.cli.command import serving
from tests.cli.logs import address_of, append, opened
from tests.commands.desk import LogInBetween
from tests.web.desk import ROLES, Desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM, HIRE, RECALL, Case, every_form
from tests.web.outage import FileAway, move
from tests.web.page import attribute
from tests.web.visitor import Submission, Visitor

MARKER = "qwertzuiop"
"""Typed everywhere, and to be found nowhere."""


class Lines:
    """What has been written to the server's log since it was last looked at."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def forget(self) -> None:
        self._caplog.clear()

    @property
    def records(self) -> list[logging.LogRecord]:
        """Those of the desk itself, not of its libraries."""
        return [record for record in self._caplog.records if record.name == "firstline"]

    def messages(self) -> list[str]:
        messages = [record.getMessage() for record in self.records]
        self.forget()
        return messages

    def fields(self) -> list[dict[str, object]]:
        """What each line carries for machines."""
        usual = vars(logging.makeLogRecord({})).keys() | {"message", "asctime"}
        fields = [
            {name: value for name, value in vars(record).items() if name not in usual}
            for record in self.records
        ]
        self.forget()
        return fields

    @property
    def text(self) -> str:
        """Everything, tracebacks and what libraries say as well."""
        return self._caplog.text + "".join(str(vars(record)) for record in self._caplog.records)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    caplog.set_level(logging.DEBUG)
    return Lines(caplog)


@pytest.fixture
def file(tmp_path: Path) -> FileAway:
    return FileAway(tmp_path / "desk.db")


@pytest.fixture
def busy_desk_on_file(file: FileAway) -> Iterator[Desk]:
    """A desk with a Work at every stage, whose log can be away."""
    desk = desk_at_every_stage()
    move(desk, file.store)
    yield desk
    desk.log.close()


# Requests


@pytest.mark.parametrize(
    ("method", "address", "path", "status"),
    [
        ("GET", "/work/", "/work/", 200),
        ("HEAD", "/work/", "/work/", 200),
        ("GET", "/control", "/control", 308),
        ("GET", "/administration/", "/administration/", 302),
        ("GET", "/nowhere", "/nowhere", 404),
        ("GET", "/control/assign", "/control/assign", 302),
        ("POST", "/control/assign", "/control/assign", 400),
        ("GET", "/static/css/base.css", "/static/css/base.css", 200),
        ("GET", "/static/nowhere.css", "/static/nowhere.css", 404),
        ("GET", "/work/caf%C3%A9", "/work/caf%C3%A9", 404),
        ("GET", "/a b?c=d", "/a%20b", 404),
        ("GET", f"/{'a' * 300}", f"/{'a' * 199}…", 404),
    ],
)
def test_each_request_is_one_line(
    desk: Desk, lines: Lines, method: str, address: str, path: str, status: int
) -> None:
    answer = desk.app.test_client().open(address, method=method, buffered=True)

    assert answer.status_code == status
    (message,) = lines.messages()
    id = answer.headers["X-Request-ID"]
    assert re.fullmatch(
        rf"{method} {re.escape(path)} {status}, \d+\.\d ms, request {id} from 127\.0\.0\.1",
        message,
    ), message


def test_a_request_under_a_strange_name_is_a_line_too(desk: Desk, lines: Lines) -> None:
    desk.app.test_client().get("/work/", headers={"Host": f"{MARKER}.example"})

    assert MARKER not in lines.text
    (record,) = lines.records
    assert record.getMessage().startswith("GET /work/ 400, ")
    assert vars(record)["milliseconds"] > 0, "it was timed from before it was looked at"


@pytest.mark.parametrize("seen", ["", "none", "1-2"])
def test_no_header_keeps_a_request_from_being_a_line(desk: Desk, lines: Lines, seen: str) -> None:
    desk.visitor().client.get("/about/", headers={SEEN: seen})

    [message] = lines.messages()
    assert message.startswith("GET /about/ 200, ")


def test_a_line_carries_its_parts_for_machines(desk: Desk, lines: Lines) -> None:
    answer = desk.app.test_client().get("/work/")

    (fields,) = lines.fields()
    milliseconds = fields.pop("milliseconds")
    assert isinstance(milliseconds, float)
    assert fields == {
        "method": "GET",
        "path": "/work/",
        "status": 200,
        "request": answer.headers["X-Request-ID"],
        "address": "127.0.0.1",
    }


def test_a_line_says_which_user_asked(busy_desk: Desk, lines: Lines) -> None:
    busy_desk.add_administrator("Ada Novak")
    busy_desk.register("Cleo Park", "Control")
    visitor, who = busy_desk.signed_in("Cleo Park"), busy_desk.user_id("Cleo Park")
    lines.forget()

    visitor.client.get("/work/")

    (record,) = lines.records
    assert record.getMessage().endswith(f" from 127.0.0.1 by {who}")
    assert vars(record)["who"] == who


def test_each_request_has_a_name_of_its_own_whatever_the_visitor_calls_it(desk: Desk) -> None:
    client = desk.app.test_client()

    names = [
        client.get("/", headers={"X-Request-ID": MARKER}).headers["X-Request-ID"] for _ in range(5)
    ]

    assert len(set(names)) == 5
    assert all(re.fullmatch(r"[0-9a-f]{12}", name) for name in names)


@pytest.mark.parametrize(
    "address",
    [
        "/%0aGET%20/work/%20200",
        "/work/W-1001%0d%0aINFO forged",
        "/work/%E2%80%A8forged",
        "/%1b[31m",
    ],
)
def test_an_address_with_a_line_break_stays_one_line(
    desk: Desk, lines: Lines, address: str
) -> None:
    desk.app.test_client().get(address)

    (message,) = lines.messages()
    assert len(message.splitlines()) == 1
    assert message.isascii()
    assert message.isprintable()


def test_an_address_with_a_line_break_stays_one_line_where_something_went_wrong(
    desk: Desk, lines: Lines
) -> None:
    desk.break_the_log()

    answer = desk.app.test_client().get("/operatives/ann%0aforged%E2%80%A8")

    assert answer.status_code == 500
    for message in lines.messages():
        assert len(message.splitlines()) == 1


# Commands


@every_form
def test_a_form_that_is_carried_out_is_two_lines_with_the_same_name(
    busy_desk: Desk, lines: Lines, case: Case
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    before = busy_desk.head
    lines.forget()

    answer = visitor.post(sent)

    id = answer.headers["X-Request-ID"]
    aggregate = busy_desk.events(before)[0].aggregate_id
    command, request = lines.messages()
    assert re.fullmatch(
        rf"command \w+ of {aggregate} by the desk: done, \d+\.\d ms, request {id}", command
    )
    assert re.fullmatch(
        rf"POST {sent.address} 303, \d+\.\d ms, request {id} from 127\.0\.0\.1", request
    )


def test_the_line_of_a_command_carries_its_parts_for_machines(
    busy_desk: Desk, lines: Lines
) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()
    lines.forget()

    answer = visitor.post(sent)

    command, request = lines.fields()
    assert isinstance(command.pop("milliseconds"), float)
    assert command == {
        "who": THE_DESK,
        "command": "RecallWork",
        "aggregate": busy_desk.id("W-1002"),
        "outcome": "done",
        "request": answer.headers["X-Request-ID"],
    }
    assert request["request"] == command["request"]


def test_the_time_is_what_it_took(lines: Lines) -> None:
    log = LogInBetween(memory_log())
    visitor = Visitor(create_app(Settings(), log))
    visitor.open(HIRE.page)
    log.before_append = lambda: time.sleep(0.05)
    sent = visitor.form(HIRE.button).fill(HIRE.typed).submission()
    lines.forget()
    began = time.perf_counter()

    visitor.post(sent)

    took = (time.perf_counter() - began) * 1000
    said = [re.findall(r"(\d+\.\d) ms", record.getMessage()) for record in lines.records]
    command, request = (fields["milliseconds"] for fields in lines.fields())
    assert isinstance(command, float)
    assert isinstance(request, float)
    assert 50 <= command <= request <= took + 0.1
    assert said == [[str(command)], [str(request)]]


def outcome_of(visitor: Visitor, sent: Submission, lines: Lines) -> str:
    """How the command that the form asks for ended, as the server's log has it."""
    lines.forget()
    visitor.post(sent)
    (outcome,) = (fields["outcome"] for fields in lines.fields() if "outcome" in fields)
    return str(outcome)


def test_a_command_that_comes_again_was_done_before(busy_desk: Desk, lines: Lines) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()

    assert outcome_of(visitor, sent, lines) == "done"
    assert outcome_of(visitor, sent, lines) == "done before"


def test_a_command_against_the_rules_is_refused(busy_desk: Desk, lines: Lines) -> None:
    visitor = busy_desk.visitor()
    sent = HIRE.open(busy_desk, visitor).submission()

    # There is somebody of that id already.
    twice = sent.but(operative_id=busy_desk.id("Ann Marsh"))

    assert outcome_of(visitor, twice, lines) == "refused"


def test_a_command_from_an_old_page_is_stale(busy_desk: Desk, lines: Lines) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()
    busy_desk.dispatch("W-1002", "Ann Marsh")

    assert outcome_of(visitor, sent, lines) == "refused, stale"


def test_a_command_that_one_may_not_give_any_more_is_forbidden(
    busy_desk: Desk, lines: Lines
) -> None:
    busy_desk.add_administrator("Ada Novak")
    busy_desk.register("Cleo Park", "Control")

    def take_the_right_away_after_the_gate() -> None:
        if request.method == "POST":
            id, role = busy_desk.user_id("Cleo Park"), ROLES["Control"]
            busy_desk.give(RevokeRole(holder_id=id, role_id=role), THE_MACHINE)

    busy_desk.app.before_request(take_the_right_away_after_the_gate)
    visitor = busy_desk.signed_in("Cleo Park")
    sent = RECALL.open(busy_desk, visitor).submission()

    assert outcome_of(visitor, sent, lines) == "forbidden"


def test_a_command_that_loses_every_race_is_told_from_a_stale_one(lines: Lines) -> None:
    log = LogInBetween(memory_log())
    visitor = Visitor(create_app(Settings(), log))
    visitor.open(HIRE.page)
    sent = visitor.form(HIRE.button).fill(HIRE.typed).submission()

    def lose() -> None:
        raise Conflict

    log.before_append = lose

    assert outcome_of(visitor, sent, lines) == "refused, somebody else was first"


def test_a_command_with_other_content_than_before_is_told_of(busy_desk: Desk, lines: Lines) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()
    visitor.post(sent)

    assert (
        outcome_of(visitor, sent.but(reason="Another one."), lines)
        == "refused, sent before with other content"
    )


def test_a_command_without_an_answer_is_told_of(
    busy_desk_on_file: Desk, file: FileAway, lines: Lines
) -> None:
    def stop_after_the_gate() -> None:
        if request.method == "POST":
            file.stop()

    busy_desk_on_file.app.before_request(stop_after_the_gate)
    visitor = busy_desk_on_file.visitor()
    sent = HIRE.open(busy_desk_on_file, visitor).submission()

    assert outcome_of(visitor, sent, lines) == "no answer from the log"

    (message,) = [each for each in _posted_again(visitor, sent, lines) if "does not" in each]
    assert re.fullmatch(
        r"request [0-9a-f]{12}: the log does not answer: no such table: \w+", message
    )


def _posted_again(visitor: Visitor, sent: Submission, lines: Lines) -> list[str]:
    lines.forget()
    visitor.post(sent)
    return lines.messages()


def test_a_command_that_breaks_down_has_failed(
    busy_desk_on_file: Desk, file: FileAway, lines: Lines
) -> None:
    visitor = busy_desk_on_file.visitor()
    sent = RECALL.open(busy_desk_on_file, visitor).submission()
    with closing(sqlite3.connect(file.store.path)) as connection:
        connection.execute(
            "DELETE FROM stored_events WHERE originator_id = ? AND originator_version = 1",
            (busy_desk_on_file.id("W-1002"),),
        )
        connection.commit()

    assert outcome_of(visitor, sent, lines) == "failed"


def test_a_form_that_asks_for_nothing_yet_is_the_line_of_its_request_alone(
    busy_desk: Desk, lines: Lines
) -> None:
    visitor = busy_desk.visitor()
    sent = HIRE.open(busy_desk, visitor).submission().but(forename="")
    lines.forget()

    visitor.post(sent)

    (message,) = lines.messages()
    assert message.startswith("POST /administration/operatives 422, ")


# What is not in it


def breakable(desk: Desk) -> Callable[[], None]:
    """What breaks the desk's own code, for every request from then on."""
    faults: list[Exception] = []

    def fail() -> None:
        for fault in faults:
            raise fault

    desk.app.before_request(fail)
    return lambda: faults.append(ZeroDivisionError())


@every_form
def test_nothing_that_is_typed_into_a_form_is_logged(
    busy_desk: Desk, lines: Lines, case: Case
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    marked = Submission(
        sent.address,
        [
            (name, f"{value} {MARKER}" if value in case.typed.values() else value)
            for name, value in sent.fields
        ],
    )
    assert (marked.fields != sent.fields) is bool(set(case.typed.values()) - {True})

    for _ in range(2):
        visitor.post(marked)
        visitor.post(sent)
    for name, _ in sent.fields:
        visitor.post(sent.but(**{name: MARKER}))
    visitor.post(sent.but(unknown=MARKER, **{MARKER: MARKER}))

    assert len(lines.records) > 5
    assert MARKER not in lines.text


def test_nothing_that_is_typed_is_logged_when_the_log_is_away(
    busy_desk_on_file: Desk, file: FileAway, lines: Lines
) -> None:
    visitor = busy_desk_on_file.visitor()
    forms = [(case, case.open(busy_desk_on_file, visitor).submission()) for case in EVERY_FORM]
    file.stop()

    for case, sent in forms:
        lines.forget()
        for name, _ in sent.fields:
            visitor.post(sent.but(**{name: MARKER}))
        visitor.post(Submission(f"{sent.address}?{MARKER}={MARKER}", sent.fields))

        assert "does not answer" in lines.text, case
        assert MARKER not in lines.text, case


@pytest.mark.parametrize("is_in_the_log", [True, False])
def test_nothing_that_is_typed_is_logged_when_something_goes_wrong(
    desk: Desk, lines: Lines, is_in_the_log: bool
) -> None:
    visitor, break_down = desk.visitor(), breakable(desk)
    visitor.open(HIRE.page)
    form = visitor.form(HIRE.button).fill({"Forename": MARKER, "Surname": MARKER})
    if is_in_the_log:
        desk.break_the_log()
    else:
        break_down()

    assert visitor.post(form.submission()).status_code == 500

    assert "Traceback" in lines.text
    assert MARKER not in lines.text


@pytest.mark.parametrize(
    "address",
    [
        f"/work/?filter={MARKER}",
        f"/work/?stage={MARKER}&page={MARKER}",
        f"/events?aggregate={MARKER}&type={MARKER}&before={MARKER}",
        f"/response/?raised={MARKER}",
        f"/administration/operatives?filter={MARKER}",
        f"/operatives/?filter={MARKER}",
        f"/control/?{MARKER}",
        f"/nowhere?{MARKER}={MARKER}",
        f"/control?{MARKER}",
        f"/static/css/base.css?v={MARKER}",
    ],
)
def test_nothing_that_people_look_for_is_logged(desk: Desk, lines: Lines, address: str) -> None:
    break_down = breakable(desk)
    client = desk.app.test_client()

    for headers in ({}, {"Referer": MARKER, "User-Agent": MARKER, "Cookie": f"firstline={MARKER}"}):
        client.get(address, headers=headers, follow_redirects=True, buffered=True)
    for break_what in (desk.break_the_log, break_down):
        break_what()
        client.get(address, follow_redirects=True, buffered=True)

    assert len(lines.records) >= 4
    assert MARKER not in lines.text


# Health


def test_that_all_is_well_is_not_written_each_time(desk: Desk, lines: Lines) -> None:
    desk.app.test_client().get("/health")
    desk.app.test_client().get("/health?again", headers={"Host": "balancer.internal"})

    assert lines.messages() == []


def test_that_the_log_does_not_answer_is_written(
    busy_desk_on_file: Desk, file: FileAway, lines: Lines
) -> None:
    file.stop()

    answer = busy_desk_on_file.app.test_client().get("/health")

    why, request = lines.messages()
    id = answer.headers["X-Request-ID"]
    assert why == f"request {id}: the log does not answer: no such table: stored_events"
    assert re.fullmatch(rf"GET /health 503, \d+\.\d ms, request {id} from \S+", request)


def test_that_the_read_models_are_unfit_is_written(desk: Desk, lines: Lines) -> None:
    desk.break_the_log()

    desk.app.test_client().get("/health")

    assert [message.partition(", ")[0] for message in lines.messages()][-1] == "GET /health 503"


@pytest.mark.parametrize("address", ["/health/", "/healthy"])
def test_what_only_looks_like_health_is_a_request_like_others(
    desk: Desk, lines: Lines, address: str
) -> None:
    desk.app.test_client().get(address)

    assert len(lines.messages()) == 1


# As `firstline serve` writes it


class Browser:
    """Somebody at a desk that is really served."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        ).open
        self.request = ""

    def read(self, address: str, fields: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(fields).encode() if fields else None
        with self._open(self._address + address, data, timeout=10) as answer:
            self.request = answer.headers["X-Request-ID"]
            body: bytes = answer.read()
            return body.decode()

    def hire(self, forename: str) -> None:
        page = BeautifulSoup(self.read("/administration/operatives"), "html.parser")
        hidden = {
            attribute(each, "name"): attribute(each, "value")
            for each in page.select("main form[method=post] input[type=hidden]")
        }
        self.read("/administration/operatives", {**hidden, "forename": forename, "surname": "Webb"})


def test_for_machines_each_line_is_json(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    with serving(address_of(file), FIRSTLINE_LOG_FORMAT="json") as (desk, address):
        browser = Browser(address)
        browser.read("/health")
        browser.hire(MARKER)
        with opened(address_of(file)) as log:
            append(log, WorkAssigned(operative_id=new_id("operative")))
        with pytest.raises(urllib.error.HTTPError):
            browser.read("/work/")
        assert desk.end() == 0

    lines = [json.loads(line) for line in desk.complaints()]
    assert [(line["level"], line["logger"]) for line in lines] == [
        ("INFO", "firstline"),
        ("INFO", "firstline"),
        ("INFO", "firstline"),
        ("INFO", "firstline"),
        ("ERROR", "firstline"),
        ("INFO", "firstline"),
    ]
    assert all(line["timestamp"] for line in lines)
    assert not any(MARKER in str(line) for line in lines)
    shown, command, posted, led_on, fault, failed = lines
    assert shown["path"] == posted["path"] == led_on["path"] == "/administration/operatives"
    assert [line["status"] for line in (shown, posted, led_on, failed)] == [200, 303, 200, 500]
    assert [line["method"] for line in (shown, posted, led_on, failed)] == [
        *("GET", "POST", "GET", "GET")
    ]
    assert command["message"].startswith("command HireOperative of operative-")
    assert {name: command[name] for name in ("who", "command", "outcome")} == {
        "who": THE_DESK,
        "command": "HireOperative",
        "outcome": "done",
    }
    assert command["aggregate"].startswith("operative-")
    assert command["milliseconds"] <= posted["milliseconds"]
    assert command["request"] == posted["request"] != led_on["request"] == browser.request
    assert "CannotTakeIn" in fault["exc_info"]
    assert failed["request"] in fault["message"]


def test_for_people_each_line_begins_with_the_moment() -> None:
    with serving("memory:") as (desk, address):
        browser = Browser(address)
        browser.hire(MARKER)
        assert desk.end() == 0

    lines = desk.complaints()
    said = [
        r"GET /administration/operatives 200, \d+\.\d ms, request \w+ from \S+",
        r"command HireOperative of operative-\S+ by the desk: done, \d+\.\d ms, request \w+",
        r"POST /administration/operatives 303, \d+\.\d ms, request \w+ from \S+",
        r"GET /administration/operatives 200, \d+\.\d ms, request \w+ from \S+",
    ]
    assert len(lines) == len(said)
    for line, expected in zip(lines, said, strict=True):
        assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d{{4}} INFO {expected}\n", line)
