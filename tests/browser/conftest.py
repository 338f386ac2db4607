"""A real desk, served as it is to people, and a real browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from app import create_app, demo, utc_now
from app.domain.promise import Priority
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from tests.server.serving import serving
from tests.waiting import PATIENCE

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


@contextmanager
def served(log: EventLog) -> Iterator[str]:
    """The address at which a desk with that log is served."""
    with serving(create_app(log=log)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def empty_desk() -> Iterator[str]:
    with served(memory_log()) as address:
        yield address


@pytest.fixture(scope="session")
def morning_desk() -> Iterator[str]:
    """A desk with a morning under way; tests only look at it."""
    log = memory_log()
    demo.play_morning(log, now=utc_now())
    with served(log) as address:
        yield address


@pytest.fixture(scope="session")
def long_desk() -> Iterator[str]:
    """A desk whose lists are longer than a page, of all priorities and late too; tests only look
    at it."""
    log = memory_log()
    morning = demo.Morning(log, now=utc_now())
    for number in range(30):
        morning.hire(220, f"Forename{number % 7} Surname-{number}")
    sites = [
        morning.acquire(210, f"{number} Harbour Street", "Hull", "HU1 1AA", "01482 496 0100")
        for number in range(70)
    ]
    for number in range(30):
        priority = list(Priority)[number % 3]
        morning.raise_work(
            180, sites[: number + 1], f"Leak {number}", "Since last night.", priority
        )
    with served(log) as address:
        yield address


expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=CHROMIUM_ARGUMENTS,
            # As people have it: the pages that they go back to are still there.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, count: int = 1) -> Iterator[list["Window"]]:
    """They are closed at the end; close the desk after that, which they ask what is new."""
    windows = [Window(browser) for _ in range(count)]
    yield windows
    for each in windows:
        each.close()
        assert each.complaints == []


EXPECTED_COMPLAINTS = (
    "Failed to load resource: the server responded with a status of 4",
    "Clear-Site-Data header on ",
    "Autofocus processing was blocked because a document already has a focused element.",
)
"""What the console says of an answer that refuses something, as many here are meant to do; of one
that signs somebody out; and of a page where somebody was in a field before the browser led them to
the one that it begins with, which on a slow machine is not that soon."""


class Window:
    """A browser window that remembers everything else that the console complained about, such as
    what the content security policy stopped."""

    def __init__(
        self,
        browser: Browser,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        with_script: bool = True,
    ) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=with_script,
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("console", self._remember)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._animations = self.context.new_cdp_session(self.page)
        self._animations.send("Animation.enable")
        # Or each click on a page that is new would wait until its buttons take clicks.
        self.play_animations(20)

    def play_animations(self, rate: float) -> None:
        """So many times as fast as they are for people."""
        self._animations.send("Animation.setPlaybackRate", {"playbackRate": rate})

    def _remember(self, message: ConsoleMessage) -> None:
        if message.type != "log" and not message.text.startswith(EXPECTED_COMPLAINTS):
            self.complaints.append(message.text)

    def close(self) -> None:
        self.context.close()


def wait_until_settled(page: Page) -> None:
    """Until what is new takes clicks and keys."""
    page.wait_for_function(
        """() => [...document.querySelectorAll("main, .settles")].every(
            (each) => getComputedStyle(each).getPropertyValue("--clicks-on-buttons") !== "none")"""
    )
