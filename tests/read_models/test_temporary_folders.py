"""Temporary folders hold names of people: none of them stays when its process is gone."""

import os
import signal
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.read_models.place import Place
from app.read_models.read_side import ReadSide
from tests.commands.desk import desk_at_work
from tests.read_models.test_read_side import names
from tests.waiting import until


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def forked(does: Callable[[], object]) -> int:
    """The id of a process that has done that and stays, until it is killed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            held = does()
            os.write(theirs, b"1")
            signal.pause()
            del held
        finally:
            os._exit(1)
    os.close(theirs)
    assert os.read(ours, 1) == b"1"
    os.close(ours)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def serve() -> ReadSide:
    """A read side with its files, in the folder that it has made for them."""
    read_side = ReadSide(desk_at_work().log, Place())
    assert len(names(read_side)) == 2
    return read_side


def test_the_folder_of_a_process_that_was_killed_is_removed_by_the_next(temporary: Path) -> None:
    kept: list[ReadSide] = []
    child = forked(lambda: kept.append(serve()))
    [folder] = temporary.iterdir()
    with closing(Place()) as place:
        assert {*temporary.iterdir()} == {folder, place.folder}, "its process lives"
        kill(child)
        with closing(Place()) as next_one:
            assert {*temporary.iterdir()} == {place.folder, next_one.folder}
    assert list(temporary.iterdir()) == []


def test_one_that_was_made_before_a_fork_stays_as_long_as_any_of_its_processes(
    temporary: Path, tmp_path: Path
) -> None:
    """As when those that serve live on for a moment, and who has started them was killed."""

    def start_worker() -> ReadSide:
        read_side = serve()
        worker = forked(lambda: read_side)
        (tmp_path / "worker").write_text(str(worker))
        return read_side

    kill(forked(start_worker))
    [folder] = temporary.iterdir()
    Place().close()
    assert folder.exists()
    os.kill(int((tmp_path / "worker").read_text()), signal.SIGKILL)

    def is_removed() -> bool:
        Place().close()
        return not folder.exists()

    until(is_removed, "the folder to be removed")


def test_what_is_not_a_folder_of_the_desk_is_left_alone(temporary: Path) -> None:
    """Or is being made just now, and has no lock yet."""
    elsewhere = temporary / "elsewhere"
    with closing(Place()) as place:
        [lock] = place.folder.iterdir()
    for name in ("firstline-notes", "elsewhere"):
        (temporary / name).mkdir()
        (temporary / name / "notes.txt").touch()
    (elsewhere / lock.name).touch()
    (temporary / "firstline-link").symlink_to(elsewhere)
    (temporary / "firstline-file").touch()
    before = sorted(temporary.rglob("*"))
    Place().close()
    assert sorted(temporary.rglob("*")) == before


def test_what_was_removed_by_half_is_removed_by_the_next(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = forked(serve)
    kill(child)
    [folder] = temporary.iterdir()
    [database] = [each for each in folder.glob("*.db") if not each.is_symlink()]

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("shutil.rmtree", stop)
        with pytest.raises(KeyboardInterrupt):
            Place()
    assert not database.exists()
    Place().close()
    assert not folder.exists()
