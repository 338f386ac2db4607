"""The register of Work and the search from every page, in a browser: with and without script."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def window(request: pytest.FixtureRequest, browser: Browser) -> Window:
    return Window(browser, with_script=request.param)


def numbers(page: Page) -> list[str]:
    return page.locator(".register .number").all_inner_texts()


def test_works_are_filtered_sorted_shared_and_taken_along(
    window: Window, morning_desk: str, browser: Browser
) -> None:
    page = window.page
    page.goto(f"{morning_desk}/work/")
    expect(page.get_by_label("Town")).to_be_hidden()

    page.get_by_text("By Site, people or days").click()
    page.get_by_label("Town").fill("leeds")
    page.get_by_label("Late or not").select_option("Not late")
    page.get_by_role("button", name="Filter").click()

    page.wait_for_url(f"{morning_desk}/work/?late=no&town=leeds")
    expect(page.get_by_label("Town")).to_have_value("leeds")
    expect(page.get_by_label("Town")).to_be_visible()
    listed = numbers(page)
    assert 0 < len(listed) < 9

    page.get_by_role("columnheader", name="Title").get_by_role("link", name="Title").click()
    page.wait_for_url(f"{morning_desk}/work/?late=no&town=leeds&sort=title")
    expect(page.locator("th[aria-sort=ascending] a[aria-current]")).to_have_text("Title")
    in_order = numbers(page)
    assert sorted(in_order, reverse=True) == listed

    other = Window(browser)
    other.page.goto(page.url)
    assert numbers(other.page) == in_order
    other.close()

    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV").click()
    text = Path(begun.value.path()).read_text(encoding="utf-8-sig")
    assert [row["Number"] for row in csv.DictReader(io.StringIO(text))] == in_order
    with page.expect_download() as begun:
        page.get_by_role("link", name="XLSX").click()
    assert begun.value.suggested_filename == "work.xlsx"
    rows = list(load_workbook(io.BytesIO(Path(begun.value.path()).read_bytes()))["Work"].values)
    assert [row[0] for row in rows] == ["Number", *in_order]
    assert window.complaints == []
    window.close()


def test_search_is_at_the_top_of_a_wide_page(window: Window, morning_desk: str) -> None:
    page = window.page
    page.goto(f"{morning_desk}/control/")

    page.get_by_label("Search everywhere").fill("w1004")
    page.get_by_label("Search everywhere").press("Enter")

    expect(page).to_have_url(f"{morning_desk}/work/W-1004")
    page.get_by_label("Search everywhere").fill("leeds")
    page.get_by_role("banner").get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Sites")).to_be_visible()
    window.close()


def test_search_is_one_press_away_on_a_telephone(browser: Browser, morning_desk: str) -> None:
    window = Window(browser, width=360)
    page = window.page
    page.goto(f"{morning_desk}/control/")
    expect(page.get_by_label("Search everywhere")).to_be_hidden()

    page.get_by_role("banner").get_by_role("link", name="Search").click()

    expect(page.get_by_label("Number of a Work, or words")).to_be_focused()
    page.keyboard.type("marsh")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Operatives")).to_be_visible()
    window.close()
