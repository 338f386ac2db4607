"""A user's own page in Administration: their names, what they are granted, and how they sign in."""

from datetime import datetime

import msgspec
from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.refused import Refused
from app.private_store.sessions import Session
from app.read_models import ReadModels
from app.read_models.holdings import Holding
from app.read_models.operatives import OperativeRow
from app.read_models.roles import RoleRow
from app.read_models.users import UserRow
from app.web.asking import access, counts, head, may
from app.web.browsers import browser_in_words
from app.web.closing import lead_on
from app.web.desk import now, perform, read_models
from app.web.entering import can_sign_in, forget_what_ended
from app.web.erasing import show_erase
from app.web.forms.base import AddressedForm, DeskForm
from app.web.forms.people import (
    HIRE,
    DisableUserForm,
    EnableUserForm,
    EndSessionsForm,
    EraseUserForm,
    GrantRoleForm,
    LinkUserForm,
    MakeLinkForm,
    RenameUserForm,
    RevokeRoleForm,
    UnlinkUserForm,
)
from app.web.gate import needs
from app.web.linking import Choice, in_vain, operatives_to_be
from app.web.meanwhile import Written, bring_up_to_date
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.services import desk
from app.web.shown_once import keep_link, link_to_show
from app.web.trouble import trouble_with

bp = Blueprint("person", __name__, url_prefix="/administration/people/<user_id>")


class SignedIn(msgspec.Struct, frozen=True):
    """Where somebody is signed in."""

    session: Session
    browser: str


class PersonPage(PageData, frozen=True, kw_only=True):
    user: UserRow
    holding: Holding
    grantable: list[RoleRow]
    """The roles that they have not been granted themselves."""
    operative: OperativeRow | None
    queued: int
    """How many works they have as the operative."""
    unlinked: list[Choice]
    """Those whom they could be."""
    hire: str
    """As on the page of all people."""
    in_vain: str
    """The roles of theirs that are of no use while they are no operative."""
    rename: RenameUserForm | None
    """None where nothing about them can be changed any more."""
    sessions: list[SignedIn]
    seen: datetime | None
    """When they were last here, if they are signed in."""
    can_sign_in: bool
    """Whether they may have a password."""
    has_password: bool
    invited_until: datetime | None
    link: str
    """The link that they set a password with, if it was made just now."""


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index(user_id: str) -> Response:
    page = _page(_known(user_id))
    response = make_response(render_template("administration/person.html", page=page))
    if page.link:
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("")
@takes(RenameUserForm)
@needs(Feature.MANAGE_PEOPLE)
def rename(user_id: str) -> ResponseReturnValue:
    return _take(user_id, RenameUserForm())


@bp.post("/grant")
@takes(GrantRoleForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def grant_role(user_id: str) -> ResponseReturnValue:
    return _take(user_id, GrantRoleForm())


@bp.post("/revoke")
@takes(RevokeRoleForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def revoke_role(user_id: str) -> ResponseReturnValue:
    return _take(user_id, RevokeRoleForm())


@bp.post("/link")
@takes(LinkUserForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def link(user_id: str) -> ResponseReturnValue:
    return _take(user_id, LinkUserForm())


@bp.post("/unlink")
@takes(UnlinkUserForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def unlink(user_id: str) -> ResponseReturnValue:
    return _take(user_id, UnlinkUserForm())


@bp.post("/sign-out")
@takes(EndSessionsForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def end_sessions(user_id: str) -> ResponseReturnValue:
    return _take(user_id, EndSessionsForm())


@bp.post("/password-link")
@takes(MakeLinkForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def make_link(user_id: str) -> ResponseReturnValue:
    form, row = MakeLinkForm(), _known(user_id)
    if form.validate():
        if can_sign_in(access(), user_id):
            keep_link(user_id)
            return redirect(url_for(".index", user_id=user_id), 303)
        form.refuse(Refused("Nobody can sign in as this user, so there is no link."), user_id)
    return _show(row, form)


@bp.post("/disable")
@takes(DisableUserForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def disable(user_id: str) -> ResponseReturnValue:
    return _take(user_id, DisableUserForm())


@bp.post("/enable")
@takes(EnableUserForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def enable(user_id: str) -> ResponseReturnValue:
    user = access().users.get(user_id)
    if user and not user.is_enabled:
        # Should the desk have been stopped before it could void the link when it disabled them.
        desk().private.links.void(user_id)
    return _take(user_id, EnableUserForm())


@bp.get("/erase")
@needs(Feature.MANAGE_PEOPLE)
def erase_page(user_id: str) -> ResponseReturnValue:
    row = _known(user_id)
    if row.is_erased:
        return redirect(url_for(".index", user_id=user_id))
    return _show_erase(row, EraseUserForm(formdata=None))


@bp.post("/erase")
@takes(EraseUserForm)
@needs(Feature.MANAGE_PEOPLE)
def erase(user_id: str) -> ResponseReturnValue:
    form, row = EraseUserForm(), _known(user_id)
    if form.validate() and (receipt := perform(form, form.command(user_id))):
        forget_what_ended(user_id)
        return lead_on(receipt, url_for(".index", user_id=user_id))
    return _show_erase(row, form), form.status


def _known(user_id: str) -> UserRow:
    row = read_models().users.get(user_id)
    if row is None:
        abort(404, "There is no such user on this desk.")
    return row


def _take(user_id: str, form: AddressedForm) -> ResponseReturnValue:
    row = _known(user_id)
    if form.validate() and (receipt := perform(form, form.command(user_id))):
        forget_what_ended(user_id)
        return lead_on(receipt, url_for(".index", user_id=user_id))
    return _show(row, form)


def _show(row: UserRow, sent: DeskForm) -> ResponseReturnValue:
    page = _page(read_models().users.get(row.id) or row, sent)
    return render_template("administration/person.html", page=page), sent.status


def _show_erase(row: UserRow, form: EraseUserForm) -> str:
    return show_erase(
        form,
        row.full_name,
        back=url_for(".index", user_id=row.id),
        operative=read_models().operatives.get(row.operative_id or ""),
        is_user=True,
    )


def _page(row: UserRow, sent: DeskForm | None = None) -> PersonPage:
    models, private = read_models(), desk().private
    sessions = [
        SignedIn(each, browser_in_words(each.browser))
        for each in private.sessions.of(row.id, now())
        if counts(each, access(), head())
    ]
    holding = models.holdings.of([row])[row.id]
    return PersonPage(
        trouble=trouble_with(sent, has_fields=isinstance(sent, RenameUserForm)),
        user=row,
        holding=holding,
        grantable=[role for role in models.roles if role.id not in row.role_ids],
        operative=models.operatives.get(row.operative_id or ""),
        queued=len(models.queues.of(row.operative_id)) if row.operative_id else 0,
        unlinked=operatives_to_be(),
        hire=HIRE if may(Feature.HIRE) else "",
        in_vain=in_vain([each.role for each in holding.roles], row.operative_id),
        rename=None if row.is_erased else _rename_form(row, sent),
        sessions=sessions,
        seen=max((each.session.seen for each in sessions), default=None),
        can_sign_in=can_sign_in(access(), row.id),
        has_password=bool(private.credentials.who_have([row.id])),
        invited_until=private.links.pending([row.id], now()).get(row.id),
        link=link_to_show(row.id),
    )


def _rename_form(row: UserRow, sent: DeskForm | None) -> RenameUserForm:
    if isinstance(sent, RenameUserForm):
        form = sent
    else:
        form = RenameUserForm(formdata=None, data=_names(read_models(), row.id))
    bring_up_to_date(form, row.id, row.version, lambda models: _names(models, row.id))
    return form


def _names(models: ReadModels, user_id: str) -> Written:
    row = models.users.get(user_id)
    return {"full_name": row.full_name, "sign_in_name": row.sign_in_name} if row else {}
