"""Files that appear whole or not at all, never in the place of another, for their owner only."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import NoReturn

import pytest

from app.new_file import new_file, unfinished_files


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_there_at_the_end_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    with new_file(path) as unfinished:
        unfinished.write_bytes(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert names_in(tmp_path) == ["export.jsonl"]


def test_a_new_file_is_written_beside_where_it_will_be(tmp_path: Path) -> None:
    """So that it is on the same disk, and out of the way of whoever lists the folder."""
    with new_file(tmp_path / "export.jsonl") as unfinished:
        unfinished.touch()
        assert unfinished.name == "export.jsonl"
        assert unfinished.parent.parent == tmp_path
        [beside] = names_in(tmp_path)
        assert beside.startswith(".export.jsonl-")


def test_a_new_file_may_be_named_from_the_folder_one_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with new_file(Path("export.jsonl")) as unfinished:
        unfinished.write_bytes(b"whole")
    assert (tmp_path / "export.jsonl").read_bytes() == b"whole"


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with new_file(tmp_path / "export.jsonl") as unfinished:
        unfinished.touch(mode=0o666)
        assert unfinished.parent.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "export.jsonl").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_when_the_writing_fails(tmp_path: Path) -> None:
    def fail_half_way() -> NoReturn:
        with new_file(tmp_path / "export.jsonl") as unfinished:
            unfinished.write_bytes(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert names_in(tmp_path) == []


def test_what_is_not_finished_is_found_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "export[1].jsonl"
    with new_file(path) as unfinished, new_file(tmp_path / "export[1].jsonl-2") as another:
        unfinished.touch()
        another.touch()
        assert unfinished_files(path) == [unfinished]
    assert unfinished_files(path) == []


def test_nothing_is_left_when_nothing_was_written(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), new_file(tmp_path / "export.jsonl"):
        pass
    assert names_in(tmp_path) == []


def lose_a_race_for(path: Path) -> None:
    with new_file(path) as unfinished:
        unfinished.write_bytes(b"mine")
        path.write_bytes(b"another")


class TestAnother:
    def test_that_is_there_before_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "export.jsonl"
        path.write_bytes(b"another")
        with pytest.raises(FileExistsError), new_file(path):
            pytest.fail("There is nothing to write to.")
        assert path.read_bytes() == b"another"
        assert names_in(tmp_path) == ["export.jsonl"]

    def test_that_comes_in_between_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "export.jsonl"
        with pytest.raises(FileExistsError):
            lose_a_race_for(path)
        assert path.read_bytes() == b"another"
        assert names_in(tmp_path) == ["export.jsonl"]

    def test_may_be_a_folder(self, tmp_path: Path) -> None:
        path = tmp_path / "export.jsonl"
        path.mkdir()
        with pytest.raises(FileExistsError), new_file(path):
            pytest.fail("There is nothing to write to.")

    def test_may_be_a_link_that_leads_nowhere(self, tmp_path: Path) -> None:
        path = tmp_path / "export.jsonl"
        path.symlink_to(tmp_path / "nowhere")
        with pytest.raises(FileExistsError), new_file(path) as unfinished:
            unfinished.touch()
        assert names_in(tmp_path) == ["export.jsonl"]


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "export.jsonl"
    with pytest.raises(FileNotFoundError), new_file(path):
        pytest.fail("There is nowhere to write to.")
    assert names_in(tmp_path) == []


def test_of_many_at_once_exactly_one_makes_it(tmp_path: Path) -> None:
    writers = 8
    start = Barrier(writers)

    def write(round: int, writer: int) -> bool:
        start.wait()
        try:
            with new_file(tmp_path / f"{round}") as unfinished:
                unfinished.write_text(f"{writer}" * 10_000)
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(writers) as pool:
        for round in range(5):
            made = list(pool.map(write, [round] * writers, range(writers)))
            assert made.count(True) == 1
            assert (tmp_path / f"{round}").read_text() == f"{made.index(True)}" * 10_000
    assert names_in(tmp_path) == ["0", "1", "2", "3", "4"]


class TestOnADiskWithoutLinks:
    """Such as a memory stick has; there is none here, so that the system is made to say so."""

    @pytest.fixture(autouse=True)
    def no_links(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> NoReturn:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)

    def test_it_appears_all_the_same(self, tmp_path: Path) -> None:
        with new_file(tmp_path / "export.jsonl") as unfinished:
            unfinished.write_bytes(b"whole")
        assert (tmp_path / "export.jsonl").read_bytes() == b"whole"
        assert names_in(tmp_path) == ["export.jsonl"]

    def test_another_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "export.jsonl"
        with pytest.raises(FileExistsError):
            lose_a_race_for(path)
        assert path.read_bytes() == b"another"
