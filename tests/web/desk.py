"""A desk to visit: with a clock that stands still until it is told to move, and with quick ways to
bring about a state that a test starts from."""

from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask

from app import create_app
from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.ids import new_id
from app.commands.role import GrantRole, MakeRole
from app.commands.user import AddAdministrator, RegisterUser
from app.domain.access import THE_MACHINE
from app.domain.feature import Feature
from app.domain.promise import Priority
from app.domain.role import READY_MADE
from app.domain.work_events import CloseCause, OutcomeCode, WorkAssigned
from app.event_store.address import MemoryStore
from app.event_store.log import EventLog, Metadata, NewEvent, RecordedEvent
from app.event_store.memory import memory_log
from app.private_store.store import PrivateStore
from app.settings import Settings
from app.web.asking import TOKEN
from tests.cast import THE_DESK
from tests.web.quick import QuickReadSide, keep_database_of
from tests.web.visitor import Visitor

ROLES = {terms.name: id for id, terms in READY_MADE.items()}
"""The ready-made roles: their ids, by their names."""
MORNING = datetime(2025, 6, 2, 9, 42, tzinfo=UTC)
"""A Monday in June: the clocks on the wall in London say 10:42."""


class Clock:
    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


class Desk:
    """Operatives go by their names here, Sites by their first line, works by their numbers."""

    def __init__(
        self,
        settings: Settings | None = None,
        now: datetime = MORNING,
        log: EventLog | None = None,
        private: PrivateStore | None = None,
    ) -> None:
        self.clock = Clock(now)
        self.private = private or PrivateStore()
        self.log = log or memory_log(self.private)
        settings = settings or Settings()
        is_in_memory = isinstance(settings.store, MemoryStore) and not settings.projections
        read_side = QuickReadSide(self.log) if is_in_memory else None
        self.app: Flask = create_app(settings, self.log, self.clock, read_side, self.private)
        self._bus = CommandBus(self.log, self.clock)
        self._build = CommandBuilder(self.log)
        self._ids: dict[str, str] = {}

    def like_it(self) -> "Desk":
        """Another desk in the same state, which knows nothing of this one."""
        private = PrivateStore()
        log = memory_log(private)
        records = self.log.records(after=0, limit=10_000)
        log.restore(records, self.log.keys(records))
        desk = Desk(now=self.clock.now, log=log, private=private)
        desk._ids = copy(self._ids)
        return desk

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def id(self, name: str) -> str:
        """The id of the operative, Site or Work."""
        if name.startswith("W-"):
            raised = self.log.read(after=0, limit=10_000, types=["WorkRaised"])
            return raised[int(name[2:]) - 1001].aggregate_id
        return self._ids[name]

    def page_of(self, operative: str) -> str:
        """The address of an operative's own page."""
        return f"/operatives/{self.id(operative)}"

    def remember(self, name: str, id: str) -> None:
        """Go by this name for what a visitor has brought about."""
        self._ids[name] = id

    def events(self, after: int = 0) -> list[RecordedEvent]:
        """All that is in the log past that position."""
        return self.log.read(after=after, limit=10_000)

    def types(self, after: int = 0) -> list[str]:
        """The names of the events in the log past that position."""
        return [event.type_name for event in self.events(after)]

    @property
    def head(self) -> int:
        return self.log.head()

    def hire(self, name: str, home_area: str = "", *skills: str) -> None:
        forename, _, surname = name.partition(" ")
        command = self._build.hire(forename, surname, home_area, *skills)
        self._ids[name] = command.operative_id
        self.give(command)

    def let_leave(self, name: str, reason: str = "") -> None:
        self.give(self._build.let_leave(self.id(name), reason))

    def acquire(
        self,
        address_line_1: str,
        town: str,
        post_code: str = "LS1 4AP",
        telephone_number: str = "0113 496 0182",
        **more: str,
    ) -> None:
        """`more` is what else there is to know about it, and whom to ask for."""
        command = self._build.acquire(address_line_1, town, post_code, telephone_number, **more)
        self._ids[address_line_1] = command.site_id
        self.give(command)

    def amend_site(
        self,
        address_line_1: str,
        town: str,
        post_code: str = "LS1 4AP",
        telephone_number: str = "0113 496 0182",
        **more: str,
    ) -> None:
        """All but its first line, by which it goes here."""
        place = (address_line_1, town, post_code, telephone_number)
        self.give(self._build.amend_site(self.id(address_line_1), *place, **more))

    def dispose_of(self, address_line_1: str, reason: str = "Sold.") -> None:
        self.give(self._build.dispose_of(self.id(address_line_1), reason))

    def restore(self, address_line_1: str) -> None:
        self.give(self._build.restore(self.id(address_line_1)))

    def raise_work(
        self,
        title: str,
        *sites: str,
        description: str = "Since this morning.",
        priority: Priority = Priority.ROUTINE,
        caller: str = "",
        telephone: str = "",
    ) -> str:
        """Raise it for those Sites (Elm House, if none is named). Returns its number."""
        site_ids = tuple(self.id(site) for site in sites or ("Elm House",))
        self.give(
            self._build.raise_work(
                site_ids,
                title,
                description,
                priority=priority,
                caller_name=caller,
                caller_telephone=telephone,
            )
        )
        return f"W-{1000 + len(self.log.read(after=0, limit=10_000, types=['WorkRaised']))}"

    def assign(self, label: str, operative: str) -> None:
        self.give(self._build.assign(self.id(label), self.id(operative)))

    def dispatch(self, label: str, operative: str, minutes: int = 25) -> None:
        self.give(self._build.dispatch(self.id(label), self.id(operative), minutes))

    def arrive(self, label: str, operative: str) -> None:
        self.give(self._build.arrive(self.id(label), self.id(operative)))

    def complete(
        self,
        label: str,
        operative: str,
        outcome: str = "New valve.",
        code: OutcomeCode = OutcomeCode.MENDED,
    ) -> None:
        self.give(self._build.complete(self.id(label), self.id(operative), outcome, code))

    def abandon(self, label: str, operative: str, reason: str = "No parts.") -> None:
        self.give(self._build.abandon(self.id(label), self.id(operative), reason))

    def reassign(self, label: str, operative: str, reason: str = "") -> None:
        self.give(self._build.reassign(self.id(label), self.id(operative), reason))

    def recall(self, label: str, reason: str = "Needed elsewhere.") -> None:
        self.give(self._build.recall(self.id(label), reason))

    def close(self, label: str, reason: str = "Caller rang back.") -> None:
        self.give(self._build.close(self.id(label), CloseCause.REMEDIED_ITSELF, reason))

    def reopen(self, label: str, reason: str = "It is back.") -> None:
        self.give(self._build.reopen(self.id(label), reason))

    def add_call(
        self, label: str, note: str = "Still so.", caller: str = "", telephone: str = ""
    ) -> str:
        """Returns the id of the contact."""
        command = self._build.add_call(self.id(label), note, caller, telephone)
        self.give(command)
        return command.contact_id

    def break_the_log(self) -> None:
        """Append what no read model can take in: the assignment of a Work that nobody raised."""
        metadata = Metadata(who="a fault", when=self.clock.now, command_id="command-1", source="/")
        event = WorkAssigned(operative_id=new_id("operative"))
        self.log.append([NewEvent(new_id("work"), 1, event)], metadata)

    def add_administrator(self, name: str) -> None:
        """From then on, people sign in. Whoever it is has no password yet."""
        self._ids[name] = new_id("user")
        self.give(
            AddAdministrator(
                user_id=self._ids[name], full_name=name, sign_in_name=sign_in_name_of(name)
            ),
            THE_MACHINE,
        )

    def register(self, name: str, *roles: str, operative: str | None = None) -> None:
        """Let them in, with these ready-made roles; as that operative, if one is named."""
        self._ids[name if name != operative else f"{name}, the user"] = id = new_id("user")
        self.give(
            RegisterUser(
                user_id=id,
                full_name=name,
                sign_in_name=sign_in_name_of(name),
                role_ids=tuple(ROLES[role] for role in roles),
                operative_id=self.id(operative) if operative else None,
            ),
            THE_MACHINE,
        )

    def register_with(self, name: str, *features: Feature) -> None:
        """Let them in, with a role of their own that lets them do this."""
        id = new_id("role")
        self.give(MakeRole(role_id=id, name=f"Role of {name}", features=features), THE_MACHINE)
        self.register(name)
        self.give(GrantRole(holder_id=self.user_id(name), role_id=id), THE_MACHINE)

    def user_id(self, name: str) -> str:
        return self._ids.get(f"{name}, the user") or self._ids[name]

    def signed_in(self, name: str, **environment: Any) -> Visitor:
        """That user, at a browser in which they have signed in just now. `environment` as in
        Visitor."""
        now = self.clock.now
        token = self.private.sessions.begin(
            self.user_id(name),
            now=now,
            until=now + timedelta(hours=12),
            idle=timedelta(hours=2),
            position=self.head,
        )
        visitor = Visitor(self.app, **environment)
        with visitor.client.session_transaction(**environment) as session:
            session[TOKEN] = token
        return visitor

    def signed_in_as_everybody(self, **environment: Any) -> Visitor:
        """Somebody who may do everything, at a browser in which they have signed in just now."""
        self._everybody()
        return self.signed_in("Dee Everybody", **environment)

    def give(self, command: Command, who: str = THE_DESK) -> None:
        """Have that user do it; or somebody who may do everything."""
        if who == THE_DESK and not self._bus.access.now().is_open:
            who = self._everybody()
        self._bus.run(command, Origin(who=who, source="/", command_id=new_id("command")))

    def _everybody(self) -> str:
        """A user who may do everything, since on this desk people sign in."""
        name = "Dee Everybody"
        if name not in self._ids:
            self.register(name, *ROLES)
        return self._ids[name]


def sign_in_name_of(name: str) -> str:
    return name.partition(" ")[0].lower()


def made_once(make: Callable[[], Desk]) -> Callable[[], Desk]:
    """Makes a desk like the one that `make` makes, without making it anew each time. Passwords and
    sessions are not among what is alike."""

    @cache
    def original() -> Desk:
        desk = make()
        keep_database_of(desk.log)
        return desk

    return lambda: original().like_it()


def staffed_desk(settings: Settings | None = None, now: datetime = MORNING) -> Desk:
    """Ann Marsh and Ben Okafor; Elm House in Leeds and 31 Queen Square in Bristol."""
    if settings is None and now == MORNING:
        return _usual_staffed_desk()
    return _with_staff(Desk(settings, now))


def _with_staff(desk: Desk) -> Desk:
    desk.hire("Ann Marsh")
    desk.hire("Ben Okafor")
    desk.acquire("Elm House", "Leeds", "LS1 4AP", "0113 496 0182")
    desk.acquire("31 Queen Square", "Bristol", "BS1 4QA", "+44 (0)117 496 0077")
    return desk


@made_once
def _usual_staffed_desk() -> Desk:
    return _with_staff(Desk())


def closed_desk(settings: Settings | None = None) -> Desk:
    """A staffed desk at which one signs in: only such a one can be reached from elsewhere."""
    desk = staffed_desk(settings)
    desk.add_administrator("Ada Novak")
    return desk


@made_once
def desk_at_every_stage() -> Desk:
    """A staffed desk on which every kind of form is somewhere: W-1001 waits for Control, W-1002
    is queued to Ann Marsh, W-1003 has Ben Okafor en route, W-1004 has Carys Lloyd on site, W-1005
    is completed and W-1006 closed."""
    desk = staffed_desk()
    desk.hire("Carys Lloyd")
    titles = ("Boiler leaks", "Lift stuck", "Door jams", "Lights out", "Till dead", "Alarm sounds")
    for title in titles:
        desk.raise_work(title)
        desk.clock.move(1)
    for number, name in enumerate(("Ann Marsh", "Ben Okafor", "Carys Lloyd", "Carys Lloyd"), 1002):
        desk.assign(f"W-{number}", name)
    desk.dispatch("W-1005", "Carys Lloyd")
    desk.arrive("W-1005", "Carys Lloyd")
    desk.complete("W-1005", "Carys Lloyd")
    desk.dispatch("W-1003", "Ben Okafor")
    desk.dispatch("W-1004", "Carys Lloyd")
    desk.arrive("W-1004", "Carys Lloyd")
    desk.close("W-1006")
    desk.clock.move(1)
    return desk
