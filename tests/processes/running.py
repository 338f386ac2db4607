"""Desks that serve for real: each a process of its own, at a port of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Self

from app.event_store.address import PostgresqlStore, SqliteStore, StoreAddress
from tests.cli.command import NOTES
from tests.ports import free_port
from tests.processes.forking import Forked
from tests.waiting import PATIENCE

FIRSTLINE = Path(sys.executable).parent / "firstline"
SECRET_KEY = "shared-by-all-the-desks-of-these-tests"


def environment(store: StoreAddress, **settings: str) -> dict[str, str]:
    """This process's own, but for the settings of a desk."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("FIRSTLINE_")}
    return own | {"PYTHONUNBUFFERED": "1"} | _settings(store) | settings


def _settings(store: StoreAddress) -> dict[str, str]:
    match store:
        case SqliteStore(path=path):
            return {"FIRSTLINE_STORE": f"sqlite:///{path}"}
        case PostgresqlStore(uri=uri):
            return {"FIRSTLINE_STORE": uri, "FIRSTLINE_SECRET_KEY": SECRET_KEY}
    return {"FIRSTLINE_STORE": "memory:"}


class RunningDesk:
    """A process of `firstline serve`, from when it said where it is."""

    def __init__(
        self, store: StoreAddress, program: Sequence[str | Path] = (), **settings: str
    ) -> None:
        """`program` is what to execute, such as FIRSTLINE. Without it the desk is forked, which is
        much quicker."""
        while True:
            self.port = free_port()
            self._complaints = NamedTemporaryFile("a+")  # noqa: SIM115 (closed at the end)
            variables = environment(store, FIRSTLINE_PORT=str(self.port), **settings)
            self.process = (
                _executed([*program, "serve"], variables, self._complaints)
                if program
                else Forked(["serve"], variables, Path(self._complaints.name))
            )
            said = self._said()
            if re.search(rf"http://127\.0\.0\.1:{self.port}\b", said):
                return
            self.kill()
            complaints = self.complaints
            self._close()
            # Somebody else on this machine may have taken the port since it was found to be free.
            if "Cannot serve at" not in complaints:
                raise DidNotStart(f"{said}{complaints}")

    def _said(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    @property
    def complaints(self) -> str:
        """What it has written to standard error so far."""
        self._complaints.seek(0)
        return self._complaints.read()

    @property
    def memory(self) -> float:
        """In MB, as the system counts it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1000

    def stop(self, seconds: float = PATIENCE) -> int:
        """End it as a service manager does. Returns its exit status."""
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self) -> None:
        """`kill -9`, for it and all that it has started. Does no harm when they have ended."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def _close(self) -> None:
        assert self.process.stdout
        self.process.stdout.close()
        self._complaints.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error_type: object, error: object, traceback: object) -> None:
        self.kill()
        if error is not None:
            print(self.complaints, file=sys.stderr)
        self._close()


def _executed(
    command: Sequence[str | Path], environment: dict[str, str], complaints: IO[str]
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        start_new_session=True,
    )


class DidNotStart(Exception):
    """A desk ended before it said where it is. The text is what it said instead."""


@contextmanager
def two_desks(store: StoreAddress) -> Iterator[tuple[RunningDesk, RunningDesk]]:
    """Two processes that share a log."""
    with ExitStack() as stack:
        first = stack.enter_context(RunningDesk(store))
        yield first, stack.enter_context(RunningDesk(store))


def firstline(store: StoreAddress, *arguments: str) -> str:
    """What the command says, once it has ended well."""
    with NamedTemporaryFile("a+") as complaints:
        command = Forked(arguments, environment(store), Path(complaints.name))
        with command.stdout as said:
            text = said.read()
        status = command.wait()
        complaints.seek(0)
        complained = complaints.read()
    assert status == 0, complained
    assert set(complained.splitlines()) <= NOTES
    return text


@contextmanager
def running(processes: Iterable[BaseProcess]) -> Iterator[list[BaseProcess]]:
    """These processes from their start until all have ended, which they should with status 0."""
    started: list[BaseProcess] = []
    try:
        for process in processes:
            process.start()
            started.append(process)
        yield started
        for process in started:
            process.join(PATIENCE)
        assert [process.exitcode for process in started] == [0] * len(started)
    finally:
        for process in started:
            process.kill()
            process.join()
            process.close()
