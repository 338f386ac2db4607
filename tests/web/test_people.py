"""People: the first administrator, letting others in, and the list of everybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.access_keeper import AccessKeeper
from app.commands.role import GrantRole
from app.commands.user import DisableUser, EnableUser, EndSessions
from app.domain.feature import Feature
from app.event_store.address import SqliteStore
from app.private_store.sign_ins import What
from app.settings import LEAST_KEY, Settings
from tests.web.desk import Desk
from tests.web.peopled import PEOPLE, change_role, desk_with_teams, make_role, page_of_user
from tests.web.signing_in import PASSWORD, give, make_up
from tests.web.test_work_as import work_as
from tests.web.visitor import Visitor

ADA: dict[str, str | bool] = {"Full name": "Ada Novak", "Sign-in name": "ada"}
DORA: dict[str, str | bool] = {"Full name": "Dora Webb", "Sign-in name": "dora"}


@pytest.fixture
def peopled() -> Iterator[Desk]:
    desk = desk_with_teams()
    yield desk
    desk.log.close()


@pytest.fixture
def ada(peopled: Desk) -> Visitor:
    visitor = peopled.signed_in("Ada Novak")
    visitor.open(PEOPLE)
    return visitor


# The first administrator


def test_whoever_is_added_first_sets_a_password_and_is_signed_in(desk: Desk) -> None:
    visitor = desk.visitor()
    page = visitor.open(PEOPLE)
    assert "This desk is open" in page.words("Add the first administrator")

    page = visitor.press("Add administrator", ADA)

    assert [status for status, _ in page.redirects] == [303]
    assert page.path.startswith("/invitations/")
    assert page.notices == ["Ada Novak was registered; was granted the role Administration"]
    visitor.press("Set password", {"New password": PASSWORD})
    page = visitor.open(PEOPLE)
    assert page.items("People") == ["Ada Novak ada Signed in last seen 10:42 Administration"]
    assert "Add the first administrator" not in page.text


def test_where_everything_is_in_memory_it_is_said_that_people_are_lost_and_what_to_run_instead(
    desk: Desk, tmp_path: Path
) -> None:
    lost = "This desk keeps everything in memory"
    said = desk.visitor().open(PEOPLE).words("Add the first administrator")
    assert lost in said
    assert "make run STORE=sqlite:///desk.db" in said

    kept = Desk(Settings(store=SqliteStore(tmp_path / "desk.db"), secret_key="k" * LEAST_KEY))

    assert lost not in kept.visitor().open(PEOPLE).words("Add the first administrator")
    kept.log.close()


def test_from_then_on_everybody_signs_in(desk: Desk) -> None:
    visitor, other = desk.visitor(), desk.visitor()
    visitor.open(PEOPLE)
    visitor.press("Add administrator", ADA)

    assert other.open("/control/").path == "/sign-in"


def test_a_reload_of_the_page_after_it_does_not_lose_the_link(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    address = visitor.press("Add administrator", ADA).address

    visitor.open(address)

    assert visitor.press("Set password", {"New password": PASSWORD}).status == 200


def test_a_second_click_leads_to_a_link_that_works_although_the_desk_is_closed_by_then(
    desk: Desk,
) -> None:
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    sent = visitor.form("Add administrator").fill(ADA).submission()
    visitor.post(sent)

    visitor.send(sent)

    assert visitor.press("Set password", {"New password": PASSWORD}).status == 200
    assert desk.types().count("UserRegistered") == 1


def test_nobody_gets_in_by_sending_what_somebody_elses_browser_has_sent(desk: Desk) -> None:
    visitor, stranger = desk.visitor(), desk.visitor()
    visitor.open(PEOPLE)
    sent = visitor.form("Add administrator").fill(ADA).submission()
    stranger.open(PEOPLE)
    token = stranger.form("Add administrator").submission()["csrf_token"]
    visitor.post(sent)

    page = stranger.send(sent.but(csrf_token=token))

    assert (page.status, page.heading) == (403, "Please sign in")


def test_once_there_is_a_password_the_form_cannot_be_sent_again(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    sent = visitor.form("Add administrator").fill(ADA).submission()
    visitor.send(sent)
    twin = visitor.twin()
    visitor.press("Set password", {"New password": PASSWORD})

    assert twin.send(sent).status == 403


def test_nor_later_whatever_has_become_of_the_password(desk: Desk) -> None:
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    sent = visitor.form("Add administrator").fill(ADA).submission()
    visitor.send(sent)
    desk.clock.move(1)
    assert visitor.twin().send(sent).status == 200

    desk.clock.move(1)

    assert visitor.twin().send(sent).status == 403


@pytest.mark.parametrize("command", [DisableUser, EndSessions])
def test_nor_when_something_has_happened_to_the_administrator_since(
    desk: Desk, command: type[DisableUser | EndSessions]
) -> None:
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    sent = visitor.form("Add administrator").fill(ADA).submission()
    visitor.send(sent)
    desk.add_administrator("Bea Lund")
    ada = next(id for id in AccessKeeper(desk.log).now().users if id != desk.user_id("Bea Lund"))
    give(desk, command(user_id=ada))
    if command is DisableUser:
        give(desk, EnableUser(user_id=ada))

    assert visitor.twin().send(sent).status == 403


def test_of_two_who_are_added_first_at_once_one_is(desk: Desk) -> None:
    first, second = desk.visitor(), desk.visitor()
    for visitor in (first, second):
        visitor.open(PEOPLE)
    first.press("Add administrator", ADA)

    page = second.press("Add administrator", DORA)

    assert page.status == 403
    assert "Dora Webb" in page.text
    assert desk.types().count("UserRegistered") == 1


def test_whoever_else_closes_the_desk_is_led_in_as_well(desk: Desk) -> None:
    make_role(desk, "Boss", Feature.MANAGE_PEOPLE)
    visitor = desk.visitor()
    visitor.open(PEOPLE)

    page = visitor.press("Register", {**DORA, "Boss": True})

    assert page.path.startswith("/invitations/")
    assert "Dora Webb" in page.text


def test_whoever_works_as_somebody_made_up_can_close_the_desk_as_well(desk: Desk) -> None:
    make_up(desk, "Max Made", "Administration")
    visitor = desk.visitor()
    visitor.open(PEOPLE)
    work_as(visitor, desk.user_id("Max Made"))
    visitor.open(PEOPLE)

    page = visitor.press("Add administrator", ADA)

    assert page.path.startswith("/invitations/")
    assert desk.events()[-1].metadata.who == desk.user_id("Max Made")
    assert visitor.open(PEOPLE).path == "/sign-in"


# Letting somebody in


def test_whoever_is_registered_gets_a_link_that_is_shown_once(peopled: Desk, ada: Visitor) -> None:
    page = ada.press("Register", {**DORA, "Control": True})

    assert page.heading == "Dora Webb"
    assert page.response.headers["Cache-Control"] == "no-store"
    link = page.field("Link for setting the password")
    assert link.element.has_attr("readonly")
    assert "It works once, until Thu 5 Jun 10:42" in page.words("Pass this link on")
    assert "Link for setting the password" not in ada.open(page.address).fields()
    dora = peopled.visitor()
    dora.open(link.value)
    assert dora.press("Set password", {"New password": PASSWORD}).status == 200
    assert dora.open("/control/").heading == "Control"


def test_somebody_can_be_one_of_the_operatives_that_were_hired_before(
    peopled: Desk, ada: Visitor
) -> None:
    options = ada.page.field("Is an operative").element.select("option")
    assert [each.text for each in options] == ["No", "Hire them as one now", "Okafor, Ben"]

    ada.press(
        "Register",
        {"Full name": "Ben Okafor", "Sign-in name": "ben", "Is an operative": "Okafor, Ben"},
    )

    page = ada.open(PEOPLE)
    assert "Ben Okafor ben Invited until Thu 5 Jun 10:42 no role · is an operative" in page.items(
        "People"
    )


def test_whoever_may_not_hire_is_not_offered_to(peopled: Desk) -> None:
    make_role(peopled, "Doorkeeper", Feature.MANAGE_PEOPLE)
    give(
        peopled,
        GrantRole(holder_id=peopled.user_id("Cleo Park"), role_id=peopled.id("Doorkeeper")),
    )

    page = peopled.signed_in("Cleo Park").open(PEOPLE)

    options = page.field("Is an operative").element.select("option")
    assert [each.text for each in options] == ["No", "Okafor, Ben"]


def test_a_refused_form_keeps_what_was_typed_and_says_why(peopled: Desk, ada: Visitor) -> None:
    page = ada.press(
        "Register",
        {
            "Full name": "Cleo Pringle",
            "Sign-in name": "Cleo",
            "Management": True,
            "Is an operative": "Okafor, Ben",
        },
    )

    assert page.status == 422
    assert "Somebody else signs in as cleo already." in page.alert
    assert page.field("Full name").value == "Cleo Pringle"
    assert page.group("Roles").ticked == ["Management"]
    assert page.field("Is an operative").value == peopled.id("Ben Okafor")
    assert page.field("Sign-in name").error == "Somebody else signs in as cleo already."


@pytest.mark.parametrize("answer", ["Okafor, Ben", "Hire them as one now"])
def test_whoever_is_to_work_on_their_own_visits_has_to_be_an_operative(
    peopled: Desk, ada: Visitor, answer: str
) -> None:
    before = peopled.head

    page = ada.press("Register", {**DORA, "Operative": True})

    assert page.status == 422
    complaint = "They hold Operative: say which operative they are, or hire them as one now."
    assert page.field("Is an operative").error == complaint
    assert complaint in page.alert
    assert peopled.head == before
    page = ada.press("Register", {"Is an operative": answer})
    assert page.heading == "Dora Webb"
    assert "Is the operative" in page.words("Operative")


def test_whoever_acts_for_operatives_need_not_be_one(ada: Visitor) -> None:
    assert ada.press("Register", {**DORA, "Operative": True, "Control": True}).status == 200


def test_a_registration_that_comes_again_is_not_asked_anew(peopled: Desk, ada: Visitor) -> None:
    sent = ada.form("Register").fill({**DORA, "Trainee": True}).submission()
    ada.post(sent)
    change_role(peopled, "Trainee", Feature.WORK_ON_OWN_VISITS)

    assert ada.post(sent).status_code == 303


def test_whoever_has_the_name_of_somebody_else_can_be_told_from_them(
    peopled: Desk, ada: Visitor
) -> None:
    page = ada.press(
        "Register",
        {
            "Full name": "ann marsh",
            "Sign-in name": "ann2",
            "Is an operative": "Hire them as one now",
        },
    )

    assert page.notices == [
        "ann marsh was registered; was linked to the operative ann marsh",
        "There is another ann marsh already, who signs in as ann.",
    ]
    peopled.register("Ray Quist", "Administration", "Control")
    ray = peopled.signed_in("Ray Quist")
    for path in ("/control/", "/operatives/", "/administration/operatives"):
        text = ray.open(path).text
        assert "Ann Marsh (ann)" in text, path
        assert "ann marsh (ann2)" in text, path


def test_operatives_of_one_name_who_are_no_users_are_told_apart_where_one_is_chosen(
    peopled: Desk, ada: Visitor
) -> None:
    peopled.clock.move(5)
    peopled.hire("Ben Okafor")

    options = ada.open(PEOPLE).field("Is an operative").element.select("option")

    assert [each.text for each in options][-2:] == [
        "Okafor, Ben (hired 10:42)",
        "Okafor, Ben (hired 10:47)",
    ]


def test_one_after_the_other_can_be_let_in(ada: Visitor) -> None:
    ada.press("Register", DORA)

    assert ada.page.link("Let in another") == f"{PEOPLE}#full_name"


@pytest.mark.parametrize(
    ("label", "typed", "complaint"),
    [
        ("Full name", " ", "Full name is required"),
        ("Sign-in name", "ada novak", "without spaces"),
    ],
)
def test_names_that_cannot_be_are_complained_about_where_they_stand(
    ada: Visitor, label: str, typed: str, complaint: str
) -> None:
    page = ada.press("Register", {**DORA, label: typed})

    assert page.status == 422
    assert complaint in page.field(label).error


# The list


def test_the_list_says_how_everybody_stands(peopled: Desk, ada: Visitor) -> None:
    make_up(peopled, "Max Made", "Control")
    peopled.register("Eve Ross")
    give(peopled, DisableUser(user_id=peopled.user_id("Eve Ross")))
    peopled.register("Gwen Hall")

    assert ada.open(PEOPLE).items("People") == [
        "Ada Novak ada Signed in last seen 10:42 Administration",
        "Ann Marsh ann Operative",
        "Cleo Park cleo Control, Response (through Night shift)",
        "Eve Ross eve Disabled no role",
        "Gwen Hall gwen No password yet no role",
        "Max Made max Control · made up",
    ]


def test_it_says_once_that_all_are_made_up(peopled: Desk, ada: Visitor) -> None:
    make_up(peopled, "Max Made", "Operative")

    page = ada.open(f"{PEOPLE}?filter=Max")

    assert page.items("People") == ["Max Made max Operative · is no operative"]
    assert "All of these are made up." in page.text


def test_a_long_list_is_paged_and_can_be_filtered(peopled: Desk, ada: Visitor) -> None:
    for number in range(30):
        peopled.register(f"Person{number:02} Smith")

    page = ada.open(PEOPLE)
    assert len(page.items("People")) == 25
    assert "Page 1 of 2" in page.text

    page = ada.press("Filter", {"Filter people by name": "person07"})

    assert [item[:14] for item in page.items("People")] == ["Person07 Smith"]


def test_people_are_not_shown_as_of_the_past(peopled: Desk, ada: Visitor) -> None:
    assert ada.open(f"{PEOPLE}?as_of=3").status == 400
    assert ada.open(f"{page_of_user(peopled, 'Cleo Park')}?as_of=3").status == 400


def test_that_a_link_was_made_is_noted_without_the_link(peopled: Desk, ada: Visitor) -> None:
    page = ada.press("Register", DORA)

    token = page.field("Link for setting the password").value.rpartition("/")[2]
    [note] = peopled.private.sign_ins.page(now=peopled.clock.now)
    assert (note.what, note.by) == (What.LINK_MADE, peopled.user_id("Ada Novak"))
    assert token not in repr(note)
    assert token not in repr(peopled.events())
