"""What goes wrong in the machine while an event is taken in says nothing about the event: it is
tried again, and nothing of it is kept."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.event_store.log import NewEvent
from app.read_models.away import ReadSideAway
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from app.read_models.works import Works
from tests.commands.desk import desk_at_work
from tests.event_store.examples import BY_THE_DESK
from tests.read_models.story import raised
from tests.read_models.test_read_side import HIRE_CARYS, names

PUMP = "work-pump"
LITTLE = 500_000
"""In words: as many as SQLite does not take with four bytes for each."""
Apply = Callable[..., None]


@pytest.mark.parametrize("error", [MemoryError(), OSError(24, "Too many open files")])
def test_an_error_of_the_machine_in_a_read_model_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(tmp_path))
    names(read_side)
    desk.log.append([NewEvent(PUMP, 1, raised())], BY_THE_DESK)
    left = [error, error]
    apply: Apply = Works.apply

    def fail_at_first(*given: object) -> None:
        if left:
            raise left.pop()
        apply(*given)

    monkeypatch.setattr("app.read_models.works.Works.apply", fail_at_first)
    with pytest.raises(ReadSideAway):
        names(read_side)
    for side in (read_side, ReadSide(desk.log, Place(tmp_path))):
        with side.reading() as models:
            assert models.works.get(PUMP)


def test_that_sqlite_has_no_memory_left_is_not_kept(tmp_path: Path) -> None:
    desk = desk_at_work()
    read_side = ReadSide(desk.log, Place(tmp_path))
    names(read_side)
    read_side.close()
    desk.log.append([NewEvent(PUMP, 1, raised(description="leaks " * LITTLE))], BY_THE_DESK)
    # The limit is of a process, and cannot be lifted again.
    child = os.fork()
    if not child:
        try:
            # Where others have left more than that in use, this fails, and holds all the same.
            any_connection = sqlite3.connect(":memory:")
            with suppress(MemoryError):
                any_connection.execute(f"PRAGMA hard_heap_limit = {4 * LITTLE}")
            with pytest.raises(ReadSideAway):
                names(ReadSide(desk.log, Place(tmp_path)))
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == 0
    desk.run(HIRE_CARYS)
    assert len(names(read_side)) == 3
