"""A whole job through the desk, as the people on it see it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Window


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def window(browser: Browser, empty_desk: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    """It is closed before the desk is, which it asks what is new."""
    window = Window(browser, with_script=request.param)
    yield window
    window.close()
    assert window.complaints == []


@pytest.fixture
def page(window: Window) -> Page:
    return window.page


def test_a_job_goes_from_the_call_to_its_end(page: Page, empty_desk: str) -> None:
    page.goto(empty_desk)
    hire(page, "Ann", "Marsh")
    acquire(page)

    raise_work(page, "Lift stuck")
    expect(page.get_by_role("region", name="Read this number to the caller")).to_contain_text(
        "W-1001"
    )

    area(page, "Control")
    page.get_by_role("button", name="Assign W-1001 to Ann").click()
    expect(page.get_by_role("status")).to_have_text("W-1001 assigned to Ann Marsh")
    expect(page.get_by_text("No Work waits for Control")).to_be_visible()

    go_to(page, "Ann Marsh")
    expect(page.get_by_role("link", name="0113 496 0182")).to_have_attribute(
        "href", "tel:01134960182"
    )
    page.get_by_label("Minutes from now").fill("25")
    page.get_by_role("button", name="Dispatch").click()
    expect(page.get_by_text(re.compile(r"expected \w"))).to_be_visible()
    page.get_by_role("button", name="Arrive").click()
    page.get_by_label("Mended").check()
    page.get_by_label("Outcome (optional)").fill("Door sensor cleaned.")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("status")).to_have_text("W-1001 completed by Ann Marsh: mended")

    page.get_by_role("link", name="W-1001").click()
    happened = page.get_by_role("region", name="What happened").get_by_role("listitem")
    expect(happened).to_have_count(5)
    expect(happened.last).to_contain_text("Completed by Ann Marsh")
    expect(happened.last).to_contain_text("Door sensor cleaned.")

    page.get_by_role("link", name="The events behind this").click()
    expect(page.locator(".log-head strong")).to_have_text(
        ["WorkCompleted", "WorkArrivedAt", "WorkDispatched", "WorkAssigned", "WorkRaised"]
    )


def test_a_job_is_abandoned_recalled_closed_and_reopened(page: Page, empty_desk: str) -> None:
    page.goto(empty_desk)
    hire(page, "Ann", "Marsh")
    acquire(page)
    raise_work(page, "Door does not lock")

    area(page, "Control")
    page.get_by_role("button", name="Assign W-1001 to Ann").click()
    go_to(page, "Ann Marsh")
    page.get_by_text("Cannot do this one?").click()
    page.get_by_label("Other skills needed").check()
    page.get_by_label("Reason", exact=True).fill("It needs a joiner.")
    page.get_by_role("button", name="Abandon W-1001").click()
    expect(page.get_by_role("status")).to_contain_text("W-1001 abandoned by Ann Marsh")

    area(page, "Control")
    page.get_by_role("button", name="Assign W-1001 to Ann").click()
    page.get_by_role("link", name="Ann Marsh", exact=True).click()
    page.get_by_role("link", name="Recall W-1001").click()
    page.get_by_label("Reason").fill("Ann is needed elsewhere.")
    page.get_by_role("button", name="Recall W-1001").click()
    expect(page.get_by_role("status")).to_contain_text("W-1001 recalled from Ann Marsh")

    page.get_by_role("link", name="W-1001", exact=True).click()
    page.get_by_role("link", name="Close without completing").click()
    page.get_by_label("It was withdrawn").check()
    page.get_by_label("Reason").fill("The customer mended it.")
    page.get_by_role("button", name="Close W-1001").click()
    expect(page.get_by_role("status")).to_contain_text("W-1001 closed without completing")

    page.get_by_role("link", name="Reopen").click()
    page.get_by_label("What is wrong again").fill("It came loose again.")
    page.get_by_role("button", name="Reopen W-1001").click()
    happened = page.get_by_role("region", name="What happened")
    expect(happened).to_contain_text("The customer mended it.")
    expect(happened).to_contain_text("It came loose again.")


def test_a_form_with_something_to_mend_keeps_what_was_typed(page: Page, empty_desk: str) -> None:
    page.goto(f"{empty_desk}/administration/operatives")
    page.get_by_label("Forename").fill("Ann")
    page.get_by_label("Surname").fill("   ")
    page.get_by_role("button", name="Hire").click()
    expect(page.get_by_role("alert")).to_contain_text("Surname is required.")
    expect(page.get_by_label("Forename")).to_have_value("Ann")
    expect(page.get_by_label("Surname")).to_have_accessible_description(
        re.compile("Surname is required")
    )


def test_after_the_back_button_each_form_raises_one_work(page: Page, empty_desk: str) -> None:
    page.goto(empty_desk)
    acquire(page)
    area(page, "Response")
    forms = []
    for _ in range(2):
        forms.append(page.locator("input[name=work_id]").input_value())
        page.get_by_label("Elm House").check()
        page.get_by_label("Routine").check()
        page.get_by_label("Title").fill("Lift stuck")
        page.get_by_label("Description").fill("Nobody inside.")
        page.get_by_role("button", name="Raise Work").click()
        expect(page.get_by_role("region", name="Read this number to the caller")).to_be_visible()
        page.go_back()
    page.goto(f"{empty_desk}/work/")
    # A browser may show the same form again, or ask the desk for a new one.
    expect(page.locator(".register tbody tr")).to_have_count(len(set(forms)))


def test_a_double_click_assigns_one_job(window: Window, empty_desk: str) -> None:
    page = window.page
    page.goto(empty_desk)
    hire(page, "Ann", "Marsh")
    acquire(page)
    for title in ("Lift stuck", "Boiler out", "Door jams"):
        raise_work(page, title)
    area(page, "Control")
    button = page.get_by_role("button", name="to Ann").first
    button.click()
    expect(page.get_by_role("status")).to_have_text("W-1001 assigned to Ann Marsh")

    # From here on a notice stands on both pages, so that the same button is in the same place.
    button.click(trial=True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    box = button.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    # A slow machine must not take so long between the clicks that they are two: slow the moment
    # down in which a new page takes none.
    window.play_animations(0.01)
    page.mouse.click(*middle)
    expect(page.get_by_role("status")).to_have_text("W-1002 assigned to Ann Marsh")
    expect(button).to_be_visible()
    page.mouse.click(*middle)

    # Elsewhere: what the page may have sent would be cut off if it was left.
    other = window.context.new_page()
    other.goto(page.url)
    expect(other.locator(".waiting > li")).to_have_count(1)
    expect(other.locator(".waiting > li")).to_contain_text("W-1003")
    assert sent.count("POST") == 1


def test_a_button_put_in_later_takes_a_click_at_once(browser: Browser, empty_desk: str) -> None:
    window = Window(browser)
    page = window.page
    page.goto(f"{empty_desk}/administration/operatives")
    page.get_by_role("button", name="Hire").click(trial=True)  # when the page is settled
    # Whatever begins from now on goes on for minutes.
    window.play_animations(0.001)

    page.evaluate(
        """() => {
          const button = document.createElement('button');
          button.textContent = 'New';
          button.addEventListener('click', () => { button.textContent = 'Clicked'; });
          document.querySelector('main').prepend(button);
        }"""
    )
    box = page.get_by_role("button", name="New").bounding_box()
    assert box
    page.mouse.click(box["x"] + 5, box["y"] + 5)

    expect(page.get_by_role("button", name="Clicked")).to_be_visible()
    window.close()


def go_to(page: Page, operative: str) -> None:
    """From Control to an operative's own page."""
    page.get_by_role("link", name=operative, exact=True).click()
    page.get_by_role("link", name="Their page").click()


def hire(page: Page, forename: str, surname: str) -> None:
    area(page, "Administration")
    page.get_by_label("Forename").fill(forename)
    page.get_by_label("Surname").fill(surname)
    page.get_by_role("button", name="Hire").click()
    expect(page.get_by_role("status")).to_have_text(f"{forename} {surname} hired")


def acquire(page: Page) -> None:
    area(page, "Administration")
    page.get_by_role("link", name="Sites").click()
    page.get_by_label("Address line 1").fill("Elm House, 4 Park Row")
    page.get_by_label("Town").fill("Leeds")
    page.get_by_label("Post code").fill("LS1 5HD")
    page.get_by_label("Telephone number").fill("0113 496 0182")
    page.get_by_role("button", name="Acquire").click()
    expect(page.get_by_role("status")).to_have_text("Elm House, 4 Park Row, Leeds acquired")


def raise_work(page: Page, title: str) -> None:
    area(page, "Response")
    page.get_by_label("Elm House").check()
    page.get_by_label("Routine").check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill("Nobody inside.")
    page.get_by_role("button", name="Raise Work").click()
    expect(page.locator(".read-out")).to_contain_text("for Elm House")


def area(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Areas").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
