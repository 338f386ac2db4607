"""The disk of what the pages are read from is full, or lets nobody write, while that of the log is
well: pages are right or say so, what was sent is carried out once, and the rest mends itself."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.event_store.address import SqliteStore
from app.event_store.stores import open_log, prepare
from tests.processes.load import types_in
from tests.processes.replayed import check_pages
from tests.processes.running import DidNotStart, RunningDesk
from tests.processes.test_read_side_kept import says_so
from tests.processes.visiting import HIRING, Answer, Form, Visitor, read_at_once

SIZE = "2m"
"""Of the small disk: the files of an empty desk take a third of it."""
A_PAGE = 4096


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteStore:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    return store


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _may("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder):
        pytest.skip("nobody but root may mount a disk, and not everywhere")
    try:
        yield folder
    finally:
        _may("umount", "--lazy", folder)


def _may(*command: str | Path) -> bool:
    """Whether the system does this for us."""
    try:
        return not subprocess.run(command, capture_output=True, check=False).returncode
    except FileNotFoundError:
        return False


def _file(folder: Path) -> Path:
    [file] = [each for each in folder.glob("*.db") if not each.is_symlink()]
    return file


def _fill(disk: Path) -> Path:
    """Leave no room there. Returns what takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * A_PAGE)
        except OSError:
            return filler


@pytest.mark.timeout(60)
@pytest.mark.parametrize("workers", ["1", "2"])
def test_without_room_pages_say_so_and_are_right_as_soon_as_there_is_some(
    sqlite: SqliteStore, disk: Path, workers: str
) -> None:
    with (
        RunningDesk(sqlite, FIRSTLINE_PROJECTIONS=str(disk), FIRSTLINE_WORKERS=workers) as desk,
        Visitor(desk) as visitor,
    ):
        visitor.hire("Ann")
        forms = [_hiring(visitor, name) for name in ("Ben", "Carys", "Dev", "Ewa", "Femi")]
        with closing(sqlite3.connect(_file(disk))) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        filler = _fill(disk)
        sent = [(form, visitor.send(form)) for form in forms]
        for form, answer in sent:
            assert _is_kept(answer, form)
        assert says_so(visitor.open(HIRING))
        assert visitor.open("/health").status == 503
        assert read_at_once(desk) == {503}
        assert " 500, " not in desk.complaints

        filler.unlink()
        assert read_at_once(desk) == {200}
        for form, _ in sent:
            assert visitor.send(form).status == 303
        _check_hired(sqlite, visitor, 6)


@pytest.mark.timeout(60)
def test_without_room_for_a_new_one_the_desk_says_so_and_makes_it_when_there_is(
    sqlite: SqliteStore, disk: Path
) -> None:
    with (
        RunningDesk(sqlite, FIRSTLINE_PROJECTIONS=str(disk)) as desk,
        Visitor(desk) as visitor,
    ):
        visitor.hire("Ann")
        spoilt = _file(disk)
        Path(f"{spoilt}-wal").unlink()
        filler = _fill(disk)
        for _ in range(3):
            assert says_so(visitor.open(HIRING))
        assert _file(disk) == spoilt, "nothing is left of what could not be made"
        filler.unlink()
        _check_hired(sqlite, visitor, 1)


@pytest.mark.timeout(60)
def test_a_desk_that_finds_no_room_does_not_start_and_says_why(
    sqlite: SqliteStore, disk: Path
) -> None:
    filler = _fill(disk)
    with (
        pytest.raises(DidNotStart, match="What the pages are read from cannot be kept"),
        RunningDesk(sqlite, FIRSTLINE_PROJECTIONS=str(disk)),
    ):
        pass
    filler.unlink()
    with RunningDesk(sqlite, FIRSTLINE_PROJECTIONS=str(disk)) as desk, Visitor(desk) as visitor:
        visitor.hire("Ann")
        _check_hired(sqlite, visitor, 1)


@pytest.mark.timeout(60)
def test_what_could_only_be_read_at_the_start_is_written_to_as_soon_as_it_may_be(
    sqlite: SqliteStore, disk: Path
) -> None:
    settings = {"FIRSTLINE_PROJECTIONS": str(disk)}
    with RunningDesk(sqlite, **settings) as desk, Visitor(desk) as visitor:
        visitor.hire("Ann")
        assert "Ann" in visitor.open(HIRING).text
        desk.kill()
    assert _may("mount", "-o", "remount,ro", disk)
    with RunningDesk(sqlite, **settings) as desk, Visitor(desk) as visitor:
        form = _hiring(visitor, "Ben")
        answer = visitor.send(form)
        assert answer.status == 303 or _is_kept(answer, form)
        assert says_so(visitor.open(HIRING))
        assert read_at_once(desk) == {503}
        assert _may("mount", "-o", "remount,rw", disk)
        assert read_at_once(desk) == {200}
        assert visitor.send(form).status == 303
        _check_hired(sqlite, visitor, 2)


@pytest.mark.timeout(60)
def test_a_file_that_nobody_may_change_for_a_while_is_changed_again(sqlite: SqliteStore) -> None:
    folder = sqlite.path.with_name("projections")
    with (
        RunningDesk(sqlite, FIRSTLINE_PROJECTIONS=str(folder)) as desk,
        Visitor(desk) as visitor,
    ):
        visitor.hire("Ann")
        file = _file(folder)
        if not _may("chattr", "+i", file):
            pytest.skip("this disk knows no files that nobody may change")
        try:
            assert read_at_once(desk) <= {200, 503}
            form = visitor.open(HIRING).form(HIRING).fill(forename="Ben", surname="Marsh")
            answer = visitor.send(form)
            assert answer.status == 303 or _is_kept(answer, form)
            assert read_at_once(desk) <= {200, 503}
        finally:
            _may("chattr", "-i", file)
        assert read_at_once(desk) == {200}
        assert visitor.send(form).status == 303
        _check_hired(sqlite, visitor, 2)


def _hiring(visitor: Visitor, forename: str) -> Form:
    return visitor.open(HIRING).form(HIRING).fill(forename=forename, surname="Marsh")


def _is_kept(answer: Answer, form: Form) -> bool:
    return says_so(answer) and answer.offers_again(form)


def _check_hired(store: SqliteStore, visitor: Visitor, count: int) -> None:
    with closing(open_log(store)) as log:
        assert types_in(log) == ["OperativeHired"] * count
        check_pages(log, visitor)
