"""The one order of all lists: people by surname, places by town, and numbers by their size."""

import re

from app.domain.personal import ERASED
from app.read_models.words import plain

_DIGITS = re.compile(r"0*(\d+)")
_LAST = "\U0010ffff"
"""Sorts after all that people write."""
_BETWEEN = "\x1f"
"""Stands between the parts of a key, and before all that people write."""


def sort_key(*parts: str) -> str:
    """What to sort by, as SQLite and Python compare text: by the first part, then by the next.
    Case and accents do not count, and 7 comes before 17. Whoever was erased comes last."""
    if ERASED in parts:
        return _LAST
    return _BETWEEN.join(_DIGITS.sub(_by_size, plain(part)) for part in parts)


def _by_size(found: re.Match[str]) -> str:
    """A number as text that sorts by its size: first how many digits it has, as one character."""
    digits = found[1]
    return f"{chr(ord('0') + min(len(digits), 9))}{digits}"
