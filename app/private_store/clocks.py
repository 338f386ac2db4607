"""Machines that share a private store have a clock each, and one can be wrong for a while. Such a
clock may neither make anything last longer, nor throw away what counts for the others."""

from datetime import datetime, timedelta

_AHEAD = timedelta(minutes=5)
"""So far apart clocks may be. What began later than that from now, began by a clock that was wrong:
it would last as much too long."""
_KEPT_FOR = timedelta(days=7)
"""So long what has ended is kept: by a clock that is less far ahead, nothing is thrown away that
the others still need."""


def latest(now: datetime) -> float:
    """What began later than this does not count."""
    return (now + _AHEAD).timestamp()


def long_past(now: datetime) -> float:
    """What ended before this is thrown away."""
    return (now - _KEPT_FOR).timestamp()
