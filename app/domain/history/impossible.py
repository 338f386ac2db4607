"""What makes an event impossible, whatever it is about."""

from collections.abc import Container
from datetime import MAXYEAR, MINYEAR, datetime

from app.domain.ids import is_id


class Impossible(Exception):
    """No desk records this event after those before it. Its text is the reason: part of a
    sentence, without a full stop."""


def must_be_new(kind: str, id: str, known: Container[str]) -> None:
    if not is_id(kind, id):
        raise Impossible("its id is not one of that kind")
    if id in known:
        raise Impossible("it happened before, and happens once")


def must_be_there(kind: str, id: str, known: Container[str]) -> None:
    if id not in known:
        raise Impossible(f"there is no such {kind} yet")


def is_on_every_clock(moment: datetime) -> bool:
    """Whether the moment has a time zone, and can be shown in every other."""
    return moment.tzinfo is not None and MINYEAR < moment.year < MAXYEAR
