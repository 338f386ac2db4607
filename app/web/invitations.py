"""Links that let somebody set a password, once: an administrator makes one and passes it on."""

from datetime import datetime, timedelta

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.private_store.passwords import fault_of, hashed
from app.private_store.sign_ins import What
from app.private_store.store import PrivateStore
from app.web.asking import access, may_stay, person
from app.web.desk import now, read_models
from app.web.entering import begin_session, can_sign_in, let_in, note
from app.web.forms.signing_in import SetPasswordForm
from app.web.gate import open_to_all
from app.web.hosts import address_for_others, asked_from_this_machine
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.slowing import network_of, note_now_and_then
from app.web.trouble import trouble_with

bp = Blueprint("invitations", __name__)

VALID_FOR = timedelta(days=3)


@bp.after_app_request
def _keep_address_secret(response: Response) -> Response:
    """The address is the secret: no page that it leads to may pass it on, also none that refuses a
    form. Over HTTPS, the check against request forgery needs to see where a form comes from, so the
    host is told."""
    if request.path.startswith("/invitations/"):
        response.headers["Referrer-Policy"] = "strict-origin"
    return response


class Invitation(msgspec.Struct, frozen=True):
    """It can be shown once: the desk keeps only a hash of the link."""

    address: str
    until: datetime


class InvitationPage(PageData, frozen=True, kw_only=True):
    form: SetPasswordForm | None
    """None when the link cannot be used."""
    full_name: str = ""
    sign_in_name: str = ""
    telephone_days: int = 0
    """For how long they can stay signed in on their telephone; 0 where they may not."""
    is_desk_open: bool = False
    """Whether nobody signs in yet."""


def invitation_for(user_id: str) -> Invitation:
    """A new link for that user, made by whoever is asking. One that they had before is void."""
    token, until = make_link(desk().private, user_id, by=person().who, now=now())
    return Invitation(_address(token), until)


def _address(token: str) -> str:
    """As whoever it is passed on to can open it."""
    settings = desk().settings
    if settings.hosts and asked_from_this_machine():
        return address_for_others(settings) + url_for("invitations.index", token=token)
    return url_for("invitations.index", token=token, _external=True)


def make_link(
    private: PrivateStore, user_id: str, *, by: str, now: datetime
) -> tuple[str, datetime]:
    """The secret that a new link holds, and until when it can be used."""
    until = now + VALID_FOR
    token = private.links.make(user_id, by=by, now=now, until=until)
    private.sign_ins.note(What.LINK_MADE, at=now, user_id=user_id, by=by)
    return token, until


@bp.get("/invitations/<token>")
@open_to_all
def index(token: str) -> ResponseReturnValue:
    user_id = _whose(token)
    if user_id is None:
        return _cannot_be_used()
    return _show(SetPasswordForm(), user_id)


@bp.post("/invitations/<token>")
@takes(SetPasswordForm)
@open_to_all
def use(token: str) -> ResponseReturnValue:
    position = desk().log.head()
    user_id = _whose(token)
    if user_id is None:
        return _cannot_be_used()
    form = SetPasswordForm()
    if not (form.validate() and _will_do(form, user_id)):
        return _show(form, user_id), form.status
    if desk().private.use_link(token, hashed(form.new_password.data or ""), now()) is None:
        return _cannot_be_used()
    note(What.LINK_USED, user_id)
    if access().is_open:
        flash("Your password is set. It counts once this desk is closed: you sign in with it then")
        return redirect(url_for("sign_in.index"), 303)
    stays = bool(form.stays.data) and may_stay(access(), user_id)
    token = begin_session(user_id, position=position, stays=stays)
    return let_in(user_id, token, stays=stays)


def _whose(token: str) -> str | None:
    """The user whose link it is, if it can be used, and they may sign in."""
    user_id = desk().private.links.look(token, now())
    return user_id if can_sign_in(desk().bus.access.now(), user_id) else None


def _will_do(form: SetPasswordForm, user_id: str) -> bool:
    fault = fault_of(
        form.new_password.data or "", access().users[user_id].sign_in_name, _name(user_id)
    )
    if fault:
        form.new_password.errors = [fault]
    return fault is None


def _name(user_id: str) -> str:
    return read_models().users.name(user_id)


def _show(form: SetPasswordForm, user_id: str) -> str:
    known = access()
    offers_to_stay = not known.is_open and may_stay(known, user_id)
    return render_template(
        "invitations/index.html",
        page=InvitationPage(
            trouble=trouble_with(form),
            form=form,
            full_name=_name(user_id),
            sign_in_name=known.users[user_id].sign_in_name,
            telephone_days=desk().settings.telephone_days if offers_to_stay else 0,
            is_desk_open=known.is_open,
        ),
    )


def _cannot_be_used() -> ResponseReturnValue:
    """The same, whether it was used, is too old, was never made, or its user may not sign in."""
    address = network_of(request.remote_addr or "")
    note_now_and_then(What.LINK_REFUSED, "link", address)
    page = InvitationPage(form=None)
    return render_template("invitations/index.html", page=page), 410
