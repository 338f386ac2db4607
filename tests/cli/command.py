"""The `firstline` command, as people run it: within the test's own process, which is quick, or as a
process of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import IO

from click.testing import CliRunner, Result

from app.cli import main
from tests.ports import free_port
from tests.processes.forking import Forked

FIRSTLINE = Path(sys.executable).parent / "firstline"

NOTES = {"Copying", "Exporting", "Checking", "Importing ...", "Verifying"}
"""What commands say on standard error while they are busy, where nobody watches a bar grow."""

SEALED = "Names that are sealed, and read as erased"
"""What an import says of a file without keys."""


def run(store: str, *arguments: str | Path, **settings: str) -> Result:
    """Run it in this process. What it does not catch itself comes through."""
    others = dict.fromkeys(name for name in os.environ if name.startswith("FIRSTLINE_"))
    return CliRunner(catch_exceptions=False).invoke(
        main,
        [str(argument) for argument in arguments],
        env={**others, "FIRSTLINE_STORE": store, **settings},
    )


def done(result: Result) -> str:
    """What it said on standard output, where it did what it was asked to."""
    assert result.exit_code == 0, result.stderr
    said = {line for line in result.stderr.splitlines() if SEALED not in line}
    assert said <= NOTES
    return result.stdout


def refused(result: Result | subprocess.CompletedProcess[str]) -> str:
    """The sentence with which it gave up; nothing else may be said but what it was busy with."""
    status = result.exit_code if isinstance(result, Result) else result.returncode
    assert status == 2, result.stdout + result.stderr
    assert result.stdout == ""
    *notes, sentence = result.stderr.splitlines()
    assert set(notes) <= NOTES
    return sentence


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, but with these settings alone."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("FIRSTLINE_")}
    return own | settings


def run_process(
    store: str,
    *arguments: str | Path,
    program: tuple[str | Path, ...] = (),
    folder: Path | None = None,
    **settings: str,
) -> subprocess.CompletedProcess[str]:
    """Run it as a process of its own, to its end. `program` is what to execute, such as FIRSTLINE.
    Without it the process is forked, which is much quicker."""
    variables = environment(FIRSTLINE_STORE=store, **settings)
    if program:
        return subprocess.run(
            [*program, *arguments],
            env=variables,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    with NamedTemporaryFile("a+") as complaints:
        texts = [str(argument) for argument in arguments]
        process = Forked(texts, variables, Path(complaints.name), folder)
        with process.stdout as said:
            text = said.read()
        status = process.wait()
        complaints.seek(0)
        return subprocess.CompletedProcess(texts, status, text, complaints.read())


class Running:
    """A process that goes on, line by line."""

    def __init__(self, process: "subprocess.Popen[str] | Forked") -> None:
        self.process = process
        self._lines: Queue[str] = Queue()
        self._complaints: Queue[str] = Queue()
        assert process.stdout
        assert process.stderr
        self._readers = [
            Thread(target=_read, args=(process.stdout, self._lines)),
            Thread(target=_read, args=(process.stderr, self._complaints)),
        ]
        for reader in self._readers:
            reader.start()

    def line(self) -> str:
        """The next line of its standard output."""
        return self._lines.get(timeout=30)

    def complaint(self) -> str:
        """The next line of its standard error."""
        return self._complaints.get(timeout=30)

    def end(self, stop: signal.Signals = signal.SIGINT) -> int:
        """Stop it, as Ctrl-C does. Returns its exit status. What it said last can still be read."""
        self.process.send_signal(stop)
        status = self.process.wait(timeout=30)
        self.read_to_the_end()
        return status

    def read_to_the_end(self) -> None:
        """What it says is closed next, which nobody may still be reading then."""
        for reader in self._readers:
            reader.join()

    def lines(self) -> list[str]:
        """What else is on its standard output, after its end."""
        return _rest(self._lines)

    def complaints(self) -> list[str]:
        """What else is on its standard error, after its end."""
        return _rest(self._complaints)


def _read(stream: IO[str], lines: Queue[str]) -> None:
    for line in stream:
        lines.put(line)


def _rest(lines: Queue[str]) -> list[str]:
    rest = []
    while True:
        try:
            rest.append(lines.get_nowait())
        except Empty:
            return rest


@contextmanager
def running(
    store: str,
    *arguments: str | Path,
    program: tuple[str | Path, ...] = (),
    folder: Path | None = None,
    **settings: str,
) -> Iterator[Running]:
    """A process that is ended with the `with`, if not before; as for `run_process`."""
    variables = environment(FIRSTLINE_STORE=store, PYTHONUNBUFFERED="1", **settings)
    process = (
        subprocess.Popen(
            [*program, *arguments],
            env=variables,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if program
        else Forked([str(argument) for argument in arguments], variables, folder=folder)
    )
    assert process.stdout
    assert process.stderr
    with process.stdout, process.stderr:
        runs = Running(process)
        try:
            yield runs
        finally:
            process.kill()
            process.wait(30)
            runs.read_to_the_end()


@contextmanager
def serving(
    store: str,
    program: tuple[str | Path, ...] = (),
    folder: Path | None = None,
    **settings: str,
) -> Iterator[tuple[Running, str]]:
    """A running desk, and the address that it printed."""
    settings = {"FIRSTLINE_PORT": str(free_port()), **settings}
    with running(store, "serve", program=program, folder=folder, **settings) as desk:
        said = desk.line()
        address = re.search(r"http://\S+", said)
        assert address, said
        yield desk, address[0]
