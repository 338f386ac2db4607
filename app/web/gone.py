"""Operatives whom nothing can be assigned to, since nobody works as them any more."""

from app.read_models.operatives import OperativeRow
from app.web.asking import access
from app.web.desk import past, read_models


def gone() -> dict[str, str]:
    """Why, in a word or two, by their ids: they have left; or as `Access.why_gone` says it, as of
    the moment of the page. In the past, it is not said of those who are made up: whether people
    signed in is not looked up."""
    counts_made_up = not past() and not access().is_open
    models = read_models()
    not_working = {
        user.operative_id: "disabled" if not user.is_enabled else "made up"
        for user in models.users.gone()
        if user.operative_id and (not user.is_enabled or counts_made_up)
    }
    return not_working | {row.id: "has left" for row in models.operatives.leavers()}


def can_be_assigned_to() -> list[OperativeRow]:
    """The operatives whom Work can be given to, in the order of their names. Those who are off duty
    are among them: pages say so, and Control decides."""
    left = gone()
    return [row for row in read_models().operatives if not row.is_erased and row.id not in left]
