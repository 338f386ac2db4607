"""A desk whose private store can be read, and for a while not written to."""

from collections.abc import Collection

from app.event_store.memory import memory_log
from app.private_store.keys import Keys
from app.private_store.store import PrivateStore
from app.store_errors import Unavailable
from tests.commands.desk import DeskWithoutPages, desk_at_work


class KeysThatStick(Keys):
    """Keys that may not be thrown away for a while; and how often any were asked for."""

    stick = False
    questions = 0

    def of(self, aggregate_ids: Collection[str]) -> dict[str, bytes]:
        self.questions += 1
        found: dict[str, bytes] = super().of(aggregate_ids)
        return found

    def throw_away(self, aggregate_ids: Collection[str]) -> None:
        if self.stick:
            raise Unavailable("The private store is locked")
        super().throw_away(aggregate_ids)


def desk_whose_keys_stick() -> tuple[DeskWithoutPages, KeysThatStick]:
    """Somebody else has their table locked."""
    keys = KeysThatStick(PrivateStore()._database)
    desk = desk_at_work(memory_log(keys))
    keys.stick = True
    return desk, keys
