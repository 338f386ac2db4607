"""An open desk: everybody sees that it is, and can work as anybody there is."""

import pytest

from app.commands.user import DisableUser, LinkUser
from app.domain.access import THE_DESK
from app.web import masthead
from tests.web.desk import ROLES, Desk, staffed_desk
from tests.web.page import Page, attribute
from tests.web.signing_in import give, make_up, peopled_desk, sign_in
from tests.web.visitor import Visitor

OPEN = "This desk is open to whoever reaches it on this machine."


@pytest.fixture
def demo() -> Desk:
    desk = staffed_desk()
    for name, role in (
        ("Ada Novak", "Administration"),
        ("Cleo Park", "Control"),
        ("Olly Operative", "Operative"),
    ):
        make_up(desk, name, role)
    give(
        desk,
        LinkUser(user_id=desk.user_id("Olly Operative"), operative_id=desk.id("Ann Marsh")),
    )
    return desk


def menu(page: Page) -> list[str]:
    return [each.get_text(" ", strip=True) for each in page.soup.select(".work-as button")]


def work_as(visitor: Visitor, user_id: str) -> Page:
    (form,) = visitor.page.soup.select(".work-as form")
    token = attribute(form.select("input")[0], "value")
    answer = visitor.client.post("/work-as", data={"csrf_token": token, "user_id": user_id})
    assert answer.status_code == 303
    return visitor.open(answer.location)


def test_every_page_says_that_the_desk_is_open_and_leads_to_where_that_ends(demo: Desk) -> None:
    visitor = demo.visitor()
    for address in ("/", "/control/", "/work/", "/about", "/no/such/page", "/?as_of=1"):
        page = visitor.open(address)
        assert OPEN in page.soup.get_text()
        (link,) = page.soup.select(".open-desk a")
        assert attribute(link, "href").startswith("/administration/people")


def test_a_closed_desk_says_nothing_of_the_kind() -> None:
    visitor = peopled_desk().visitor()
    for page in (visitor.open("/sign-in"), sign_in(visitor, "Ada Novak")):
        assert OPEN not in page.soup.get_text()
        assert menu(page) == []


def test_a_menu_names_the_people_and_their_roles(demo: Desk) -> None:
    assert menu(demo.visitor().open("/")) == [
        "Nobody in particular everything",
        "Ada Novak Administration",
        "Cleo Park Control",
        "Olly Operative Operative",
    ]


def test_where_there_are_no_people_there_is_no_menu() -> None:
    assert menu(staffed_desk().visitor().open("/")) == []


def test_whoever_works_as_somebody_sees_what_they_see_and_does_what_they_do(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")

    page = work_as(visitor, demo.user_id("Cleo Park"))

    assert page.address == "/control/"
    assert "Works as Cleo Park" in page.soup.select(".work-as summary")[0].get_text()
    page = visitor.open("/administration/operatives")
    assert page.status == 403
    assert "Whoever manages people can grant it. You work as Cleo Park, until" in page.text


def test_an_operative_lands_on_their_own_page(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")

    assert work_as(visitor, demo.user_id("Olly Operative")).address == demo.page_of("Ann Marsh")


def test_what_is_done_then_has_their_name(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")
    demo.raise_work("Boiler leaks")
    work_as(visitor, demo.user_id("Cleo Park"))
    before = demo.head

    visitor.press("Assign W-1001 to Ann")
    assert {each.metadata.who for each in demo.events(before)} == {demo.user_id("Cleo Park")}


def test_and_as_nobody_in_particular_again_that_of_the_desk(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")
    work_as(visitor, demo.user_id("Cleo Park"))
    assert work_as(visitor, "").address == "/control/"
    before = demo.head

    visitor.open("/administration/operatives")
    visitor.press("Hire", {"Forename": "Dora", "Surname": "Webb"})

    assert {each.metadata.who for each in demo.events(before)} == {THE_DESK}


@pytest.mark.parametrize("user_id", ["user-nobody", "x" * 500, "the machine", "the desk"])
def test_there_has_to_be_such_a_user(demo: Desk, user_id: str) -> None:
    visitor = demo.visitor()
    visitor.open("/")

    page = work_as(visitor, user_id)

    assert page.soup.select(".work-as summary")[0].get_text() == "Work as …"


def test_who_is_disabled_is_not_offered_and_not_worked_as(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")
    work_as(visitor, demo.user_id("Cleo Park"))
    give(demo, DisableUser(user_id=demo.user_id("Cleo Park")))

    page = visitor.open("/")

    assert page.soup.select(".work-as summary")[0].get_text() == "Work as …"
    assert "Cleo Park Control" not in menu(page)
    work_as(visitor, demo.user_id("Cleo Park"))
    assert visitor.open("/").soup.select(".work-as summary")[0].get_text() == "Work as …"


def test_those_who_are_disabled_take_nobodys_place_in_the_menu(
    demo: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masthead, "MOST_OFFERED", 3)
    for number in range(3):
        make_up(demo, f"Aaron{number:02} Smith", "Control")
        give(demo, DisableUser(user_id=demo.user_id(f"Aaron{number:02} Smith")))

    assert menu(demo.visitor().open("/"))[1:] == [
        "Ada Novak Administration",
        "Cleo Park Control",
        "Olly Operative Operative",
    ]


def test_where_there_is_no_room_for_all_the_menu_says_how_many_more_there_are(
    demo: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masthead, "MOST_OFFERED", 2)

    page = demo.visitor().open("/")

    assert menu(page)[1:] == ["Ada Novak Administration", "Cleo Park Control"]
    assert page.soup.select(".work-as form > p")[-1].get_text().startswith("and 1 more")


def test_operatives_stand_after_those_of_whom_there_are_few(demo: Desk) -> None:
    make_up(demo, "Zoe Quist", "Response")

    assert menu(demo.visitor().open("/"))[-2:] == ["Zoe Quist Response", "Olly Operative Operative"]


def test_another_site_cannot_choose_it(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")

    answer = visitor.client.post("/work-as", data={"user_id": demo.user_id("Cleo Park")})

    assert answer.status_code == 400
    assert visitor.open("/administration/operatives").status == 200


def test_a_closed_desk_forgets_it(demo: Desk) -> None:
    visitor = demo.visitor()
    visitor.open("/")
    (form,) = visitor.page.soup.select(".work-as form")
    token = attribute(form.select("input")[0], "value")
    work_as(visitor, demo.user_id("Ada Novak"))
    demo.add_administrator("Bea Real")

    assert visitor.open("/control/").heading == "Sign in"
    answer = visitor.client.post(
        "/work-as", data={"csrf_token": token, "user_id": demo.user_id("Ada Novak")}
    )
    assert answer.location == "/sign-in"
    assert visitor.open("/control/").heading == "Sign in"


def test_an_operatives_page_tells_whoever_works_as_somebody_for_whom_they_enter_it(
    demo: Desk,
) -> None:
    """Nobody in particular may be the operative, and has the same rights as Dee."""
    make_up(demo, "Dee Everybody", *ROLES)
    demo.assign(demo.raise_work("Boiler leaks"), "Ann Marsh")
    visitor = demo.visitor()

    as_nobody = visitor.open(demo.page_of("Ann Marsh")).text
    work_as(visitor, demo.user_id("Dee Everybody"))
    as_dee = visitor.open(demo.page_of("Ann Marsh")).text

    said = "You enter this for Ann Marsh."
    assert (said in as_nobody, said in as_dee) == (False, True)
