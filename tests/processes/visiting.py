"""A person at a desk, over HTTP: opens pages, fills in their forms, and looks at the answers."""

import html
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPMessage
from http.cookies import SimpleCookie
from time import monotonic
from urllib.parse import urlencode, urlsplit
from zlib import crc32

import msgspec
from bs4 import BeautifulSoup

from app.commands.ids import id_made_of
from app.domain.access import THE_DESK
from tests.processes.running import RunningDesk
from tests.waiting import PATIENCE
from tests.web.page import the_only, visible_buttons, words_of

GONE = (HTTPException, OSError)
"""What can be raised instead of an answer, when a desk ends in the middle of it."""

HIRING = "/administration/operatives"
ACQUIRING = "/administration/sites"
RAISING = "/response/"
CONTROL = "/control/"
ASSIGNING = "/control/assign"

READERS = 16

_FORM = re.compile(r'<form [^>]*method="post" action="([^"]*)"[^>]*>(.*?)</form>', re.DOTALL)
_OF_A_PORT = re.compile(r"firstline-\d+")
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_ASSIGN_BUTTON = re.compile(r'<button [^>]*name="assign" value="([0-9]+(?: [0-9]+)?)[^"]*"')
_BUTTON_OF_OPEN_ROW = re.compile(r'<button [^>]*name="assign" value="([0-9]+) [0-9]+"')


def telephone_of(address_line_1: str) -> str:
    """Another one for each address: a desk asks, before it acquires a Site that is likely one that
    it has."""
    return f"0113 {crc32(address_line_1.encode()):010}"


class Form(msgspec.Struct, frozen=True):
    """What sending a form sends, and to where. It can be sent more than once."""

    address: str
    fields: dict[str, str]

    def fill(self, **typed: str) -> "Form":
        return Form(self.address, self.fields | typed)

    @property
    def carried(self) -> dict[str, str]:
        """The fields, with what Control's button says about the Work that it assigns: its number
        and, where the desk counts them, its version."""
        said = self.fields.get("assign", "").split()
        return dict(zip(("work_id", "version"), said, strict=False)) | self.fields

    @property
    def command_id(self) -> str:
        """Of an assignment, that which is made of what it says, at a desk that is open."""
        if "assign" in self.fields:
            said = [self.carried[name] for name in ("work_id", "version", "operative_id")]
            return id_made_of("press", THE_DESK, "assign", *said)
        return self.fields["command_id"]


class Answer:
    def __init__(self, status: int, headers: HTTPMessage, body: str) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def location(self) -> str:
        """Where it leads, below the address of the desk."""
        return urlsplit(self.headers["Location"])._replace(scheme="", netloc="").geturl()

    @cached_property
    def _soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def text(self) -> str:
        """All words of the page's main part."""
        return words_of(the_only(self._soup.select("main"), "main part"))

    @property
    def alert(self) -> str:
        """What the page says went wrong."""
        return " ".join(words_of(each) for each in self._soup.select("[role=alert]"))

    @property
    def buttons(self) -> list[str]:
        return [words_of(each) for each in visible_buttons(self._soup)]

    @property
    def says_that_the_log_is_away(self) -> bool:
        """Or that its pages cannot be brought up to date, which is told in the same way."""
        return self.status == 503 and "One moment, please" in self.text

    def offers_again(self, form: Form) -> bool:
        """Whether the same form can be sent from here once more, as it was."""
        return "Send it again" in self.buttons and self.form(form.address) == form

    @property
    def number_of_open_row(self) -> str:
        """Of the Work whose row is open on Control."""
        number: str = the_only(_BUTTON_OF_OPEN_ROW.findall(self.body), "row that is open")
        return number

    def form(self, address: str, **carried: str) -> Form:
        """The form that is sent to that address, and carries these fields."""
        # By regular expressions: a parser takes longer to read a page than the desk to make it.
        found = []
        for action, inside in _FORM.findall(self.body):
            fields = {
                html.unescape(name): html.unescape(value) for name, value in _HIDDEN.findall(inside)
            }
            if html.unescape(action) == address:
                # Who gets it is chosen from the list, or filled in as if it was.
                works = dict.fromkeys(_ASSIGN_BUTTON.findall(inside))
                buttons = [{"assign": said} for said in works]
                forms = [Form(address, fields | button) for button in buttons or [{}]]
                found += [form for form in forms if carried.items() <= form.carried.items()]
        return the_only(found, f"form that is sent to {address}")


class Visitor:
    """Goes to one desk at a time, and can move on to another with the same cookies."""

    def __init__(
        self,
        desk: RunningDesk | None = None,
        connection: HTTPConnection | None = None,
        headers: dict[str, str] | None = None,
        cookies: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`connection` leads to the desk when it is not reached directly, as behind a proxy;
        `headers` are sent with each request; `cookies` are there from the beginning."""
        self._cookies = dict(cookies)
        self._headers = headers or {}
        self._connection = connection or HTTPConnection("127.0.0.1", timeout=PATIENCE)
        if desk:
            self.go_to(desk)

    def came_from(self, page: str) -> None:
        """Send that address as the page from which the next requests come."""
        self._headers = self._headers | ({"Referer": page} if page else {})

    def go_to(self, desk: RunningDesk) -> None:
        """As if that desk was at the port of the one before, after which its cookie is named."""
        self.leave()
        for name in [name for name in self._cookies if _OF_A_PORT.fullmatch(name)]:
            self._cookies[f"firstline-{desk.port}"] = self._cookies.pop(name)
        self._connection = HTTPConnection("127.0.0.1", desk.port, timeout=PATIENCE)

    def open(self, address: str) -> Answer:
        return self._ask("GET", address)

    def follow(self, address: str) -> Answer:
        """The same, and on to where that leads."""
        answer = self.open(address)
        while answer.status in (301, 302, 303):
            answer = self.open(answer.location)
        return answer

    def send(self, form: Form) -> Answer:
        """The answer itself, wherever it leads."""
        return self._ask("POST", form.address, urlencode(form.fields))

    def hire(self, forename: str, surname: str = "Marsh") -> str:
        """The id of the operative."""
        hired = self._done(HIRING, forename=forename, surname=surname)
        return hired.fields["operative_id"]

    def hire_in_the_end(self, forename: str, surname: str = "Marsh") -> None:
        """The same, asked for again as long as the desk says that it cannot reach its log."""
        end = monotonic() + PATIENCE
        page = self.open(HIRING)
        while page.says_that_the_log_is_away and monotonic() < end:
            page = self.open(HIRING)
        answer = self.send(page.form(HIRING).fill(forename=forename, surname=surname))
        while answer.says_that_the_log_is_away and monotonic() < end:
            answer = self.send(answer.form(HIRING))
        assert answer.status == 303, answer.text

    def acquire(self, address_line_1: str) -> str:
        """The id of the Site."""
        acquired = self._done(
            ACQUIRING,
            address_line_1=address_line_1,
            town="Leeds",
            post_code="LS1 4AP",
            telephone_number=telephone_of(address_line_1),
        )
        return acquired.fields["site_id"]

    def raise_work(self, title: str, site_id: str) -> str:
        """The id of the Work."""
        raised = self._done(
            RAISING,
            site_ids=site_id,
            priority="ROUTINE",
            title=title,
            description="Since this morning.",
            do="raise",
        )
        return raised.fields["work_id"]

    def _done(self, page: str, **typed: str) -> Form:
        """The form of that page, filled in and carried out."""
        form = self.open(page).form(page).fill(**typed)
        answer = self.send(form)
        assert answer.status == 303, answer.text
        return form

    def leave(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *error: object) -> None:
        self.leave()

    @property
    def cookies(self) -> str:
        """What the visitor sends as the header Cookie."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = dict(self._headers)
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._cookies:
            headers["Cookie"] = self.cookies
        try:
            self._connection.request(method, address.partition("#")[0], body, headers)
            response = self._connection.getresponse()
            text = response.read().decode()
        except GONE:
            self._connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        return Answer(response.status, response.headers, text)


def read_at_once(desk: RunningDesk) -> set[int]:
    """What many are answered who read at the same time, for which the desk needs connections."""

    def read(_: int) -> int:
        with Visitor(desk) as visitor:
            return visitor.open("/events/").status

    with ThreadPoolExecutor(READERS) as pool:
        return set(pool.map(read, range(2 * READERS)))
