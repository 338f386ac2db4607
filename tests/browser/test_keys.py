"""Working without a mouse: what keys do, and where they do nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

from app import utc_now
from app.demo import Morning
from app.event_store.memory import memory_log
from tests.browser.conftest import Window, opened, served, wait_until_settled
from tests.browser.test_accessibility import check_throughout

JOBS = 12


@pytest.fixture
def desk() -> Iterator[str]:
    """W-1001 to W-1012 wait, and Ann Marsh and Ben Okafor are free."""
    log = memory_log()
    morning = Morning(log, utc_now())
    site = morning.acquire(200, "1 Park Row", "Leeds", "LS1 4AP", "0113 496 0182")
    for name in ("Ann Marsh", "Ben Okafor"):
        morning.hire(190, name)
    for number in range(1, JOBS + 1):
        morning.raise_work(180 - number, [site], f"Call {number}", "Since this morning.")
    with served(log) as address:
        yield address


@pytest.fixture
def window(browser: Browser, desk: str) -> Iterator[Window]:
    with opened(browser) as [window]:
        yield window


@pytest.fixture
def page(window: Window) -> Page:
    window.page.set_viewport_size({"width": 1280, "height": 900})
    return window.page


def row(page: Page, number: int) -> Locator:
    return page.locator(f"#W-{number}")


def suggested_in(button: Locator) -> str:
    """The first name on it: "Assign W-1001 to Ann free"."""
    words = " ".join((button.text_content() or "").split())
    return words.partition(" to ")[2].split()[0]


def sent_by(page: Page) -> list[str]:
    """Where it turns to from now on, as keys are pressed: what is new of itself, it asks anyway."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url != page.url:
            sent.append(request.url)

    page.on("request", note)
    return sent


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def keys_dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keys")


def turn_keys(page: Page, how: str) -> None:
    """Off or on, in the dialog that shows them."""
    press(page, "?")
    page.get_by_role("button", name=f"Turn these keys {how}").click()
    page.get_by_role("button", name="Close").click()
    expect(keys_dialog(page)).to_have_count(0)


# At Control


def test_ten_jobs_are_assigned_without_the_page_being_left_or_moving(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    page.evaluate("window.isSame = true")
    press(page, "n")
    before = row(page, 1001).bounding_box()

    for number in range(1001, 1011):
        expect(row(page, number)).to_be_focused()
        assert row(page, number).bounding_box() == before
        wait_until_settled(page)
        press(page, "1")
        expect(page.locator(".notices")).to_contain_text(f"W-{number} assigned to")

    expect(row(page, 1011)).to_be_focused()
    assert row(page, 1011).bounding_box() == before
    assert page.evaluate("[isSame, scrollY]") == [True, 0]
    expect(page.locator(".waiting > li")).to_have_count(JOBS - 10)


def test_each_digit_is_one_of_those_who_are_suggested(page: Page, desk: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{desk}/control/")
    second = page.get_by_role("button", name="Assign W-1001 to").nth(1)
    name = suggested_in(second)

    wait_until_settled(page)
    press(page, "n", "2")

    expect(page.locator(".notices")).to_contain_text(f"W-1001 assigned to {name}")


def test_nobody_is_assigned_to_whom_the_row_has_no_room_for(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    only = page.get_by_role("button", name="Assign W-1001 to")
    expect(only).to_have_count(1)
    name = suggested_in(only)

    wait_until_settled(page)
    press(page, "n", "2", "1")

    expect(page.locator(".notices")).to_contain_text(f"W-1001 assigned to {name}")


def test_a_digit_without_anybody_does_nothing(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    sent = sent_by(page)
    wait_until_settled(page)
    press(page, "1", "n", "9")

    expect(row(page, 1001)).to_be_focused()
    assert sent == []
    expect(page.locator(".notices")).to_be_empty()


def test_everybody_can_be_chosen_from(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    page.evaluate("window.isSame = true")
    press(page, "j", "j", "a")
    expect(page.get_by_label("Assign W-1002 to")).to_be_focused()

    press(page, "ArrowDown", "ArrowDown", "Tab", "Enter")

    expect(page.locator(".notices")).to_contain_text("W-1002 assigned to Ben Okafor")
    expect(row(page, 1003)).to_be_focused()
    assert page.evaluate("isSame")


def test_rows_are_gone_through_and_opened_and_closed(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    opened = row(page, 1002).locator(".opened")

    wait_until_settled(page)
    press(page, "j", "j", "j", "k")
    expect(row(page, 1002)).to_be_focused()
    press(page, "Enter")
    expect(opened).to_be_visible()
    expect(row(page, 1002)).to_be_focused()
    wait_until_settled(page)
    press(page, "Enter")
    expect(opened).to_be_hidden()
    press(page, "k", "k", "k")
    expect(row(page, 1001)).to_be_focused()


def test_on_a_link_or_a_button_enter_is_the_browsers(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    row(page, 1002).get_by_role("link", name="W-1002", exact=True).focus()

    press(page, "Enter")

    expect(page).to_have_url(f"{desk}/work/W-1002")


# Everywhere


def test_g_and_a_letter_lead_to_an_area(page: Page, desk: str) -> None:
    page.goto(desk)
    for letter, path in (("w", "/work/"), ("c", "/control/"), ("a", "/administration/operatives")):
        press(page, "g", letter)
        page.wait_for_url(desk + path)  # and until it takes keys
    press(page, "g", "h")
    expect(page).to_have_url(f"{desk}/")


def test_after_a_while_a_letter_leads_nowhere(page: Page, desk: str) -> None:
    page.clock.install()
    page.goto(desk)
    sent = sent_by(page)

    press(page, "g")
    page.clock.fast_forward(2_000)
    press(page, "w", "g", "x", "w")

    press(page, "/")
    expect(page.get_by_label("Search everywhere")).to_be_focused()
    assert sent == []
    expect(page).to_have_url(f"{desk}/")


def test_a_row_of_any_list_leads_to_its_page(page: Page, desk: str) -> None:
    page.goto(f"{desk}/work/")

    wait_until_settled(page)
    press(page, "j", "j", "Enter")

    expect(page).to_have_url(f"{desk}/work/W-{1000 + JOBS - 1}")


def test_nothing_is_done_while_somebody_types(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    field = page.get_by_label("Search everywhere")

    press(page, "/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    wait_until_settled(page)
    sent = sent_by(page)
    press(page, *"gw?j1an/")

    expect(field).to_have_value("gw?j1an/")
    expect(field).to_be_focused()
    assert sent == []
    expect(keys_dialog(page)).to_have_count(0)


def test_keys_of_the_browser_are_left_alone(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    sent = sent_by(page)
    wait_until_settled(page)

    press(page, "n", "Control+1", "Alt+1", "Meta+1", "Control+j")

    expect(row(page, 1001)).to_be_focused()
    assert sent == []


@pytest.mark.parametrize("opens", ["?", "Keys"])
def test_the_keys_are_shown_by_a_key_and_by_a_link(
    window: Window, page: Page, desk: str, opens: str
) -> None:
    page.goto(f"{desk}/control/")

    if opens == "?":
        press(page, "?")
    else:
        page.get_by_role("link", name="Keys").click()

    expect(keys_dialog(page)).to_contain_text("goes to what is next up to assign")
    check_throughout(window, "the keys")
    press(page, "Escape")
    expect(keys_dialog(page)).to_have_count(0)


def test_they_can_be_turned_off_and_on_for_a_browser(page: Page, desk: str) -> None:
    page.goto(f"{desk}/control/")
    turn_keys(page, "off")
    page.goto(f"{desk}/control/")
    sent = sent_by(page)

    press(page, "n", "g", "w", "/")
    expect(page.locator(":focus")).to_have_count(0)
    assert sent == []

    turn_keys(page, "on")
    press(page, "n")
    expect(row(page, 1001)).to_be_focused()
    expect(page).to_have_url(f"{desk}/control/")
