"""The record of who signed in and who tried: newest first, and no more of it than is kept."""

import pytest

from app.private_store import sign_ins
from app.private_store.sign_ins import MOST_UNKNOWN, What
from app.private_store.store import PrivateStore
from tests.private_store.moments import DAY, MINUTE, NOW, SECOND


def note(store: PrivateStore, *users: str, what: What = What.SIGNED_IN) -> None:
    for number, user_id in enumerate(users):
        store.sign_ins.note(what, at=NOW + number * SECOND, user_id=user_id)


def users(store: PrivateStore, before: int | None = None, limit: int = 50) -> list[str]:
    page = store.sign_ins.page(now=NOW + MINUTE, before=before, limit=limit)
    return [each.user_id for each in page]


def test_what_was_noted_is_read_again(store: PrivateStore) -> None:
    store.sign_ins.note(
        "link made",
        at=NOW,
        user_id="user-1",
        by="user-0",
        address="192.0.2.7",
        detail="\0" + "x" * 500,
    )

    [noted] = store.sign_ins.page(now=NOW)
    assert (noted.at, noted.what, noted.user_id, noted.by) == (NOW, "link made", "user-1", "user-0")
    assert (noted.address, noted.detail) == ("192.0.2.7", "\\u0000" + "x" * 199 + "…")


def test_the_newest_come_first_a_page_at_a_time(store: PrivateStore) -> None:
    note(store, "a", "b", "c", "d", "e")

    first = store.sign_ins.page(now=NOW, limit=2)
    assert [each.user_id for each in first] == ["e", "d"]
    assert users(store, before=first[-1].id, limit=2) == ["c", "b"]

    note(store, "newer")  # which moves no later page
    assert users(store, before=first[-1].id, limit=2) == ["c", "b"]


def test_only_so_many_are_kept(store: PrivateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "MOST", 3)
    note(store, "a", "b", "c", "d", "e")
    assert users(store) == ["e", "d", "c"]


def test_of_names_that_nobody_has_fewer_are_kept(store: PrivateStore) -> None:
    note(store, *map(str, range(MOST_UNKNOWN + 3)), what=What.UNKNOWN_FAILED)
    kept = [each.user_id for each in store.sign_ins.page(now=NOW, limit=999)]
    assert [len(kept), kept[-1]] == [MOST_UNKNOWN, "3"]


def test_what_comes_often_pushes_out_only_its_own_kind(
    store: PrivateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ins, "MOST", 3)
    note(store, "a", "b")
    note(store, "c", "d", "e", "f", "g", what=What.SIGN_IN_FAILED)
    note(store, "h")
    assert users(store) == ["h", "g", "f", "e", "b", "a"]


def test_they_are_kept_only_for_so_long(store: PrivateStore) -> None:
    note(store, "old")

    def seen(now: int) -> int:
        return len(store.sign_ins.page(now=NOW + now * DAY))

    assert [seen(90), seen(91)] == [1, 0]
    store.sign_ins.note("signed in", at=NOW + 91 * DAY)
    assert seen(0) == 1  # the old one is gone, not only left out
