"""The private store: its parts, and what several of them have to do at once."""

from collections.abc import Collection
from datetime import datetime

from app.private_store.attempts import Attempts
from app.private_store.credentials import Credentials
from app.private_store.database import Database
from app.private_store.keys import Keys
from app.private_store.links import Links
from app.private_store.sessions import Sessions
from app.private_store.sign_ins import SignIns
from app.private_store.sqlite import SqliteDatabase

_LOG = "SELECT first_hash FROM private_log"
_KEEP_LOG = "INSERT INTO private_log (first_hash) VALUES (?) ON CONFLICT DO NOTHING"
_WHOSE = (
    "SELECT aggregate_id FROM private_keys UNION SELECT user_id FROM private_credentials "
    "UNION SELECT user_id FROM private_links UNION SELECT user_id FROM private_sessions"
)


class _TooLate(Exception):
    """For a transaction to be undone."""


class PrivateStore:
    """Everything in it raises Unavailable when the database does not answer.

    What changes several tables takes them in one order, links first: otherwise two at once could
    wait for each other.
    """

    def __init__(self, database: Database | None = None) -> None:
        """In memory, when no database is given."""
        self._database = database = database or SqliteDatabase()
        self.keys = Keys(database)
        self.credentials = Credentials(database)
        self.sessions = Sessions(database)
        self.links = Links(database)
        self.attempts = Attempts(database)
        self.sign_ins = SignIns(database)
        self.close = database.close

    def belongs_to(self, first_hash: str) -> bool:
        """Whether it is that of the log whose first event has this hash. One that has not been any
        log's is this one's from now on."""
        if not self.has_log():
            self._database.execute(_KEEP_LOG, (first_hash,))
        return self._database.execute(_LOG) == [(first_hash,)]

    def has_log(self) -> bool:
        """Whether it has been that of a log."""
        return bool(self._database.execute(_LOG))

    def use_link(self, token: str, hash: str, now: datetime) -> str | None:
        """Use the link up, set the password that goes with the hash, and end the sessions of the
        user: all, or nothing. Returns whose it was; None if the link cannot be used."""
        with self._database.transaction() as transaction:
            user_id = Links(transaction).use(token, now)
            if user_id:
                Credentials(transaction).keep(user_id, hash, now)
                Sessions(transaction).end_all(user_id)
            return user_id

    def change_password(
        self, user_id: str, old: str, hash: str, now: datetime, *, session: str
    ) -> bool:
        """Set the password that goes with the hash, and end the user's other sessions than the one
        with that token. A link that somebody may have is void too.

        Returns whether it was done. Nothing is, if `old` is not the hash any more or the session
        has ended: perhaps the user has just used a link, so that nobody else gets in with the
        password of before, or is erased."""
        try:
            with self._database.transaction() as transaction:
                Links(transaction).void(user_id)
                is_replaced = Credentials(transaction).replace(user_id, old, hash, now)
                if not (is_replaced and Sessions(transaction).is_there(session)):
                    raise _TooLate
                Sessions(transaction).end_all(user_id, but=session)
        except _TooLate:
            return False
        return True

    def end_everything(self, now: datetime) -> tuple[int, int]:
        """Nobody is signed in any more, and no link can be used. Returns how many sessions and how
        many links there were."""
        with self._database.transaction() as transaction:
            links = Links(transaction).void_all(now)
            return Sessions(transaction).end_everybodys(now), links

    def whose(self) -> set[str]:
        """Of whom there is anything that is not to outlive them: a key, a password, a session, or
        a link."""
        return {id for (id,) in self._database.execute(_WHOSE)}

    def throw_away(self, ids: Collection[str]) -> None:
        """Whatever there is of those who are erased. They are users, or operatives, of whom there
        is a key alone."""
        if not ids:
            return
        with self._database.transaction() as transaction:
            for id in ids:
                Links(transaction).void(id)
                Credentials(transaction).remove(id)
                Sessions(transaction).end_all(id)
            Keys(transaction).throw_away(ids)
