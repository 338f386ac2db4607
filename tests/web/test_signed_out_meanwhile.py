"""Somebody's session has ended while they were typing: nothing is lost, or done twice."""

from collections.abc import Callable

import pytest

from app.commands.role import RevokeRole
from app.commands.user import DisableUser, EndSessions
from tests.web.desk import ROLES, Desk
from tests.web.page import Page, attribute
from tests.web.signing_in import give, let_sign_in, peopled_desk, sign_in
from tests.web.visitor import Form, Visitor

RAISE: dict[str, str | bool] = {
    "Elm House, Leeds": True,
    "31 Queen Square, Bristol": True,
    "Emergency": True,
    "Title": "Water in the cellar",
    "Description": "Ankle-deep and rising.",
}


@pytest.fixture
def closed() -> Desk:
    desk = peopled_desk()
    desk.register("Ray Quist", "Response")
    desk.register("Rita Moss", "Response")
    let_sign_in(desk, "Ray Quist", "Rita Moss")
    return desk


def by_an_administrator(desk: Desk, visitor: Visitor, name: str) -> None:
    give(desk, EndSessions(user_id=desk.user_id(name)))


def by_expiry(desk: Desk, visitor: Visitor, name: str) -> None:
    desk.clock.move(121)


def by_signing_out_in_another_tab(desk: Desk, visitor: Visitor, name: str) -> None:
    (form,) = visitor.page.soup.select(".masthead form[method=post]")
    token = attribute(form.select("input")[0], "value")
    assert visitor.client.post("/sign-out", data={"csrf_token": token}).status_code == 303


every_end = pytest.mark.parametrize(
    "end", [by_an_administrator, by_expiry, by_signing_out_in_another_tab]
)
End = Callable[[Desk, Visitor, str], None]


def typing(desk: Desk, name: str) -> tuple[Visitor, Form]:
    """Somebody at a browser, who has filled in the form of Response."""
    visitor = desk.visitor()
    sign_in(visitor, name, at="/response/")
    return visitor, visitor.form("Raise Work").fill(RAISE)


def kept(page: Page) -> list[str]:
    found = page.main.select("dl.kept dt, dl.kept dd")
    return [each.get_text().strip("\u2068\u2069") for each in found]


def sign_in_by_link(visitor: Visitor, name: str) -> Page:
    """In another tab: the page that has the link is still open."""
    page = visitor.page
    (link,) = page.main.select('a[target="_blank"][rel="noopener"]')
    assert link.get_text(strip=True) == "Sign in"
    led_to = sign_in(visitor, name, at=attribute(link, "href"))
    visitor.page = page
    return led_to


@every_end
def test_what_was_typed_is_sent_again_as_it_is_after_signing_in(closed: Desk, end: End) -> None:
    visitor, form = typing(closed, "Ray Quist")
    end(closed, visitor, "Ray Quist")
    before = closed.head

    page = form.press()

    assert (page.status, page.heading) == (403, "Please sign in")
    assert kept(page) == [
        *("Sites", "31 Queen Square, Bristol", "Sites", "Elm House, Leeds"),
        *("Priority", "Emergency", "Title", "Water in the cellar"),
        *("Description", "Ankle-deep and rising."),
    ]
    assert sign_in_by_link(visitor, "Ray Quist").path == "/response/"
    assert closed.types(after=before) == []

    page = visitor.press("Send it again")

    assert page.notices == ["W-1001 raised for 31 Queen Square, Bristol and Elm House, Leeds"]
    assert closed.types(after=before) == ["WorkRaised"]


@every_end
def test_it_is_not_taken_from_another_user(closed: Desk, end: End) -> None:
    visitor, form = typing(closed, "Ray Quist")
    end(closed, visitor, "Ray Quist")
    before = closed.head
    form.press()
    sign_in_by_link(visitor, "Rita Moss")

    page = visitor.press("Send it again")

    assert page.status == 400
    assert "or you have signed in or out since" in page.text
    assert "Water in the cellar" in kept(page)
    assert closed.types(after=before) == []


@every_end
def test_nor_after_another_user_was_signed_in_in_between(closed: Desk, end: End) -> None:
    visitor, form = typing(closed, "Ray Quist")
    end(closed, visitor, "Ray Quist")
    form.press()
    refused = visitor.page
    sign_in(visitor, "Rita Moss")
    by_signing_out_in_another_tab(closed, visitor, "Rita Moss")
    sign_in(visitor, "Ray Quist")
    visitor.page = refused
    before = closed.head

    assert visitor.press("Send it again").status == 400
    assert closed.types(after=before) == []


@every_end
def test_an_operatives_outcome_is_sent_again_too(closed: Desk, end: End) -> None:
    label = closed.raise_work("Boiler leaks")
    closed.assign(label, "Ann Marsh")
    closed.dispatch(label, "Ann Marsh")
    closed.arrive(label, "Ann Marsh")
    visitor = closed.visitor()
    own = sign_in(visitor, "Ann Marsh").path
    form = visitor.form("Complete").fill(
        {"Replaced": True, "Outcome (optional)": "New valve, and bled."}
    )
    end(closed, visitor, "Ann Marsh")
    before = closed.head

    page = form.press()

    assert kept(page) == [
        "What came of it",
        "Replaced",
        "Outcome (optional)",
        "New valve, and bled.",
    ]
    assert sign_in_by_link(visitor, "Ann Marsh").path == own
    assert visitor.press("Send it again").notices == [f"{label} completed by Ann Marsh: replaced"]
    assert closed.types(after=before) == ["WorkCompleted", "OperativeReleased"]


def test_it_can_be_sent_too_early(closed: Desk) -> None:
    visitor, form = typing(closed, "Ray Quist")
    by_expiry(closed, visitor, "Ray Quist")
    form.press()

    page = visitor.press("Send it again")

    assert (page.status, page.heading) == (403, "Please sign in")
    assert "Elm House, Leeds" in kept(page)
    sign_in_by_link(visitor, "Ray Quist")
    assert visitor.press("Send it again").status == 200


@pytest.mark.parametrize("token", [None, "nonsense", "of a stranger"])
def test_a_form_from_elsewhere_cannot_be_sent_again_and_names_nothing(
    closed: Desk, token: str | None
) -> None:
    visitor, form = typing(closed, "Ray Quist")
    stranger = closed.visitor()
    stranger.open("/sign-in")
    by_expiry(closed, visitor, "Ray Quist")
    sent = form.submission().without("csrf_token")
    if token == "of a stranger":
        token = stranger.form("Sign in").submission()["csrf_token"]
    if token:
        sent = sent.but(csrf_token=token)

    page = visitor.send(sent)

    assert (page.status, page.heading) == (403, "Please sign in")
    assert page.buttons == []
    assert kept(page) == [
        *("Priority", "Emergency", "Title", "Water in the cellar"),
        *("Description", "Ankle-deep and rising."),
    ]
    assert sign_in_by_link(visitor, "Ray Quist").path == "/response/"


def test_nor_can_one_from_a_browser_in_which_nobody_was_signed_in(closed: Desk) -> None:
    _, form = typing(closed, "Ray Quist")
    stranger = closed.visitor()
    stranger.open("/sign-in")
    token = stranger.form("Sign in").submission()["csrf_token"]

    page = stranger.send(form.submission().but(csrf_token=token))

    assert (page.status, page.buttons) == (403, [])
    assert "Elm House" not in page.text


def test_whoever_may_not_sign_in_any_more_is_told_no_names(closed: Desk) -> None:
    _, form = typing(closed, "Ray Quist")
    give(closed, DisableUser(user_id=closed.user_id("Ray Quist")))

    page = form.press()

    assert (page.status, page.buttons) == (403, [])
    assert "Elm House" not in page.text


def test_who_may_not_see_it_any_more_is_told_no_name(closed: Desk) -> None:
    visitor, form = typing(closed, "Ray Quist")
    by_expiry(closed, visitor, "Ray Quist")
    give(closed, RevokeRole(holder_id=closed.user_id("Ray Quist"), role_id=ROLES["Response"]))

    page = form.press()

    assert page.buttons == ["Send it again"]
    assert "Elm House" not in page.text
    sign_in_by_link(visitor, "Ray Quist")
    assert visitor.press("Send it again").heading == "Not for you"


def test_a_password_that_was_typed_is_not_kept(closed: Desk) -> None:
    visitor = closed.visitor()
    sign_in(visitor, "Ray Quist", at="/you")
    typed: dict[str, str | bool] = {
        "Password": "violet kettles hum",
        "New password": "nine otters sang in the rain",
    }
    form = visitor.form("Change password").fill(typed)
    by_expiry(closed, visitor, "Ray Quist")

    page = form.press()

    assert (page.status, page.buttons) == (403, [])
    assert "otters" not in page.html
    assert sign_in_by_link(visitor, "Ray Quist").path == "/you"


def test_whoever_signs_in_next_at_the_same_browser_does_not_see_what_was_typed(
    closed: Desk,
) -> None:
    visitor, _ = typing(closed, "Ray Quist")
    typed: dict[str, str | bool] = {"Sites": "nowhere", "Caller's name": "Zoe Quill"}
    address = visitor.press("Find", typed).address
    assert visitor.open(address).field("Caller's name").value == "Zoe Quill"
    by_signing_out_in_another_tab(closed, visitor, "Ray Quist")
    sign_in(visitor, "Rita Moss", at="/response/")

    page = visitor.open(address)

    assert page.path == "/response/"
    assert page.field("Caller's name").value == ""
    assert "Zoe Quill" not in page.html
    assert "What was filled in here is not kept any more" in page.text


@pytest.mark.parametrize("signs_out", [True, False], ids=["signed out", "another signs in"])
def test_a_form_that_is_not_finished_leaves_nothing_in_the_browser(
    closed: Desk, signs_out: bool
) -> None:
    """Its cookie is signed, and can be read by whoever sits there next."""
    visitor = closed.visitor()
    sign_in(visitor, "Ray Quist", at="/response/")
    draft = visitor.press("Find", {"Caller's name": "Zoe Quill", "Sites: find one": "elm"}).address
    assert visitor.page.field("Caller's name").value == "Zoe Quill"
    if signs_out:
        by_signing_out_in_another_tab(closed, visitor, "Ray Quist")
        assert _drafts(visitor) == []
    else:
        by_expiry(closed, visitor, "Ray Quist")
        sign_in(visitor, "Ray Quist")
        assert visitor.open(draft).field("Caller's name").value == "Zoe Quill"
        by_expiry(closed, visitor, "Ray Quist")

    sign_in(visitor, "Rita Moss")

    assert _drafts(visitor) == []
    assert visitor.open(draft).field("Caller's name").value == ""


def _drafts(visitor: Visitor) -> list[str]:
    cookies = visitor.client._cookies.values()  # type: ignore[union-attr]
    return [each.key for each in cookies if each.key.startswith("draft-")]
