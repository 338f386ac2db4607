from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.log import EventLog
from tests.event_store.stores import STORES


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    log = STORES[request.param](tmp_path)
    yield log
    log.close()
