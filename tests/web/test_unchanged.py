"""Pages that ask what is new are answered in front of Flask as long as nothing can be; and nobody
is ever answered what is somebody else's to know."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, before_render_template

from app.commands.user import DisableUser
from app.settings import Settings
from app.web import unchanged
from app.web.polls import SEEN, TAG
from app.web.security import HEADERS
from app.web.unchanged import LONGEST
from tests.web.desk import Desk
from tests.web.signing_in import give, peopled_desk, sign_in
from tests.web.watching import Reached, Watcher

REGISTER = "/work/"


@pytest.fixture
def closed() -> Iterator[Desk]:
    desk = peopled_desk()
    desk.raise_work("Boiler leaks")
    yield desk
    desk.log.close()


@pytest.fixture
def watcher(closed: Desk) -> Watcher:
    """Cleo Park, who is answered in front of Flask by now."""
    visitor = closed.visitor()
    sign_in(visitor, "Cleo Park")
    watcher = Watcher(visitor, REGISTER)
    assert watcher.is_told_that_nothing_is_new()
    with Reached(closed.app) as reached:
        assert watcher.is_told_that_nothing_is_new()
    assert not reached.count
    return watcher


def test_such_an_answer_has_what_every_answer_has(watcher: Watcher) -> None:
    first, second = watcher.ask(), watcher.ask()

    assert {name: first.headers[name] for name in HEADERS} == HEADERS
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in first.headers


def test_nothing_of_it_is_written_to_the_servers_log(
    watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    watcher.ask()

    assert caplog.messages == []


def test_when_anything_has_happened_the_page_is_looked_at_again(
    closed: Desk, watcher: Watcher
) -> None:
    closed.raise_work("Lift stuck")

    assert "Lift stuck" in watcher.hears()


def test_what_this_process_has_just_written_is_there_at_once(
    closed: Desk, watcher: Watcher
) -> None:
    other = closed.visitor()
    sign_in(other, "Cleo Park")
    other.open("/work/W-1001")
    watcher.ask()
    other.press("Add note", {"Note": "The key is at number 7."})

    with Reached(closed.app) as reached:
        watcher.ask()

    assert reached.count == 1


def test_when_the_minute_is_over_the_page_is_looked_at_again(
    closed: Desk, watcher: Watcher
) -> None:
    closed.clock.move(1)

    with Reached(closed.app) as reached:
        watcher.ask()

    assert reached.count == 1


def test_a_page_is_of_the_minute_in_which_it_was_asked_for(closed: Desk) -> None:
    watcher = Watcher(closed.signed_in("Cleo Park"), "/")

    def take_a_minute(app: Flask, **more: Any) -> None:
        closed.clock.move(1)

    with before_render_template.connected_to(take_a_minute, closed.app):
        assert watcher.is_told_that_nothing_is_new()
    with Reached(closed.app) as reached:
        watcher.ask()

    assert reached.count == 1


def test_when_the_clock_is_put_back_the_page_is_looked_at_again(
    closed: Desk, watcher: Watcher
) -> None:
    closed.clock.move(-60)

    with Reached(closed.app) as reached:
        watcher.ask()

    assert reached.count == 1


def test_a_session_that_has_ended_ends_it_at_once(closed: Desk, watcher: Watcher) -> None:
    closed.private.sessions.end_all(closed.user_id("Cleo Park"))

    assert TAG not in watcher.ask().headers


def test_a_session_that_nobody_uses_ends_it(closed: Desk) -> None:
    closed.clock.move(0.5)
    watcher = Watcher(closed.signed_in("Cleo Park"), REGISTER)
    closed.clock.move(Settings().idle_hours * 60 - 0.5)
    assert TAG in watcher.ask().headers
    assert watcher.is_told_that_nothing_is_new()
    closed.clock.move(0.5)

    assert TAG not in watcher.ask().headers


def test_a_user_who_is_disabled_is_told_nothing(closed: Desk, watcher: Watcher) -> None:
    give(closed, DisableUser(user_id=closed.user_id("Cleo Park")))

    assert watcher.hears_nothing_more()


def test_with_the_cookies_of_somebody_else_it_is_another_question(
    closed: Desk, watcher: Watcher
) -> None:
    ann = closed.visitor()
    sign_in(ann, "Ann Marsh")
    watcher.visitor = ann

    answer = watcher.ask()

    assert answer.status_code == 403
    assert TAG not in answer.headers


def test_without_cookies_it_leads_to_signing_in(closed: Desk, watcher: Watcher) -> None:
    watcher.visitor = closed.visitor()

    answer = watcher.ask()

    assert answer.status_code == 303
    assert TAG not in answer.headers


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"query_string": {"as_of": "1"}}, 200),
        ({"query_string": {"filter": "lift"}}, 200),
        ({"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}, 200),
        ({"headers": {"Forwarded": "for=192.0.2.7"}}, 200),
    ],
)
def test_what_else_is_asked_makes_it_another_question(
    closed: Desk, watcher: Watcher, asked: dict[str, dict[str, str]], status: int
) -> None:
    with Reached(closed.app) as reached:
        answer = watcher.ask(**asked)

    assert reached.count == 1
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}, 503),
        ({"headers": {"X-Forwarded-For": "192.0.2.7"}}, 503),
        ({"headers": {"Host": "elsewhere.example"}}, 400),
    ],
)
def test_an_open_desk_is_open_to_its_own_machine_alone(
    desk: Desk, asked: dict[str, dict[str, str]], status: int
) -> None:
    watcher = Watcher(desk.visitor(), REGISTER)
    assert watcher.is_told_that_nothing_is_new()
    assert watcher.is_told_that_nothing_is_new()

    answer = watcher.ask(**asked)

    assert answer.status_code == status
    assert TAG not in answer.headers


def test_a_form_is_never_answered_so(closed: Desk, watcher: Watcher) -> None:
    """Also not one that is sent to the address of the page itself."""
    with Reached(closed.app) as reached:
        watcher.visitor.client.post(REGISTER, headers={SEEN: watcher.tag})

    assert reached.count == 1


# What is remembered has bounds


def test_what_is_asked_in_many_words_is_not_remembered(closed: Desk) -> None:
    watcher = Watcher(closed.signed_in("Cleo Park"), f"/?{'x' * LONGEST}")
    with Reached(closed.app) as reached:
        for _ in range(2):
            assert watcher.is_told_that_nothing_is_new()

    assert reached.count == 2


def test_of_many_who_ask_some_are_forgotten(
    closed: Desk, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unchanged, "MOST", 1)
    other = Watcher(closed.signed_in("Ada Novak"), "/")
    assert other.is_told_that_nothing_is_new()

    with Reached(closed.app) as reached:
        assert other.is_told_that_nothing_is_new()
        assert watcher.is_told_that_nothing_is_new()

    assert reached.count == 1
