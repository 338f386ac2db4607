"""`firstline init-db`: the place for a log, made once, whoever asks for it and however often."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from app.event_store.address import store_address
from tests.cli.command import done, run
from tests.cli.logs import address_of, head_of, hire, opened, records_of
from tests.postgresql import new_database
from tests.processes.running import firstline

PREPARED = "The database is prepared.\n"
PREPARED_ALREADY = "The database was prepared already.\n"


def test_init_db_makes_two_files_and_nothing_else(tmp_path: Path) -> None:
    store = address_of(tmp_path / "desk.db")

    assert done(run(store, "init-db")) == PREPARED

    assert head_of(store) == 0
    # But for what SQLite keeps beside a file that has been looked into.
    made = {each.name for each in tmp_path.iterdir() if ".db-" not in each.name}
    assert made == {"desk.db", "desk.db.private"}


def test_what_it_has_made_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    run(address_of(tmp_path / "desk.db"), "init-db")

    assert (tmp_path / "desk.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "desk.db.private").stat().st_mode & 0o777 == 0o600


def test_what_it_has_made_can_be_written_to(tmp_path: Path) -> None:
    store = address_of(tmp_path / "desk.db")
    run(store, "init-db")

    with opened(store) as log:
        hire(log)

    assert head_of(store) == 1


def test_a_second_time_it_leaves_everything_as_it_is(file: Path, store: str) -> None:
    before = records_of(store)

    assert done(run(store, "init-db")) == PREPARED_ALREADY

    assert records_of(store) == before
    assert len(before) == 42


def test_a_name_with_signs_that_mean_something_in_addresses_is_only_a_name(tmp_path: Path) -> None:
    store = address_of(tmp_path / "a desk?mode=ro#50%41.db")

    assert done(run(store, "init-db")) == PREPARED

    assert (tmp_path / "a desk?mode=ro#50%41.db").is_file()
    assert done(run(store, "init-db")) == PREPARED_ALREADY


def test_a_relative_name_is_a_file_in_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert done(run("sqlite:///desk.db", "init-db")) == PREPARED

    assert (tmp_path / "desk.db").is_file()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_several_at_once_one_makes_it_and_all_are_content(tmp_path: Path, kind: str) -> None:
    store = new_database() if kind == "postgresql" else address_of(tmp_path / "desk.db")

    with ThreadPoolExecutor(3) as machines:
        prepare = partial(firstline, store_address(store), "init-db")
        said = [each.result() for each in [machines.submit(prepare) for _ in range(3)]]

    assert sorted(said) == [PREPARED, *[PREPARED_ALREADY] * 2]
    with opened(store) as log:
        hire(log)
        assert log.head() == 1


def test_init_db_prepares_a_postgresql_database_once() -> None:
    store = new_database()

    assert done(run(store, "init-db")) == PREPARED
    with opened(store) as log:
        hire(log)
    assert done(run(store, "init-db")) == PREPARED_ALREADY

    assert head_of(store) == 1
