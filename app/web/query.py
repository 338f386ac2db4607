"""What the address of a list asks for, read forgivingly: nonsense asks for nothing."""

from flask import abort, request

from app.read_models.words import words_of_search

LONGEST_WORDS = 200
"""In characters: what can be looked for in a list."""


def asked_page() -> int:
    """Which page of a list, from 1."""
    return asked_number("page") or 1


def asked_number(name: str) -> int | None:
    """A whole number, or None where there is none to read."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def asked_words(name: str = "filter") -> str:
    """What to look for in a list, trimmed; nothing, where it has no words, such as "%". Ends the
    request (400) when there is too much of it."""
    words = request.args.get(name, "").strip()
    if complaint := complaint_about_words(words):
        abort(400, f"{complaint} Go back and use fewer words.")
    return words if words_of_search(words) else ""


def complaint_about_words(words: str) -> str:
    """A sentence when they are too many to look for; otherwise nothing."""
    if len(words) <= LONGEST_WORDS:
        return ""
    return (
        f"The words to look for can have {LONGEST_WORDS} characters at most; these have "
        f"{len(words):,}."
    )
