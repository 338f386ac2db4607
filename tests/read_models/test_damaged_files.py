"""Whatever happens to the files of the read side, pages are right or say that they cannot be made
just now, and the next ones are right."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from app.read_models.away import ReadSideAway
from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from tests.commands.desk import DeskWithoutPages, desk_at_work
from tests.read_models.test_keeping_up import answers, caught_up
from tests.read_models.test_read_side import HIRE_CARYS, HIRE_DORA, names

Damage = Callable[[Path, Path], None]
"""Is told the folder, and the database in it that is in use."""


def remove_folder(folder: Path, file: Path) -> None:
    shutil.rmtree(folder)


def remove_link(folder: Path, file: Path) -> None:
    [link] = [each for each in folder.iterdir() if each.is_symlink()]
    link.unlink()


def file_in_place_of_the_link(folder: Path, file: Path) -> None:
    [link] = [each for each in folder.iterdir() if each.is_symlink()]
    content = file.read_bytes()
    link.unlink()
    link.write_bytes(content)


def remove_file(folder: Path, file: Path) -> None:
    file.unlink()


def remove_file_and_those_beside(folder: Path, file: Path) -> None:
    for each in folder.glob(f"{file.name}*"):
        each.unlink()


def remove_wal(folder: Path, file: Path) -> None:
    Path(f"{file}-wal").unlink(missing_ok=True)


def remove_shm(folder: Path, file: Path) -> None:
    Path(f"{file}-shm").unlink(missing_ok=True)


def truncate(folder: Path, file: Path) -> None:
    os.truncate(file, 0)


def cut(folder: Path, file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def cut_within_a_page(folder: Path, file: Path) -> None:
    os.truncate(file, file.stat().st_size // 3 + 77)


def text_over_it(folder: Path, file: Path) -> None:
    file.write_text("This is a shopping list: milk, bread, eggs.\n" * 100)


def text_in_its_place(folder: Path, file: Path) -> None:
    file.unlink()
    file.write_text("This is a shopping list: milk, bread, eggs.\n" * 100)


def folder_in_its_place(folder: Path, file: Path) -> None:
    file.unlink()
    file.mkdir()


def nothing_in_its_place(folder: Path, file: Path) -> None:
    file.unlink()
    file.touch()


def database_of_another_log(folder: Path, file: Path) -> None:
    put_in_its_place(file, _database_of(DeskWithoutPages(), folder))


def database_of_another_log_that_is_longer(folder: Path, file: Path) -> None:
    put_in_its_place(file, _database_of(desk_at_work(), folder))


def database_of_another_log_beside_its_own_wal(folder: Path, file: Path) -> None:
    """What the -wal says of how far the rows are is true of the log, and the rows are others."""
    _database_of(DeskWithoutPages(), folder).replace(file)


def database_of_something_else(folder: Path, file: Path) -> None:
    other = folder / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE progress (percent INTEGER)")
        connection.execute("INSERT INTO progress VALUES (7)")
        connection.commit()
    put_in_its_place(file, other)


def table_is_missing(folder: Path, file: Path) -> None:
    by_hand(file, "DROP TABLE operatives")


def progress_is_missing(folder: Path, file: Path) -> None:
    by_hand(file, "DELETE FROM progress")


def progress_is_nonsense(folder: Path, file: Path) -> None:
    by_hand(file, "UPDATE progress SET position = 'much', hash = x'ff'")


def column_is_missing(folder: Path, file: Path) -> None:
    by_hand(file, "ALTER TABLE operatives DROP COLUMN forename")


def row_is_nonsense(folder: Path, file: Path) -> None:
    by_hand(file, "UPDATE operatives SET hired_at = 'soon'")


def text_is_no_text(folder: Path, file: Path) -> None:
    by_hand(file, "UPDATE operatives SET forename = CAST(x'ff' AS TEXT)")


def text_of_a_table_is_no_text(folder: Path, file: Path) -> None:
    """Of this, SQLite's own message cannot be read."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = CAST(x'4352454154452054ff' AS TEXT) "
            "WHERE name = 'operatives'"
        )
        connection.commit()


DAMAGES: list[Damage] = [
    remove_folder,
    remove_link,
    file_in_place_of_the_link,
    remove_file,
    remove_file_and_those_beside,
    remove_wal,
    remove_shm,
    truncate,
    cut,
    cut_within_a_page,
    text_over_it,
    text_in_its_place,
    folder_in_its_place,
    nothing_in_its_place,
    database_of_another_log,
    database_of_another_log_that_is_longer,
    database_of_another_log_beside_its_own_wal,
    database_of_something_else,
    table_is_missing,
    progress_is_missing,
    progress_is_nonsense,
    column_is_missing,
    row_is_nonsense,
    text_is_no_text,
    text_of_a_table_is_no_text,
]


def by_hand(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def _database_of(desk: DeskWithoutPages, folder: Path) -> Path:
    """The database of that desk, another one, at which Carys and Dora are hired as well."""
    for command in (HIRE_CARYS, HIRE_DORA):
        desk.run(command)
    place = Place(folder.parent / "of another desk")
    with closing(ReadSide(desk.log, place)) as read_side:
        names(read_side)
    file = place.current()
    assert file
    return file


def put_in_its_place(file: Path, other: Path) -> None:
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    shutil.copy(other, file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "projections"


def current(place: Place) -> Path:
    file = place.current()
    assert file
    return file


@pytest.mark.parametrize("is_served", [True, False], ids=["while served", "before a start"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_files_that_are_not_what_they_were_are_made_again(
    folder: Path, damage: Damage, *, is_served: bool
) -> None:
    desk = desk_at_work()
    place = Place(folder)
    read_side = ReadSide(desk.log, place)
    with ExitStack() as stack:
        assert names(read_side) == ["Ann Marsh", "Ben Okoro"]
        desk.run(HIRE_CARYS)
        assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]
        with read_side.reading(as_of=1):
            pass
        if not is_served:
            read_side.close()
        damage(folder, current(place))
        if not is_served:
            read_side = ReadSide(desk.log, Place(folder))
        stack.callback(read_side.close)
        expected = ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]
        with ExitStack() as at_once:
            for _ in range(3):
                try:
                    models = at_once.enter_context(read_side.reading(as_of=desk.log.head()))
                    assert [row.name for row in models.operatives] == expected
                except ReadSideAway:
                    continue
        desk.run(HIRE_DORA)
        expected = ["Carys Lloyd", "Ann Marsh", "Ben Okoro", "Dora Pugh"]
        # It may be that nothing can be read just now, once; then it is right.
        with suppress(ReadSideAway):
            assert names(read_side) == expected
        assert names(read_side) == expected
        with read_side.reading() as models:
            assert answers(models) == answers(caught_up(desk.log))
        with read_side.reading(as_of=1) as models:
            assert [row.name for row in models.operatives] == ["Ann Marsh"]


@pytest.mark.parametrize("remove", [remove_wal, remove_shm])
def test_one_that_has_lost_what_sqlite_keeps_beside_it_is_not_used_any_longer(
    folder: Path, remove: Damage
) -> None:
    desk = desk_at_work()
    place = Place(folder)
    with closing(ReadSide(desk.log, place)) as read_side:
        names(read_side)
        before = current(place)
        remove(folder, before)
        assert names(read_side) == ["Ann Marsh", "Ben Okoro"]
        assert current(place) != before


def test_what_turns_out_to_be_damaged_while_events_are_taken_in_is_made_again_for_that_page(
    folder: Path,
) -> None:
    desk = desk_at_work()
    place = Place(folder)
    with closing(ReadSide(desk.log, place)) as read_side:
        names(read_side)
        by_hand(current(place), "DROP TABLE event_keys")
        desk.run(HIRE_CARYS)
        assert names(read_side) == ["Carys Lloyd", "Ann Marsh", "Ben Okoro"]
