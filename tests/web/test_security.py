"""What keeps the pages safe, on every answer of the desk."""

import re
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from app.commands.ids import new_id
from app.settings import Settings
from app.web.invitations import make_link
from app.web.security import CONTENT_SECURITY_POLICY, HEADERS
from tests.web.crawl import every_page, question_of
from tests.web.desk import Desk, closed_desk, desk_at_every_stage
from tests.web.every_form import EVERY_FORM, HIRE, Case, every_form
from tests.web.page import Page, attribute
from tests.web.peopled import PEOPLE, desk_with_teams
from tests.web.visitor import Visitor

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


# Headers


def test_the_headers_are_these() -> None:
    assert HEADERS == EXPECTED
    assert "unsafe" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/control/", 200),
        ("HEAD", "/control/", 200),
        ("OPTIONS", "/control/", 200),
        ("GET", "/administration/", 302),
        ("GET", "/control", 308),
        ("GET", "/nowhere", 404),
        ("GET", "/control/assign", 302),
        ("PUT", "/control/assign", 405),
        ("POST", "/control/assign", 400),
        ("GET", "/static/css/base.css", 200),
        ("GET", "/static/nowhere.css", 404),
        ("GET", "/bootstrap/static/css/bootstrap.min.css", 200),
    ],
)
def test_every_answer_has_the_headers(
    visitor: Visitor, method: str, address: str, status: int
) -> None:
    response = visitor.client.open(address, method=method, buffered=True)

    assert response.status_code == status
    _has_headers(response)


@every_form
def test_every_answer_to_a_form_has_the_headers(busy_desk: Desk, case: Case) -> None:
    visitor = busy_desk.visitor()
    sent = case.open(busy_desk, visitor).submission()

    done = visitor.post(sent)
    damaged = visitor.post(sent.but(command_id="nonsense", assign="nonsense"))
    unproven = visitor.post(sent.without("csrf_token"))

    assert [each.status_code for each in (done, damaged, unproven)] == [303, 422, 400]
    for response in (done, damaged, unproven):
        _has_headers(response)


def test_a_refusal_to_answer_to_another_name_has_the_headers(visitor: Visitor) -> None:
    response = visitor.client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    _has_headers(response)


def test_a_fault_has_the_headers(visitor: Visitor, desk: Desk) -> None:
    desk.break_the_log()

    response = visitor.client.get("/control/")

    assert response.status_code == 500
    _has_headers(response)


def test_a_page_is_not_kept_by_anything_between_the_desk_and_its_reader(visitor: Visitor) -> None:
    for address in ("/", "/nowhere", "/control/"):
        response = visitor.client.get(address)

        assert response.headers["Cache-Control"] == "no-cache, private"


# The cookie


def test_the_session_cookie_is_for_this_site_and_no_script(visitor: Visitor) -> None:
    response = visitor.client.get("/administration/operatives")

    (cookie,) = response.headers.getlist("Set-Cookie")
    name, attributes = _read_cookie(cookie)
    assert name == "firstline-8000"
    assert attributes == {"httponly", "samesite=lax", "path=/"}


def test_over_https_the_cookie_never_travels_without_it() -> None:
    desk = closed_desk(Settings(https=True))
    visitor = desk.signed_in_as_everybody(base_url="https://localhost")

    response = visitor.client.get("/administration/operatives", **visitor.environment)

    (cookie,) = response.headers.getlist("Set-Cookie")
    name, attributes = _read_cookie(cookie)
    assert name == "__Host-firstline-8000"
    assert attributes == {"httponly", "samesite=lax", "path=/", "secure"}


def test_over_https_a_form_from_the_desks_own_page_passes() -> None:
    desk = closed_desk(Settings(https=True))
    visitor = desk.signed_in_as_everybody(
        base_url="https://localhost",
        headers={"Referer": "https://localhost/administration/operatives"},
    )
    visitor.open("/administration/operatives")

    assert visitor.press("Hire", HIRE.typed).notices == [HIRE.notice]


def test_no_page_that_one_has_to_sign_in_for_is_kept_by_a_browser() -> None:
    """Whoever sits there next could go back to it: of plain HTTP, browsers clear nothing when
    somebody signs out. The form of signing in may be kept, with what is typed into it."""
    desk = closed_desk()
    client = desk.signed_in_as_everybody().client

    for address in ("/", "/control/", "/no/such/page"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    assert desk.visitor().client.get("/sign-in").headers["Cache-Control"] == "no-cache, private"


@pytest.mark.parametrize(
    "referrer", [{}, {"Referer": "https://evil.example/"}, {"Referer": "https://[localhost/"}]
)
def test_over_https_a_form_from_elsewhere_is_refused(referrer: dict[str, str]) -> None:
    desk = closed_desk(Settings(https=True))
    visitor = desk.signed_in_as_everybody(base_url="https://localhost", headers=referrer)
    visitor.open("/administration/operatives")
    before = desk.head

    page = visitor.press("Hire", HIRE.typed)

    assert page.status == 400
    assert desk.head == before


def test_a_page_without_forms_and_notices_sets_no_cookie(visitor: Visitor) -> None:
    response = visitor.client.get("/about")

    assert response.headers.getlist("Set-Cookie") == []


# What the pages hold

FILES_TO_KEEP = (".csv", ".xlsx")
OWN = "/static/"
"""Where the desk's own scripts are."""


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    """Every page of a busy desk, and of one that people sign in to, and pages that say that
    something is wrong."""

    desk = desk_at_every_stage()
    desk.acquire("1 Quay", "Hull", contact_name="Ivy Hall")
    visitor = desk.visitor()
    pages = every_page(visitor, kind=question_of)
    pages["/sign-in"] = visitor.open("/sign-in")
    for case in EVERY_FORM:
        sent = case.open(desk, visitor).submission()
        pages[f"{case} damaged"] = visitor.send(sent.but(version="0", command_id="", assign=""))
        pages[f"{case} unproven"] = visitor.send(sent.without("csrf_token"))
    pages["nowhere"] = visitor.open("/nowhere")
    peopled = desk_with_teams()
    pages |= every_page(peopled.signed_in("Ada Novak"), PEOPLE, question_of)
    pages["/you"] = peopled.signed_in("Ada Novak").open("/you")
    link, _ = make_link(peopled.private, peopled.user_id("Cleo Park"), by="", now=peopled.clock.now)
    invitation = f"/invitations/{link}"
    pages[invitation] = peopled.visitor().open(invitation)
    return pages


def test_every_kind_of_page_is_looked_at(pages: dict[str, Page]) -> None:
    app = desk_at_every_stage().app
    adapter = app.url_map.bind("localhost")
    seen = {
        adapter.match(urlsplit(address).path, "GET")[0]
        for address in pages
        if address.startswith("/")
    }
    all_ = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.endswith(FILES_TO_KEEP)
    }

    parts = {"response.sites", "response.before"}
    assert all_ - seen == {"static", "bootstrap.static", "style_sheet", "health.index", *parts}


def test_no_page_holds_script_or_style(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        for element in page.soup.find_all(True):
            inline = element.name == "style" or (
                element.name == "script" and not element.has_attr("src")
            )
            assert not inline, f"{address}: {element}"
            for name in element.attrs:
                assert not name.startswith("on"), f"{address}: {element}"
                assert name != "style", f"{address}: {element}"


def test_no_page_names_another_host(pages: dict[str, Page]) -> None:
    for address, page in pages.items():
        for element in page.soup.find_all(True):
            for name in ("href", "src", "action", "srcset", "poster", "data"):
                target = urlsplit(attribute(element, name))
                assert target.scheme in ("", "tel"), f"{address}: {element}"
                assert target.netloc == "", f"{address}: {element}"


def test_no_link_leads_nowhere(pages: dict[str, Page]) -> None:
    broken = [address for address, page in pages.items() if page.status == 404]

    assert broken == ["nowhere"]


def test_what_people_write_is_never_taken_for_mark_up(desk: Desk) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    desk.hire(f"{nasty[:30]} {nasty[30:]}")
    desk.acquire(nasty, nasty)
    desk.raise_work(nasty, nasty, description=nasty)
    desk.assign("W-1001", f"{nasty[:30]} {nasty[30:]}")
    desk.recall("W-1001", nasty)
    desk.close("W-1001", nasty)

    for address, page in every_page(desk.visitor(), kind=question_of).items():
        held = page.soup.find_all(["img", "script"])
        assert [each for each in held if not attribute(each, "src").startswith(OWN)] == [], address


# Forged requests


def test_every_address_that_takes_a_post_refuses_it_without_proof(busy_desk: Desk) -> None:
    before = busy_desk.head
    visitor = busy_desk.visitor()
    visitor.open("/control/")
    examples = {
        "operative_id": busy_desk.id("Ann Marsh"),
        "label": "W-1001",
        "site_id": busy_desk.id("Elm House"),
        "contact_id": new_id("contact"),
        "user_id": new_id("user"),
        "team_id": new_id("team"),
        "role_id": new_id("role"),
        "token": "altered",
    }
    adapter = busy_desk.app.url_map.bind("localhost")
    addresses = [
        adapter.build(rule.endpoint, {name: examples[name] for name in rule.arguments})
        for rule in busy_desk.app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
    ]

    assert len(addresses) >= 11
    for address in addresses:
        response = visitor.client.post(address, data={"reason": "Forged.", "forename": "Eve"})
        assert response.status_code == 400, address
        assert Page(response).heading == "The form could not be taken"
    assert busy_desk.head == before


# Static files


def test_the_addresses_of_static_files_change_with_their_content(visitor: Visitor) -> None:
    page = visitor.open("/")
    files = [attribute(each, "href") for each in page.soup.select("link[href]")]
    files += [attribute(each, "src") for each in page.soup.select("script[src]")]

    assert len(files) == 5
    for file in files:
        assert re.search(r"\?v=[0-9a-f.]{5,}$", file), file
        response = visitor.client.get(file, buffered=True)
        assert response.status_code == 200
        assert "max-age=31536000" in response.headers["Cache-Control"]
        assert "no-cache" not in response.headers["Cache-Control"]
        _has_headers(response)


def test_style_sheets_travel_compressed_and_pages_do_not(visitor: Visitor) -> None:
    """A page holds secrets, which its size could betray when it is compressed."""
    asked = {"Accept-Encoding": "gzip, deflate"}

    plain = visitor.client.get("/style.css")
    sheet = visitor.client.get("/style.css", headers=asked)
    page = visitor.client.get("/control/", headers=asked)

    assert sheet.headers["Content-Encoding"] in ("gzip", "deflate")
    assert len(sheet.data) < len(plain.data) / 4
    assert "Content-Encoding" not in page.headers


def test_style_sheets_ask_no_other_host(visitor: Visitor) -> None:
    page = visitor.open("/")
    for link in page.soup.select("link[rel=stylesheet]"):
        sheet = visitor.client.get(attribute(link, "href"), buffered=True).text
        for target in re.findall(r"""(?:url\(|@import\s)\s*["']?([^"')]+)""", sheet):
            assert not re.match(r"(https?:)?//", target), target


def _has_headers(response: TestResponse) -> None:
    for name, value in EXPECTED.items():
        assert response.headers.getlist(name) == [value], name


def _read_cookie(header: str) -> tuple[str, set[str]]:
    cookie, *attributes = header.split("; ")
    return cookie.partition("=")[0], {each.lower() for each in attributes}
