"""What pages show, as plain data: a view works it out, and a template writes it down. An answer in
another form than HTML, or a test, can use the same."""

from collections.abc import Sequence

import msgspec

from app.event_store.log import RecordedEvent


class ToMend(msgspec.Struct, frozen=True):
    """One thing to put right in a form. `field` is where, if that stands on the page."""

    complaint: str
    field: str | None = None


class NoteToKeep(msgspec.Struct, frozen=True):
    """What was typed in vain, to be kept as a note by one press."""

    address: str
    """Where the note is sent."""
    label: str
    """The number of the Work that it is about."""
    text: str


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why a form has not been carried out."""

    reason: str
    events: Sequence[RecordedEvent] = ()
    """What happened instead."""
    to_mend: Sequence[ToMend] = ()
    typed: Sequence[tuple[str, str]] = ()
    """What was typed and stands nowhere else on the page: (label, text)."""
    note: NoteToKeep | None = None


class PageData(msgspec.Struct, frozen=True, kw_only=True):
    """What every page has. Where a page can be acted on it has forms, or addresses of them; where
    it cannot, they are None or empty, and the template leaves them out."""

    trouble: Trouble | None = None
    attention: int = 0
    """How many things on it need attention now. A live page says so in its title."""
