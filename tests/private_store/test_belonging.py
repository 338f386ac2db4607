"""A private store is that of one log, which its first event tells."""

from app.private_store.store import PrivateStore


def test_it_belongs_to_the_first_log_that_it_is_used_with(store: PrivateStore) -> None:
    assert not store.has_log()
    assert store.belongs_to("hash-1")
    assert store.has_log()
    assert store.belongs_to("hash-1")
    assert not store.belongs_to("hash-2")
    assert store.belongs_to("hash-1")
