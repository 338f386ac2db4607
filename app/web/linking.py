"""Which operative a user is: who there is to choose from, and who has to be chosen."""

from collections.abc import Sequence

import msgspec
from wtforms import Field

from app.domain.access import lacks_operative
from app.domain.characters import isolated
from app.domain.feature import Feature
from app.read_models.roles import RoleRow
from app.web.asking import access, may
from app.web.desk import read_models
from app.web.namesakes import additions


class Choice(msgspec.Struct, frozen=True):
    id: str
    says: str


def operatives_to_be() -> list[Choice]:
    """The operatives whom somebody could be that is no user yet, in order."""
    linked = [user.operative_id for user in access().users.values() if user.operative_id]
    models = read_models()
    rows = [row for row in models.operatives.matching("", without=linked) if not row.is_erased]
    more = additions(rows)
    return [
        Choice(row.id, f"{isolated(row.surname)}, {isolated(row.forename)}{more[row.id]}")
        for row in rows
    ]


def in_vain(roles: Sequence[RoleRow], operative_id: str | None) -> str:
    """What of these roles is of no use to somebody, since they are no operative; or nothing."""
    features = {feature for role in roles for feature in role.features}
    if not lacks_operative(features, operative_id):
        return ""
    held = [role.name for role in roles if Feature.WORK_ON_OWN_VISITS in role.features]
    return " and ".join(isolated(name) for name in held)


def says_which(field: Field, role_ids: Sequence[str]) -> bool:
    """Whether an operative was chosen, if somebody who gets these roles has to be one. Otherwise
    the field says so."""
    roles = [role for role in read_models().roles if role.id in role_ids]
    names = in_vain(roles, field.data or None)
    if names:
        hire = ", or hire them as one now" if may(Feature.HIRE) else ""
        field.errors = [f"They hold {names}: say which operative they are{hire}."]
    return not names
