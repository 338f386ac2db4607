"""What all tests share."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest


def missing(what: str) -> None:
    """Leave a test out where a machine lacks what it needs; where CI runs, that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI leaves no test out")
    pytest.skip(f"{what} is missing")


BROWSERS = (
    "chromium-headless-shell",  # the same without windows: it takes half the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome on this machine."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    missing("Chromium")
    raise AssertionError


MEMORY = Path("/dev/shm")  # noqa: S108 (a folder of one's own is made there)
PREFIX = "firstline-tests-"
ROOM = 4_000_000_000
"""In bytes: more than all files of a test run."""


def pytest_configure() -> None:
    """Keep files in memory, where there is room for them and programs can be run from it, until the
    tests end: a disk is waited for whenever a log is written to, on some machines for 10 ms. Tests
    cannot tell the difference, since they kill processes, and never the machine. Whoever would like
    to see the files afterwards says where they are to be, as TMPDIR."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    memory = os.statvfs(MEMORY)
    if memory.f_bavail * memory.f_frsize > ROOM and not memory.f_flag & os.ST_NOEXEC:
        _remove_what_was_left()
        prefix = f"{PREFIX}{os.getpid()}-"
        os.environ["TMPDIR"] = tempfile.tempdir = tempfile.mkdtemp(prefix=prefix, dir=MEMORY)
        # After all else, such as the servers that have their files there.
        atexit.register(shutil.rmtree, tempfile.tempdir, ignore_errors=True)


def _remove_what_was_left() -> None:
    """By tests that somebody killed."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        number = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)


def pytest_xdist_auto_num_workers() -> int:
    """More than there are processors: half of the time is waiting, for disks, browsers, servers."""
    return max(3, os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Thousands of tests have been imported by now, and all stay: to look through them for garbage
    again and again takes an eighth of the time."""
    gc.freeze()
    gc.set_threshold(50_000)
