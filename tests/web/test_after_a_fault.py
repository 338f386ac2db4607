"""What a fault left behind of somebody who was disabled or erased lets nobody in: the desk was
killed, or could not write beside the log, before it had thrown that away."""

from datetime import timedelta

import pytest

from app.commands.user import DisableUser, EraseUser
from tests.web.desk import Desk
from tests.web.peopled import page_of_user
from tests.web.signing_in import give, let_sign_in, peopled_desk, sign_in


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def link_for(desk: Desk, name: str) -> str:
    now = desk.clock.now
    until = now + timedelta(days=3)
    token = desk.private.links.make(desk.user_id(name), by="", now=now, until=until)
    return f"/invitations/{token}"


@pytest.mark.parametrize("command", [DisableUser, EraseUser])
def test_a_password_and_a_link_are_refused(
    closed: Desk, command: type[DisableUser | EraseUser]
) -> None:
    give(closed, command(user_id=closed.user_id("Cleo Park")))
    let_sign_in(closed, "Cleo Park")
    link = link_for(closed, "Cleo Park")

    assert sign_in(closed.visitor(), "Cleo Park").status == 422
    assert closed.visitor().open(link).status == 410


def test_a_link_from_before_does_not_count_when_they_are_enabled_again(closed: Desk) -> None:
    link = link_for(closed, "Cleo Park")
    give(closed, DisableUser(user_id=closed.user_id("Cleo Park")))
    ada = closed.signed_in("Ada Novak")
    ada.open(page_of_user(closed, "Cleo Park"))

    ada.press("Enable")

    assert closed.visitor().open(link).status == 410


def test_enabling_sent_again_voids_no_newer_link(closed: Desk) -> None:
    give(closed, DisableUser(user_id=closed.user_id("Cleo Park")))
    ada = closed.signed_in("Ada Novak")
    ada.open(page_of_user(closed, "Cleo Park"))
    sent = ada.form("Enable").submission()
    ada.post(sent)
    link = link_for(closed, "Cleo Park")

    ada.post(sent)

    assert closed.visitor().open(link).status == 200
