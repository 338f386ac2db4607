"""Permissions: what each role lets one do, and who holds it; and a page to change each role."""

from collections.abc import Mapping

import msgspec
from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import DESCRIPTIONS, Feature
from app.domain.role import READY_MADE
from app.read_models.holdings import Holder, Holders
from app.read_models.paging import Page, page_of
from app.read_models.roles import RoleRow
from app.read_models.teams import TeamRow
from app.read_models.users import UserRow
from app.web.closing import lead_on
from app.web.desk import past, perform, read_models
from app.web.forms.base import AddressedForm
from app.web.forms.permissions import ChangeRoleForm, MakeRoleForm, RemoveRoleForm
from app.web.gate import needs
from app.web.namesakes import sharing_a_name
from app.web.page_data import PageData
from app.web.query import asked_page
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("permissions", __name__, url_prefix="/administration/permissions")

MOST_NAMED = 12
"""So many holders of a role are named in the table; of more, how many there are."""
PAGE_SIZE = 25


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A role in the table."""

    id: str
    name: str
    features: frozenset[Feature]
    stays_signed_in: bool
    users: tuple[UserRow, ...] = ()
    """The first of those who hold it themselves."""
    namesakes: frozenset[str] = frozenset()
    """The ids of those among them who share a name."""
    more: int = 0
    """How many others do."""
    teams: tuple[TeamRow, ...] = ()
    """Those whose members hold it."""


class PermissionsPage(PageData, frozen=True, kw_only=True):
    features: Mapping[Feature, str]
    roles: list[Shown]
    are_made: bool
    """Otherwise they are those that there will be with the first administrator."""
    form: MakeRoleForm | None
    """None where nothing can be changed: in the past, and before there are roles."""


class RolePage(PageData, frozen=True, kw_only=True):
    role: RoleRow
    features: Mapping[Feature, str]
    form: ChangeRoleForm | None
    """None for a role that was removed."""
    holders: Page[Holder]
    teams: tuple[TeamRow, ...]
    """Those that it was granted to."""
    can_be_removed: bool


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    return _show_table()


@bp.post("")
@takes(MakeRoleForm)
@needs(Feature.MANAGE_PEOPLE)
def make_role() -> ResponseReturnValue:
    form = MakeRoleForm()
    if form.validate() and (receipt := perform(form, form.command())):
        return lead_on(receipt, url_for(".index"))
    return _show_table(form), form.status


@bp.get("/<role_id>")
@needs(Feature.MANAGE_PEOPLE)
def role(role_id: str) -> str:
    return _show_role(_known(role_id))


@bp.post("/<role_id>")
@takes(ChangeRoleForm)
@needs(Feature.MANAGE_PEOPLE)
def change_role(role_id: str) -> ResponseReturnValue:
    return _take(role_id, ChangeRoleForm(), url_for(".role", role_id=role_id))


@bp.post("/<role_id>/remove")
@takes(RemoveRoleForm, page=".role")
@needs(Feature.MANAGE_PEOPLE)
def remove_role(role_id: str) -> ResponseReturnValue:
    return _take(role_id, RemoveRoleForm(), url_for(".index"))


def _take(role_id: str, form: AddressedForm, next_page: str) -> ResponseReturnValue:
    row = _known(role_id)
    if form.validate() and (receipt := perform(form, form.command(role_id))):
        return lead_on(receipt, next_page)
    return _show_role(read_models().roles.get(role_id) or row, form), form.status


def _known(role_id: str) -> RoleRow:
    row = read_models().roles.get(role_id)
    if row is None:
        abort(404, "There is no such role on this desk.")
    return row


def _show_table(sent: MakeRoleForm | None = None) -> str:
    roles = [_shown(held) for held in read_models().holdings.by_role()]
    page = PermissionsPage(
        trouble=trouble_with(sent),
        features=DESCRIPTIONS,
        roles=roles or _ready_made(),
        are_made=bool(roles),
        form=None if past() else sent or MakeRoleForm(formdata=None),
    )
    return render_template("administration/permissions.html", page=page)


def _shown(held: Holders) -> Shown:
    users = held.users[:MOST_NAMED]
    return Shown(
        id=held.role.id,
        name=held.role.name,
        features=frozenset(held.role.features),
        stays_signed_in=held.role.stays_signed_in,
        users=users,
        namesakes=sharing_a_name(users),
        more=max(len(held.users) - MOST_NAMED, 0),
        teams=held.teams,
    )


def _ready_made() -> list[Shown]:
    return [
        Shown(
            id=id,
            name=terms.name,
            features=frozenset(terms.features),
            stays_signed_in=terms.stays_signed_in,
        )
        for id, terms in READY_MADE.items()
    ]


def _show_role(row: RoleRow, sent: AddressedForm | None = None) -> str:
    holdings = read_models().holdings
    holders, teams = holdings.holders_of(row.id), holdings.teams_with(row.id)
    form = None if row.is_removed else _change_form(row, sent)
    page = RolePage(
        trouble=trouble_with(
            sent, has_fields=form is sent, keeps_typed=sent is not None and form is not sent
        ),
        role=row,
        features=DESCRIPTIONS,
        form=form,
        holders=page_of(holders, asked_page(), PAGE_SIZE),
        teams=teams,
        can_be_removed=not (row.is_removed or holders or teams),
    )
    return render_template("administration/role.html", page=page)


def _change_form(row: RoleRow, sent: AddressedForm | None) -> ChangeRoleForm:
    """What was sent keeps its place only where it is about the role as it is now. Otherwise whoever
    sends it once more could give back, unseen, what somebody else has just taken away."""
    if (
        isinstance(sent, ChangeRoleForm)
        and not sent.is_damaged
        and (sent.refusal is None or sent.seen_version == row.version)
    ):
        return sent
    form = ChangeRoleForm(
        formdata=None,
        data={
            "name": row.name,
            "features": [feature.value for feature in row.features],
            "stays_signed_in": row.stays_signed_in,
        },
    )
    form.show_version(row.version)
    return form
