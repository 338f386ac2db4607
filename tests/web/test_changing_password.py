"""Changing one's own password: whom it signs out, what is refused, and who comes too late."""

import pytest

from app.commands.user import EraseUser
from app.private_store.passwords import hashed
from app.web import you
from app.web.invitations import make_link
from tests.web.desk import Desk
from tests.web.signing_in import PASSWORD, give, peopled_desk, sign_in
from tests.web.test_sessions import is_in
from tests.web.visitor import Visitor

NEW_PASSWORD = "seven herons ate the ladder"


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def change(visitor: Visitor, old: str, new: str) -> None:
    visitor.open("/you")
    visitor.press("Change password", {"Password": old, "New password": new})


def test_a_changed_password_ends_the_other_sessions(closed: Desk) -> None:
    lost, visitor = closed.signed_in("Cleo Park"), closed.signed_in("Cleo Park")

    change(visitor, PASSWORD, NEW_PASSWORD)

    assert visitor.page.notices == [
        "Password changed. You are not signed in anywhere else any more"
    ]
    assert is_in(visitor)
    assert not is_in(lost)
    assert sign_in(closed.visitor(), "Cleo Park").status == 422
    assert sign_in(closed.visitor(), "Cleo Park", NEW_PASSWORD).status == 200


@pytest.mark.parametrize(
    ("old", "new", "label", "complaint"),
    [
        ("wrong horse battery", NEW_PASSWORD, "Password", "That is not your password."),
        (PASSWORD, "short", "New password", "Use at least 12 characters"),
        (PASSWORD, "seven cleo herons ate", "New password", "Leave your sign-in name out"),
        (PASSWORD, "passwordpassword", "New password", "too easy to guess"),
        (PASSWORD, "", "New password", "New password is required."),
    ],
)
def test_a_password_that_will_not_do_is_refused(
    closed: Desk, old: str, new: str, label: str, complaint: str
) -> None:
    lost, visitor = closed.signed_in("Cleo Park"), closed.signed_in("Cleo Park")

    change(visitor, old, new)

    assert visitor.page.status == 422
    assert complaint in visitor.page.field(label).error
    assert is_in(lost)
    assert sign_in(closed.visitor(), "Cleo Park").status == 200


def test_who_knows_the_old_password_cannot_overwrite_the_one_that_a_link_has_just_set(
    closed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    thief, cleo = closed.signed_in("Cleo Park"), closed.user_id("Cleo Park")
    link, _ = make_link(closed.private, cleo, by="", now=closed.clock.now)

    def just_after_the_link_was_used(password: str) -> str:
        assert closed.private.use_link(link, hashed(NEW_PASSWORD), closed.clock.now) == cleo
        return hashed(password)

    monkeypatch.setattr(you, "hashed", just_after_the_link_was_used)
    change(thief, PASSWORD, "what the thief would like to have")

    assert thief.page.heading == "Sign in"
    assert thief.page.notices == [
        "What you sent did not change the password: meanwhile it was changed elsewhere, or this "
        "session was ended"
    ]
    assert not is_in(thief)
    assert sign_in(closed.visitor(), "Cleo Park", NEW_PASSWORD).status == 200


def test_who_is_erased_just_then_has_no_password_afterwards(
    closed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, cleo = closed.signed_in("Cleo Park"), closed.user_id("Cleo Park")

    def just_after_an_erasure(password: str) -> str:
        give(closed, EraseUser(user_id=cleo))
        return hashed(password)

    monkeypatch.setattr(you, "hashed", just_after_an_erasure)
    change(visitor, PASSWORD, NEW_PASSWORD)

    assert visitor.page.heading == "Sign in"
    assert cleo not in closed.private.whose()


def test_who_has_found_an_open_desk_top_cannot_guess_the_password_there(closed: Desk) -> None:
    visitor = closed.signed_in("Cleo Park")
    for _ in range(10):
        change(visitor, "wrong horse battery", NEW_PASSWORD)
        assert visitor.page.status == 422

    change(visitor, PASSWORD, NEW_PASSWORD)

    assert visitor.page.status == 429
    assert "Try again in 90 seconds" in visitor.page.alert
    closed.clock.move(2)
    change(visitor, PASSWORD, NEW_PASSWORD)
    assert visitor.page.status == 200
