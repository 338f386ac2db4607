"""A user's own page in Administration."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.domain.feature import Feature
from app.private_store.sign_ins import What
from tests.web.desk import ROLES, Desk
from tests.web.page import Page, words_of
from tests.web.peopled import (
    AUDIT,
    PEOPLE,
    PERMISSIONS,
    TEAMS,
    desk_with_teams,
    make_team,
    page_of_user,
)
from tests.web.signing_in import PASSWORD, let_sign_in, make_up, sign_in
from tests.web.visitor import Visitor

LAST = "Then nobody could manage people any more. Let somebody else manage people first."


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = desk_with_teams()
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    return peopled.signed_in("Ada Novak")


def standing(page: Page) -> str:
    """What the page's head says of whether they can sign in, and have."""
    return words_of(page.main.select(".page-head .person-head")[0])


def test_it_says_what_somebody_holds_and_through_which_team(peopled: Desk, ada: Visitor) -> None:
    page = ada.open(page_of_user(peopled, "Cleo Park"))

    assert page.items("Roles") == ["Control Revoke Control", "Response through Night shift"]
    assert "Teams: Night shift" in page.words("Roles")


def test_its_head_says_whether_somebody_can_sign_in_and_has(peopled: Desk, ada: Visitor) -> None:
    peopled.register("Nia Holm")
    assert standing(ada.open(page_of_user(peopled, "Nia Holm"))) == "No password yet"
    page = ada.press("Make a link to set the password")
    assert standing(page) == "Invited until Thu 5 Jun 10:42"
    page = ada.open(page_of_user(peopled, "Ada Novak"))
    assert standing(page) == "Signed in last seen 10:42"


def test_nobody_is_at_an_address_that_no_user_has(ada: Visitor) -> None:
    assert ada.open(f"{PEOPLE}/user-1").status == 404


def test_it_leads_to_what_they_did(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_user(peopled, "Ann Marsh"))
    ada.press("Unlink")
    ada.open(page_of_user(peopled, "Ada Novak"))

    page = ada.follow("What they did")

    assert page.heading == "Events"
    [event] = page.main.select("ol.log > li")
    assert "UserUnlinked Ann Marsh" in words_of(event)


# Signing in


def test_it_says_where_somebody_is_signed_in(peopled: Desk, ada: Visitor) -> None:
    cleo = peopled.visitor()
    cleo.environment["headers"] = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}
    sign_in(cleo, "Cleo Park")

    page = ada.open(page_of_user(peopled, "Cleo Park"))

    assert page.items("Signing in") == [
        "Firefox on Linux 127.0.0.1 · since 10:42 · last seen 10:42"
    ]


def test_whoever_is_signed_out_everywhere_has_to_sign_in_at_the_next_page(
    peopled: Desk, ada: Visitor
) -> None:
    cleo = peopled.signed_in("Cleo Park")
    assert cleo.open("/control/").path == "/control/"
    ada.open(page_of_user(peopled, "Cleo Park"))

    page = ada.press("Sign out everywhere")

    assert page.items("Signing in") == []
    assert cleo.open("/control/").path == "/sign-in"
    assert peopled.private.sessions.of(peopled.user_id("Cleo Park"), peopled.clock.now) == []
    assert sign_in(cleo, "Cleo Park").status == 200


def test_signing_out_everywhere_sent_again_later_ends_no_newer_session(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.signed_in("Cleo Park")
    ada.open(page_of_user(peopled, "Cleo Park"))
    sent = ada.form("Sign out everywhere").submission()
    ada.post(sent)
    cleo = peopled.signed_in("Cleo Park")

    ada.post(sent)

    assert cleo.open("/control/").path == "/control/"


def test_a_forgotten_password_is_replaced_by_a_link_that_an_administrator_makes(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))

    page = ada.press("Make a link to set the password")

    assert [status for status, _ in page.redirects] == [303]
    assert "A link for setting a new one works until Thu 5 Jun 10:42." in page.text
    cleo = peopled.visitor()
    cleo.open(page.field("Link for setting the password").value)
    cleo.press("Set password", {"New password": "quite another long password"})
    assert cleo.open("/control/").path == "/control/"
    other = peopled.visitor()
    assert sign_in(other, "Cleo Park", PASSWORD).status == 422


def test_a_link_that_another_has_taken_the_place_of_is_not_shown(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))
    ada.post(ada.form("Make a link to set the password").submission())
    now = peopled.clock.now
    peopled.private.links.make(
        peopled.user_id("Cleo Park"), by="", now=now, until=now + timedelta(days=3)
    )

    page = ada.open(page_of_user(peopled, "Cleo Park"))

    assert "A link for setting a new one works" in page.text
    assert "Link for setting the password" not in page.fields()


def test_a_link_is_shown_on_the_page_of_whoever_it_is_for(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))
    ada.post(ada.form("Make a link to set the password").submission())

    page = ada.open(page_of_user(peopled, "Ann Marsh"))
    assert "Link for setting the password" not in page.fields()

    page = ada.open(page_of_user(peopled, "Cleo Park"))
    assert "Link for setting the password" in page.fields()


def test_somebody_made_up_gets_no_link(peopled: Desk, ada: Visitor) -> None:
    make_up(peopled, "Max Made", "Control")
    ada.open(page_of_user(peopled, "Cleo Park"))
    sent = ada.form("Make a link to set the password").submission()

    page = ada.open(page_of_user(peopled, "Max Made"))
    assert "Make a link to set the password" not in page.buttons

    sent.address = f"{page_of_user(peopled, 'Max Made')}/password-link"
    page = ada.send(sent)
    assert page.status == 422
    assert "Nobody can sign in as this user" in page.alert


# Being an operative


def test_it_says_that_a_role_is_of_no_use_to_whoever_is_no_operative(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Nia Holm")
    ada.open(page_of_user(peopled, "Nia Holm"))
    assert "of no use" not in ada.page.text

    page = ada.press("Grant", {"Grant a role": "Operative"})

    assert "They hold Operative, which is of no use to them until" in page.words("Operative")
    home = peopled.signed_in("Nia Holm").open("/")
    assert "nobody has said yet which operative you are" in home.text
    page = ada.press("Link", {"Is the operative": "Hire them as one now"})
    assert "of no use" not in page.text
    assert "Is the operative Nia Holm" in page.words("Operative")
    assert peopled.types()[-2:] == ["UserLinked", "OperativeHired"]
    home = peopled.signed_in("Nia Holm").open("/")
    assert "nobody has said" not in home.text
    assert "My visits" in home.areas


def test_a_role_through_a_team_is_of_no_use_either(peopled: Desk, ada: Visitor) -> None:
    make_team(peopled, "Vans", "Ada Novak", roles=["Operative"])

    page = ada.open(page_of_user(peopled, "Ada Novak"))

    assert "They hold Operative, which is of no use to them until" in page.words("Operative")


def test_whoever_may_not_hire_does_not_hire_by_linking(peopled: Desk, ada: Visitor) -> None:
    peopled.register_with("Dora Keeper", Feature.MANAGE_PEOPLE)
    dora = peopled.signed_in("Dora Keeper")
    page = dora.open(page_of_user(peopled, "Cleo Park"))
    options = page.field("Is the operative").element.select("option")
    assert [each.text for each in options] == ["Choose an operative …", "Okafor, Ben"]
    before = peopled.head

    page = dora.send(dora.form("Link").submission().but(operative_id="hire"))

    assert page.status == 403
    assert peopled.head == before


# Disabling


def test_whoever_is_disabled_is_out_at_once_and_signs_in_as_before_when_enabled_again(
    peopled: Desk, ada: Visitor
) -> None:
    cleo = peopled.signed_in("Cleo Park")
    ada.open(page_of_user(peopled, "Cleo Park"))

    page = ada.press("Disable")

    assert standing(page) == "Disabled"
    assert "Enabled again, they sign in as before." in page.words("Signing in")
    assert cleo.open("/control/").path == "/sign-in"
    assert sign_in(peopled.visitor(), "Cleo Park").status == 422
    page = ada.press("Enable")
    assert "They have a password." in page.text
    assert page.items("Roles") == ["Control Revoke Control", "Response through Night shift"]
    assert cleo.open("/control/").path == "/sign-in"
    assert sign_in(peopled.visitor(), "Cleo Park").path == "/control/"


def test_a_link_that_somebody_had_is_void_once_they_are_disabled(
    peopled: Desk, ada: Visitor
) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))
    page = ada.press("Make a link to set the password")
    link = page.field("Link for setting the password").value
    ada.press("Disable")
    ada.press("Enable")

    assert peopled.visitor().open(link).status == 410


# The last administrator


@pytest.mark.parametrize("button", ["Disable", "Revoke Administration"])
def test_the_last_administrator_cannot_be_locked_out(
    peopled: Desk, ada: Visitor, button: str
) -> None:
    ada.open(page_of_user(peopled, "Ada Novak"))
    before = peopled.head

    page = ada.press(button)

    assert page.status == 422
    assert page.alert == LAST
    assert peopled.head == before
    assert ada.open(PEOPLE).status == 200


def test_the_last_administrator_cannot_be_erased(peopled: Desk, ada: Visitor) -> None:
    ada.open(f"{page_of_user(peopled, 'Ada Novak')}/erase")

    page = ada.press("Erase for good", {"I understand that this cannot be undone": True})

    assert (page.status, page.alert) == (422, LAST)
    assert page.heading == "Erase Ada Novak"


def test_the_last_who_has_a_password_stays_until_another_has_one(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Bea Lund", "Administration")
    ada.open(page_of_user(peopled, "Ada Novak"))

    page = ada.press("Disable")

    assert page.status == 422
    assert "Bea Lund has not set a password yet." in page.alert
    let_sign_in(peopled, "Bea Lund")
    assert ada.press("Disable").path == "/sign-in"


def test_of_two_administrators_who_disable_each_other_one_is_left(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.register("Eve Ross", "Administration")
    eve = peopled.signed_in("Eve Ross")
    ada.open(page_of_user(peopled, "Eve Ross"))
    eve.open(page_of_user(peopled, "Ada Novak"))

    ada.press("Disable")
    page = eve.press("Disable")

    assert (page.status, page.heading) == (403, "Please sign in")
    assert ada.open(PEOPLE).status == 200


# Two at once


def cleo_is_granted_management_meanwhile(desk: Desk, visitor: Visitor) -> None:
    """By Eve Ross, after the visitor has opened Cleo Park's page."""
    desk.register("Eve Ross", "Administration")
    eve = desk.signed_in("Eve Ross")
    for each in (visitor, eve):
        each.open(page_of_user(desk, "Cleo Park"))
    eve.press("Grant", {"Grant a role": "Management"})


def test_whoever_renames_from_an_old_page_is_told_what_somebody_else_did(
    peopled: Desk, ada: Visitor
) -> None:
    cleo_is_granted_management_meanwhile(peopled, ada)

    page = ada.press("Rename", {"Full name": "Cleo Parker"})

    assert page.status == 409
    assert "Cleo Park has changed since this page was opened." in page.alert
    assert "was granted the role Management 10:42 by Eve Ross" in page.alert
    assert page.field("Full name").value == "Cleo Parker"
    assert ada.press("Rename").notices == [
        "Cleo Parker: the names were changed to Cleo Parker, signing in as cleo"
    ]


def test_who_renames_too_late_keeps_the_sign_in_name_that_somebody_else_gave(
    peopled: Desk, ada: Visitor
) -> None:
    other = peopled.signed_in("Ada Novak")
    for visitor in (ada, other):
        visitor.open(page_of_user(peopled, "Cleo Park"))
    other.press("Rename", {"Sign-in name": "parker"})

    page = ada.press("Rename", {"Full name": "Cleo Parker"})

    assert (page.status, page.field("Sign-in name").value) == (409, "parker")
    ada.press("Rename")
    assert "signing in as parker" in ada.page.notices[0]


def test_a_role_that_somebody_else_has_granted_meanwhile_is_not_granted_twice(
    peopled: Desk, ada: Visitor
) -> None:
    cleo_is_granted_management_meanwhile(peopled, ada)

    page = ada.press("Grant", {"Grant a role": "Management"})

    assert page.status == 422
    assert page.alert == "The role Management has been granted already."


def test_without_a_choice_nothing_is_granted(peopled: Desk, ada: Visitor) -> None:
    ada.open(page_of_user(peopled, "Cleo Park"))

    page = ada.press("Grant")

    assert page.status == 422
    assert "Choose a role." in page.alert


# Erasing


def test_erasing_wants_to_be_understood(peopled: Desk, ada: Visitor) -> None:
    page = ada.open(f"{page_of_user(peopled, 'Ann Marsh')}/erase")
    assert "the name of the operative Ann Marsh, who they are" in page.text
    assert "Backups and exports that were made before." in page.text
    assert "Where the log is in PostgreSQL, what the server’s own files" in page.text
    before = peopled.head

    page = ada.press("Erase for good")

    assert page.status == 422
    assert page.field("I understand that this cannot be undone").error
    assert peopled.head == before


def test_whoever_is_erased_is_out_and_has_no_name_on_any_page(peopled: Desk, ada: Visitor) -> None:
    ann = peopled.signed_in("Ann Marsh")
    peopled.private.sign_ins.note(
        What.SIGNED_IN, at=peopled.clock.now, user_id=peopled.user_id("Ann Marsh")
    )
    ada.open(f"{page_of_user(peopled, 'Ann Marsh')}/erase")

    page = ada.press("Erase for good", {"I understand that this cannot be undone": True})

    assert page.heading == "(erased)"
    assert standing(page) == "Erased"
    assert page.buttons == []
    assert not peopled.private.credentials.who_have([peopled.user_id("Ann Marsh")])
    assert ann.open("/about").path == "/sign-in"
    assert sign_in(peopled.visitor(), "Ann Marsh").status == 422
    erased = page_of_user(peopled, "Ann Marsh")
    for path in (PEOPLE, erased, PERMISSIONS, AUDIT, TEAMS, "/events", "/operatives/"):
        assert "Marsh" not in ada.open(path).html
    assert ada.open(f"{erased}/erase").path == erased


def test_the_roles_offered_are_those_not_granted_to_the_user_alone(
    peopled: Desk, ada: Visitor
) -> None:
    page = ada.open(page_of_user(peopled, "Cleo Park"))

    options = page.field("Grant a role").element.select("option")
    assert {each.text for each in options[1:]} == {*ROLES, "Trainee"} - {"Control"}
