"""Response: a customer calls, and Work is raised."""

from datetime import UTC, datetime

import pytest

from app.event_store.memory import memory_log
from app.private_store.store import PrivateStore
from tests.commands.desk import Reads
from tests.web.desk import Desk
from tests.web.page import words_of
from tests.web.visitor import Visitor

RESPONSE = "/response/"
ELM_HOUSE = "Elm House, Leeds LS1 4AP · 0113 496 0182"
QUEEN_SQUARE = "31 Queen Square, Bristol BS1 4QA · +44 (0)117 496 0077"
TEXTS = {"Title": "Boiler leaks", "Description": "Since last night."}
BOILER: dict[str, str | bool] = {**TEXTS, "Routine": True}


def test_after_raising_the_page_says_the_number_to_read_to_the_caller(
    visitor: Visitor, desk: Desk
) -> None:
    before = desk.head
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER})

    assert page.redirects == [(303, f"/response/?raised={desk.id('W-1001')}")]
    assert page.notices == ["W-1001 raised for Elm House, Leeds"]
    assert page.words("Read this number to the caller") == (
        "Read this number to the caller W-1001 Somebody will be there by 10:42 on Wednesday. "
        "It will be done by 10:42 on Saturday. Boiler leaks · routine · raised 10:42 for Elm "
        "House, Leeds · Follow W-1001 · Next call"
    )
    assert page.link("Follow W-1001") == "/work/W-1001"
    assert desk.types(before) == ["WorkRaised"]


def test_the_number_is_still_there_when_the_page_is_loaded_again(visitor: Visitor) -> None:
    visitor.open(RESPONSE)
    address = visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER}).address

    page = visitor.open(address)

    assert page.notices == ["W-1001 raised for Elm House, Leeds"]


def test_who_may_do_what_is_asked_of_the_log_once_for_a_call() -> None:
    private = PrivateStore()
    log = Reads(memory_log(private))
    desk = Desk(log=log, private=private)
    desk.acquire("Elm House", "Leeds", "LS1 4AP", "0113 496 0182")
    visitor = desk.visitor()
    visitor.open(RESPONSE)
    before = log.records_read

    visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER})

    # The newest that is known. On the page that follows that and the new one, and so for its rows.
    assert log.records_read - before == 1 + 2 + 2


def test_work_can_be_raised_for_several_sites(visitor: Visitor, desk: Desk) -> None:
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {ELM_HOUSE: True, QUEEN_SQUARE: True, **BOILER})

    assert page.notices == ["W-1001 raised for 31 Queen Square, Bristol and Elm House, Leeds"]
    assert page.items("Raised recently") == [
        "Boiler leaks W-1001 awaiting Control routine 10:42 · "
        "31 Queen Square, Bristol and Elm House, Leeds"
    ]


def test_works_are_numbered_in_the_order_of_the_calls(visitor: Visitor) -> None:
    for number in (1001, 1002, 1003):
        visitor.open(RESPONSE)
        page = visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER})

        assert f"W-{number}" in page.words("Read this number to the caller")


def test_after_raising_the_form_is_empty_for_the_next_call(visitor: Visitor) -> None:
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER})

    assert page.group("Sites").ticked == []
    assert page.field("Title").value == ""
    assert page.field("Description").value == ""


def test_the_lines_of_a_description_are_kept(visitor: Visitor) -> None:
    visitor.open(RESPONSE)
    typed = "\r\nFirst line.\r\n\r\n  Indented."

    visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER, "Description": typed})
    page = visitor.open("/work/W-1001")

    prose = page.section("The job").select_one(".prose")
    assert prose is not None
    assert prose.get_text() == "First line.\n\n  Indented."


def test_the_last_six_are_listed_with_the_newest_first(visitor: Visitor, desk: Desk) -> None:
    for number in range(1, 8):
        desk.raise_work(f"Call {number}")
        desk.clock.move(1)
    desk.assign("W-1007", "Ann Marsh")

    page = visitor.open(RESPONSE)

    newest, *_ = page.items("Raised recently")
    assert newest == "Call 7 W-1007 queued routine 10:48 · Elm House, Leeds"
    assert page.numbers("Raised recently") == [f"W-{n}" for n in range(1007, 1001, -1)]
    assert page.link("W-1007") == "/work/W-1007"


def test_work_of_another_day_is_shown_with_the_day(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")
    desk.clock.now = datetime(2025, 6, 2, 23, 30, tzinfo=UTC)

    page = visitor.open(RESPONSE)

    assert "Mon 2 Jun 10:42" in page.words("Raised recently")


def test_before_anybody_called_the_page_says_so(visitor: Visitor) -> None:
    assert "Nobody has called yet." in visitor.open(RESPONSE).words("Raised recently")


def test_without_any_site_the_first_can_be_acquired_at_once(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(RESPONSE)

    assert "There is no Site yet." in page.group("Sites").text
    assert page.main.select_one(".new-site[open]") is not None


# Refused


@pytest.mark.parametrize(
    ("label", "typed", "complaint"),
    [
        ("Title", "", "Title is required."),
        ("Title", "  ", "Title is required."),
        ("Title", "x" * 121, "Title can have 120 characters at most; this has 121."),
        (
            "Title",
            "Boiler\nleaks",
            "Title contains a character that cannot be kept: a line break after “Boiler”.",
        ),
        ("Description", "", "Description is required."),
        ("Description", "\r\n \r\n", "Description is required."),
        (
            "Description",
            "x" * 4001,
            "Description can have 4,000 characters at most; this has 4,001.",
        ),
        (
            "Description",
            "Bell\x07",
            "Description contains a character that cannot be kept: U+0007 after “Bell”.",
        ),
    ],
)
def test_a_bad_text_is_refused_beside_its_field_and_ticks_and_text_are_kept(
    visitor: Visitor, desk: Desk, label: str, typed: str, complaint: str
) -> None:
    before = desk.head
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {QUEEN_SQUARE: True, **BOILER, label: typed})

    assert page.status == 422
    assert page.field(label).error == complaint
    assert page.field(label).is_invalid
    assert complaint in page.alert
    assert page.group("Sites").ticked == [QUEEN_SQUARE]
    assert page.group("Priority").ticked == ["Routine there within 2 days"]
    for each in TEXTS:
        assert page.field(each).value == (typed if each == label else TEXTS[each])
    assert desk.head == before


def test_a_refused_text_has_its_hint_still_read_out_with_it(visitor: Visitor) -> None:
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {ELM_HOUSE: True})

    assert page.field("Title").error == "Title is required."
    assert page.field("Title").hint == "What is wrong, in a line"


def test_work_without_a_site_is_refused_beside_the_sites(visitor: Visitor, desk: Desk) -> None:
    before = desk.head
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", BOILER)

    assert page.status == 422
    assert page.group("Sites").error == "Choose at least one Site."
    assert page.link("Choose at least one Site.") == "#site_ids"
    assert page.field("Title").value == "Boiler leaks"
    assert page.field("Description").value == "Since last night."
    assert desk.head == before


def test_a_refused_form_can_be_mended_and_sent_again(visitor: Visitor, desk: Desk) -> None:
    visitor.open(RESPONSE)
    visitor.press("Raise Work", {ELM_HOUSE: True, "Title": "Boiler leaks", "Urgent": True})

    page = visitor.press("Raise Work", {"Description": "Since last night."})

    assert page.notices == ["W-1001 raised for Elm House, Leeds"]


def test_a_site_that_the_desk_does_not_know_is_refused(visitor: Visitor, desk: Desk) -> None:
    before = desk.head
    visitor.open(RESPONSE)
    sent = visitor.form("Raise Work").fill({ELM_HOUSE: True, **BOILER}).submission()
    unknown = "site-00000000-0000-7000-8000-000000000000"

    page = visitor.send(sent.but(site_ids=unknown))

    assert page.status == 422
    assert page.alert == "One of the chosen Sites is not known to this desk."
    assert page.field("Title").value == "Boiler leaks"
    assert desk.head == before


def test_the_same_site_twice_is_refused(visitor: Visitor, desk: Desk) -> None:
    before = desk.head
    visitor.open(RESPONSE)
    sent = visitor.form("Raise Work").fill({ELM_HOUSE: True, **BOILER}).submission()
    sent.fields.append(("site_ids", sent["site_ids"]))

    page = visitor.send(sent)

    assert page.status == 422
    assert page.alert == "The same Site is chosen twice."
    assert page.group("Sites").ticked == [ELM_HOUSE]
    assert desk.head == before


def test_after_raising_the_cursor_stands_in_the_search_and_the_number_is_heard_with_it(
    visitor: Visitor,
) -> None:
    visitor.open(RESPONSE)

    page = visitor.press("Raise Work", {ELM_HOUSE: True, **BOILER})

    [focused] = page.soup.select("[autofocus]")
    ids = str(focused["aria-describedby"]).split()
    heard = " ".join(words_of(each) for id in ids for each in page.soup.select(f"#{id}"))
    assert focused["id"] == "site_filter"
    assert heard.startswith("W-1001 Somebody will be there by")
    assert heard.endswith("raised 10:42 for Elm House, Leeds")


def test_a_number_that_nobody_raised_is_not_read_out(visitor: Visitor, desk: Desk) -> None:
    desk.raise_work("Boiler leaks")

    for number in ("W-1002", "W-1000", "W-", "x", "W-%00", "9" * 5000, "W-٢"):
        page = visitor.open(f"{RESPONSE}?raised={number}")

        assert "Read this number" not in page.text


def test_the_script_of_the_page_is_a_file_of_this_desk_and_kept_by_browsers(
    visitor: Visitor,
) -> None:
    page = visitor.open(RESPONSE)
    [script] = page.soup.select("script[src*=site_choice]")

    response = visitor.client.get(str(script["src"]), buffered=True)

    assert str(script["src"]).startswith("/static/site_choice.js?v=")
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert response.mimetype in ("text/javascript", "application/javascript")
    assert len(response.data) < 8_000
