"""A desk whose private store can be read, and for a while not written to."""

from collections.abc import Collection
from typing import Any

from app.event_store.memory import memory_log
from app.private_store.keys import Keys
from app.private_store.store import PrivateStore
from app.store_errors import Unavailable
from tests.commands.desk import DeskWithoutPages, desk_at_work


class CountedKeys(Keys):
    """How often keys are asked for."""

    questions = 0

    def of(self, aggregate_ids: Collection[str]) -> dict[str, bytes]:
        self.questions += 1
        found: dict[str, bytes] = super().of(aggregate_ids)
        return found


class CountingRecorder:
    """A recorder that counts what it is asked for."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        self.questions = 0

    def __getattr__(self, name: str) -> Any:
        self.questions += 1
        return getattr(self._recorder, name)


class StickingStore(PrivateStore):
    """Nothing can be thrown away for a while."""

    sticks = False

    def throw_away(self, ids: Collection[str]) -> None:
        if self.sticks and ids:
            raise Unavailable("The private store is locked")
        super().throw_away(ids)


def desk_whose_keys_stick() -> tuple[DeskWithoutPages, StickingStore]:
    """Somebody else has the private store locked."""
    private = StickingStore()
    desk = desk_at_work(memory_log(private))
    private.sticks = True
    return desk, private
