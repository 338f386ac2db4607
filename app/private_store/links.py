"""Links that let somebody set a password, once."""

from collections.abc import Collection
from datetime import UTC, datetime

from app.private_store.clocks import latest, long_past
from app.private_store.database import Database, Transaction, listed
from app.private_store.tokens import hash_of, new_token

# A user has one row, so that a new link voids the one before.
_MAKE = (
    "INSERT INTO private_links (token_hash, user_id, made_by, made, until) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, "
    "made_by = excluded.made_by, made = excluded.made, until = excluded.until"
)
_PENDING = (
    "SELECT user_id, until FROM private_links "
    "WHERE until > ? AND made <= ? AND user_id IN (SELECT key FROM json_each(?))"
)


class Links:
    def __init__(self, database: Database | Transaction) -> None:
        self._database = database

    def make(self, user_id: str, *, by: str, now: datetime, until: datetime) -> str:
        """Returns the token. It is known to nobody else, and cannot be had again."""
        self._database.execute("DELETE FROM private_links WHERE until <= ?", (long_past(now),))
        token = new_token()
        self._database.execute(
            _MAKE, (hash_of(token), user_id, by, now.timestamp(), until.timestamp())
        )
        return token

    def look(self, token: str, now: datetime) -> str | None:
        """Whose link it is, if it can still be used. It is not used up: programs that look through
        mail open links too."""
        rows = self._database.execute(
            "SELECT user_id FROM private_links WHERE token_hash = ? AND until > ? AND made <= ?",
            (hash_of(token), now.timestamp(), latest(now)),
        )
        return rows[0][0] if rows else None

    def use(self, token: str, now: datetime) -> str | None:
        """Whose link it was. Of several at once, one is told; the others get None."""
        rows = self._database.execute(
            "DELETE FROM private_links "
            "WHERE token_hash = ? AND until > ? AND made <= ? RETURNING user_id",
            (hash_of(token), now.timestamp(), latest(now)),
        )
        return rows[0][0] if rows else None

    def void(self, user_id: str) -> None:
        """Whatever link that user has cannot be used any more."""
        self._database.execute("DELETE FROM private_links WHERE user_id = ?", (user_id,))

    def void_all(self, now: datetime) -> int:
        """Returns how many there were that had not ended by themselves."""
        ends = self._database.execute("DELETE FROM private_links RETURNING until")
        return sum(until > now.timestamp() for (until,) in ends)

    def pending(self, user_ids: Collection[str], now: datetime) -> dict[str, datetime]:
        """Those of the users who have a link that can be used, and until when."""
        rows = self._database.execute(_PENDING, (now.timestamp(), latest(now), listed(user_ids)))
        return {user_id: datetime.fromtimestamp(until, UTC) for user_id, until in rows}
