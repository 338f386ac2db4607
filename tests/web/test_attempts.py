"""A hail of guesses is slowed down; those who know their password get in."""

from contextlib import ExitStack

import pytest

from app.private_store.sign_ins import What
from app.threads import STRANGERS
from app.web.slowing import in_words, network_of, place_to_be_looked_at
from tests.web.desk import Desk
from tests.web.page import Page
from tests.web.signing_in import peopled_desk, sign_in
from tests.web.visitor import Visitor


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def at(desk: Desk, address: str) -> Visitor:
    """A browser at that address, in which nobody has signed in before."""
    return Visitor(desk.app, environ_base={"REMOTE_ADDR": address})


def guess(desk: Desk, name: str, address: str) -> Page:
    return sign_in(at(desk, address), name, "wrong horse battery staple")


def guesses(desk: Desk, name: str, *, most: int = 200) -> int:
    """From a new address each time: how many are looked at before the account is slowed down."""
    for number in range(most):
        if guess(desk, name, f"198.51.{number // 250}.{number % 250}").status == 429:
            return number
    return most


def test_guesses_at_one_account_are_slowed_down_wherever_they_come_from(closed: Desk) -> None:
    assert guesses(closed, "Cleo Park") == 10


def test_and_so_are_those_at_an_account_that_is_not_there(closed: Desk) -> None:
    assert guesses(closed, "Nobody Atall") == 10


def test_guesses_from_one_address_are_slowed_down_whomever_they_are_for(closed: Desk) -> None:
    statuses = [guess(closed, f"User{number}", "192.0.2.1").status for number in range(32)]

    assert statuses == [422] * 30 + [429] * 2
    assert guess(closed, "User99", "192.0.2.2").status == 422


def test_whoever_is_slowed_down_is_told_how_long(closed: Desk) -> None:
    guesses(closed, "Cleo Park")
    visitor = at(closed, "203.0.113.9")

    page = sign_in(visitor, "Cleo Park")

    assert page.status == 429
    assert page.response.headers["Retry-After"] == "90"
    assert "try again in 2 minutes" in page.alert
    closed.clock.move(1.6)
    assert sign_in(visitor, "Cleo Park").address == "/control/"


def test_a_hail_of_guesses_keeps_nobody_out_where_they_have_signed_in_before(
    closed: Desk,
) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")
    guesses(closed, "Cleo Park")
    for number in range(40):
        guess(closed, f"User{number}", "192.0.2.1")
    assert guess(closed, "Cleo Park", "192.0.2.1").status == 429

    assert sign_in(visitor, "Cleo Park").address == "/control/"


def test_a_browser_that_is_known_cannot_guess_for_ever_either(closed: Desk) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")

    statuses = [
        sign_in(visitor, "Cleo Park", "wrong horse battery staple").status for _ in range(11)
    ]

    assert statuses == [422] * 10 + [429]


def test_a_browser_is_known_for_who_has_signed_in_there_alone(closed: Desk) -> None:
    guesses(closed, "Ada Novak")
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")

    assert sign_in(visitor, "Ada Novak").status == 429


def test_nobody_can_make_up_that_a_browser_is_known(closed: Desk) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")
    cookie = visitor.client.get_cookie("firstline-8000-known")
    assert cookie
    guesses(closed, "Cleo Park")

    for altered in (cookie.value[:-2], "x", "", cookie.value + "AA"):
        visitor.client.set_cookie("firstline-8000-known", altered)
        assert sign_in(visitor, "Cleo Park").status == 429


def test_an_office_that_signs_in_from_one_address_is_not_slowed_down(closed: Desk) -> None:
    statuses = {sign_in(at(closed, "192.0.2.1"), "Cleo Park").status for _ in range(40)}

    assert statuses == {200}


def test_a_hail_from_everywhere_leaves_the_desk_to_those_at_work(closed: Desk) -> None:
    known = at(closed, "192.0.2.1")
    sign_in(known, "Cleo Park")
    known.client.delete_cookie("firstline-8000")
    with ExitStack() as hail:
        with closed.app.test_request_context("/"):
            for _ in range(STRANGERS):
                assert hail.enter_context(place_to_be_looked_at(None))
        statuses = {guess(closed, "Ada Novak", f"192.0.2.{number}").status for number in range(15)}
        assert statuses == {429}
        assert sign_in(known, "Cleo Park").status == 200

    # None of these was looked at, so none of them counts.
    assert sign_in(at(closed, "192.0.2.99"), "Ada Novak").status == 200


def test_a_hail_does_not_push_out_what_else_is_noted(closed: Desk) -> None:
    sign_in(closed.visitor(), "Ada Novak")
    for _ in range(25):
        guess(closed, "Cleo Park", "192.0.2.1")

    notes = [each.what for each in closed.private.sign_ins.page(now=closed.clock.now)]
    assert notes == [What.SLOWED_DOWN, *[What.SIGN_IN_FAILED] * 10, What.SIGNED_IN]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_all_addresses_of_a_network_count_as_one(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "a minute"),
        (60, "a minute"),
        (61, "2 minutes"),
        (90, "2 minutes"),
        (900, "15 minutes"),
    ],
)
def test_how_long_is_said_in_minutes(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
