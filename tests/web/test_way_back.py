"""After signing in, people are led to where they were going, and never to another site."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException

from app.web.way_back import safe
from tests.web.desk import Desk
from tests.web.signing_in import peopled_desk, sign_in

DESK = peopled_desk()
PAGES = ["/", "/control/", "/work/", "/work/W-1001", "/work/?stage=QUEUED", "/you", "/about"]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example",
    "\t//evil.example/",
    " //evil.example",
    "http:evil.example",
    "https:///evil.example/control/",
    "http://localhost@evil.example/control/",
    "@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2F%2Fevil.example/",
    "/%5Cevil.example",
    "/.//evil.example",
    "/control/..//evil.example",
    "/control/\r\nLocation: https://evil.example/",
    "/control/\x00",
    "/sign-in",
    "/sign-in?next=/sign-in",
    "/sign-out",
    "/nowhere",
    "/control/" + "x" * 600,
    "",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_this_desk_is_led_back_to(address: str) -> None:
    with DESK.app.test_request_context("/"):
        assert safe(address) == address


@pytest.mark.parametrize("address", ELSEWHERE)
def test_what_leads_elsewhere_is_not(address: str) -> None:
    with DESK.app.test_request_context("/"):
        assert safe(address) is None


SIGNS = ["/", "//", "\\", "\t", "\n", "@", ":", "?", "#", ".", "..", "%2f", "%5c", "%00", " "]
WORDS = ["control", "work", "evil.example", "https:", "http:", "javascript:", "localhost", "é"]
pieces = st.sampled_from(SIGNS + WORDS)


@given(st.lists(pieces, max_size=8).map("".join) | st.text(max_size=20))
def test_whatever_is_asked_for_the_way_back_stays_at_this_desk(text: str) -> None:
    with DESK.app.test_request_context("/"):
        led_to = safe(text)
    if led_to is None:
        return
    # As browsers read it, which take a backslash for a slash and leave tabs and line breaks out.
    read = led_to.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n")))
    assert urlsplit(urljoin("http://desk.example:8000/sign-in", read)).netloc == "desk.example:8000"
    assert is_answered(led_to)


_ANSWERS: dict[str, int] = {}
"""The first answer of each view, and of none."""


def is_answered(address: str) -> bool:
    """Whether the view there answers as views do. Each is asked once."""
    adapter = DESK.app.url_map.bind("localhost")
    try:
        endpoint, _ = adapter.match(urlsplit(address).path)
    except HTTPException as error:
        endpoint = type(error).__name__
    if endpoint not in _ANSWERS:
        _ANSWERS[endpoint] = DESK.visitor().client.get(address).status_code
    return _ANSWERS[endpoint] in (200, 303, 302, 400)


@pytest.mark.parametrize("address", [*ELSEWHERE[:4], "/sign-in", "/nowhere", ELSEWHERE[-8]])
def test_whoever_comes_with_such_an_address_begins_where_their_work_does(address: str) -> None:
    page = sign_in(DESK.visitor(), "Cleo Park", at=f"/sign-in?next={quote(address)}")

    assert page.address == "/control/"


def test_an_address_that_is_altered_in_the_form_does_not_do_either() -> None:
    desk: Desk = DESK
    visitor = desk.visitor()
    visitor.open("/sign-in?next=/work/")
    sent = visitor.form("Sign in").fill(
        {"Sign-in name": "cleo", "Password": "copper lantern visits Thursday"}
    )
    submission = sent.submission()
    submission.address = "/sign-in?next=//evil.example/"

    assert visitor.post(submission).location == "/control/"
