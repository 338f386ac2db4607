"""/health: what load balancers and those who watch the desk go by."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic

import psycopg
import pytest
from werkzeug.test import TestResponse

from app.event_store.address import PostgresqlStore
from app.event_store.stores import open_log
from app.read_models.away import CannotTakeIn
from app.web.security import HEADERS
from tests.cli.logs import hire
from tests.event_store.stores import postgresql
from tests.web.desk import Desk, staffed_desk
from tests.web.outage import FileAway, move
from tests.web.visitor import Visitor


def health(desk: Desk, **environment: object) -> TestResponse:
    return desk.app.test_client().get("/health", **environment)


@pytest.fixture
def file(tmp_path: Path) -> FileAway:
    return FileAway(tmp_path / "desk.db")


@pytest.fixture
def desk_on_file(file: FileAway) -> Iterator[Desk]:
    """A staffed desk whose log can be away."""
    desk = staffed_desk()
    move(desk, file.store)
    yield desk
    desk.log.close()


def test_a_desk_that_is_well_says_how_far_it_is(desk: Desk) -> None:
    answer = health(desk)

    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert answer.json == {"status": "ok", "position": 4, "lag": 0}


def test_an_empty_desk_is_well_too(empty_desk: Desk) -> None:
    assert health(empty_desk).json == {"status": "ok", "position": 0, "lag": 0}


def test_health_goes_on_with_the_log(desk: Desk) -> None:
    health(desk)

    desk.hire("Dora Webb")

    assert health(desk).json == {"status": "ok", "position": 5, "lag": 0}


def test_health_knows_of_what_others_have_appended(desk_on_file: Desk, file: FileAway) -> None:
    assert health(desk_on_file).json == {"status": "ok", "position": 4, "lag": 0}

    other = open_log(file.store)
    hire(other)
    other.close()

    assert health(desk_on_file).json == {"status": "ok", "position": 5, "lag": 0}


def test_health_can_be_asked_for_its_head_alone(desk: Desk) -> None:
    answer = desk.app.test_client().head("/health")

    assert answer.status_code == 200
    assert answer.data == b""


def test_health_is_protected_as_every_answer_is_and_leaves_no_cookie(desk: Desk) -> None:
    answer = health(desk)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers


# Names


OTHER_NAMES = ["10.1.2.3", "10.1.2.3:8000", "balancer.internal", "[fd00::7]:8000", "evil.example"]


@pytest.mark.parametrize("host", OTHER_NAMES)
def test_health_answers_under_any_name(desk: Desk, host: str) -> None:
    answer = health(desk, headers={"Host": host})

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "position": 4, "lag": 0}


@pytest.mark.parametrize("host", OTHER_NAMES)
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/about/",
        "/health/",
        "/healthy",
        "/static/css/base.css",
        "/?/health",
        "/nowhere/health",
    ],
)
def test_nothing_else_answers_under_any_name(visitor: Visitor, address: str, host: str) -> None:
    answer = visitor.client.get(address, headers={"Host": host})

    assert answer.status_code == 400
    assert "This desk does not answer to the name in the address." in answer.text


# Illness


def test_a_log_that_does_not_answer_is_said_and_nothing_more(
    desk_on_file: Desk, file: FileAway
) -> None:
    file.stop()

    answer = health(desk_on_file)

    assert answer.status_code == 503
    assert answer.content_type == "application/json"
    assert answer.json == {"status": "the log does not answer"}


def test_health_is_well_again_when_the_log_is(desk_on_file: Desk, file: FileAway) -> None:
    file.stop()
    assert health(desk_on_file).status_code == 503

    file.start()

    assert health(desk_on_file).json == {"status": "ok", "position": 4, "lag": 0}


def test_health_is_ill_even_if_nobody_has_asked_the_desk_anything_before(file: FileAway) -> None:
    desk = staffed_desk()
    move(desk, file.store)
    file.stop()

    assert health(desk).status_code == 503
    desk.log.close()


@pytest.mark.timeout(60)
def test_a_log_that_somebody_has_locked_does_not_answer_and_keeps_nobody_waiting() -> None:
    """As VACUUM FULL does to PostgreSQL for as long as it takes."""
    desk = staffed_desk()
    with postgresql(Path()) as store:
        assert isinstance(store, PostgresqlStore)
        move(desk, store)
        with closing(psycopg.connect(store.uri)) as somebody:
            somebody.execute("LOCK TABLE firstline.events IN ACCESS EXCLUSIVE MODE")
            began = monotonic()
            page = desk.app.test_client().get("/operatives/")

            assert health(desk).json == {"status": "the log does not answer"}
            assert page.status_code == 503
            assert "The desk cannot reach its log just now." in page.text
            assert monotonic() - began < 10
        assert health(desk).json == {"status": "ok", "position": 4, "lag": 0}
    desk.log.close()


def test_read_models_that_cannot_take_the_log_in_are_told_of(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.break_the_log()

    with caplog.at_level(logging.ERROR):
        answer = health(desk)

    assert answer.status_code == 503
    assert answer.json == {"status": "the read models cannot take the log in"}
    (record,) = caplog.records
    assert record.getMessage() == (
        f"request {answer.headers['X-Request-ID']}: the read models cannot take the log in"
    )
    assert record.exc_info is not None
    assert record.exc_info[0] is CannotTakeIn


def test_health_goes_on_being_ill_as_long_as_the_fault_lasts(desk: Desk) -> None:
    assert health(desk).status_code == 200
    desk.break_the_log()

    assert [health(desk).status_code for _ in range(3)] == [503] * 3
