"""Home: what the desk is, the state of the day, and where to go from there."""

import msgspec
from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from app.domain.access import lacks_operative
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.wanted import Wanted
from app.web.asked_works import ALL_OPEN
from app.web.asking import may, person
from app.web.desk import now, read_models
from app.web.gate import needs
from app.web.navigation import Area, areas, begins_at_own_visits, landing
from app.web.page_data import PageData
from app.web.services import desk
from app.web.times import bounds_of_today

bp = Blueprint("home", __name__)


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """How many works are at each stage."""

    waiting: int
    queued: int
    en_route: int
    on_site: int
    completed_today: int
    emergencies: int
    """Of those that wait."""
    late: int
    """Of all that are open."""


class Door(msgspec.Struct, frozen=True):
    """An area to go to, and what it is for."""

    area: Area
    says: str


class HomePage(PageData, frozen=True, kw_only=True):
    day: Day | None
    """None for those who see neither the register nor figures."""
    doors: list[Door]
    lacks_operative: bool
    """Whether whoever is asking can do nothing about visits, since they are no operative yet."""


@bp.get("/")
@needs()
def index() -> ResponseReturnValue:
    if begins_at_own_visits():
        return redirect(landing())
    page = HomePage(
        day=_day() if may(Feature.SEE_THE_REGISTER, Feature.SEE_FIGURES) else None,
        doors=_doors(),
        lacks_operative=lacks_operative(person().features, person().operative_id),
    )
    return render_template("home/index.html", page=page)


def _day() -> Day:
    works, register = read_models().works, read_models().register
    emergencies = Wanted(stages=[Stage.AWAITING_CONTROL], priority=Priority.EMERGENCY)
    since, until = bounds_of_today(now(), desk().settings.timezone)
    return Day(
        waiting=works.count(Stage.AWAITING_CONTROL),
        queued=works.count(Stage.QUEUED),
        en_route=works.count(Stage.EN_ROUTE),
        on_site=works.count(Stage.ON_SITE),
        completed_today=works.count(Stage.COMPLETED, since=since, until=until),
        emergencies=register.count(emergencies, now()),
        late=register.count(Wanted(stages=ALL_OPEN, is_late=True), now()),
    )


def _doors() -> list[Door]:
    """What each area is for; About stands in the foot."""
    says = {
        "response": "A customer calls: raise Work, and read them its number.",
        "control": f"See what waits and who has what{_and_assign()}.",
        "own_visits": "What is in your own queue: set off, arrive, complete or hand back.",
        "operatives": _visits(),
        "work": "Find any job by number or text, and read its whole story.",
        "administration": _administration(),
        "events": "The log itself: who did what, when, and from which page.",
    }
    return [Door(area, says[area.name]) for area in areas() if area.name in says]


def _and_assign() -> str:
    return ", and assign" if may(Feature.ASSIGN_AND_RECALL) else ""


def _visits() -> str:
    if may(Feature.ACT_FOR_AN_OPERATIVE):
        return "Set off, arrive, complete or hand back: one next step at a time."
    return "What each of them is doing, and what they have done."


def _administration() -> str:
    """What there is to look after, as far as whoever is asking looks after it."""
    models = read_models()
    kept = []
    if may(Feature.HIRE):
        kept.append(_counted(len(models.operatives), "operative"))
    if may(Feature.ACQUIRE):
        kept.append(_counted(len(models.sites), "Site"))
    return f"{' and '.join(kept) or 'Who works here, and what each may do'}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
