"""Another desk's database is put in the place of a running desk's: the desk goes on with what is
there now, and nothing of the two is mixed."""

from contextlib import closing
from pathlib import Path

import pytest

from app.commands.ids import new_id
from app.commands.operative import HireOperative
from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from app.private_store.sqlite import private_file
from tests.commands.desk import DeskWithoutPages
from tests.processes.load import everything
from tests.processes.replayed import check_pages
from tests.processes.running import SECRET_KEY, RunningDesk, firstline
from tests.processes.visiting import Visitor, read_at_once

MANY = 60
"""Events that fill several pages of a database: some of the one would be read in the other."""


def made(path: Path, forename: str) -> SqliteStore:
    """A database at which that many people of this name are hired, with nothing beside it."""
    store = SqliteStore(path)
    prepare(store)
    with closing(open_log(SqliteStore(path))) as log:
        desk = DeskWithoutPages(log)
        for number in range(MANY):
            desk.run(
                HireOperative(
                    operative_id=new_id("operative"), forename=forename, surname=f"Marsh {number}"
                )
            )
    return store


@pytest.mark.timeout(90)
@pytest.mark.parametrize("moved", [[], ["-wal", "-shm"]], ids=["-wal left", "-wal moved away"])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_desk_goes_on_with_the_database_that_was_put_in_the_place_of_its_own(
    tmp_path: Path, moved: list[str], workers: int
) -> None:
    store = made(tmp_path / "desk.db", "Ann")
    other = made(tmp_path / "other.db", "Ben")
    settings = {"FIRSTLINE_WORKERS": str(workers), "FIRSTLINE_SECRET_KEY": SECRET_KEY}
    after = [f"After-{number}" for number in range(6)]
    with RunningDesk(store, **settings) as desk, Visitor(desk) as visitor:
        for number in range(3):
            visitor.hire(f"Before-{number}")
        # Afterwards, each process has connections to the database.
        read_at_once(desk)
        for ending in moved:
            (tmp_path / f"desk.db{ending}").rename(tmp_path / f"moved{ending}")
        # The keys first: the desk reads what it finds in the log at once.
        private_file(other.path).replace(private_file(store.path))
        other.path.replace(store.path)
        for forename in after:
            with Visitor(desk) as another:
                another.hire_in_the_end(forename)
        assert read_at_once(desk) <= {200, 503}
        complaints = desk.complaints
        desk.kill()

    with RunningDesk(store) as desk, Visitor(desk) as visitor:
        assert f"{MANY + len(after)} events, unbroken" in firstline(store, "verify")
        with closing(open_log(store)) as log:
            hired = [event.event.forename for event in everything(log)]  # type: ignore[attr-defined]
            assert hired == ["Ben"] * MANY + after
            assert not log.damage()
            check_pages(log, visitor)
    assert "was replaced under the desk" in complaints
