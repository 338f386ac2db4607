"""What can be wrong somewhere. `services` and `fabric` say what can."""

import msgspec

ANYWHERE = ("shop", "school", "office", "clinic", "warehouse", "hall")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """In titles, {room} is one of the rooms that such a Site has, and {number} a small number."""

    skill: str
    """What it takes to mend it."""
    title: str
    described: tuple[str, ...]
    """In the caller's words."""
    presses: tuple[int, int, int]
    """How often of ten it is an emergency, urgent, routine."""
    mended: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    minutes: int = 60
    """How long it takes on site, about."""
    at: tuple[str, ...] = ANYWHERE
    """The kinds of Sites that have it."""
    where: str = "rooms"
    """What the rooms that can have it are for."""
