"""More than there can be of something is refused in a sentence, before it costs time; and of what a
stranger chooses, the log takes little."""

import logging
import time
from collections.abc import Callable

import pytest

from app.commands.ids import new_id
from app.domain.described_work import MOST_SITES
from app.event_store.address import MemoryStore
from app.web.query import LONGEST_WORDS
from app.web.request_log import LONGEST_PATH
from app.web.security import LARGEST_MULTIPART, MOST_FIELDS
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk
from tests.web.every_form import HIRE, RAISE, Case, by_turns
from tests.web.malformed import Encoding, multipart, send, urlencoded
from tests.web.outage import app_over
from tests.web.page import Page
from tests.web.visitor import Visitor

BRIEF = 0.5
"""In seconds of work, on a machine that has much to do. What is tried here took from 3 to 37."""

IMPORT = b"/administration/import/sites"

PART_WITHOUT_A_NAME = (
    b"-----cut\r\nContent-Disposition: form-data\r\n\r\nWho am I?\r\n"
    b'-----cut\r\nContent-Disposition: form-data; filename="a.txt"\r\n\r\nAnd I?\r\n'
    b"-----cut--\r\n",
    "multipart/form-data; boundary=---cut",
)


def work_for(do: Callable[[], object]) -> float:
    """How many seconds of work it takes."""
    began = time.thread_time()
    do()
    return time.thread_time() - began


# Parts without names


@by_turns("proof", ["form", "none"])
def test_a_part_without_a_name_is_refused_whatever_it_is_sent_to(
    unchanged_desk: Desk, case: Case, proof: str
) -> None:
    visitor = unchanged_desk.visitor()
    sent = case.open(unchanged_desk, visitor).submission()
    before = unchanged_desk.head
    token = {"X-CSRFToken": sent["csrf_token"]} if proof == "form" else {}

    page = Page(send(visitor, "POST", sent.address.encode(), [], PART_WITHOUT_A_NAME, token))

    assert page.status == 400
    assert "A part of the form came without a name" in page.text
    assert unchanged_desk.head == before


def test_a_part_without_a_name_is_refused_where_there_is_no_page_too(visitor: Visitor) -> None:
    assert send(visitor, "POST", b"/nowhere", [], PART_WITHOUT_A_NAME).status_code == 400


# Many fields


@pytest.mark.parametrize("encoding", [urlencoded, multipart])
@pytest.mark.parametrize("more", [0, 1, 20_000])
def test_a_form_of_more_fields_than_any_has_is_refused(
    visitor: Visitor, desk: Desk, encoding: Encoding, more: int
) -> None:
    visitor.open(HIRE.page)
    sent = visitor.form(HIRE.button).fill(HIRE.typed).submission()
    fields = [(name.encode(), text.encode()) for name, text in sent.fields]
    fields += [(b"a", b"")] * (MOST_FIELDS - len(fields) + more)
    body = encoding(fields)[0][: 250 * 1024], encoding(fields)[1]

    page = Page(send(visitor, "POST", sent.address.encode(), [], body))

    is_too_much = more or (len(body[0]) > LARGEST_MULTIPART and encoding is multipart)
    assert page.status == (413 if is_too_much else 303)
    if encoding is urlencoded and more:
        assert "A form can have 1,000 fields at most." in page.text


def test_a_hundred_thousand_fields_are_not_even_taken_apart(visitor: Visitor) -> None:
    body = b"a&" * (120 * 1024), "application/x-www-form-urlencoded"

    assert work_for(lambda: send(visitor, "POST", b"/response/", [], body)) < BRIEF


@pytest.mark.parametrize(
    "head",
    [
        b'name="a"' + b';a="b"' * 43_000,
        b'name="' + b"\\" * 250_000,
    ],
    ids=["parameters", "backslashes"],
)
def test_a_part_that_says_much_about_itself_is_not_even_taken_apart(
    visitor: Visitor, head: bytes
) -> None:
    form = b"-----cut\r\nContent-Disposition: form-data; %b\r\n\r\n\r\n-----cut--\r\n" % head
    body = form, "multipart/form-data; boundary=---cut"

    assert send(visitor, "POST", b"/response/", [], body).status_code == 413
    assert send(visitor, "POST", IMPORT, [], body).status_code == 413


def test_a_hundred_parts_beside_a_file_are_not_even_taken_apart(visitor: Visitor) -> None:
    part = b'-----cut\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    body = part * 100 + b"-----cut--\r\n", "multipart/form-data; boundary=---cut"

    assert send(visitor, "POST", IMPORT, [], body).status_code == 413


@pytest.mark.parametrize("text", [b"\r\n", b"\r", b"-", b"\r\n-----cu", b"%41"])
def test_a_file_that_looks_like_many_parts_is_taken_apart_quickly(
    visitor: Visitor, text: bytes
) -> None:
    head = b'-----cut\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    form = head + text * (2_000_000 // len(text)) + b"\r\n-----cut--\r\n"
    body = form, "multipart/form-data; boundary=---cut"

    assert work_for(lambda: send(visitor, "POST", IMPORT, [], body)) < BRIEF


# Many Sites


def test_work_for_more_sites_than_any_is_refused_before_they_are_looked_up(desk: Desk) -> None:
    log = LogInBetween(desk.log)
    visitor = Visitor(app_over(log, MemoryStore(), desk))
    visitor.open(RAISE.page)
    sent = visitor.form(RAISE.button).fill(RAISE.typed).submission()
    sent.fields += [("site_ids", new_id("site")) for _ in range(900)]
    before = desk.head
    streams: list[None] = []
    log.after_stream = lambda: streams.append(None)

    page = visitor.send(sent)

    assert page.status == 422
    assert page.alert == f"One Work can be for {MOST_SITES} Sites at most; 901 are chosen."
    assert page.field("Title").value == RAISE.typed["Title"]
    assert page.group("Sites").ticked == ["Elm House, Leeds LS1 4AP · 0113 496 0182"]
    assert desk.head == before
    assert len(streams) == 1, "the Work's own; each of the Sites' would take time"


def test_work_can_be_for_as_many_sites_as_that(empty_desk: Desk) -> None:
    for number in range(MOST_SITES):
        empty_desk.acquire(f"{number} Long Row", "York")
    visitor = empty_desk.visitor()
    visitor.open(RAISE.page)
    sent = visitor.form("Raise Work").fill(
        {"Title": "Cold", "Description": "Since six.", "Urgent": True}
    )
    submission = sent.submission()
    sites = [empty_desk.id(f"{number} Long Row") for number in range(MOST_SITES)]
    submission.fields += [("site_ids", id) for id in sites]

    assert visitor.send(submission).notices == [
        "W-1001 raised for 0 Long Row, York and 99 more Sites"
    ]


# Many words


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/work/", "filter"),
        ("/operatives/", "filter"),
        ("/administration/operatives", "filter"),
        ("/administration/sites", "filter"),
        ("/events/", "aggregate"),
    ],
)
def test_more_words_to_look_for_than_there_can_be_are_refused(
    visitor: Visitor, page: str, name: str
) -> None:
    assert visitor.open(f"{page}?{name}={'a ' * (LONGEST_WORDS // 2 - 1)}aa").status == 200

    refused = visitor.open(f"{page}?{name}={'a' * (LONGEST_WORDS + 1)}")

    assert refused.status == 400
    assert "The words to look for can have 200 characters at most; these have 201." in refused.text


def test_too_many_words_to_filter_sites_by_are_refused_and_nothing_typed_is_lost(
    empty_desk: Desk,
) -> None:
    for number in range(15):
        empty_desk.acquire(f"{number} Long Row", "York")
    visitor = empty_desk.visitor()
    visitor.open(RAISE.page)
    long = "a " * 3_000

    page = visitor.press("Find", {"Title": "Cold", "Sites": long})

    assert page.status == 422
    assert "can have 200 characters at most; these have 6,000." in page.field("Sites").error
    assert page.field("Sites").value == long
    assert page.field("Title").value == "Cold"


# Long addresses


@pytest.mark.parametrize("path", ["/a" * 32_000, "/" + "a/" * 32_000, "/work" * 12_000])
def test_a_long_address_that_is_not_there_is_found_missing_quickly(
    desk: Desk, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[Page] = []
    with caplog.at_level(logging.INFO):
        took = work_for(lambda: answers.append(Page(desk.app.test_client().get(path))))

    assert took < BRIEF
    assert answers[0].status == 404
    assert len(caplog.text) < LONGEST_PATH + 200


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/work/nothing/at/all/that/lies/deep/below", "/work/"),
        ("/administration/sites/7", "/administration/sites"),
    ],
)
def test_the_nearest_page_is_still_offered(visitor: Visitor, path: str, nearest: str) -> None:
    assert visitor.open(path).link("Back to the page before it") == nearest


def test_a_long_method_is_a_short_part_of_a_line(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        desk.app.test_client().open("/", method="A" * 5_000)

    assert len(caplog.messages[-1]) < 200


# Where a command came from


@by_turns("spelling", ["w-{}", "%20%20%20W-{}%20", "{}", "W-0{}", "%20" * 500 + "{}"])
def test_the_log_names_the_page_as_the_desk_writes_it(
    busy_desk: Desk, case: Case, spelling: str
) -> None:
    """However somebody else wrote it."""
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()
    before = busy_desk.head
    area, _, rest = sent.address.partition("W-")
    if rest:
        sent.address = area + spelling.format(rest[:4]) + rest[4:]

    answer = visitor.post(sent)
    if answer.status_code == 308:
        sent.address = answer.location
        visitor.post(sent)

    (source,) = {event.metadata.source for event in busy_desk.events(before)}
    number = rest[:4] if rest else ""
    page = rest[4:].removesuffix("/note")  # It is sent from the page of the Work itself.
    assert source == (f"{area}W-{number}{page}" if rest else _page_of(busy_desk, case))


def _page_of(desk: Desk, case: Case) -> str:
    area, _, name = case.page.rpartition("/")
    return desk.page_of(name) if area == "/operatives" else case.page.partition("?")[0]
