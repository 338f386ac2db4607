"""People sign in with a real browser, each as themselves."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app import utc_now
from app.web.invitations import make_link
from tests.browser.conftest import Window
from tests.browser.test_accessibility import check_throughout
from tests.server.serving import serving
from tests.web.desk import Desk
from tests.web.signing_in import PASSWORD, make_up, peopled_desk

NEW_PASSWORD = "seven herons ate the ladder"


class Served(Desk):
    address = ""


@pytest.fixture
def closed() -> Iterator[Served]:
    """One that people sign in to: see peopled_desk."""
    desk = Served(now=utc_now())
    desk.hire("Ann Marsh")
    desk.acquire("Elm House", "Leeds")
    desk.raise_work("Boiler leaks")
    peopled_desk(desk)
    desk.register("Nora New", "Control")
    with serving(desk.app) as port:
        desk.address = f"http://127.0.0.1:{port}"
        yield desk


def sign_in(page: Page, sign_in_name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Sign-in name").fill(sign_in_name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("with_script", [True, False])
def test_somebody_signs_in_and_out(browser: Browser, closed: Served, with_script: bool) -> None:
    window = Window(browser, with_script=with_script)
    page = window.page
    page.goto(f"{closed.address}/work/W-1001")
    sign_in(page, "cleo", "wrong horse battery staple")
    expect(page.get_by_role("alert")).to_contain_text("do not let anybody in")
    sign_in(page, "cleo")
    expect(page).to_have_url(f"{closed.address}/work/W-1001")

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("status")).to_have_text("Signed out")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert window.complaints == []
    window.close()


def test_a_keyboard_is_enough(browser: Browser, closed: Served) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{closed.address}/control/")
    expect(page.get_by_label("Sign-in name")).to_be_focused()
    page.keyboard.type("cleo")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{closed.address}/control/")
    window.close()


def test_two_people_in_two_browsers_do_what_each_may(browser: Browser, closed: Served) -> None:
    cleo, ann = Window(browser), Window(browser, width=360)
    for window, name in ((cleo, "cleo"), (ann, "ann")):
        window.page.goto(f"{closed.address}/sign-in")
        sign_in(window.page, name)
    expect(ann.page).to_have_url(closed.address + closed.page_of("Ann Marsh"))
    expect(cleo.page).to_have_url(f"{closed.address}/control/")

    cleo.page.get_by_role("button", name="Assign W-1001 to Ann").click()
    expect(cleo.page.get_by_role("status")).to_contain_text("assigned")
    ann.page.reload()
    ann.page.get_by_label("Minutes from now").fill("25")
    ann.page.get_by_role("button", name="Dispatch").click()
    expect(ann.page.get_by_role("button", name="Arrive")).to_be_visible()

    by = {each.type_name: each.metadata.who for each in closed.events()}
    assert by["WorkAssigned"] == closed.user_id("Cleo Park")
    assert by["WorkDispatched"] == closed.user_id("Ann Marsh")
    assert ann.page.goto(f"{closed.address}/control/").status == 403  # type: ignore[union-attr]
    for window in (cleo, ann):
        window.close()


def test_the_pages_are_accessible_and_fit(browser: Browser, closed: Served) -> None:
    window = Window(browser)
    page = window.page
    token, _ = make_link(closed.private, closed.user_id("Nora New"), by="", now=utc_now())
    page.goto(f"{closed.address}/invitations/{token}")
    check_throughout(window, "a link for setting a password")
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_throughout(window, "a password that is too short")
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page).to_have_url(f"{closed.address}/control/")
    check_throughout(window, "Control, signed in")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("Signed out")
    check_throughout(window, "signing in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_throughout(window, "signing in with errors")
    page.goto(f"{closed.address}/invitations/{token}")
    check_throughout(window, "a link that was used")
    for name, password in (("nora", NEW_PASSWORD), ("cleo", PASSWORD)):
        other = Window(browser)
        other.page.goto(f"{closed.address}/sign-in")
        sign_in(other.page, name, password)
        expect(other.page.get_by_role("button", name="Sign out")).to_be_visible()
        other.close()
    page.goto(f"{closed.address}/sign-in?next=/you")
    sign_in(page, "nora", NEW_PASSWORD)
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()
    check_throughout(window, "one's own page")
    window.close()


COVERED = ["target-size"]
"""What is half behind an open menu is no target while that is open."""


def test_an_open_desk_lets_one_work_as_somebody(browser: Browser) -> None:
    desk = Desk(now=utc_now())
    for name, role in (("Ada Novak", "Administration"), ("Cleo Park", "Control")):
        make_up(desk, name, role)
    make_up(desk, "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Jones", "Response")
    window = Window(browser)
    page = window.page
    with serving(desk.app) as port:
        page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_text("This desk is open to whoever reaches it")).to_be_visible()
        page.get_by_text("Work as").click()
        check_throughout(window, "the menu of whom to work as", COVERED)
        page.get_by_role("button", name="Llanfair").click()
        expect(page.get_by_text("Works as Llanfair")).to_be_visible()
        check_throughout(window, "working as somebody with a long name")
        page.goto(f"http://127.0.0.1:{port}/sign-in")
        check_throughout(window, "nothing to sign in to")
    window.close()
