"""Pages about people in a real browser: on a telephone and a desk, light and dark, also without
script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app import utc_now
from tests.browser.conftest import Window
from tests.browser.test_accessibility import check, check_throughout
from tests.browser.test_signing_in import NEW_PASSWORD, sign_in
from tests.server.serving import serving
from tests.web.desk import Desk, staffed_desk
from tests.web.peopled import (
    AUDIT,
    PEOPLE,
    PERMISSIONS,
    TEAMS,
    desk_with_teams,
    page_of_operative,
    page_of_role,
    page_of_team,
    page_of_user,
)
from tests.web.signing_in import PASSWORD

LINES = """
element => {
  const range = document.createRange();
  range.selectNodeContents(element.firstChild);
  return range.getClientRects().length;
}
"""
"""On how many the text of an element stands."""


@pytest.fixture
def peopled() -> Iterator[tuple[Desk, str]]:
    """The desk with teams, and its address."""
    desk = desk_with_teams(now=utc_now())
    with serving(desk.app) as port:
        yield desk, f"http://127.0.0.1:{port}"


def test_every_page_about_people_is_accessible_and_fits(
    browser: Browser, peopled: tuple[Desk, str]
) -> None:
    desk, address = peopled
    window = Window(browser)
    page = window.page
    page.goto(f"{address}{AUDIT}")
    sign_in(page, "ada")
    page.wait_for_url(f"{address}{AUDIT}")
    cleo = page_of_user(desk, "Cleo Park")
    night, control = page_of_team(desk, "Night shift"), page_of_role(desk, "Control")
    ben = page_of_operative(desk, "Ben Okafor")
    pages = [
        PEOPLE,
        f"{cleo}/erase",
        TEAMS,
        night,
        PERMISSIONS,
        control,
        AUDIT,
        ben,
        f"{ben}/erase",
    ]
    for path in [*pages, cleo]:
        page.goto(f"{address}{path}")
        check_throughout(window, path)
        if path == PERMISSIONS:
            # Its colours do depend on the width: it is a table where there is room for one.
            page.set_viewport_size({"width": 1280, "height": 800})
            check(window, 1280, f"{path} (dark, 1280)")
    page.get_by_role("button", name="Make a link to set the password").click()
    expect(page.get_by_label("Link for setting the password")).to_be_visible()
    check_throughout(window, "the link")
    window.close()


def test_on_a_telephone_all_of_the_link_to_pass_on_is_in_sight(
    browser: Browser, peopled: tuple[Desk, str]
) -> None:
    desk, address = peopled
    window = Window(browser, width=360)
    page = window.page
    page.goto(f"{address}{page_of_user(desk, 'Cleo Park')}")
    sign_in(page, "ada")

    page.get_by_role("button", name="Make a link to set the password").click()

    link = page.get_by_label("Link for setting the password")
    expect(link).to_have_value(re.compile("/invitations/"))
    page.wait_for_load_state()
    assert link.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert link.evaluate("it => it.scrollHeight <= it.clientHeight")
    window.close()


def test_an_explanation_stands_closer_to_its_own_tick_than_to_the_next(
    browser: Browser, peopled: tuple[Desk, str]
) -> None:
    desk, address = peopled
    window = Window(browser)
    page = window.page
    control = f"{address}{page_of_role(desk, 'Control')}"
    page.goto(control)
    sign_in(page, "ada")
    page.wait_for_url(control)

    own, hint, following = (
        page.locator(selector).bounding_box()
        for selector in ("[for=feature-1]", "#feature-1-hint", "[for=feature-2]")
    )

    assert own
    assert hint
    assert following
    above = hint["y"] - (own["y"] + own["height"])
    below = following["y"] - (hint["y"] + hint["height"])
    assert 2 * above < below
    window.close()


def test_on_a_telephone_the_numbers_of_works_beside_callers_stay_in_one_piece(
    browser: Browser, peopled: tuple[Desk, str]
) -> None:
    desk, address = peopled
    for length in range(1, 25):
        desk.raise_work("Lift stuck", caller="M" * length, telephone="0113 496 0199")
    window = Window(browser, width=360)
    page = window.page
    contacts = f"{address}/administration/contacts"
    page.goto(contacts)
    sign_in(page, "ada")
    page.wait_for_url(contacts)

    numbers = page.get_by_role("link", name="W-1")

    expect(numbers).to_have_count(24)
    assert {each.evaluate(LINES) for each in numbers.all()} == {1}
    window.close()


@pytest.mark.parametrize(("width", "with_script"), [(360, False), (1280, True)])
def test_a_desk_at_home_gets_its_people(browser: Browser, width: int, with_script: bool) -> None:
    desk = staffed_desk(now=utc_now())
    with serving(desk.app) as port:
        address = f"http://127.0.0.1:{port}"
        ada = Window(browser, width=width, with_script=with_script)
        ada.page.goto(address)
        ada.page.get_by_role("link", name="Add an administrator").click()
        first = ada.page.get_by_role("region", name="Add the first administrator")
        first.get_by_label("Full name").fill("Ada Novak")
        first.get_by_label("Sign-in name").fill("ada")
        first.get_by_role("button", name="Add administrator").dblclick()
        ada.page.get_by_label("New password").fill(PASSWORD)
        ada.page.get_by_role("button", name="Set password").click()
        expect(ada.page.get_by_role("button", name="Sign out")).to_be_attached()
        ada.page.goto(f"{address}{PEOPLE}")
        ada.page.get_by_label("Full name").fill("Cleo Park")
        ada.page.get_by_label("Sign-in name").fill("cleo")
        ada.page.get_by_label("Control").check()
        ada.page.get_by_role("button", name="Register").click()
        link = ada.page.get_by_label("Link for setting the password").input_value()

        cleo = Window(browser, width=width, with_script=with_script)
        cleo.page.goto(link)
        cleo.page.get_by_label("New password").fill(NEW_PASSWORD)
        cleo.page.get_by_role("button", name="Set password").click()

        expect(cleo.page.get_by_role("heading", name="Control", exact=True)).to_be_visible()
        ada.page.reload()
        expect(ada.page.get_by_text("They have a password.")).to_be_visible()
        ada.page.get_by_role("button", name="Disable").click()
        expect(ada.page.get_by_role("button", name="Enable")).to_be_visible()
        cleo.page.reload()
        expect(cleo.page.get_by_role("heading", name="Sign in")).to_be_visible()
        for window in (ada, cleo):
            assert window.complaints == []
            window.close()
