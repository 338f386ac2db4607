"""Sessions: they are new at each sign-in, and end in every process with the next request."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from app.commands.user import DisableUser, EnableUser, EndSessions, EraseUser
from app.event_store.address import SqliteStore
from app.event_store.memory import memory_log
from app.event_store.stores import open_log, open_private_store, prepare
from app.private_store.store import PrivateStore
from app.settings import Settings
from app.web.asking import TOKEN
from tests.private_store.full_disk import FullDisk
from tests.web.desk import Desk, staffed_desk
from tests.web.page import attribute
from tests.web.peopled import page_of_user
from tests.web.signing_in import PASSWORD, give, let_sign_in, peopled_desk, sign_in
from tests.web.visitor import Visitor

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def signed_in(desk: Desk, name: str, *, stays: bool = False) -> Visitor:
    visitor = desk.visitor()
    assert sign_in(visitor, name, stays=stays).status == 200
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/you").status_code == 200


# Fixation


def test_a_session_that_was_there_before_is_not_the_one_after(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")
    planted = visitor.twin()
    with planted.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session[TOKEN] = "a token that somebody else knows"
    sign_in(planted, "Cleo Park")

    with planted.client.session_transaction() as session:
        assert session[TOKEN] != "a token that somebody else knows"
        assert "planted" not in session
    assert not is_in(visitor)


def test_whoever_signs_in_again_has_another_session_and_the_one_before_has_ended(
    closed: Desk,
) -> None:
    visitor = signed_in(closed, "Cleo Park")
    closed.clock.move(121)
    visitor.open("/sign-in")
    other_tab = visitor.form("Sign in").fill({"Sign-in name": "cleo", "Password": PASSWORD})
    assert sign_in(visitor, "Cleo Park").status == 200
    before = visitor.twin()
    assert is_in(before)

    assert visitor.post(other_tab.submission()).status_code == 303

    assert is_in(visitor)
    assert not is_in(before)


def test_who_takes_the_place_of_somebody_else_in_a_browser_ends_their_session(closed: Desk) -> None:
    visitor = signed_in(closed, "Ada Novak")
    before = visitor.twin()
    visitor.open(page_of_user(closed, "Cleo Park"))
    visitor.press("Make a link to set the password")
    visitor.open(visitor.page.field("Link for setting the password").value)

    visitor.press("Set password", {"New password": "seven herons ate the ladder"})

    assert visitor.open("/you").heading == "Cleo Park"
    assert not is_in(before)


def test_a_form_from_before_the_sign_in_lacks_the_proof_that_goes_with_the_new_session(
    closed: Desk,
) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")
    other_tab = visitor.form("Sign in").fill({"Sign-in name": "ada", "Password": PASSWORD})
    sign_in(visitor, "Cleo Park")

    assert visitor.post(other_tab.submission()).status_code == 400


# The clock


def test_a_session_ends_after_two_hours_without_use(closed: Desk) -> None:
    visitor = signed_in(closed, "Cleo Park")
    closed.clock.move(119)
    assert is_in(visitor)
    closed.clock.move(119)
    assert is_in(visitor)
    closed.clock.move(121)
    assert not is_in(visitor)


def test_a_session_ends_after_twelve_hours_of_use(closed: Desk) -> None:
    visitor = signed_in(closed, "Cleo Park")
    for _ in range(11):
        closed.clock.move(60)
        assert is_in(visitor)
    closed.clock.move(59)
    assert is_in(visitor)
    closed.clock.move(1)
    assert not is_in(visitor)


def test_both_are_settings() -> None:
    desk = peopled_desk(staffed_desk(Settings(session_hours=3, idle_hours=1)))
    idle, busy = signed_in(desk, "Cleo Park"), signed_in(desk, "Cleo Park")
    for _ in range(3):
        assert is_in(busy)
        desk.clock.move(59)
    assert is_in(busy)
    assert not is_in(idle)
    desk.clock.move(4)
    assert not is_in(busy)


def test_an_operatives_telephone_stays_signed_in_for_thirty_days(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")
    typed: dict[str, str | bool] = {
        "Sign-in name": "ann",
        "Password": PASSWORD,
        "Stay signed in on this telephone": True,
    }
    answer = visitor.post(visitor.form("Sign in").fill(typed).submission())

    (cookie,) = [
        each for each in answer.headers.getlist("Set-Cookie") if each.startswith("firstline-8000=")
    ]
    assert "Expires=" in cookie
    closed.clock.move(29 * 24 * 60)
    assert is_in(visitor)
    closed.clock.move(24 * 60)
    assert not is_in(visitor)


@pytest.mark.parametrize(
    ("settings", "name", "stays"),
    [
        (Settings(), "Cleo Park", True),  # whose role does not allow it
        (Settings(), "Ann Marsh", False),  # who did not ask for it
    ],
)
def test_nobody_else_stays(settings: Settings, name: str, stays: bool) -> None:
    desk = peopled_desk(staffed_desk(settings))
    visitor = signed_in(desk, name, stays=stays)

    desk.clock.move(121)

    assert not is_in(visitor)


def test_where_the_setting_is_0_it_is_not_offered() -> None:
    desk = peopled_desk(staffed_desk(Settings(telephone_days=0)))

    assert list(desk.visitor().open("/sign-in").fields()) == ["Sign-in name", "Password"]


# Ended by somebody


@pytest.mark.parametrize("command", [DisableUser, EndSessions, EraseUser])
def test_what_an_administrator_does_ends_them_at_the_next_request(
    closed: Desk, command: type[DisableUser | EndSessions | EraseUser]
) -> None:
    visitor, other = signed_in(closed, "Cleo Park"), signed_in(closed, "Ada Novak")
    assert is_in(visitor)

    give(closed, command(user_id=closed.user_id("Cleo Park")))

    assert not is_in(visitor)
    assert is_in(other)


def test_who_is_enabled_again_has_to_sign_in_again(closed: Desk) -> None:
    visitor = signed_in(closed, "Cleo Park")
    give(closed, DisableUser(user_id=closed.user_id("Cleo Park")))
    give(closed, EnableUser(user_id=closed.user_id("Cleo Park")))

    assert not is_in(visitor)
    assert is_in(signed_in(closed, "Cleo Park"))


def test_who_signs_in_after_sessions_were_ended_stays_in(closed: Desk) -> None:
    give(closed, EndSessions(user_id=closed.user_id("Cleo Park")))

    assert is_in(signed_in(closed, "Cleo Park"))


# From one's own page


def test_ones_own_page_lists_where_one_is_signed_in(closed: Desk) -> None:
    phone = Visitor(
        closed.app, headers={"User-Agent": FIREFOX}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    sign_in(phone, "Cleo Park")
    closed.clock.move(5)
    closed.signed_in("Ada Novak")
    page = closed.signed_in("Cleo Park").open("/you")

    assert page.heading == "Cleo Park"
    assert "You sign in as cleo, and hold Control." in page.text
    here, there = page.items("Where you are signed in 2")
    assert "(this one)" in here
    assert there.startswith("Firefox on Android")
    assert "192.0.2.7" in there
    assert "ended" not in page.text


def test_it_says_until_when_each_lasts_at_most(closed: Desk) -> None:
    visitor = signed_in(closed, "Ann Marsh")
    signed_in(closed, "Ann Marsh", stays=True)

    here, there = visitor.open("/you").items("Where you are signed in")

    assert "stays signed in until 22:42 at most" in here
    assert "stays signed in until Wed 2 Jul 10:42 at most" in there


def test_one_of_them_can_be_ended_there(closed: Desk) -> None:
    lost, third, visitor = (closed.signed_in("Cleo Park") for _ in range(3))
    ids = {
        each.id
        for each in closed.private.sessions.of(closed.user_id("Cleo Park"), closed.clock.now)
    }
    visitor.open("/you")
    forms = [
        form
        for form in visitor.page.main.select("form")
        if attribute(form, "action") == "/you/end-session"
    ]
    assert len(forms) == 2
    fields = {
        attribute(each, "name"): attribute(each, "value") for each in forms[0].select("input")
    }
    assert fields["session_id"] in ids

    answer = visitor.client.post("/you/end-session", data=fields)

    assert answer.status_code == 303
    assert is_in(visitor)
    assert sorted([is_in(lost), is_in(third)]) == [False, True]


def test_nobody_ends_the_session_of_somebody_else(closed: Desk) -> None:
    cleo, ada = closed.signed_in("Cleo Park"), closed.signed_in("Ada Novak")
    closed.signed_in("Ada Novak")
    (of_cleo,) = closed.private.sessions.of(closed.user_id("Cleo Park"), closed.clock.now)
    ada.open("/you")
    sent = ada.form("Sign out there").submission()

    ada.post(sent.but(session_id=of_cleo.id))

    assert is_in(cleo)


def test_all_others_can_be_ended_there(closed: Desk) -> None:
    lost, visitor, ada = (closed.signed_in(name) for name in ("Cleo Park",) * 2 + ("Ada Novak",))
    visitor.open("/you")

    page = visitor.press("Sign out everywhere else")

    assert page.notices == ["Signed out everywhere else"]
    assert is_in(visitor)
    assert is_in(ada)
    assert not is_in(lost)
    assert "Sign out everywhere else" not in page.buttons


# Several processes


@contextmanager
def second_process(desk: Desk, store: SqliteStore) -> Iterator[Visitor]:
    """A visitor to the same desk as another process of it serves it."""
    with (
        closing(open_private_store(store)) as private,
        closing(open_log(store)) as log,
    ):
        settings = Settings(store=store)
        yield Visitor(create_app(settings, log, desk.clock, private=private))


def same_browser(one: Visitor, other: Visitor) -> None:
    """Give the second the cookie of the first."""
    cookie = one.client.get_cookie("firstline-8000")
    assert cookie
    other.client.set_cookie("firstline-8000", cookie.value)


def test_a_session_holds_and_ends_in_every_process(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "desk.db")
    prepare(store)
    with closing(open_private_store(store)) as private, closing(open_log(store)) as log:
        desk = Desk(Settings(store=store), log=log, private=private)
        desk.add_administrator("Ada Novak")
        desk.register("Cleo Park", "Control")
        let_sign_in(desk, "Ada Novak", "Cleo Park")
        here = signed_in(desk, "Cleo Park")
        with second_process(desk, store) as there:
            same_browser(here, there)
            assert is_in(there)

            give(desk, EndSessions(user_id=desk.user_id("Cleo Park")))
            assert not is_in(there)
            assert not is_in(here)

            sign_in(there, "Cleo Park")
            same_browser(there, here)
            assert is_in(here)
            there.open("/you")
            (form,) = there.page.soup.select(".masthead form[method=post]")
            token = attribute(form.select("input")[0], "value")
            there.client.post("/sign-out", data={"csrf_token": token})
            assert not is_in(here)


def test_sessions_are_seen_to_the_minute(closed: Desk) -> None:
    visitor = signed_in(closed, "Cleo Park")
    closed.clock.move(3)
    assert is_in(visitor)

    (session,) = closed.private.sessions.of(closed.user_id("Cleo Park"), closed.clock.now)
    assert closed.clock.now - session.seen < timedelta(minutes=1)


def test_whoever_is_not_signed_in_any_more_signs_in_also_where_nothing_can_be_written() -> None:
    """A lock would otherwise keep each of them waiting, and then tell them of a fault."""
    disk = FullDisk()
    private = PrivateStore(disk)
    desk = Desk(log=memory_log(private), private=private)
    desk.add_administrator("Ada Novak")
    desk.register("Cleo Park", "Control")
    visitor = desk.signed_in("Cleo Park")
    give(desk, EndSessions(user_id=desk.user_id("Cleo Park")))
    disk.is_full = True

    assert visitor.open("/control/").heading == "Sign in"
