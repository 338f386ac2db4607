"""The log is away: what people see meanwhile, and that nothing they sent is lost or done twice."""

import time
from collections.abc import Iterator, Sequence
from functools import partial

import msgspec
import pytest

from app import create_app
from app.domain.event import Event
from app.event_store.address import MemoryStore
from app.event_store.log import (
    AppendCondition,
    Checkpoint,
    EventLog,
    Metadata,
    NewEvent,
    Record,
    RecordedEvent,
    Unavailable,
)
from app.event_store.memory import memory_log
from app.settings import Settings
from app.web.security import HEADERS
from tests.commands.desk import LogInBetween
from tests.processes.own_postgresql import own_postgresql
from tests.web.at_once import at_once
from tests.web.desk import Desk, desk_at_every_stage, staffed_desk
from tests.web.every_form import (
    ABANDON,
    ACQUIRE,
    ACQUIRE_IN_CALL,
    ADD_CALL,
    AMEND,
    ARRIVE,
    ASSIGN,
    CLOSE,
    COMPLETE,
    DISPATCH,
    DISPATCH_AT,
    EVERY_FORM,
    HIRE,
    NOTE,
    NOTE_ON_VISIT,
    RAISE,
    REASSIGN,
    RECALL,
    REOPEN,
    REVISE_ETA,
    Case,
)
from tests.web.outage import app_over, move
from tests.web.page import Page, attribute
from tests.web.signing_in import make_up
from tests.web.soundness import faults
from tests.web.visitor import Submission, Visitor

SEVERAL_SITES = msgspec.structs.replace(
    RAISE,
    name="raise for several Sites",
    typed={**RAISE.typed, "31 Queen Square, Bristol": True},
    notice="W-1007 raised for 31 Queen Square, Bristol and Elm House, Leeds",
)
SPECIAL = {
    "Title": "  \"No\" & <left> it’s — '🦊' &amp; 50%+",
    "Description": "First\tline\r\n  <b>second</b> &lt; third\r\n\r\n</form>\"'last \r\n",
}
SPECIAL_CHARACTERS = msgspec.structs.replace(
    RAISE, name="special characters", typed={**RAISE.typed, **SPECIAL}
)
TOGETHER = [
    [HIRE, ACQUIRE, RAISE, RECALL, REOPEN, ARRIVE, COMPLETE],
    [SEVERAL_SITES, CLOSE, DISPATCH, ABANDON, ACQUIRE_IN_CALL, REVISE_ETA, NOTE],
    [SPECIAL_CHARACTERS, DISPATCH_AT, ADD_CALL],
    [AMEND, NOTE_ON_VISIT],
    [REASSIGN, ASSIGN],
]
"""Forms that do not get in each other's way, desk by desk."""

ADDRESSES = [
    "/",
    "/response/",
    "/control/",
    "/work/W-1001",
    "/work/W-1001/close",
    "/administration/operatives",
    "/administration/permissions",
    "/events",
    "/about/",
    "/work/?filter=boiler&page=2",
    "/work/?filter=%22%3E%3Cscript%3E",
]
WITHOUT_LOG = {
    "/nowhere": 404,
    "/static/css/base.css": 200,
    "/health": 503,
}


class Sent(msgspec.Struct):
    """What became of a form that was sent while the log was away."""

    case: Case
    log: EventLog
    visitor: Visitor
    calm: Visitor
    """The same person at a desk that is just like this one, whose log was never away."""
    calm_log: EventLog
    opened: str
    """The page that the form was on."""
    form: Submission
    refused: Page | None = None

    def events(self) -> list[tuple[str, Event]]:
        """What it appended."""
        return _of_command(self.log, self.form.command_id)

    def events_in_calm(self) -> list[tuple[str, Event]]:
        return _of_command(self.calm_log, self.form.command_id)

    @property
    def page(self) -> Page:
        """What it led to while the log was away."""
        assert self.refused
        return self.refused

    @property
    def again(self) -> Submission:
        """What that page sends again."""
        self.visitor.page = self.page
        return self.visitor.form("Send it again").submission()


class Outage(msgspec.Struct):
    sent: dict[str, Sent]
    pages: dict[str, Page]
    """What was to be seen meanwhile, by address."""
    refused_again: Page
    """What sending it again led to while the log was still away."""
    reader: Visitor
    """Somebody who has looked at the desk before."""
    seconds: float
    """How long everybody was kept waiting."""


@pytest.fixture(scope="module")
def outage() -> Iterator[Outage]:
    """Everything is opened; the server is stopped; everything is sent; the server is started. An
    outage for each test would take too long."""
    with own_postgresql() as server:
        desk = desk_at_every_stage()
        records = desk.log.records(after=0, limit=1_000)
        sent = {}
        for cases in TOGETHER:
            store = server.new_store()
            move(desk, store)
            for case in cases:
                sent[case.name] = _opened(case, desk, records)
        reader = desk.visitor()
        reader.open("/")

        server.stop()
        reads = [*ADDRESSES, *WITHOUT_LOG]
        began = time.monotonic()
        answers = at_once(
            *(partial(each.visitor.post, each.form) for each in sent.values()),
            *(partial(reader.twin().client.get, address, buffered=True) for address in reads),
        )
        seconds = time.monotonic() - began
        for each, answer in zip(sent.values(), answers, strict=False):
            each.refused = Page(answer)
        pages = dict(zip(reads, map(Page, answers[len(sent) :]), strict=True))
        refused_again = Page(sent["complete"].visitor.post(sent["complete"].again))
        server.start()

        yield Outage(sent, pages, refused_again, reader, seconds)
        for each in sent.values():
            each.log.close()


def _opened(case: Case, desk: Desk, records: Sequence[Record]) -> Sent:
    """The form on its page, filled in."""
    calm_log = memory_log()
    calm_log.restore(records, desk.log.keys(records))
    visitor = desk.visitor()
    form = case.open(desk, visitor).submission()
    calm = Visitor(app_over(calm_log, MemoryStore(), desk))
    cookie = visitor.client.get_cookie("firstline-8000")
    assert cookie is not None
    calm.client.set_cookie("firstline-8000", cookie.value)
    return Sent(case, desk.log, visitor, calm, calm_log, visitor.page.path, form)


def _of_command(log: EventLog, command_id: str) -> list[tuple[str, Event]]:
    events = log.read(after=0, limit=1_000)
    return [
        (each.type_name, each.event) for each in events if each.metadata.command_id == command_id
    ]


each_case = pytest.mark.parametrize("name", [case.name for cases in TOGETHER for case in cases])


def is_told_of_the_outage(page: Page, *, is_known: bool = False) -> None:
    """Whether it `is_known` who is asking, and so what they may go to."""
    assert page.status == 503
    assert page.heading == "One moment, please"
    assert "The desk cannot reach its log just now." in page.text
    assert page.response.headers["Retry-After"] == "5"
    assert {name: page.response.headers.get(name) for name in HEADERS} == HEADERS
    assert ("Control" in page.areas) is is_known
    assert page.link("To the front page") == "/"
    assert page.response.headers["X-Request-ID"] in page.text
    assert "connection" not in page.html, "this is for those who look after the desk"


# Pages


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_cannot_be_shown_says_so_and_leads_back_to_itself(
    outage: Outage, address: str
) -> None:
    page = outage.pages[address]

    is_told_of_the_outage(page)
    assert faults(page) == []
    assert "Try again in a moment." in page.text
    assert page.link("Open the page again") == address
    assert page.buttons == []


@pytest.mark.parametrize("address", WITHOUT_LOG)
def test_what_needs_no_log_is_there_all_the_same(outage: Outage, address: str) -> None:
    assert outage.pages[address].status == WITHOUT_LOG[address]


def test_health_says_what_is_wrong(outage: Outage) -> None:
    assert outage.pages["/health"].response.json == {"status": "the log does not answer"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_when_the_log_is_back_so_are_the_pages(outage: Outage, address: str) -> None:
    outage.reader.page = outage.pages[address]

    assert outage.reader.follow("Open the page again").status == 200


def test_nobody_is_kept_waiting_for_long(outage: Outage) -> None:
    assert outage.seconds < 12


# Forms


@each_case
def test_a_form_that_cannot_be_carried_out_comes_back_with_what_was_typed(
    outage: Outage, name: str
) -> None:
    sent = outage.sent[name]

    is_told_of_the_outage(sent.page)
    assert "Should it have been carried out after all, it is not done twice." in sent.page.text
    # Who is chosen from a list has no name while nobody can be asked; the form still says who.
    chosen = "Okafor, Ben"
    typed = [text for text in sent.case.typed.values() if text not in (True, chosen)]
    kept = [each.get_text() for each in sent.page.main.select("dl.kept dd")]
    assert [text for text in kept if text in typed] == typed
    assert faults(sent.page) == []


@each_case
def test_a_form_can_be_sent_again_exactly_as_it_was(outage: Outage, name: str) -> None:
    sent = outage.sent[name]

    assert sent.page.buttons == ["Send it again"]
    led_back = {attribute(each, "href") for each in sent.page.main.select(".actions a")}
    assert led_back == {sent.opened, "/"}
    assert sent.again.fields == sent.form.fields
    assert sent.again.address == sent.form.address
    assert sent.again.method == "post"


def test_while_the_log_is_still_away_a_form_can_be_sent_over_and_over(outage: Outage) -> None:
    sent = outage.sent["complete"]

    is_told_of_the_outage(outage.refused_again)
    sent.visitor.page = outage.refused_again
    assert sent.visitor.form("Send it again").submission().fields == sent.form.fields


@each_case
def test_when_the_log_is_back_a_form_is_carried_out_once_and_leads_on_as_ever(
    outage: Outage, name: str
) -> None:
    sent = outage.sent[name]
    assert sent.events() == [], "nothing was done while the log was away"

    expected = sent.calm.post(sent.form)
    answers = [sent.visitor.post(each) for each in (sent.again, sent.again, sent.form)]

    assert [answer.status_code for answer in answers] == [303] * 3
    assert [answer.location for answer in answers] == [expected.location] * 3
    assert sent.events() == sent.events_in_calm()
    assert [type_name for type_name, _ in sent.events()] == sent.case.events
    page = sent.visitor.open(expected.location or "")
    assert page.notices == [sent.case.notice]


def test_no_form_is_forgotten_here() -> None:
    assert {case.name for case in EVERY_FORM} <= {case.name for cases in TOGETHER for case in cases}


def test_every_site_that_was_ticked_is_sent_again(outage: Outage) -> None:
    sent = outage.sent[SEVERAL_SITES.name]

    assert [name for name, _ in sent.again.fields].count("site_ids") == 2


def test_characters_that_mean_something_in_a_page_mean_nothing_in_what_was_typed(
    outage: Outage,
) -> None:
    sent = outage.sent[SPECIAL_CHARACTERS.name]

    fields = dict(sent.again.fields)
    assert fields["title"] == SPECIAL["Title"]
    assert fields["description"] == SPECIAL["Description"]
    assert sent.page.main.select("left, b") == []
    hidden = {attribute(each, "name") for each in sent.page.main.select("form input[type=hidden]")}
    assert hidden == {name for name, _ in sent.form.fields}


# Carried out after all


class LogThatFallsSilent(LogInBetween):
    """One that appends, and is away from then on: before it has said so, or just after."""

    def __init__(self, log: EventLog, *, says_so: bool = True) -> None:
        super().__init__(log)
        self._says_so = says_so
        self.is_away = False
        self.falls_silent = False
        self.asked_in_vain = 0

    def append(
        self,
        events: Sequence[NewEvent],
        metadata: Metadata,
        condition: AppendCondition | None = None,
    ) -> list[RecordedEvent]:
        self._answer()
        appended = super().append(events, metadata, condition)
        self.is_away = self.falls_silent
        if not self._says_so:
            self._answer()
        return appended

    def stream(self, aggregate_id: str, **part: int | None) -> list[RecordedEvent]:
        self._answer()
        return super().stream(aggregate_id, **part)

    def newest(self) -> Checkpoint:
        self._answer()
        return super().newest()

    def _answer(self) -> None:
        if self.is_away:
            self.asked_in_vain += 1
            raise Unavailable("silence")


@pytest.mark.parametrize("says_so", [False, True], ids=["before it says so", "just after"])
def test_what_was_carried_out_after_all_is_not_done_twice(says_so: bool) -> None:
    desk = staffed_desk()
    make_up(desk, "Cleo Park", "Control")
    log, before = LogThatFallsSilent(desk.log, says_so=says_so), desk.head
    visitor = Visitor(app_over(log, MemoryStore(), desk))
    visitor.open(HIRE.page)
    log.falls_silent = True

    page = visitor.press(HIRE.button, HIRE.typed)

    is_told_of_the_outage(page, is_known=True)
    assert log.asked_in_vain == (1 if says_so else 2), "the page does not ask once more"
    log.is_away = log.falls_silent = False
    assert log.head() == before + 1, "it was carried out after all"
    page = visitor.press("Send it again")
    assert page.redirects == [(303, HIRE.page)]
    assert page.notices == [HIRE.notice]
    assert log.head() == before + 1


@pytest.mark.parametrize(("address", "status"), [("/control/", 503), ("/nowhere", 404)])
def test_a_page_asks_a_log_that_is_away_once(address: str, status: int) -> None:
    log = LogThatFallsSilent(memory_log())
    log.is_away = True

    page = Visitor(create_app(Settings(), log)).open(address)

    assert (page.status, log.asked_in_vain) == (status, 1)
