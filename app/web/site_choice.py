"""Which Site is meant? Sites to choose from in the middle of filling in a form."""

from collections.abc import Sequence

import msgspec
from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.domain.ids import is_id
from app.read_models.sites import SiteRow
from app.read_models.words import words_of_search
from app.web import drafts
from app.web.desk import read_models
from app.web.forms.site_choice import SiteChoiceForm

SHOWN = 20
LATELY = 3
"""So many Sites that were called about lately are listed before anything is typed."""
FEW = 6
"""Up to so many Sites are all listed."""
WORKS_LOOKED_AT = 20
"""The Sites of so many works, those raised last, were called about lately."""


class SitesFound(msgspec.Struct, frozen=True, kw_only=True):
    """What a search finds, besides those that are chosen already."""

    words: str
    """What they were looked for by; nothing, where nothing was typed."""
    sites: list[SiteRow]
    """The first of them; or others that are likely meant."""
    count: int
    """How many there are in all."""
    is_sole: bool = False
    """Whether there is one, or the first alone has the words as they are: it can be chosen at
    once."""
    is_near: bool = False
    """Whether nothing has the words as they are written, and these have one letter wrong."""
    has_chosen: bool = False
    """Whether those that are chosen already have the words, where no others do."""
    is_lately: bool = False
    """Whether they were called about lately, and nothing was looked for."""
    why: str = ""
    """Why these are listed, where nothing was looked for."""


class SitesToChoose(msgspec.Struct, frozen=True, kw_only=True):
    chosen: list[SiteRow]
    """Those ticked so far, which stay in sight whatever is looked for."""
    found: SitesFound


def sites_to_choose(form: SiteChoiceForm) -> SitesToChoose:
    """What a page with that form shows of Sites. From now on the form knows what it is shown
    with."""
    form.filter_shown.data = form.site_filter.data
    return SitesToChoose(
        chosen=[site for id in form.ticked if (site := read_models().sites.get(id))],
        found=find_sites(form.words_to_find_by(), without=form.ticked),
    )


def find_sites(words: str, without: Sequence[str], limit: int = SHOWN) -> SitesFound:
    """The Sites that have the words, or nearly: those with the ids `without` are left out."""
    sites = read_models().sites
    if not words_of_search(words):
        return _without_words(without)
    found, is_near = sites.matching(words, without), False
    best = sites.best_matching(words, without).first(limit)
    first, has_chosen = found.first(limit), False
    if not first:
        has_chosen = bool(without) and len(sites.matching(words)) > 0
    if not first and not has_chosen:
        found, is_near = sites.nearly_matching(words, without), True
        first = found.first(limit)
    return SitesFound(
        words=words.strip(),
        sites=list({site.id: site for site in [*best, *first]}.values())[:limit],
        count=len(found) if len(first) == limit else len(first),
        is_sole=len(best) == 1 or (len(first) == 1 and not is_near),
        is_near=is_near,
        has_chosen=has_chosen,
    )


def _without_words(without: Sequence[str]) -> SitesFound:
    """All Sites, where there are few, or those called about lately. Once one is chosen, the latter
    would only push down what comes next in the form."""
    models = read_models()
    if len(models.sites) <= FEW:
        few = [site for site in models.sites if site.id not in without]
        why = "" if len(models.sites) else "There is no Site yet."
        return SitesFound(words="", sites=few, count=len(few), why=why)
    if without:
        return SitesFound(words="", sites=[], count=0)
    works = models.works.newest().first(WORKS_LOOKED_AT)
    ids = dict.fromkeys(id for work in works for id in work.site_ids)
    rows = (models.sites.get(id) for id in ids)
    lately = [site for site in rows if site and not site.is_disposed][:LATELY]
    why = "Called about lately:" if lately else ""
    return SitesFound(words="", sites=lately, count=len(lately), is_lately=True, why=why)


def answer_with_sites(form: SiteChoiceForm, id: str, kind: str, page: str) -> Response | None:
    """Lead to a page (an endpoint) that has the Sites which were looked for, and everything that is
    filled in: it can be opened again without sending anything. A sole one is ticked, if it is
    written so. The draft is kept by the `id` of what the form is about, which is of that kind.

    None where it cannot be carried there, since it is too long: show it at once.
    """
    tick_what_is_meant(form)
    if form.site_filter.errors or not is_id(kind, id):
        return None
    response = redirect(url_for(page, draft=id), 303)
    return response if drafts.keep(response, id, form.filled_in(), url_for(page)) else None


def tick_what_is_meant(form: SiteChoiceForm) -> None:
    """Tick the sole Site that was found, if it is written as it was looked for."""
    found = find_sites(form.words_to_find_by(), without=())
    ids = [site.id for site in found.sites]
    if not form.has_new_words and set(ids).intersection(form.ticked):
        form.site_filter.data = ""  # They have found what they looked for.
    elif found.is_sole and ids[0] not in form.ticked:
        form.tick(ids[0])
