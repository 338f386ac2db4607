"""The areas of the desk that whoever is asking may go to."""

import msgspec
from flask import request, url_for

from app.domain.feature import Feature
from app.web.asking import NOBODY, may, person
from app.web.gate import may_open
from app.web.operatives import COLLEAGUES


class Area(msgspec.Struct, frozen=True):
    name: str
    """That of its blueprint."""
    label: str
    icon: str
    is_everyday: bool = False
    others: tuple[str, ...] = ()
    """The other blueprints whose pages are in this area."""

    @property
    def address(self) -> str:
        return url_for(f"{self.name}.index")

    @property
    def is_here(self) -> bool:
        return request.blueprint in (self.name, *self.others)


class OwnPage(Area, frozen=True):
    """What an operative has instead of the list of all operatives."""

    @property
    def address(self) -> str:
        return url_for("operatives.operative", operative_id=person().operative_id)


AREAS = (
    Area("response", "Response", "telephone-inbound", is_everyday=True),
    Area("control", "Control", "signpost-split", is_everyday=True),
    Area("operatives", "Operatives", "person-walking", is_everyday=True),
    Area("work", "Work", "clipboard-check", is_everyday=True),
    Area(
        "administration",
        "Administration",
        "building-gear",
        others=("operative_names", "people", "person", "teams", "permissions", "audit"),
    ),
    Area("events", "Events", "journal-text"),
    Area("about", "About", "info-circle"),
)
OWN_VISITS = OwnPage("operatives", "My visits", "person-walking", is_everyday=True)


def areas() -> list[Area]:
    """In their order; none for somebody who is not signed in."""
    if person() is NOBODY:
        return []
    shown = [OWN_VISITS if each.name == "operatives" and _has_own() else each for each in AREAS]
    return [each for each in shown if isinstance(each, OwnPage) or may_open(f"{each.name}.index")]


def landing() -> str:
    """Where somebody begins who has just signed in: at what they are here for."""
    if _has_own():
        return OWN_VISITS.address
    if may(Feature.ASSIGN_AND_RECALL):
        return url_for("control.index")
    return url_for("home.index")


def _has_own() -> bool:
    """Whether they are an operative who sees no others."""
    is_operative = person().operative_id is not None and may(Feature.WORK_ON_OWN_VISITS)
    return is_operative and not may(*COLLEAGUES)
