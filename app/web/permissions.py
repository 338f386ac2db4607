"""Permissions: what each role lets one do, and who holds it."""

from collections.abc import Mapping

import msgspec
from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.commands.ids import new_id
from app.domain.feature import DESCRIPTIONS, Feature
from app.domain.role import READY_MADE
from app.read_models.roles import RoleRow
from app.read_models.teams import TeamRow
from app.read_models.users import UserRow
from app.web.closing import lead_on
from app.web.desk import past, perform, read_models
from app.web.forms.base import DeskForm
from app.web.forms.permissions import ChangeRoleForm, MakeRoleForm, RemoveRoleForm
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("permissions", __name__, url_prefix="/administration/permissions")

MOST_NAMED = 12
"""So many holders of a role are named; of more, how many there are."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A role, as it is or as it was sent to be."""

    id: str
    name: str
    ticked: frozenset[Feature]
    stays_signed_in: bool
    version: int
    command_id: str
    users: tuple[UserRow, ...] = ()
    """The first of those who hold it themselves."""
    more: int = 0
    """How many others do."""
    teams: tuple[TeamRow, ...] = ()
    """Those whose members hold it."""

    @property
    def is_held(self) -> bool:
        return bool(self.users or self.teams)


class PermissionsPage(PageData, frozen=True, kw_only=True):
    features: Mapping[Feature, str]
    roles: list[Shown]
    are_made: bool
    """Otherwise they are those that there will be with the first administrator."""
    form: MakeRoleForm | None
    """None where nothing can be changed: in the past, and before there are roles."""


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    return _show()


@bp.post("")
@takes(MakeRoleForm)
@needs(Feature.MANAGE_PEOPLE)
def make_role() -> ResponseReturnValue:
    form = MakeRoleForm()
    if form.validate() and (receipt := perform(form, form.command())):
        return lead_on(receipt, url_for(".index"))
    return _show(form), form.status


@bp.post("/<role_id>")
@takes(ChangeRoleForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def change_role(role_id: str) -> ResponseReturnValue:
    form = ChangeRoleForm()
    _must_be_known(role_id)
    if form.validate() and (receipt := perform(form, form.command(role_id))):
        return lead_on(receipt, url_for(".index", _anchor=role_id))
    return _show(form, role_id), form.status


@bp.post("/<role_id>/remove")
@takes(RemoveRoleForm, page=".index")
@needs(Feature.MANAGE_PEOPLE)
def remove_role(role_id: str) -> ResponseReturnValue:
    form = RemoveRoleForm()
    _must_be_known(role_id)
    if form.validate() and (receipt := perform(form, form.command(role_id))):
        return lead_on(receipt, url_for(".index"))
    return _show(form), form.status


def _must_be_known(role_id: str) -> None:
    if read_models().roles.get(role_id) is None:
        abort(404, "There is no such role on this desk.")


def _show(sent: DeskForm | None = None, sent_to: str = "") -> str:
    roles = _roles(sent, sent_to)
    is_made_form = isinstance(sent, MakeRoleForm)
    page = PermissionsPage(
        trouble=trouble_with(sent, has_fields=is_made_form),
        features=DESCRIPTIONS,
        roles=roles or _ready_made(),
        are_made=bool(roles),
        form=None if past() else sent if is_made_form else MakeRoleForm(formdata=None),
    )
    return render_template("administration/permissions.html", page=page)


def _roles(sent: DeskForm | None, sent_to: str) -> list[Shown]:
    return [
        _shown(held.role, held.users, held.teams, sent if held.role.id == sent_to else None)
        for held in read_models().holdings.by_role()
    ]


def _shown(
    role: RoleRow,
    users: tuple[UserRow, ...],
    teams: tuple[TeamRow, ...],
    sent: DeskForm | None,
) -> Shown:
    shown = Shown(
        id=role.id,
        name=role.name,
        ticked=frozenset(role.features),
        stays_signed_in=role.stays_signed_in,
        version=role.version,
        command_id=new_id("command"),
        users=users[:MOST_NAMED],
        more=max(len(users) - MOST_NAMED, 0),
        teams=teams,
    )
    if not isinstance(sent, ChangeRoleForm):
        return shown
    sent.show_version(role.version)
    return msgspec.structs.replace(
        shown,
        name=sent.name.data or "",
        ticked=frozenset(sent.chosen),
        stays_signed_in=sent.stays_signed_in.data,
        version=sent.seen_version,
        command_id=sent.command_id.data,
    )


def _ready_made() -> list[Shown]:
    return [
        Shown(
            id=id,
            name=terms.name,
            ticked=frozenset(terms.features),
            stays_signed_in=terms.stays_signed_in,
            version=0,
            command_id="",
        )
        for id, terms in READY_MADE.items()
    ]
