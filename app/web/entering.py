"""Letting somebody in whose password was right, and out again."""

from contextlib import suppress
from datetime import timedelta

from flask import g, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.domain.access import Access
from app.private_store.attempts import Bucket, Full
from app.private_store.sign_ins import UNKNOWN, What
from app.web import drafts
from app.web.asking import SIGNED_IN_LAST, TOKEN, counts
from app.web.desk import now
from app.web.known_browsers import remember, this_browser
from app.web.navigation import landing
from app.web.services import desk

FORGET_PAGES = {"Clear-Site-Data": '"cache"'}
"""So that nobody finds with the Back button what was shown to somebody else."""

_PROOF = "csrf_token"
"""Where Flask-WTF keeps what proves that a form comes from a page of this browser's."""
OF_STRANGERS = {What.SIGN_IN_FAILED, What.SLOWED_DOWN, What.LINK_REFUSED, *UNKNOWN.values()}
"""What those can cause who have not signed in."""
NOTED_OF_STRANGERS, NOTED_OF_USER = 10, 30
"""How often each kind is noted within an hour. What strangers cause is counted for each account by
itself, so that guesses at one are noted however many there are at others. What users do is counted
for each user. Without these bounds, a hail would soon push out older notes of its kind."""


def can_sign_in(access: Access, user_id: str | None) -> bool:
    """Whether the user may have a password, and use it."""
    user = access.users.get(user_id or "")
    return user is not None and user.is_enabled and not user.is_made_up


def begin_session(user_id: str, *, position: int, stays: bool = False) -> str:
    """Returns the token. `position` is where the log was before it was found that the user may sign
    in: an end of their sessions that comes later ends this one too."""
    settings = desk().settings
    stays_for = timedelta(days=settings.telephone_days) if stays else timedelta()
    longest = stays_for or timedelta(hours=settings.session_hours)
    return desk().private.sessions.begin(
        user_id,
        now=now(),
        until=now() + longest,
        idle=stays_for or timedelta(hours=settings.idle_hours),
        position=position,
        browser=request.user_agent.string,
        address=request.remote_addr or "",
    )


def let_in(
    user_id: str, token: str, *, stays: bool = False, wanted: str | None = None
) -> ResponseReturnValue:
    """From here on, this browser has that session, and nothing of the one before; but forms that
    the same user has left open can still be sent. They are led to what they wanted, or to where
    they begin."""
    if before := session.get(TOKEN):
        desk().private.sessions.end(before)
    is_back = session.get(SIGNED_IN_LAST) == user_id
    _clear_but(drafts.KEPT, *([_PROOF] if is_back else []))
    session[TOKEN] = token
    session[SIGNED_IN_LAST] = user_id
    session.permanent = stays
    look_again()
    here = f"{user_id} {this_browser().id} {request.remote_addr}"
    note(What.SIGNED_IN, user_id, unless=Bucket("noted sign-in", here, 1, timedelta(minutes=1)))
    response = redirect(wanted or landing(), 303)
    if not is_back:
        drafts.forget_all(response)
    remember(response, user_id)
    return response


def let_out(response: Response) -> None:
    """This browser has no session any more, and nothing that was typed in it."""
    drafts.forget_all(response)
    if token := session.get(TOKEN):
        desk().private.sessions.end(token)
    _clear_but(SIGNED_IN_LAST, _PROOF)
    look_again()


def _clear_but(*names: str) -> None:
    """Forget what this browser has of its session, but for what is kept under these names."""
    kept = {name: session[name] for name in names if name in session}
    session.clear()
    session.update(kept)


def forget_what_ended(user_id: str) -> None:
    """Of those who cannot sign in, no link is kept; and of sessions that have ended, nothing. Who
    is disabled may come back, with the password they had. Of those who are erased, the log has
    thrown everything away."""
    private, there = desk().private, desk().private.sessions.of(user_id, now())
    latest, newest = desk().bus.access.with_newest()
    if not latest.users[user_id].is_enabled:
        private.links.void(user_id)
    for each in there:
        if not counts(each, latest, newest.position):
            private.sessions.end_one(user_id, each.id)


def note(
    what: What,
    user_id: str = "",
    *,
    by: str = "",
    name: str = "",
    detail: str = "",
    unless: Bucket | None = None,
) -> None:
    """Write it down where administrators find it; unless that bucket is full, or there has been too
    much of this in the last hour. `name` is what was typed that no user has: it is not written
    down, since people type their passwords there."""
    if name:
        what = UNKNOWN.get(what, what)
    most = NOTED_OF_STRANGERS if what in OF_STRANGERS else NOTED_OF_USER
    hourly = Bucket("noted", f"{what} {by or user_id or name}", most, timedelta(hours=1))
    with suppress(Full):
        desk().private.attempts.take(*([unless] if unless else []), hourly, now=now())
        desk().private.sign_ins.note(
            what,
            at=now(),
            user_id=user_id,
            by=by,
            address=request.remote_addr or "",
            detail=detail,
        )


def look_again() -> None:
    """Whoever is asking, it is somebody else now."""
    for name in ("person", "known", "signed_in"):
        g.pop(name, None)
