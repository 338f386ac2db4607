"""A private store whose disk is full."""

from typing import Any

from app.private_store.database import Values
from app.private_store.sqlite import SqliteDatabase
from app.store_errors import Unavailable


class FullDisk(SqliteDatabase):
    """What is there can be read, and nothing written, once it is full."""

    is_full = False
    tries = 0

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        if self.is_full and not sql.startswith("SELECT"):
            self.tries += 1
            raise Unavailable("The disk is full")
        return super().execute(sql, values)
