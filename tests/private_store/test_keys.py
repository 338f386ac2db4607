"""The keys of personal data: one for each person, there until it is thrown away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.event_store.address import StoreAddress
from app.private_store import keys
from app.private_store.store import PrivateStore
from app.store_errors import Unavailable
from tests.private_store.rivals import PEOPLE, at_once, make_keys

ANY_ID = 'user-"quoted", it\'s \\ ü'


def test_a_person_keeps_the_key_that_was_made_first(store: PrivateStore) -> None:
    key = store.keys.make("user-1")

    assert len(key) == 32
    assert store.keys.make("user-1") == key
    assert store.keys.of(["user-1"]) == {"user-1": key}


def test_no_two_have_the_same_key(store: PrivateStore) -> None:
    assert store.keys.make("user-1") != store.keys.make("user-2")


def test_keys_of_many_are_made_at_once(store: PrivateStore) -> None:
    """Those who have one keep it, whoever asks."""
    before = store.keys.make("user-2")

    made = store.keys.make_all(["user-1", "user-2", ANY_ID, "user-1"])

    assert made.keys() == {"user-1", "user-2", ANY_ID}
    assert len(set(made.values())) == 3
    assert made["user-2"] == before
    assert store.keys.of(made) == made
    assert store.keys.make_all([]) == {}


def test_those_that_there_are_come_in_one_answer(store: PrivateStore) -> None:
    made = {each: store.keys.make(each) for each in ("user-1", "user-2", ANY_ID)}

    assert store.keys.of([*made, "user-9"]) == made
    assert store.keys.of([ANY_ID]) == {ANY_ID: made[ANY_ID]}
    assert store.keys.of([]) == {}
    assert store.keys.kept_of(["user-1", "user-9"]) == {"user-1"}


def test_a_key_that_is_thrown_away_is_gone_and_the_others_are_not(store: PrivateStore) -> None:
    before = {each: store.keys.make(each) for each in ("user-1", "user-2", ANY_ID)}

    store.keys.throw_away(["user-1", ANY_ID, "user-9"])

    assert store.keys.of(before.keys()) == {"user-2": before["user-2"]}
    assert store.keys.make("user-1") != before["user-1"]


def test_all_are_read_in_batches(store: PrivateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "BATCH", 2)
    made = {each: store.keys.make(each) for each in ("user-1", "user-2", ANY_ID, "user-3", "o")}

    assert list(store.keys.kept()) == sorted(made)


def test_keys_that_are_restored_take_the_place_of_others(store: PrivateStore) -> None:
    store.keys.make("user-1")
    kept = store.keys.make("user-2")
    brought = {"user-1": bytes(range(32)), ANY_ID: bytes(range(100, 132))}

    store.keys.restore(brought)
    store.keys.restore({})

    assert store.keys.of(list(store.keys.kept())) == {**brought, "user-2": kept}


@pytest.mark.parametrize("damaged", ["", "no key", "ab" * 31, "ab" * 31 + "aR"])
def test_a_damaged_key_is_left_out_and_not_replaced(store: PrivateStore, damaged: str) -> None:
    whole = store.keys.make("user-1")
    store.keys.make("user-2")
    store._database.execute(
        "UPDATE private_keys SET key = ? WHERE aggregate_id = 'user-2'", (damaged,)
    )

    assert store.keys.of(["user-1", "user-2"]) == {"user-1": whole}
    assert list(store.keys.damaged()) == ["user-2"]
    assert store.keys.kept_of(["user-1", "user-2"]) == {"user-1", "user-2"}
    with pytest.raises(Unavailable, match="the key of user-2 is damaged"):
        store.keys.make("user-2")
    store.keys.throw_away(["user-2"])
    assert list(store.keys.kept()) == ["user-1"]


# No id has NUL in it: neither database keeps that in a text.
IDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.dictionaries(IDS, st.binary(min_size=32, max_size=32)))
def test_whatever_is_restored_is_there(given: dict[str, bytes]) -> None:
    store = PrivateStore()
    store.keys.restore(given)
    assert store.keys.of(given.keys()) == given
    store.close()


def test_several_at_once_make_one_key(address: StoreAddress, store: PrivateStore) -> None:
    first, *others = at_once(address, store, make_keys)

    assert all(each == first for each in others)
    assert store.keys.of(PEOPLE) == dict(zip(PEOPLE, first, strict=True))
