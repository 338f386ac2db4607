"""Signing in, and out; and at an open desk, working as somebody."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.refused import Refused
from app.domain.user import folded
from app.private_store.passwords import hashed, is_outdated, matches
from app.private_store.sign_ins import What
from app.web.asking import NOBODY, WORKS_AS, access, may_stay, person, session_now
from app.web.entering import (
    FORGET_PAGES,
    begin_session,
    can_sign_in,
    let_in,
    let_out,
    look_again,
    note,
)
from app.web.forms.signing_in import SignInForm, SignOutForm, WorkAsForm
from app.web.gate import open_to_all
from app.web.navigation import landing
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.slowing import (
    buckets_for_sign_in,
    in_words,
    note_now_and_then,
    place_to_be_looked_at,
    seconds_to_wait,
    went_well,
)
from app.web.trouble import trouble_with
from app.web.way_back import safe

bp = Blueprint("sign_in", __name__)

WRONG = (
    "That sign-in name and password do not let anybody in. Check both, and the Caps Lock key. "
    "An administrator of this desk can make you a link for setting a new password."
)
"""The same whatever is wrong, so that nobody learns who is there."""
BUSY_FOR = 5
"""In seconds: how soon to come again when too many sign in at the same moment."""


class SignInPage(PageData, frozen=True, kw_only=True):
    form: SignInForm | None
    """None at an open desk, which nobody signs in to."""
    wanted: str | None
    """Where they were going."""
    telephone_days: int


@bp.get("/sign-in")
@open_to_all
def index() -> ResponseReturnValue:
    if not access().is_open and person() is not NOBODY:
        return redirect(_wanted() or landing(), 303)
    return _show(SignInForm())


@bp.post("/sign-in")
@takes(SignInForm)
@open_to_all
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if access().is_open:
        return redirect(url_for(".index"), 303)
    if not form.validate():
        return _show(form), form.status
    # The log first: what happens to the user from here on ends the session that may begin.
    position = desk().log.head()
    known = desk().bus.access.now()
    sign_in_name, password = form.sign_in_name.data or "", form.password.data or ""
    user_id = known.signs_in_as(sign_in_name)
    buckets = buckets_for_sign_in(sign_in_name, user_id)
    with place_to_be_looked_at(user_id) as has_place:
        # Where there is no place, nothing is counted, and so nothing written.
        waits = seconds_to_wait(buckets, user_id, folded(sign_in_name)) if has_place else BUSY_FOR
        hash = "" if waits else _hash_of(password, user_id or "")
    if waits:
        return _slowed(form, waits)
    if not hash or user_id is None or not can_sign_in(known, user_id):
        return _wrong(form, user_id)
    stays = bool(form.stays.data) and may_stay(known, user_id)
    token = begin_session(user_id, position=position, stays=stays)
    if not _is_still_password(user_id, password, hash):
        # Changed at the same moment: that has ended the sessions there were, but not this one.
        desk().private.sessions.end(token)
        return _wrong(form, user_id)
    went_well(buckets)
    if is_outdated(hash):
        desk().private.credentials.rehash(user_id, hash, hashed(password))
    return let_in(user_id, token, stays=stays, wanted=_wanted())


@bp.post("/sign-out")
@takes(SignOutForm, page="home.index")
@open_to_all
def sign_out() -> ResponseReturnValue:
    if signed_in := session_now():
        note(What.SIGNED_OUT, signed_in.user_id)
    response = redirect(url_for(".index"), 303)
    let_out(response)
    flash("Signed out")
    return response, FORGET_PAGES


@bp.post("/work-as")
@takes(WorkAsForm, page="home.index")
@open_to_all
def work_as() -> ResponseReturnValue:
    if not access().is_open:
        return redirect(url_for(".index"), 303)
    session.pop(WORKS_AS, None)
    user_id = WorkAsForm().user_id.data or ""
    user = access().users.get(user_id)
    if user and user.is_enabled:
        session[WORKS_AS] = user_id
    look_again()
    return redirect(landing(), 303)


def _hash_of(password: str, user_id: str) -> str:
    """The one that is kept of it; empty when it is not the user's password. It takes as long for
    somebody who is not there."""
    hash = desk().private.credentials.hash_of(user_id)
    return hash or "" if matches(password, hash) else ""


def _is_still_password(user_id: str, password: str, hash: str) -> bool:
    there = desk().private.credentials.hash_of(user_id)
    return there == hash or matches(password, there)


def _wrong(form: SignInForm, user_id: str | None) -> ResponseReturnValue:
    name = "" if user_id else folded(form.sign_in_name.data or "")
    note_now_and_then(
        What.SIGN_IN_FAILED,
        "failure",
        f"{user_id or name} {request.remote_addr}",
        user_id or "",
        name=name,
    )
    form.refuse(Refused(WRONG), about="")
    return _show(form), form.status


def _slowed(form: SignInForm, waits: int) -> ResponseReturnValue:
    form.refuse(
        Refused(
            "There have been too many attempts to sign in just now. Please try again in "
            f"{in_words(waits)}, or with a browser that you have signed in with before."
        ),
        about="",
    )
    return _show(form), 429, {"Retry-After": str(waits)}


def _show(form: SignInForm) -> str:
    return render_template(
        "sign_in/index.html",
        page=SignInPage(
            trouble=trouble_with(form),
            form=None if access().is_open else form,
            wanted=_wanted(),
            telephone_days=desk().settings.telephone_days,
        ),
    )


def _wanted() -> str | None:
    return safe(request.args.get("next"))
