"""Links for setting a password: they work once, for three days, and stand in no log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.commands.user import DisableUser, EraseUser
from app.private_store.sign_ins import What
from app.settings import Settings
from app.web.invitations import invitation_for, make_link
from tests.web.desk import Desk, closed_desk, staffed_desk
from tests.web.page import Page, attribute
from tests.web.signing_in import give, let_sign_in, make_up, peopled_desk, sign_in
from tests.web.visitor import Visitor

NEW_PASSWORD = "seven herons ate the ladder"
STAYS = "Stay signed in on this telephone"


@pytest.fixture
def closed() -> Desk:
    desk = peopled_desk()
    desk.register("Nora New", "Control")
    return desk


def link_for(desk: Desk, name: str) -> str:
    now = desk.clock.now
    token, _ = make_link(desk.private, desk.user_id(name), by=desk.user_id("Ada Novak"), now=now)
    return f"/invitations/{token}"


def set_password(visitor: Visitor, link: str, password: str = NEW_PASSWORD) -> Page:
    visitor.open(link)
    return visitor.press("Set password", {"New password": password})


def is_dead(page: Page) -> bool:
    return page.status == 410 and page.heading == "This link cannot be used"


def test_a_link_sets_the_password_and_signs_in(closed: Desk) -> None:
    visitor = closed.visitor()
    page = set_password(visitor, link_for(closed, "Nora New"))

    assert (page.status, page.address) == (200, "/control/")
    assert visitor.open("/you").heading == "Nora New"
    assert sign_in(closed.visitor(), "Nora New", NEW_PASSWORD).address == "/control/"


def test_to_open_it_does_not_use_it_up(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    for _ in range(3):
        assert closed.visitor().open(link).heading == "Set your password"
        assert closed.visitor().client.head(link).status_code == 200

    assert set_password(closed.visitor(), link).status == 200


def test_it_works_once(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    late = closed.visitor()
    late.open(link)
    form = late.form("Set password").fill({"New password": "nine otters sang in the rain"})
    set_password(closed.visitor(), link)

    assert is_dead(form.press())
    assert is_dead(closed.visitor().open(link))
    assert sign_in(closed.visitor(), "Nora New", NEW_PASSWORD).status == 200


def test_it_works_for_three_days(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    closed.clock.move(3 * 24 * 60 - 1)
    visitor = closed.visitor()
    assert visitor.open(link).heading == "Set your password"
    form = visitor.form("Set password").fill({"New password": NEW_PASSWORD})
    closed.clock.move(1)

    assert is_dead(form.press())
    assert is_dead(visitor.open(link))


def test_an_altered_one_does_not_work(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    other = "A" if link[-1] != "A" else "B"

    for wrong in (f"{link[:-1]}{other}", f"{link}A", link[:-1], "/invitations/x"):
        assert is_dead(closed.visitor().open(wrong))


def test_a_newer_one_is_in_its_place(closed: Desk) -> None:
    first, second = link_for(closed, "Nora New"), link_for(closed, "Nora New")

    assert is_dead(closed.visitor().open(first))
    assert set_password(closed.visitor(), second).status == 200


@pytest.mark.parametrize("command", [DisableUser, EraseUser])
def test_it_does_not_work_for_who_may_not_sign_in(
    closed: Desk, command: type[DisableUser | EraseUser]
) -> None:
    link = link_for(closed, "Nora New")
    visitor = closed.visitor()
    visitor.open(link)
    form = visitor.form("Set password").fill({"New password": NEW_PASSWORD})
    give(closed, command(user_id=closed.user_id("Nora New")))

    assert is_dead(form.press())
    assert is_dead(visitor.open(link))
    assert closed.private.credentials.hash_of(closed.user_id("Nora New")) is None


def test_it_does_not_work_for_made_up_people() -> None:
    desk = staffed_desk()
    make_up(desk, "Molly Made", "Control")
    peopled_desk(desk)

    assert is_dead(desk.visitor().open(link_for(desk, "Molly Made")))


def test_of_two_at_once_one_wins(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    passwords = ("seven herons ate the ladder", "nine otters sang in the rain")
    start = Barrier(2)

    def send(password: str) -> int:
        visitor = closed.visitor()
        visitor.open(link)
        form = visitor.form("Set password").fill({"New password": password})
        start.wait()
        return form.press().status

    with ThreadPoolExecutor(2) as both:
        statuses = list(both.map(send, passwords))

    assert sorted(statuses) == [200, 410]
    winner = passwords[statuses.index(200)]
    loser = passwords[statuses.index(410)]
    assert sign_in(closed.visitor(), "Nora New", winner).status == 200
    assert sign_in(closed.visitor(), "Nora New", loser).status == 422


def test_a_password_that_will_not_do_does_not_use_it_up(closed: Desk) -> None:
    visitor = closed.visitor()
    link = link_for(closed, "Nora New")
    for password, complaint in (
        ("", "New password is required."),
        ("short", "at least 12"),
        ("nora nora nora", "sign-in name"),
        ("passwordpassword", "too easy"),
    ):
        page = set_password(visitor, link, password)
        assert page.status == 422
        assert complaint in page.field("New password").error
        assert password not in page.html or not password

    assert set_password(visitor, link).status == 200


def test_who_was_signed_in_with_the_old_password_is_not_any_more(closed: Desk) -> None:
    thief = closed.visitor()
    sign_in(thief, "Cleo Park")

    set_password(closed.visitor(), link_for(closed, "Cleo Park"))

    assert thief.open("/control/").heading == "Sign in"


def test_another_site_cannot_use_it(closed: Desk) -> None:
    link = link_for(closed, "Nora New")
    visitor = closed.visitor()

    answer = visitor.client.post(link, data={"new_password": NEW_PASSWORD})

    assert answer.status_code == 400
    assert closed.private.credentials.hash_of(closed.user_id("Nora New")) is None


def test_password_managers_know_the_fields(closed: Desk) -> None:
    page = closed.visitor().open(link_for(closed, "Nora New"))

    name = page.field("Sign-in name")
    assert (attribute(name.element, "autocomplete"), name.value) == ("username", "nora")
    assert attribute(page.field("New password").element, "autocomplete") == "new-password"


def test_the_field_to_fill_in_has_the_focus_unless_something_went_wrong(closed: Desk) -> None:
    visitor = closed.visitor()
    page = visitor.open(link_for(closed, "Nora New"))
    assert [each["name"] for each in page.soup.select("[autofocus]")] == ["new_password"]

    page = visitor.press("Set password", {"New password": "short"})

    assert [each["class"] for each in page.soup.select("[autofocus]")] == ["trouble"]


def test_who_may_stay_signed_in_on_their_telephone_can_say_so_there(closed: Desk) -> None:
    visitor = closed.visitor()
    page = visitor.open(link_for(closed, "Ann Marsh"))
    assert "For 30 days." in page.text

    visitor.press("Set password", {"New password": NEW_PASSWORD, STAYS: True})

    assert visitor.page.path == closed.page_of("Ann Marsh")
    closed.clock.move(29 * 24 * 60)
    assert visitor.open("/you").heading == "Ann Marsh"


def test_who_does_not_tick_it_is_signed_in_as_usual(closed: Desk) -> None:
    visitor = closed.visitor()
    set_password(visitor, link_for(closed, "Ann Marsh"))

    closed.clock.move(121)

    assert visitor.open("/you").heading == "Sign in"


def test_others_are_not_asked_and_cannot_have_it(closed: Desk) -> None:
    visitor = closed.visitor()
    page = visitor.open(link_for(closed, "Nora New"))
    assert STAYS not in page.fields()
    form = visitor.form("Set password").fill({"New password": NEW_PASSWORD})

    visitor.send(form.submission().but(stays="y"))

    assert visitor.open("/you").heading == "Nora New"
    closed.clock.move(121)
    assert visitor.open("/you").heading == "Sign in"


def test_where_telephones_never_stay_signed_in_it_is_not_asked() -> None:
    desk = peopled_desk(staffed_desk(Settings(telephone_days=0)))

    assert STAYS not in desk.visitor().open(link_for(desk, "Ann Marsh")).fields()


# While the desk is open


def test_at_an_open_desk_a_password_counts_once_it_is_closed(desk: Desk) -> None:
    desk.register("Nora New")
    token, _ = make_link(desk.private, desk.user_id("Nora New"), by="", now=desk.clock.now)
    visitor = desk.visitor()
    page = visitor.open(f"/invitations/{token}")
    assert "your password counts once it is closed" in page.text
    assert "You are signed in" not in page.text
    assert STAYS not in page.fields()

    page = visitor.press("Set password", {"New password": NEW_PASSWORD})

    assert page.notices == [
        "Your password is set. It counts once this desk is closed: you sign in with it then"
    ]
    assert desk.private.sessions.of(desk.user_id("Nora New"), desk.clock.now) == []
    desk.add_administrator("Ada Novak")
    assert sign_in(visitor, "Nora New", NEW_PASSWORD, at="/you").heading == "Nora New"


# The secret


@pytest.mark.parametrize(
    "mangled",
    [
        "/invitations/{}",
        "/invitations/{}/",
        "//invitations/{}",
        "/invitations//{}",
        "/invitations/{} ",
        "/invitations/{}/more",
        "/Invitations/{}",
        "/you/../invitations/..{}",
    ],
)
def test_no_log_has_it(closed: Desk, mangled: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = link_for(closed, "Nora New").rpartition("/")[2]
    client = closed.visitor().client
    for method in ("GET", "HEAD", "POST", "PUT"):
        client.open("/", method=method, environ_overrides={"PATH_INFO": mangled.format(token)})

    said = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "/invitations" in said.lower()
    assert token[:20] not in said


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 200),
        ({"method": "POST"}, 400),
        ({"method": "PUT"}, 405),
        ({"headers": {"Host": "desk.example"}}, 400),
    ],
)
def test_no_other_page_is_told_it(closed: Desk, asked: dict[str, Any], status: int) -> None:
    answer = closed.visitor().client.open(link_for(closed, "Nora New"), **asked)

    assert answer.status_code == status
    assert answer.headers.getlist("Referrer-Policy") == ["strict-origin"]


def test_nor_is_what_looks_like_one() -> None:
    answer = staffed_desk().visitor().client.get("/invitations/altered")

    assert answer.headers.getlist("Referrer-Policy") == ["strict-origin"]


def test_over_https_the_form_passes_with_what_browsers_then_say_of_its_page() -> None:
    desk = staffed_desk(Settings(https=True))
    peopled_desk(desk)
    desk.register("Nora New", "Control")
    visitor = Visitor(
        desk.app, base_url="https://localhost", headers={"Referer": "https://localhost/"}
    )

    assert set_password(visitor, link_for(desk, "Nora New")).status == 200


def test_it_is_noted_who_made_it_and_who_used_it(closed: Desk) -> None:
    set_password(closed.visitor(), link_for(closed, "Nora New"))
    for _ in range(5):
        closed.visitor().open("/invitations/altered")

    nora = closed.user_id("Nora New")
    notes = closed.private.sign_ins.page(now=closed.clock.now)
    assert [(each.what, each.user_id, each.by) for each in reversed(notes)] == [
        (What.LINK_MADE, nora, closed.user_id("Ada Novak")),
        (What.LINK_USED, nora, ""),
        (What.SIGNED_IN, nora, ""),
        (What.LINK_REFUSED, "", ""),  # the others are not noted: anybody can cause as many
    ]


def test_an_administrator_makes_one_from_a_page(closed: Desk) -> None:
    with closed.app.test_request_context("/"):
        invitation = invitation_for(closed.user_id("Nora New"))

    assert invitation.until == closed.clock.now + timedelta(days=3)
    assert invitation.address.startswith("http://localhost/invitations/")
    assert set_password(closed.visitor(), urlsplit(invitation.address).path).status == 200


def test_a_lost_password_is_the_same_link(closed: Desk) -> None:
    let_sign_in(closed, "Nora New")

    assert set_password(closed.visitor(), link_for(closed, "Nora New")).status == 200
    assert sign_in(closed.visitor(), "Nora New").status == 422


@pytest.mark.parametrize("name", ["localhost:8000", "127.0.0.1"])
def test_a_link_made_at_the_machine_itself_leads_where_others_reach_the_desk(name: str) -> None:
    desk = closed_desk(Settings(hosts=("desk.example.org", "other.example"), proxies=1))
    ada = desk.signed_in("Ada Novak", base_url=f"http://{name}")
    ada.open(f"/administration/people/{desk.user_id('Ada Novak')}")

    page = ada.press("Make a link to set the password")

    link = page.field("Link for setting the password").value
    assert link.startswith("http://desk.example.org/invitations/")


@pytest.mark.parametrize(
    ("settings", "name"),
    [(Settings(), "localhost:8000"), (Settings(hosts=("desk.example", "b.example")), "b.example")],
)
def test_otherwise_it_has_the_name_that_the_page_was_asked_for(
    settings: Settings, name: str
) -> None:
    desk = closed_desk(settings)
    ada = desk.signed_in("Ada Novak", base_url=f"http://{name}")
    ada.open(f"/administration/people/{desk.user_id('Ada Novak')}")

    page = ada.press("Make a link to set the password")

    link = page.field("Link for setting the password").value
    assert link.startswith(f"http://{name}/invitations/")
