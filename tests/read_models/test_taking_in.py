"""A transaction that takes events in leaves nothing behind where it fails, also not what it would
have done at its end."""

from contextlib import suppress

import pytest

from app.read_models.database import Database
from app.read_models.table import Rows, Table
from app.read_models.work_rows import Name

THINGS = Table("things", Name, key=["id"])


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def things(database: Database) -> Rows[Name]:
    """One, which is called "first"."""
    things = database.rows(THINGS)
    database.create([*THINGS.create(), *THINGS.finish()])
    with database.taking_in():
        things.add(Name("a", ("first",)))
    return things


def rewrite(things: Rows[Name]) -> None:
    things.rewrite("a", change=lambda name: Name(name.id, ("gone",)))


def test_what_was_rewritten_in_vain_is_not_written_anew_by_the_next(
    database: Database, things: Rows[Name]
) -> None:
    with suppress(ZeroDivisionError), database.taking_in():
        rewrite(things)
        1 // 0  # noqa: B018
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)
    with database.taking_in():
        things.add(Name("b", ("second",)))
    assert statements
    assert [each for each in statements if each.startswith("CREATE TEMP TABLE")] == []
    assert things["a"] == Name("a", ("first",))


def test_what_was_left_for_the_end_is_not_done_by_the_next(database: Database) -> None:
    database.create([])
    done: list[str] = []
    with suppress(ZeroDivisionError), database.taking_in():
        database.at_the_end(lambda: done.append("in vain"))
        1 // 0  # noqa: B018
    with database.taking_in():
        database.at_the_end(lambda: done.append("once"))
    assert done == ["once"]


def test_what_was_counted_in_vain_is_not_counted_again(
    database: Database, things: Rows[Name]
) -> None:
    with suppress(ZeroDivisionError), database.taking_in():
        rewrite(things)
        1 // 0  # noqa: B018
    with database.taking_in():
        rewrite(things)
    added, past, rewritten = 1, 0, 1
    assert database.row_counts() == {"things": (added, past, rewritten)}
