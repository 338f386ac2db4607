"""Names in exports, imports and backups: sealed, with their keys only where these are asked for."""

from pathlib import Path

import pytest

from app.commands.operative import EraseOperative
from app.domain.operative import OperativeHired
from app.domain.personal import ERASED
from tests.cli.command import SEALED, done, refused, run
from tests.cli.logs import address_of, hire, new_store, opened
from tests.commands.desk import DeskWithoutPages


@pytest.fixture
def hired(tmp_path: Path) -> str:
    """A log in which Ann and Ben are hired."""
    store = new_store(tmp_path / "hired.db")
    with opened(store) as log:
        for forename in ("Ann", "Ben"):
            hire(log, forename)
    return store


def erase_ann(store: str) -> None:
    with opened(store) as log:
        [ann, _] = log.records(after=0, limit=2)
        DeskWithoutPages(log).run(EraseOperative(operative_id=ann.aggregate_id))


def names_in(store: str) -> list[str]:
    with opened(store) as log:
        read = [each.event for each in log.read(after=0, limit=100)]
    return [event.forename for event in read if isinstance(event, OperativeHired)]


def exported(store: str, file: Path, *options: str) -> Path:
    done(run(store, "export", file, *options))
    return file


def imported(file: Path, folder: Path) -> str:
    store = new_store(folder / "imported.db")
    run(store, "import", file)
    assert done(run(store, "verify")).startswith(("2 events, unbroken", "3 events, unbroken"))
    return store


def test_an_export_has_names_sealed(hired: str, tmp_path: Path) -> None:
    file = exported(hired, tmp_path / "log.jsonl")

    assert b"Webb" not in file.read_bytes()
    assert b"key_of" not in file.read_bytes()
    assert names_in(imported(file, tmp_path)) == [ERASED, ERASED]


def test_an_import_says_which_names_it_cannot_read(hired: str, tmp_path: Path) -> None:
    file = exported(hired, tmp_path / "log.jsonl")

    said = run(new_store(tmp_path / "imported.db"), "import", file).stderr

    assert said.splitlines()[-1].startswith(f"{SEALED}: 2. ")


def test_an_import_finds_the_keys_that_are_in_the_private_store(hired: str, tmp_path: Path) -> None:
    """As when the log was lost, and not what was beside it."""
    file = exported(hired, tmp_path / "log.jsonl")
    store = new_store(tmp_path / "imported.db")
    (tmp_path / "hired.db.private").replace(tmp_path / "imported.db.private")

    said = run(store, "import", file).stderr

    assert "sealed" not in said
    assert names_in(store) == ["Ann", "Ben"]


def test_a_key_that_opens_nothing_is_none(hired: str, tmp_path: Path) -> None:
    file = exported(hired, tmp_path / "log.jsonl", "--with-personal-data")
    *events, ann, ben = file.read_bytes().splitlines(True)
    id_of_ann, id_of_ben = (line.split(b'"')[3] for line in (ann, ben))
    swapped = [ann.replace(id_of_ann, id_of_ben), ben.replace(id_of_ben, id_of_ann)]
    file.write_bytes(b"".join([*events, *swapped]))

    said = run(new_store(tmp_path / "imported.db"), "import", file).stderr

    assert said.splitlines()[-1].startswith(f"{SEALED}: 2. ")


def test_an_export_with_personal_data_has_the_keys_and_still_no_names(
    hired: str, tmp_path: Path
) -> None:
    file = exported(hired, tmp_path / "log.jsonl", "--with-personal-data")

    assert b"Webb" not in file.read_bytes()
    assert file.read_bytes().count(b'{"key_of":"operative-') == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert names_in(imported(file, tmp_path)) == ["Ann", "Ben"]


def test_an_export_never_has_the_key_of_somebody_who_is_erased(hired: str, tmp_path: Path) -> None:
    before = exported(hired, tmp_path / "before.jsonl", "--with-personal-data")
    erase_ann(hired)
    file = exported(hired, tmp_path / "log.jsonl", "--with-personal-data")
    assert file.read_bytes().count(b'{"key_of":') == 1

    keys = b"".join(line for line in before.read_bytes().splitlines(True) if b"key_of" in line)
    file.write_bytes(file.read_bytes() + keys)

    assert names_in(imported(file, tmp_path)) == [ERASED, "Ben"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"key_of":"operative-ann","key":"c2hvcnQ="}', "Line 3 is not a key to personal data."),
        (b'{"key_of":7}', "Line 3 is not a key to personal data."),
    ],
)
def test_what_is_no_key_is_refused(hired: str, tmp_path: Path, line: bytes, reason: str) -> None:
    file = exported(hired, tmp_path / "log.jsonl")
    file.write_bytes(file.read_bytes() + line + b"\n")

    said = refused(run(new_store(tmp_path / "imported.db"), "import", file))

    assert said == f"{reason} Nothing has been imported."


def test_an_event_after_a_key_is_refused(hired: str, tmp_path: Path) -> None:
    file = exported(hired, tmp_path / "log.jsonl", "--with-personal-data")
    lines = file.read_bytes().splitlines(True)
    file.write_bytes(b"".join([lines[0], lines[2], lines[1], lines[3]]))

    said = refused(run(new_store(tmp_path / "imported.db"), "import", file))

    assert said.startswith("Line 3 stands after a key: ")


def test_a_backup_has_the_keys_beside_it(hired: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    done(run(hired, "backup", copy))

    assert names_in(address_of(copy)) == ["Ann", "Ben"]
    assert b"Webb" not in copy.read_bytes()


def test_a_backup_without_its_keys_can_be_verified_and_looked_at(
    hired: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    done(run(hired, "backup", copy))
    (tmp_path / "copy.db.private").unlink()

    assert done(run(address_of(copy), "verify")).startswith("2 events, unbroken")
    assert '"sealed":"' in done(run(address_of(copy), "events"))


def test_a_backup_that_is_put_back_is_rid_of_the_keys_that_were_thrown_away(
    hired: str, tmp_path: Path
) -> None:
    """Of the two files only the private one is put back: the log still says who was erased."""
    done(run(hired, "backup", tmp_path / "copy.db"))
    erase_ann(hired)
    (tmp_path / "copy.db.private").replace(tmp_path / "hired.db.private")

    with opened(hired) as log:
        log.finish_erasures()

    assert names_in(hired) == [ERASED, "Ben"]
