"""Permissions: what each role lets one do, and who holds it."""

from collections.abc import Iterator

import pytest
from bs4 import Tag

from app.domain.feature import DESCRIPTIONS, Feature
from tests.web.desk import ROLES, Desk
from tests.web.page import fields_in, the_only, words_of
from tests.web.peopled import PERMISSIONS, change_role, desk_with_teams
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


def ticked(visitor: Visitor, role: str) -> list[str]:
    """What is ticked in the row of that role."""
    fields = fields_in(row(visitor, role))
    return [label for label, field in fields.items() if field.is_ticked]


def row(visitor: Visitor, role: str) -> Tag:
    rows = visitor.page.main.select("form.permission")
    return the_only((each for each in rows if words_of(each.select("h3")[0]) == role), role)


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
    assert ticked(ada, "Control") == [
        "Assign and recall",
        "Act for an operative",
        "Close and reopen",
        "See the register",
        "See figures",
    ]
    assert ticked(ada, "Operative") == ["Work on own visits", STAYS]
    assert ticked(ada, "Trainee") == ["See the register"]


def test_each_role_says_who_holds_it_and_through_which_team(ada: Visitor) -> None:
    assert "Held by Cleo Park" in words_of(row(ada, "Control"))
    assert "Held by through Night shift (1)" in words_of(row(ada, "Response"))
    assert "Nobody holds it" in words_of(row(ada, "Trainee"))


def test_of_many_holders_the_first_are_named(peopled: Desk, ada: Visitor) -> None:
    for number in range(15):
        peopled.register(f"Person{number:02} Smith", "Management")
    ada.open(PERMISSIONS)

    assert "Person11 Smith and 3 more" in words_of(row(ada, "Management"))


def test_roles_are_shown_as_they_were(peopled: Desk, ada: Visitor) -> None:
    before = peopled.head
    change_role(peopled, "Trainee", Feature.HIRE)

    page = ada.open(f"{PERMISSIONS}?as_of={before}")

    assert page.words("Trainee") == "Trainee See the register Nobody held it"
    assert page.buttons == []
    assert page.words("Control").endswith("Held by Cleo Park")


# Changing


def test_what_is_changed_is_in_force_at_the_next_page(peopled: Desk, ada: Visitor) -> None:
    cleo = peopled.signed_in("Cleo Park")
    assert cleo.open("/events").status == 403

    page = ada.press("Save Control", {"See events": True, "Close and reopen": False})

    assert [status for status, _ in page.redirects] == [303]
    assert ticked(ada, "Control") == [
        "Assign and recall",
        "Act for an operative",
        "See the register",
        "See events",
        "See figures",
    ]
    assert cleo.open("/events").status == 200


def test_each_role_is_saved_by_itself(peopled: Desk, ada: Visitor) -> None:
    before = peopled.head

    ada.press("Save Trainee", {"Hire": True})

    [event] = peopled.events(before)
    assert event.aggregate_id == peopled.id("Trainee")


def test_a_role_is_renamed_where_it_stands(ada: Visitor) -> None:
    page = ada.press("Save Trainee", {"Name": "Learner"})

    assert page.notices == [
        "The role Learner was changed: called Learner, it lets one see the register"
    ]
    assert ticked(ada, "Learner") == ["See the register"]


def test_a_refused_change_keeps_what_was_ticked(peopled: Desk, ada: Visitor) -> None:
    page = ada.press("Save Trainee", {"Name": "Control", "Hire": True, STAYS: True})

    assert page.status == 422
    assert page.alert == "There is a role called Control already."
    typed = fields_in(page.main.select("form.permission")[-1])
    assert typed["Name"].value == "Control"
    assert [label for label, field in typed.items() if field.is_ticked] == [
        "Hire",
        "See the register",
        STAYS,
    ]


def test_nothing_is_changed_where_nothing_is_different(ada: Visitor) -> None:
    page = ada.press("Save Trainee")

    assert (page.status, page.alert) == (422, "Nothing has been changed.")


def test_whoever_saves_from_an_old_page_is_told_what_somebody_else_did(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Eve Ross", "Administration")
    eve = peopled.signed_in("Eve Ross")
    eve.open(PERMISSIONS)
    eve.press("Save Trainee", {"Acquire": True})

    page = ada.press("Save Trainee", {"Hire": True})

    assert page.status == 409
    assert "The role Trainee has changed since this page was opened." in page.alert
    assert "it lets one acquire, see the register 10:42 by Eve Ross" in page.alert
    assert ticked(ada, "Trainee") == ["Hire", "See the register"]
    assert ada.press("Save Trainee").status == 200


def test_a_role_that_lets_the_last_administrator_be_one_keeps_doing_so(ada: Visitor) -> None:
    page = ada.press("Save Administration", {"Manage people": False})

    assert page.status == 422
    assert "Then nobody could manage people any more." in page.alert
    assert ada.open(PERMISSIONS).status == 200


def test_a_role_that_does_not_exist_is_not_changed(peopled: Desk, ada: Visitor) -> None:
    sent = ada.form("Save Trainee").submission()
    sent.address = f"{PERMISSIONS}/role-1"

    assert ada.send(sent).status == 404


# Making and removing


def test_a_new_role_can_be_granted_at_once(peopled: Desk, ada: Visitor) -> None:
    ada.press("Make role", {"Name": "Auditor", "see events": True, "see figures": True})
    assert ticked(ada, "Auditor") == ["See events", "See figures"]

    page = ada.open(f"/administration/people/{peopled.user_id('Cleo Park')}")

    assert "Auditor" in [each.text for each in page.field("Grant a role").element.select("option")]


def test_a_role_without_a_name_is_not_made_and_what_was_ticked_is_kept(ada: Visitor) -> None:
    page = ada.press("Make role", {"hire": True})

    assert page.status == 422
    assert page.group("It lets one").ticked == ["hire"]
    assert page.buttons.count("Make role") == 1


def test_only_a_role_that_nobody_holds_is_removed(peopled: Desk, ada: Visitor) -> None:
    assert [each for each in ada.page.buttons if each.startswith("Remove")] == [
        "Remove Management",
        "Remove Trainee",
    ]
    sent = ada.form("Remove Trainee").submission()
    sent.address = f"{PERMISSIONS}/{ROLES['Control']}/remove"

    page = ada.send(sent)
    assert (page.status, page.alert) == (422, "Somebody holds this role. Revoke it first.")

    page = ada.press("Remove Trainee")
    assert page.notices == ["The role Trainee was removed"]
    assert "Save Trainee" not in page.buttons


def test_a_feature_that_nobody_knows_is_refused(peopled: Desk, ada: Visitor) -> None:
    sent = ada.form("Save Trainee").submission()
    before = peopled.head

    page = ada.send(sent.but(features="fly"))

    assert page.status == 422
    assert "One of the ticked features is not known to this desk." in page.alert
    assert peopled.head == before
