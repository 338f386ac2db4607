"""Recalling, reassigning, closing and reopening a Work: small forms beside the job that say why."""

from collections.abc import Callable, Sequence

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.read_models.work_rows import WorkRow
from app.web.desk import perform, read_models
from app.web.duplicates import SecondLook
from app.web.forms.work import ReasonForm
from app.web.known_work import address_before
from app.web.moving import behind
from app.web.suggested import Choice
from app.web.trouble import trouble_with
from app.web.work_page import FormBeside, show_work


def decide(
    row: WorkRow,
    form: ReasonForm,
    does: str,
    choices: Sequence[Choice] = (),
    ask: Callable[[], SecondLook | None] = lambda: None,
) -> ResponseReturnValue:
    """`does` is what the form does, in a word; its template is called so. `ask` says what is asked
    before it is done, of a form that is filled in as it should be."""
    if not form.is_submitted():
        return _show(row, form, does, choices)
    if form.validate():
        if look := ask():
            return _show(row, form, does, choices, look)
        if perform(form, form.command(row.id)):
            if behind(row.label):
                return redirect(url_for("control.index", assigned=row.label), 303)
            return redirect(address_before(row), 303)
    return _show(read_models().works[row.id], form, does, choices), form.status


def _show(
    row: WorkRow,
    form: ReasonForm,
    does: str,
    choices: Sequence[Choice] = (),
    look: SecondLook | None = None,
) -> Response:
    form.show_version(row.version)
    has_use = row.stage in form.for_stages
    beside = FormBeside(
        does=does,
        form=form if has_use else None,
        came_from=address_before(row),
        choices=list(choices),
        look=look,
    )
    trouble = trouble_with(form, keeps_typed=not has_use, about=row.id)
    return show_work(row, trouble=trouble, beside=beside)
