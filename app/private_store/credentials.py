"""Who can sign in with a password: the hash of each."""

from collections.abc import Collection
from datetime import datetime

from app.private_store.database import Database, Transaction, listed

_SET = (
    "INSERT INTO private_credentials (user_id, hash, changed) VALUES (?, ?, ?) "
    "ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed = excluded.changed"
)
_WHO_HAVE = (
    "SELECT user_id FROM private_credentials WHERE user_id IN (SELECT key FROM json_each(?))"
)


class Credentials:
    def __init__(self, database: Database | Transaction) -> None:
        self._database = database

    def keep(self, user_id: str, hash: str, now: datetime) -> None:
        self._database.execute(_SET, (user_id, hash, now.timestamp()))

    def replace(self, user_id: str, old: str, hash: str, now: datetime) -> bool:
        """Returns whether it was done: not, if the old one was changed or removed in the
        meantime."""
        return bool(
            self._database.execute(
                "UPDATE private_credentials SET hash = ?, changed = ? "
                "WHERE user_id = ? AND hash = ? RETURNING user_id",
                (hash, now.timestamp(), user_id, old),
            )
        )

    def rehash(self, user_id: str, old: str, hash: str) -> None:
        """The same password by newer parameters; nothing, if it was changed in the meantime."""
        self._database.execute(
            "UPDATE private_credentials SET hash = ? WHERE user_id = ? AND hash = ?",
            (hash, user_id, old),
        )

    def hash_of(self, user_id: str) -> str | None:
        rows = self._database.execute(
            "SELECT hash FROM private_credentials WHERE user_id = ?", (user_id,)
        )
        return rows[0][0] if rows else None

    def remove(self, user_id: str) -> None:
        self._database.execute("DELETE FROM private_credentials WHERE user_id = ?", (user_id,))

    def who_have(self, user_ids: Collection[str]) -> set[str]:
        """Those of them who have set a password."""
        return {user_id for (user_id,) in self._database.execute(_WHO_HAVE, (listed(user_ids),))}
