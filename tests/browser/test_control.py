"""Control's board in a browser: how much of it is in sight, and what a telephone shows."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.domain.promise import Priority
from tests.browser.conftest import Window, served
from tests.web.desk import staffed_desk


def in_sight(rows: Locator) -> int:
    """How many of them are in the window from top to bottom."""
    count: int = rows.evaluate_all(
        "rows => rows.filter(each => each.getBoundingClientRect().bottom <= innerHeight).length"
    )
    return count


@pytest.mark.parametrize(
    ("width", "height", "waiting", "operatives"), [(1280, 900, 16, 16), (1920, 1080, 20, 20)]
)
def test_so_many_rows_are_in_sight_at_once(
    browser: Browser, long_desk: str, width: int, height: int, waiting: int, operatives: int
) -> None:
    window = Window(browser)
    page = window.page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{long_desk}/control/")

    assert in_sight(page.locator(".waiting > li")) >= waiting
    assert in_sight(page.locator(".crew > li")) >= operatives
    window.close()


@pytest.mark.parametrize("with_script", [True, False])
def test_a_telephone_shows_one_part_at_a_time(
    browser: Browser, morning_desk: str, with_script: bool
) -> None:
    window = Window(browser, width=360, with_script=with_script)
    page = window.page
    page.goto(f"{morning_desk}/control/")
    expect_one_part(page, "Waiting")

    page.get_by_role("link", name="Operatives", exact=True).last.click()
    expect_one_part(page, "Operatives")
    page.get_by_role("link", name="Ben Okafor").click()
    expect(page.get_by_role("link", name="Their page")).to_be_visible()
    expect_one_part(page, "Operatives")

    page.get_by_role("link", name="Attention").click()
    expect_one_part(page, "Needs attention")
    window.close()


def expect_one_part(page: Page, shown: str) -> None:
    """Of the three, that one is shown and the others are not."""
    expect(page.get_by_role("region", name=shown)).to_be_visible()
    page.wait_for_load_state()  # of a page that is still on its way, some parts are not there yet
    for name in {"Waiting", "Operatives", "Needs attention"} - {shown}:
        expect(page.get_by_role("region", name=name)).to_be_hidden()


def test_a_telephone_is_led_to_a_queue_where_it_can_be_seen(browser: Browser) -> None:
    desk = staffed_desk()
    for title, priority in (("Draught", Priority.ROUTINE), ("Gas", Priority.EMERGENCY)):
        desk.assign(desk.raise_work(title, priority=priority), "Ann Marsh")
    window = Window(browser, width=360)
    page = window.page
    with served(desk.log) as address:
        page.goto(f"{address}/control/?assigned=W-1002")

        page.get_by_role("button", name="Put it before that one").click()

        expect(page.get_by_role("link", name="Recall W-1002")).to_be_visible()
    window.close()
    desk.log.close()


def test_while_a_row_is_open_a_button_of_another_can_be_pressed(browser: Browser) -> None:
    """The list in the open row wants somebody to be chosen, but only for its own button."""
    desk = staffed_desk()
    for title in ("Boiler leaks", "Lift stuck"):
        desk.raise_work(title)
    window = Window(browser)
    page = window.page
    with served(desk.log) as address:
        page.goto(f"{address}/control/?open=W-1002")
        page.get_by_role("button", name="Assign W-1002", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Choose who to assign it to.")

        page.get_by_role("button", name="Assign W-1001 to").first.click()

        expect(page.get_by_role("status")).to_contain_text("W-1001 assigned to")
    window.close()
    desk.log.close()


def test_on_a_telephone_somebody_can_be_chosen_from_the_list(
    browser: Browser, long_desk: str
) -> None:
    window = Window(browser, width=360)
    window.page.goto(f"{long_desk}/control/?open=W-1003#operative_id")
    button = window.page.get_by_role("button", name="Assign W-1003", exact=True)
    box = button.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360
    window.close()
