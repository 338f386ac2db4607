"""Teams: users who are granted roles together."""

from collections.abc import Iterator

import pytest

from app.commands.role import RevokeRole
from app.commands.team import RemoveMember
from app.commands.user import EraseUser
from app.domain.feature import Feature
from app.web.teams import MOST_OFFERED
from tests.web.desk import ROLES, Desk
from tests.web.peopled import (
    TEAMS,
    desk_with_teams,
    make_role,
    make_team,
    page_of_team,
    register_namesakes,
)
from tests.web.signing_in import give
from tests.web.visitor import Visitor


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = desk_with_teams()
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ada Novak")


def test_the_list_says_what_each_team_holds_and_how_many_are_in_it(ada: Visitor) -> None:
    assert ada.open(TEAMS).items("Teams") == [
        "Day shift no role 0 members",
        "Night shift Response 1 member",
    ]


def test_a_desk_without_teams_says_that_they_are_not_needed(empty_desk: Desk) -> None:
    page = empty_desk.visitor().open(TEAMS)

    assert "There is no team yet. People can be granted roles without one." in page.text


def test_whoever_makes_a_team_is_led_to_its_page(ada: Visitor) -> None:
    ada.open(TEAMS)

    page = ada.press("Make team", {"Name": "Late shift"})

    assert page.heading == "Late shift"
    assert "Nobody yet." in page.words("Members")


def test_two_teams_are_not_called_the_same(ada: Visitor) -> None:
    ada.open(TEAMS)

    page = ada.press("Make team", {"Name": "night SHIFT"})

    assert page.status == 422
    assert page.alert == "There is a team called Night shift already."
    assert page.field("Name").value == "night SHIFT"


def test_whoever_is_added_may_do_at_once_what_the_teams_roles_let_them(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Eve Ross")
    eve = peopled.signed_in("Eve Ross")
    assert eve.open("/response/").status == 403
    ada.open(page_of_team(peopled, "Night shift"))

    page = ada.press("Add Eve Ross")

    assert page.items("Members") == [
        "Cleo Park cleo Remove Cleo Park cleo",
        "Eve Ross eve Remove Eve Ross eve",
    ]
    assert eve.open("/response/").status == 200
    ada.press("Remove Eve Ross")
    assert eve.open("/response/").status == 403


def test_of_two_members_of_one_name_the_right_one_is_removed(peopled: Desk, ada: Visitor) -> None:
    make_team(peopled, "Twins", *register_namesakes(peopled))
    ada.open(page_of_team(peopled, "Twins"))

    page = ada.press("Remove Rosa Lind rosa2")

    assert page.items("Members") == ["Rosa Lind rosa Remove Rosa Lind rosa"]


def test_of_many_people_the_first_are_offered_and_others_are_found_by_name(
    peopled: Desk, ada: Visitor
) -> None:
    for number in range(30):
        peopled.register(f"Person{number:02} Smith")
    page = ada.open(page_of_team(peopled, "Night shift"))
    assert len(page.items("Add somebody")) == 10
    assert "and 22 more" in page.words("Add somebody")

    page = ada.press("Filter", {"Find people by name": "person2 smith"})

    assert [item.split()[0] for item in page.items("Add somebody")] == [
        f"Person2{number}" for number in range(10)
    ]
    assert ada.press("Add Person27 Smith").notices == ["Night shift: Person27 Smith joined"]


def test_whoever_is_in_the_team_or_was_erased_is_not_offered(peopled: Desk, ada: Visitor) -> None:
    ada.open(f"/administration/people/{peopled.user_id('Ann Marsh')}/erase")
    ada.press("Erase for good", {"I understand that this cannot be undone": True})

    page = ada.open(page_of_team(peopled, "Night shift"))

    assert page.items("Add somebody") == ["Ada Novak ada Add Ada Novak ada"]


def test_those_who_were_erased_take_nobodys_place_among_those_offered(
    peopled: Desk, ada: Visitor
) -> None:
    for number in range(MOST_OFFERED):
        peopled.register(f"Aaron{number:02} Smith")
        give(peopled, EraseUser(user_id=peopled.user_id(f"Aaron{number:02} Smith")))

    page = ada.open(page_of_team(peopled, "Night shift"))

    assert page.items("Add somebody") == [
        "Ada Novak ada Add Ada Novak ada",
        "Ann Marsh ann Add Ann Marsh ann",
    ]
    assert "more: find them by name" not in page.words("Add somebody")


def test_somebody_whom_somebody_else_has_just_added_is_not_added_twice(
    peopled: Desk, ada: Visitor
) -> None:
    twin = ada.twin()
    for visitor in (ada, twin):
        visitor.open(page_of_team(peopled, "Night shift"))
    ada.press("Add Ann Marsh")

    page = twin.press("Add Ann Marsh")

    assert (page.status, page.alert) == (422, "Ann Marsh is a member already.")


def test_whoever_renames_from_an_old_page_is_told_what_happened(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_team(peopled, "Night shift"))
    give(
        peopled,
        RemoveMember(team_id=peopled.id("Night shift"), user_id=peopled.user_id("Cleo Park")),
    )

    page = ada.press("Rename", {"Name": "Early shift"})

    assert page.status == 409
    assert "Night shift has changed since this page was opened." in page.alert
    assert "Cleo Park left" in page.alert
    assert page.field("Name").value == "Early shift"
    assert ada.press("Rename").heading == "Early shift"


def test_a_team_with_members_cannot_be_removed(peopled: Desk, ada: Visitor) -> None:
    make_team(peopled, "Old shift")
    page = ada.open(page_of_team(peopled, "Night shift"))
    assert "Remove team" not in page.buttons
    ada.open(page_of_team(peopled, "Day shift"))
    sent = ada.form("Remove team").submission()
    sent.address = f"{page_of_team(peopled, 'Night shift')}/remove"

    page = ada.send(sent)

    assert (page.status, page.alert) == (422, "Night shift still has members.")


def test_a_removed_team_is_out_of_the_list_and_its_page_says_so(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_team(peopled, "Day shift"))

    page = ada.press("Remove team")

    assert page.path == TEAMS
    assert page.items("Teams") == ["Night shift Response 1 member"]
    page = ada.open(page_of_team(peopled, "Day shift"))
    assert "This team was removed." in page.text
    assert page.buttons == []


def test_the_last_administrator_cannot_leave_the_team_that_makes_them_one(
    peopled: Desk, ada: Visitor
) -> None:
    make_role(peopled, "Boss", Feature.MANAGE_PEOPLE)
    make_team(peopled, "Bosses", "Ada Novak")
    ada.open(page_of_team(peopled, "Bosses"))
    ada.press("Grant", {"Grant a role": "Boss"})
    give(
        peopled,
        RevokeRole(holder_id=peopled.user_id("Ada Novak"), role_id=ROLES["Administration"]),
    )

    for button in ("Remove Ada Novak", "Revoke Boss"):
        ada.open(page_of_team(peopled, "Bosses"))
        page = ada.press(button)
        assert page.status == 422
        assert "Then nobody could manage people any more." in page.alert


def test_nothing_is_at_an_address_that_no_team_has(ada: Visitor) -> None:
    assert ada.open(f"{TEAMS}/team-1").status == 404
