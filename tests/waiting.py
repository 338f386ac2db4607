"""How long tests wait, and for what."""

import time
from collections.abc import Callable

PATIENCE = 30
"""In seconds: how long to wait for what should not take long, on a machine that has much to do."""


def until(is_so: Callable[[], bool], what: str) -> None:
    """Wait until it is so. Fails, naming what was waited for, when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.005)
