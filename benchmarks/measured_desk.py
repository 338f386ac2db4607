"""A desk in a process of its own, which times requests to itself."""

import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from multiprocessing.connection import Connection
from random import randrange
from typing import TypeVar

import msgspec
from werkzeug.test import TestResponse

from app import create_app
from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.ids import new_id
from app.domain.access import THE_DESK
from app.event_store.address import StoreAddress
from app.event_store.stores import open_log
from app.read_models import ReadModels
from app.read_models.operatives import Operatives
from app.read_models.roles import Roles
from app.read_models.sites import Sites
from app.read_models.teams import Teams
from app.read_models.users import Users
from app.read_models.works import Works
from app.settings import Settings
from app.web.services import Services
from benchmarks.routes import Post, filled_in, subjects
from tests.processes.running import running

R = TypeVar("R")

NEW = {
    "new_operative": "operative",
    "new_site": "site",
    "called_site": "site",
    "new_contact": "contact",
    "work": "work",
    "new_user": "user",
    "new_role": "role",
    "new_team": "team",
}
"""What the forms that are sent create, and of which kind it is."""


class Timed(msgspec.Struct, frozen=True):
    seconds: float
    processor_seconds: float
    """What of that the process was at work: much the same on a machine that others keep busy."""
    status: int
    size: int
    """In bytes: how long the page is."""


class DeskToMeasure:
    """Asked in process, without sockets. Its clock stands still, shortly after the end of its
    log."""

    def __init__(self, store: StoreAddress) -> None:
        self.log = open_log(store)
        [last] = self.log.read(after=self.log.head() - 1, limit=1)
        now = last.metadata.when + timedelta(minutes=5)
        settings = Settings(store=store, secret_key="measured" * 8)
        self.app = create_app(settings, self.log, clock=lambda: now)
        self._client = self.app.test_client()
        desk: Services = self.app.extensions["firstline"]
        self._read_side = desk.read_side
        with self._read_side.reading() as models:
            self.subjects = subjects(self.log, models)
        self.subjects |= _people(desk.bus, CommandBuilder(self.log))
        form = self._client.get("/administration/operatives").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert found
        self._csrf_token = found[1]

    def get(self, page: str) -> Timed:
        address = filled_in(page, self.subjects)
        return self._timed(partial(self._client.get, address))

    def begin_again(self) -> None:
        """Have the forms that are sent from now on create other things than those before."""
        self.subjects |= {name: new_id(kind) for name, kind in NEW.items()}
        self.subjects["new_number"] = f"{randrange(10**6):06}"  # noqa: S311 (no secret)

    def post(self, post: Post) -> Timed:
        with self._read_side.reading() as models:
            work = models.works.get(self.subjects["work"])
            values = self.subjects | ({"label": work.label} if work else {})
            version = _version_seen(post, values, models)
        fields = {name: text.format_map(values) for name, text in post.fields.items()}
        fields |= {
            "csrf_token": self._csrf_token,
            "command_id": new_id("command"),
            "version": version,
        }
        address = filled_in(post.address, values)
        return self._timed(partial(self._client.post, address, data=fields))

    def _timed(self, ask: Callable[[], TestResponse]) -> Timed:
        began, had_worked = time.perf_counter(), time.process_time()
        with ask() as response:
            seconds = time.perf_counter() - began
            worked = time.process_time() - had_worked
            return Timed(seconds, worked, response.status_code, len(response.data))


def _people(bus: CommandBus, build: CommandBuilder) -> dict[str, str]:
    """A user, a team and a role, of which a made-up log has none; and a contact to be erased."""
    user, team = build.register("Ada Novak", "ada"), build.make_team("Night shift")
    role = build.make_role("Trainee")
    site = build.acquire("1 Weir Lane", "York", "YO1 7PR", "01632 960999", contact_name="Mary Bell")
    for command in (user, team, role, site):
        bus.run(command, Origin(who=THE_DESK, source="/", command_id=new_id("command")))
    return {
        "user": user.user_id,
        "team": team.team_id,
        "role": role.role_id,
        "contact": site.contact_id,
    }


def _version_seen(post: Post, values: dict[str, str], models: ReadModels) -> str:
    """That of what the form is about, as the page has it that shows the form."""
    rows: dict[str, Works | Operatives | Sites | Users | Roles | Teams] = {
        "new_operative": models.operatives,
        "new_site": models.sites,
        "new_user": models.users,
        "new_role": models.roles,
        "new_team": models.teams,
    }
    kind = next((name for name in rows if f"{{{name}}}" in post.address), "work")
    if "work_id" in post.fields:
        kind = "work"
        values = {kind: post.fields["work_id"].format_map(values)}
    row = rows.get(kind, models.works).get(values.get(kind, ""))
    return str(row.version) if row else ""


class MeasuredDesk:
    """The same, at the other end of a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.subjects: dict[str, str] = pipe.recv()

    def get(self, page: str) -> Timed:
        return self._ask(DeskToMeasure.get, page)

    def begin_again(self) -> None:
        self._ask(DeskToMeasure.begin_again)

    def post(self, post: Post) -> Timed:
        return self._ask(DeskToMeasure.post, post)

    def _ask(self, method: Callable[..., R], *arguments: object) -> R:
        self._pipe.send((method.__name__, arguments))
        answer: R = self._pipe.recv()
        return answer


@contextmanager
def measured_desk(store: StoreAddress) -> Iterator[MeasuredDesk]:
    # Not forked: what this process holds in memory would be there, and count, too.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    with running([context.Process(target=_be_measured, args=(store, there))]):
        there.close()
        try:
            yield MeasuredDesk(here)
        finally:
            here.close()


def _be_measured(store: StoreAddress, pipe: Connection) -> None:
    desk = DeskToMeasure(store)
    pipe.send(desk.subjects)
    with suppress(EOFError):
        while True:
            method, arguments = pipe.recv()
            pipe.send(getattr(desk, method)(*arguments))
