"""Search, from every page: a Work by its number at once; works, Sites, operatives and callers by
words, a few of each, of what whoever asks may see."""

import msgspec
from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.contacts import ContactRow
from app.read_models.found import Found
from app.read_models.operatives import OperativeRow
from app.read_models.sites import SiteRow
from app.read_models.text_index import has_words, telling_words
from app.read_models.wanted import Wanted
from app.read_models.words import words_found_by
from app.read_models.work_rows import WorkRow, work_number
from app.web.asking import NOBODY, may, person
from app.web.desk import now, read_models
from app.web.gate import may_open, needs
from app.web.operatives import COLLEAGUES
from app.web.page_data import PageData
from app.web.query import asked_words
from app.web.register import names_of_newest
from app.web.sites import WHO_SEES_SITES
from app.web.wording import naming
from app.web.work import REGISTER

bp = Blueprint("search", __name__)

OPERATIVES = (*COLLEAGUES, Feature.HIRE)
CALLERS = (Feature.RAISE_WORK, *REGISTER)
"""Who has one of these takes calls, or reads the whole story of any Work, callers and all."""
SOMETHING = (*WHO_SEES_SITES, *OPERATIVES)
SHOWN = 5
"""So many of each are shown. The others are in the list that a link leads to."""
MOST_COUNTED = 100
"""So many works are counted, since that takes looking at each. There are more than that, then."""
CALLS = 50
"""Each call makes a contact. So many are looked at for people who have called several times."""


class FoundWork(msgspec.Struct, frozen=True):
    work: WorkRow
    has_it: str
    """Who has it, if somebody has."""
    had_it: str
    """Who had it before and is called as was looked for: the Work may have been found by that."""


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, of what may be seen: the first few, and where all are."""

    works: list[FoundWork] = []
    works_count: int = 0
    """Up to MOST_COUNTED; one more where there are more."""
    names_of_newest: int | None = None
    """As the register says it."""
    all_works: str = ""
    """The endpoint of the list that has all, if there are more than are shown; likewise below."""
    sites: list[SiteRow] = []
    sites_count: int = 0
    all_sites: str = ""
    operatives: list[OperativeRow] = []
    operatives_count: int = 0
    all_operatives: str = ""
    callers: list[ContactRow] = []
    callers_count: int = 0
    all_callers: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.works or self.sites or self.operatives or self.callers)


class SearchPage(PageData, frozen=True, kw_only=True):
    words: str
    results: Results | None
    """None when nothing was asked for."""
    most_counted: int
    can_search: bool
    """Whether there is anything that whoever asks may look for."""


def may_search() -> bool:
    """Whether there is anything that whoever is asking may look for."""
    return person() is not NOBODY and (may(*SOMETHING) or _sees_own_works())


def _sees_own_works() -> bool:
    return person().operative_id is not None and may(Feature.WORK_ON_OWN_VISITS)


@bp.get("/search")
@needs()
def index() -> ResponseReturnValue:
    words = asked_words("q")
    number = work_number(words)
    row = read_models().works.numbered(number) if number else None
    if row is not None and may_open("work.work", label=row.label):
        return redirect(url_for("work.work", label=row.label), 303)
    page = SearchPage(
        words=words,
        results=_results(words) if words else None,
        most_counted=MOST_COUNTED,
        can_search=may_search(),
    )
    return render_template("search/index.html", page=page)


def _results(words: str) -> Results:
    models = read_models()
    sites = _sites(words) if may(*WHO_SEES_SITES) else None
    operatives = models.operatives.matching(words) if may(*OPERATIVES) else None
    wanted = _wanted(words)
    works = _works(wanted) if wanted else []
    callers = _callers(words) if may(*CALLERS) else []
    return Results(
        works=_with_names(works[:SHOWN], words),
        works_count=len(works),
        names_of_newest=names_of_newest(wanted) if wanted else None,
        all_works=_list(len(works), "work.index"),
        sites=sites.first(SHOWN) if sites else [],
        sites_count=len(sites) if sites else 0,
        all_sites=_list(len(sites or ()), "administration.sites"),
        operatives=operatives.first(SHOWN) if operatives else [],
        operatives_count=len(operatives) if operatives else 0,
        all_operatives=_list(len(operatives or ()), "operatives.index")
        or _list(len(operatives or ()), "administration.operatives"),
        callers=callers[:SHOWN],
        callers_count=len(callers),
        all_callers=_list(len(callers), "work.index"),
    )


def _sites(words: str) -> Found[SiteRow]:
    """With one letter wrong, if there is none otherwise: people write down what they hear."""
    sites = read_models().sites
    found = sites.matching(words)
    return found if found.first(1) else sites.nearly_matching(words)


def _list(count: int, endpoint: str) -> str:
    return endpoint if count > SHOWN and may_open(endpoint) else ""


def _wanted(words: str) -> Wanted | None:
    """Which works whoever asks may find, if any."""
    if may(*REGISTER):
        return Wanted(words=words)
    if _sees_own_works():
        return Wanted(words=words, operative_id=person().operative_id or "")
    return None


def _works(wanted: Wanted) -> list[WorkRow]:
    models = read_models()
    return models.works.with_numbers(models.register.numbers(wanted, now(), MOST_COUNTED + 1))


def _with_names(works: list[WorkRow], words: str) -> list[FoundWork]:
    models, sought = read_models(), telling_words(words)
    visits = models.visits.to_several([work.id for work in works])

    def is_called_so(operative_id: str) -> bool:
        row = models.operatives.get(operative_id)
        return row is not None and any(
            has_words(words_found_by(row.name), [word]) for word in sought
        )

    def names(operative_ids: list[str]) -> str:
        return ", ".join(naming.subject(id, models) for id in operative_ids)

    found = []
    for work in works:
        has = [work.operative_id] if work.operative_id else []
        had = dict.fromkeys(visit.operative_id for visit in visits.get(work.id, ()))
        before = [id for id in had if id not in has and is_called_so(id)]
        found.append(FoundWork(work, names(has), names(before)))
    return found


def _callers(words: str) -> list[ContactRow]:
    """Each caller once, by name and telephone number."""
    found = read_models().contacts.matching(words).first(CALLS)
    return list({(row.own_name, row.telephone): row for row in found if not row.is_erased}.values())
