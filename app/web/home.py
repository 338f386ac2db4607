"""Home: the day at a glance. Their own next thing first, then the numbers, then where to go."""

from collections.abc import Iterator, Sequence

import msgspec
from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from app.domain.access import lacks_operative
from app.domain.attention import Alert
from app.domain.feature import Feature
from app.domain.lifecycle import Stage
from app.domain.promise import Priority
from app.read_models.wanted import Wanted
from app.web.asked_works import ALL_OPEN
from app.web.asking import may, person
from app.web.attention import alerts_now, told
from app.web.desk import now, past, read_models, wall
from app.web.gate import needs
from app.web.live import live_page
from app.web.navigation import Area, areas, begins_at_own_visits, landing
from app.web.page_data import PageData
from app.web.promised import left, progress
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


class NextThing(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever asks has to do next, in one of their areas."""

    label: str
    """What it is: "Next up to assign"."""
    title: str
    """What it is about. What people typed stands as it is."""
    detail: str
    address: str
    presses: bool = False


class Door(msgspec.Struct, frozen=True):
    """An area to go to, and what it is for."""

    area: Area
    says: str


class HomePage(PageData, frozen=True, kw_only=True):
    next_things: list[NextThing]
    """None of them in the past."""
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
    return live_page("home/index.html", _page)


def _page() -> HomePage:
    return HomePage(
        next_things=[] if past() else [*_next_things()],
        day=_day() if may(Feature.SEE_THE_REGISTER, Feature.SEE_FIGURES) else None,
        doors=_doors(),
        lacks_operative=lacks_operative(person().features, person().operative_id),
    )


def _next_things() -> Iterator[NextThing]:
    asking = person()
    if asking.operative_id and may(Feature.WORK_ON_OWN_VISITS):
        yield _own_visit(asking.operative_id)
    if may(Feature.ASSIGN_AND_RECALL, Feature.SEE_FIGURES) and (alerts := alerts_now()):
        yield _most_pressing(alerts)
    if may(Feature.ASSIGN_AND_RECALL):
        yield _next_up()
    if may(Feature.RAISE_WORK):
        address = url_for("response.index")
        label, title = "A customer calls", "Raise Work"
        yield NextThing(
            label=label, title=title, detail="and read them its number", address=address
        )


def _own_visit(operative_id: str) -> NextThing:
    label, address = "Your next job", url_for("operatives.operative", operative_id=operative_id)
    work = next(iter(read_models().queues.of(operative_id).first(1)), None)
    if work is None:
        title = "Nothing is in your queue"
        return NextThing(label=label, title=title, detail="", address=address)
    getting_on = progress(work, wall())
    return NextThing(
        label=label,
        title=work.title,
        detail=f"{work.label}, {work.stage}, {getting_on.words}",
        address=address,
        presses=getting_on.is_late,
    )


def _next_up() -> NextThing:
    label = "Next up to assign"
    work = next(iter(read_models().queues.waiting().first(1)), None)
    if work is None:
        address = url_for("control.index")
        return NextThing(label=label, title="Nothing waits", detail="", address=address)
    promised = left(work, wall())
    parts = [work.label, work.priority, promised.words if promised else ""]
    return NextThing(
        label=label,
        title=work.title,
        detail=", ".join(part for part in parts if part),
        address=url_for("control.index", open=work.label, _anchor=work.label),
        presses=promised is not None and promised.is_late,
    )


def _most_pressing(alerts: Sequence[Alert]) -> NextThing:
    [first] = told(alerts[:1])
    more = len(alerts) - 1
    return NextThing(
        label="Needs attention",
        title=f"{first.work} {first.text}",
        detail=f"and {more:,} more" if more else "",
        address=url_for("control.index", tab="attention"),
        presses=first.is_pressing,
    )


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
