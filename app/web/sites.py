"""A page for each Site: what is written down about it, and the Work there is and was."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.event_store.log import RecordedEvent
from app.read_models import ReadModels
from app.read_models.contacts import ContactRow
from app.read_models.paging import Page, page_of
from app.read_models.sites import SiteRow
from app.read_models.visits import VisitRow
from app.read_models.work_rows import WorkRow
from app.web.asking import may
from app.web.desk import as_it_was, now, past, perform, read_models
from app.web.forms.base import AddressedForm, ChangeForm
from app.web.forms.sites import AmendSiteForm, DisposeOfSiteForm, RestoreSiteForm
from app.web.gate import needs
from app.web.meanwhile import Written, bring_up_to_date
from app.web.page_data import PageData
from app.web.query import asked_page
from app.web.sending import takes
from app.web.services import desk
from app.web.trouble import trouble_with
from app.web.work import REGISTER
from app.web.work_actions import Action

bp = Blueprint("sites", __name__, url_prefix="/sites/<site_id>")

WHO_SEES_SITES = (Feature.ACQUIRE, Feature.RAISE_WORK, Feature.ASSIGN_AND_RECALL, *REGISTER)
PAGE_SIZE = 10
MOST_OPEN = 50
CALLS_WITHIN = timedelta(days=90)


class SitePage(PageData, frozen=True, kw_only=True):
    site: SiteRow
    contact: ContactRow | None
    open_works: list[WorkRow]
    """The first of them."""
    open_count: int
    past_works: Page[WorkRow]
    visits: dict[str, list[VisitRow]]
    """The visits to each of these works, by their ids."""
    calls_lately: int
    """How often it called within `CALLS_WITHIN`."""
    history: Sequence[RecordedEvent]
    actions: list[Action]
    form: RestoreSiteForm | None
    """To restore it; None where that cannot be done, or not by whoever is asking."""


class SiteFormPage(PageData, frozen=True, kw_only=True):
    site: SiteRow
    form: AddressedForm | None
    """None where the Site cannot be changed like that now."""
    open_count: int
    """How many works are open there."""


@bp.get("")
@needs(*WHO_SEES_SITES)
def site(site_id: str) -> str:
    return render_template("sites/site.html", page=_page(_known(site_id)))


@bp.post("/restore")
@takes(RestoreSiteForm, page=".site")
@needs(Feature.ACQUIRE)
def restore(site_id: str) -> ResponseReturnValue:
    form = RestoreSiteForm()
    _known(site_id)
    if form.validate() and perform(form, form.command(site_id)):
        return redirect(url_for(".site", site_id=site_id), 303)
    return render_template("sites/site.html", page=_page(_known(site_id), form)), form.status


@bp.get("/amend")
@needs(Feature.ACQUIRE)
def amend_page(site_id: str) -> ResponseReturnValue:
    row = _known(site_id)
    form = AmendSiteForm(formdata=None, data=_written(read_models(), site_id))
    return _show_form(row, form, "sites/amend.html")


@bp.post("/amend")
@takes(AmendSiteForm)
@needs(Feature.ACQUIRE)
def amend(site_id: str) -> ResponseReturnValue:
    return _take(site_id, AmendSiteForm(), "sites/amend.html")


@bp.get("/dispose")
@needs(Feature.ACQUIRE)
def dispose_page(site_id: str) -> ResponseReturnValue:
    return _show_form(_known(site_id), DisposeOfSiteForm(formdata=None), "sites/dispose.html")


@bp.post("/dispose")
@takes(DisposeOfSiteForm)
@needs(Feature.ACQUIRE)
def dispose(site_id: str) -> ResponseReturnValue:
    return _take(site_id, DisposeOfSiteForm(), "sites/dispose.html")


def _known(site_id: str) -> SiteRow:
    row = read_models().sites.get(site_id)
    if row is None:
        abort(404, f"There is no such Site on this desk{as_it_was()}.")
    return row


def _written(models: ReadModels, site_id: str) -> Written:
    row = models.sites.get(site_id)
    return AmendSiteForm.written(row, models.contacts.get(row.contact_id)) if row else {}


def _take(
    site_id: str, form: AmendSiteForm | DisposeOfSiteForm, template: str
) -> ResponseReturnValue:
    _known(site_id)
    if form.validate() and perform(form, form.command(site_id)):
        return redirect(url_for(".site", site_id=site_id), 303)
    return _show_form(_known(site_id), form, template, is_sent=True)


def _show_form(
    row: SiteRow,
    form: AmendSiteForm | DisposeOfSiteForm,
    template: str,
    *,
    is_sent: bool = False,
) -> ResponseReturnValue:
    if isinstance(form, AmendSiteForm):
        bring_up_to_date(form, row.id, row.version, lambda models: _written(models, row.id))
    else:
        form.show_version(row.version)
    open_count = len(read_models().works.open_at_site(row.id))
    is_in_vain = row.is_disposed or (isinstance(form, DisposeOfSiteForm) and open_count > 0)
    page = SiteFormPage(
        trouble=trouble_with(form, keeps_typed=is_in_vain, about=row.id) if is_sent else None,
        site=row,
        form=None if is_in_vain else form,
        open_count=open_count,
    )
    return render_template(template, page=page), form.status if is_sent else 200


def _page(row: SiteRow, sent: ChangeForm | None = None) -> SitePage:
    models = read_models()
    open_works = models.works.open_at_site(row.id)
    past_works = page_of(models.works.ended_at_site(row.id), asked_page(), PAGE_SIZE)
    can_change = may(Feature.ACQUIRE) and not past()
    return SitePage(
        trouble=trouble_with(sent, has_fields=False),
        site=row,
        contact=models.contacts.get(row.contact_id),
        open_works=open_works[:MOST_OPEN],
        open_count=len(open_works),
        past_works=past_works,
        visits=models.visits.to_several(
            [each.id for each in (*open_works[:MOST_OPEN], *past_works.items)]
        ),
        calls_lately=models.works.calls_from_site(row.id, now() - CALLS_WITHIN),
        history=desk().log.stream(row.id, until=row.version),
        actions=_actions(row, len(open_works)) if can_change and not row.is_disposed else [],
        form=_restore_form(row) if can_change and row.is_disposed else None,
    )


def _actions(row: SiteRow, open_count: int) -> list[Action]:
    amend = Action("Amend", url_for(".amend_page", site_id=row.id))
    dispose = Action("Dispose of it", url_for(".dispose_page", site_id=row.id))
    return [amend] if open_count else [amend, dispose]


def _restore_form(row: SiteRow) -> RestoreSiteForm:
    form = RestoreSiteForm(formdata=None)
    form.show_version(row.version)
    return form
