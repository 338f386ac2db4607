"""Gives commands as they would have been given in the past, by whose job it is."""

from datetime import datetime

from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.outcome import Receipt
from app.commands.unit_of_work import PROMISES
from app.commands.user import RegisterUser
from app.domain.access import THE_DESK
from app.domain.promise import Promises
from app.domain.role import READY_MADE
from app.event_store.log import EventLog

STAFF = {
    "Administration": "Omar Haddad",
    "Response": "Rosa Lind",
    "Control": "Cleo Park",
    "Management": "Maya Stone",
}
"""Who does what besides the operatives, by the names of the ready-made roles."""


class _Builder(CommandBuilder):
    """Remembers the versions: to read them again for each command takes a fifth of the time."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._versions: dict[str, int] = {}

    def version(self, aggregate_id: str) -> int:
        return self._versions[aggregate_id]

    def take_in(self, receipt: Receipt) -> None:
        self._versions |= {each.aggregate_id: each.version for each in receipt.events}


class DemoDesk:
    def __init__(self, log: EventLog, promises: Promises = PROMISES) -> None:
        self.build = _Builder(log)
        self._moment: datetime | None = None
        self._bus = CommandBus(log, clock=self._clock, promises=promises)

    def give(self, moment: datetime, command: Command, page: str, who: str = "") -> Receipt:
        """`who` is a user's id; nobody in particular, where it is empty. Raises Refused."""
        self._moment = moment
        origin = Origin(who=who or THE_DESK, source=page, command_id=new_id("command"))
        receipt = self._bus.run(command, origin)
        self.build.take_in(receipt)
        return receipt

    def make_roles(self, moment: datetime) -> None:
        for role_id in READY_MADE:
            self.give(moment, self.build.make_ready_role(role_id), "/administration/permissions")

    def register(
        self, moment: datetime, role: str, full_name: str, operative_id: str = "", who: str = ""
    ) -> str:
        """A user with a ready-made role, who is hired as the operative, if an id is given. Returns
        the user's id."""
        command = RegisterUser(
            user_id=new_id("user"),
            full_name=full_name,
            sign_in_name=full_name.lower().replace(" ", ".").replace("'", ""),
            role_ids=tuple(id for id, terms in READY_MADE.items() if terms.name == role),
            operative_id=operative_id or None,
            hires=bool(operative_id),
            is_made_up=True,
        )
        self.give(moment, command, "/administration/people", who)
        return command.user_id

    def _clock(self) -> datetime:
        if self._moment is None:
            raise ValueError("Nothing has been given yet")
        return self._moment
