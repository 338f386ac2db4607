"""Whether two databases say the same."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from app.event_store.log import Checkpoint
from app.read_models.database import Database


class Difference(msgspec.Struct, frozen=True):
    """In which table two databases differ, and how many rows only one of them has."""

    table: str
    only_here: int
    only_there: int


_TABLES_TO_COMPARE = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT IN ('progress', 'row_counts', 'made_as')
    AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY name
"""
"""All but those that say how it was made, and those that SQLite makes for the words."""


def differences(
    database: Database, other: Path, bring_to: Callable[[Checkpoint], None]
) -> list[Difference]:
    """Where the rows of the other one are not those of this database. `bring_to` has to bring it to
    the same position, at which this one is held meanwhile."""
    database.execute("ATTACH ? AS other", (str(other),))
    try:
        # Begun after that, and ended before the other is let go of: SQLite wants it so.
        database.execute("BEGIN")
        bring_to(database.progress().checkpoint)
        names = [name for (name,) in database.execute(_TABLES_TO_COMPARE)]
        for name in [name for name in names if name.endswith("_words")]:
            for schema in ("main", "other"):
                database.execute(
                    f"CREATE VIRTUAL TABLE temp.{schema}_{name} USING "
                    f"fts5vocab({schema}, {name}, row)"
                )
        compared = [
            (name, f"temp.main_{name}", f"temp.other_{name}")
            if name.endswith("_words")
            else (name, f"main.{name}", f"other.{name}")
            for name in names
        ]
        found = [
            Difference(name, _only_in(database, here, there), _only_in(database, there, here))
            for name, here, there in compared
        ]
    finally:
        database.end()
        database.execute("DETACH other")
    return [each for each in found if each.only_here or each.only_there]


def _only_in(database: Database, first: str, second: str) -> int:
    [(count,)] = database.execute(
        f"SELECT count(*) FROM (SELECT * FROM {first} EXCEPT SELECT * FROM {second})"  # noqa: S608
    )
    return int(count)
