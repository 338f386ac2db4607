"""Administration: who works here, and which Sites they look after."""

import msgspec
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.sites import SiteRow
from app.web.asking import may
from app.web.desk import past, perform, read_models
from app.web.forms.administration import AcquireSiteForm, HireOperativeForm
from app.web.gate import needs
from app.web.gone import gone
from app.web.namesakes import additions, namesakes_of
from app.web.page_data import PageData
from app.web.past import SHOW_THE_DESK
from app.web.query import asked_page, asked_words
from app.web.sending import page_with_form, takes
from app.web.trouble import trouble_with


class Tab(msgspec.Struct, frozen=True):
    """A page of this area, and what it takes to see it."""

    label: str
    endpoint: str
    feature: Feature

    @property
    def is_here(self) -> bool:
        """Also where a form of its page was refused, which is shown at the form's own address."""
        here = page_with_form(request.endpoint or "", request.view_args or {})
        return here.partition("?")[0] == url_for(self.endpoint).partition("?")[0]


TABS = (
    Tab("Operatives", "administration.operatives", Feature.HIRE),
    Tab("Sites", "administration.sites", Feature.ACQUIRE),
    Tab("People", "people.index", Feature.MANAGE_PEOPLE),
    Tab("Teams", "teams.index", Feature.MANAGE_PEOPLE),
    Tab("Contacts", "contacts.index", Feature.MANAGE_PEOPLE),
    Tab("Permissions", "permissions.index", Feature.MANAGE_PEOPLE),
    Tab("Audit", "audit.index", Feature.MANAGE_PEOPLE),
)

bp = Blueprint("administration", __name__, url_prefix="/administration")

PAGE_SIZE = 25


class OperativesPage(PageData, frozen=True, kw_only=True):
    form: HireOperativeForm | None
    operatives: Page[OperativeRow]
    gone: dict[str, str]
    """Whom nothing can be assigned to, and why in a word."""
    additions: dict[str, str]
    """What tells those of one name apart, by their ids."""
    words: str
    """What the operatives shown have in their names."""
    is_long: bool
    """Whether there are so many, with and without these words, that it helps to filter."""


class SitesPage(PageData, frozen=True, kw_only=True):
    form: AcquireSiteForm | None
    sites: Page[SiteRow]
    words: str
    """What the Sites shown have in their addresses or telephone numbers."""
    is_long: bool


def tabs() -> list[Tab]:
    """Those that whoever is asking may see; in the past, those that there are of it."""
    shown = [tab for tab in TABS if may(tab.feature)]
    return [tab for tab in shown if tab.endpoint in SHOW_THE_DESK] if past() else shown


@bp.get("/")
@needs(*(tab.feature for tab in TABS))
def index() -> ResponseReturnValue:
    return redirect(url_for(tabs()[0].endpoint))


@bp.get("/operatives")
@needs(Feature.HIRE)
def operatives() -> str:
    return _show_operatives(HireOperativeForm())


@bp.post("/operatives")
@takes(HireOperativeForm)
@needs(Feature.HIRE)
def hire_operative() -> ResponseReturnValue:
    form = HireOperativeForm()
    if form.validate() and perform(form, form.command()):
        hired = read_models().operatives.get(form.operative_id.data)
        if hired and (said := namesakes_of(hired)):
            flash(said)
        return redirect(url_for(".operatives"), 303)
    return _show_operatives(form), form.status


@bp.get("/sites")
@needs(Feature.ACQUIRE)
def sites() -> str:
    return _show_sites(AcquireSiteForm())


@bp.post("/sites")
@takes(AcquireSiteForm)
@needs(Feature.ACQUIRE)
def acquire_site() -> ResponseReturnValue:
    form = AcquireSiteForm()
    if form.validate() and perform(form, form.command()):
        return redirect(url_for(".sites"), 303)
    return _show_sites(form), form.status


def _show_operatives(form: HireOperativeForm) -> str:
    operatives, words = read_models().operatives, asked_words()
    rows = page_of(operatives.matching(words), asked_page(), PAGE_SIZE)
    page = OperativesPage(
        trouble=trouble_with(form),
        form=None if past() else form,
        gone=gone(),
        operatives=rows,
        additions=additions(rows.items),
        words=words,
        is_long=len(operatives) > PAGE_SIZE,
    )
    return render_template("administration/operatives.html", page=page)


def _show_sites(form: AcquireSiteForm) -> str:
    sites, words = read_models().sites, asked_words()
    page = SitesPage(
        trouble=trouble_with(form),
        form=None if past() else form,
        sites=page_of(sites.matching(words), asked_page(), PAGE_SIZE),
        words=words,
        is_long=len(sites) > PAGE_SIZE,
    )
    return render_template("administration/sites.html", page=page)
