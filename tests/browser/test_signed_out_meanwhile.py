"""A session ends while somebody is typing, in a real browser; and the areas of those who have all
of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app import utc_now
from app.commands.user import EndSessions
from tests.browser.conftest import Window
from tests.browser.test_accessibility import check_throughout
from tests.browser.test_signing_in import Served, sign_in
from tests.server.serving import serving
from tests.web.desk import ROLES
from tests.web.signing_in import give, let_sign_in, peopled_desk


@pytest.fixture
def closed() -> Iterator[Served]:
    """Ben Okafor may do everything, and drives."""
    desk = Served(now=utc_now())
    desk.hire("Ann Marsh")
    desk.hire("Ben Okafor")
    desk.acquire("Elm House", "Leeds")
    peopled_desk(desk)
    desk.register("Ben Okafor", *ROLES, operative="Ben Okafor")
    let_sign_in(desk, "Ben Okafor")
    with serving(desk.app) as port:
        desk.address = f"http://127.0.0.1:{port}"
        yield desk


def test_what_was_typed_is_sent_again_after_signing_in_in_a_new_tab(
    browser: Browser, closed: Served
) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{closed.address}/response/")
    sign_in(page, "ben")
    page.get_by_label("Elm House").check()
    page.get_by_label("Urgent").check()
    page.get_by_label("Title").fill("Water in the cellar")
    page.get_by_label("Description").fill("Ankle-deep and rising.")
    give(closed, EndSessions(user_id=closed.user_id("Ben Okafor")))
    page.get_by_role("button", name="Raise Work").click()
    expect(page.get_by_role("heading", name="Please sign in")).to_be_visible()
    check_throughout(window, "signed out meanwhile")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    tab = opened.value
    sign_in(tab, "ben")
    expect(tab).to_have_url(f"{closed.address}/response/")
    tab.close()
    page.get_by_role("button", name="Send it again").click()

    expect(page.get_by_text("Read this number to the caller")).to_be_visible()
    assert closed.types().count("WorkRaised") == 1
    for path in ("/response/", closed.page_of("Ben Okafor")):
        page.goto(closed.address + path)
        check_throughout(window, f"{path} with all areas")
    window.close()
