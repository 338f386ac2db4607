"""Control's board while two people work with it. How soon a change is in sight elsewhere, the
benchmarks say: here the machine has other things to do as well."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app import create_app, utc_now
from app.demo import Morning
from app.domain.promise import Priority
from app.event_store.memory import memory_log
from tests.browser.conftest import Window, opened, served, wait_until_settled
from tests.browser.test_accessibility import check_throughout
from tests.server.serving import serving
from tests.web.desk import Clock


@pytest.fixture
def board() -> Iterator[str]:
    """The address of a board where W-1001 to W-1030 wait, and four operatives are free."""
    log = memory_log()
    morning = Morning(log, now=utc_now())
    site = morning.acquire(200, "1 Park Row", "Leeds", "LS1 4AP", "0113 496 0182")
    for name in ("Ann Marsh", "Ben Okafor", "Carys Lloyd", "Dev Anand"):
        morning.hire(190, name)
    for number in range(1, 31):
        morning.raise_work(120, [site], f"Leak {number}", "Since this morning.")
    with served(log) as address:
        yield f"{address}/control/"


@pytest.fixture
def windows(browser: Browser, board: str) -> Iterator[list[Window]]:
    with opened(browser, count=2) as both:
        yield both


@pytest.fixture
def page(windows: list[Window], board: str) -> Page:
    page = windows[0].page
    page.goto(board)
    page.evaluate("window.isSame = true")
    return page


@pytest.fixture
def other(windows: list[Window], board: str) -> Page:
    page = windows[1].page
    page.goto(board)
    return page


def assign(page: Page, label: str) -> None:
    page.locator(f"#{label} .give button").first.click()
    expect(page.locator(f"#{label}")).to_have_count(0)


def press_and_hold(button: Locator) -> Route:
    """Press it. What it sends does not get to the desk before it is let go on."""
    held: list[Route] = []
    button.page.route("**/control/assign", lambda route: held.append(route), times=1)
    with button.page.expect_request("**/control/assign"):
        button.click()
    while not held:  # which it is a moment after it is asked for
        button.page.wait_for_timeout(10)
    return held[0]


def top_of(page: Page, label: str) -> float:
    box = page.locator(f"#{label}").bounding_box()
    assert box
    return box["y"]


def test_what_one_assigns_goes_from_the_board_of_the_other(page: Page, other: Page) -> None:
    assign(page, "W-1001")

    expect(page.get_by_role("status").filter(has_text="W-1001 assigned to")).to_be_visible()
    expect(page.locator("#W-1002")).to_be_focused()
    expect(other.locator("#W-1001")).to_have_count(0)
    expect(other.get_by_role("heading", name="Waiting 29")).to_be_visible()
    assert page.evaluate("isSame")


def test_what_is_pressed_while_something_is_on_its_way_is_sent_after_it(page: Page) -> None:
    first, second = (page.locator(f"#{label} .give button").first for label in ("W-1001", "W-1002"))
    held = press_and_hold(first)
    first.click()
    second.click()

    held.continue_()

    expect(page.get_by_role("heading", name="Waiting 28")).to_be_visible()
    expect(page.locator("#W-1001, #W-1002")).to_have_count(0)
    assert page.evaluate("isSame")


@pytest.mark.parametrize(
    ("link", "shows"),
    [("Carys Lloyd", "Recall W-1001"), ("Operatives", "W-1001 queued")],
)
def test_a_link_is_followed_once_what_was_pressed_before_is_done(
    page: Page, link: str, shows: str
) -> None:
    """In place, or to another page."""
    held = press_and_hold(page.get_by_role("button", name="Assign W-1001 to Carys"))

    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_timeout(200)  # in which it would be answered, if it did not wait
    held.continue_()

    expect(page.locator("main")).to_contain_text(shows)


@pytest.mark.parametrize("link", ["Carys Lloyd", "Operatives"])
def test_no_link_leads_away_from_what_could_not_be_sent(
    windows: list[Window], page: Page, link: str
) -> None:
    held = press_and_hold(page.get_by_role("button", name="Assign W-1001 to Carys"))
    page.get_by_role("link", name=link, exact=True).click()
    page.route("**/control/*", lambda route: route.abort())

    held.abort()

    expect(page.locator(".live-says")).to_contain_text("was not sent: press it again")
    assert page.url.endswith("/control/")
    page.unroute("**/control/*")
    with page.expect_response("**/control/"):
        pass  # it asks again, and is answered
    expect(page.locator(".live-says")).to_have_text(re.compile("^“Assign W-1001.* was not sent"))
    page.get_by_role("button", name="Assign W-1001 to Carys").click()
    expect(page.locator("#W-1001")).to_have_count(0)
    windows[0].complaints.clear()  # of what could not be sent


def test_a_link_waits_only_for_a_while_for_what_was_pressed_before_it(page: Page) -> None:
    press_and_hold(page.locator("#W-1001 .give button").first)

    page.get_by_role("link", name="Operatives", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Operatives")


def test_what_was_done_is_said_also_once_something_else_is_opened(page: Page) -> None:
    assign(page, "W-1001")

    name = page.get_by_role("link", name="Dev Anand", exact=True)
    name.click()

    expect(name).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".notices")).to_contain_text("W-1001 assigned to")


def test_a_half_made_choice_stays_while_another_work_is_assigned(page: Page) -> None:
    page.get_by_role("link", name="Leak 5", exact=True).click()
    choice = page.get_by_label("Assign W-1005 to")
    choice.select_option(index=2)
    chosen = choice.input_value()

    assign(page, "W-1001")
    name = page.get_by_role("link", name="Ben Okafor", exact=True)
    name.click()
    expect(name).to_have_attribute("aria-expanded", "true")

    expect(choice).to_have_value(chosen)


def test_a_key_that_is_held_down_assigns_once(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    wait_until_settled(page)
    page.keyboard.press("j")
    page.keyboard.down("1")
    expect(page.locator("#W-1002")).to_be_focused()
    wait_until_settled(page)

    page.keyboard.down("1")

    page.keyboard.up("1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Assign W-1002 to")).to_be_visible()
    assert sent.count("POST") == 1


def test_for_a_moment_after_an_assignment_the_next_row_takes_no_keys(
    windows: list[Window], page: Page
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wait_until_settled(page)
    windows[0].play_animations(0.001)
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(page.locator("#W-1002")).to_be_focused()

    page.keyboard.press("1")
    page.keyboard.press("Enter")

    windows[0].play_animations(20)
    wait_until_settled(page)
    expect(page.locator("#W-1002")).to_be_focused()
    page.keyboard.press("1")
    expect(page.locator("#W-1003")).to_be_focused()
    assert not [each for each in asked if "open=" in each], "nothing has been opened"


def test_a_choice_that_is_half_made_stays_where_it_is_and_says_that_something_waits(
    page: Page, other: Page
) -> None:
    page.get_by_role("link", name="Leak 5", exact=True).click()
    page.get_by_label("Assign W-1005 to").select_option(label="Lloyd, Carys – free")
    top = top_of(page, "W-1005")

    assign(other, "W-1001")

    expect(page.get_by_role("button", name="Show what is new")).to_be_visible()
    expect(page.locator("#W-1001[data-changed=gone]")).to_be_visible()
    assert page.locator("#operative_id").evaluate("each => each.selectedOptions[0].text") == (
        "Lloyd, Carys – free"
    )
    assert top_of(page, "W-1005") == top

    page.get_by_role("button", name="Assign W-1005", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="W-1005 assigned to Carys")).to_be_visible()
    expect(page.locator("#W-1001")).to_have_count(0)
    assert page.evaluate("isSame")


def test_both_give_the_same_work_away_and_the_second_is_told_on_a_page(
    page: Page, other: Page
) -> None:
    page.get_by_role("link", name="Leak 1", exact=True).click()
    chosen = page.locator("#operative_id option").last.inner_text()
    page.get_by_label("Assign W-1001 to").select_option(label=chosen)
    assign(other, "W-1001")

    page.get_by_role("button", name="Assign W-1001", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("W-1001 has changed since")


def test_a_row_opens_where_it_stands(page: Page, board: str) -> None:
    link = page.get_by_role("link", name="Leak 9", exact=True)
    top = top_of(page, "W-1009")
    link.click()

    expect(page.get_by_label("Assign W-1009 to")).to_be_visible()
    assert top_of(page, "W-1009") == top
    expect(page).to_have_url(f"{board}?open=W-1009#W-1009")

    page.go_back()
    expect(page.get_by_label("Assign W-1009 to")).to_have_count(0)
    assert page.evaluate("isSame")


def test_what_is_narrowed_stays_narrowed(page: Page) -> None:
    page.get_by_role("link", name="by promise · all towns · all priorities").click()
    page.get_by_label("Words").fill("Leak 7")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".waiting > li")).to_have_count(1)

    assign(page, "W-1007")

    expect(page.get_by_text("Nothing that waits is like that.")).to_be_visible()
    assert page.evaluate("isSame")


def test_the_board_is_accessible_while_something_waits(
    windows: list[Window], page: Page, other: Page
) -> None:
    page.get_by_role("link", name="Leak 3", exact=True).click()
    page.get_by_label("Assign W-1003 to").select_option(label="Lloyd, Carys – free")
    assign(other, "W-1001")
    expect(page.get_by_role("button", name="Show what is new")).to_be_visible()

    check_throughout(windows[0], "Control, while something waits")


def test_without_script_the_board_renews_itself_unless_something_is_open(
    browser: Browser, board: str
) -> None:
    window = Window(browser, with_script=False)
    renews = window.page.locator("meta[http-equiv=refresh]")
    window.page.goto(board)
    expect(renews).to_have_count(1)

    window.page.get_by_role("link", name="Leak 3", exact=True).click()
    window.page.get_by_label("Assign W-1003 to").select_option(label="Lloyd, Carys – free")
    expect(renews).to_have_count(0)
    window.page.get_by_role("button", name="Assign W-1003", exact=True).click()

    expect(window.page.get_by_role("status")).to_have_text("W-1003 assigned to Carys Lloyd")
    expect(renews).to_have_count(1)
    window.close()


def test_time_goes_on_also_in_the_row_that_has_the_focus(browser: Browser) -> None:
    clock, log = Clock(utc_now()), memory_log()
    morning = Morning(log, now=utc_now())
    morning.hire(190, "Ann Marsh")
    site = morning.acquire(200, "1 Park Row", "Leeds", "LS1 4AP", "0113 496 0182")
    morning.raise_work(30, [site], "Smell of gas", "In the kitchen.", Priority.EMERGENCY)
    window = Window(browser)
    with serving(create_app(log=log, clock=clock)) as port:
        window.page.goto(f"http://127.0.0.1:{port}/control/")
        window.page.keyboard.press("n")
        row = window.page.locator("#W-1001")
        expect(row).to_be_focused()
        expect(row).to_contain_text(re.compile("1 h (29|30) min left"))

        clock.move(10)

        expect(row).to_contain_text(re.compile("1 h (19|20) min left"))
        expect(row).to_be_focused()
        expect(window.page.get_by_role("button", name="Show what is new")).to_have_count(0)
    window.close()
