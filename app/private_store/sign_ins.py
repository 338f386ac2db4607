"""Who signed in, who tried, and who was refused what. Strangers cause these, and they hold
addresses, so they are kept apart from the log, which is never cut: for 90 days, and no more than
10,000 of each kind. A hail of one kind pushes out only older notes of that kind."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec

from app.printable import printable
from app.private_store.database import Database

KEPT_FOR = timedelta(days=90)
MOST = 10_000
"""Of each kind."""
MOST_UNKNOWN = 200
"""Of each kind under names that nobody has, since strangers can make up as many as they like. They
are noted all the same: otherwise the time that an answer takes would tell who is known."""
LONGEST = 200
"""In characters: what is kept of a detail."""

_COLUMNS = "id, at, what, user_id, made_by, address, detail"


class What(StrEnum):
    """The words for what is noted. Each tells what somebody did, so that it can follow a name."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "failed to sign in"
    SLOWED_DOWN = "was told to wait after too many attempts"
    # The name is not kept: it may be a password, typed into the wrong field.
    UNKNOWN_FAILED = "failed to sign in under a name that nobody has"
    UNKNOWN_SLOWED_DOWN = "was told to wait, under a name that nobody has, after too many attempts"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "ended a session"
    PASSWORD_CHANGED = "changed the password"  # noqa: S105
    LINK_MADE = "made a link for setting a password"
    LINK_USED = "set a password by a link"
    LINK_REFUSED = "came with a link that cannot be used"
    REFUSED = "was refused"


UNKNOWN = {
    What.SIGN_IN_FAILED: What.UNKNOWN_FAILED,
    What.SLOWED_DOWN: What.UNKNOWN_SLOWED_DOWN,
}
"""What is noted instead where nobody has the name."""


class SignIn(msgspec.Struct, frozen=True):
    id: int
    at: datetime
    what: str
    user_id: str
    """Whom it is about; empty when nobody is known."""
    by: str
    """Who did it, where it is somebody else."""
    address: str
    detail: str


class SignIns:
    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        what: str,
        *,
        at: datetime,
        user_id: str = "",
        by: str = "",
        address: str = "",
        detail: str = "",
    ) -> None:
        most = MOST_UNKNOWN if what in UNKNOWN.values() else MOST
        with self._database.transaction() as transaction:
            transaction.execute(
                "INSERT INTO private_sign_ins (at, what, user_id, made_by, address, detail) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    at.timestamp(),
                    what,
                    user_id,
                    by,
                    printable(address),
                    printable(detail, LONGEST),
                ),
            )
            transaction.execute(
                "DELETE FROM private_sign_ins WHERE at < ? OR what = ? AND id <= ("
                "SELECT id FROM private_sign_ins WHERE what = ? "
                "ORDER BY id DESC LIMIT 1 OFFSET ?)",
                ((at - KEPT_FOR).timestamp(), what, what, most),
            )

    def page(
        self, *, now: datetime, before: int | None = None, user_id: str = "", limit: int = 50
    ) -> list[SignIn]:
        """The newest of those before the one with that id, newest first; only those that are about
        that user or what they did, if one is named."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM private_sign_ins "  # noqa: S608
            "WHERE at >= ? AND id < ? AND (? = '' OR user_id = ? OR made_by = ?) "
            "ORDER BY id DESC LIMIT ?",
            (
                (now - KEPT_FOR).timestamp(),
                2**62 if before is None else before,
                user_id,
                user_id,
                user_id,
                limit,
            ),
        )
        return [SignIn(id, datetime.fromtimestamp(at, UTC), *rest) for id, at, *rest in rows]
