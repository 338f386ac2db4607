"""What a filter looks for, and where: the same plain writing on both sides, so that a caller's
words find what somebody else wrote down."""

import unicodedata

from app.domain.characters import without_invisible

LOOKED_AT = 1_000
"""So many characters of a filter count: the time to take more apart can grow with the square."""

_SEPARATORS = str.maketrans(dict.fromkeys(",;()", " "))
_CLOSED_UP = str.maketrans(dict.fromkeys(" -./()\u00a0"))
_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2019\u2018`"))


def plain(text: str) -> str:
    """The text without case, accents, apostrophes and invisible characters, with single spaces:
    "Café O'Hara" becomes "cafe ohara"."""
    parted = unicodedata.normalize("NFKD", without_invisible(text))
    letters = "".join(each for each in parted if not unicodedata.combining(each))
    return " ".join(letters.casefold().translate(_APOSTROPHES).split())


def closed_up(text: str) -> str:
    """The text without spaces, dots and hyphens, as numbers and post codes are often written."""
    return text.translate(_CLOSED_UP)


def words_of(typed: str) -> list[str]:
    """The words that a filter is made of, in plain writing."""
    return plain(typed[:LOOKED_AT]).translate(_SEPARATORS).split()


def holds(text: str, words: list[str]) -> bool:
    """Whether the text, in plain writing, has all of the words."""
    return all(word in text for word in words)
