"""How old a cookie may be. When a session ends, the private store says, and no cookie sooner."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from app.settings import Settings
from tests.web.desk import Desk, staffed_desk
from tests.web.signing_in import PASSWORD, peopled_desk, sign_in
from tests.web.visitor import Visitor

COOKIE = "firstline-8000"


def age(desk: Desk, visitor: Visitor, age: timedelta) -> None:
    """Have the browser's cookie be one that was signed so long ago."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(desk.app)
    there = visitor.client.get_cookie(COOKIE)
    assert serializer
    assert there
    visitor.client.set_cookie(COOKIE, signed_before(serializer, there.value, age))


def signed_before(serializer: URLSafeTimedSerializer, text: str, age: timedelta) -> str:
    """The same, signed so long ago."""
    content = serializer.loads(text)

    class Ago(serializer.signer):  # type: ignore[misc, name-defined]
        def get_timestamp(self) -> int:
            return int(time.time() - age.total_seconds())

    serializer.signer = Ago
    return str(serializer.dumps(content))


@pytest.mark.parametrize(
    ("settings", "old"),
    [
        (Settings(telephone_days=0), timedelta(hours=1)),
        (Settings(telephone_days=1, session_hours=168, idle_hours=168), timedelta(hours=167)),
        (Settings(telephone_days=0, session_hours=168, idle_hours=168), timedelta(hours=167)),
        (Settings(), timedelta(hours=1)),
    ],
)
def test_whoever_is_signed_in_stays_so(settings: Settings, old: timedelta) -> None:
    desk = peopled_desk(staffed_desk(settings))
    visitor = desk.visitor()
    sign_in(visitor, "Cleo Park")

    desk.clock.move(int(old.total_seconds()) // 60)
    age(desk, visitor, old)

    assert visitor.client.get("/you").status_code == 200


def test_a_telephone_stays_signed_in_for_a_year_where_the_setting_says_so() -> None:
    desk = peopled_desk(staffed_desk(Settings(telephone_days=365)))
    visitor = desk.visitor()
    sign_in(visitor, "Ann Marsh", stays=True)

    desk.clock.move(364 * 24 * 60)
    age(desk, visitor, timedelta(days=364))

    assert visitor.client.get("/you").status_code == 200


def test_a_form_that_was_left_open_is_still_good() -> None:
    desk = peopled_desk(staffed_desk(Settings(telephone_days=0, session_hours=1)))
    visitor = desk.visitor()
    visitor.open("/sign-in")
    typed: dict[str, str | bool] = {"Sign-in name": "cleo", "Password": PASSWORD}
    sent = visitor.form("Sign in").fill(typed).submission()

    age(desk, visitor, timedelta(hours=5))
    tokens = URLSafeTimedSerializer(str(desk.app.secret_key), salt="wtf-csrf-token")
    token = signed_before(tokens, sent["csrf_token"], timedelta(hours=5))

    assert visitor.send(sent.but(csrf_token=token)).address == "/control/"


def expires(visitor: Visitor, name: str, *, stays: bool) -> datetime | None:
    """When the cookie of somebody who signs in does; None with the browser."""
    visitor.open("/sign-in")
    typed: dict[str, str | bool] = {"Sign-in name": name, "Password": PASSWORD}
    if stays:
        typed["Stay signed in on this telephone"] = True
    answer = visitor.post(visitor.form("Sign in").fill(typed).submission())
    [cookie] = [
        each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{COOKIE}=")
    ]
    parts = dict(part.partition("=")[::2] for part in cookie.split("; "))
    return parsedate_to_datetime(parts["Expires"]) if "Expires" in parts else None


def test_the_cookie_ends_with_the_browser_but_on_a_telephone_that_stays_signed_in() -> None:
    desk = peopled_desk(staffed_desk(Settings(telephone_days=5)))

    assert expires(desk.visitor(), "cleo", stays=False) is None
    visitor = desk.visitor()
    then = expires(visitor, "ann", stays=True)
    assert then
    assert abs(then - datetime.now(UTC) - timedelta(days=5)) < timedelta(minutes=5)
    visitor.open("/you")
    assert "Set-Cookie" not in visitor.open("/you").response.headers, "that stays its end"
