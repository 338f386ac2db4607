"""Rules for what people type: trimmed, of a sensible length, and made of characters that can be
kept and shown."""

import unicodedata

import msgspec

from app.domain.characters import (
    END_OF_ISOLATE,
    INVISIBLE,
    ISOLATE,
    MOST_MARKS,
    MOST_TO_ORDER,
    isolated,
    out_of_place,
    takes_long_to_compose,
    too_many_marks,
)
from app.domain.refused import Refused

MOST_COMPOSED = 4
"""NFC makes one character of four at most. Longer text is refused before it is composed."""

_CALLED = {"\t": "a tab", "\n": "a line break", "\u2028": "a line break (U+2028)"}
_QUOTED = 20
"""So many characters are quoted at most, to show where in a text something is."""


class Text(msgspec.Struct, frozen=True):
    """One piece of text that people type, and its rules.

    `longest` is in characters, counted after trimming.
    """

    name: str
    longest: int
    required: bool = True
    several_lines: bool = False

    def accept(self, typed: str) -> str:
        """The text as it is kept: trimmed, composed (NFC), with plain line ends. Text on one line,
        which people tell things apart by, has plain spaces as well, one at a time.

        Raises Refused, with a sentence, when the text cannot be kept.
        """
        text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
        # Most are of letters, digits and signs that every keyboard has: nothing is hidden in them.
        is_plain = text.isascii() and text.isprintable()
        if not is_plain:
            text = self._composed(text)
        if not text or not (is_plain or any(_is_visible(character) for character in text)):
            if self.required:
                raise Refused(f"{self.name} is required.")
            return ""
        if not (is_plain or self.several_lines):
            self._must_not_pile_up(text, too_many_marks(text))
            self._must_show_all(text)
        if len(text) > self.longest:
            raise self._too_long(text)
        return text if self.several_lines else " ".join(text.split())

    def _composed(self, text: str) -> str:
        """Raises Refused for characters that cannot be kept."""
        if not self.several_lines:
            # A name that was copied from a sentence on a page may have these around it.
            text = text.removeprefix(ISOLATE).removesuffix(END_OF_ISOLATE)
        if len(text) > MOST_COMPOSED * self.longest:
            raise self._too_long(text)
        self._must_not_pile_up(text, takes_long_to_compose(text))
        text = unicodedata.normalize("NFC", text)
        # Some marks become two. What is kept has to be taken again when it is amended.
        self._must_not_pile_up(text, takes_long_to_compose(text))
        for place, character in enumerate(text):
            if self._is_forbidden(character):
                raise Refused(
                    f"{self.name} contains a character that cannot be kept: "
                    f"{_called(character)} {_where(text, place)}."
                )
        return text

    def _too_long(self, text: str) -> Refused:
        return Refused(
            f"{self.name} can have {self.longest:,} characters at most; this has {len(text):,}."
        )

    def _must_not_pile_up(self, text: str, place: int | None) -> None:
        """Raises Refused when there is a place from where marks pile up: over what stands above
        and below, or to numbers that take long."""
        if place is not None:
            most = MOST_TO_ORDER if self.several_lines else MOST_MARKS
            raise Refused(
                f"{self.name} has more than {most} accents or other marks in a row "
                f"{_where(text, place)}: type it again with fewer."
            )

    def _must_show_all(self, text: str) -> None:
        """Raises Refused when there is more to the text than people can see."""
        place = out_of_place(text)
        if place is not None:
            name = unicodedata.name(text[place], "without a name").lower()
            raise Refused(
                f"{self.name} contains an invisible character (U+{ord(text[place]):04X}, {name}) "
                f"{_where(text, place)}: type it again without it."
            )

    def _is_forbidden(self, character: str) -> bool:
        if self.several_lines and character in "\n\t":
            return False
        # Control characters, and lone surrogates, which no UTF-8 text can hold.
        return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _called(character: str) -> str:
    """What people call it who have to find it, although nothing of it can be seen."""
    return _CALLED.get(character, f"U+{ord(character):04X}")


def _where(text: str, place: int) -> str:
    """The place, said by the word before it."""
    words = text[:place].split()
    return f"after “{isolated(words[-1][-_QUOTED:])}”" if words else "at its beginning"


def _is_visible(character: str) -> bool:
    """Spaces, marks and formatting characters alone are as good as nothing."""
    return unicodedata.category(character)[0] in "LNPS" and character not in INVISIBLE


def digits_in(text: str) -> int:
    """How many digits the text has."""
    return sum(character.isdecimal() for character in text)
