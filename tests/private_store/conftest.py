from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.address import StoreAddress
from app.event_store.stores import open_private_store
from app.private_store.store import PrivateStore
from tests.event_store.stores import STORES


@pytest.fixture(params=STORES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreAddress]:
    with STORES[request.param](tmp_path) as address:
        yield address


@pytest.fixture
def store(address: StoreAddress) -> Iterator[PrivateStore]:
    store = open_private_store(address)
    yield store
    store.close()
