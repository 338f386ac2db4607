"""The `firstline` command in a process of its own that is ready soon: most of what it does at its
start is to import, so that is done once, by a process from which the others are forked."""

import atexit
import multiprocessing
import os
import signal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

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
        self,
        arguments: Sequence[str],
        environment: dict[str, str],
        complaints: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        """What it says on standard error is added to the file of `complaints`; without one it can
        be read as `stderr`. It runs in that folder, if any."""
        here, there = FORKED.Pipe(duplex=False)
        to_hear, to_complain = FORKED.Pipe(duplex=False)
        self._process = FORKED.Process(
            target=_run,
            args=(list(arguments), environment, there, complaints or to_complain, folder),
        )
        self._process.start()
        for each in (there, to_complain):
            each.close()
        self.stdout = _as_file(here)
        self.stderr = None if complaints else _as_file(to_hear)
        assert self._process.pid
        self.pid = self._process.pid
        # One that nobody has stopped would be waited for when the tests end.
        atexit.register(self.kill)

    def kill(self) -> None:
        if self._process.is_alive():
            os.killpg(self.pid, signal.SIGKILL)

    def terminate(self) -> None:
        self._process.terminate()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self, timeout: float = PATIENCE) -> int:
        """Its exit status."""
        self._process.join(timeout)
        status = self._process.exitcode
        assert status is not None, f"process {self.pid} has not ended"
        return status


def _as_file(connection: Connection) -> TextIO:
    with connection:
        return os.fdopen(os.dup(connection.fileno()))


def _run(
    arguments: list[str],
    environment: dict[str, str],
    said: Connection,
    complaints: Path | Connection,
    folder: Path | None,
) -> None:
    os.setsid()
    with said:
        os.dup2(said.fileno(), 1)
    with complaints.open("a") if isinstance(complaints, Path) else complaints as errors:
        os.dup2(errors.fileno(), 2)
    if folder:
        os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    main(arguments, "firstline")
