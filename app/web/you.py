"""One's own page: who one is at this desk, where one is signed in, and one's password."""

from datetime import datetime

import msgspec
from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.refused import Refused
from app.private_store.passwords import fault_of, hashed, matches
from app.private_store.sessions import Session
from app.private_store.sign_ins import What
from app.web.asking import TOKEN, access, counts, head, lasts_until, person, session_now
from app.web.browsers import browser_in_words
from app.web.desk import now, read_models
from app.web.entering import note
from app.web.forms.signing_in import ChangePasswordForm, EndOtherSessionsForm, EndSessionForm
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.slowing import buckets_for_password, in_words, seconds_to_wait, went_well
from app.web.trouble import trouble_with

bp = Blueprint("you", __name__, url_prefix="/you")


class ShownSession(msgspec.Struct, frozen=True):
    browser: str
    address: str
    began: datetime
    seen: datetime
    until: datetime
    """When it ends at the latest."""
    is_this: bool
    form: EndSessionForm | None
    """None for the one that is looking."""


class YouPage(PageData, frozen=True, kw_only=True):
    full_name: str
    sign_in_name: str
    roles: list[str]
    sessions: list[ShownSession]
    form: ChangePasswordForm
    others: EndOtherSessionsForm | None
    """None when there is no other session."""


@bp.get("")
@needs()
def index() -> ResponseReturnValue:
    if session_now() is None:
        # An open desk knows nobody, and says so there.
        return redirect(url_for("sign_in.index"), 303)
    return _show(ChangePasswordForm())


@bp.post("")
@takes(ChangePasswordForm)
@needs()
def change_password() -> ResponseReturnValue:
    signed_in = session_now()
    if signed_in is None:
        return redirect(url_for("sign_in.index"), 303)
    form = ChangePasswordForm()
    if not form.validate():
        return _show(form), form.status
    user_id = signed_in.user_id
    buckets = buckets_for_password(user_id)
    if waits := seconds_to_wait(buckets, user_id):
        form.refuse(Refused(f"Too many attempts. Try again in {in_words(waits)}."), about="")
        return _show(form), 429, {"Retry-After": str(waits)}
    old = desk().private.credentials.hash_of(user_id)
    if old is None or not matches(form.password.data or "", old):
        form.password.errors = ["That is not your password."]
        return _show(form), form.status
    went_well(buckets)
    new = form.new_password.data or ""
    if fault := fault_of(new, access().users[user_id].sign_in_name, _name()):
        form.new_password.errors = [fault]
        return _show(form), form.status
    if not desk().private.change_password(user_id, old, hashed(new), now(), session=session[TOKEN]):
        flash(
            "What you sent did not change the password: meanwhile it was changed elsewhere, or "
            "this session was ended"
        )
        return redirect(url_for(".index"), 303)
    note(What.PASSWORD_CHANGED, user_id)
    flash("Password changed. You are not signed in anywhere else any more")
    return redirect(url_for(".index"), 303)


@bp.post("/end-session")
@takes(EndSessionForm, page=".index")
@needs()
def end_session() -> ResponseReturnValue:
    form = EndSessionForm()
    signed_in = session_now()
    if signed_in and form.validate():
        if desk().private.sessions.end_one(signed_in.user_id, form.session_id.data or ""):
            note(What.SESSION_ENDED, signed_in.user_id)
        flash("Signed out there")
    return redirect(url_for(".index"), 303)


@bp.post("/end-other-sessions")
@takes(EndOtherSessionsForm, page=".index")
@needs()
def end_other_sessions() -> ResponseReturnValue:
    if signed_in := session_now():
        desk().private.sessions.end_all(signed_in.user_id, but=session[TOKEN])
        note(What.SESSION_ENDED, signed_in.user_id, detail="all others")
        flash("Signed out everywhere else")
    return redirect(url_for(".index"), 303)


def _show(form: ChangePasswordForm) -> str:
    user_id = person().who
    known, end = access(), head()
    there = desk().private.sessions.of(user_id, now())
    sessions = [_shown(each) for each in there if counts(each, known, end)]
    roles = [known.roles[id].name for id in known.roles_of(user_id) if id in known.roles]
    return render_template(
        "you/index.html",
        page=YouPage(
            trouble=trouble_with(form),
            full_name=_name(),
            sign_in_name=known.users[user_id].sign_in_name,
            roles=sorted(roles),
            sessions=sorted(sessions, key=lambda each: not each.is_this),
            form=form,
            others=EndOtherSessionsForm() if len(sessions) > 1 else None,
        ),
    )


def _shown(found: Session) -> ShownSession:
    this = session_now()
    is_this = this is not None and this.id == found.id
    return ShownSession(
        browser=browser_in_words(found.browser),
        address=found.address,
        began=found.began,
        seen=found.seen,
        until=lasts_until(found, access()),
        is_this=is_this,
        form=None if is_this else EndSessionForm(None, session_id=found.id),
    )


def _name() -> str:
    return read_models().users.name(person().who)
