"""The kinds of store that a log can be kept in: how each is prepared, and opened."""

from types import ModuleType

from app.event_store.address import MemoryStore, SqliteStore, StoreAddress, StoreError
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.sqlite import prepare_sqlite, sqlite_log


def prepare(address: StoreAddress) -> bool:
    """Make what the store needs, unless it is there; returns whether it was made. Safe to do
    again, and by several at once.

    Raises StoreError.
    """
    if isinstance(address, MemoryStore):
        return False
    if isinstance(address, SqliteStore):
        return prepare_sqlite(address.path)
    made: bool = _postgresql().prepare_postgresql(address.uri)
    return made


def open_log(address: StoreAddress) -> EventLog:
    """The log that is kept there. Creates nothing. Raises StoreError.

    Open it after a fork, never before: connections must not be shared between processes.
    """
    if isinstance(address, MemoryStore):
        return memory_log()
    if isinstance(address, SqliteStore):
        return sqlite_log(address.path)
    log: EventLog = _postgresql().postgresql_log(address.uri)
    return log


def _postgresql() -> ModuleType:
    try:
        from app.event_store import postgresql
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs its driver, which is not installed here. This installs it: "
            "pip install 'psycopg[binary,pool]'"
        ) from error
    return postgresql
