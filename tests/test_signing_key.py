"""The key that signs sessions: where it comes from, who may read it, and how long it lasts."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from app import create_app
from app.event_store.address import MemoryStore, PostgresqlStore, SqliteStore, StoreAddress
from app.event_store.stores import open_log, prepare
from app.settings import SettingError, Settings
from app.signing_key import signing_key
from tests.cli.permissions import folder_that_is, without_privileges
from tests.web.desk import staffed_desk
from tests.web.every_form import HIRE
from tests.web.visitor import Submission, Visitor

KEY = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "desk.db")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the key of that store is."""
    return tmp_path / "desk.db.key"


def refusal(store: SqliteStore) -> str:
    with pytest.raises(SettingError) as error:
        signing_key(Settings(store=store))
    return str(error.value)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


# In memory


def test_in_memory_each_desk_has_a_key_of_its_own() -> None:
    keys = {signing_key(Settings(store=MemoryStore())) for _ in range(3)}

    assert len(keys) == 3
    assert all(KEY.fullmatch(key) for key in keys)


# SQLite


def test_with_sqlite_the_key_is_in_a_file_beside_the_log(store: SqliteStore, file: Path) -> None:
    key = signing_key(Settings(store=store))

    assert KEY.fullmatch(key)
    assert [each.name for each in file.parent.iterdir()] == ["desk.db.key"]
    assert file.read_text() == f"{key}\n"


def test_with_sqlite_the_next_start_finds_the_same_key(store: SqliteStore) -> None:
    assert signing_key(Settings(store=store)) == signing_key(Settings(store=store))


def test_logs_beside_each_other_have_keys_of_their_own(tmp_path: Path) -> None:
    first, second = (SqliteStore(tmp_path / name) for name in ("one.db", "two.db"))

    assert signing_key(Settings(store=first)) != signing_key(Settings(store=second))


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o077], ids=oct)
def test_only_its_owner_can_read_the_key_whatever_is_usual_otherwise(
    store: SqliteStore, file: Path, mask: int
) -> None:
    with umask(mask):
        signing_key(Settings(store=store))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_another_process_finds_the_same_key(store: SqliteStore) -> None:
    key = signing_key(Settings(store=store))

    other = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; from app.settings import settings_from; from app.signing_key import "
            "signing_key; print(signing_key(settings_from(os.environ)))",
        ],
        env={
            **os.environ,
            "FIRSTLINE_STORE": f"sqlite:///{store.path}",
            "FIRSTLINE_SECRET_KEY": "",
        },
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert other.stdout.strip() == key


def test_many_that_start_at_once_make_one_key(tmp_path: Path) -> None:
    for number in range(20):
        settings = Settings(store=SqliteStore(tmp_path / f"{number}.db"))
        start = Barrier(8)

        def key(settings: Settings = settings, start: Barrier = start) -> str:
            start.wait()
            return signing_key(settings)

        with ThreadPoolExecutor(8) as many:
            keys = {started.result() for started in [many.submit(key) for _ in range(8)]}

        assert keys == {(tmp_path / f"{number}.db.key").read_text().strip()}
    assert len(list(tmp_path.iterdir())) == 20


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o601], ids=oct)
def test_a_key_that_others_can_get_at_is_refused(store: SqliteStore, file: Path, mode: int) -> None:
    signing_key(Settings(store=store))
    key = file.read_text().strip()
    file.chmod(mode)

    said = refusal(store)

    assert said == (
        f"{file} can be read by others, and signs sessions. Remove it, and a new one is made; or "
        f"trust them, and say: chmod 600 {file}"
    )
    assert key not in said


def test_what_the_refusal_advises_helps(store: SqliteStore, file: Path) -> None:
    key = signing_key(Settings(store=store))
    file.chmod(0o644)
    refusal(store)
    file.chmod(0o600)
    assert signing_key(Settings(store=store)) == key

    file.unlink()
    assert signing_key(Settings(store=store)) != key


@pytest.mark.parametrize("content", [b"", b"\n", b" " * 64, b"k" * 31, b"k" * 31 + b"\n"])
def test_a_file_with_no_key_in_it_is_refused(
    store: SqliteStore, file: Path, content: bytes
) -> None:
    file.touch(mode=0o600)
    file.write_bytes(content)

    assert refusal(store) == f"{file} holds no key. Remove it, and a new one is made."
    assert file.read_bytes() == content


def test_a_key_that_somebody_has_put_there_is_taken(store: SqliteStore, file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text(f"  {'k' * 32}\n\n")

    assert signing_key(Settings(store=store)) == "k" * 32


@pytest.mark.parametrize("content", ["ß" * 64, "🦊" * 64])
def test_a_file_with_something_else_in_it_is_refused(
    store: SqliteStore, file: Path, content: str
) -> None:
    file.touch(mode=0o600)
    file.write_text(content, encoding="utf-8")

    said = refusal(store)

    assert said.startswith(f"Cannot keep the key that signs sessions in {file} (")
    assert content not in said


def test_a_folder_in_its_place_is_refused(store: SqliteStore, file: Path) -> None:
    file.mkdir(mode=0o700)

    assert refusal(store).startswith(f"Cannot keep the key that signs sessions in {file} (")


def test_where_there_is_no_folder_a_key_cannot_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "desk.db"

    said = refusal(SqliteStore(file))

    assert said.startswith(f"Cannot keep the key that signs sessions in {file}.key (")
    assert "No such file or directory" in said


def test_where_nothing_may_be_written_a_key_cannot_be_kept() -> None:
    with folder_that_is(0o555) as folder, without_privileges():
        said = refusal(SqliteStore(folder / "desk.db"))

    assert said.startswith(f"Cannot keep the key that signs sessions in {folder / 'desk.db.key'} (")
    assert "Permission denied" in said


# PostgreSQL


def test_with_postgresql_the_key_has_to_be_set() -> None:
    with pytest.raises(SettingError) as error:
        signing_key(Settings(store=PostgresqlStore("postgresql://ann:hush-hush@db/desk")))

    assert str(error.value) == (
        "With PostgreSQL, FIRSTLINE_SECRET_KEY has to be set, to the same for all that share the "
        "database: to what `openssl rand -hex 32` prints, say."
    )


# The setting


@pytest.mark.parametrize("kind", ["memory", "sqlite", "postgresql"])
def test_the_key_that_is_set_is_taken_before_any_other(
    store: SqliteStore, file: Path, kind: str
) -> None:
    addresses: dict[str, StoreAddress] = {
        "memory": MemoryStore(),
        "sqlite": store,
        "postgresql": PostgresqlStore("postgresql://db/desk"),
    }

    assert signing_key(Settings(store=addresses[kind], secret_key="s" * 40)) == "s" * 40
    assert not file.exists()


def test_a_key_that_is_set_leaves_the_one_in_the_file_alone(store: SqliteStore, file: Path) -> None:
    kept = signing_key(Settings(store=store))

    signing_key(Settings(store=store, secret_key="s" * 40))

    assert signing_key(Settings(store=store)) == kept


# What it is for: a form that was opened before the desk was started again


@contextmanager
def visit(settings: Settings) -> Iterator[Visitor]:
    """A visit to a desk that has just been started."""
    log = open_log(settings.store)
    yield Visitor(create_app(settings, log))
    log.close()


def form_from_before(visitor: Visitor) -> Submission:
    visitor.open("/administration/operatives")
    return visitor.form("Hire").fill(HIRE.typed).submission()


def test_with_sqlite_a_form_outlasts_a_restart(store: SqliteStore) -> None:
    prepare(store)
    settings = Settings(store=store)
    with visit(settings) as yesterday:
        sent = form_from_before(yesterday)
    with visit(settings) as today:
        _carry_cookie(yesterday, today)
        page = today.send(sent)

        assert page.status == 200
        assert page.notices == ["Dora Webb hired"]


def test_with_sqlite_and_another_key_a_form_does_not_outlast_a_restart(
    store: SqliteStore, file: Path
) -> None:
    prepare(store)
    settings = Settings(store=store)
    with visit(settings) as yesterday:
        sent = form_from_before(yesterday)
    file.unlink()
    with visit(settings) as today:
        _carry_cookie(yesterday, today)

        assert today.send(sent).status == 400


@pytest.mark.parametrize(("key", "status"), [("", 400), ("s" * 40, 200)], ids=["none", "the same"])
def test_in_memory_a_key_that_is_set_is_taken(key: str, status: int) -> None:
    settings = Settings(secret_key=key)
    yesterday, today = (staffed_desk(settings).visitor() for _ in range(2))
    sent = form_from_before(yesterday)
    _carry_cookie(yesterday, today)

    assert today.send(sent).status == status


def _carry_cookie(old: Visitor, new: Visitor) -> None:
    cookie = old.client.get_cookie("firstline-8000")
    assert cookie is not None
    new.client.set_cookie("firstline-8000", cookie.value)
