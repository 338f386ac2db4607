"""A hail of guesses is slowed down; those who know their password get in."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from app.event_store.memory import memory_log
from app.private_store.database import Transaction, Values
from app.private_store.sign_ins import What
from app.private_store.sqlite import SqliteDatabase
from app.private_store.store import PrivateStore
from app.settings import Settings
from app.threads import STRANGERS, THREADS
from app.web import entering, slowing
from app.web.slowing import (
    as_told,
    buckets_for_sign_in,
    in_words,
    network_of,
    place_to_be_looked_at,
)
from tests.web.desk import Desk
from tests.web.signing_in import attempt, peopled_desk, sign_in
from tests.web.visitor import Visitor


@pytest.fixture
def closed() -> Desk:
    return peopled_desk()


def at(desk: Desk, address: str) -> Visitor:
    """A browser at that address, in which nobody has signed in before."""
    return Visitor(desk.app, environ_base={"REMOTE_ADDR": address})


class Stranger:
    """Guesses from whichever address, as quickly as they like: the form is opened once."""

    def __init__(self, desk: Desk) -> None:
        self._visitor = desk.visitor()
        self._visitor.open("/sign-in")
        self._form = self._visitor.form("Sign in").submission()

    def guess(self, sign_in_name: str, address: str) -> int:
        """The status of the answer."""
        sent = self._form.but(sign_in_name=sign_in_name, password="wrong horse battery staple")
        self._visitor.environment = {"environ_overrides": {"REMOTE_ADDR": address}}
        return self._visitor.post(sent).status_code

    def guesses(self, sign_in_name: str) -> int:
        """From a new address each time: how many are looked at before the account is slow."""
        numbers = range(200)
        return next(
            each for each in numbers if self.guess(sign_in_name, f"198.51.100.{each}") == 429
        )


@pytest.fixture
def stranger(closed: Desk) -> Stranger:
    return Stranger(closed)


def test_guesses_at_one_account_are_slowed_down_wherever_they_come_from(
    closed: Desk, stranger: Stranger
) -> None:
    assert stranger.guesses("cleo") == 10


def test_and_so_are_those_at_an_account_that_is_not_there(closed: Desk, stranger: Stranger) -> None:
    assert stranger.guesses("nobody") == 10


def test_guesses_from_one_address_are_slowed_down_whomever_they_are_for(
    closed: Desk, stranger: Stranger
) -> None:
    statuses = [stranger.guess(f"user{number}", "192.0.2.1") for number in range(32)]

    assert statuses == [422] * 30 + [429] * 2
    assert stranger.guess("user99", "192.0.2.2") == 422


def test_whoever_is_slowed_down_is_told_how_long(closed: Desk, stranger: Stranger) -> None:
    stranger.guesses("cleo")
    visitor = at(closed, "203.0.113.9")

    page = sign_in(visitor, "Cleo Park")

    assert page.status == 429
    assert page.response.headers["Retry-After"] == "90"
    assert "try again in 90 seconds" in page.alert
    closed.clock.move(1.6)
    assert sign_in(visitor, "Cleo Park").address == "/control/"


def test_a_hail_of_guesses_keeps_nobody_out_where_they_have_signed_in_before(
    closed: Desk, stranger: Stranger
) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")
    stranger.guesses("cleo")
    for number in range(40):
        stranger.guess(f"user{number}", "192.0.2.1")
    assert stranger.guess("cleo", "192.0.2.1") == 429

    assert sign_in(visitor, "Cleo Park").address == "/control/"


def test_a_browser_that_is_known_cannot_guess_for_ever_either(closed: Desk) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")

    statuses = [
        sign_in(visitor, "Cleo Park", "wrong horse battery staple").status for _ in range(11)
    ]

    assert statuses == [422] * 10 + [429]


def test_a_browser_is_known_for_who_has_signed_in_there_alone(
    closed: Desk, stranger: Stranger
) -> None:
    stranger.guesses("ada")
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")

    assert sign_in(visitor, "Ada Novak").status == 429


def test_nobody_can_make_up_that_a_browser_is_known(closed: Desk, stranger: Stranger) -> None:
    visitor = at(closed, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    visitor.client.delete_cookie("firstline-8000")
    cookie = visitor.client.get_cookie("firstline-8000-known")
    assert cookie
    stranger.guesses("cleo")

    for altered in (cookie.value[:-2], "x", "", cookie.value + "AA"):
        visitor.client.set_cookie("firstline-8000-known", altered)
        assert sign_in(visitor, "Cleo Park").status == 429


def test_an_office_that_signs_in_from_one_address_is_not_slowed_down(closed: Desk) -> None:
    statuses = {attempt(at(closed, "192.0.2.1"), "Cleo Park") for _ in range(32)}

    assert statuses == {303}


@contextmanager
def all_looking(desk: Desk) -> Iterator[None]:
    """As many strangers as may have their passwords looked at have them looked at."""
    with ExitStack() as hail:
        with desk.app.test_request_context("/"):
            for _ in range(STRANGERS):
                assert hail.enter_context(place_to_be_looked_at(None))
        yield


def test_an_office_that_signs_in_at_the_same_moment_gets_in(closed: Desk) -> None:
    with ThreadPoolExecutor(THREADS) as office:
        with all_looking(closed):
            colleagues = [
                office.submit(sign_in, at(closed, "192.0.2.1"), "Cleo Park") for _ in range(THREADS)
            ]
            wait(colleagues, timeout=0.2)
        assert {each.result().status for each in colleagues} == {200}


def test_a_hail_from_everywhere_leaves_the_desk_to_those_at_work(
    closed: Desk, stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slowing, "PATIENCE", 0.01)
    known = at(closed, "192.0.2.1")
    sign_in(known, "Cleo Park")
    known.client.delete_cookie("firstline-8000")
    with all_looking(closed):
        statuses = {stranger.guess("ada", f"192.0.2.{number}") for number in range(15)}
        assert statuses == {429}
        assert sign_in(known, "Cleo Park").status == 200

    # None of these was looked at, so none of them counts.
    assert sign_in(at(closed, "192.0.2.99"), "Ada Novak").status == 200


def test_nobody_can_tell_whose_bucket_an_address_or_a_name_shares() -> None:
    shared = []
    for key in "ab":
        desk = Desk(Settings(secret_key=key * 32))
        with desk.app.test_request_context("/", environ_base={"REMOTE_ADDR": "192.0.2.1"}):
            shared.append({each.place for each in buckets_for_sign_in("cleo", None)})

    assert shared[0].isdisjoint(shared[1])


def test_a_hail_does_not_push_out_what_else_is_noted(closed: Desk, stranger: Stranger) -> None:
    sign_in(closed.visitor(), "Ada Novak")
    for _ in range(25):
        stranger.guess("cleo", "192.0.2.1")

    notes = [each.what for each in closed.private.sign_ins.page(now=closed.clock.now)]
    assert notes == [What.SLOWED_DOWN, What.SIGN_IN_FAILED, What.SIGNED_IN]


def test_not_even_from_everywhere(closed: Desk, stranger: Stranger) -> None:
    for number in range(60):
        if not number % 10:
            closed.clock.move(15)  # for more to be looked at
        stranger.guess("cleo", f"192.0.2.{number}")

    notes = [each.what for each in closed.private.sign_ins.page(now=closed.clock.now, limit=99)]
    # Within an hour and a half: ten at once, and ten for each hour.
    assert notes.count(What.SIGN_IN_FAILED) == 10 + 12


def test_a_guess_at_one_account_is_noted_however_many_there_were_at_others(
    closed: Desk, stranger: Stranger
) -> None:
    for number in range(entering.NOTED_OF_STRANGERS):
        stranger.guess("cleo", f"192.0.2.{number}")
        stranger.guess("nobody", f"198.51.100.{number}")

    stranger.guess("ada", "203.0.113.1")

    [newest] = closed.private.sign_ins.page(now=closed.clock.now, limit=1)
    assert (newest.what, newest.user_id) == (What.SIGN_IN_FAILED, closed.user_id("Ada Novak"))


def signed_in_as_noted(desk: Desk, times: int, *, minutes: int) -> int:
    """How many of so many sign-ins in one browser, so far apart, are noted."""
    visitor = at(desk, "192.0.2.1")
    sign_in(visitor, "Cleo Park")
    desk.clock.move(60)
    for _ in range(times):
        desk.clock.move(minutes)
        visitor.client.delete_cookie("firstline-8000")
        sign_in(visitor, "Cleo Park")
    page = desk.private.sign_ins.page(now=desk.clock.now, limit=99)
    return [each.what for each in page].count(What.SIGNED_IN) - 1


def test_who_signs_in_several_times_a_minute_is_noted_once(closed: Desk) -> None:
    assert signed_in_as_noted(closed, 4, minutes=0) == 1


def test_nobody_pushes_out_the_notes_by_signing_in(
    closed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "NOTED_OF_USER", 3)
    assert signed_in_as_noted(closed, 6, minutes=1) == 3


def test_an_account_is_one_however_its_name_is_spelled(closed: Desk, stranger: Stranger) -> None:
    for number in range(10):
        stranger.guess("cleo", f"198.51.100.{number}")
    for number, name in enumerate(["ｃｌｅｏ", "CLEO", " cleo ", "ᶜleo", "cⓛeo", "𝐜leo"]):
        assert stranger.guess(name, f"203.0.113.{number}") == 429


def test_so_is_one_that_is_not_there(stranger: Stranger) -> None:
    for number in range(10):
        stranger.guess("nobody", f"198.51.100.{number}")
    for number, name in enumerate(["ｎｏｂｏｄｙ", "NOBODY", "ⁿobody"]):
        assert stranger.guess(name, f"203.0.113.{number}") == 429


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
        # Some proxies write it so.
        ("192.0.2.77:1000", "192.0.2.77"),
        ("[2001:db8:9:9::1]:1000", "2001:db8:9:9::/64"),
        ("[2001:db8:9:9::1]", "2001:db8:9:9::/64"),
    ],
)
def test_all_addresses_of_a_network_count_as_one(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("seconds", "told", "words"),
    [
        (0.2, 1, "a second"),
        (5, 5, "5 seconds"),
        (60.01, 61, "61 seconds"),
        (119, 119, "119 seconds"),
        (119.5, 120, "2 minutes"),
        (121, 180, "3 minutes"),
        (900, 900, "15 minutes"),
    ],
)
def test_how_long_is_told_to_people_as_to_programs(seconds: float, told: int, words: str) -> None:
    assert as_told(seconds) == told
    assert in_words(told) == words


class ObservedTransaction:
    def __init__(self, transaction: Transaction, asked: list[str]) -> None:
        self._transaction = transaction
        self._asked = asked

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        self._asked.append(sql)
        return self._transaction.execute(sql, values)


class Observed(SqliteDatabase):
    """Keeps what it is asked to do, and nothing of the values."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with super().transaction() as transaction:
            yield ObservedTransaction(transaction, self.asked)

    def execute(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        self.asked.append(sql)
        return super().execute(sql, values)


def test_no_time_tells_whether_somebody_has_a_name() -> None:
    """The same is read and written for each guess, looked at or not, noted or not."""
    observed = Observed()
    private = PrivateStore(observed)
    desk = Desk(log=memory_log(private), private=private)
    desk.hire("Ann Marsh")
    peopled_desk(desk)
    stranger = Stranger(desk)

    def asked(name: str) -> list[list[str]]:
        each = []
        for number in range(14):
            observed.asked.clear()
            stranger.guess(name, f"192.0.2.{number}")
            each.append([*observed.asked])
        return each

    # After others have used up what is noted of all.
    for number in range(40):
        stranger.guess(f"stranger{number}", f"198.51.100.{number}")
    assert asked("cleo") == asked("stranger")
