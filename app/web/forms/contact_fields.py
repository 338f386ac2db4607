"""What forms have in common that correct who is the contact somewhere."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, ClassVar

from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, Regexp
from wtforms.widgets import HiddenInput

from app.read_models.contacts import ContactRow
from app.web.forms.base import Between, ChangeForm

_TWO_FINGERPRINTS = r"[0-9a-f]{16} [0-9a-f]{16}\Z"
ONCE_ERASED = 2
"""The version of a contact who was named and then erased."""


class AmendsContact(ChangeForm):
    """A form that shows a contact's name and number. It carries which version of the contact it
    shows: who was erased since then must not come back because the name still stands here."""

    contact_fields: ClassVar[tuple[str, str]]
    """The names of the fields with the name and the number."""

    contact_version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(), Between(0, 2**31, "This is no version of anything.")],
    )

    contact_shown = HiddenField(validators=[InputRequired(), Regexp(_TWO_FINGERPRINTS)])
    """What tells whether somebody has typed over the name and the number that were shown, without
    keeping these: who was erased must not stay in a page that is sent again."""

    @property
    def seen_contact(self) -> int:
        return self.contact_version.data or 0

    @classmethod
    def written_of(cls, contact: ContactRow | None) -> dict[str, Any]:
        """What these fields are filled in with. Who was erased has nothing to fill in."""
        known = contact if contact and not contact.is_erased else None
        name, telephone = cls.contact_fields
        return {
            name: known.own_name if known else "",
            telephone: known.telephone if known else "",
            "contact_version": contact.version if contact else 0,
            "contact_shown": " ".join(
                map(_fingerprint, (known.own_name, known.telephone) if known else ("", ""))
            ),
        }

    def forget_who_was_erased(self, was: Mapping[str, Any], now: dict[str, Any]) -> None:
        """Show who is the contact now, if who was it when the form was opened was erased since:
        but in the place of what somebody has typed instead."""
        version, shown = now.pop("contact_version"), now.pop("contact_shown")
        is_erased = was.get("contact_version", version) == ONCE_ERASED
        if is_erased and self.contact_version.data != ONCE_ERASED:
            had = (self.contact_shown.data or "").split()
            for name, fingerprint in zip(self.contact_fields, had, strict=False):
                if _fingerprint(self[name].data or "") == fingerprint:
                    self[name].data = now[name]
        self.contact_version.data, self.contact_shown.data = version, shown
        for field in (self.contact_version, self.contact_shown):
            field.raw_data = None  # as for the version


def _fingerprint(text: str) -> str:
    return blake2b(" ".join(text.split()).encode(), digest_size=8).hexdigest()
