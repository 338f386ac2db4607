"""Response: customers call, and Work is raised."""

from itertools import islice

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.read_models.sites import SiteRow
from app.read_models.works import work_number
from app.web.desk import perform, read_models
from app.web.forms.response import RaiseWorkForm

bp = Blueprint("response", __name__, url_prefix="/response")

MANY_SITES = 12
"""From here on, Sites can be filtered."""
SITES_SHOWN = 60
RECENT = 6


@bp.get("/")
def index() -> str:
    return _page(RaiseWorkForm())


@bp.post("/")
def raise_work() -> ResponseReturnValue:
    form = RaiseWorkForm()
    if form.asks_to_filter(request.form.get("do")):
        return _page(form, is_filtered=True), 422 if form.site_filter.errors else 200
    if form.validate() and perform(form, form.command()):
        label = read_models().works.label(form.work_id.data)
        return redirect(url_for(".index", raised=label), 303)
    return _page(form), form.status


def _page(form: RaiseWorkForm, is_filtered: bool = False) -> str:
    models = read_models()
    found = models.sites.matching(form.words_to_filter_by())
    ticked = set(form.site_ids.data or ())
    others = [site for site in found if site.id not in ticked]
    form.filter_shown.data = form.site_filter.data
    raised = work_number(request.args.get("raised", ""))
    return render_template(
        "response/index.html",
        form=form,
        is_filtered=is_filtered,
        chosen=_chosen(form),
        sites=others[:SITES_SHOWN],
        others=len(others),
        found=len(found),
        has_many_sites=len(models.sites) > MANY_SITES,
        raised=models.works.numbered(raised) if raised else None,
        recent=list(islice(models.works.newest(), RECENT)),
    )


def _chosen(form: RaiseWorkForm) -> list[SiteRow]:
    """The Sites ticked so far, which stay in sight whatever the filter says."""
    sites = read_models().sites
    return [site for id in dict.fromkeys(form.site_ids.data or ()) if (site := sites.get(id))]
