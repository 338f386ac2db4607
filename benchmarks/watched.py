"""What those who only look cost those who work: 200 people have a live page open, which asks every
two seconds what is new, while five commands a second come in.

    python -m benchmarks.watched [--rounds N] [--seconds N]

The desk keeps its log in SQLite, and everybody has signed in, half of them for Control, half for
Management. Half of the pages are Control's board; the others are the register, a Work's page and
Home. By turns nobody has a page open, and all of them have. Each command raises Work, which changes
most of the pages. Those who ask run on the same machine, so the figures are upper bounds.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from app import create_app
from app.commands.builder import CommandBuilder
from app.commands.bus import CommandBus, Origin
from app.commands.command import Command
from app.commands.ids import new_id
from app.domain.access import THE_DESK
from app.domain.role import READY_MADE
from app.event_store.address import SqliteStore
from app.event_store.log import EventLog
from app.event_store.stores import open_log, open_private_store
from app.settings import Settings
from app.web.asking import TOKEN
from app.web.polls import SEEN, TAG
from benchmarks.calling import Caller
from benchmarks.peers.serving import processor_seconds
from benchmarks.peers.small_desk import log_in, make_desk
from tests.processes.running import FIRSTLINE, RunningDesk
from tests.processes.visiting import CONTROL, Visitor
from tests.waiting import PATIENCE

WATCHERS, EVERY = 200, 2.0
"""So many ask, each of them again after so many seconds."""
COMMANDS = 5
"""A second."""
GOAL = 2.0
"""How many times as long 99 of 100 commands may take while all of them watch."""
SETTLING = 3.0
"""In seconds: so long after the pages were opened, all of them have asked once."""


class Asked(msgspec.Struct, frozen=True):
    """A question of a page, whether anything is new."""

    seconds: float
    is_answered_short: bool
    """Nothing was."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--seconds", type=float, default=20, help="how long, each time")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="firstline-watched-") as folder:
        small = make_desk(Path(folder))
        store = log_in(Path(folder))
        cookies = signed_in(store, WATCHERS)
        pages = [
            CONTROL if place % 2 else ("/work/", f"/work/{small.waiting[0].label}", "/")[place % 3]
            for place in range(WATCHERS)
        ]
        with RunningDesk(store, [FIRSTLINE]) as desk:
            named = [f"firstline-{desk.port}={cookie}" for cookie in cookies]
            callers = [
                Caller(
                    Visitor(desk, cookies=[(f"firstline-{desk.port}", cookie)]),
                    [site.key for site in small.sites[place::COMMANDS]],
                )
                for place, cookie in enumerate(cookies[:COMMANDS])
            ]
            give_commands(callers, SETTLING)  # these do not count
            alone: list[float] = []
            watched: list[float] = []
            asked: list[Asked] = []
            worked_alone = worked_watched = 0.0
            for _ in range(chosen.rounds):
                had_worked = processor_seconds(desk.process.pid)
                alone += give_commands(callers, chosen.seconds)
                worked_alone += processor_seconds(desk.process.pid) - had_worked
                with watching(desk.port, list(zip(pages, named, strict=True))) as seen:
                    time.sleep(SETTLING)
                    had_worked = processor_seconds(desk.process.pid)
                    watched += give_commands(callers, chosen.seconds)
                    worked_watched += processor_seconds(desk.process.pid) - had_worked
                asked += seen
    tell("a command, nobody watching", alone)
    tell(f"a command, {WATCHERS} watching", watched)
    tell("a page that asks what is new", [each.seconds for each in asked])
    short = sum(each.is_answered_short for each in asked) / len(asked)
    print(f"Nothing was new for {short:.0%} of those who asked.")
    passed = chosen.rounds * chosen.seconds
    print(
        f"Of a processor, the desk took {worked_alone / passed:.0%} with nobody watching, and "
        f"{worked_watched / passed:.0%} with all of them."
    )
    ratio = within_99(watched) / within_99(alone)
    print(f"99 of 100 commands: {ratio:.2f} times as long while all watch; the goal is {GOAL:.0f}")


def signed_in(store: SqliteStore, count: int) -> list[str]:
    """What the browsers of so many people have as cookies. The first COMMANDS of them may raise
    Work."""
    private = open_private_store(store)
    with closing(open_log(store, private)) as log:
        user_ids = _users(log, count)
        now = datetime.now(UTC)
        app = create_app(Settings(store=store), log, private=private)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return [
            signer.dumps(
                {
                    TOKEN: private.sessions.begin(
                        user_id,
                        now=now,
                        until=now + timedelta(hours=12),
                        idle=timedelta(hours=2),
                        position=log.head(),
                    )
                }
            )
            for user_id in user_ids
        ]


def _users(log: EventLog, count: int) -> list[str]:
    bus, build = CommandBus(log, lambda: datetime.now(UTC)), CommandBuilder(log)

    def give(command: Command) -> None:
        bus.run(command, Origin(who=THE_DESK, source="/", command_id=new_id("command")))

    roles = {role.name: id for id, role in READY_MADE.items()}
    for role_id in READY_MADE:
        give(build.make_ready_role(role_id))
    user_ids = []
    for number in range(count):
        names = {"Control" if number % 2 else "Management"}
        names |= {"Response"} if number < COMMANDS else set()
        ids = [roles[name] for name in sorted(names)]
        registering = build.register(f"Forename{number} Surname", f"user{number}", *ids)
        give(registering)
        user_ids.append(registering.user_id)
    give(build.add_administrator("Ada Novak", "ada"))
    return user_ids


def give_commands(callers: Sequence[Caller], seconds: float) -> list[float]:
    """How long each took. They come evenly, however long those before them take."""
    begin = time.perf_counter()

    def call(place: int) -> list[float]:
        took = []
        due = begin + place / len(callers)
        while due < begin + seconds:
            time.sleep(max(0, due - time.perf_counter()))
            callers[place].raise_work()
            took.append(time.perf_counter() - due)
            due += 1
        return took

    with ThreadPoolExecutor(len(callers)) as pool:
        return [each for took in pool.map(call, range(len(callers))) for each in took]


@contextmanager
def watching(port: int, pages: list[tuple[str, str]]) -> Iterator[list[Asked]]:
    """Each of these pages, by its address and the cookie of who has it open, asks what is new until
    the end of the `with`. Then the list has what they asked."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    # In a process of its own, so that those who give commands wait for the desk alone.
    process = context.Process(target=_watch, args=(port, pages, there))
    process.start()
    asked: list[Asked] = []
    try:
        yield asked
        here.send("enough")
        asked += here.recv()
    finally:
        here.close()
        process.join(PATIENCE)


def _watch(port: int, pages: list[tuple[str, str]], pipe: Connection) -> None:
    begin = time.perf_counter()
    is_over = threading.Event()

    def ask(place: int) -> list[Asked]:
        address, cookie = pages[place]
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        due, tag, asked = begin + EVERY * place / len(pages), "none", list[Asked]()
        while not is_over.wait(max(0, due - time.perf_counter())):
            connection.request("GET", address, headers={SEEN: tag, "Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, f"{address}: {answer.status}"
            asked.append(Asked(time.perf_counter() - due, answer.headers[TAG] == tag))
            tag = answer.headers[TAG]
            due += EVERY
        connection.close()
        return asked[1:]  # the first opened the page

    with ThreadPoolExecutor(len(pages)) as pool:
        asking = [pool.submit(ask, place) for place in range(len(pages))]
        pipe.recv()
        is_over.set()
        pipe.send([each for answers in asking for each in answers.result()])


def within_99(seconds: Sequence[float]) -> float:
    """Within that time, 99 of 100 were done."""
    return statistics.quantiles(seconds, n=100)[98]


def tell(what: str, seconds: Sequence[float]) -> None:
    print(
        f"{what:<32} half within {statistics.median(seconds) * 1000:>6.1f} ms, "
        f"99 of 100 within {within_99(seconds) * 1000:>6.1f} ms, {len(seconds):,} of them",
        flush=True,
    )


if __name__ == "__main__":
    main()
