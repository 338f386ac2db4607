"""Response: customers call, and Work is raised."""

import msgspec
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.ids import is_id
from app.read_models.sites import SiteRow
from app.read_models.words import words_of
from app.read_models.work_rows import WorkRow, work_number
from app.web import drafts
from app.web.desk import past, perform, read_models
from app.web.forms.response import RaiseWorkForm
from app.web.gate import needs
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.trouble import trouble_with

bp = Blueprint("response", __name__, url_prefix="/response")

MANY_SITES = 12
"""From here on, Sites can be filtered."""
SITES_SHOWN = 60
RECENT = 6


class SitesToChoose(msgspec.Struct, frozen=True, kw_only=True):
    """The Sites to choose from while raising Work."""

    chosen: list[SiteRow]
    """Those ticked so far, which stay in sight whatever the filter says."""
    others: list[SiteRow]
    """The first of the others that the filter finds."""
    others_count: int
    has_found: bool
    """Whether the filter finds any, ticked ones among them."""
    has_filter: bool
    """Whether there are so many that they can be filtered."""
    is_filtered: bool
    """Whether the page is the answer to a filter."""


class ResponsePage(PageData, frozen=True, kw_only=True):
    has_sites: bool
    """Whether there is any Site to raise Work for."""
    form: RaiseWorkForm | None
    is_draft_gone: bool
    """Whether the address asks for a form that is not kept any more."""
    sites: SitesToChoose | None
    """What the form's Sites are chosen from."""
    raised: WorkRow | None
    """What has just been raised, for its number to be read to the caller."""
    recent: list[WorkRow]


@bp.get("/")
@needs(Feature.RAISE_WORK)
def index() -> str:
    id = request.args.get("draft", "")
    draft = drafts.kept(id)
    form = RaiseWorkForm(formdata=draft)
    return _show(form, is_filtered=draft is not None, is_draft_gone=bool(id) and draft is None)


@bp.post("/")
@takes(RaiseWorkForm)
@needs(Feature.RAISE_WORK)
def raise_work() -> ResponseReturnValue:
    form = RaiseWorkForm()
    if form.asks_to_filter(request.form.get("do")):
        return _filter(form)
    if form.validate() and perform(form, form.command()):
        label = read_models().works.label(form.work_id.data)
        response = redirect(url_for(".index", raised=label), 303)
        drafts.forget(response, form.work_id.data, url_for(".index"))
        return response
    return _show(form), form.status


def _filter(form: RaiseWorkForm) -> ResponseReturnValue:
    """Lead to a page that has fewer Sites, and everything that is filled in: it can be opened again
    without sending anything. What is too long to be carried there is answered at once."""
    form.words_to_filter_by()
    id = form.work_id.data
    if not form.site_filter.errors and is_id("work", id):
        response = redirect(url_for(".index", draft=id), 303)
        if drafts.keep(response, id, form.filled_in(), url_for(".index")):
            return response
    return _show(form, is_filtered=True), 422 if form.site_filter.errors else 200


def _show(form: RaiseWorkForm, is_filtered: bool = False, is_draft_gone: bool = False) -> str:
    models = read_models()
    has_sites = len(models.sites) > 0
    can_raise = has_sites and past() is None
    form.filter_shown.data = form.site_filter.data
    raised = None if past() else work_number(request.args.get("raised", ""))
    page = ResponsePage(
        trouble=trouble_with(form),
        has_sites=has_sites,
        form=form if can_raise else None,
        is_draft_gone=is_draft_gone,
        sites=_sites_to_choose(form, is_filtered) if can_raise else None,
        raised=models.works.numbered(raised) if raised else None,
        recent=models.works.newest().first(RECENT),
    )
    return render_template("response/index.html", page=page)


def _sites_to_choose(form: RaiseWorkForm, is_filtered: bool) -> SitesToChoose:
    sites = read_models().sites
    words = form.words_to_filter_by()
    ticked = list(dict.fromkeys(form.site_ids.data or ()))
    others = sites.matching(words, without=ticked)
    return SitesToChoose(
        chosen=[site for id in ticked if (site := sites.get(id))],
        others=others.first(SITES_SHOWN),
        others_count=len(others),
        has_found=len(others) > 0 or len(sites.matching(words)) > 0,
        has_filter=len(sites) > MANY_SITES,
        is_filtered=is_filtered and bool(words_of(words)),
    )
