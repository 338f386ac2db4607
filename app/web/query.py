"""What the address of a list asks for, read forgivingly: nonsense asks for nothing."""

import re

from flask import request

_WORK_NUMBER = re.compile(r"(?:W[- ]?)?(\d{4,15})", re.ASCII | re.IGNORECASE)


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


def work_number(text: str) -> int | None:
    """The number of a Work, as people write it: W-1004, w1004, 1004; None for anything else."""
    written = _WORK_NUMBER.fullmatch(text.strip())
    return int(written[1]) if written else None
