"""Several who do the same at the same moment: processes, or threads where the store is in memory.
What they do stands here too, so that processes have little to import."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from multiprocessing import get_context
from random import sample
from secrets import randbelow, token_hex
from threading import Barrier
from typing import TypeVar

from app.event_store.address import MemoryStore, StoreAddress
from app.event_store.stores import open_private_store
from app.private_store.attempts import Bucket, Full
from app.private_store.store import PrivateStore
from tests.private_store.moments import HOUR, MINUTE, NOW

T = TypeVar("T")

PEOPLE = [f"user-{number}" for number in range(10)]


def make_keys(store: PrivateStore) -> list[bytes]:
    """One by one, and then all at once, in the order of chance."""
    some = [store.keys.make(each) for each in PEOPLE[:5]]
    made = store.keys.make_all(sample(PEOPLE, len(PEOPLE)))
    return some + [made[each] for each in PEOPLE[5:]]


def use_links(store: PrivateStore, tokens: list[str]) -> list[str | None]:
    return [store.use_link(token, "hash", NOW) for token in tokens]


def change_or_use_links(store: PrivateStore, sessions: list[str], links: list[str]) -> list[str]:
    """Each one's password is set from a session or by a link, as chance will have it. Returns the
    hashes of those that were set; in the place of the others, an empty text."""
    hashes = []
    for user_id, session, link in zip(PEOPLE, sessions, links, strict=True):
        hash = token_hex()
        if randbelow(2):
            done = store.change_password(user_id, "old", hash, NOW, session=session)
        else:
            done = store.use_link(link, hash, NOW) is not None
        hashes.append(hash if done else "")
    return hashes


def take(
    store: PrivateStore, key: str = "ada", *, kind: str = "account", now: datetime = NOW
) -> float:
    return wait(store, Bucket(kind, key, capacity=5, per=5 * MINUTE), now=now)


def wait(store: PrivateStore, *buckets: Bucket, now: datetime = NOW) -> float:
    """For how many seconds an attempt has to wait; with 0 it is counted."""
    try:
        store.attempts.take(*buckets, now=now)
    except Full as full:
        return full.seconds
    return 0


def take_all(store: PrivateStore, times: int) -> list[float]:
    return [take(store) for _ in range(times)]


def begin_many(store: PrivateStore) -> None:
    for _ in range(15):
        store.sessions.begin("user-1", now=NOW, until=NOW + HOUR, idle=HOUR, position=1)


RIVALS = 4
PATIENCE = 60
"""In seconds: how long the first waits for the last, on a machine that is busy."""


def at_once(
    address: StoreAddress, store: PrivateStore, work: Callable[[PrivateStore], T]
) -> list[T]:
    """What each of them gets. `store` is the one at that address; processes open their own."""
    if isinstance(address, MemoryStore):
        barrier = Barrier(RIVALS)
        with ThreadPoolExecutor(RIVALS) as threads:
            doing = [threads.submit(_together, barrier, work, store) for _ in range(RIVALS)]
            return [each.result() for each in doing]
    # Forked from a process that has imported all this, and has no threads.
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "app.private_store.postgresql"])
    with ProcessPoolExecutor(RIVALS, context, _begin, (context.Barrier(RIVALS),)) as processes:
        # Each waits for the others, so no process does it twice.
        running = [processes.submit(_in_process, address, work) for _ in range(RIVALS)]
        return [each.result() for each in running]


def _together(barrier: Barrier, work: Callable[[PrivateStore], T], store: PrivateStore) -> T:
    barrier.wait(PATIENCE)
    return work(store)


_barriers: list[Barrier] = []


def _begin(barrier: Barrier) -> None:
    _barriers.append(barrier)


def _in_process(address: StoreAddress, work: Callable[[PrivateStore], T]) -> T:
    with closing(open_private_store(address)) as store:
        return _together(_barriers[0], work, store)
