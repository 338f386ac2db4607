"""What is asked for, of each that is served, as a browser asks for it."""

import enum
import re
import time
from urllib.parse import urlencode

import msgspec
from bs4 import BeautifulSoup

from app.commands.ids import new_id
from app.web.polls import SEEN
from benchmarks.calling import SEEN_ALL
from benchmarks.peers.asking import Crew
from benchmarks.peers.checking import REGISTER_PAGE, call
from benchmarks.peers.serving import Served
from benchmarks.peers.small_desk import SmallDesk
from tests.processes.visiting import CONTROL, Form, Visitor


class Case(enum.StrEnum):
    HELLO = "Hello, World!"
    UNCHANGED = "Control, unchanged since last asked for"
    BOARD = "Control, 20 waiting and 12 operatives"
    REGISTER = "the register's first page"
    RAISE = "POST that raises Work"
    RAISE_NAMED = "the same, with the caller's name"


PAGES = {Case.HELLO: "/hello", Case.BOARD: CONTROL, Case.REGISTER: REGISTER_PAGE}
REQUESTS = {
    Case.HELLO: 600,
    Case.UNCHANGED: 600,
    Case.BOARD: 100,
    Case.REGISTER: 120,
    Case.RAISE: 120,
    Case.RAISE_NAMED: 120,
}
"""How many of each are asked for in a round."""
TAG = re.compile(r'data-tag="([^"]+)"')
"""Each page of Firstline's boards comes with a tag. Whoever sends it along is told in a few bytes
that the page has not changed."""
SHORT = 2_000
"""In bytes, head and all: longer than what says that a page has not changed."""
ENCODINGS = "gzip, deflate, br, zstd"
RAISING = (Case.RAISE, Case.RAISE_NAMED)
LEADS_ON = (b"302", b"303")


class Speed(msgspec.Struct, frozen=True):
    """How many requests were answered in a second, and in a second of the processor's."""

    passed: float
    worked: float


class Size(msgspec.Struct, frozen=True):
    on_the_wire: int
    """In bytes, head and all."""
    elements: int


class Asked:
    """One that is served, and those who ask it."""

    def __init__(self, served: Served, crew: Crew, visitor: Visitor, desk: SmallDesk) -> None:
        self.served = served
        self._crew = crew
        self._visitor = visitor
        self._desk = desk
        self._raised = 0

    def can(self, case: Case) -> bool:
        match case:
            case Case.HELLO:
                return not self.served.kind.is_firstline
            case Case.UNCHANGED:
                return self.served.kind.is_firstline
        return True

    def size(self, case: Case) -> Size:
        body = self._visitor.open(PAGES[case]).body
        [size] = self._crew.ask([self._get(PAGES[case])], (b"200",))
        return Size(size, len(BeautifulSoup(body, "html.parser").find_all()))

    def speed(self, case: Case) -> Speed:
        requests = self._requests(case)
        began, had_worked = time.perf_counter(), self.served.processor_seconds
        sizes = self._crew.ask(requests, LEADS_ON if case in RAISING else (b"200",))
        passed = time.perf_counter() - began
        worked = self.served.processor_seconds - had_worked
        if case is Case.UNCHANGED and max(sizes) > 2 * min(sizes):
            # Another minute began, in which the page says other times.
            return self.speed(case)
        assert case is not Case.UNCHANGED or max(sizes) < SHORT, "All of the page was sent again."
        return Speed(len(requests) / passed, len(requests) / worked)

    def _requests(self, case: Case) -> list[bytes]:
        match case:
            case Case.RAISE:
                return self._calls(case, caller_name="", caller_telephone="")
            case Case.RAISE_NAMED:
                return self._calls(case)
            case Case.UNCHANGED:
                request = self._get(CONTROL, f"{SEEN}: {self._tag()}\r\n")
            case _:
                request = self._get(PAGES[case])
        return [request] * REQUESTS[case]

    def _tag(self) -> str:
        found = TAG.search(self._visitor.open(CONTROL).body)
        assert found
        return found[1]

    def _calls(self, case: Case, **typed: str) -> list[bytes]:
        """Each raises another Work, at the Sites in turn."""
        form = call(self.served.kind, self._visitor, self._desk).fill(**typed)
        requests = []
        for _ in range(REQUESTS[case]):
            self._raised += 1
            site = self.served.kind.id_of(self._desk.sites[self._raised % len(self._desk.sites)])
            if self.served.kind.is_firstline:
                # As if each form had been opened just before.
                form = form.fill(opened_at=SEEN_ALL)
                ids = {f"{kind}_id": new_id(kind) for kind in ("command", "work", "contact")}
                requests.append(self._post(form.fill(site_ids=site, **ids)))
            else:
                requests.append(self._post(form.fill(sites=site)))
        return requests

    def _get(self, address: str, more: str = "") -> bytes:
        return f"{self._head('GET', address)}{more}\r\n".encode()

    def _post(self, form: Form) -> bytes:
        body = urlencode(form.fields)
        return (
            f"{self._head('POST', form.address)}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _head(self, method: str, address: str) -> str:
        return (
            f"{method} {address} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{self.served.port}\r\n"
            f"Accept-Encoding: {ENCODINGS}\r\n"
            f"Cookie: {self._visitor.cookies}\r\n"
        )
