"""Teams: users who are granted roles together."""

import msgspec
from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.roles import RoleRow
from app.read_models.teams import TeamRow
from app.read_models.users import UserRow
from app.web.closing import lead_on
from app.web.desk import perform, read_models
from app.web.forms.base import AddressedForm, DeskForm
from app.web.forms.people import GrantRoleForm, RevokeRoleForm
from app.web.forms.teams import (
    AddMemberForm,
    MakeTeamForm,
    RemoveMemberForm,
    RemoveTeamForm,
    RenameTeamForm,
)
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.query import asked_words
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("teams", __name__, url_prefix="/administration/teams")

MOST_OFFERED = 10
"""So many are offered to be added at a time."""


class Listed(msgspec.Struct, frozen=True):
    """A team in the list."""

    team: TeamRow
    roles: list[RoleRow]


class TeamsPage(PageData, frozen=True, kw_only=True):
    form: MakeTeamForm
    teams: list[Listed]


class TeamPage(PageData, frozen=True, kw_only=True):
    team: TeamRow
    roles: list[RoleRow]
    grantable: list[RoleRow]
    members: list[UserRow]
    rename: RenameTeamForm
    words: str
    """What those who are offered have in their names."""
    offered: list[UserRow]
    """The first of those who could be added."""
    more: int
    """How many others could be."""


@bp.get("")
@needs(Feature.MANAGE_PEOPLE)
def index() -> str:
    return _show_all(MakeTeamForm(formdata=None))


@bp.post("")
@takes(MakeTeamForm)
@needs(Feature.MANAGE_PEOPLE)
def make_team() -> ResponseReturnValue:
    form = MakeTeamForm()
    if form.validate() and (receipt := perform(form, form.command())):
        return lead_on(receipt, url_for(".team", team_id=form.team_id.data))
    return _show_all(form), form.status


@bp.get("/<team_id>")
@needs(Feature.MANAGE_PEOPLE)
def team(team_id: str) -> str:
    return _show(_known(team_id))


@bp.post("/<team_id>")
@takes(RenameTeamForm)
@needs(Feature.MANAGE_PEOPLE)
def rename_team(team_id: str) -> ResponseReturnValue:
    return _take(team_id, RenameTeamForm())


@bp.post("/<team_id>/add")
@takes(AddMemberForm, page=".team")
@needs(Feature.MANAGE_PEOPLE)
def add_member(team_id: str) -> ResponseReturnValue:
    return _take(team_id, AddMemberForm())


@bp.post("/<team_id>/drop")
@takes(RemoveMemberForm, page=".team")
@needs(Feature.MANAGE_PEOPLE)
def remove_member(team_id: str) -> ResponseReturnValue:
    return _take(team_id, RemoveMemberForm())


@bp.post("/<team_id>/grant")
@takes(GrantRoleForm, page=".team")
@needs(Feature.MANAGE_PEOPLE)
def grant_role(team_id: str) -> ResponseReturnValue:
    return _take(team_id, GrantRoleForm())


@bp.post("/<team_id>/revoke")
@takes(RevokeRoleForm, page=".team")
@needs(Feature.MANAGE_PEOPLE)
def revoke_role(team_id: str) -> ResponseReturnValue:
    return _take(team_id, RevokeRoleForm())


@bp.post("/<team_id>/remove")
@takes(RemoveTeamForm, page=".team")
@needs(Feature.MANAGE_PEOPLE)
def remove_team(team_id: str) -> ResponseReturnValue:
    return _take(team_id, RemoveTeamForm())


def _known(team_id: str) -> TeamRow:
    row = read_models().teams.get(team_id)
    if row is None:
        abort(404, "There is no such team on this desk.")
    return row


def _take(team_id: str, form: AddressedForm) -> ResponseReturnValue:
    _known(team_id)
    if form.validate() and (receipt := perform(form, form.command(team_id))):
        is_gone = isinstance(form, RemoveTeamForm)
        address = url_for(".index") if is_gone else url_for(".team", team_id=team_id)
        return lead_on(receipt, address)
    return _show(_known(team_id), form), form.status


def _show_all(form: MakeTeamForm) -> str:
    models = read_models()
    roles = list(models.roles)
    teams = [
        Listed(team, [role for role in roles if role.id in team.role_ids]) for team in models.teams
    ]
    page = TeamsPage(trouble=trouble_with(form), form=form, teams=teams)
    return render_template("administration/teams.html", page=page)


def _show(row: TeamRow, sent: DeskForm | None = None) -> str:
    models, words = read_models(), asked_words()
    others = models.users.matching_and_not_erased(words, without=row.member_ids)
    page = TeamPage(
        trouble=trouble_with(sent, has_fields=isinstance(sent, RenameTeamForm)),
        team=row,
        roles=[role for role in models.roles if role.id in row.role_ids],
        grantable=[role for role in models.roles if role.id not in row.role_ids],
        members=models.users.these(row.member_ids),
        rename=_rename_form(row, sent),
        words=words,
        offered=others.first(MOST_OFFERED),
        more=max(len(others) - MOST_OFFERED, 0),
    )
    return render_template("administration/team.html", page=page)


def _rename_form(row: TeamRow, sent: DeskForm | None) -> RenameTeamForm:
    if isinstance(sent, RenameTeamForm):
        form = sent
    else:
        form = RenameTeamForm(formdata=None, data={"name": row.name})
    form.show_version(row.version)
    return form
