"""Importing a list in a real browser, served by the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.spreadsheets.writing import as_csv, as_xlsx
from tests.browser.conftest import Window
from tests.browser.test_accessibility import check_throughout

HEADINGS = ["Address line 1", "Town", "Post code", "Telephone number"]
CHOOSE = "CSV or XLSX file of Sites"
LOOK = "Look at the Sites in it"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def window(browser: Browser, empty_desk: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    """It is closed before the desk is."""
    window = Window(browser, with_script=request.param)
    yield window
    window.close()
    assert window.complaints == []


def street(number: int, post_code: str = "YO1 1AA") -> list[str]:
    return [f"{number} Long Row", "York", post_code, f"01904 {number + 100_000}"]


def look_at(page: Page, desk: str, file: Path) -> None:
    page.goto(f"{desk}/administration/import")
    page.get_by_label(CHOOSE).set_input_files(file)
    page.get_by_role("button", name=LOOK).click()


def test_sites_are_imported(window: Window, empty_desk: str, tmp_path: Path) -> None:
    page = window.page
    file = tmp_path / "York, 2026.csv"
    rows = [street(1), street(2), street(3, "YORK"), street(1)]
    file.write_bytes(b"".join(as_csv([HEADINGS[0], "Wo", *HEADINGS[2:]], rows)))

    look_at(page, empty_desk, file)
    expect(page.get_by_text("4 lines read from York, 2026.csv")).to_be_visible()
    page.get_by_label("Town").select_option("B: Wo")
    page.get_by_role("button", name="Check with these columns").click()
    expect(page.get_by_role("region", name="Faults 1")).to_contain_text("Line 4 Post code")
    expect(page.get_by_role("region", name="Likely duplicates 1")).to_contain_text("Line 5")

    with page.expect_download() as saving:
        page.get_by_role("button", name="Save what is left out as a file").click()
    assert saving.value.suggested_filename == "sites-left-out.csv"
    page.get_by_role("button", name="Acquire 2 Sites", exact=True).click()

    expect(page.get_by_role("status")).to_have_text(
        "2 Sites acquired from York, 2026.csv; 2 lines were left out"
    )
    expect(page.get_by_role("region", name="Sites 2")).to_contain_text("1 Long Row")


def test_five_thousand_sites_in_one_import(
    browser: Browser, empty_desk: str, tmp_path: Path
) -> None:
    window = Window(browser, with_script=False)
    page = window.page
    window.context.set_default_timeout(60_000)
    file = tmp_path / "sites.xlsx"
    with as_xlsx("Sites", HEADINGS, map(street, range(5_000))) as written:
        file.write_bytes(written.read())

    look_at(page, empty_desk, file)
    page.get_by_role("button", name="Acquire 5,000 Sites").click()

    expect(page.get_by_role("status")).to_have_text(
        "5,000 Sites acquired from sites.xlsx", timeout=60_000
    )
    window.close()


def test_what_is_wrong_with_a_file_is_said_at_the_field(
    window: Window, empty_desk: str, tmp_path: Path
) -> None:
    file = tmp_path / "sites.csv"
    file.write_bytes(b"PK\x03\x04")
    look_at(window.page, empty_desk, file)
    expect(window.page.get_by_role("alert")).to_contain_text("This XLSX file is damaged")
    expect(window.page.get_by_label(CHOOSE)).to_have_accessible_description(
        "This XLSX file is damaged, or was not written by a spreadsheet. Open it in one, and save "
        "it again as XLSX or as CSV. The first line has headings, and every line something under "
        "Address line 1, Town, Post code and Telephone number. Up to 5,000 lines."
    )


def test_a_button_says_that_it_is_at_work(browser: Browser, empty_desk: str) -> None:
    """Without moving anything, and takes no second click, until somebody comes back to the page."""
    window = Window(browser)
    page = window.page
    page.goto(f"{empty_desk}/administration/import")
    # Nothing is sent: Playwright looks at no page that waits for another.
    page.evaluate(
        "sent = 0; addEventListener('submit', (event) => {"
        "  if (!event.defaultPrevented) sent += 1; event.preventDefault(); })"
    )

    button = page.get_by_role("button", name=LOOK)
    size = button.bounding_box()
    button.click()
    at_work = page.get_by_role("button", name="Reading the file…")
    expect(at_work).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status").filter(has_text="Reading the file…")).to_be_attached()
    assert at_work.bounding_box() == size
    at_work.click()
    assert page.evaluate("sent") == 1

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.get_by_role("button", name=LOOK).click()
    assert page.evaluate("sent") == 2
    window.close()
    assert window.complaints == []


def test_the_pages_of_importing_are_accessible_and_fit(
    browser: Browser, empty_desk: str, tmp_path: Path
) -> None:
    window = Window(browser)
    file = tmp_path / "sites.csv"
    rows = [street(1), street(2), street(3, "YORK"), street(1)]
    for town, name in (("Town", "a list"), ("Wo", "a list with a column to find")):
        file.write_bytes(b"".join(as_csv([HEADINGS[0], town, *HEADINGS[2:]], rows)))
        look_at(window.page, empty_desk, file)
        expect(window.page.get_by_text("4 lines read from sites.csv")).to_be_visible()
        check_throughout(window, name)
    file.write_bytes(b"")
    look_at(window.page, empty_desk, file)
    expect(window.page.get_by_role("alert")).to_be_visible()
    check_throughout(window, "no list")
    window.close()
