"""What the address of a list asks for, read forgivingly: nonsense asks for nothing."""

from flask import request


def asked_page() -> int:
    """Which page of a list, from 1."""
    return asked_number("page") or 1


def asked_number(name: str) -> int | None:
    """A whole number, or None where there is none to read."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def asked_words(name: str = "filter") -> str:
    """What to look for in a list, trimmed."""
    return request.args.get(name, "").strip()[:200]
