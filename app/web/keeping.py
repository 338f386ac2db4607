"""What somebody wrote or chose about a Work in a form that came too late: a note can be made of
it."""

from flask import request, url_for
from wtforms import RadioField, TextAreaField

from app.domain.described_work import NOTE
from app.domain.refused import Refused
from app.web.desk import read_models
from app.web.gate import may_open
from app.web.page_data import NoteToKeep
from app.web.sending import sent_forms


def note_to_keep(work_id: str | None) -> NoteToKeep | None:
    """A note on that Work with what was written and chosen in the forms of this request. None where
    nothing was, and where whoever asks may write no notes on it."""
    row = read_models().works.get(work_id or "")
    if row is None or not may_open("work.add_note", label=row.label):
        return None
    text = _text()
    back = (request.view_args or {}).get("operative_id")
    address = url_for("work.add_note", label=row.label, back=back)
    return NoteToKeep(address, row.label, text) if text else None


def _text() -> str:
    """What was written and chosen, each with what it was the answer to; or, where that is too long
    for a note, only what was written. Nothing where that is too long, or not to be kept, too."""
    written: dict[str, str] = {}
    chosen: dict[str, str] = {}
    for form in sent_forms():
        for field in form:
            if isinstance(field, TextAreaField) and form.may_keep(field):
                label = field.label.text.removesuffix(" (optional)")
                written |= {label: field.data} if field.data and field.data.strip() else {}
            elif isinstance(field, RadioField):
                words = [str(option.label.text) for option in field if option.checked]
                chosen |= dict.fromkeys([field.label.text], words[0]) if words else {}
    said = [f"{label}: {text.strip()}" for label, text in (chosen | written).items()]
    return _accepted("\n".join(said)) or _accepted("\n".join(written.values()))


def _accepted(text: str) -> str:
    try:
        return NOTE.accept(text)
    except Refused:
        return ""
