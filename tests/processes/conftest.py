from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.address import PostgresqlStore, StoreAddress
from tests.event_store.stores import STORES


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreAddress]:
    """A store that several processes can share, prepared and empty."""
    with STORES[request.param](tmp_path) as address:
        yield address


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[PostgresqlStore]:
    with STORES["postgresql"](tmp_path) as address:
        assert isinstance(address, PostgresqlStore)
        yield address
