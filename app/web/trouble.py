"""What a page says about a form that was sent and not carried out."""

from app.web import wording
from app.web.desk import read_models
from app.web.forms.base import DeskForm
from app.web.page_data import ToMend, Trouble
from app.web.sending import typed_in_forms

DAMAGED = "This form arrived damaged, and nothing has been done. Try once more from this page."
MOVED_ON = (
    "Nothing has been done: meanwhile things have moved on, and this page shows how they stand now."
)
TO_MEND = "Nothing has been done yet. Please put this right:"


def trouble_with(
    form: DeskForm | None, *, has_fields: bool = True, keeps_typed: bool = False
) -> Trouble | None:
    """Why the form was not carried out; None when it was not even sent, or nothing is wrong.

    `has_fields` is whether the page shows its fields, to be led to; `keeps_typed` whether what was
    typed has to be shown here, because the page has no place for it any more.
    """
    if form is None:
        return None
    typed = typed_in_forms(wording.name_in(read_models())) if keeps_typed else []
    if form.refusal:
        return Trouble(
            reason=wording.refusal(form.refusal, read_models()),
            events=wording.happened_instead(form.refusal, form.refused_about),
            typed=typed,
        )
    if form.is_damaged:
        return Trouble(reason=DAMAGED, typed=typed)
    if not form.errors_to_show:
        return None
    if keeps_typed:
        return Trouble(reason=MOVED_ON, typed=typed)
    return Trouble(
        reason=TO_MEND,
        to_mend=[
            ToMend(complaint, name if has_fields else None)
            for name, complaint in form.errors_to_show
        ],
    )
