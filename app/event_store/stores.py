"""The kinds of store that a log can be kept in: how each is prepared, and opened."""

from importlib import import_module
from types import ModuleType

from app.event_store.address import MemoryStore, SqliteStore, StoreAddress, StoreError
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.sqlite import prepare_sqlite, sqlite_log
from app.event_store.sqlite_files import file_at
from app.event_store.stored_log import StoredLog
from app.private_store.sqlite import prepare_private_file, private_file, private_sqlite
from app.private_store.store import PrivateStore


def prepare(address: StoreAddress) -> bool:
    """Make what the store needs, unless it is there; returns whether it was made. Safe to do
    again, and by several at once.

    Raises StoreError.
    """
    if isinstance(address, MemoryStore):
        return False
    if isinstance(address, SqliteStore):
        beside = private_file(address.path)
        was_there = file_at(beside) is not None
        made_log = prepare_sqlite(address.path)
        # Also beside an older log. Of several who make one file each, one has made it all.
        return prepare_private_file(beside) or (made_log and was_there)
    return bool(_postgresql().prepare_postgresql(address.uri))


def open_log(address: StoreAddress, private: PrivateStore | None = None) -> EventLog:
    """The log that is kept there. The keys of its personal data are in that private store; if none
    is given, in the one beside it, which is opened and closed with the log. Creates nothing. Raises
    StoreError.

    Open it after a fork, never before: connections must not be shared between processes.
    """
    if private:
        return _opened(address, private)
    try:
        private = open_private_store(address)
    except StoreError:
        # If something is wrong with the log as well, that is what has to be said.
        _opened(address, PrivateStore()).close()
        raise
    try:
        log = _opened(address, private)
    except BaseException:
        private.close()
        raise
    log.closes.append(private.close)
    return log


def _opened(address: StoreAddress, private: PrivateStore) -> StoredLog:
    if isinstance(address, MemoryStore):
        return memory_log(private)
    if isinstance(address, SqliteStore):
        return sqlite_log(address.path, private)
    log: StoredLog = _postgresql().postgresql_log(address.uri, private)
    return log


def open_private_store(address: StoreAddress) -> PrivateStore:
    """What is kept beside the log at that address. Creates nothing. Raises StoreError.

    Open it after a fork, as a log.
    """
    if isinstance(address, MemoryStore):
        return PrivateStore()
    if isinstance(address, SqliteStore):
        return PrivateStore(private_sqlite(private_file(address.path)))
    return PrivateStore(_postgresql("app.private_store.postgresql").private_postgresql(address.uri))


def _postgresql(module: str = "app.event_store.postgresql") -> ModuleType:
    try:
        return import_module(module)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs its driver, which is not installed here. This installs it: "
            "pip install 'psycopg[binary,pool]'"
        ) from error
