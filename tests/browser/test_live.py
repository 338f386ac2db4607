"""Pages that stay as the desk is, while people use them."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app import create_app, utc_now
from app.demo import Morning
from app.event_store.log import EventLog
from app.event_store.memory import memory_log
from app.web import recent_head
from tests.browser.conftest import Window, opened
from tests.browser.test_accessibility import check_throughout
from tests.server.serving import serving

QUIET = 25_000
"""In milliseconds: after that, nobody is taken to look at what the pointer is on."""


class Desk:
    """Boiler leaks (W-1001) is with Ann Marsh, and Lift stuck (W-1002) too; it can be stopped."""

    def __init__(self, log: EventLog) -> None:
        self._app = create_app(log=log)
        self._serving = ExitStack()
        self._port = 0
        morning = Morning(log, utc_now())
        self.site = morning.acquire(200, "1 Park Row", "Leeds", "LS1 4AP", "0113 496 0182")
        self.ann = morning.hire(190, "Ann Marsh")
        self.works = [
            morning.raise_work(120, [self.site], title, "Since this morning.")
            for title in ("Boiler leaks", "Lift stuck")
        ]
        for work in self.works:
            morning.assign(110, work, self.ann)
        self.morning = morning
        self.start()

    def start(self) -> None:
        self._port = self._serving.enter_context(serving(self._app, port=self._port))

    def stop(self) -> None:
        self._serving.close()

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self._port}{path}"

    @property
    def ann_s_page(self) -> str:
        return f"/operatives/{self.ann}"

    def call(self, title: str) -> str:
        """Somebody calls, and Work is raised for it. Returns its id."""
        return self.morning.raise_work(0, [self.site], title, "Since this morning.")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # Whoever asks again in no time is told the newest all the same.
    monkeypatch.setattr(recent_head, "LASTS", 0)
    desk = Desk(memory_log())
    yield desk
    desk.stop()


@pytest.fixture
def windows(browser: Browser, desk: Desk) -> Iterator[list[Window]]:
    with opened(browser, count=2) as both:
        yield both


@pytest.fixture
def page(windows: list[Window]) -> Page:
    """Its clock stands still until it is moved, however long the machine takes."""
    page = windows[0].page
    page.clock.install(time=0)
    page.clock.pause_at(1)
    return page


@pytest.fixture
def other(windows: list[Window]) -> Page:
    """Of somebody else."""
    return windows[1].page


def rows(page: Page) -> Locator:
    return page.locator("tbody .number")


def top_of(locator: Locator) -> float:
    """Where it stands in the window."""
    box = locator.bounding_box()
    assert box
    return box["y"]


def wait_for_news(page: Page) -> None:
    """Until the page has asked, been answered, and put in what it may."""
    time = page.get_by_role("contentinfo").locator(".live-clock")
    time.evaluate("time => time.replaceChildren()")
    page.clock.run_for(1_600)
    expect(time).to_contain_text("live, ")


def add_note(page: Page, desk: Desk, text: str) -> None:
    page.goto(desk.address("/work/W-1001"))
    page.get_by_label("Note").fill(text)
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_role("status").first).to_contain_text("a note was added")


def test_what_one_does_others_see(desk: Desk, page: Page, other: Page) -> None:
    page.goto(desk.address("/work/W-1001"))

    add_note(other, desk, "The key is at number 7.")

    wait_for_news(page)
    expect(page.get_by_role("listitem").filter(has_text="The key is at number 7.")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_contain_text("live, ")


def amend(page: Page, desk: Desk) -> None:
    page.goto(desk.address("/work/W-1001/amend"))
    page.get_by_label("Title").fill("Boiler leaks badly")
    page.get_by_role("button", name="Amend W-1001").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Boiler leaks badly")


def test_a_form_in_use_stays_as_it_is_with_the_version_that_was_seen(
    desk: Desk, page: Page, other: Page
) -> None:
    page.goto(desk.address(desk.ann_s_page))
    page.get_by_label("Minutes from now").fill("25")
    amend(other, desk)

    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_text("changes wait")).to_be_visible()
    expect(page.get_by_role("heading", name="Boiler leaks", exact=True)).to_be_visible()
    expect(page.get_by_label("Minutes from now")).to_have_value("25")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.get_by_role("alert")).to_contain_text("has changed since this page was opened")
    expect(page.get_by_label("Minutes from now")).to_have_value("25")


@pytest.mark.parametrize(
    ("path", "job", "field", "button"),
    [
        ("/work/W-1001/recall", "[data-part=job]", "Reason", "Recall W-1001"),
        ("/<Ann Marsh>", "[data-part='job W-1001']", "Minutes from now", "Dispatch"),
    ],
)
def test_a_form_is_not_renewed_while_what_it_is_about_is_not(
    desk: Desk, page: Page, other: Page, path: str, job: str, field: str, button: str
) -> None:
    page.goto(desk.address(path.replace("/<Ann Marsh>", desk.ann_s_page)))
    page.locator(job).get_by_text("Since this morning.").hover()
    page.evaluate("document.activeElement.blur()")
    amend(other, desk)
    wait_for_news(page)

    expect(page.get_by_text("changes wait")).to_be_visible()
    page.get_by_label(field).fill("25")
    page.get_by_role("button", name=button, exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("has changed since this page was opened")


def test_nothing_moves_under_the_pointer(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/"))
    page.get_by_role("row").filter(has_text="W-1001").hover()

    desk.call("Door jams")
    wait_for_news(page)

    expect(page.get_by_text("1 change waits")).to_be_visible()
    expect(rows(page)).to_have_text(["W-1002", "W-1001"])

    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_text("1 change waits")).to_be_hidden()
    expect(rows(page)).to_have_text(["W-1003", "W-1002", "W-1001"])


def test_what_waits_is_shown_when_it_is_asked_for(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/"))
    page.get_by_role("row").filter(has_text="W-1001").hover()
    desk.call("Door jams")
    wait_for_news(page)

    page.get_by_role("button", name="Show what is new").click()

    expect(rows(page)).to_have_text(["W-1003", "W-1002", "W-1001"])


def test_what_comes_below_the_pointer_does_not_wait(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/?sort=number"))
    page.get_by_role("row").filter(has_text="W-1001").hover()

    desk.call("Door jams")
    wait_for_news(page)

    expect(page.get_by_role("row").filter(has_text="W-1003")).to_be_visible()


def test_the_focus_and_what_is_in_sight_stay(desk: Desk, page: Page) -> None:
    for number in range(40):
        desk.call(f"Call {number}")
    page.emulate_media(reduced_motion="reduce")  # or the browser would scroll for a while
    page.goto(desk.address("/work/"))
    page.evaluate("document.body.style.overflowAnchor = 'none'")  # some browsers have none
    link = page.get_by_role("link", name="W-1030")
    link.focus()
    before = top_of(link)
    row = page.locator("tr", has=link).element_handle()

    desk.call("Door jams")
    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_role("link", name="W-1043")).to_be_attached()
    expect(link).to_be_focused()
    assert abs(top_of(link) - before) < 1, "in pixels"
    assert row.evaluate("row => row.isConnected"), "it is the same row"


def test_what_somebody_is_about_to_press_stays_as_it_is_and_where_it_is(
    desk: Desk, page: Page
) -> None:
    works = [desk.call(f"Call {number}") for number in range(40)]
    page.emulate_media(reduced_motion="reduce")  # or the browser would scroll for a while
    page.goto(desk.address("/work/"))
    page.evaluate("document.body.style.overflowAnchor = 'none'")  # some browsers have none
    row = page.get_by_role("row").filter(has_text="W-1030")
    link = row.get_by_role("link", name="W-1030")
    link.hover()
    before = top_of(link)

    desk.morning.assign(0, works[27], desk.ann)
    desk.call("Door jams")
    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_role("link", name="W-1043")).to_be_attached()
    expect(page.get_by_text("1 change waits")).to_be_visible()
    expect(row).to_have_attribute("data-changed", "changed")
    expect(row).not_to_contain_text("Ann Marsh")
    assert abs(top_of(link) - before) < 1, "in pixels"

    page.mouse.move(0, 0)
    wait_for_news(page)
    expect(row).to_contain_text("Ann Marsh")
    expect(page.get_by_text("1 change waits")).to_be_hidden()


def test_a_button_that_has_the_focus_is_not_replaced(desk: Desk, page: Page) -> None:
    page.goto(desk.address(desk.ann_s_page))
    page.get_by_role("button", name="Dispatch").focus()

    desk.morning.dispatch(0, desk.works[0], desk.ann, 25)
    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_role("button", name="Dispatch")).to_be_focused()
    expect(page.get_by_role("button", name="Arrive")).to_have_count(0)
    expect(page.locator("[data-changed]").get_by_role("button", name="Dispatch")).to_be_visible()


def test_details_that_somebody_opened_stay_open(desk: Desk, page: Page, other: Page) -> None:
    page.goto(desk.address(desk.ann_s_page))
    page.get_by_text("Cannot do this one?").click()
    page.get_by_role("heading", level=1).click()
    amend(other, desk)

    page.clock.fast_forward(QUIET)
    wait_for_news(page)

    expect(page.get_by_text("changes wait")).to_be_hidden()
    expect(page.get_by_role("heading", name="Boiler leaks badly")).to_be_visible()
    expect(page.get_by_role("button", name="Abandon")).to_be_visible()


# Asking


def test_while_the_desk_does_not_answer_the_page_says_so_and_then_catches_up(
    desk: Desk, windows: list[Window], page: Page
) -> None:
    page.goto(desk.address("/work/"))
    page.clock.resume()  # when it has heard that nobody answers cannot be seen each time
    desk.stop()
    for _ in range(3):
        with page.expect_event("requestfailed"):
            page.clock.run_for(6_500)
    says = page.locator(".live-says")
    expect(says).to_contain_text("No connection since")
    desk.call("Door jams")

    desk.start()
    with page.expect_response(lambda response: "firstline-tag" in response.headers):
        page.clock.run_for(10_000)

    expect(page.get_by_role("row").filter(has_text="W-1003")).to_be_visible()
    expect(says).to_be_hidden()
    windows[0].complaints.clear()


def test_a_page_that_nobody_sees_asks_rarely_and_at_once_when_it_is_seen(
    desk: Desk, page: Page
) -> None:
    page.goto(desk.address("/work/"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    hide = "h => Object.defineProperty(document, 'hidden', {value: h, configurable: true})"
    page.evaluate(hide, True)
    wait_for_news(page)

    page.clock.run_for(29_000)
    assert len(asked) == 1
    wait_for_news(page)
    page.clock.run_for(20_000)
    assert len(asked) == 2

    page.evaluate(hide, False)
    with page.expect_response(lambda response: "firstline-tag" in response.headers):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert len(asked) == 3


def test_a_page_that_is_not_there_any_more_says_so(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/"))
    page.route("**/work/", lambda route: route.fulfill(status=403, body="Not for you"))

    page.clock.run_for(1_600)

    again = page.get_by_role("link", name="Open it again")
    expect(again).to_be_visible()
    page.unroute("**/work/")
    again.click()
    expect(again).to_be_hidden()
    expect(page.get_by_role("row").filter(has_text="W-1002")).to_be_visible()


def test_those_who_listen_are_told_once_that_something_waits(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/"))
    page.evaluate(
        """() => {
        window.said = [];
        for (const region of document.querySelectorAll("[role=status], [aria-live]"))
            new MutationObserver(() => said.push(region.textContent))
                .observe(region, {childList: true, subtree: true, characterData: true});
        }"""
    )
    page.get_by_role("row").filter(has_text="W-1001").hover()

    for title in ("Door jams", "Tap drips", "Gate sticks"):
        desk.call(title)
        wait_for_news(page)

    expect(page.get_by_text("3 changes wait")).to_be_visible()
    assert page.evaluate("said") == ["Something here has changed. It waits until you are done."]


def test_what_the_script_says_is_accessible_and_fits(desk: Desk, windows: list[Window]) -> None:
    page = windows[0].page
    page.goto(desk.address("/work/"))
    page.get_by_role("row").filter(has_text="W-1001").hover()
    desk.call("Door jams")
    expect(page.get_by_text("1 change waits")).to_be_visible()
    check_throughout(windows[0], "the register, while something waits")

    page.route("**/work/", lambda route: route.fulfill(status=403, body="Not for you"))
    expect(page.get_by_role("link", name="Open it again")).to_be_visible()
    check_throughout(windows[0], "the register, not renewed any more")


def test_without_script_home_is_loaded_anew_now_and_then(desk: Desk, browser: Browser) -> None:
    window = Window(browser, with_script=False)
    window.page.goto(desk.address("/"))

    expect(window.page.locator("meta[http-equiv=refresh]")).to_have_count(1)

    window.close()


# What is done in place


def test_a_list_is_filtered_without_leaving_the_page(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/"))
    page.evaluate("window.isSame = true")
    page.get_by_label("Number or words").fill("lift")
    page.get_by_role("button", name="Filter").click()

    expect(page).to_have_url(desk.address("/work/?filter=lift"))
    expect(rows(page)).to_have_text(["W-1002"])
    page.get_by_role("link", name="Title").click()
    expect(page).to_have_url(desk.address("/work/?filter=lift&sort=title"))
    expect(page.get_by_role("link", name="Title")).to_be_focused()

    page.go_back()
    page.go_back()

    expect(page.get_by_role("row").filter(has_text="W-1001")).to_be_visible()
    expect(page).to_have_url(desk.address("/work/"))
    assert page.evaluate("isSame")


def test_two_notes_in_a_row_are_two(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/W-1001"))
    page.evaluate("window.isSame = true")
    for text in ("The key is at number 7.", "Mind the dog."):
        page.get_by_label("Note").fill(text)
        page.get_by_role("button", name="Add note").click()

        expect(page.get_by_role("status").filter(has_text="a note was added")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text=text)).to_have_count(1)
        expect(page.get_by_label("Note")).to_have_value("")
        expect(page.get_by_role("button", name="Add note")).to_be_focused()

    assert page.evaluate("isSame")


def test_what_is_refused_is_told_on_a_page_of_its_own(desk: Desk, page: Page) -> None:
    page.goto(desk.address("/work/W-1001"))
    page.get_by_role("button", name="Add note").click()

    expect(page.get_by_role("alert")).to_contain_text("Note is required.")
    expect(page.get_by_label("Note")).to_be_visible()
