from collections.abc import Iterator

import pytest

from app.private_store import passwords
from tests.web.desk import Desk, desk_at_every_stage, staffed_desk
from tests.web.visitor import Visitor


@pytest.fixture
def empty_desk() -> Iterator[Desk]:
    """Nobody, nowhere, nothing."""
    desk = Desk()
    yield desk
    desk.log.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Ann Marsh and Ben Okafor; Elm House in Leeds and 31 Queen Square in Bristol."""
    desk = staffed_desk()
    yield desk
    desk.log.close()


@pytest.fixture
def busy_desk() -> Iterator[Desk]:
    """A Work at every stage; see desk_at_every_stage."""
    desk = desk_at_every_stage()
    yield desk
    desk.log.close()


@pytest.fixture(scope="module")
def unchanged_desk() -> Iterator[Desk]:
    """A Work at every stage, on one desk for all tests of a file that only look at it, or are
    refused."""
    desk = desk_at_every_stage()
    before = desk.head, desk.clock.now
    yield desk
    assert (desk.head, desk.clock.now) == before, "it is for tests that change nothing"
    desk.log.close()


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    return desk.visitor()


@pytest.fixture
def second_visitor(desk: Desk) -> Visitor:
    return desk.visitor()


@pytest.fixture(autouse=True)
def _hashes_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as ever, with parameters that cost next to nothing: what they cost in
    earnest is tested where hashes are."""
    monkeypatch.setattr(passwords, "MEMORY", 128)
    monkeypatch.setattr(passwords, "ITERATIONS", 1)
