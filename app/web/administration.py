"""Administration: who works here, and which Sites they look after."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.read_models.paging import page_of
from app.web.desk import perform, read_models
from app.web.forms.administration import AcquireSiteForm, HireOperativeForm
from app.web.query import asked_page, asked_words

bp = Blueprint("administration", __name__, url_prefix="/administration")

PAGE_SIZE = 25


@bp.get("/")
def index() -> ResponseReturnValue:
    return redirect(url_for(".operatives"))


@bp.get("/operatives")
def operatives() -> str:
    return _operatives_page(HireOperativeForm())


@bp.post("/operatives")
def hire_operative() -> ResponseReturnValue:
    form = HireOperativeForm()
    if form.validate() and perform(form, form.command()):
        return redirect(url_for(".operatives"), 303)
    return _operatives_page(form), form.status


@bp.get("/sites")
def sites() -> str:
    return _sites_page(AcquireSiteForm())


@bp.post("/sites")
def acquire_site() -> ResponseReturnValue:
    form = AcquireSiteForm()
    if form.validate() and perform(form, form.command()):
        return redirect(url_for(".sites"), 303)
    return _sites_page(form), form.status


@bp.get("/permissions")
def permissions() -> str:
    return render_template("administration/permissions.html")


def _operatives_page(form: HireOperativeForm) -> str:
    operatives = read_models().operatives
    return render_template(
        "administration/operatives.html",
        form=form,
        page=page_of(operatives.matching(asked_words()), asked_page(), PAGE_SIZE),
        is_long=len(operatives) > PAGE_SIZE,
    )


def _sites_page(form: AcquireSiteForm) -> str:
    sites = read_models().sites
    return render_template(
        "administration/sites.html",
        form=form,
        page=page_of(sites.matching(asked_words()), asked_page(), PAGE_SIZE),
        is_long=len(sites) > PAGE_SIZE,
    )
