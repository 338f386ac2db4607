"""Names on pages that refuse something: anybody can send any id, and nobody finds out by that what
they may not see."""

from collections.abc import Callable
from contextlib import suppress

from app.domain.access import Person
from app.domain.feature import Feature
from app.web.asking import person
from app.web.desk import read_models
from app.web.operatives import COLLEAGUES
from app.web.wording import naming

OPERATIVES = (*COLLEAGUES, Feature.HIRE, Feature.SEE_FIGURES, Feature.MANAGE_PEOPLE)
"""Who has one of these finds the names of all operatives on some page."""


def name_for(who: Person | None = None) -> Callable[[str], str | None]:
    """What tells that person what has an id is called, or None; if nobody is named, whoever is
    asking. A page about an error does without names when they cannot be looked up."""

    def name(id: str) -> str | None:
        with suppress(Exception):
            return naming.name_in(read_models())(id) if _may_see(who or person(), id) else None
        return None

    return name


def _may_see(who: Person, id: str) -> bool:
    """Whether they find that among what forms offer, or on other pages."""
    if id.startswith("site-"):
        return who.may(Feature.RAISE_WORK, Feature.ACQUIRE, Feature.SEE_THE_REGISTER)
    if id.startswith("operative-"):
        return who.may(*OPERATIVES) or _works_as(who, id)
    return who.may(Feature.MANAGE_PEOPLE)


def _works_as(who: Person, operative_id: str) -> bool:
    return who.operative_id == operative_id and who.may(Feature.WORK_ON_OWN_VISITS)
