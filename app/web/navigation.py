"""The areas of the desk that whoever is asking may go to."""

import msgspec
from flask import g, request, url_for

from app.domain.feature import Feature
from app.web.asking import may, person
from app.web.gate import may_open
from app.web.operatives import COLLEAGUES, is_own_page


class Area(msgspec.Struct, frozen=True):
    name: str
    """That of its blueprint, if it has one."""
    label: str
    icon: str
    is_everyday: bool = False
    key: str = ""
    """Which key, after g, goes there (static/keys.js)."""
    others: tuple[str, ...] = ()
    """The other blueprints whose pages are in this area."""

    @property
    def address(self) -> str:
        return url_for(f"{self.name}.index")

    @property
    def is_here(self) -> bool:
        return request.blueprint in (self.name, *self.others)


class OwnPage(Area, frozen=True):
    """That of the operative who is asking."""

    @property
    def address(self) -> str:
        return url_for("operatives.operative", operative_id=person().operative_id)

    @property
    def is_here(self) -> bool:
        named = (request.view_args or {}).get("operative_id", "")
        return request.blueprint in ("operatives", "duty") and is_own_page(named)


class Colleagues(Area, frozen=True):
    """All operatives, but for the one who is asking and has an area of their own."""

    @property
    def is_here(self) -> bool:
        return super().is_here and not (_has_own() and OWN_VISITS.is_here)


OWN_VISITS = OwnPage("own_visits", "My visits", "person-check", is_everyday=True, key="m")
AREAS = (
    Area("response", "Response", "telephone-inbound", is_everyday=True, key="r"),
    Area("control", "Control", "signpost-split", is_everyday=True, key="c"),
    OWN_VISITS,
    Colleagues(
        "operatives",
        "Operatives",
        "person-walking",
        is_everyday=True,
        key="o",
        others=("duty",),
    ),
    Area("work", "Work", "clipboard-check", is_everyday=True, key="w"),
    Area(
        "administration",
        "Administration",
        "building-gear",
        key="a",
        others=(
            "personnel",
            "imports",
            "sites",
            "contacts",
            "people",
            "person",
            "teams",
            "permissions",
            "audit",
        ),
    ),
    Area("events", "Events", "journal-text", key="e"),
    Area("about", "About", "info-circle"),
)


def areas() -> list[Area]:
    """In their order; none for somebody who is not signed in. The same throughout a page."""
    if "areas" not in g:
        g.areas = _areas()
    shown: list[Area] = g.areas
    return shown


def _areas() -> list[Area]:
    return [
        area
        for area in AREAS
        if (_has_own() if area is OWN_VISITS else may_open(f"{area.name}.index"))
    ]


def landing() -> str:
    """Where somebody begins who has just signed in: at what they are here for."""
    if begins_at_own_visits():
        return OWN_VISITS.address
    if may(Feature.ASSIGN_AND_RECALL):
        return url_for("control.index")
    return url_for("home.index")


def begins_at_own_visits() -> bool:
    """Whether they are an operative who sees no others, neither on their pages nor in figures."""
    return _has_own() and not may(*COLLEAGUES, Feature.SEE_FIGURES)


def _has_own() -> bool:
    """Whether they are an operative who may work on their own visits."""
    return person().operative_id is not None and may(Feature.WORK_ON_OWN_VISITS)
