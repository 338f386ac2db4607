"""Recalling, reassigning, closing and reopening a Work: forms that say why."""

from collections.abc import Callable, Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.read_models.work_rows import WorkRow
from app.web.candidates import Candidate
from app.web.desk import perform, read_models
from app.web.duplicates import SecondLook
from app.web.forms.work import ReasonForm
from app.web.known_work import address_before
from app.web.moving import behind
from app.web.page_data import PageData
from app.web.trouble import trouble_with


class ReasonPage(PageData, frozen=True, kw_only=True):
    """A form that needs a reason; None where the Work is at a stage that leaves no use for it."""

    work: WorkRow
    form: ReasonForm | None
    came_from: str
    """The address of the page to go back to."""
    candidates: list[Candidate]
    """To whom it can be given instead, where that is asked."""
    look: SecondLook | None
    """What is asked before it is closed as a duplicate."""


def decide(
    row: WorkRow,
    form: ReasonForm,
    template: str,
    candidates: Sequence[Candidate] = (),
    ask: Callable[[], SecondLook | None] = lambda: None,
) -> ResponseReturnValue:
    """`ask` says what is asked before it is done, of a form that is filled in as it should be."""
    if not form.is_submitted():
        return _show_reason(row, form, template, candidates)
    if form.validate():
        if look := ask():
            return _show_reason(row, form, template, candidates, look)
        if perform(form, form.command(row.id)):
            if behind(row.label):
                return redirect(url_for("control.index", assigned=row.label), 303)
            return redirect(address_before(row), 303)
    return _show_reason(read_models().works[row.id], form, template, candidates), form.status


def _show_reason(
    row: WorkRow,
    form: ReasonForm,
    template: str,
    candidates: Sequence[Candidate] = (),
    look: SecondLook | None = None,
) -> str:
    form.show_version(row.version)
    has_use = row.stage in form.for_stages
    page = ReasonPage(
        trouble=trouble_with(form, keeps_typed=not has_use, about=row.id),
        work=row,
        form=form if has_use else None,
        came_from=address_before(row),
        candidates=list(candidates),
        look=look,
    )
    return render_template(template, page=page)
