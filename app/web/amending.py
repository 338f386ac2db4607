"""Correcting what was written down about a Work, while it is open."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.commands.amending import AmendWork
from app.domain.lifecycle import ENDED
from app.read_models import ReadModels
from app.read_models.work_rows import WorkRow
from app.web.desk import perform, read_models
from app.web.forms.amending import AmendForm
from app.web.gate import needs
from app.web.known_work import address_before, known_work
from app.web.meanwhile import Written, bring_up_to_date
from app.web.page_data import PageData
from app.web.sending import takes
from app.web.site_choice import SitesToChoose, sites_to_choose, tick_what_is_meant
from app.web.trouble import trouble_with

bp = Blueprint("amending", __name__, url_prefix="/work")


class AmendPage(PageData, frozen=True, kw_only=True):
    work: WorkRow
    form: AmendForm | None
    """None where the Work has ended."""
    sites: SitesToChoose | None
    came_from: str


@bp.route("/<label>/amend", methods=["GET", "POST"])
@takes(AmendForm)
@needs(AmendWork.needs, *AmendWork.or_else)
def amend(label: str) -> ResponseReturnValue:
    row = known_work(label)
    if request.method != "POST":
        return _show(row, AmendForm(formdata=None, data=_written(read_models(), row.id)))
    form = AmendForm()
    if form.asks_to_find(request.form.get("do")):
        tick_what_is_meant(form)
        page = _show(row, form)
        return page, 422 if form.site_filter.errors else 200
    if form.validate() and perform(form, form.command(row.id)):
        return redirect(address_before(row), 303)
    return _show(read_models().works[row.id], form), form.status


def _written(models: ReadModels, work_id: str) -> Written:
    row = models.works.get(work_id)
    if row is None:
        return {}
    return {
        "site_ids": list(row.site_ids),
        "priority": row.priority.name,
        "title": row.title,
        "description": row.description,
        **AmendForm.written_of(models.contacts.get(row.caller_id)),
    }


def _show(row: WorkRow, form: AmendForm) -> str:
    has_use = row.stage not in ENDED
    bring_up_to_date(form, row.id, row.version, lambda models: _written(models, row.id))
    sites = sites_to_choose(form) if has_use else None
    page = AmendPage(
        trouble=trouble_with(form, keeps_typed=not has_use, about=row.id),
        work=row,
        form=form if has_use else None,
        sites=sites,
        came_from=address_before(row),
    )
    return render_template("work/amend.html", page=page)
