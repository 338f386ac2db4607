"""The port: what the parts of the private store know of the database that they are kept in.

The statements are the same for SQLite and PostgreSQL. Values are numbers and texts only, each
marked by a `?`; no statement has another question mark. Lists are handed over as JSON, so that
they can be of any length: `SELECT key FROM json_each(?)` reads the names in an object in both.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Values = Sequence[str | int | float | None]


class Transaction(Protocol):
    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Returns the rows that the statement answers with."""
        ...


class Database(Protocol):
    """Everything in it raises Unavailable."""

    def transaction(self) -> AbstractContextManager[Transaction]:
        """One that writes: all of it is kept, or nothing."""
        ...

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """One statement, as a transaction of its own."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


def listed(texts: Iterable[str]) -> str:
    """The texts as the `?` in `IN (SELECT key FROM json_each(?))` takes them."""
    return json.dumps(dict.fromkeys(texts))
