"""Operatives whom nothing can be assigned to, since nobody works as them any more."""

from app.read_models.operatives import OperativeRow
from app.web.asking import access
from app.web.desk import past, read_models


def gone() -> dict[str, str]:
    """Of those who have not left: why, in a word, by their ids, as `Access.why_gone` says it, as of
    the moment of the page. In the past, it is not said of those who are made up: whether people
    signed in is not looked up."""
    counts_made_up = not past() and not access().is_open
    return {
        user.operative_id: "disabled" if not user.is_enabled else "made up"
        for user in read_models().users.gone()
        if user.operative_id and (not user.is_enabled or counts_made_up)
    }


def why_gone(row: OperativeRow) -> str:
    """The same of one operative; also that they have left. Nothing, if they work here."""
    return "has left" if row.has_left else gone().get(row.id, "")
