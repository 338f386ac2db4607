"""Administration: who works here, and which Sites they look after."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.feature import Feature
from app.domain.skills import in_words
from app.read_models.found import Found
from app.read_models.operatives import OperativeRow
from app.read_models.paging import Page, page_of
from app.read_models.sites import MOST_ALIKE, SiteRow
from app.spreadsheets.writing import Value
from app.web.asking import may
from app.web.desk import now, past, perform, read_models
from app.web.downloads import csv_file
from app.web.forms.administration import HireOperativeForm
from app.web.forms.sites import AcquireSiteForm
from app.web.gate import needs
from app.web.gone import gone
from app.web.namesakes import additions, namesakes_of
from app.web.page_data import PageData
from app.web.past import SHOW_THE_DESK
from app.web.query import asked_number, asked_page, asked_words
from app.web.sending import page_with_form, takes
from app.web.services import desk
from app.web.site_rows import SITE_HEADINGS, rows_of_sites
from app.web.trouble import trouble_with


class Tab(msgspec.Struct, frozen=True):
    """A page of this area, and what it takes to see it."""

    label: str
    endpoint: str
    features: tuple[Feature, ...]
    """Any of these."""

    @property
    def is_here(self) -> bool:
        """Also where a form of its page was refused, which is shown at the form's own address."""
        here = page_with_form(request.endpoint or "", request.view_args or {})
        return here.partition("?")[0] == url_for(self.endpoint).partition("?")[0]


TABS = (
    Tab("Operatives", "administration.operatives", (Feature.HIRE,)),
    Tab("Sites", "administration.sites", (Feature.ACQUIRE,)),
    Tab("Import", "imports.index", (Feature.ACQUIRE, Feature.HIRE)),
    Tab("People", "people.index", (Feature.MANAGE_PEOPLE,)),
    Tab("Teams", "teams.index", (Feature.MANAGE_PEOPLE,)),
    Tab("Contacts", "contacts.index", (Feature.MANAGE_PEOPLE,)),
    Tab("Permissions", "permissions.index", (Feature.MANAGE_PEOPLE,)),
    Tab("Audit", "audit.index", (Feature.MANAGE_PEOPLE,)),
)

bp = Blueprint("administration", __name__, url_prefix="/administration")

PAGE_SIZE = 25
OPERATIVES_LISTED = (
    *("Forename", "Surname", "Home area", "Skills"),
    *("Hired", "Off duty", "Off duty until", "Left"),
)
"""The headings of the list of operatives as a file."""


class OperativesPage(PageData, frozen=True, kw_only=True):
    form: HireOperativeForm | None
    operatives: Page[OperativeRow]
    gone: dict[str, str]
    """Whom nothing can be assigned to, and why in a word."""
    additions: dict[str, str]
    """What tells those of one name apart, by their ids."""
    words: str
    """What the operatives shown have in their names, home areas and skills."""
    is_long: bool
    """Whether there are so many, with and without these words, that it helps to filter."""
    shows_leavers: bool
    leavers: int
    """How many of those who have left have these words, and are not shown."""

    @property
    def asked(self) -> dict[str, str | int]:
        """What the address of this list asks for, for others like it."""
        asked: dict[str, str | int] = {"filter": self.words} if self.words else {}
        return asked | {"left": 1} if self.shows_leavers else asked


class SitesPage(PageData, frozen=True, kw_only=True):
    form: AcquireSiteForm | None
    sites: Page[SiteRow]
    words: str
    """What the Sites shown have in their names, addresses or telephone numbers."""
    is_long: bool
    is_of_disposed: bool
    """Whether those are shown that were disposed of, instead of those in use."""
    has_disposed: bool
    like: list[SiteRow]
    """Those that are likely the one that somebody wants to acquire, or the first of them."""
    more_alike: bool
    """Whether there are more of those."""


def tabs() -> list[Tab]:
    """Those that whoever is asking may see; in the past, those that there are of it."""
    shown = [tab for tab in TABS if may(*tab.features)]
    return [tab for tab in shown if tab.endpoint in SHOW_THE_DESK] if past() else shown


@bp.get("/")
@needs(*dict.fromkeys(feature for tab in TABS for feature in tab.features))
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


@bp.get("/operatives.csv")
@needs(Feature.HIRE)
def operatives_csv() -> Response:
    """Those of the list, all of them but for erased ones, under headings that an import knows."""
    zone = desk().settings.timezone
    rows = (_listed(row, zone) for row in _found() if not row.is_erased)
    return csv_file("operatives", OPERATIVES_LISTED, rows)


@bp.get("/sites")
@needs(Feature.ACQUIRE)
def sites() -> str:
    return _show_sites(AcquireSiteForm())


@bp.post("/sites")
@takes(AcquireSiteForm)
@needs(Feature.ACQUIRE)
def acquire_site() -> ResponseReturnValue:
    form = AcquireSiteForm()
    if not form.validate():
        return _show_sites(form), form.status
    seen = request.form.get("all_the_same", "").split()
    if all(row.id in seen for row in _like(form)[:MOST_ALIKE]) and perform(form, form.command()):
        return redirect(url_for(".sites"), 303)
    return _show_sites(form, _like(form)), form.status


@bp.get("/sites.csv")
@needs(Feature.ACQUIRE)
def sites_file() -> Response:
    return csv_file("sites", SITE_HEADINGS, rows_of_sites(_sites_asked_for(), read_models()))


def _shows_leavers() -> bool:
    return asked_number("left") == 1


def _found() -> Found[OperativeRow]:
    """All that the address of the list asks for."""
    return read_models().operatives.matching(asked_words(), also_left=_shows_leavers())


def _listed(row: OperativeRow, zone: ZoneInfo) -> Sequence[Value]:
    """What is under OPERATIVES_LISTED, with moments as clocks there show them."""
    is_off = row.is_off_duty(now())
    moments = (row.hired_at, row.off_duty_until if is_off else None, row.left_at)
    hired, until, left = (each.astimezone(zone) if each else None for each in moments)
    names = (row.forename, row.surname, row.home_area, in_words(row.skills))
    return (*names, hired, row.off_duty_reason if is_off else "", until, left)


def _show_operatives(form: HireOperativeForm) -> str:
    operatives, words = read_models().operatives, asked_words()
    shows_leavers, found = _shows_leavers(), _found()
    rows = page_of(found, asked_page(), PAGE_SIZE)
    everybody = found if shows_leavers else operatives.matching(words, also_left=True)
    page = OperativesPage(
        trouble=trouble_with(form),
        form=None if past() else form,
        gone=gone(),
        operatives=rows,
        additions=additions(rows.items),
        words=words,
        is_long=len(operatives) > PAGE_SIZE,
        shows_leavers=shows_leavers,
        leavers=len(everybody) - len(found),
    )
    return render_template("administration/operatives.html", page=page)


def _show_sites(form: AcquireSiteForm, like: Sequence[SiteRow] = ()) -> str:
    sites, is_of_disposed = read_models().sites, _asks_for_disposed()
    page = SitesPage(
        trouble=trouble_with(form),
        form=None if past() else form,
        sites=page_of(_sites_asked_for(), asked_page(), PAGE_SIZE),
        words=asked_words(),
        is_long=(sites.count_disposed() if is_of_disposed else len(sites)) > PAGE_SIZE,
        is_of_disposed=is_of_disposed,
        has_disposed=sites.count_disposed() > 0,
        like=list(like[:MOST_ALIKE]),
        more_alike=len(like) > MOST_ALIKE,
    )
    return render_template("administration/sites.html", page=page)


def _like(form: AcquireSiteForm) -> list[SiteRow]:
    """The Sites that it likely is; not the one that this form acquires, when it comes again."""
    like = read_models().sites.like(
        form.address_line_1.data, form.post_code.data, form.telephone_number.data
    )
    return [row for row in like if row.id != form.site_id.data]


def _sites_asked_for() -> Found[SiteRow]:
    sites, words = read_models().sites, asked_words()
    return sites.disposed_and_matching(words) if _asks_for_disposed() else sites.matching(words)


def _asks_for_disposed() -> bool:
    return request.args.get("disposed") == "yes"
