"""The keys that personal data in the log is encrypted with: one for each person. Throwing a key
away erases what it was for, while the log stays as it was written."""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping

from app.private_store.database import Database, Transaction, listed
from app.store_errors import Unavailable

KEY_LENGTH = 32
"""In bytes."""
BATCH = 1_000
"""How many are read at a time."""

# PostgreSQL leaves a text in an object in its quotation marks.
_INSERT = (
    "INSERT INTO private_keys (aggregate_id, key) "
    "SELECT key, replace(CAST(value AS TEXT), '\"', '') FROM json_each(?) WHERE true "
    "ON CONFLICT (aggregate_id) DO UPDATE SET key = "
)
_ADD = _INSERT + "private_keys.key RETURNING aggregate_id, key"
_RESTORE = _INSERT + "excluded.key"
_OF = (
    "SELECT aggregate_id, key FROM private_keys "
    "WHERE aggregate_id IN (SELECT key FROM json_each(?))"
)
_KEPT_OF = (
    "SELECT aggregate_id FROM private_keys WHERE aggregate_id IN (SELECT key FROM json_each(?))"
)
_THROW_AWAY = "DELETE FROM private_keys WHERE aggregate_id IN (SELECT key FROM json_each(?))"
_NEXT = (
    "SELECT aggregate_id, key FROM private_keys WHERE aggregate_id > ? "
    "ORDER BY aggregate_id LIMIT ?"
)


class Keys:
    def __init__(self, database: Database | Transaction) -> None:
        self._database = database

    def make(self, aggregate_id: str) -> bytes:
        """The key of that person; a new one, if there is none. Several at once get the same.

        Keep it by this before what is encrypted with it: a key that nothing uses harms nobody.
        """
        return self.make_all([aggregate_id])[aggregate_id]

    def make_all(self, aggregate_ids: Collection[str]) -> dict[str, bytes]:
        """The same for several, in one statement: the disk is waited for once."""
        keys = self.of(aggregate_ids)
        # In one order, so that no two who ask at once wait for each other.
        new = {id: _new_key() for id in sorted(set(aggregate_ids) - keys.keys())}
        if not new:
            return keys
        for id, text in self._database.execute(_ADD, (json.dumps(new),)):
            key = _read(text)
            if key is None:
                # It is not replaced: somebody may still be able to put the right one back.
                raise Unavailable(f"The private store: the key of {id} is damaged")
            keys[id] = key
        return keys

    def of(self, aggregate_ids: Collection[str]) -> dict[str, bytes]:
        """Those that there are, in one question; without those that are damaged."""
        if not aggregate_ids:
            return {}
        rows = self._database.execute(_OF, (listed(aggregate_ids),))
        return {aggregate_id: key for aggregate_id, text in rows if (key := _read(text))}

    def kept_of(self, aggregate_ids: Collection[str]) -> set[str]:
        """Whose key there is, of those; damaged or not."""
        if not aggregate_ids:
            return set()
        rows = self._database.execute(_KEPT_OF, (listed(aggregate_ids),))
        return {aggregate_id for (aggregate_id,) in rows}

    def throw_away(self, aggregate_ids: Collection[str]) -> None:
        if aggregate_ids:
            self._database.execute(_THROW_AWAY, (listed(aggregate_ids),))

    def restore(self, keys: Mapping[str, bytes]) -> None:
        """Keep these, in the place of those that there are."""
        if keys:
            as_text = {aggregate_id: key.hex() for aggregate_id, key in keys.items()}
            self._database.execute(_RESTORE, (json.dumps(as_text),))

    def kept(self) -> Iterator[str]:
        """Everybody whose key there is, damaged or not, by their ids; read as they are asked
        for."""
        return (aggregate_id for aggregate_id, _ in self._all())

    def whole(self) -> Iterator[str]:
        """Everybody whose key there is, and is one."""
        return (aggregate_id for aggregate_id, text in self._all() if _read(text))

    def damaged(self) -> Iterator[str]:
        """Those whose key is not one any more."""
        return (aggregate_id for aggregate_id, text in self._all() if not _read(text))

    def _all(self) -> Iterator[tuple[str, object]]:
        last = ""
        while rows := self._database.execute(_NEXT, (last, BATCH)):
            yield from rows
            last = rows[-1][0]


def _new_key() -> str:
    return secrets.token_bytes(KEY_LENGTH).hex()


def _read(text: object) -> bytes | None:
    """The key that is kept as that text; None when it is damaged."""
    try:
        key = bytes.fromhex(str(text))
    except ValueError:
        return None
    return key if len(key) == KEY_LENGTH else None
