"""Who can grant a permission to somebody who lacks it."""

from contextlib import suppress

from app.domain.feature import Feature
from app.event_store.log import Unavailable
from app.web.asking import access, may, person
from app.web.desk import read_models
from app.web.services import desk
from app.web.wording import naming

MOST_NAMED = 3
"""How many administrators are named to somebody who may not do something."""


def who_can_grant() -> str:
    """A sentence for whoever is asking and lacks a permission."""
    if access().is_open:
        # Somebody works as somebody else here: by themselves they may do everything.
        return (
            f"Whoever manages people can grant it. You work as {_named(person().who)}, until you "
            "choose “Nobody in particular” at the top of the page."
        )
    if may(Feature.MANAGE_PEOPLE):
        return "You can grant it to yourself, on your own page under Administration, People."
    names = sorted(_named(id) for id in _administrators())
    if not names:
        return "Whoever manages people can grant it."
    shown, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    others = f" and {more} other{'' if more == 1 else 's'}" if more > 0 else ""
    return f"{shown}{others} can grant it."


def _administrators() -> frozenset[str]:
    """Those who have a password; all, if nobody has one yet."""
    ids = access().administrators
    with suppress(Unavailable):
        ids = frozenset(desk().private.credentials.who_have(ids)) or ids
    return ids


def _named(user_id: str) -> str:
    return naming.subject(user_id, read_models())
