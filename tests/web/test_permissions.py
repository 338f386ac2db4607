"""Permissions: what each role lets one do, and who holds it."""

from collections.abc import Iterator

import pytest

from app.commands.role import GrantRole
from app.domain.feature import DESCRIPTIONS, Feature
from tests.web.desk import ROLES, Desk
from tests.web.peopled import (
    PERMISSIONS,
    change_role,
    desk_with_teams,
    page_of_role,
    register_namesakes,
)
from tests.web.signing_in import give
from tests.web.visitor import Visitor

STAYS = "Stay signed in on a telephone"


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = desk_with_teams()
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    visitor = peopled.signed_in("Ada Novak")
    visitor.open(PERMISSIONS)
    return visitor


def row(visitor: Visitor, role: str) -> str:
    """What the table says of that role."""
    return visitor.page.words(role)


def ticked(visitor: Visitor) -> list[str]:
    """What is ticked on a role's own page."""
    return visitor.page.group("It lets one").ticked


# Reading


def test_before_there_are_roles_it_shows_what_the_ready_made_ones_will_be(desk: Desk) -> None:
    page = desk.visitor().open(PERMISSIONS)

    assert "These will be there with the first administrator." in page.text
    assert page.words("Operative") == f"Operative Work on own visits {STAYS}"
    assert page.words("Response") == "Response Raise work Acquire See the register"
    assert page.buttons == []


def test_every_feature_is_explained(ada: Visitor) -> None:
    for feature, description in DESCRIPTIONS.items():
        assert feature.value.capitalize() in ada.page.words("What these are")
        assert description in ada.page.words("What these are")


def test_each_role_says_what_it_lets_one_do(ada: Visitor) -> None:
    assert row(ada, "Control").startswith(
        "Control Assign and recall Act for an operative Close and reopen See the register "
        "See figures Held by"
    )
    assert row(ada, "Operative").startswith(f"Operative Work on own visits {STAYS} Held by")
    assert row(ada, "Trainee").startswith("Trainee See the register Nobody")


def test_each_role_says_who_holds_it_and_through_which_team(ada: Visitor) -> None:
    assert "Held by Cleo Park" in row(ada, "Control")
    assert "Held through Night shift (1)" in row(ada, "Response")
    assert "Nobody holds it" in row(ada, "Trainee")


def test_of_many_holders_the_first_are_named(peopled: Desk, ada: Visitor) -> None:
    for number in range(15):
        peopled.register(f"Person{number:02} Smith", "Management")
    ada.open(PERMISSIONS)

    assert "Person11 Smith and 3 more" in row(ada, "Management")


def test_of_two_holders_of_one_name_it_is_said_what_they_sign_in_as(
    peopled: Desk, ada: Visitor
) -> None:
    register_namesakes(peopled, "Control")
    ada.open(PERMISSIONS)

    assert "Held by Cleo Park, Rosa Lind (rosa), Rosa Lind (rosa2)" in row(ada, "Control")
    page = ada.open(page_of_role(peopled, "Control"))
    assert page.items("Who holds it") == ["Cleo Park cleo", "Rosa Lind rosa", "Rosa Lind rosa2"]


def test_the_table_has_nothing_to_press_but_what_makes_a_role(ada: Visitor) -> None:
    assert ada.page.buttons == ["Make role"]


def test_roles_are_shown_as_they_were(peopled: Desk, ada: Visitor) -> None:
    before = peopled.head
    change_role(peopled, "Trainee", Feature.HIRE)

    page = ada.open(f"{PERMISSIONS}?as_of={before}")

    assert page.words("Trainee") == "Trainee See the register Nobody held it"
    assert page.buttons == []
    assert "Trainee" not in page.links
    assert page.words("Control").endswith("Held by Cleo Park")


# A role's own page


def test_a_roles_name_leads_to_its_page(peopled: Desk, ada: Visitor) -> None:
    page = ada.follow("Control")

    assert (page.heading, page.path) == ("Control", page_of_role(peopled, "Control"))
    assert ticked(ada) == [
        "assign and recall",
        "act for an operative",
        "close and reopen",
        "see the register",
        "see figures",
    ]


def test_there_each_tick_says_what_it_means(ada: Visitor) -> None:
    page = ada.follow("Operative")

    for feature, description in DESCRIPTIONS.items():
        assert page.field(feature.value).hint == description
    assert ticked(ada) == ["work on own visits", "stay signed in on a telephone"]


def test_there_everybody_is_named_who_holds_it_and_through_which_team(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Ray Quist", "Response")
    give(peopled, GrantRole(holder_id=peopled.user_id("Cleo Park"), role_id=ROLES["Response"]))
    assert ada.follow("Response").items("Who holds it 2") == [
        "Cleo Park cleo · also through Night shift",
        "Ray Quist ray",
    ]

    for number in range(30):
        peopled.register(f"Person{number:02} Smith", "Response")
    ada.open(page_of_role(peopled, "Response"))
    page = ada.follow("Next")

    assert page.items("Who holds it 32")[-2:] == ["Person29 Smith person29", "Ray Quist ray"]


def test_there_is_no_page_for_a_role_that_nobody_made(ada: Visitor) -> None:
    assert ada.open(f"{PERMISSIONS}/role-1").status == 404


# Changing


def test_what_is_changed_is_in_force_at_the_next_page(peopled: Desk, ada: Visitor) -> None:
    cleo = peopled.signed_in("Cleo Park")
    assert cleo.open("/events").status == 403
    ada.follow("Control")

    page = ada.press("Save", {"see events": True, "close and reopen": False})

    assert [status for status, _ in page.redirects] == [303]
    assert ticked(ada) == [
        "assign and recall",
        "act for an operative",
        "see the register",
        "see events",
        "see figures",
    ]
    assert cleo.open("/events").status == 200


def test_a_role_is_renamed(peopled: Desk, ada: Visitor) -> None:
    ada.follow("Trainee")

    page = ada.press("Save", {"Name": "Learner"})

    assert page.heading == "Learner"
    assert page.notices == [
        "The role Learner was changed: called Learner, it now lets one see the register"
    ]


def test_a_refused_change_keeps_what_was_ticked(ada: Visitor) -> None:
    ada.follow("Trainee")

    page = ada.press("Save", {"Name": "Control", "hire": True, STAYS.lower(): True})

    assert page.status == 422
    assert page.alert == "There is a role called Control already."
    assert page.field("Name").value == "Control"
    assert ticked(ada) == ["hire", "see the register", "stay signed in on a telephone"]


def test_nothing_is_changed_where_nothing_is_different(ada: Visitor) -> None:
    ada.follow("Trainee")

    page = ada.press("Save")

    assert (page.status, page.alert) == (422, "Nothing has been changed.")


def test_whoever_saves_from_an_old_page_sees_how_it_is_now_and_gives_nothing_back(
    peopled: Desk, ada: Visitor
) -> None:
    ada.follow("Control")
    change_role(peopled, "Control", Feature.SEE_THE_REGISTER)

    page = ada.press("Save", {"Name": "Despatch", "hire": True})

    assert page.status == 409
    assert "The role Control has changed since this page was opened." in page.alert
    assert "it now lets one see the register 10:42 by the machine" in page.alert
    assert "What you typed, to copy if you still need it:" in page.alert
    assert "Name Despatch" in page.alert
    assert "Lets one assign and recall, act for an operative, close and reopen, hire" in page.alert
    assert page.field("Name").value == "Control"
    assert ticked(ada) == ["see the register"]
    assert ada.press("Save").alert == "Nothing has been changed."
    ada.press("Save", {"hire": True})
    assert ticked(ada) == ["hire", "see the register"]


def test_a_damaged_form_gives_nothing_back_either(peopled: Desk, ada: Visitor) -> None:
    ada.follow("Control")
    sent = ada.form("Save").submission()
    change_role(peopled, "Control", Feature.SEE_THE_REGISTER)

    page = ada.send(sent.but(command_id="command-1"))

    assert "This form arrived damaged" in page.alert
    assert ticked(ada) == ["see the register"]


def test_a_role_that_lets_the_last_administrator_be_one_keeps_doing_so(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_role(peopled, "Administration"))

    page = ada.press("Save", {"manage people": False})

    assert page.status == 422
    assert "Then nobody could manage people any more." in page.alert
    assert ada.open(PERMISSIONS).status == 200


def test_a_role_that_does_not_exist_is_not_changed(ada: Visitor) -> None:
    ada.follow("Trainee")
    sent = ada.form("Save").submission()
    sent.address = f"{PERMISSIONS}/role-1"

    assert ada.send(sent).status == 404


# Making and removing


def test_a_new_role_can_be_granted_at_once(peopled: Desk, ada: Visitor) -> None:
    ada.press("Make role", {"Name": "Auditor", "see events": True, "see figures": True})
    assert row(ada, "Auditor") == "Auditor See events See figures Nobody holds it"

    page = ada.open(f"/administration/people/{peopled.user_id('Cleo Park')}")

    assert "Auditor" in [each.text for each in page.field("Grant a role").element.select("option")]


def test_a_role_without_a_name_is_not_made_and_what_was_ticked_is_kept(ada: Visitor) -> None:
    page = ada.press("Make role", {"hire": True})

    assert page.status == 422
    assert ticked(ada) == ["hire"]
    assert page.buttons == ["Make role"]


def test_only_a_role_that_nobody_holds_is_removed(peopled: Desk, ada: Visitor) -> None:
    for held in ("Control", "Response"):
        assert "Remove role" not in ada.open(page_of_role(peopled, held)).buttons
    ada.open(page_of_role(peopled, "Trainee"))
    sent = ada.form("Remove role").submission()
    sent.address = f"{PERMISSIONS}/{ROLES['Control']}/remove"

    page = ada.send(sent)
    assert (page.status, page.alert) == (422, "Somebody holds this role. Revoke it first.")

    ada.open(page_of_role(peopled, "Trainee"))
    page = ada.press("Remove role")
    assert page.notices == ["The role Trainee was removed"]
    assert "Trainee" not in page.links
    assert "This role was removed." in ada.open(page_of_role(peopled, "Trainee")).text
    assert ada.page.buttons == []


def test_a_feature_that_nobody_knows_is_refused(peopled: Desk, ada: Visitor) -> None:
    ada.follow("Trainee")
    sent = ada.form("Save").submission()
    before = peopled.head

    page = ada.send(sent.but(features="fly"))

    assert page.status == 422
    assert "One of the ticked features is not known to this desk." in page.alert
    assert peopled.head == before
