"""Lists that cannot be read, and forms that come twice or damaged: nothing is done, or once."""

import random
from pathlib import Path
from string import ascii_letters

import pytest

from app.event_store.address import MemoryStore
from app.event_store.log import Unavailable
from app.server.request import LARGEST_IMPORT
from app.web.sending import taken_by
from tests.commands.desk import LogInBetween
from tests.web.desk import Desk, staffed_desk
from tests.web.importing import HEADINGS, IMPORT, LOOK, QUAYS, acquired, look_at
from tests.web.outage import FileAway, app_over, move
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


@pytest.mark.parametrize("kind", ["Sites", "operatives"])
def test_an_import_may_be_larger_than_any_other_form(visitor: Visitor, kind: str) -> None:
    """Of text that cannot be packed much smaller."""
    chance, rows = random.Random(1), range(1_000)  # noqa: S311 (the same text each time)
    long = ["".join(chance.choices(ascii_letters, k=600)) for _ in rows]
    headings, begin = f"{HEADINGS},Notes", "Acquire 1,000 Sites"
    lines = [f"{each} Quay,Hull,HU1 1AA,01482 {each + 100_000},{long[each]}" for each in rows]
    if kind == "operatives":
        headings, begin = "Forename,Surname,Skills", "Hire 1,000 operatives"
        lines = [
            f"Eve,{long[each][:40]},{';'.join(long[each][40 * n : 40 * n + 40] for n in range(10))}"
            for each in rows
        ]
    page = look_at(
        visitor, "\n".join([headings, *lines]), f"{'q' * 99}.csv", f"Look at the {kind} in it"
    )
    assert "q" * 79 in page.text
    assert "q" * 81 not in page.text
    sample = page.section("The first ones, as they would be kept")
    assert len(sample.select("tbody tr")) == 5
    assert visitor.press(begin).status == 200


def test_text_that_cannot_be_packed_into_a_form_is_refused(visitor: Visitor) -> None:
    chance = random.Random(1)  # noqa: S311 (the same text each time)
    signs = "".join(map(chr, chance.choices(range(0x4E00, 0x9FFF), k=900_000)))
    noise = "\n".join(signs[place : place + 900] for place in range(0, len(signs), 900))
    page = look_at(visitor, f"{HEADINGS}\n{noise}")
    assert (page.status, "Divide it" in page.alert) == (422, True)


# Once


def test_sent_twice_it_is_done_once(desk: Desk, visitor: Visitor) -> None:
    """Also where what was acquired the first time makes every line a likely duplicate."""
    look_at(visitor, f"{HEADINGS},Contact\n1 Quay,Hull,HU1 1AA,01482 496 001,Jo\n")
    sent = visitor.form("Acquire 1 Site").submission()
    visitor.send(sent)
    head = desk.head
    page = visitor.send(sent)
    assert (page.status, desk.head) == (200, head)
    assert page.notices == ["1 Site acquired from quays.csv"]


def test_sent_again_with_more_it_is_said_what_was_done(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    look_at(visitor, f"{QUAYS}Elm House,Leeds,LS1 4AP,0113 496 9999\n")
    sent = visitor.form("Acquire 3 Sites").submission()
    visitor.send(sent)
    head = desk.head
    page = visitor.send(sent.but(do="all"))
    assert (page.status, desk.head) == (409, head)
    assert "has been sent before" in page.alert
    for event in desk.events(before):
        desk.remember("quay", event.aggregate_id)
        desk.dispose_of("quay")
    visitor.press("Acquire 4 Sites, the likely duplicates too")
    assert len(acquired(desk, head)) == 4, "which are others now"


def test_what_is_left_out_in_any_case_holds_up_nothing(desk: Desk, visitor: Visitor) -> None:
    look_at(visitor, f"{QUAYS}Elm House,Leeds,LS1 4AP,0113 496 9999\n")
    desk.acquire("Elm House", "Leeds")
    page = visitor.press("Acquire 3 Sites")
    assert page.notices == ["3 Sites acquired from quays.csv; 1 line was left out"]


def test_with_a_button_that_is_not_there_nothing_is_done(desk: Desk, visitor: Visitor) -> None:
    before = desk.head
    look_at(visitor, f"{HEADINGS}\nElm House,Leeds,LS1 4AP,0113 496 9999\n")
    sent = visitor.form("Save what is left out as a file").submission()
    assert visitor.send(sent.but(do="nonsense")).status == 200
    page = visitor.send(sent.but(do="fresh"))
    assert (page.status, desk.head) == (422, before)
    assert "There is nothing to import." in page.alert


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


@pytest.mark.parametrize(
    ("text", "look", "begin"),
    [
        (f"{HEADINGS}\nElm House,Leeds,LS1 4AP,0113 496 9999\n", LOOK, "Acquire 1 Site"),
        ("Forename,Surname\nAnn,Marsh\n", "Look at the operatives in it", "Hire 1 operative"),
    ],
    ids=["Sites", "operatives"],
)
def test_a_likely_duplicate_that_is_wanted_is_not_begun_twice(
    desk: Desk, visitor: Visitor, text: str, look: str, begin: str
) -> None:
    """Both windows say of it that it is like one here; neither, that it is like the other's."""
    again = f"{begin}, the likely duplicates too"
    for each in (visitor, other := visitor.twin()):
        page = look_at(each, text, button=look)
        assert text.split("\n")[1].split(",")[0] in page.words(
            "The first ones, as they would be kept"
        )
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


def test_a_file_cannot_be_sent_again_from_a_page(tmp_path: Path) -> None:
    desk, file = staffed_desk(), FileAway(tmp_path / "desk.db")
    move(desk, file.store)
    visitor = desk.visitor()
    visitor.open(IMPORT)
    file.stop()
    page = visitor.upload(LOOK, "quays.csv", QUAYS.encode())
    assert (page.status, page.buttons) == (503, [])
    desk.log.close()


def _no_answer() -> None:
    raise Unavailable("silence")


@pytest.mark.parametrize(
    "change",
    [
        lambda sent: sent.without("carried"),
        lambda sent: sent.but(carried=sent["carried"][:-3]),
        lambda sent: sent.but(carried=""),
        lambda sent: sent.but(carried=_signed_by_another_desk()),
        lambda sent: sent.but(first_id="site-1"),
        lambda sent: sent.but(command_id=""),
    ],
    ids=["without", "cut off", "empty", "of another desk", "no id", "no command"],
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


def _signed_by_another_desk() -> str:
    visitor = Desk().visitor()
    look_at(visitor, QUAYS)
    return visitor.form("Acquire 3 Sites").submission()["carried"]


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
    assert "This form arrived damaged" in page.alert
