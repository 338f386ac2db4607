"""What people look for, and where: the same plain writing on both sides, so that a caller's words
find what somebody else wrote down."""

import re
import unicodedata

from app.domain.characters import without_invisible

LOOKED_AT = 1_000
"""So many characters of a search count: the time to take more apart can grow with the square."""

_WORDS = re.compile(r"[^\W_\u19b0-\u19c9\u1cf2\u1cf3]+")
"""Letters and digits as FTS5 knows them: by Unicode 6.1, in which those few were neither."""
_APOSTROPHES = "'\u2019\u2018`"
_ASCII_WORDS = str.maketrans(
    {
        letter: letter.lower() if letter.isalnum() else "" if letter in _APOSTROPHES else " "
        for letter in map(chr, range(128))
    }
)
"""Leaves nothing but words and spaces of a text that is ASCII, as most are: in a quarter of the
time."""


def plain(text: str) -> str:
    """The text without case, accents, apostrophes and invisible characters, with single spaces:
    "Café O'Hara" becomes "cafe ohara"."""
    if not text.isascii():
        parted = unicodedata.normalize("NFKD", without_invisible(text))
        text = "".join(each for each in parted if not unicodedata.combining(each))
    text = text.casefold()
    for apostrophe in _APOSTROPHES:
        text = text.replace(apostrophe, "")
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    """The words that a text is made of, in plain writing: "(0113) 496-0182" has three."""
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    return _WORDS.findall(plain(text))


def words_of_search(typed: str) -> list[str]:
    """The words that somebody looks for."""
    return words_of(typed[:LOOKED_AT])


def words_of_code(code: str) -> list[str]:
    """The words of a telephone number or a post code, and what they look like where spaces are
    left out: "0113 496 0182" can be found by 01134960182 and 4960182 as well."""
    words = words_of(code)
    closed_up = ["".join(words[start:]) for start in range(len(words))]
    return list(dict.fromkeys([*words, *closed_up]))


def words_of_place(address: str, post_code: str, telephone_number: str) -> list[str]:
    """The words that a Site, and the works for it, are found by."""
    return [*words_of(address), *words_of_code(post_code), *words_of_code(telephone_number)]
