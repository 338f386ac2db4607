"""What follows a command about people: it may have been the one that closed the desk."""

from urllib.parse import urlsplit

from flask import redirect
from flask.typing import ResponseReturnValue

from app.commands.outcome import Receipt
from app.web.asking import access
from app.web.invitations import invitation_for
from app.web.services import desk


def lead_on(receipt: Receipt, address: str) -> ResponseReturnValue:
    """To that address. But if this command gave the desk its first administrator, whoever sent it
    is nobody from now on, and nobody has a password: then to where that administrator sets one."""
    if access().is_open and (user_id := _first_administrator(receipt)):
        return lead_in(user_id)
    return redirect(address, 303)


def lead_in(user_id: str) -> ResponseReturnValue:
    """To where that user sets a password, and is signed in with it."""
    return redirect(urlsplit(invitation_for(user_id).address).path, 303)


def _first_administrator(receipt: Receipt) -> str | None:
    """Somebody who can manage people since this command, if nobody could before."""
    keeper = desk().bus.access
    before = keeper.as_of(receipt.events[0].position - 1)
    after = keeper.as_of(receipt.events[-1].position)
    return min(after.administrators) if before.is_open and not after.is_open else None
