"""axe finds nothing to complain about, and every page fits where it is shown."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window

Scheme = Literal["light", "dark"]

PAGES = [
    "/",
    "/administration/operatives",
    "/administration/sites",
    "/administration/permissions",
    "/response/",
    "/response/?raised=W-1004",
    "/control/",
    "/operatives/",
    "/work/",
    "/work/?stage=COMPLETED&since=today",
    "/work/W-1003",
    "/work/W-1004/recall",
    "/work/W-1006/close",
    "/work/W-1001/reopen",
    "/events",
    "/events?aggregate=W-1003&type=WorkAssigned",
    "/about",
    "/no/such/page",
]


def check(window: Window, width: int, where: str) -> None:
    """No violation of accessibility, nothing wider than the window, no complaint."""
    results = Axe().run(window.page)
    assert results.violations_count == 0, f"{where}: {results.generate_report()}"
    page_width = window.page.evaluate("document.documentElement.scrollWidth")
    assert page_width <= width, f"{where} is {page_width} pixels wide"
    assert window.complaints == [], where


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_accessible_and_fits(
    browser: Browser, morning_desk: str, width: int, scheme: Scheme
) -> None:
    window = Window(browser, width=width, scheme=scheme)
    for path in [*PAGES, *operative_pages(window.page, morning_desk)]:
        window.page.goto(morning_desk + path)
        check(window, width, f"{path} ({scheme}, {width})")
    window.close()


def operative_pages(page: Page, desk: str) -> list[str]:
    """One operative is free, one en route, one on site with a queue behind."""
    page.goto(f"{desk}/operatives/")
    links = page.locator(".person h2 a")
    paths = [links.nth(index).get_attribute("href") or "" for index in range(links.count())]
    assert len(paths) == 3
    return paths


def send_blank_hiring(page: Page, desk: str) -> None:
    page.goto(f"{desk}/administration/operatives")
    page.get_by_role("button", name="Hire").click()


def send_blank_site(page: Page, desk: str) -> None:
    page.goto(f"{desk}/administration/sites")
    page.get_by_role("button", name="Acquire").click()


def send_blank_work(page: Page, desk: str) -> None:
    page.goto(f"{desk}/response/")
    page.get_by_role("button", name="Raise Work").click()


def send_blank_closing(page: Page, desk: str) -> None:
    page.goto(f"{desk}/work/W-1006/close")
    page.get_by_role("button", name="Close W-1006").click()


def abandon_without_reason(page: Page, desk: str) -> None:
    page.goto(f"{desk}/operatives/")
    page.get_by_role("link", name="Ben Okafor").click()
    page.get_by_text("Cannot do this one?").click()
    page.get_by_role("button", name="Abandon").click()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize(
    "send",
    [
        send_blank_hiring,
        send_blank_site,
        send_blank_work,
        send_blank_closing,
        abandon_without_reason,
    ],
)
def test_a_form_with_errors_is_accessible_and_fits(
    browser: Browser,
    morning_desk: str,
    send: Callable[[Page, str], None],
    width: int,
    scheme: Scheme,
) -> None:
    window = Window(browser, width=width, scheme=scheme)
    send(window.page, morning_desk)
    expect(window.page.get_by_role("alert")).to_contain_text("Nothing has been done yet")
    check(window, width, f"{send.__name__} ({scheme}, {width})")
    window.close()


def test_a_stale_page_is_accessible_and_fits(browser: Browser, empty_desk: str) -> None:
    window = Window(browser, width=360)
    page = window.page
    for name in ("Ann", "Ben"):
        page.goto(f"{empty_desk}/administration/operatives")
        page.get_by_label("Forename").fill(name)
        page.get_by_label("Surname").fill("Featherstonehaugh-Cholmondeley" * 2)
        page.get_by_role("button", name="Hire").click()
    page.goto(f"{empty_desk}/administration/sites")
    for label, text in (
        ("Address line 1", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
        ("Town", "‮Leeds and a bit"),
        ("Post code", "LL61 5UJ"),
        ("Telephone number", "+44 (0)1248 496 0123 ext. 12"),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Acquire").click()
    page.goto(f"{empty_desk}/response/")
    page.get_by_label("Llanfair").check()
    page.get_by_label("Title").fill("W" * 120)
    page.get_by_label("Description").fill("🔥" * 300)
    page.get_by_role("button", name="Raise Work").click()

    page.goto(f"{empty_desk}/control/")
    other = window.context.new_page()
    other.goto(f"{empty_desk}/control/")
    other.get_by_role("button", name="Assign to Ben").click()
    page.get_by_role("button", name="Assign to Ann").click()
    expect(page.get_by_role("alert")).to_contain_text("assigned to Ben")
    check(window, 360, "the page of who came second")
    for path in (
        "/",
        "/control/",
        "/operatives/",
        "/work/W-1001",
        "/events",
        "/administration/sites",
    ):
        page.goto(empty_desk + path)
        check(window, 360, f"{path} with long words")
    window.close()


def test_a_keyboard_is_enough(browser: Browser, empty_desk: str) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{empty_desk}/administration/operatives")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "forename":
            break
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    page.keyboard.type("Marsh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Ann Marsh hired")
    window.close()
