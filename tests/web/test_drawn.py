"""What is drawn for whom: what one may not use is not there, and what one is there for is."""

from collections.abc import Iterator

import pytest

from app.domain.feature import Feature
from tests.web.crawl import all_links_of, every_page, moment_of, question_of
from tests.web.desk import Desk, desk_at_every_stage, made_once
from tests.web.page import Page, attribute, visible_buttons, words_of

PEOPLE = {
    "Ada Novak": "Administration",
    "Ray Quist": "Response",
    "Cleo Park": "Control",
    "Ann Marsh": "Operative",
    "Mo Tanaka": "Management",
    "Nia Holm": "",
}
"""Somebody of each ready-made role, and somebody without any."""

AREAS = {
    "Ada Novak": ["Control", "Work", "Administration", "Events", "About"],
    "Ray Quist": ["Response", "Work", "Administration", "About"],
    "Cleo Park": ["Control", "Operatives", "Work", "About"],
    "Ann Marsh": ["My visits", "About"],
    "Mo Tanaka": ["Control", "Work", "Events", "About"],
    "Nia Holm": ["About"],
}
KEYS = {
    "Ada Novak": "hcwae",
    "Ray Quist": "hrwa",
    "Cleo Park": "hcow",
    "Ann Marsh": "hm",
    "Mo Tanaka": "hcwe",
    "Nia Holm": "h",
}
"""Which keys, after g, lead to an area."""
NOTE = "Add note to"
VISITS = {"Dispatch", "Arrive", "Change the time", "Complete", "Abandon", NOTE}
REASONS = {"Recall", "Reassign", "Close", "Reopen"}
MOVES = {"Up", "Down"}
OF_SITES = {"Amend", "Dispose of it"}
CALL = {"Raise Work", "Find", "Acquire and go on"}
IMPORT = "Look at the Sites in it"
BUTTONS = {
    "Ada Novak": {"Hire", "Acquire", "Go off duty", IMPORT, "Look at the operatives in it"}
    | OF_SITES,
    "Ray Quist": {"Acquire", IMPORT, NOTE} | CALL | OF_SITES,
    "Cleo Park": {"Assign"} | REASONS | VISITS | MOVES | {"Go off duty", "Amend", "Find"},
    "Ann Marsh": {"Dispatch", "Abandon", NOTE, "Go off duty"},
    "Mo Tanaka": set(),
    "Nia Holm": set(),
}
"""All that somebody can press in the forms that change something, without the works' numbers."""


@made_once
def desk_of_everybody() -> Desk:
    """W-1007 was with Carys Lloyd before it was with Ann Marsh, who works on her own visits."""
    desk = desk_at_every_stage()
    desk.raise_work("Water in the cellar")
    desk.assign("W-1007", "Carys Lloyd")
    desk.abandon("W-1007", "Carys Lloyd", "It needs a pump.")
    desk.assign("W-1007", "Ann Marsh")
    desk.add_administrator("Ada Novak")
    for name, role in PEOPLE.items():
        if name == "Ann Marsh":
            desk.register(name, role, operative=name)
        elif name != "Ada Novak":
            desk.register(name, *([role] if role else []))
    return desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    desk = desk_of_everybody()
    yield desk
    desk.log.close()


@pytest.fixture(scope="module")
def pages(desk: Desk) -> dict[str, dict[str, Page]]:
    """All that each of them can get to by clicking, by address."""
    return {name: every_page(desk.signed_in(name), kind=question_of) for name in PEOPLE}


WITH_TESTS_OF_THEIR_OWN = (
    "/you",
    "/administration/operatives/",
    "/administration/people",
    "/administration/teams",
    "/administration/permissions",
)


def buttons_on(page: Page) -> set[str]:
    if page.path.startswith(WITH_TESTS_OF_THEIR_OWN):
        return set()
    forms = page.main.select("form[method=post]")
    return {words_of(each) for form in forms for each in visible_buttons(form)}


def without_number(button: str) -> str:
    return button.partition(" W-")[0].partition(":")[0]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_leads_to_a_page_that_one_may_open(
    pages: dict[str, dict[str, Page]], name: str
) -> None:
    assert {address for address, page in pages[name].items() if page.status != 200} == set()
    assert {page.path for page in pages[name].values() if page.path == "/sign-in"} == set()


@pytest.mark.parametrize("name", PEOPLE)
def test_every_link_into_the_past_leads_there(
    desk: Desk, pages: dict[str, dict[str, Page]], name: str
) -> None:
    """One of each kind: there are as many as events."""
    links = {link for page in pages[name].values() for link in all_links_of(page)}
    past = {link.partition("?")[0]: link for link in links if moment_of(link)}
    visitor = desk.signed_in(name)

    assert {visitor.open(link).status for link in past.values()} <= {200}
    assert bool(past) is (name in ("Ada Novak", "Cleo Park", "Mo Tanaka"))


@pytest.mark.parametrize("name", PEOPLE)
def test_the_areas_are_those_that_one_may_go_to(
    pages: dict[str, dict[str, Page]], name: str
) -> None:
    home = pages[name]["/"]
    assert home.areas == AREAS[name]

    if name == "Ann Marsh":  # who is led to her own page
        return
    doors = [words_of(each) for each in home.main.select("ul.doors a")]
    assert doors == [area for area in AREAS[name] if area != "About"]
    assert (doors == []) is ("Nothing is open to you yet." in home.text)


@pytest.mark.parametrize("name", PEOPLE)
def test_keys_lead_to_just_these_areas_and_the_page_of_keys_says_so(
    pages: dict[str, dict[str, Page]], name: str
) -> None:
    page = pages[name]["/about/keys"]

    keys = {
        attribute(each, "data-go"): attribute(each, "href")
        for each in page.soup.select(".masthead [data-go]")
    }
    assert set(keys) == set(KEYS[name])
    assert len(set(keys.values())) == len(keys), "each leads elsewhere"
    said = [words_of(each) for each in page.main.select("td:first-child")]
    assert {each for each in said if each.startswith("g ")} == {f"g {key}" for key in KEYS[name]}


@pytest.mark.parametrize("name", PEOPLE)
def test_just_the_buttons_that_one_may_press_are_drawn(
    pages: dict[str, dict[str, Page]], name: str
) -> None:
    drawn = {button for page in pages[name].values() for button in buttons_on(page)}

    assert {without_number(button) for button in drawn} == BUTTONS[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_form_that_is_drawn_can_be_sent(
    desk: Desk, pages: dict[str, dict[str, Page]], name: str
) -> None:
    visitor = desk.signed_in(name)
    statuses = []
    pressed = set()
    for address, page in pages[name].items():
        # Carys Lloyd first: what Ann Marsh has never had is asked for below.
        for button in sorted(buttons_on(page), reverse=True):
            # One of each kind in each area: there are as many as works.
            kind = address.split("/")[1], without_number(button)
            if kind in pressed:
                continue
            pressed.add(kind)
            visitor.open(address)
            if button in visitor.page.buttons:  # and not done already, from another page
                statuses.append(visitor.post(visitor.form(button).submission()).status_code)

    # Sites that are looked for are shown at once.
    assert set(statuses) <= {200, 303, 409, 422}
    assert bool(statuses) is bool(BUTTONS[name])


# What numbers are shown


def test_the_numbers_of_the_day_are_for_those_who_see_the_register_or_figures(
    pages: dict[str, dict[str, Page]],
) -> None:
    for name in PEOPLE:
        tiles = pages[name]["/"].main.select("ul.tiles > li")
        assert len(tiles) == (0 if name in ("Ann Marsh", "Nia Holm") else 5)
        assert len(pages[name]["/"].main.select("ul.tiles a")) == len(tiles)


def test_who_sees_figures_alone_has_numbers_that_lead_nowhere(desk: Desk) -> None:
    desk.register_with("Finn Vale", Feature.SEE_FIGURES)
    page = desk.signed_in("Finn Vale").open("/")

    assert len(page.main.select("ul.tiles > li")) == 5
    assert page.main.select("ul.tiles a") == []


def test_administration_counts_what_one_looks_after(pages: dict[str, dict[str, Page]]) -> None:
    assert "3 operatives and 2 Sites." in pages["Ada Novak"]["/"].text
    assert "Administration 2 Sites." in pages["Ray Quist"]["/"].text


def test_the_front_page_says_what_one_can_do_in_each_area(
    pages: dict[str, dict[str, Page]],
) -> None:
    cleo, mo = (pages[name]["/"].text for name in ("Cleo Park", "Mo Tanaka"))

    assert "See what waits and who has what, and assign." in cleo
    assert "See what waits and who has what." in mo
    assert "Operatives Set off, arrive" in cleo


def test_who_assigns_alone_reads_what_operatives_do(desk: Desk) -> None:
    desk.register_with("Alan Gray", Feature.ASSIGN_AND_RECALL)

    assert (
        "Operatives What each of them is doing, and what they have done."
        in desk.signed_in("Alan Gray").open("/").text
    )


def test_who_closes_and_reopens_alone_is_led_there() -> None:
    """On a desk on which no other test has closed anything."""
    desk = desk_of_everybody()
    desk.register_with("Clara Voss", Feature.CLOSE_AND_REOPEN)
    visitor = desk.signed_in("Clara Voss")

    visitor.open("/")

    visitor.follow("Work")
    visitor.follow("W-1001")
    page = visitor.follow("Close without completing")

    assert page.path == "/work/W-1001/close"
    assert page.status == 200


def test_about_counts_for_those_who_see_events_or_figures(
    pages: dict[str, dict[str, Page]],
) -> None:
    for name in PEOPLE:
        page = pages[name]["/about/"]
        assert ("WorkAssigned" in page.text) is (name in ("Ada Novak", "Cleo Park", "Mo Tanaka"))
        assert ("What each holds" in page.links) is ("WorkAssigned" in page.text)
    assert "WorkAssigned" in pages["Ada Novak"]["/about/"].links
    assert "WorkAssigned" not in pages["Cleo Park"]["/about/"].links


# Control and operatives


def test_who_sees_figures_and_does_not_assign_has_the_board_without_buttons() -> None:
    desk = desk_of_everybody()
    mo, cleo = (desk.signed_in(name) for name in ("Mo Tanaka", "Cleo Park"))
    address = mo.open("/control/").row("Ann Marsh").opens.replace("?", "?open=W-1001&")

    board = mo.open(address)

    assert board.buttons == []
    assert {"W-1001", "W-1002"} <= set(board.links)
    assert "Since this morning." in board.row("W-1001").opened
    assert len(board.row("Ann Marsh").queue) == 2
    of_those_who_assign = {"Recall W-1002", "Reassign W-1002", "Their page"}
    assert not of_those_who_assign & set(board.links)
    assert of_those_who_assign <= set(cleo.open(address).links)
    assert "Assign W-1001" in cleo.page.buttons


def test_an_operative_is_led_to_their_own_works_and_to_no_colleague(
    desk: Desk, pages: dict[str, dict[str, Page]]
) -> None:
    own = desk.page_of("Ann Marsh")

    assert {address.partition("?")[0] for address in pages["Ann Marsh"]} == {
        "/",
        "/about/",
        "/about/keys",
        "/you",
        own,
        f"{own}/duty",
        "/search",
        "/work/W-1002",
        "/work/W-1002/sheet",
        "/work/W-1007",
        "/work/W-1007/sheet",
    }


def test_an_operative_reads_who_was_there_before_and_what_they_found(
    pages: dict[str, dict[str, Page]],
) -> None:
    page = pages["Ann Marsh"]["/work/W-1007"]

    assert "Abandoned by Carys Lloyd, back with Control It needs a pump." in page.text
    assert "#1 Carys Lloyd" in page.text
    assert "Carys Lloyd" not in page.links
    assert "Ann Marsh" in page.links


def test_nobody_else_is_named_on_an_operatives_own_page(
    desk: Desk, pages: dict[str, dict[str, Page]]
) -> None:
    page = pages["Ann Marsh"][desk.page_of("Ann Marsh")]

    for name in ("Ben Okafor", "Carys Lloyd"):
        assert name not in page.html


def test_who_acts_for_an_operative_sees_for_whom(
    desk: Desk, pages: dict[str, dict[str, Page]], busy_desk: Desk
) -> None:
    own = desk.page_of("Ann Marsh")

    assert "You enter this for Ann Marsh." in pages["Cleo Park"][own].text
    assert "You enter this" not in pages["Ann Marsh"][own].text
    assert "You enter this" not in busy_desk.visitor().open(busy_desk.page_of("Ann Marsh")).text


def test_a_page_that_is_refused_leads_only_where_one_may_go() -> None:
    """On a desk on which no other test has assigned anything to Ann Marsh."""
    desk = desk_of_everybody()
    visitor = desk.signed_in("Ann Marsh")

    for address in ("/control/", desk.page_of("Ben Okafor"), "/work/W-1001", "/nowhere/at/all"):
        page = visitor.open(address)
        assert page.status in (403, 404)
        assert {visitor.open(link).status for link in all_links_of(page)} == {200}


def test_the_page_that_a_command_came_from_is_a_link_for_who_may_open_it() -> None:
    """On a desk on which no other test has sent anything."""
    desk = desk_of_everybody()
    own = desk.page_of("Ann Marsh")
    cleo = desk.signed_in("Cleo Park")
    cleo.open(own)
    cleo.press("Dispatch", {"Minutes from now": "20"})

    page = desk.signed_in("Mo Tanaka").open("/events/")

    assert own in page.text
    assert own not in all_links_of(page)
    assert "/control/" in all_links_of(page)


def test_a_stranger_is_led_nowhere_but_to_where_one_signs_in(desk: Desk) -> None:
    for address in ("/sign-in", "/nowhere"):
        page = desk.visitor().open(address)
        assert page.areas == []
        assert [attribute(each, "href") for each in page.soup.select("main a, footer a")] == []
