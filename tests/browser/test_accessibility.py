"""axe finds nothing to complain about, and every page fits where it is shown."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window

Scheme = Literal["light", "dark"]

PAGES = [
    "/",
    "/administration/operatives",
    "/administration/sites",
    "/administration/people",
    "/administration/teams",
    "/administration/permissions",
    "/administration/audit",
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
    "/about/projections",
    "/no/such/page",
]


def violations(page: Page, only_colours: bool) -> AxeResults:
    """What axe has against the page. Axe would tell all that it has looked at, and read the style
    sheets once more for a rule that is not among its defaults: both take longer than the rest."""
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    if only_colours:
        options["runOnly"] = ["color-contrast"]
    found = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return AxeResults({"violations": found})


def check(window: Window, width: int, where: str, only_colours: bool = False) -> None:
    """No violation of accessibility, nothing wider than the window, no complaint. Only colours are
    looked at on a page that has been checked in other colours: nothing else is different."""
    results = violations(window.page, only_colours)
    assert results.violations_count == 0, f"{where}: {results.generate_report()}"
    page_width = window.page.evaluate("document.documentElement.scrollWidth")
    assert page_width <= width, f"{where} is {page_width} pixels wide"
    assert window.complaints == [], where


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(
    browser: Browser, morning_desk: str, scheme: Scheme
) -> None:
    window = Window(browser, scheme=scheme)
    for path in [*PAGES, *operative_pages(window.page, morning_desk)]:
        window.page.goto(morning_desk + path)
        # To make the window narrower is quicker than to open the page once more.
        for width in (1280,) if scheme == "dark" else (1280, 360):
            window.page.set_viewport_size({"width": width, "height": 800})
            check(window, width, f"{path} ({scheme}, {width})", only_colours=scheme == "dark")
    window.close()


def operative_pages(page: Page, desk: str) -> list[str]:
    """One operative is free, one en route, one on site with a queue behind."""
    page.goto(f"{desk}/operatives/")
    links = page.locator(".person h2 a")
    paths = [links.nth(index).get_attribute("href") or "" for index in range(links.count())]
    assert len(paths) == 3
    return paths


OF_THE_PAST = [
    "/",
    "/about?as_of=20",
    "/administration/operatives",
    "/administration/sites",
    "/control/",
    "/control/?as_of=0",
    "/events",
    "/operatives/",
    "/response/",
    "/work/",
    "/work/?stage=COMPLETED&since=today",
    "/work/W-1003",
    "/work/W-1009?as_of=20",
]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_the_past_are_accessible_and_fit(
    browser: Browser, morning_desk: str, width: int, scheme: Scheme
) -> None:
    window = Window(browser, width=width, scheme=scheme)
    for path in OF_THE_PAST:
        if "as_of" not in path:
            path += f"{'&' if '?' in path else '?'}as_of=36"
        window.page.goto(morning_desk + path)
        check(window, width, f"{path} ({scheme}, {width})")
        expect(window.page.get_by_role("link", name="Back to now")).to_be_visible()
    window.close()


def test_a_keyboard_is_enough_to_step_through_time(browser: Browser, morning_desk: str) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{morning_desk}/work/?as_of=30")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    for step, leads_to in (
        ("Event before", "/work/?as_of=29"),
        ("Event after", "/work/?as_of=30"),
        ("Back to now", "/work/"),
    ):
        link = page.get_by_role("link", name=step)
        link.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(morning_desk + leads_to)
    expect(page.get_by_role("link", name="Event before")).to_have_count(0)
    window.close()


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


LONG_PAGES = [
    "/control/",
    "/control/?page=2",
    "/response/",
    "/administration/sites?page=2",
    "/administration/operatives",
    "/operatives/",
    "/work/?before=1020",
]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_long_lists_are_accessible_and_fit(
    browser: Browser, long_desk: str, width: int, scheme: Scheme
) -> None:
    window = Window(browser, width=width, scheme=scheme)
    page = window.page
    for path in LONG_PAGES:
        page.goto(long_desk + path)
        check(window, width, f"{path} ({scheme}, {width}, long)")
    page.goto(f"{long_desk}/response/")
    page.get_by_label("Filter Sites").fill("harbour 7")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_text("Nothing has been raised yet")).to_be_visible()
    check(window, width, "filtered Sites")
    window.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_each_step_of_a_visit_is_accessible_and_fits(
    browser: Browser, empty_desk: str, width: int, scheme: Scheme
) -> None:
    window = Window(browser, width=width, scheme=scheme)
    page = window.page
    hire(page, empty_desk, "Ann", "Marsh")
    acquire(page, empty_desk, {**ELM_HOUSE})
    raise_work(page, empty_desk, "Elm House", "Lift stuck", "Nobody inside.")
    page.goto(f"{empty_desk}/control/")
    page.get_by_role("button", name="Assign to Ann").click()
    page.get_by_role("link", name="Ann Marsh").click()
    check(window, width, "queued")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.get_by_role("alert")).to_contain_text("When do you expect to arrive?")
    check(window, width, "dispatch with an error")
    page.get_by_label("Minutes from now").fill("25")
    page.get_by_role("button", name="Dispatch").click()
    check(window, width, "en route")
    page.get_by_role("button", name="Arrive").click()
    page.get_by_label("Outcome").fill("x" * 2001)
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("alert")).to_contain_text("2,000 characters at most")
    check(window, width, "complete with an error")
    window.close()


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
        hire(page, empty_desk, name, "Featherstonehaugh-Cholmondeley" * 2)
    town = "\u05dc\u05d9\u05d3\u05e1 and a bit"
    address = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    acquire(page, empty_desk, {**ELM_HOUSE, "Address line 1": address, "Town": town})
    raise_work(page, empty_desk, "Llanfair", "W" * 120, "\U0001f525" * 300)

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


ELM_HOUSE = {
    "Address line 1": "Elm House, 4 Park Row",
    "Town": "Leeds",
    "Post code": "LS1 5HD",
    "Telephone number": "+44 (0)113 496 0182 ext. 12",
}


def hire(page: Page, desk: str, forename: str, surname: str) -> None:
    page.goto(f"{desk}/administration/operatives")
    page.get_by_label("Forename").fill(forename)
    page.get_by_label("Surname").fill(surname)
    page.get_by_role("button", name="Hire").click()


def acquire(page: Page, desk: str, fields: dict[str, str]) -> None:
    page.goto(f"{desk}/administration/sites")
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Acquire").click()


def raise_work(page: Page, desk: str, site: str, title: str, description: str) -> None:
    page.goto(f"{desk}/response/")
    page.get_by_label(site).check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill(description)
    page.get_by_role("button", name="Raise Work").click()


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
