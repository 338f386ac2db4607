"""Rules for what people type: trimmed, of a sensible length, and made of characters that can be
kept and shown."""

import unicodedata

import msgspec

from app.domain.refused import Refused

_MOST_COMPOSED = 4
"""NFC makes one character of four at most. Longer text is refused before it is composed, because
the time that takes can grow with the square of the length."""


class Text(msgspec.Struct, frozen=True):
    """One piece of text that people type, and its rules.

    `longest` is in characters, counted after trimming.
    """

    name: str
    longest: int
    required: bool = True
    several_lines: bool = False

    def accept(self, typed: str) -> str:
        """The text as it is kept: trimmed, composed (NFC), with plain line ends.

        Raises Refused, with a sentence, when the text cannot be kept.
        """
        text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > _MOST_COMPOSED * self.longest:
            raise self._too_long(text)
        text = unicodedata.normalize("NFC", text)
        if any(self._is_forbidden(character) for character in text):
            raise Refused(f"{self.name} contains a character that cannot be kept.")
        if not any(_is_visible(character) for character in text):
            if self.required:
                raise Refused(f"{self.name} is required.")
            return ""
        if len(text) > self.longest:
            raise self._too_long(text)
        return text

    def _too_long(self, text: str) -> Refused:
        return Refused(
            f"{self.name} can have {self.longest:,} characters at most; this has {len(text):,}."
        )

    def _is_forbidden(self, character: str) -> bool:
        if self.several_lines and character in "\n\t":
            return False
        # Control characters, and lone surrogates, which no UTF-8 text can hold.
        return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _is_visible(character: str) -> bool:
    """Spaces, marks and formatting characters alone are as good as nothing."""
    return unicodedata.category(character)[0] in "LNPS"


def digits_in(text: str) -> int:
    """How many digits the text has."""
    return sum(character.isdecimal() for character in text)
