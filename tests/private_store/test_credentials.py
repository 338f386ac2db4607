"""Who has a password, and what happens when it is changed or taken away."""

from collections import Counter
from functools import partial

from app.event_store.address import StoreAddress
from app.private_store.store import PrivateStore
from tests.private_store.moments import NOW
from tests.private_store.rivals import PEOPLE, RIVALS, at_once, change_or_use_links
from tests.private_store.test_links import begin, make


def test_a_hash_is_kept_for_each_until_it_is_replaced(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "first", NOW)
    store.credentials.keep("user-2", "of another", NOW)
    store.credentials.keep("user-1", "second", NOW)

    assert store.credentials.hash_of("user-1") == "second"
    assert store.credentials.hash_of("user-2") == "of another"
    assert store.credentials.hash_of("user-3") is None
    assert store.credentials.who_have(["user-1", "user-3"]) == {"user-1"}


def test_a_newer_hash_of_a_password_does_not_replace_that_of_another(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "old", NOW)

    store.credentials.rehash("user-1", "old", "new")
    assert store.credentials.hash_of("user-1") == "new"

    store.credentials.rehash("user-1", "old", "too late")
    assert store.credentials.hash_of("user-1") == "new"


def test_changing_a_password_ends_the_other_sessions_and_the_link(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "old", NOW)
    here, elsewhere, of_another = begin(store), begin(store), begin(store, "user-2")
    link = make(store)

    assert store.change_password("user-1", "old", "hash", NOW, session=here)

    assert store.credentials.hash_of("user-1") == "hash"
    assert store.sessions.find(here, NOW)
    assert store.sessions.find(elsewhere, NOW) is None
    assert store.sessions.find(of_another, NOW)
    assert store.links.look(link, NOW) is None


def test_a_password_is_not_changed_by_who_knew_the_one_before(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "set by a link", NOW)
    here, elsewhere, link = begin(store), begin(store), make(store)

    assert not store.change_password("user-1", "old", "hash", NOW, session=here)

    assert store.credentials.hash_of("user-1") == "set by a link"
    assert store.sessions.find(elsewhere, NOW)
    assert store.links.look(link, NOW)


def test_nor_from_a_session_that_has_ended(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "old", NOW)
    here, elsewhere, link = begin(store), begin(store), make(store)
    store.sessions.end(here)

    assert not store.change_password("user-1", "old", "hash", NOW, session=here)

    assert store.credentials.hash_of("user-1") == "old"
    assert store.sessions.find(elsewhere, NOW)
    assert store.links.look(link, NOW)


def test_nor_of_somebody_who_is_forgotten(store: PrivateStore) -> None:
    store.credentials.keep("user-1", "old", NOW)
    here = begin(store)
    store.throw_away(["user-1"])

    assert not store.change_password("user-1", "old", "hash", NOW, session=here)

    assert store.credentials.hash_of("user-1") is None


def test_of_several_who_change_it_and_use_a_link_at_once_one_is_told(
    address: StoreAddress, store: PrivateStore
) -> None:
    for each in PEOPLE:
        store.credentials.keep(each, "old", NOW)
    sessions, links = ([each(store, id) for id in PEOPLE] for each in (begin, make))

    done = at_once(address, store, partial(change_or_use_links, sessions=sessions, links=links))

    for user_id, new in zip(PEOPLE, zip(*done, strict=True), strict=True):
        assert Counter(new)[""] == RIVALS - 1
        assert store.credentials.hash_of(user_id) == max(new)


def test_of_somebody_who_is_forgotten_nothing_is_left(store: PrivateStore) -> None:
    for user_id in ("user-1", "user-2"):
        store.credentials.keep(user_id, "hash", NOW)
    session, link = begin(store), make(store)

    store.throw_away(["user-1"])

    assert store.credentials.who_have(["user-1", "user-2"]) == {"user-2"}
    assert store.sessions.find(session, NOW) is None
    assert store.links.look(link, NOW) is None
