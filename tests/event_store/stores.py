"""The event logs that the tests run over: a new, empty one for each test."""

from collections.abc import Callable
from pathlib import Path

from app.event_store.eventsourcing_log import memory_log
from app.event_store.log import EventLog


def memory(_: Path) -> EventLog:
    return memory_log()


STORES: dict[str, Callable[[Path], EventLog]] = {"memory": memory}
"""How each is opened, given a folder of the test's own."""
