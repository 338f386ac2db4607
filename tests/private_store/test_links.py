"""Links that let somebody set a password: once, in time, and only the newest."""

from datetime import datetime
from functools import partial

from app.event_store.address import StoreAddress
from app.private_store.store import PrivateStore
from tests.private_store.moments import DAY, HOUR, NOW, SECOND
from tests.private_store.rivals import PEOPLE, RIVALS, at_once, use_links


def make(store: PrivateStore, user_id: str = "user-1", *, now: datetime = NOW) -> str:
    return store.links.make(user_id, by="user-0", now=now, until=now + 3 * DAY)


def begin(store: PrivateStore, user_id: str = "user-1") -> str:
    return store.sessions.begin(user_id, now=NOW, until=NOW + HOUR, idle=HOUR, position=1)


def test_a_link_is_looked_at_as_often_as_one_likes_and_used_once(store: PrivateStore) -> None:
    token = make(store)

    assert [store.links.look(token, NOW) for _ in range(2)] == ["user-1", "user-1"]
    assert store.links.use(token, NOW) == "user-1"
    assert store.links.use(token, NOW) is None
    assert store.links.look(token, NOW) is None


def test_a_link_ends_at_its_time(store: PrivateStore) -> None:
    token = make(store)

    assert store.links.look(token, NOW + 3 * DAY - SECOND) == "user-1"
    assert store.links.look(token, NOW + 3 * DAY) is None
    assert store.links.use(token, NOW + 3 * DAY) is None


def test_a_link_does_not_last_longer_because_a_clock_was_ahead(store: PrivateStore) -> None:
    token = make(store, now=NOW + 80 * DAY)

    assert store.links.look(token, NOW) is None
    assert store.links.use(token, NOW) is None
    assert store.links.pending(["user-1"], NOW) == {}
    # It may be this clock that is wrong.
    assert store.links.look(token, NOW + 80 * DAY) == "user-1"


def test_nor_are_those_of_others_thrown_away_there(store: PrivateStore) -> None:
    token = make(store)

    make(store, "user-2", now=NOW + 4 * DAY)
    assert store.links.look(token, NOW) == "user-1"

    make(store, "user-2", now=NOW + 10 * DAY)
    assert store.links.look(token, NOW) is None


def test_a_link_that_was_altered_is_none(store: PrivateStore) -> None:
    token = make(store)

    assert len(token) >= 43  # 256 bits
    for other in ("", token[:-1], token.swapcase(), token + "\x00", "\ud800"):
        assert store.links.look(other, NOW) is None
        assert store.links.use(other, NOW) is None


def test_a_new_link_voids_the_one_before_and_nobody_elses(store: PrivateStore) -> None:
    before, of_another = make(store), make(store, "user-2")
    newest = make(store)

    assert store.links.use(before, NOW) is None
    assert store.links.use(newest, NOW) == "user-1"
    assert store.links.use(of_another, NOW) == "user-2"


def test_a_link_can_be_made_void(store: PrivateStore) -> None:
    token = make(store)
    store.links.void("user-1")
    assert store.links.use(token, NOW) is None


def test_who_has_a_link_is_told_until_it_ends(store: PrivateStore) -> None:
    make(store)
    make(store, "user-2")

    assert store.links.pending(["user-1", "user-3"], NOW) == {"user-1": NOW + 3 * DAY}
    assert store.links.pending(["user-1"], NOW + 3 * DAY) == {}


def test_using_a_link_sets_the_password_and_ends_the_sessions(store: PrivateStore) -> None:
    token, session, of_another = make(store), begin(store), begin(store, "user-2")

    assert store.use_link(token, "hash", NOW) == "user-1"

    assert store.credentials.hash_of("user-1") == "hash"
    assert store.sessions.find(session, NOW) is None
    assert store.sessions.find(of_another, NOW)


def test_a_link_that_cannot_be_used_changes_nothing(store: PrivateStore) -> None:
    token, session = make(store), begin(store)
    store.credentials.keep("user-1", "before", NOW)

    assert store.use_link(token, "hash", NOW + 3 * DAY) is None
    assert store.use_link("another", "hash", NOW) is None

    assert store.credentials.hash_of("user-1") == "before"
    assert store.sessions.find(session, NOW)
    assert store.links.look(token, NOW) == "user-1"


def test_of_several_who_use_a_link_at_once_one_is_told(
    address: StoreAddress, store: PrivateStore
) -> None:
    tokens = [make(store, each) for each in PEOPLE]

    told = at_once(address, store, partial(use_links, tokens=tokens))

    for user_id, answers in zip(PEOPLE, zip(*told, strict=True), strict=True):
        assert sorted(answers, key=bool) == [None] * (RIVALS - 1) + [user_id]
