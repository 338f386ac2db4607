"""A morning already under way, made by real commands, so that no page is empty at first sight.

Its people and places are made up; the telephone numbers are from the ranges set aside for fiction.
There is somebody in each role, and what they do has their name on it.
"""

from datetime import datetime, timedelta

from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.unit_of_work import PROMISES
from app.commands.visit import VisitCommand
from app.demo.desk import STAFF, DemoDesk
from app.domain.promise import Priority, Promises
from app.domain.work_events import AbandonCode, CloseCause
from app.event_store.log import EventLog


def play_morning(
    log: EventLog, now: datetime, *, has_users: bool = True, promises: Promises = PROMISES
) -> None:
    """Give the commands of a morning that ends now. Without users, nobody in particular does it
    all, as on the desks of before there were any."""
    morning = Morning(log, now, has_users=has_users, promises=promises)
    ann = morning.hire(252, "Ann Marsh")
    ben = morning.hire(251, "Ben Okafor")
    carys = morning.hire(250, "Carys Lloyd")
    elm = morning.acquire(248, "Elm House, 4 Park Row", "Leeds", "LS1 5HD", "0113 496 0182")
    wharf = morning.acquire(246, "12 Canal Wharf", "Manchester", "M1 2WD", "0161 496 0341 ext. 7")
    square = morning.acquire(245, "31 Queen Square", "Bristol", "BS1 4QA", "+44 (0)117 496 0077")

    heating = morning.raise_work(
        232,
        [elm],
        "No heating in the east wing",
        "All radiators cold since six. The boiler shows E119.",
        Priority.URGENT,
    )
    morning.assign(228, heating, ann)
    morning.dispatch(224, heating, ann, minutes=25)
    lift = morning.raise_work(
        205,
        [wharf],
        "Lift stuck between floors 2 and 3",
        "Nobody inside, and the lift beside it runs. Caretaker on site has the keys.",
    )
    morning.assign(201, lift, ben)
    morning.arrive(200, heating, ann)
    morning.dispatch(198, lift, ben, minutes=30)
    door = morning.raise_work(
        180,
        [square],
        "Front door does not lock",
        "The bolt hits the strike plate. Security is standing by until it is mended.",
        Priority.URGENT,
    )
    morning.assign(174, door, carys)
    morning.dispatch(170, door, carys, minutes=30)
    morning.arrive(165, lift, ben, rings_in=True)
    morning.complete(158, heating, ann, "Topped up the pressure and relit; leak on valve sealed.")
    morning.arrive(142, door, carys)
    water = morning.raise_work(
        130,
        [elm],
        "Water through the ceiling of room 12",
        "Bucket in place. It comes faster when the showers above are on.",
        Priority.URGENT,
    )
    morning.abandon(
        120,
        door,
        carys,
        AbandonCode.OTHER_SKILLS,
        "Frame has moved; it needs a joiner with a router.",
    )
    morning.complete(110, lift, ben, "Door sensor on 2 cleaned and aligned; ten runs, no fault.")
    morning.assign(104, water, ben)
    morning.dispatch(98, water, ben, minutes=30)
    morning.assign(96, door, ann)
    readers = morning.raise_work(
        88,
        [elm, wharf],
        "Card readers slow to open doors",
        "Five to ten seconds from card to click, at both places since this morning.",
    )
    morning.arrive(71, water, ben)
    morning.raise_work(
        63,
        [square],
        "Till 3 does not start",
        "Black screen, fan runs. Two other tills are in use.",
    )
    morning.assign(60, readers, ben)
    alarm = morning.raise_work(
        55,
        [square],
        "Alarm sounding in the car park",
        "Caller in unit 3 cannot hear customers on the telephone.",
    )
    morning.close(
        41, alarm, CloseCause.REMEDIED_ITSELF, "Caller rang back: it stopped, a van had set it off."
    )
    morning.raise_work(
        31,
        [elm],
        "Lights out on stair B",
        "All three landings. Day shift can use stair A until five.",
        Priority.URGENT,
    )
    morning.dispatch(14, door, ann, minutes=30)
    morning.raise_work(
        9,
        [wharf],
        "Smell of gas in the boiler room",
        "Everybody is out. The caretaker has shut the valve at the meter, and waits at the gate.",
        Priority.EMERGENCY,
    )


class Morning:
    """Gives commands as they would have been given that many minutes ago, by whose job it is."""

    def __init__(
        self,
        log: EventLog,
        now: datetime,
        *,
        has_users: bool = True,
        promises: Promises = PROMISES,
    ) -> None:
        self._now = now
        self._desk = DemoDesk(log, promises)
        self._build = self._desk.build
        self._users: dict[str, str] = {}
        """The users, by the name of the ready-made role that they hold; operatives by their ids."""
        self._has_users = has_users
        if not has_users:
            return
        self._desk.make_roles(self._moment(255))
        for role, full_name in STAFF.items():
            self._users[role] = self._desk.register(self._moment(254), role, full_name)

    def hire(self, ago: int, full_name: str) -> str:
        """An operative, who is a user as well, where there are any."""
        if not self._has_users:
            command = self._build.hire(*full_name.split())
            self._give(ago, command, "/administration/operatives")
            return command.operative_id
        operative_id = new_id("operative")
        self._users[operative_id] = self._desk.register(
            self._moment(ago), "Operative", full_name, operative_id
        )
        return operative_id

    def acquire(
        self, ago: int, address_line_1: str, town: str, post_code: str, telephone_number: str
    ) -> str:
        command = self._build.acquire(address_line_1, town, post_code, telephone_number)
        self._give(ago, command, "/administration/sites", by="Administration")
        return command.site_id

    def raise_work(
        self,
        ago: int,
        site_ids: list[str],
        title: str,
        description: str,
        priority: Priority = Priority.ROUTINE,
    ) -> str:
        command = self._build.raise_work(tuple(site_ids), title, description, priority=priority)
        self._give(ago, command, "/response/", by="Response")
        return command.work_id

    def assign(self, ago: int, work_id: str, operative_id: str) -> None:
        self._give(ago, self._build.assign(work_id, operative_id), "/control/", by="Control")

    def dispatch(self, ago: int, work_id: str, operative_id: str, minutes: int) -> None:
        self._step(ago, self._build.dispatch(work_id, operative_id, minutes))

    def arrive(self, ago: int, work_id: str, operative_id: str, *, rings_in: bool = False) -> None:
        """Who rings in has Control enter it for them."""
        self._step(ago, self._build.arrive(work_id, operative_id), rings_in=rings_in)

    def complete(self, ago: int, work_id: str, operative_id: str, outcome: str) -> None:
        self._step(ago, self._build.complete(work_id, operative_id, outcome))

    def abandon(
        self, ago: int, work_id: str, operative_id: str, code: AbandonCode, reason: str
    ) -> None:
        self._step(ago, self._build.abandon(work_id, operative_id, reason, code))

    def close(self, ago: int, work_id: str, cause: CloseCause, reason: str) -> None:
        command = self._build.close(work_id, cause, reason)
        self._give(ago, command, "/work/W-1007/close", by="Control")

    def _step(self, ago: int, command: VisitCommand, *, rings_in: bool = False) -> None:
        by = "Control" if rings_in else command.operative_id
        self._give(ago, command, f"/operatives/{command.operative_id}", by=by)

    def _give(self, ago: int, command: Command, page: str, by: str = "") -> None:
        """`by` is a role, or an operative; nobody in particular, where it is empty."""
        self._desk.give(self._moment(ago), command, page, self._users.get(by, ""))

    def _moment(self, ago: int) -> datetime:
        return self._now - timedelta(minutes=ago)
