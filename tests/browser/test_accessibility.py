"""axe finds nothing to complain about, and every page fits where it is shown."""

from collections.abc import Callable, Collection
from typing import Literal

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window

COLOURS_HAVE_CHANGED = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
"""When that is so: buttons and fields take their time to change. Those that are taken away
meanwhile do not finish."""
SIZES: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (360, "dark")]
DEPENDS_ON_THE_WINDOW = [
    "color-contrast",
    "link-in-text-block",
    "nested-interactive",
    "scrollable-region-focusable",
    "target-size",
]
"""The rules that may find something new in a narrow, dark window: most others look at what is in
the page, whatever it looks like."""
FIRST_ROWS = {"exclude": ["main li:nth-child(n+7)", "main tr:nth-child(n+7)"]}
"""What axe looks at: of a long list the first six rows, as the rest are made alike. That all are
sound, the visitor of the web tests sees."""

PAGES = [  # those about people are in test_people.py
    "/",
    "/administration/operatives",
    "/administration/sites",
    "/administration/import",
    "/response/",
    "/response/?raised=W-1004",
    "/control/",
    "/control/?open=W-1008",
    "/control/?queue=1&tab=operatives",
    "/control/?tab=attention",
    "/control/?narrow=yes&town=leeds",
    "/control/wall",
    "/operatives/",
    "/work/",
    "/work/?late=no&town=leeds&sort=title&raised_from=2020-01-01",
    "/work/?raised_from=nonsense",
    "/search?q=leeds",
    "/work/W-1003",
    "/work/W-1003/sheet",
    "/work/W-1004/recall",
    "/work/W-1004/reassign",
    "/work/W-1004/amend",
    "/work/W-1006/close",
    "/work/W-1001/reopen",
    "/events?aggregate=W-1003&type=WorkAssigned",
    "/about",
    "/about/keys",
    "/about/projections",
    "/no/such/page",
]


def violations(
    page: Page, rules: Collection[str] | None = None, leave_out: Collection[str] = ()
) -> AxeResults:
    """What axe has against the page, by these of its rules or by all. It would tell all that it has
    looked at, and read the style sheets once more for a rule that is not among its defaults: both
    take longer than the rest."""
    if page.evaluate("!window.axe"):
        page.evaluate(Axe().axe_script)
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = [each for each in rules if each not in leave_out]
    else:
        options["rules"] = {each: {"enabled": False} for each in leave_out}
    look = "async ([context, options]) => (await axe.run(context, options)).violations"
    return AxeResults({"violations": page.evaluate(look, [FIRST_ROWS, options])})


def check(
    window: Window,
    width: int,
    where: str,
    rules: Collection[str] | None = None,
    leave_out: Collection[str] = (),
) -> None:
    """No violation of accessibility, nothing wider than the window, no complaint."""
    window.page.wait_for_load_state()  # of half a page there is less to complain about
    results = violations(window.page, rules, leave_out)
    assert results.violations_count == 0, f"{where}: {results.generate_report()}"
    page_width = window.page.evaluate("document.documentElement.scrollWidth")
    assert page_width <= width, f"{where} is {page_width} pixels wide"
    assert window.complaints == [], where


def check_throughout(window: Window, where: str, leave_out: Collection[str] = ()) -> None:
    """The page that is open: wide and light, narrow and dark. Hardly any colour depends on the
    width, and to change the window is quicker than to open the page once more."""
    window.page.wait_for_load_state()
    rules = None
    for width, scheme in SIZES:
        window.page.set_viewport_size({"width": width, "height": 800})
        window.page.emulate_media(color_scheme=scheme)
        window.page.evaluate(COLOURS_HAVE_CHANGED)
        check(window, width, f"{where} ({scheme}, {width})", rules, leave_out)
        rules = DEPENDS_ON_THE_WINDOW


@pytest.mark.timeout(600)  # for so many pages a machine that has much to do takes its time
def test_every_page_is_accessible_and_fits(browser: Browser, morning_desk: str) -> None:
    window = Window(browser)
    of_some = [*operative_pages(window.page, morning_desk), *site_pages(window.page, morning_desk)]
    for path in [*PAGES, *of_some]:
        window.page.goto(morning_desk + path)
        check_throughout(window, path)
    window.close()


def operative_pages(page: Page, desk: str) -> list[str]:
    """One operative is free, one en route, one on site with a queue behind; besides, the pages of
    what is on record of the last."""
    page.goto(f"{desk}/operatives/")
    links = page.locator(".person h2 a")
    paths = [links.nth(index).get_attribute("href") or "" for index in range(links.count())]
    assert len(paths) == 3
    record = f"/administration{paths[-1]}"
    return [*paths, f"{paths[-1]}/duty", record, f"{record}/leave"]


def site_pages(page: Page, desk: str) -> list[str]:
    page.goto(f"{desk}/administration/sites")
    path = page.locator(".row-item-site a").first.get_attribute("href") or ""
    assert path.startswith("/sites/")
    return [path, f"{path}/amend", f"{path}/dispose"]


OF_THE_PAST = [
    "/control/",
    "/control/?as_of=0",
    "/control/?open=W-1008&queue=1&tab=operatives",
    "/operatives/",
    "/response/",
    "/work/W-1003",
    "/work/W-1009?as_of=20",
]
"""Some of those that have forms today, or nothing to show yet: the rest is as it is today, with the
same bar above."""


def test_pages_of_the_past_are_accessible_and_fit(browser: Browser, morning_desk: str) -> None:
    window = Window(browser)
    for path in OF_THE_PAST:
        if "as_of" not in path:
            path += f"{'&' if '?' in path else '?'}as_of=36"
        window.page.goto(morning_desk + path)
        check_throughout(window, path)
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
        page.wait_for_url(morning_desk + leads_to)
    expect(page.get_by_role("link", name="Event before")).to_have_count(0)
    window.close()


def send_blank_site(page: Page, desk: str) -> None:
    page.goto(f"{desk}/administration/sites")
    page.get_by_role("button", name="Acquire").click()


def send_blank_work(page: Page, desk: str) -> None:
    page.goto(f"{desk}/response/")
    page.get_by_role("button", name="Raise Work").click()


def abandon_without_reason(page: Page, desk: str) -> None:
    page.goto(f"{desk}/operatives/")
    page.get_by_role("link", name="Ben Okafor").click()
    page.get_by_text("Cannot do this one?").click()
    page.get_by_role("button", name="Abandon").click()


LONG_PAGES = [
    "/control/",
    "/control/?tab=operatives",
    "/control/wall",
    "/response/",
    "/administration/sites?page=2",
    "/work/?before=1020",
]


def test_long_lists_are_accessible_and_fit(browser: Browser, long_desk: str) -> None:
    window = Window(browser)
    page = window.page
    for path in LONG_PAGES:
        page.goto(long_desk + path)
        check_throughout(window, f"{path} (long)")
    page.goto(f"{long_desk}/response/")
    page.get_by_label("Sites: find").fill("harbour")
    expect(page.get_by_role("option")).to_have_count(9)
    check_throughout(window, "Sites that are found")
    window.close()


def test_each_step_of_a_visit_is_accessible_and_fits(browser: Browser, empty_desk: str) -> None:
    window = Window(browser)
    page = window.page
    hire(page, empty_desk, "Ann", "Marsh")
    acquire(page, empty_desk, {**ELM_HOUSE})
    raise_work(page, empty_desk, "Elm House", "Lift stuck", "Nobody inside.")
    page.goto(f"{empty_desk}/control/")
    page.get_by_role("button", name="Assign W-1001 to Ann").click()
    expect(page.get_by_role("status")).to_have_text("W-1001 assigned to Ann Marsh")
    page.get_by_role("link", name="Ann Marsh", exact=True).click()
    page.get_by_role("link", name="Their page").click()
    expect(page.get_by_role("button", name="Dispatch")).to_be_visible()
    check_throughout(window, "queued")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.get_by_role("alert")).to_contain_text("When do you expect to arrive?")
    check_throughout(window, "dispatch with an error")
    page.get_by_label("Minutes from now").fill("25")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.get_by_role("button", name="Arrive")).to_be_visible()
    check_throughout(window, "en route")
    page.get_by_role("button", name="Arrive").click()
    page.get_by_label("Outcome (optional)").fill("x" * 2001)
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("alert")).to_contain_text("2,000 characters at most")
    check_throughout(window, "complete with an error")
    window.close()


@pytest.mark.parametrize(
    "send",
    [
        send_blank_site,
        send_blank_work,
        abandon_without_reason,
    ],
)
def test_a_form_with_errors_is_accessible_and_fits(
    browser: Browser, morning_desk: str, send: Callable[[Page, str], None]
) -> None:
    window = Window(browser)
    send(window.page, morning_desk)
    expect(window.page.get_by_role("alert")).to_contain_text("Nothing has been done yet")
    check_throughout(window, send.__name__)
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

    page.goto(f"{empty_desk}/control/?open=W-1001")
    page.get_by_label("Assign W-1001 to").select_option(index=1)
    other = window.context.new_page()
    other.goto(f"{empty_desk}/control/")
    other.get_by_role("button", name="Assign W-1001 to Ben").click()
    expect(other.get_by_role("status")).to_contain_text("W-1001 assigned to Ben")
    page.get_by_role("button", name="Assign W-1001", exact=True).click()
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
        check(window, 360, f"{path} with long words", DEPENDS_ON_THE_WINDOW)
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
    expect(page.get_by_role("status")).to_contain_text("hired")


def acquire(page: Page, desk: str, fields: dict[str, str]) -> None:
    page.goto(f"{desk}/administration/sites")
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Acquire").click()
    expect(page.get_by_role("status")).to_contain_text("acquired")


def raise_work(page: Page, desk: str, site: str, title: str, description: str) -> None:
    page.goto(f"{desk}/response/")
    page.get_by_label(site).check()
    page.get_by_label("Urgent").check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill(description)
    page.get_by_role("button", name="Raise Work").click()
    expect(page.get_by_role("heading", name="Read this number to the caller")).to_be_visible()


def test_a_keyboard_is_enough(browser: Browser, empty_desk: str) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{empty_desk}/administration/operatives")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
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
