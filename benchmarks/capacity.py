"""What one desk can carry: the figures of docs/running.md, measured on this machine.

    python -m benchmarks.capacity [WORKS] [SECONDS]

makes a log of that many Works (20,000; seven events each), keeps it in SQLite and in PostgreSQL,
serves it over HTTP, and asks with four connections from the same machine: part of its time goes to
the asking, so the figures are lower bounds.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from app import demo
from app.event_store.address import store_address
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.event_store.transfer import line_of, line_of_key
from app.event_store.verification import records_of
from benchmarks.calling import Caller
from tests.postgresql import new_database
from tests.processes.running import FIRSTLINE, RunningDesk
from tests.processes.visiting import ACQUIRING, Visitor

CLIENTS = 4


def main() -> None:
    works = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    began = time.perf_counter()
    log = long_log(works)
    records = list(records_of(log))
    say("a log of", f"{len(records):,} events, made in {time.perf_counter() - began:.1f} s")
    folder = Path(tempfile.mkdtemp(prefix="firstline-capacity-"))
    export, file = folder / "desk.jsonl", folder / "desk.db"
    with export.open("wb") as lines:
        lines.writelines(line_of(record) for record in records)
        lines.writelines(line_of_key(id, key) for id, key in log.keys(records).items())
    say("exported", f"{export.stat().st_size / len(records):.0f} bytes an event")
    measure("SQLite", f"sqlite:///{file}", export, seconds)
    say("on disk", f"{file.stat().st_size / len(records):.0f} bytes an event")
    measure("PostgreSQL", new_database(), export, seconds)


def measure(name: str, store: str, export: Path, seconds: float) -> None:
    print(f"\n{name}")
    command(store, "init-db")
    timed("import", partial(command, store, "import", str(export)))
    timed("verify", partial(command, store, "verify"))
    for workers in (1, 2):
        began = time.perf_counter()
        with RunningDesk(store_address(store), [FIRSTLINE], FIRSTLINE_WORKERS=str(workers)) as desk:
            start = time.perf_counter() - began
            Client(desk).get("/health")
            say(f"{workers} serving", f"started in {start:.1f} s, {desk.memory:.0f} MB")
            for path in ("/health", "/control/", "/work/", "/events/"):
                load(path, seconds, partial(Client.get, path=path), desk)
            load("raise Work", seconds, Client.raise_work, desk)


def long_log(works: int) -> EventLog:
    log = memory_log()
    morning = demo.Morning(log, datetime.now(UTC) - timedelta(days=1))
    people = [morning.hire(0, f"Forename{n} Surname{n}") for n in range(40)]
    sites = [
        morning.acquire(0, f"{n} Harbour Street", "Hull", "HU1 1AA", "01482 496 0100")
        for n in range(200)
    ]
    for number in range(works):
        person = people[number % len(people)]
        work = morning.raise_work(
            0,
            [sites[number % len(sites)]],
            f"Leak number {number}",
            "Since last night, under the sink. The caretaker has turned the water off.",
        )
        if number >= works - 30:
            continue
        morning.assign(0, work, person)
        morning.dispatch(0, work, person, minutes=20)
        morning.arrive(0, work, person)
        morning.complete(0, work, person, "New washer; ran it for ten minutes, dry.")
    return log


class Client:
    def __init__(self, desk: RunningDesk) -> None:
        self._visitor = Visitor(desk)
        self._caller: Caller | None = None

    def get(self, path: str) -> None:
        answer = self._visitor.open(path)
        assert answer.status == 200, answer.status

    def raise_work(self) -> None:
        if self._caller is None:
            page = self._visitor.open(ACQUIRING)
            self._caller = Caller(self._visitor, re.findall(r'href="/sites/([^"/?]+)"', page.body))
        self._caller.raise_work()


def load(what: str, seconds: float, ask: Callable[[Client], object], desk: RunningDesk) -> None:
    times: list[float] = []

    def go_on() -> None:
        client = Client(desk)
        ask(client)
        while time.perf_counter() < end:
            began = time.perf_counter()
            ask(client)
            times.append(time.perf_counter() - began)

    end = time.perf_counter() + seconds
    clients = [threading.Thread(target=go_on) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    hundredths = statistics.quantiles(times, n=100)
    say(
        what,
        f"{len(times) / seconds:.0f} a second, half within {hundredths[49] * 1000:.1f} ms, "
        f"99 of 100 within {hundredths[98] * 1000:.1f} ms",
    )


def command(store: str, *arguments: str) -> None:
    """Run `firstline` to its end, as those who look after a desk do."""
    subprocess.run(
        [FIRSTLINE, *arguments],
        env=os.environ | {"FIRSTLINE_STORE": store},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def timed(what: str, work: Callable[[], object]) -> None:
    began = time.perf_counter()
    work()
    say(what, f"{time.perf_counter() - began:.1f} s")


def say(what: str, figure: str) -> None:
    print(f"  {what:<12} {figure}", flush=True)


if __name__ == "__main__":
    main()
