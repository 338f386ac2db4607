"""The `firstline` command in a process of its own that is ready soon: most of what it does at its
start is to import, so that is done once, by a process from which the others are forked."""

import atexit
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from app.cli import main
from tests.waiting import PATIENCE

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(
    # What talks to PostgreSQL is not installed everywhere: then the last is left out.
    ["__main__", "pytest", "tests.processes.preloaded", "app.event_store.postgresql"]
)


class Forked:
    """What a Popen is for a program. It leads a group of processes: whatever it starts itself."""

    def __init__(
        self, arguments: Sequence[str], environment: dict[str, str], complaints: Path
    ) -> None:
        """What it says on standard error is added to the file of `complaints`."""
        here, there = FORKED.Pipe(duplex=False)
        self._process = FORKED.Process(
            target=_run, args=(list(arguments), environment, there, complaints)
        )
        self._process.start()
        there.close()
        self.stdout = os.fdopen(os.dup(here.fileno()))
        here.close()
        assert self._process.pid
        self.pid = self._process.pid
        # One that nobody has stopped would be waited for when the tests end.
        atexit.register(self._kill)

    def _kill(self) -> None:
        if self._process.is_alive():
            os.killpg(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float = PATIENCE) -> int:
        """Its exit status."""
        self._process.join(timeout)
        status = self._process.exitcode
        assert status is not None, f"process {self.pid} has not ended"
        return status


def _run(
    arguments: list[str], environment: dict[str, str], said: Connection, complaints: Path
) -> None:
    os.setsid()
    os.dup2(said.fileno(), 1)
    said.close()
    with complaints.open("a") as file:
        os.dup2(file.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    main(arguments, "firstline")
