"""Sessions that count no more: of those who lose the role that lets them stay signed in, and of a
log in whose place an older copy was put."""

import pytest

from app.commands.role import GrantRole, RevokeRole
from app.commands.user import EndSessions
from app.event_store.memory import memory_log
from app.settings import Settings
from tests.web.desk import ROLES, Desk, staffed_desk
from tests.web.signing_in import give, peopled_desk
from tests.web.test_sessions import is_in, same_browser, signed_in
from tests.web.visitor import Visitor


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def stay_signed_in(desk: Desk) -> Visitor:
    """Ann Marsh, an operative, on her telephone."""
    return signed_in(desk, "Ann Marsh", stays=True)


def revoke_operative(desk: Desk) -> None:
    give(desk, RevokeRole(holder_id=desk.user_id("Ann Marsh"), role_id=ROLES["Operative"]))


def test_who_may_not_stay_signed_in_any_more_has_the_same_limits_as_others(closed: Desk) -> None:
    idle, busy = stay_signed_in(closed), stay_signed_in(closed)
    revoke_operative(closed)
    for _ in range(7):
        closed.clock.move(100)
        assert is_in(busy)
    assert not is_in(idle)
    assert not is_in(idle), "that it was asked for does not make it count as used"
    closed.clock.move(20)
    assert not is_in(busy)


def test_and_ones_own_page_says_so(closed: Desk) -> None:
    visitor = stay_signed_in(closed)
    revoke_operative(closed)

    [here] = visitor.open("/you").items("Where you are signed in")

    assert "stays signed in until 22:42 at most" in here


def test_a_session_that_has_ended_does_not_come_back_with_the_role(closed: Desk) -> None:
    visitor = stay_signed_in(closed)
    closed.clock.move(24 * 60)
    assert is_in(visitor)
    revoke_operative(closed)
    assert not is_in(visitor)

    give(closed, GrantRole(holder_id=closed.user_id("Ann Marsh"), role_id=ROLES["Operative"]))

    assert not is_in(visitor)


def test_a_session_of_a_log_that_was_put_back_as_it_was_before_it_has_ended() -> None:
    settings = Settings(secret_key="k" * 32)
    desk = peopled_desk(staffed_desk(settings))
    ann = desk.user_id("Ann Marsh")
    older = memory_log()
    records = desk.log.records(after=0, limit=100)
    older.restore(records, desk.log.keys(records))
    before = signed_in(desk, "Cleo Park")
    give(desk, EndSessions(user_id=ann))
    after = signed_in(desk, "Cleo Park")

    put_back = Desk(settings, log=older, private=desk.private)

    there, lost = put_back.visitor(), put_back.visitor()
    same_browser(before, there)
    same_browser(after, lost)
    assert is_in(there)
    assert not is_in(lost)
    give(put_back, EndSessions(user_id=ann))
    assert put_back.head == desk.head
    assert not is_in(lost)
