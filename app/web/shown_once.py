"""A link for setting a password, from the form that asks for it to the page that shows it, once."""

from flask import session

from app.web.desk import now
from app.web.invitations import invitation_for
from app.web.services import desk

LINK = "link"
"""Where Flask's session keeps it in between, and for whom it is."""


def keep_link(user_id: str) -> None:
    """Make a link, which the user's page in Administration shows next."""
    session[LINK] = (user_id, invitation_for(user_id).address)


def link_to_show(user_id: str) -> str:
    """The link that was made just now, if it is for that user and can still be used: a second click
    may have made another. It cannot be had again."""
    whose, address = session.get(LINK, ("", ""))
    if whose != user_id:
        return ""
    session.pop(LINK)
    token = address.rpartition("/")[2]
    return address if desk().private.links.look(token, now()) == user_id else ""
