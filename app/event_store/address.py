"""Where a log is kept, as the setting FIRSTLINE_STORE says it."""

from pathlib import Path

import msgspec

from app.store_errors import StoreError as StoreError


class MemoryStore(msgspec.Struct, frozen=True):
    """In the memory of the process that serves."""


class SqliteStore(msgspec.Struct, frozen=True):
    """In a file on this machine."""

    path: Path


class PostgresqlStore(msgspec.Struct, frozen=True):
    """In a database that several machines can share."""

    uri: str


StoreAddress = MemoryStore | SqliteStore | PostgresqlStore


def store_address(text: str) -> StoreAddress:
    """What `memory:`, `sqlite:///FILE` or `postgresql://…` stands for.

    Raises ValueError, with what would do as its text.
    """
    if text == "memory:":
        return MemoryStore()
    if text.startswith("sqlite:///") and text.removeprefix("sqlite:///").strip("/"):
        return SqliteStore(Path(text.removeprefix("sqlite:///")))
    if text.startswith("sqlite:"):
        raise ValueError("sqlite:///desk.db for a file here, sqlite:////var/desk.db for one there")
    if text.startswith(("postgresql://", "postgres://")):
        return PostgresqlStore(text)
    raise ValueError("memory:, sqlite:///desk.db or postgresql://user@host/database")
