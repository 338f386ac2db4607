"""What Home begins with: what is next for whoever is there."""

import pytest

from app.domain.promise import Priority
from tests.web.desk import Desk, closed_desk, made_once
from tests.web.page import Page, attribute, words_of

PEOPLE = {
    "Ada Novak": ["Administration"],
    "Ray Quist": ["Response"],
    "Cleo Park": ["Control"],
    "Mo Tanaka": ["Management"],
    "Nia Holm": [],
    "Lee Marlow": ["Response", "Control"],
}
ATTENTION = "Needs attention W-1003 emergency, nobody has it"
NEXT_UP = "Next up to assign Smell of gas W-1003, emergency, 2 h 00 min left"
CALL = "A customer calls Raise Work and read them its number"


@made_once
def _desk() -> Desk:
    """Boiler leaks (W-1001) is with Ben Okafor, who assigns too; an emergency waits (W-1003)."""
    desk = closed_desk()
    for name, roles in PEOPLE.items():
        if name != "Ada Novak":
            desk.register(name, *roles)
    desk.register("Ben Okafor", "Control", "Operative", operative="Ben Okafor")
    desk.assign(desk.raise_work("Boiler leaks"), "Ben Okafor")
    desk.raise_work("Draught")
    desk.raise_work("Smell of gas", priority=Priority.EMERGENCY)
    return desk


@pytest.fixture
def desk() -> Desk:
    return _desk()


def next_things(page: Page) -> list[str]:
    return [words_of(each) for each in page.main.select(".next-things li")]


@pytest.mark.parametrize(
    ("name", "things"),
    [
        ("Ada Novak", [ATTENTION]),
        ("Ray Quist", [CALL]),
        ("Cleo Park", [ATTENTION, NEXT_UP]),
        ("Mo Tanaka", [ATTENTION]),
        ("Nia Holm", []),
        ("Lee Marlow", [ATTENTION, NEXT_UP, CALL]),
        (
            "Ben Okafor",
            ["Your next job Boiler leaks W-1001, queued, not set off", ATTENTION, NEXT_UP],
        ),
    ],
)
def test_it_is_of_the_roles_that_somebody_has_their_own_visit_first(
    desk: Desk, name: str, things: list[str]
) -> None:
    visitor = desk.signed_in(name)
    page = visitor.open("/")

    assert next_things(page) == things
    links = [attribute(each, "href") for each in page.main.select(".next-things a")]
    assert [visitor.open(each).status for each in links] == [200] * len(things)


def test_each_leads_to_where_it_is_done(desk: Desk) -> None:
    home = desk.signed_in("Ben Okafor").open("/")

    assert home.link("Your next job") == desk.page_of("Ben Okafor")
    assert home.link("Needs attention") == "/control/?tab=attention"
    assert home.link("Next up") == "/control/?open=W-1003#W-1003"
    assert desk.signed_in("Ray Quist").open("/").link(CALL) == "/response/"


def test_what_is_late_presses(desk: Desk) -> None:
    desk.clock.move(2 * 24 * 60 + 14)
    page = desk.signed_in("Ben Okafor").open("/")

    assert [words_of(each) for each in page.main.select(".next-things .presses")] == [
        "Your next job Boiler leaks W-1001, queued, 14 min late",
        "Needs attention W-1003 emergency, nobody has it and 2 more",
        "Next up to assign Smell of gas W-1003, emergency, 1 day late",
    ]


def test_where_nothing_is_to_be_done_that_is_said(desk: Desk) -> None:
    desk.recall("W-1001")
    for label in ("W-1001", "W-1002", "W-1003"):
        desk.close(label)

    assert next_things(desk.signed_in("Ben Okafor").open("/")) == [
        "Your next job Nothing is in your queue",
        "Next up to assign Nothing waits",
    ]


def test_of_the_past_nothing_is_next(desk: Desk) -> None:
    page = desk.signed_in("Ben Okafor").open(f"/?as_of={desk.head}")

    assert next_things(page) == []
