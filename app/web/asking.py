"""Who is asking, and what they may do."""

from contextlib import suppress
from datetime import datetime, timedelta

from flask import g, session

from app.commands.access_keeper import AccessAsOf
from app.domain.access import THE_DESK, Access, Person
from app.domain.feature import Feature
from app.event_store.log import Checkpoint
from app.private_store.sessions import Session
from app.store_errors import Unavailable
from app.web.polls import is_poll
from app.web.services import desk

NOBODY = Person("")
"""Whoever asks without being signed in."""

TOKEN = "token"  # noqa: S105 (where the token is, not the token)
SIGNED_IN_LAST = "signed_in_last"
"""Where Flask's session keeps who was signed in last, also once they are not any more."""
WORKS_AS = "works_as"
"""Where Flask's session keeps whom somebody works as at an open desk."""


def person() -> Person:
    """Whoever is asking. Raises Unavailable."""
    if "person" not in g:
        g.person = _identified()
    asking: Person = g.person
    return asking


def nobody_if_unknown() -> bool:
    """Let a page about an error be for nobody, where it cannot be found out who is asking. Returns
    whether it is known."""
    if "known" not in g and g.get("has_asked_log"):
        # It did not answer before in this request, and nobody is kept waiting a second time.
        g.person = NOBODY
        return False
    try:
        person()
    except Exception:
        g.person = NOBODY
        return False
    return True


def may(*features: Feature) -> bool:
    """Whether whoever is asking has one of these features."""
    return person().may(*features)


def known() -> AccessAsOf:
    """What the log was asked when the request came. In `g.newest` is what is still new of it."""
    if "known" not in g:
        g.has_asked_log = True
        g.known = desk().bus.access.with_newest()
        g.newest = g.known.newest
    found: AccessAsOf = g.known
    return found


def access() -> Access:
    """Who may do what, as of when the request came."""
    return known().access


def head() -> int:
    """Where the log ended when the request came."""
    return newest_then().position


def newest_then() -> Checkpoint:
    """The log's newest event when the request came."""
    return known().newest


def session_now() -> Session | None:
    """The session of whoever is asking; None at an open desk, and for nobody."""
    found: Session | None = g.get("signed_in")
    return found


def _identified() -> Person:
    if access().is_open:
        user = access().users.get(session.get(WORKS_AS, ""))
        return access().person(session[WORKS_AS] if user and user.is_enabled else THE_DESK)
    token = session.get(TOKEN)
    sessions, now = desk().private.sessions, desk().clock()
    found = sessions.find(token, now, is_use=not is_poll()) if token else None
    if token is None or found is None:
        return NOBODY
    if not counts(found, access(), head()):
        # For good: otherwise the log, which grows, or a role granted anew could bring it back.
        with suppress(Unavailable):
            desk().private.sessions.end(token)
        return NOBODY
    g.signed_in = found
    return access().person(found.user_id)


def counts(found: Session, access: Access, head: int) -> bool:
    """Whether the session still lets its user in, as far as the log, which ends at `head`, and the
    settings say."""
    user = access.users.get(found.user_id)
    return (
        user is not None
        and user.is_enabled
        and not user.is_made_up
        # One that began past the head did so before an older copy of the log was put back.
        and user.sessions_end_at <= found.position <= head
        and _is_in_time(found, access)
    )


def _is_in_time(found: Session, access: Access) -> bool:
    """A session keeps to the limits that it began with. Those that are for telephones hold as long
    as a role of the user lets them stay signed in."""
    return desk().clock() < counts_until(found, access)


def counts_until(found: Session, access: Access) -> datetime:
    """When the session ends, if it is not used any more."""
    until = lasts_until(found, access)
    if may_stay(access, found.user_id):
        return until
    return min(until, found.seen + timedelta(hours=desk().settings.idle_hours))


def lasts_until(found: Session, access: Access) -> datetime:
    """When the session ends at the latest, however much it is used."""
    if may_stay(access, found.user_id):
        return found.until
    return min(found.until, found.began + timedelta(hours=desk().settings.session_hours))


def may_stay(access: Access, user_id: str) -> bool:
    """Whether the user may stay signed in on their telephone."""
    return desk().settings.telephone_days > 0 and access.stays_signed_in(user_id)
