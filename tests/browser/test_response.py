"""A call, as somebody at Response takes it: with script and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app import create_app, utc_now
from app.demo import Morning
from app.event_store.memory import memory_log
from tests.browser.conftest import Window, opened
from tests.browser.test_accessibility import check
from tests.server.serving import serving

STREETS = ("Park Row", "Harbour Street", "Mill Lane", "Canal Wharf")


@pytest.fixture
def desk() -> Iterator[str]:
    """Twelve Sites in Hull and York, and a Work for the first that somebody is under way to."""
    log = memory_log()
    morning = Morning(log, utc_now())
    sites = [
        morning.acquire(200, f"{number} {street}", town, "HU1 1AA", f"01482 49{number}10{place}")
        for number in (1, 22, 33)
        for place, street in enumerate(STREETS)
        for town in ("Hull" if number == 1 else "York",)
    ]
    ann = morning.hire(190, "Ann Marsh")
    work = morning.raise_work(120, sites[:1], "Fire panel shows a fault", "Zone 4.")
    morning.assign(110, work, ann)
    morning.dispatch(20, work, ann, minutes=60)
    with serving(create_app(log=log)) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def window(browser: Browser, desk: str) -> Iterator[Window]:
    with opened(browser) as [window]:
        yield window


@pytest.fixture
def page(window: Window, desk: str) -> Page:
    window.page.goto(f"{desk}/response/")
    # What is typed before that is not for it.
    expect(window.page.get_by_role("combobox", name="Sites")).to_be_focused()
    return window.page


def test_with_the_keyboard_alone_a_call_is_taken(window: Window, page: Page) -> None:
    expect(page.get_by_text("Called about lately:")).to_be_visible()
    page.keyboard.type("33 harbuor")
    expect(page.get_by_role("option", name="33 Harbour Street")).to_have_attribute(
        "aria-selected", "true"
    )
    check(window, 1280, "a Site that is found")
    page.keyboard.press("Enter")
    expect(page.get_by_label("33 Harbour Street").first).to_be_checked()
    expect(page.get_by_text("Called about lately:")).to_be_hidden()
    expect(page.get_by_role("region", name="33 Harbour Street")).to_contain_text("Has not called")
    check(window, 1280, "a Site that is chosen")
    page.get_by_label("Caller's name").focus()
    page.keyboard.type("Jo Field")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_label("Emergency")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Urgent")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Lift stuck")
    page.keyboard.press("Tab")
    page.keyboard.type("Nobody inside.")
    page.get_by_label("Title").focus()
    page.keyboard.press("Enter")
    read_out = page.get_by_role("region", name="Read this number to the caller")
    expect(read_out).to_contain_text("W-1002")
    expect(read_out).to_contain_text("Somebody will be there by")


def test_arrow_keys_choose_and_escape_closes_and_loses_nothing(page: Page) -> None:
    page.get_by_role("combobox").fill("york mill")  # at once: a part of it finds as many
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("Enter")  # which of the two is not said
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="33 Mill Lane")).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_value("york mill")
    page.keyboard.press("ArrowDown")
    seen_until = page.locator("[name=opened_at]")
    seen_until.evaluate("field => { field.value = '0' }")
    page.get_by_role("option", name="22 Mill Lane").click()
    expect(seen_until).not_to_have_value("0")  # what is open there has been shown
    chip = page.get_by_label("22 Mill Lane").first
    expect(chip).to_be_checked()
    expect(page.get_by_role("combobox")).to_be_focused()
    chip.click()
    expect(page.get_by_label("22 Mill Lane")).to_have_count(0)


def test_enter_right_after_the_words_waits_for_what_is_found(page: Page) -> None:
    page.keyboard.type("22 mill", delay=0)
    page.keyboard.press("Enter")
    expect(page.get_by_label("22 Mill Lane").first).to_be_checked()
    expect(page.get_by_role("heading", level=1)).to_have_text("Response")


def test_of_several_answers_the_last_counts(page: Page) -> None:
    held: list[Route] = []
    page.route("**/response/sites?q=harb*", lambda route: held.append(route))
    with page.expect_request("**/response/sites?q=harb*"):
        page.keyboard.type("harb")
    page.get_by_role("combobox").fill("canal hull")
    expect(page.get_by_role("option", name="1 Canal Wharf")).to_be_visible()
    assert held
    for route in held:
        route.continue_()
        answer = route.request.response()  # none, where nobody waits for it any more
        if answer:
            answer.finished()
    expect(page.get_by_role("option", name="Harbour")).to_have_count(0)


def test_a_site_that_nobody_knows_is_acquired_and_nothing_typed_is_lost(
    window: Window, page: Page
) -> None:
    page.get_by_label("Title").fill("Lift stuck")
    page.get_by_label("Caller's telephone").fill("07700 900118")
    page.get_by_role("combobox").fill("99 Nowhere")
    page.get_by_role("option", name="Acquire “99 Nowhere” and go on").click()
    expect(page.get_by_label("Address line 1")).to_have_value("99 Nowhere")
    expect(page.get_by_label("Telephone number")).to_have_value("")
    expect(page.get_by_label("Town")).to_be_focused()
    check(window, 1280, "a new Site")
    page.keyboard.type("York")
    page.get_by_label("Post code").fill("YO1 7PR")
    page.get_by_label("Telephone number").fill("01904 496012")
    page.get_by_role("button", name="Acquire and go on").click()
    expect(page.get_by_role("status")).to_have_text("99 Nowhere, York acquired")
    expect(page.get_by_label("99 Nowhere").first).to_be_checked()
    expect(page.get_by_label("Title")).to_have_value("Lift stuck")


@pytest.mark.parametrize("with_script", [True, False])
def test_a_call_about_what_is_open_already_is_added(
    browser: Browser, desk: str, with_script: bool
) -> None:
    window = Window(browser, with_script=with_script, width=360, scheme="dark")
    page = window.page
    page.goto(f"{desk}/response/")
    page.get_by_label("Caller's name").fill("Jo Field")
    page.get_by_label("Title").fill("Still beeping")
    page.get_by_label("Sites: find").fill("1 park hull")
    if with_script:
        expect(page.get_by_role("option", name="1 Park Row")).to_be_visible()
    page.keyboard.press("Enter")
    there = page.get_by_role("region", name="1 Park Row")
    expect(there).to_contain_text("Ann Marsh has it")
    page.wait_for_load_state()
    assert _top(there) < _top(page.get_by_label("Caller's name"))
    if with_script:
        check(window, 360, "what is open there")
    expect(page.get_by_role("link", name="1 Work is open there")).to_be_visible()
    there.get_by_role("button", name="add the call to W-1001").click()
    read_out = page.get_by_role("region", name="Read this number again to the caller")
    expect(read_out).to_contain_text("W-1001")
    expect(page.get_by_role("status")).to_have_text("W-1001: Jo Field called about it again")
    window.close()
    assert window.complaints == []


def test_when_the_desk_does_not_answer_the_button_is_there(window: Window, page: Page) -> None:
    page.route("**/response/sites?*", lambda route: route.abort())
    page.get_by_role("combobox").fill("22 mill")  # at once, so that it is asked once
    expect(page.get_by_text("The desk does not answer while you type.")).to_be_visible()
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_label("22 Mill Lane").first).to_be_checked()
    assert window.complaints == ["Failed to load resource: net::ERR_FAILED"]
    window.complaints.clear()


def _top(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["y"]
