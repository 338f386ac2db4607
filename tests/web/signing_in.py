"""People who sign in, through the form."""

from functools import cache

from app.commands.access_keeper import AccessKeeper
from app.commands.builder import CommandBuilder
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.user import RegisterUser
from app.domain.access import THE_MACHINE
from app.private_store.passwords import hashed
from tests.web.desk import ROLES, Desk, made_once, sign_in_name_of, staffed_desk
from tests.web.forgery import own_token
from tests.web.page import Page
from tests.web.visitor import Submission, Visitor

PASSWORD = "copper lantern visits Thursday"
"""Everybody's."""


@cache
def _hash() -> str:
    """Made once: it takes a while, and is meant to."""
    return hashed(PASSWORD)


def let_sign_in(desk: Desk, *names: str) -> None:
    """Give those users the password."""
    for name in names:
        desk.private.credentials.keep(desk.user_id(name), _hash(), desk.clock.now)


def peopled_desk(desk: Desk | None = None) -> Desk:
    """The staffed desk, closed: Ada Novak is its administrator, Cleo Park is Control, and Ann Marsh
    a user too. All have the password."""
    desk = _with_people(desk) if desk else _usual_peopled_desk()
    let_sign_in(desk, "Ada Novak", "Cleo Park", "Ann Marsh")
    return desk


def _with_people(desk: Desk) -> Desk:
    desk.add_administrator("Ada Novak")
    desk.register("Cleo Park", "Control")
    desk.register("Ann Marsh", "Operative", operative="Ann Marsh")
    return desk


@made_once
def _usual_peopled_desk() -> Desk:
    return _with_people(staffed_desk())


def sign_in(
    visitor: Visitor,
    name: str,
    password: str = PASSWORD,
    *,
    at: str = "/sign-in",
    stays: bool = False,
) -> Page:
    """Open that address, which leads to the form, and fill it in as the user of that name."""
    visitor.open(at)
    typed: dict[str, str | bool] = {"Sign-in name": sign_in_name_of(name), "Password": password}
    if stays:
        typed["Stay signed in on this telephone"] = True
    return visitor.press("Sign in", typed)


def attempt(visitor: Visitor, name: str, password: str = PASSWORD) -> int:
    """The same without looking at the pages, where it is done again and again: the status of the
    answer."""
    typed = [("sign_in_name", sign_in_name_of(name)), ("password", password)]
    sent = Submission("/sign-in", [("csrf_token", own_token(visitor)), *typed])
    return visitor.post(sent).status_code


def give(desk: Desk, command: Command) -> None:
    """Have whoever looks after the machine give a command about people."""
    desk.give(command, THE_MACHINE)


def make_up(desk: Desk, name: str, *roles: str) -> None:
    """Somebody who is not real, as the demo has them."""
    id = new_id("user")
    desk.remember(name, id)
    for role in roles:
        if ROLES[role] not in AccessKeeper(desk.log).now().roles:
            give(desk, CommandBuilder(desk.log).make_ready_role(ROLES[role]))
    give(
        desk,
        RegisterUser(
            user_id=id,
            full_name=name,
            sign_in_name=sign_in_name_of(name),
            role_ids=tuple(ROLES[role] for role in roles),
            is_made_up=True,
        ),
    )
