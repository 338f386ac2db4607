from collections.abc import Iterator
from pathlib import Path

import pytest

from app.event_store.log import EventLog
from tests.event_store.stores import STORES, new_log


@pytest.fixture(params=STORES)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    with new_log(request.param, tmp_path) as log:
        yield log
