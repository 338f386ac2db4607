"""Sessions: begun, found by their token until they end, and ended."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.event_store.address import StoreAddress
from app.event_store.stores import open_private_store
from app.private_store import sessions
from app.private_store.store import PrivateStore
from tests.event_store.stores import STORES
from tests.private_store.full_disk import FullDisk
from tests.private_store.moments import DAY, HOUR, MINUTE, NOW, SECOND
from tests.private_store.rivals import at_once, begin_many


def begin(
    store: PrivateStore,
    user_id: str = "user-1",
    *,
    now: datetime = NOW,
    idle: timedelta = 2 * HOUR,
    browser: str = "Firefox",
) -> str:
    return store.sessions.begin(
        user_id,
        now=now,
        until=now + 12 * HOUR,
        idle=idle,
        position=41,
        browser=browser,
        address="192.0.2.7",
    )


def test_a_session_is_found_by_its_token(store: PrivateStore) -> None:
    session = store.sessions.find(begin(store), NOW)

    assert session
    assert session.user_id == "user-1"
    assert (session.began, session.seen, session.until) == (NOW, NOW, NOW + 12 * HOUR)
    assert (session.idle, session.position) == (2 * HOUR, 41)
    assert (session.browser, session.address) == ("Firefox", "192.0.2.7")


def test_a_token_that_was_altered_finds_nothing(store: PrivateStore) -> None:
    token = begin(store)

    assert len(token) >= 43  # 256 bits
    for other in ("", token[:-1], token.swapcase(), token + "\x00", "\ud800"):
        assert store.sessions.find(other, NOW) is None


def test_no_two_tokens_or_ids_are_the_same(store: PrivateStore) -> None:
    tokens = {begin(store) for _ in range(5)}

    assert len(tokens) == 5
    assert len({each.id for each in store.sessions.of("user-1", NOW)}) == 5


def test_whatever_a_browser_calls_itself_can_be_kept_and_is_cut_off(store: PrivateStore) -> None:
    session = store.sessions.find(begin(store, browser="\0" + "x" * 10_000), NOW)

    assert session
    assert session.browser == "\\u0000" + "x" * 199 + "…"


def test_a_session_ends_at_its_time_however_much_it_is_used(store: PrivateStore) -> None:
    token = begin(store)
    for hour in range(12):
        assert store.sessions.find(token, NOW + hour * HOUR)

    assert store.sessions.find(token, NOW + 12 * HOUR - SECOND)
    assert store.sessions.find(token, NOW + 12 * HOUR) is None


def test_a_session_ends_when_it_is_not_used(store: PrivateStore) -> None:
    token = begin(store)

    assert store.sessions.find(token, NOW + 2 * HOUR - SECOND)
    assert store.sessions.find(token, NOW + 4 * HOUR - 2 * SECOND)
    assert store.sessions.find(token, NOW + 6 * HOUR) is None
    assert store.sessions.of("user-1", NOW + 6 * HOUR) == []


def test_that_it_was_used_is_written_once_a_minute(store: PrivateStore) -> None:
    token = begin(store)

    def seen(after: timedelta) -> datetime:
        store.sessions.find(token, NOW + after)
        [session] = store.sessions.of("user-1", NOW + after)
        return session.seen

    assert seen(MINUTE - SECOND) == NOW
    assert seen(MINUTE) == NOW + MINUTE
    assert seen(2 * MINUTE - SECOND) == NOW + MINUTE
    assert seen(-SECOND) == NOW + MINUTE  # a clock that was set back


def test_the_sessions_of_a_user_are_listed_newest_first(store: PrivateStore) -> None:
    begin(store, browser="older")
    begin(store, now=NOW + MINUTE, browser="newer")
    begin(store, "user-2")

    assert [each.browser for each in store.sessions.of("user-1", NOW + MINUTE)] == [
        "newer",
        "older",
    ]


def test_one_session_is_ended(store: PrivateStore) -> None:
    ended, other = begin(store), begin(store)

    store.sessions.end(ended)

    assert store.sessions.find(ended, NOW) is None
    assert store.sessions.find(other, NOW)


def test_a_session_is_ended_by_its_id_only_for_its_user(store: PrivateStore) -> None:
    token = begin(store)
    [session] = store.sessions.of("user-1", NOW)

    assert not store.sessions.end_one("user-2", session.id)
    assert store.sessions.find(token, NOW)
    assert store.sessions.end_one("user-1", session.id)
    assert store.sessions.find(token, NOW) is None


def test_all_sessions_of_a_user_are_ended_but_one(store: PrivateStore) -> None:
    stays, *ended = [begin(store) for _ in range(3)]
    of_another = begin(store, "user-2")

    assert store.sessions.end_all("user-1", but=stays) == 2

    assert [store.sessions.find(each, NOW) for each in ended] == [None, None]
    assert store.sessions.find(stays, NOW)
    assert store.sessions.end_all("user-1") == 1
    assert store.sessions.find(of_another, NOW)


def test_everybodys_are_ended_and_those_are_counted_that_had_not_ended(store: PrivateStore) -> None:
    begin(store)
    begin(store, "user-2", idle=4 * HOUR)
    for user_id, days in (("user-1", 1), ("user-2", 3)):
        store.links.make(user_id, by="", now=NOW, until=NOW + days * DAY)

    assert store.end_everything(NOW + 3 * HOUR) == (1, 2)

    begin(store)
    store.links.make("user-1", by="", now=NOW, until=NOW + DAY)
    assert store.end_everything(NOW + DAY) == (0, 0)
    assert store.end_everything(NOW) == (0, 0)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_end_is_in_force_at_once_wherever_the_store_is_open(kind: str, tmp_path: Path) -> None:
    with (
        STORES[kind](tmp_path) as address,
        closing(open_private_store(address)) as store,
        closing(open_private_store(address)) as other,
    ):
        token = begin(store)
        assert other.sessions.find(token, NOW)

        store.sessions.end(token)

        assert other.sessions.find(token, NOW) is None


def test_what_has_ended_is_swept_away_when_the_next_one_begins(store: PrivateStore) -> None:
    begin(store)
    begin(store, idle=24 * HOUR)

    begin(store, "user-2", now=NOW + 2 * HOUR + 7 * DAY)
    assert len(store.sessions.of("user-1", NOW)) == 1

    begin(store, "user-2", now=NOW + 12 * HOUR + 7 * DAY)
    assert store.sessions.of("user-1", NOW) == []


def test_one_that_begins_where_a_clock_is_ahead_ends_no_others(store: PrivateStore) -> None:
    token = begin(store)

    begin(store, "user-2", now=NOW + 3 * DAY)

    assert store.sessions.find(token, NOW)


@pytest.mark.parametrize("ahead", [3 * HOUR, 80 * DAY])
def test_one_that_began_where_a_clock_was_ahead_does_not_count_where_it_is_right(
    store: PrivateStore, ahead: timedelta
) -> None:
    """It would last longer than any may."""
    token = begin(store, now=NOW + ahead)

    assert store.sessions.find(token, NOW) is None
    assert store.sessions.of("user-1", NOW) == []
    # Nor is it ended: it may be this clock that is wrong.
    assert store.sessions.find(token, NOW + ahead)


def test_nor_does_one_that_was_seen_there(store: PrivateStore) -> None:
    token = begin(store, idle=5 * HOUR)

    assert store.sessions.find(token, NOW + 4 * HOUR)

    assert store.sessions.find(token, NOW) is None
    assert store.sessions.find(token, NOW + 4 * HOUR)


def test_clocks_may_differ_by_minutes(store: PrivateStore) -> None:
    token = begin(store, now=NOW + 5 * MINUTE)

    assert store.sessions.find(token, NOW)


def test_a_user_has_so_many_sessions_and_the_one_seen_longest_ago_ends(
    store: PrivateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST", 3)
    of_another = begin(store, "user-2")
    first, second, third = (begin(store, now=NOW + each * SECOND) for each in range(3))
    store.sessions.find(first, NOW + 5 * MINUTE)

    fourth = begin(store, now=NOW + 6 * MINUTE)

    tokens = [first, second, third, fourth, of_another]
    found = [store.sessions.find(each, NOW + 6 * MINUTE) is not None for each in tokens]
    assert found == [True, False, True, True, True]


def test_the_one_that_begins_stays_also_when_the_clock_was_set_back(store: PrivateStore) -> None:
    for each in range(25):
        begin(store, now=NOW + each * SECOND)

    token = begin(store, now=NOW - MINUTE)

    assert store.sessions.find(token, NOW)
    assert len(store.sessions.of("user-1", NOW)) == 20


def test_also_when_many_begin_at_once(address: StoreAddress, store: PrivateStore) -> None:
    at_once(address, store, begin_many)

    assert len(store.sessions.of("user-1", NOW)) <= 20


def test_pages_go_on_where_it_cannot_be_written_that_somebody_was_seen() -> None:
    """And it is not tried again with each of them: a lock would keep every page waiting."""
    disk = FullDisk()
    with closing(PrivateStore(disk)) as store:
        token = begin(store)
        disk.is_full = True

        for _ in range(3):
            assert store.sessions.find(token, NOW + 2 * MINUTE)

        assert disk.tries == 1
