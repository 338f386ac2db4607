"""All that the web uses of the rest of the desk."""

import msgspec
from flask import current_app

from app.commands.bus import Clock, CommandBus
from app.event_store.log import EventLog
from app.private_store.store import PrivateStore
from app.read_models.read_side import ReadSide
from app.settings import Settings
from app.web.recent_head import RecentHead


class Services(msgspec.Struct, frozen=True):
    """All that views use of the rest of the desk, put together once by `create_app`."""

    settings: Settings
    clock: Clock
    log: EventLog
    bus: CommandBus
    read_side: ReadSide
    private: PrivateStore
    recent_head: RecentHead

    def clock_now(self) -> str:
        """What the desk's clock shows, to the second."""
        return f"{self.clock().astimezone(self.settings.timezone):%H:%M:%S}"


def desk() -> Services:
    """The desk that serves this request."""
    served: Services = current_app.extensions["firstline"]
    return served
