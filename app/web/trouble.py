"""What a page says about a form that was sent and not carried out."""

from app.commands.outcome import Stale
from app.web import wording
from app.web.desk import read_models
from app.web.forms.base import ChangeForm, DeskForm
from app.web.keeping import note_to_keep
from app.web.page_data import ToMend, Trouble
from app.web.sending import typed_in_forms
from app.web.services import desk
from app.web.wording import naming

DAMAGED = "This form arrived damaged, and nothing has been done. Try once more from this page."
MOVED_ON = (
    "Nothing has been done: meanwhile things have moved on, and this page shows how they stand now."
)
TO_MEND = "Nothing has been done yet. Please put this right:"


def trouble_with(
    form: DeskForm | None,
    *,
    has_fields: bool = True,
    keeps_typed: bool = False,
    about: str | None = None,
) -> Trouble | None:
    """Why the form was not carried out; None when it was not even sent, or nothing is wrong.

    `has_fields` is whether the page shows its fields, to be led to; `keeps_typed` whether what was
    typed has to be shown here, because the page has no place for it any more; `about` is the id of
    what the form changes: on a Work, what was written can be kept as a note.
    """
    if form is None:
        return None
    typed = typed_in_forms(naming.name_in(read_models())) if keeps_typed else []
    note = note_to_keep(about) if typed else None
    refusal = form.refusal
    if not refusal and form.is_damaged:
        return Trouble(reason=DAMAGED, typed=typed, note=note)
    if not refusal and keeps_typed and form.errors_to_show and about:
        # It was not even tried, and there is nothing left to mend: tell what a try would have told.
        refusal = _staleness(form, about)
    if refusal:
        return Trouble(
            reason=wording.refusal(refusal, read_models()),
            events=wording.happened_instead(refusal, form.refused_about),
            typed=typed,
            note=note,
        )
    if not form.errors_to_show:
        return None
    if keeps_typed:
        return Trouble(reason=MOVED_ON, typed=typed, note=note)
    return Trouble(
        reason=TO_MEND,
        to_mend=[
            ToMend(complaint, name if has_fields else None)
            for name, complaint in form.errors_to_show
        ],
    )


def _staleness(form: DeskForm, about: str) -> Stale | None:
    """What has happened since the person saw that thing, up to what the page shows; None when
    nothing has."""
    if not isinstance(form, ChangeForm):
        return None
    seen, position = form.seen_version, read_models().position
    changes = desk().log.stream(about, after=seen, as_of=position)
    return Stale(about, changes) if changes else None
