"""Which database a connection is to, while others put another in its place."""

from itertools import count
from pathlib import Path

import pytest

from app.read_models.database import Database
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from tests.commands.desk import desk_at_work
from tests.read_models.test_at_the_same_time import WatchedPlace, current
from tests.read_models.test_read_side import names


@pytest.mark.parametrize("is_open", [False, True], ids=["before it is open", "when it is open"])
@pytest.mark.parametrize("opening", [1, 2], ids=["to stay open", "for a reader"])
def test_one_that_is_swapped_while_it_is_opened_is_not_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    opening: int,
    *,
    is_open: bool,
) -> None:
    desk = desk_at_work()
    names(ReadSide(desk.log, Place(tmp_path)))
    place = WatchedPlace(tmp_path)
    read_side = ReadSide(desk.log, place)
    other = ReadSide(desk.log, Place(tmp_path))
    openings = count(1)

    class SwappedDatabase(Database):
        """One that others make again while this process opens it."""

        def __init__(self, file: Path) -> None:
            is_swapped = next(openings) == opening
            if is_swapped and not is_open:
                other.rebuild(lambda *_: None)
            super().__init__(file)
            if is_swapped and is_open:
                other.rebuild(lambda *_: None)

    monkeypatch.setattr("app.read_models.pool.Database", SwappedDatabase)
    with read_side.reading() as models:
        assert [row.name for row in models.operatives] == ["Ann Marsh", "Ben Okoro"]
        [(_, _, file)] = models.database.execute("PRAGMA database_list")
        assert Path(file) == current(place)
    assert (place.made, caplog.text) == (0, "")
