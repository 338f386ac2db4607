"""Who is signed in, and where. A browser has the token; what is kept is a hash of it."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from app.printable import printable
from app.private_store.clocks import latest, long_past
from app.private_store.database import Database, Transaction
from app.private_store.tokens import hash_of, new_token
from app.store_errors import Unavailable

SEEN_EVERY = 60
"""In seconds: that somebody was seen is written down no more often."""
MOST = 20
"""Of one user: when one more begins, the one that was seen longest ago ends."""
LONGEST = 200
"""In characters: what is kept of what a browser calls itself."""

_COLUMNS = "id, user_id, began, seen, until, idle, position, browser, address"
_IS_PAST = "(until <= ? OR seen + idle <= ?)"
_COUNTS = f"NOT {_IS_PAST} AND began <= ? AND seen <= ?"
# Those that ended long ago; and of the user, all but the new one and those that were seen last.
_SWEEP = (
    f"DELETE FROM private_sessions WHERE {_IS_PAST} OR token_hash IN ("  # noqa: S608
    "SELECT token_hash FROM private_sessions WHERE user_id = ? AND token_hash <> ? "
    "ORDER BY seen DESC, began DESC, token_hash LIMIT 1000 OFFSET ?)"
)


class Session(msgspec.Struct, frozen=True):
    id: str
    """Names it on pages; it lets nobody in."""
    user_id: str
    began: datetime
    seen: datetime
    """When it was last used, to the minute."""
    until: datetime
    idle: timedelta
    """It ends when it is not used for so long."""
    position: int
    """Where the log was when it began."""
    browser: str
    address: str


class Sessions:
    def __init__(self, database: Database | Transaction) -> None:
        self._database = database
        self._write_again = 0.0

    def begin(
        self,
        user_id: str,
        *,
        now: datetime,
        until: datetime,
        idle: timedelta,
        position: int,
        browser: str = "",
        address: str = "",
    ) -> str:
        """Returns the token. It is known to nobody else, and cannot be had again."""
        token, at = new_token(), now.timestamp()
        self._database.execute(
            f"INSERT INTO private_sessions (token_hash, {_COLUMNS}) "  # noqa: S608
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                hash_of(token),
                secrets.token_hex(8),
                user_id,
                at,
                at,
                until.timestamp(),
                idle.total_seconds(),
                position,
                printable(browser, LONGEST),
                printable(address),
            ),
        )
        # Afterwards: of several that begin at once, the last one finds them all.
        past = long_past(now)
        self._database.execute(_SWEEP, (past, past, user_id, hash_of(token), MOST - 1))
        return token

    def find(self, token: str, now: datetime, *, is_use: bool = True) -> Session | None:
        """The session, unless it has ended; and if this `is_use` of it, it counts as used now."""
        at, hash = now.timestamp(), hash_of(token)
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM private_sessions "  # noqa: S608
            f"WHERE token_hash = ? AND {_COUNTS}",
            (hash, *_bounds(now)),
        )
        if not rows:
            return None
        found = _session(rows[0])
        if (
            is_use
            and at - found.seen.timestamp() >= SEEN_EVERY
            and time.monotonic() >= self._write_again
        ):
            try:
                self._database.execute(
                    "UPDATE private_sessions SET seen = ? WHERE token_hash = ? AND seen < ?",
                    (at, hash, at),
                )
            except Unavailable:
                # A page must not fail, nor each of them wait, because this cannot be written.
                self._write_again = time.monotonic() + SEEN_EVERY
        return found

    def of(self, user_id: str, now: datetime) -> list[Session]:
        """Those of a user, newest first."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM private_sessions "  # noqa: S608
            f"WHERE user_id = ? AND {_COUNTS} ORDER BY began DESC, id",
            (user_id, *_bounds(now)),
        )
        return [_session(row) for row in rows]

    def is_there(self, token: str) -> bool:
        """Whether nobody has ended it."""
        return bool(
            self._database.execute(
                "SELECT id FROM private_sessions WHERE token_hash = ?", (hash_of(token),)
            )
        )

    def end(self, token: str) -> None:
        self._database.execute(
            "DELETE FROM private_sessions WHERE token_hash = ?", (hash_of(token),)
        )

    def end_one(self, user_id: str, session_id: str) -> bool:
        """Returns whether there was one; of that user, for one's own page names it."""
        return bool(
            self._database.execute(
                "DELETE FROM private_sessions WHERE user_id = ? AND id = ? RETURNING id",
                (user_id, session_id),
            )
        )

    def end_all(self, user_id: str, *, but: str = "") -> int:
        """`but` is the token of one that stays. Returns how many have ended."""
        return len(
            self._database.execute(
                "DELETE FROM private_sessions WHERE user_id = ? AND token_hash <> ? RETURNING id",
                (user_id, hash_of(but)),
            )
        )

    def end_everybodys(self, now: datetime) -> int:
        """Returns how many have ended, without those that had ended by themselves."""
        ends = self._database.execute("DELETE FROM private_sessions RETURNING until, seen + idle")
        return sum(min(each) > now.timestamp() for each in ends)

    def end_past(self, position: int) -> None:
        """Those that began when the log was longer than that."""
        self._database.execute("DELETE FROM private_sessions WHERE position > ?", (position,))


def _bounds(now: datetime) -> tuple[float, float, float, float]:
    """What `_COUNTS` compares with."""
    at = now.timestamp()
    return at, at, latest(now), latest(now)


def _session(row: tuple[Any, ...]) -> Session:
    id, user_id, began, seen, until, idle, position, browser, address = row
    return Session(
        id,
        user_id,
        datetime.fromtimestamp(began, UTC),
        datetime.fromtimestamp(seen, UTC),
        datetime.fromtimestamp(until, UTC),
        timedelta(seconds=idle),
        position,
        browser,
        address,
    )
