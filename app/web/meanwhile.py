"""Forms that correct what is written down, where somebody else has corrected it meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field, RadioField

from app.domain.characters import isolated
from app.read_models import ReadModels
from app.web.desk import read_models
from app.web.forms.base import ChangeForm
from app.web.forms.contact_fields import AmendsContact
from app.web.services import desk
from app.web.wording import naming

Written = Mapping[str, Any]
"""What is written down, by the names of the fields that correct it."""


def bring_up_to_date(
    form: ChangeForm, id: str, version: int, written: Callable[[ReadModels], Written]
) -> None:
    """Carry the version that the page shows of what has that id. Where that is not what the form
    was opened with, fields that nobody changed show what is written down now; others keep what was
    typed, with a word on what stands there now. Otherwise, pressing the button once more would undo
    what somebody else has corrected, in fields that nobody looked at again.

    `written` says what is written down there; nothing, where there was none of it.
    """
    seen = form.seen_version
    form.show_version(version)
    if not (form.refusal or form.is_damaged):
        return
    now = dict(written(read_models()))
    was = _as_it_was(id, seen, written)
    if isinstance(form, AmendsContact):
        form.forget_who_was_erased(was, now)
    for name, stands in now.items():
        _show(form[name], was.get(name), stands)


def _as_it_was(id: str, version: int, written: Callable[[ReadModels], Written]) -> Written:
    """What was written down as long as it had that version."""
    models = read_models()
    later = desk().log.stream(id, after=version, as_of=models.position)
    if not later:
        return written(models)
    with desk().read_side.reading(later[0].position - 1) as models:
        return written(models)


def _show(field: Field, was: Any, stands: Any) -> None:
    if _same(field.data, stands):
        return
    if _same(field.data, was):
        field.data = stands
    elif not _same(was, stands):
        said = f"“{isolated(_said(field, stands))}”" if stands else "nothing"
        field.description = f"Changed meanwhile to {said}. This would replace it."


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same, however these are spaced."""
    if isinstance(one, str) and isinstance(other, str):
        return [line.split() for line in one.strip().splitlines()] == [
            line.split() for line in other.strip().splitlines()
        ]
    if isinstance(one, list) and isinstance(other, list):
        return set(one) == set(other)
    return bool(one == other)


def _said(field: Field, value: Any) -> str:
    """A value of that field, as people read it there."""
    if isinstance(field, RadioField):
        return next(str(label) for choice, label, *_ in field.iter_choices() if choice == value)
    if isinstance(value, list):
        name = naming.name_in(read_models())
        return ", ".join(name(id) or id for id in value)
    return str(value)
