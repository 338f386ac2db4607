"""What style sheets alone decide: what is left on paper, and what stands out."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Window
from tests.browser.test_accessibility import COLOURS_HAVE_CHANGED
from tests.waiting import until

PRINTED = [
    "/",
    "/control/",
    "/operatives/",
    "/response/",
    "/work/",
    "/work/W-1003",
    "/work/W-1003/sheet",
    "/events",
]
PRINTED += ["/control/?as_of=30"]

COLOURS_ON_PAPER = """
() => {
  const colours = new Set();
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    colours.add('letters ' + style.color);
    if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') colours.add('under ' + style.backgroundColor);
  }
  return [...colours].sort();
}
"""

BLACK_ON_WHITE = {"letters rgb(0, 0, 0)", "under rgb(255, 255, 255)"}


@pytest.mark.parametrize("path", PRINTED)
def test_a_page_is_printed_black_on_white_without_what_can_be_pressed(
    browser: Browser, morning_desk: str, path: str
) -> None:
    window = Window(browser, scheme="dark")
    page = window.page
    page.goto(morning_desk + path)
    page.emulate_media(media="print")

    form = "form:not(.on-paper-too)"  # in the others stands what is worth printing
    for pressed in ("header.masthead", form, "input", "select", "button", "a.btn", "footer"):
        expect(page.locator(f"{pressed}:visible")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate(COLOURS_HAVE_CHANGED)
    assert set(page.evaluate(COLOURS_ON_PAPER)) <= BLACK_ON_WHITE
    window.close()


def test_response_has_on_paper_what_was_raised_lately(browser: Browser, morning_desk: str) -> None:
    """It stands in the form of the call, of which nothing else is printed."""
    window = Window(browser)
    window.page.goto(f"{morning_desk}/response/")
    window.page.emulate_media(media="print")
    expect(window.page.get_by_role("heading", name="Raised recently")).to_be_visible()
    expect(window.page.get_by_role("link", name="W-1006")).to_be_visible()
    expect(window.page.locator("label:visible")).to_have_count(0)
    window.close()


SAID_BY_A_TAB = ["/response/", "/operatives/", "/work/", "/administration/sites", "/events"]


@pytest.mark.parametrize("path", SAID_BY_A_TAB)
def test_a_title_that_the_tab_says_already_takes_no_room(
    browser: Browser, morning_desk: str, path: str
) -> None:
    window = Window(browser)
    page = window.page
    page.goto(morning_desk + path)
    title = page.get_by_role("heading", level=1)
    expect(page.locator("nav.areas [aria-current]")).to_have_text(title.inner_text())
    expect(title).to_have_css("clip-path", "inset(50%)")
    page.emulate_media(media="print")
    expect(title).to_have_css("clip-path", "none")
    window.close()


LARGEST = """
main => {
  const sizes = [...main.querySelectorAll('*')].filter(each => each.checkVisibility()).map(
    each => [parseFloat(getComputedStyle(each).fontSize), each]
  );
  const most = Math.max(...sizes.map(([size]) => size));
  return sizes.filter(([size]) => size === most).map(([, each]) => each.textContent.trim());
}
"""


def test_of_a_job_its_title_is_what_one_sees_first(browser: Browser, morning_desk: str) -> None:
    window = Window(browser)
    page = window.page
    for path in ("/work/W-1004", "/work/W-1004/recall"):
        page.goto(morning_desk + path)
        assert largest(page) == {page.locator("h1").inner_text()}
    page.goto(f"{morning_desk}/operatives/")
    page.get_by_role("link", name="Ann Marsh").click()
    heading = page.locator("#job-heading")
    expect(heading).to_be_visible()
    page.wait_for_load_state()
    assert largest(page) == {heading.inner_text()}
    window.close()


@pytest.mark.parametrize("does", ["recall", "reassign"])
def test_a_form_that_is_opened_below_the_job_is_in_sight_on_a_telephone(
    browser: Browser, morning_desk: str, does: str
) -> None:
    window = Window(browser, width=360)
    window.page.goto(f"{morning_desk}/work/W-1004/{does}")
    field = window.page.locator(".beside :focus")
    expect(field).to_be_in_viewport()
    expect(window.page.locator(".beside .btn-primary")).to_be_in_viewport()
    window.close()


PRESSED_OFTEN = (
    ".btn:not(.btn-small), .tabs a, .row-title a, a.number, .addresses .telephone, .form-control"
)


def test_what_is_pressed_often_on_a_telephone_is_as_high_as_a_thumb(
    browser: Browser, morning_desk: str
) -> None:
    window = Window(browser, width=360)
    page = window.page
    page.goto(f"{morning_desk}/operatives/")
    operatives = page.get_by_role("link").filter(has=page.locator(".forename")).all()
    addresses = [str(each.get_attribute("href")) for each in operatives]
    for path in [*addresses, "/work/", "/work/W-1004", "/work/W-1004/recall", "/response/"]:
        page.goto(morning_desk + path)
        for pressed in page.locator("main").locator(PRESSED_OFTEN).all():
            box = pressed.bounding_box() if pressed.is_visible() else None
            assert box is None or box["height"] >= 44, (path, pressed.inner_text() or pressed)
    window.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_paper_has_all_rows_of_the_board(browser: Browser, long_desk: str, width: int) -> None:
    window = Window(browser, width=width)
    window.page.goto(f"{long_desk}/control/?open=W-1001")
    window.page.emulate_media(media="print")
    for rows in (".waiting", ".crew"):
        expect(window.page.locator(f"{rows} > li:visible")).to_have_count(20)
    expect(window.page.get_by_text("Since last night.")).to_be_visible()
    window.close()


PARTS_OF_LISTS = {
    "/control/": ["Page 1 of 2", "Page 1 of 2"],
    "/control/?page=2": ["Page 2 of 2", "Page 1 of 2"],
    "/operatives/": ["Page 1 of 2"],
    "/administration/sites?filter=hull&page=2": ["Page 2 of 3"],
    "/work/": ["Older ones are on other pages."],
    "/work/?before=1003": ["Newer ones are on other pages."],
    "/events?before=100": ["Newer and older ones are on other pages."],
}


def test_paper_says_which_part_of_a_list_it_shows(browser: Browser, long_desk: str) -> None:
    window = Window(browser)
    for path, part in PARTS_OF_LISTS.items():
        window.page.goto(long_desk + path)
        window.page.emulate_media(media="print")
        pagers = window.page.locator(".pager:visible")
        expect(pagers, path).to_have_text(part, use_inner_text=True)
    window.close()


FILTERED = [
    "/administration/sites?filter=hull",
    "/administration/operatives?filter=Forename1",
    "/operatives/?filter=Forename1",
    "/work/?filter=leak",
]


def test_paper_says_what_a_list_is_filtered_by(browser: Browser, long_desk: str) -> None:
    window = Window(browser)
    for address in FILTERED:
        path, _, words = address.partition("?filter=")
        window.page.emulate_media(media="screen")
        window.page.goto(long_desk + address)
        said = window.page.get_by_text(f"Filtered by: {words}")
        expect(said).to_be_hidden()
        window.page.emulate_media(media="print")
        expect(said).to_be_visible()
        window.page.goto(long_desk + path)
        expect(window.page.get_by_text("Filtered by")).to_have_count(0)
    window.close()


def test_paper_says_of_when_it_is(browser: Browser, morning_desk: str) -> None:
    window = Window(browser)
    window.page.goto(f"{morning_desk}/control/")
    said = window.page.get_by_text(re.compile(r"As of \w+ \d+ \w+ 20\d\d, \d\d:\d\d:\d\d"))
    expect(said).to_be_hidden()
    window.page.emulate_media(media="print")
    expect(said).to_be_visible()
    window.page.goto(f"{morning_desk}/control/?as_of=30")
    expect(said).to_have_count(0)
    window.close()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_page_of_the_past_says_so_on_screen_and_on_paper(
    browser: Browser, morning_desk: str, media: Literal["screen", "print"]
) -> None:
    window = Window(browser)
    window.page.goto(f"{morning_desk}/control/?as_of=30")
    window.page.emulate_media(media=media)
    expect(window.page.get_by_text("As it was on")).to_be_visible()
    expect(window.page.get_by_text("after event 30")).to_be_visible()
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_band_of_the_past_stands_out_from_the_page(
    browser: Browser, morning_desk: str, scheme: Literal["light", "dark"]
) -> None:
    window = Window(browser, scheme=scheme)
    page = window.page
    page.goto(f"{morning_desk}/work/?as_of=30")
    line = page.locator(".past").evaluate("band => getComputedStyle(band).borderBottomColor")
    assert contrast(line, background(page, "body")) > 3
    assert contrast(background(page, ".past"), background(page, "body")) > 1.1
    window.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_mark_of_the_past_stays_in_sight_and_covers_nothing_that_is_looked_for(
    browser: Browser, long_desk: str, width: int
) -> None:
    window = Window(browser, width=width)
    page = window.page
    page.goto(f"{long_desk}/control/?as_of=233#W-1029")
    # The browser may go there only after the page has been loaded.
    expect(page.locator("#W-1029")).to_be_in_viewport()
    assert lies_on_top(page.locator("#W-1029"))
    assert page.evaluate("scrollY") > 200
    expect(page.get_by_text("As it was on")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Back to now")).to_be_in_viewport()

    link = page.get_by_role("link", name="W-1004")
    link.focus()
    expect(link).to_be_in_viewport(ratio=1)
    # The browser scrolls there smoothly.
    until(lambda: lies_on_top(link), "the link to be in sight")
    window.close()


def test_in_a_window_that_is_narrow_for_its_text_the_mark_of_the_past_goes_with_the_page(
    browser: Browser, morning_desk: str
) -> None:
    """Of large text it would leave little room, and nobody can scroll it away."""
    window = Window(browser, width=310)
    window.page.goto(f"{morning_desk}/control/?as_of=36")
    mark = window.page.locator(".past-mark")
    assert mark.evaluate("mark => getComputedStyle(mark).position") == "static"
    window.close()


def test_where_the_past_has_no_form_its_lists_have_the_room(
    browser: Browser, morning_desk: str
) -> None:
    window = Window(browser)
    widths = {}
    for path in ("/work/", "/administration/sites", "/administration/operatives", "/response/"):
        window.page.goto(f"{morning_desk}{path}?as_of=36")
        widths[path] = window.page.locator(".rows, .register").evaluate("list => list.offsetWidth")
    assert len(set(widths.values())) == 1, widths
    window.close()


def test_the_fields_and_buttons_of_a_filter_stand_in_one_line(
    browser: Browser, morning_desk: str
) -> None:
    window = Window(browser)
    window.page.goto(f"{morning_desk}/events")
    for parts in ("label", "input, select, button"):
        boxes = [
            each.bounding_box() for each in window.page.locator(".filter").locator(parts).all()
        ]
        edges = [(round(box["y"]), round(box["y"] + box["height"])) for box in boxes if box]
        assert len(edges) > 1
        assert len(set(edges)) == 1, edges
    window.close()


@pytest.mark.parametrize(
    ("path", "raised"),
    [
        ("/operatives/", ".person"),
        ("/control/", ".waiting"),
        ("/control/", ".crew"),
        ("/response/", ".card-form"),
        ("/work/", ".register"),
        ("/work/W-1004", ".job"),
        ("/work/W-1004/recall", ".beside"),
        ("/administration/sites", ".rows"),
        ("/events", ".log"),
    ],
)
def test_in_the_dark_cards_stand_out_from_the_page(
    browser: Browser, morning_desk: str, path: str, raised: str
) -> None:
    window = Window(browser, scheme="dark")
    window.page.goto(morning_desk + path)
    assert contrast(background(window.page, raised), background(window.page, "body")) > 1.25
    window.close()


def test_an_error_page_says_its_sentence_louder_than_its_number(
    browser: Browser, morning_desk: str
) -> None:
    window = Window(browser)
    window.page.goto(f"{morning_desk}/no/such/page")
    number, sentence = (size(window.page, said) for said in (".error-code", ".error-page .lede"))
    assert number < sentence
    window.close()


def lies_on_top(element: Locator) -> bool:
    """Whether nothing covers its upper left corner."""
    return bool(
        element.evaluate("""element => {
            const box = element.getBoundingClientRect();
            return element.contains(document.elementFromPoint(box.x + 3, box.y + 3));
        }""")
    )


def background(page: Page, selector: str) -> str:
    style = "element => getComputedStyle(element).backgroundColor"
    return str(page.locator(selector).first.evaluate(style))


def size(page: Page, selector: str) -> float:
    style = "element => parseFloat(getComputedStyle(element).fontSize)"
    return float(page.locator(selector).evaluate(style))


def largest(page: Page) -> set[str]:
    """What stands in the largest letters of the page."""
    return set(page.locator("main").evaluate(LARGEST))


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG counts it: from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
