"""Attempts: as many as a bucket takes, then at the pace that it leaks."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.event_store.address import StoreAddress
from app.private_store import attempts
from app.private_store.attempts import Bucket
from app.private_store.store import PrivateStore
from tests.private_store.moments import DAY, HOUR, MINUTE, NOW, SECOND
from tests.private_store.rivals import at_once, take, take_all, wait


def test_a_bucket_takes_so_many_and_says_how_long_the_next_has_to_wait(
    store: PrivateStore,
) -> None:
    assert take_all(store, 7) == [0, 0, 0, 0, 0, 60, 60]
    assert take(store, now=NOW + 20 * SECOND) == 40


def test_one_more_goes_on_after_the_wait_and_as_many_after_the_whole_time(
    store: PrivateStore,
) -> None:
    take_all(store, 5)

    assert [take(store, now=NOW + MINUTE) for _ in range(2)] == [0, 60]
    assert [take(store, now=NOW + 6 * MINUTE) for _ in range(6)] == [0] * 5 + [60]


def test_each_key_and_each_kind_has_a_bucket(store: PrivateStore) -> None:
    take_all(store, 5)

    assert take(store, "ben") == 0
    assert take(store, kind="address") == 0
    assert take(store) == 60


def test_an_attempt_that_turned_out_well_is_given_back(store: PrivateStore) -> None:
    take_all(store, 5)
    store.attempts.give_back([Bucket("account", "ada", capacity=5, per=5 * MINUTE)])
    assert take_all(store, 2) == [0, 60]


def test_an_attempt_counts_in_all_its_buckets_or_in_none(store: PrivateStore) -> None:
    wide, narrow = Bucket("address", "here", 3), Bucket("account", "ada", 1)

    assert [wait(store, wide, narrow) for _ in range(5)] == [0, *[900] * 4]

    assert [wait(store, wide) for _ in range(3)] == [0, 0, 300]


def take_both(store: PrivateStore) -> list[float]:
    wide, narrow = Bucket("address", "here", 40), Bucket("account", "ada", 10)
    return [wait(store, wide, narrow) for _ in range(25)]


def test_also_when_several_take_from_both_at_once(
    address: StoreAddress, store: PrivateStore
) -> None:
    waits = [wait for each in at_once(address, store, take_both) for wait in each]
    assert waits.count(0) == 10
    assert [wait(store, Bucket("address", "here", 40)) for _ in range(31)].count(0) == 30


def test_nobody_waits_for_a_clock_that_was_ahead(store: PrivateStore) -> None:
    for _ in range(5):
        take(store, now=NOW + DAY)
    assert take_all(store, 6) == [0] * 5 + [60]


def test_however_many_strangers_there_are_the_buckets_are_as_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempts, "BUCKETS", 8)
    store = PrivateStore()

    for number in range(200):
        take(store, f"stranger {number}")

    [(rows,)] = store._database.execute("SELECT count(*) FROM private_attempts")
    assert rows == 8
    store.close()


def test_several_at_once_get_as_many_through_as_the_bucket_takes(
    address: StoreAddress, store: PrivateStore
) -> None:
    waits = [wait for each in at_once(address, store, partial(take_all, times=25)) for wait in each]
    assert waits.count(0) == 5
    assert set(waits) == {0, 60}


@given(
    capacity=st.integers(1, 50),
    per=st.timedeltas(min_value=timedelta(seconds=1), max_value=30 * DAY),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
)
def test_it_is_exact_whatever_the_numbers_are(capacity: int, per: timedelta, now: datetime) -> None:
    """Also that whoever waits as long as was said is not told to wait again."""
    store = PrivateStore()
    moment = now.replace(tzinfo=NOW.tzinfo)
    ask = partial(wait, store, Bucket("account", "ada", capacity, per))

    assert [ask(now=moment) for _ in range(capacity)] == [0] * capacity
    seconds = ask(now=moment)
    assert 0 < seconds <= per.total_seconds()
    assert ask(now=moment + timedelta(seconds=seconds) + timedelta(microseconds=1)) == 0
    store.close()


def test_a_long_wait_is_told_in_seconds(store: PrivateStore) -> None:
    ask = partial(wait, store, Bucket("address", "192.0.2.7", capacity=1, per=HOUR))
    assert [ask(), ask()] == [0, 3600]
