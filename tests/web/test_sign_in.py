"""Signing in: where it leads, what it says, and what it gives away."""

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.commands.user import DisableUser
from app.private_store import passwords
from app.private_store.credentials import Credentials
from app.private_store.passwords import hashed, is_outdated
from app.private_store.sign_ins import What
from app.settings import Settings
from tests.web.desk import MORNING, Desk, sign_in_name_of, staffed_desk
from tests.web.page import attribute
from tests.web.signing_in import PASSWORD, give, let_sign_in, make_up, peopled_desk, sign_in


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def noted(desk: Desk) -> list[tuple[str, str]]:
    """What was noted, oldest first: (what, of which user)."""
    page = desk.private.sign_ins.page(now=desk.clock.now)
    return [(each.what, each.user_id) for each in reversed(page)]


# Where it leads


def test_whoever_signs_in_is_led_to_what_they_wanted(closed: Desk) -> None:
    page = sign_in(closed.visitor(), "Cleo Park", at="/work/?stage=QUEUED")

    assert page.status == 200
    assert page.address == "/work/?stage=QUEUED"


@pytest.mark.parametrize(
    ("name", "begins_at"),
    [("Cleo Park", "/control/"), ("Ada Novak", "/"), ("Ann Marsh", "/operatives/")],
)
def test_or_else_to_where_their_work_begins(closed: Desk, name: str, begins_at: str) -> None:
    page = sign_in(closed.visitor(), name)

    assert page.status == 200
    assert page.address == (closed.page_of(name) if name == "Ann Marsh" else begins_at)


def test_whoever_is_signed_in_already_is_led_on(closed: Desk) -> None:
    visitor = closed.visitor()
    sign_in(visitor, "Cleo Park")

    assert visitor.open("/sign-in").address == "/control/"
    assert visitor.open("/sign-in?next=/work/").address == "/work/"


def test_the_sign_in_name_is_taken_however_it_is_typed(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")

    page = visitor.press("Sign in", {"Sign-in name": " CLEO ", "Password": PASSWORD})

    assert page.address == "/control/"


def test_an_open_desk_says_that_there_is_nothing_to_sign_in_to() -> None:
    visitor = staffed_desk().visitor()
    page = visitor.open("/sign-in")

    assert "There is nothing to sign in to" in page.text
    assert page.buttons == []
    assert "/administration/people" in page.html


def test_every_page_has_the_name_and_leads_to_ones_own(closed: Desk) -> None:
    visitor = closed.visitor()
    page = sign_in(visitor, "Cleo Park")

    masthead = page.soup.select_one(".masthead .who")
    assert masthead is not None
    assert masthead.get_text(" ", strip=True) == "Cleo Park Sign out"
    assert attribute(masthead.select("a")[0], "href") == "/you"


# What it says


def refusal(desk: Desk, name: str, password: str) -> tuple[int, str]:
    visitor = desk.visitor()
    page = sign_in(visitor, name, password)
    assert visitor.open("/control/").heading == "Sign in"
    return page.status, page.alert


def test_it_says_the_same_whatever_is_wrong(closed: Desk) -> None:
    closed.register("Nora New", "Control")
    closed.register("Dan Disabled", "Control")
    let_sign_in(closed, "Dan Disabled")
    give(closed, DisableUser(user_id=closed.user_id("Dan Disabled")))
    wrong = [
        refusal(closed, "Cleo Park", "wrong horse battery staple"),
        refusal(closed, "Nobody Atall", PASSWORD),
        refusal(closed, "Nora New", PASSWORD),
        refusal(closed, "Dan Disabled", PASSWORD),
    ]

    assert len(set(wrong)) == 1
    status, said = wrong[0]
    assert status == 422
    assert "do not let anybody in" in said


def test_it_looks_at_a_hash_like_theirs_whoever_is_asked_for(
    closed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is meant to take a while. Without it, the time would tell who may sign in."""
    looked_at: list[str] = []

    class Watched:
        @staticmethod
        def verify_phc_encoded(password: bytes, hash: str) -> None:
            looked_at.append(_parameters(hash))
            Argon2id.verify_phc_encoded(password, hash)

    of_cleo = hashed(PASSWORD)
    closed.private.credentials.keep(closed.user_id("Cleo Park"), of_cleo, closed.clock.now)
    closed.register("Nora New", "Control")
    monkeypatch.setattr(passwords, "Argon2id", Watched)

    for name in ("Cleo Park", "Nora New", "Nobody Atall"):
        refusal(closed, name, "wrong horse battery staple")

        assert (name, looked_at) == (name, [_parameters(of_cleo)])
        looked_at.clear()


def _parameters(hash: str) -> str:
    """What the hash was made by, and how long it takes to look at."""
    return hash.rsplit("$", 2)[0]


def test_made_up_people_cannot_sign_in() -> None:
    desk = staffed_desk()
    make_up(desk, "Molly Made", "Administration")
    peopled_desk(desk)
    let_sign_in(desk, "Molly Made")

    assert refusal(desk, "Molly Made", PASSWORD)[0] == 422


class CredentialsThatChange(Credentials):
    """Whose hash is another one as soon as it was asked for, as if somebody changed the password at
    that moment."""

    changed_to: str | None = None

    def hash_of(self, user_id: str) -> str | None:
        found: str | None = super().hash_of(user_id)
        if self.changed_to:
            self.keep(user_id, self.changed_to, MORNING)
            self.changed_to = None
        return found


@pytest.mark.parametrize("changed_to", [PASSWORD, "quite another long password"])
def test_whoever_signs_in_just_as_the_password_changes_needs_the_new_one(
    closed: Desk, changed_to: str
) -> None:
    """Changing it ends the sessions that there are; this one begins a moment later."""
    closed.private.credentials = CredentialsThatChange(closed.private._database)
    closed.private.credentials.changed_to = hashed(changed_to)
    visitor = closed.visitor()

    page = sign_in(visitor, "Cleo Park")

    is_same = changed_to == PASSWORD
    assert page.status == (200 if is_same else 422)
    assert (visitor.open("/control/").heading == "Sign in") is not is_same
    sessions = closed.private.sessions.of(closed.user_id("Cleo Park"), closed.clock.now)
    assert len(sessions) == is_same


def test_a_password_is_never_shown_again(closed: Desk) -> None:
    page = sign_in(closed.visitor(), "Cleo Park", "wrong horse battery staple")

    assert "wrong horse" not in page.html
    assert page.field("Sign-in name").value == sign_in_name_of("Cleo Park")


def test_one_can_type_at_once_unless_there_is_something_to_read_first(closed: Desk) -> None:
    page = closed.visitor().open("/sign-in")
    assert [each["name"] for each in page.soup.select("[autofocus]")] == ["sign_in_name"]

    page = sign_in(closed.visitor(), "Cleo Park", "wrong horse battery staple")
    assert [each["class"] for each in page.soup.select("[autofocus]")] == ["trouble"]


def test_it_says_for_whom_the_tick_counts(closed: Desk) -> None:
    said = closed.visitor().open("/sign-in").text

    assert "For 30 days. It counts for those whose role allows it, such as operatives," in said


def test_what_is_missing_is_said(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")

    page = visitor.press("Sign in")

    assert page.status == 422
    assert page.field("Sign-in name").error == "Sign-in name is required."
    assert page.field("Password").error == "Password is required."


def test_password_managers_know_the_fields(closed: Desk) -> None:
    page = closed.visitor().open("/sign-in")

    for label, meant in (("Sign-in name", "username"), ("Password", "current-password")):
        assert attribute(page.field(label).element, "autocomplete") == meant


def test_without_the_proof_that_it_comes_from_the_desk_nobody_is_signed_in(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")
    form = visitor.form("Sign in").fill({"Sign-in name": "cleo", "Password": PASSWORD})

    assert visitor.post(form.submission().without("csrf_token")).status_code == 400
    assert visitor.open("/control/").heading == "Sign in"


# Signing out


def test_whoever_signs_out_is_out_also_with_the_old_cookie(closed: Desk) -> None:
    visitor = closed.visitor()
    sign_in(visitor, "Cleo Park")
    with visitor.client.session_transaction() as session:
        session["kept"] = "of what they did"
    twin = visitor.twin()
    (form,) = visitor.page.soup.select(".masthead form[method=post]")
    token = attribute(form.select("input")[0], "value")

    answer = visitor.client.post("/sign-out", data={"csrf_token": token})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert visitor.open("/control/").heading == "Sign in"
    assert twin.open("/control/").heading == "Sign in"
    with visitor.client.session_transaction() as session:
        assert "kept" not in session


def test_nobody_is_signed_out_by_another_site(closed: Desk) -> None:
    visitor = closed.visitor()
    sign_in(visitor, "Cleo Park")

    assert visitor.client.post("/sign-out").status_code == 400
    assert visitor.open("/control/").status == 200


# What is noted, and given away


def test_it_is_noted_who_signed_in_and_out_and_who_failed(closed: Desk) -> None:
    visitor = closed.visitor()
    sign_in(visitor, "Nobody Atall", "hunter2hunter2")
    sign_in(visitor, "Cleo Park", "wrong horse battery staple")
    sign_in(visitor, "Cleo Park")
    visitor.open("/you")
    (form,) = visitor.page.soup.select(".masthead form[method=post]")
    visitor.client.post(
        "/sign-out", data={"csrf_token": attribute(form.select("input")[0], "value")}
    )

    cleo = closed.user_id("Cleo Park")
    assert noted(closed) == [
        (What.UNKNOWN_FAILED, ""),
        (What.SIGN_IN_FAILED, cleo),
        (What.SIGNED_IN, cleo),
        (What.SIGNED_OUT, cleo),
    ]


def test_the_servers_log_has_the_id_of_who_asks_and_no_name_or_password(
    closed: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    visitor = closed.visitor()
    sign_in(visitor, "Nobody Atall", "hunter2hunter2")
    sign_in(visitor, "Cleo Park", at="/work/")

    said = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert closed.user_id("Cleo Park") in said
    for secret in ("Cleo", "cleo", "nobody", "hunter2", "copper lantern"):
        assert secret not in said


def test_a_password_is_hashed_anew_when_the_parameters_have_changed(closed: Desk) -> None:
    cleo = closed.user_id("Cleo Park")
    old = _hash_by_weaker_parameters()
    closed.private.credentials.keep(cleo, old, closed.clock.now)

    sign_in(closed.visitor(), "Cleo Park")

    new = closed.private.credentials.hash_of(cleo) or ""
    assert new != old
    assert not is_outdated(new)
    assert sign_in(closed.visitor(), "Cleo Park").address == "/control/"


def _hash_by_weaker_parameters() -> str:
    weak = Argon2id(salt=bytes(16), length=32, iterations=1, lanes=1, memory_cost=64)
    return weak.derive_phc_encoded(PASSWORD.encode())


# The cookie


def test_the_cookie_ends_with_the_browser_and_says_no_name(closed: Desk) -> None:
    visitor = closed.visitor()
    visitor.open("/sign-in")
    form = visitor.form("Sign in").fill({"Sign-in name": "cleo", "Password": PASSWORD})

    cookies = visitor.post(form.submission()).headers.getlist("Set-Cookie")

    (session,) = [each for each in cookies if each.startswith("firstline-8000=")]
    assert "Expires" not in session
    assert all("HttpOnly" in each and "SameSite=Lax" in each for each in cookies)


def test_desks_on_other_ports_have_cookies_of_their_own() -> None:
    desk = peopled_desk(staffed_desk(Settings(port=8001)))
    visitor = desk.visitor()
    sign_in(visitor, "Cleo Park")

    assert visitor.client.get_cookie("firstline-8001")
    assert not visitor.client.get_cookie("firstline-8000")
