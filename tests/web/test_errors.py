"""What a person sees when something is wrong: the layout stays, the status is right, and the page
says what to do next."""

import errno
import logging
import re
from functools import wraps
from io import BytesIO
from typing import NoReturn

import pytest

from app.read_models.away import CannotTakeIn
from app.web.forms.administration import HireOperativeForm
from tests.web.desk import Desk
from tests.web.every_form import ASSIGN, HIRE, RAISE, RECALL, Case, by_turns, every_form
from tests.web.page import Page, words_of
from tests.web.visitor import Submission, Visitor

DAMAGES = ["missing", "empty", "garbled"]


# 400: forms that do not prove where they come from


@by_turns("token", [None, "", "nonsense"])
def test_a_form_without_its_token_is_refused_and_shows_what_was_typed(
    unchanged_desk: Desk, case: Case, token: str | None
) -> None:
    visitor = unchanged_desk.visitor()
    sent = case.open(unchanged_desk, visitor).submission()
    sent = sent.without("csrf_token") if token is None else sent.but(csrf_token=token)
    before = unchanged_desk.head

    page = visitor.send(sent)

    _is_error_page(page, 400, "The form could not be taken")
    assert "The desk cannot be sure that this form came from its own page" in page.text
    for label, typed in case.typed.items():
        assert _is_said(label.rpartition(", ")[2] if typed is True else str(typed), page.text)
    assert unchanged_desk.head == before


def test_a_form_without_its_cookie_is_refused(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill({"Forename": "Carys", "Surname": "Lloyd"}).submission()
    before = desk.head

    page = desk.visitor().send(sent)

    _is_error_page(page, 400, "The form could not be taken")
    assert desk.head == before


def test_a_page_opened_before_the_desk_was_started_again_is_refused_kindly(desk: Desk) -> None:
    yesterday = Desk()
    visitor = yesterday.visitor()
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill(HIRE.typed).submission()
    cookie = visitor.client.get_cookie("firstline-8000")
    assert cookie is not None
    today = desk.visitor()
    today.client.set_cookie("firstline-8000", cookie.value)

    page = today.send(sent)

    _is_error_page(page, 400, "The form could not be taken")
    assert "opened before the desk was last started" in page.text
    assert "Dora" in page.text


# 400: names that the desk does not answer to


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.2"])
@pytest.mark.parametrize("address", ["/", "/work/W-9999", "/static/css/base.css"])
def test_a_desk_that_is_called_by_another_name_refuses(
    visitor: Visitor, host: str, address: str
) -> None:
    visitor.environment = {"headers": {"Host": host}}

    page = visitor.open(address)

    _is_error_page(page, 400, "Bad Request")
    assert "This desk does not answer to the name in the address." in page.text
    assert "FIRSTLINE_HOSTS" in page.text
    assert "evil" not in page.html


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_a_desk_answers_to_the_names_of_its_own_machine(visitor: Visitor, host: str) -> None:
    visitor.environment = {"headers": {"Host": host}}

    assert visitor.open("/").status == 200


# 422: forms that arrive damaged


@by_turns("damage", DAMAGES)
def test_a_form_whose_hidden_fields_are_damaged_is_refused(
    unchanged_desk: Desk, case: Case, damage: str
) -> None:
    visitor = unchanged_desk.visitor()
    form = case.open(unchanged_desk, visitor)
    sent = form.submission()
    before = unchanged_desk.head

    for name in set(form.hidden) - {"csrf_token", "filter_shown", "looked_at", "seen"}:
        page = visitor.send(_damaged(sent, name, damage))

        assert page.status == 422, name
        assert page.alert.startswith("This form arrived damaged, and nothing has been done."), name
        for label, typed in case.typed.items():
            is_short = label in ("Minutes from now", "or at")
            assert is_short or typed is True or _is_said(str(typed), _all_words(page)), name
        assert unchanged_desk.head == before, name


@by_turns("damage", DAMAGES)
def test_a_form_that_arrived_damaged_can_be_sent_once_more_from_the_page_that_says_so(
    busy_desk: Desk, case: Case, damage: str
) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()

    page = visitor.send(_damaged(sent, "assign" if case is ASSIGN else "command_id", damage))
    assert page.status == 422
    page = visitor.press(case.button)

    assert page.status == 200, page.alert
    assert page.notices == [case.notice]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_version_that_arrived_damaged_is_mended_too(busy_desk: Desk, damage: str) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()

    page = visitor.send(_damaged(sent, "version", damage))
    assert page.status == 422
    page = visitor.press(RECALL.button)

    assert page.notices == [RECALL.notice]


@pytest.mark.parametrize("version", ["0", "-1", "9" * 20, "9" * 400, "9" * 5000])
def test_a_version_that_nothing_has_is_refused(busy_desk: Desk, version: str) -> None:
    visitor = busy_desk.visitor()
    sent = RECALL.open(busy_desk, visitor).submission()
    before = busy_desk.head

    page = visitor.send(sent.but(version=version))

    assert page.status == 422
    assert page.alert.startswith("This form arrived damaged")
    assert busy_desk.head == before


def test_a_form_that_is_sent_as_something_else_is_refused(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill(HIRE.typed).submission()
    fields = dict(sent.without("csrf_token").fields)
    headers = {"X-CSRFToken": sent["csrf_token"]}
    before = desk.head

    for json in (fields, {**fields, "forename": 7}, ["forename"], 7, None):
        response = visitor.client.post(sent.address, json=json, headers=headers)
        assert Page(response).status == 422, json

    assert desk.head == before


@every_form
def test_a_form_without_a_field_is_as_if_nothing_was_typed_there(
    busy_desk: Desk, case: Case
) -> None:
    visitor = busy_desk.visitor()
    form = case.open(busy_desk, visitor)
    sent = form.submission()

    asked_for = {visitor.page.field(label).name for label in case.typed}
    for name in asked_for:
        without, empty = visitor.post(sent.without(name)), visitor.post(sent.but(**{name: ""}))

        assert without.status_code == empty.status_code, name
        # What may be left out is done; with something else left out, it is another call then.
        assert without.status_code in (303, 409, 422), name


def test_a_file_in_place_of_a_text_is_refused(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/administration/operatives")
    sent = visitor.form("Hire").fill(HIRE.typed).submission()
    file = (BytesIO(b"Dora"), "forename.txt")
    before = desk.head

    response = visitor.client.post(sent.address, data={**dict(sent.fields), "forename": file})

    assert Page(response).field("Forename").error == "Forename is required."
    assert Page(response).status == 422
    assert desk.head == before


# 404, 405, 413


@pytest.mark.parametrize(
    "address",
    ["/nowhere", "/work/W-1001/nowhere", "/administration/nowhere", "/static/nowhere.css", "/%00"],
)
def test_an_address_that_leads_nowhere_is_not_found(visitor: Visitor, address: str) -> None:
    page = visitor.open(address)

    _is_error_page(page, 404, "Not Found")
    assert visitor.follow("To the front page").path == "/"


def test_the_way_in_is_described_on_a_page_that_is_not_found(visitor: Visitor) -> None:
    page = visitor.open("/nowhere")

    _is_error_page(page, 404, "Not Found")
    assert "There is no page at this address." in page.text


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", "/control/assign", {"OPTIONS", "POST"}),
        ("POST", "/", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/control/", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/administration/operatives", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("DELETE", "/work/W-1001", {"GET", "HEAD", "OPTIONS"}),
        ("PATCH", "/work/W-1001/close", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("DELETE", "/operatives/operative-1/dispatch", {"OPTIONS", "POST"}),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(
    visitor: Visitor, method: str, address: str, allowed: set[str]
) -> None:
    response = visitor.client.open(address, method=method)

    _is_error_page(Page(response), 405, "Method Not Allowed")
    assert set(response.headers["Allow"].split(", ")) == allowed


def test_a_body_that_is_too_large_is_refused(visitor: Visitor, desk: Desk) -> None:
    visitor.open("/response/")
    sent = visitor.form("Raise Work").fill({**RAISE.typed, "Description": "x" * 300_000})
    before = desk.head

    page = sent.press()

    _is_error_page(page, 413, "Request Entity Too Large", "Content Too Large")
    assert "That is more text than the desk takes at once." in page.text
    assert desk.head == before


def test_the_longest_texts_of_a_form_fit_in_a_body(visitor: Visitor) -> None:
    """Four bytes a character, each of them three signs in a form's body."""
    visitor.open("/response/")

    page = visitor.press("Raise Work", {**RAISE.typed, "Description": "🦊" * 4000})

    assert page.status == 200
    assert page.notices == ["W-1001 raised for Elm House, Leeds"]


# 500


@pytest.mark.parametrize("error", [CannotTakeIn, ZeroDivisionError])
def test_a_fault_shows_a_name_under_which_the_servers_log_has_more(
    visitor: Visitor, desk: Desk, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    if error is CannotTakeIn:
        desk.break_the_log()
    else:
        _break(desk, "work.index", error())

    with caplog.at_level(logging.ERROR):
        page = visitor.open("/work/")

    _is_error_page(page, 500, "Internal Server Error")
    name = re.search(r"When you report it, say this: ([0-9a-f]{12})\.", page.text)
    assert name is not None
    (record,) = caplog.records
    assert record.getMessage() == f"request {name[1]} failed: GET /work/"
    assert record.exc_info is not None
    assert record.exc_info[0] is error
    assert "Traceback" not in page.html


def test_what_was_done_before_is_said_on_the_first_page_without_a_fault(
    visitor: Visitor, desk: Desk
) -> None:
    visitor.open("/administration/operatives")
    visitor.post(visitor.form("Hire").fill(HIRE.typed).submission())
    _break(desk, "work.index", ZeroDivisionError())

    assert visitor.open("/work/").notices == []
    assert visitor.open("/").notices == [HIRE.notice]


def test_an_event_that_cannot_be_taken_in_is_told_in_words_and_leads_to_the_page_that_has_more(
    visitor: Visitor, desk: Desk
) -> None:
    desk.break_the_log()

    page = visitor.open("/work/")

    sentence = words_of(page.main.select(".lede")[0])
    assert sentence.startswith("The desk cannot make its pages of an event in its log. What is")
    assert "Error" not in sentence
    assert "WorkAssigned at position 5" in words_of(page.main.select(".quiet")[0])
    assert visitor.follow("Projections").status == 200


def test_a_fault_goes_on_being_loud(
    visitor: Visitor, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """An event that the read models cannot take in is never skipped."""
    desk.break_the_log()

    pages = [visitor.open(address) for address in ("/work/", "/work/", "/control/", "/events")]

    assert [page.status for page in pages] == [500] * 4
    loud = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(loud) == 4
    assert len({record.getMessage().split()[1] for record in loud}) == 4


@pytest.mark.parametrize("is_in_the_log", [True, False])
def test_a_fault_in_the_middle_of_a_post_is_loud_too_and_what_was_typed_is_kept(
    visitor: Visitor, desk: Desk, caplog: pytest.LogCaptureFixture, is_in_the_log: bool
) -> None:
    visitor.open("/administration/operatives")
    form = visitor.form("Hire").fill(HIRE.typed)
    if is_in_the_log:
        desk.break_the_log()
    else:
        _break(desk, "administration.hire_operative", ZeroDivisionError())

    page = form.press()

    _is_error_page(page, 500, "Internal Server Error")
    assert "POST /administration/operatives" in caplog.text
    assert "Dora" in page.text


def test_a_form_that_breaks_down_itself_is_told_of_on_a_page_too(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.open("/administration/operatives")
    form = visitor.form("Hire").fill(HIRE.typed)

    def broken(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(HireOperativeForm, "__init__", broken)

    page = form.press()

    _is_error_page(page, 500, "Internal Server Error")
    assert page.response.headers["X-Request-ID"] in page.text


def test_a_full_disk_is_no_fault_of_the_page(visitor: Visitor, desk: Desk) -> None:
    _break(desk, "work.index", OSError(errno.ENOSPC, "No space left on device"))
    page = visitor.open("/work/")
    _is_error_page(page, 503, "Service Unavailable")
    assert "its folder for temporary files, is full" in page.text


def test_pages_that_read_nothing_survive_a_fault(visitor: Visitor, desk: Desk) -> None:
    desk.break_the_log()

    assert visitor.open("/sign-in").status == 200
    assert visitor.open("/nowhere").status == 404


def _break(desk: Desk, endpoint: str, error: Exception) -> None:
    @wraps(desk.app.view_functions[endpoint])
    def broken() -> NoReturn:
        raise error

    desk.app.view_functions[endpoint] = broken


def _is_error_page(page: Page, status: int, *headings: str) -> None:
    """With that status, in the desk's layout, with a way out."""
    assert page.status == status
    assert page.heading in headings
    assert page.response.content_type == "text/html; charset=utf-8"
    assert "Control" in page.areas
    assert page.link("To the front page") == "/"
    assert str(status) in page.text


def _damaged(sent: Submission, name: str, damage: str) -> Submission:
    match damage:
        case "missing":
            return sent.without(name)
        case "empty":
            return sent.but(**{name: ""})
    return sent.but(**{name: "garbled"})


def _is_said(typed: str, text: str) -> bool:
    """Whoever was chosen from a list as "Okafor, Ben" is called Ben Okafor elsewhere."""
    surname, comma, forename = typed.partition(", ")
    return typed in text or (bool(comma) and f"{forename} {surname}" in text)


def _all_words(page: Page) -> str:
    """What stands on the page, and what is typed into its fields."""
    return " ".join([page.text, *(field.value for field in page.fields().values())])
