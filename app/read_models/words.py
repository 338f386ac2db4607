"""The words that a filter looks for."""

import unicodedata

LOOKED_AT = 1_000
"""So many characters of a filter count: the time to compose more can grow with the square."""


def words_of(typed: str) -> list[str]:
    """The words, written as what they are looked for in: composed (NFC), and casefolded."""
    return unicodedata.normalize("NFC", typed[:LOOKED_AT]).casefold().split()
