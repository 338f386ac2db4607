"""What a search has found, with what was looked for marked in it."""

import re

from markupsafe import Markup, escape

from app.domain.characters import without_direction
from app.read_models.words import plain, words_of_search

_WORD = re.compile(r"(\w+)")


def marked(text: str, sought: str) -> Markup:
    """The text, isolated, in which the words or their beginnings are marked that were looked
    for."""
    words = sorted(words_of_search(sought), key=len, reverse=True)
    parts = _WORD.split(without_direction(text))
    # Every second part is a word.
    inner = "".join(
        _marked_word(part, words) if place % 2 else str(escape(part))
        for place, part in enumerate(parts)
    )
    return Markup(f"<bdi>{inner}</bdi>")  # noqa: S704 (it is escaped)


def _marked_word(word: str, sought: list[str]) -> str:
    written = plain(word)
    found = next((each for each in sought if written.startswith(each)), "")
    if not found:
        return str(escape(word))
    # Where plain writing is longer or shorter, as of \u00e6, all of the word is marked.
    length = len(found) if len(written) == len(word) else len(word)
    return f"<mark>{escape(word[:length])}</mark>{escape(word[length:])}"
