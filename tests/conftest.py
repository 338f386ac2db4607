"""What all tests share."""

import gc
import os
import shutil

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


def pytest_xdist_auto_num_workers() -> int:
    """More than there are processors: half of the time is waiting, for disks, browsers, servers."""
    return max(3, os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Thousands of tests have been imported by now, and all stay: to look through them for garbage
    again and again takes an eighth of the time."""
    gc.freeze()
    gc.set_threshold(50_000)
