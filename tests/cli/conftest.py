import shutil
from pathlib import Path

import pytest

from app import demo
from app.private_store.sqlite import private_file
from tests.cli.logs import address_of, new_store, opened
from tests.web.desk import MORNING


@pytest.fixture(scope="session")
def played_morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("morning") / "desk.db"
    with opened(new_store(file)) as log:
        demo.play_morning(log, MORNING, has_users=False)
    return file


@pytest.fixture
def file(played_morning: Path, tmp_path: Path) -> Path:
    """An SQLite log of the test's own, with the 42 events of a morning under way."""
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(private_file(played_morning), folder / "desk.db.private")
    return Path(shutil.copy(played_morning, folder / "desk.db"))


@pytest.fixture
def store(file: Path) -> str:
    """The same, as FIRSTLINE_STORE names it."""
    return address_of(file)


@pytest.fixture
def empty_store(tmp_path: Path) -> str:
    """An SQLite log with nothing in it."""
    return new_store(tmp_path / "empty.db")
