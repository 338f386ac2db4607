"""Lists that cannot be read, and forms that come twice or damaged: nothing is done, or once."""

import random

import pytest

from app.event_store.address import MemoryStore
from app.event_store.log import Unavailable
from app.server.request import LARGEST_IMPORT
from app.web.sending import taken_by
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk
from tests.web.importing import HEADINGS, IMPORT, LOOK, QUAYS, look_at
from tests.web.outage import app_over
from tests.web.visitor import Submission, Visitor

# What cannot be read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (HEADINGS.encode(), "There is nothing in this file but headings."),
        (b"PK\x03\x04", "This XLSX file is damaged"),
        (b"\x89PNG\r\n\x1a\n\x00", "neither a CSV file nor an XLSX file"),
        (f'{HEADINGS}\n"1 Quay'.encode(), "opened in line 2 and never closed"),
        (f"{HEADINGS}\n".encode() + b"a,b,c,d\n" * 5_001, "5,000 lines at most"),
    ],
)
def test_what_cannot_be_read_says_why(visitor: Visitor, content: bytes, said: str) -> None:
    visitor.open(IMPORT)
    page = visitor.upload(LOOK, "quays.csv", content)
    assert page.status == 422
    assert said in page.alert
    assert said in page.field("CSV or XLSX file of Sites").error
    assert page.field("CSV or XLSX file of operatives").error == ""


def test_without_a_file_nothing_is_looked_at(visitor: Visitor) -> None:
    visitor.open(IMPORT)
    page = visitor.press(LOOK)
    assert (page.status, "Choose a CSV or an XLSX file." in page.alert) == (422, True)


def test_more_than_a_spreadsheet_can_have_is_refused(visitor: Visitor) -> None:
    visitor.open(IMPORT)
    assert visitor.upload(LOOK, "quays.csv", b"a" * 3_000_000).status == 413


def test_no_form_may_be_larger_than_the_server_takes(desk: Desk) -> None:
    with desk.app.app_context():
        largest = [taken_by(endpoint).largest for endpoint in desk.app.view_functions]
    assert max(largest) == LARGEST_IMPORT


def test_an_import_may_be_larger_than_any_other_form(visitor: Visitor) -> None:
    long = "x" * 1_900
    text = (
        HEADINGS
        + ",Notes\n"
        + "".join(
            f"{number} Quay,Hull,HU1 1AA,01482 {number + 100_000},{long}\n"
            for number in range(1_000)
        )
    )
    page = look_at(visitor, text)
    assert "Acquire 1,000 Sites" in page.buttons


def test_text_that_cannot_be_packed_into_a_form_is_refused(visitor: Visitor) -> None:
    chance = random.Random(1)  # noqa: S311 (the same text each time)
    signs = "".join(map(chr, chance.choices(range(0x4E00, 0x9FFF), k=900_000)))
    noise = "\n".join(signs[place : place + 900] for place in range(0, len(signs), 900))
    page = look_at(visitor, f"{HEADINGS}\n{noise}")
    assert (page.status, "Divide it" in page.alert) == (422, True)


# Once


def test_sent_twice_it_is_done_once(desk: Desk, visitor: Visitor) -> None:
    """Also where what was acquired the first time makes every line a likely duplicate."""
    look_at(visitor, QUAYS)
    sent = visitor.form("Acquire 3 Sites").submission()
    visitor.send(sent)
    head = desk.head
    page = visitor.send(sent)
    assert (page.status, desk.head) == (200, head)
    assert page.notices == ["3 Sites acquired from quays.csv"]


def test_sent_again_with_more_it_is_said_what_was_done(desk: Desk, visitor: Visitor) -> None:
    look_at(visitor, f"{QUAYS}Elm House,Leeds,LS1 4AP,0113 496 9999\n")
    sent = visitor.form("Acquire 3 Sites").submission()
    visitor.send(sent)
    head = desk.head
    page = visitor.send(sent.but(do="all"))
    assert (page.status, desk.head) == (409, head)
    assert "has been sent before" in page.alert


STAFF = "Forename,Surname\nEve,Hall\nAl,Poe\n"


@pytest.mark.parametrize(
    ("text", "look", "begin", "done"),
    [
        (QUAYS, LOOK, "Acquire 3 Sites", "3 Sites acquired"),
        (STAFF, "Look at the operatives in it", "Hire 2 operatives", "2 operatives hired"),
    ],
    ids=["Sites", "operatives"],
)
def test_of_two_windows_with_one_list_the_second_is_told(
    desk: Desk, visitor: Visitor, text: str, look: str, begin: str, done: str
) -> None:
    other = visitor.twin()
    for each in (visitor, other):
        look_at(each, text, button=look)
    first, second = (each.form(begin).submission() for each in (visitor, other))
    desk.acquire("9 Wharf", "York", "YO1 1AA", "01904 496 001")  # which is neither of these
    desk.hire("Cem Kaya")
    visitor.send(first)
    head = desk.head

    for _ in range(2):
        page = other.send(second)
        assert (page.status, desk.head) == (409, head)
        number = begin.split()[1]
        assert f"{number} of these lines have become likely duplicates since" in page.alert
        assert len(page.items(f"Likely duplicates {number}")) == int(number)
        assert page.buttons[1] == f"{begin}, the likely duplicates too"

    assert visitor.send(first).notices == [f"{done} from quays.csv"]
    assert desk.head == head
    other.press(f"{begin}, the likely duplicates too")
    assert desk.head == head + int(number)


def test_a_likely_duplicate_that_is_wanted_is_not_acquired_twice(
    desk: Desk, visitor: Visitor
) -> None:
    """Both windows say of it that it is like Elm House; neither, that it is like the other's."""
    again = "Acquire 1 Site, the likely duplicates too"
    for each in (visitor, other := visitor.twin()):
        look_at(each, f"{HEADINGS}\nElm House,Leeds,LS1 4AP,0113 496 9999\n")
    visitor.press(again)
    head = desk.head
    page = other.press(again)
    assert (page.status, desk.head) == (409, head)
    assert "1 of these lines has become a likely duplicate since" in page.alert
    other.press(again)
    assert desk.head == head + 1


def test_while_the_log_does_not_answer_the_list_is_kept(desk: Desk) -> None:
    log = LogInBetween(desk.log)
    visitor = Visitor(app_over(log, MemoryStore(), desk))
    look_at(visitor, QUAYS)
    log.before_append = _no_answer
    page = visitor.press("Acquire 3 Sites")
    assert page.status == 503
    assert "What you sent is kept here" in page.text
    log.before_append = lambda: None
    page = visitor.press("Send it again")
    assert page.notices == ["3 Sites acquired from quays.csv"]


def _no_answer() -> None:
    raise Unavailable("silence")


@pytest.mark.parametrize(
    "change",
    [
        lambda sent: sent.without("carried"),
        lambda sent: sent.but(carried=sent["carried"][:-3]),
        lambda sent: sent.but(carried=""),
        lambda sent: sent.but(first_id="site-1"),
        lambda sent: sent.but(command_id=""),
    ],
    ids=["without", "cut off", "empty", "no id", "no command"],
)
def test_a_form_that_arrives_damaged_does_nothing(
    desk: Desk, visitor: Visitor, change: object
) -> None:
    before = desk.head
    look_at(visitor, QUAYS)
    sent = visitor.form("Acquire 3 Sites").submission()
    assert callable(change)
    page = visitor.send(change(sent))
    assert page.status == 422
    assert "This form arrived damaged" in page.alert
    assert desk.head == before


def test_a_list_of_sites_is_none_of_operatives(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    look_at(visitor, QUAYS)
    sent = visitor.form("Acquire 3 Sites").submission()
    fields = [
        (name, value.replace("site-", "operative-") if name == "first_id" else value)
        for name, value in sent.fields
    ]
    page = visitor.send(Submission(f"{IMPORT}/operatives/hire", fields))
    assert (page.status, desk.head) == (422, before)
