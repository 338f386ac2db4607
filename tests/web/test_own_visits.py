"""My visits: what an operative begins with, also one who works at the desk besides."""

import pytest

from tests.web.desk import Desk
from tests.web.page import Page, words_of
from tests.web.signing_in import peopled_desk


@pytest.fixture
def closed() -> Desk:
    desk = peopled_desk()
    desk.register("Ben Okafor", "Control", "Operative", operative="Ben Okafor")
    return desk


def current(page: Page) -> list[str]:
    return [words_of(each) for each in page.soup.select("nav.areas [aria-current=page]")]


def test_who_assigns_and_drives_has_both_areas_and_is_in_one_at_a_time(closed: Desk) -> None:
    visitor = closed.signed_in("Ben Okafor")

    page = visitor.open("/control/")
    assert page.areas == ["Control", "My visits", "Operatives", "Work", "About"]
    assert current(page) == ["Control"]
    own = page.soup.select("nav.areas a")[1]["href"]
    assert own == closed.page_of("Ben Okafor")
    assert current(visitor.open(str(own))) == ["My visits"]
    assert current(visitor.open("/operatives/")) == ["Operatives"]
    assert current(visitor.open(closed.page_of("Ann Marsh"))) == ["Operatives"]


def test_who_assigns_and_drives_begins_at_home_or_control(closed: Desk) -> None:
    visitor = closed.signed_in("Ben Okafor")
    page = visitor.open("/")

    assert page.heading == "Monday 2 June"
    assert "My visits What is in your own queue" in page.text
    assert "Operatives Set off, arrive" in page.text
    assert visitor.open("/sign-in").path == "/control/"


def test_an_operative_who_sees_figures_finds_them_at_home(closed: Desk) -> None:
    closed.hire("Carys Lloyd")
    closed.register("Carys Lloyd", "Management", "Operative", operative="Carys Lloyd")

    page = closed.signed_in("Carys Lloyd").open("/")

    assert "waiting for Control" in page.text
    assert page.areas == ["Control", "My visits", "Work", "Events", "About"]


def test_an_operative_who_sees_no_colleagues_has_their_own_page_for_a_front_page(
    closed: Desk,
) -> None:
    visitor = closed.signed_in("Ann Marsh")
    closed.raise_work("Boiler leaks")

    answer = visitor.client.get("/")
    assert (answer.status_code, answer.location) == (302, closed.page_of("Ann Marsh"))
    page = visitor.open("/")
    assert page.areas == ["My visits", "About"]
    assert current(page) == ["My visits"]
    answer = visitor.client.get(f"/?as_of={closed.head - 1}")
    assert answer.location == f"{closed.page_of('Ann Marsh')}?as_of={closed.head - 1}"


def test_an_operative_who_may_not_work_on_their_visits_has_no_page_of_them(closed: Desk) -> None:
    closed.hire("Carys Lloyd")
    closed.register("Carys Lloyd", operative="Carys Lloyd")

    page = closed.signed_in("Carys Lloyd").open(closed.page_of("Carys Lloyd"))

    assert (page.status, page.heading, page.areas) == (403, "Not for you", ["About"])


def test_an_operative_is_spoken_to_on_their_own_page_alone(closed: Desk) -> None:
    ann, ben = closed.signed_in("Ann Marsh"), closed.signed_in("Ben Okafor")
    own = closed.page_of("Ann Marsh")

    assert "You have nothing to do just now. What Control assigns appears here." in (
        ann.open(own).text
    )
    assert "Ann has nothing to do just now." in ben.open(own).text
    assert "You had nothing to do then." in ann.open(f"{own}?as_of={closed.head}").text
