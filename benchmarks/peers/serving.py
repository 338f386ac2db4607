"""All that are measured, each served by Firstline's own server in a process of its own.

python -m benchmarks.peers.serving NAME FOLDER PORT
"""

import logging
import subprocess
import sys
import time
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryFile
from typing import Self

import msgspec

from app.server.server import listen, serve
from app.settings import Settings
from benchmarks.peers.small_desk import Operative, Site
from tests.ports import free_port
from tests.waiting import PATIENCE

HOUSE = Path(__file__).parent.parent.parent


class Kind(msgspec.Struct, frozen=True):
    """One of those that are measured."""

    name: str
    made_by: str
    """Which function makes the application, of what is in a folder (see small_desk)."""
    is_firstline: bool = False

    def id_of(self, each: Site | Operative) -> str:
        """What it is called in the forms of such a desk."""
        return each.key if self.is_firstline else str(each.id)


BARE_FLASK = Kind("bare Flask", "benchmarks.peers.bare_flask.app:application")
SQLALCHEMY = Kind("Flask+SQLAlchemy", "benchmarks.peers.flask_with_sqlalchemy.app:application")
DJANGO = Kind("Django", "benchmarks.peers.django_desk.application:application")
IN_MEMORY = Kind("Firstline, memory", "benchmarks.peers.firstline:in_memory", is_firstline=True)
ON_SQLITE = Kind("Firstline, SQLite", "benchmarks.peers.firstline:on_sqlite", is_firstline=True)
KINDS = (BARE_FLASK, SQLALCHEMY, DJANGO, IN_MEMORY, ON_SQLITE)


def processor_seconds(process_id: int) -> float:
    """How long the processor has been at work for that process."""
    # The clock of another process: see CPUCLOCK_SCHED in Linux, or clock_getcpuclockid(3).
    return time.clock_gettime(~process_id << 3 | 2)


class Served:
    """A desk that is being served, until the end of the `with`."""

    def __init__(self, kind: Kind, folder: Path) -> None:
        self.kind = kind
        self.port = free_port()
        self._complaints = TemporaryFile("w+")  # noqa: SIM115 (closed at the end)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peers.serving", kind.name, folder, str(self.port)],
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )
        assert self._process.stdout
        if not self._process.stdout.readline():
            self._complaints.seek(0)
            raise DidNotStart(f"{kind.name}: {self._complaints.read()}")

    @property
    def processor_seconds(self) -> float:
        return processor_seconds(self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        assert self._process.stdout
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._process.stdout.close()
        self._complaints.close()


class DidNotStart(Exception):
    """A desk ended before it was there. The text is what it said instead."""


def main() -> None:
    name, folder, port = sys.argv[1:]
    [made_by] = [kind.made_by for kind in KINDS if kind.name == name]
    application = resolve_name(made_by)(Path(folder))
    # Waitress warns of each request that waits for a thread, which costs more than the wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    settings = Settings(port=int(port))
    listener = listen(settings)
    print("ready", flush=True)
    serve(application, listener, settings)


if __name__ == "__main__":
    main()
