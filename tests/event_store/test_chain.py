"""Each event in the log carries the hash that follows from the one before it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.event import Event
from app.event_store.chain import FIRST
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import Conflict, EventLog, Metadata, NewEvent
from app.event_store.stores import open_log
from tests.event_store.by_hand import BEFORE_THE_FIRST, hashes_by_hand, hashes_in, lines_of
from tests.event_store.examples import (
    ANN_HIRED_IN_PLAIN,
    BY_THE_DESK,
    HIRED,
    engaged,
    events,
    metadatas,
    new_events,
)
from tests.event_store.stores import STORES, new_log

WRITERS = 8


def assert_unbroken(log: EventLog, events: int) -> None:
    lines = lines_of(log)
    assert len(lines) == events
    assert hashes_in(lines) == hashes_by_hand(lines)


def test_the_first_follows_from_64_noughts(log: EventLog) -> None:
    log.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
    assert FIRST == BEFORE_THE_FIRST
    assert_unbroken(log, events=1)


def test_the_hash_of_an_event_is_for_ever(log: EventLog) -> None:
    log.restore([ANN_HIRED_IN_PLAIN])
    log.append([NewEvent("engagement-1", 12, engaged(1))], BY_THE_DESK)
    assert [record.hash for record in log.records(after=0, limit=10)] == [
        "5fa60057ce3ccd597b5ad4d8a4170dc5a658ad3bc0e747cf4682a1917f6c4e88",
        "9d727b71248139405d14123a98069e5346cc83ed92da4708b70e2909d2e8c636",
    ]


def test_an_event_of_any_content_follows_from_the_one_before(log: EventLog) -> None:
    @given(batch=st.lists(events, min_size=1, max_size=4), metadata=metadatas)
    @settings(deadline=None, max_examples=60)
    def follows(batch: list[Event], metadata: Metadata) -> None:
        head = log.head()
        last = [record.hash for record in log.records(after=head - 1, limit=1)]
        [previous] = last or [BEFORE_THE_FIRST]
        new = [NewEvent(f"aggregate-{head}", n, event) for n, event in enumerate(batch, start=1)]
        log.append(new, metadata)
        lines = lines_of(log, after=head)
        assert hashes_in(lines) == hashes_by_hand(lines, previous)
        written = [json.loads(line) for line in lines]
        assert [(each["aggregate_id"], each["version"], each["type"]) for each in written] == [
            (each.aggregate_id, each.version, STORED_NAMES[type(each.event)]) for each in new
        ]

    follows()


def test_an_aggregate_of_any_id_follows_from_the_one_before(log: EventLog) -> None:
    ids = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)

    @given(id=ids)
    @settings(deadline=None, max_examples=40)
    def follows(id: str) -> None:
        head = log.head()
        log.append([NewEvent(f"{head}-{id}", 1, HIRED)], BY_THE_DESK)
        lines = lines_of(log)
        assert hashes_in(lines)[-1] == hashes_by_hand(lines)[-1]

    follows()


def test_a_batch_of_several_aggregates_is_chained_in_its_order(log: EventLog) -> None:
    log.append(new_events("operative-1", 2), BY_THE_DESK)
    log.append(
        [
            NewEvent("work-1", 1, engaged(1)),
            NewEvent("operative-1", 3, engaged(3)),
            NewEvent("work-1", 2, engaged(2)),
            NewEvent("a-late-one", 1, HIRED),
        ],
        BY_THE_DESK,
    )
    assert_unbroken(log, events=6)


def test_an_event_that_comes_twice_has_another_hash_each_time(log: EventLog) -> None:
    for id in ("operative-1", "operative-2", "operative-3"):
        log.append([NewEvent(id, 1, HIRED)], BY_THE_DESK)
    assert len(set(hashes_in(lines_of(log)))) == 3


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_conflict_leaves_the_chain_unbroken(log: EventLog, place: int) -> None:
    log.append(new_events("operative-1", 2), BY_THE_DESK)
    batch = new_events("operative-2", 2)
    batch.insert(place, NewEvent("operative-1", 2, HIRED))
    with pytest.raises(Conflict):
        log.append(batch, BY_THE_DESK)
    log.append(new_events("operative-2", 2), BY_THE_DESK)
    assert_unbroken(log, events=4)


def test_the_hashes_are_the_same_in_every_store(tmp_path: Path) -> None:
    """Also where conflicts have left gaps between the positions."""
    hashes = []
    for store in STORES:
        with new_log(store, tmp_path) as log:
            log.append(new_events("operative-1", 2), BY_THE_DESK)
            with pytest.raises(Conflict):
                log.append(new_events("operative-1", 1), BY_THE_DESK)
            log.append(new_events("operative-2", 2), BY_THE_DESK)
            hashes.append(hashes_in(lines_of(log)))
    assert hashes[0] == hashes[1] == hashes[2]


def test_many_writers_at_once_leave_it_unbroken(log: EventLog) -> None:
    start = Barrier(WRITERS)

    def write(writer: int) -> None:
        start.wait()
        for version in range(1, 13):
            own = NewEvent(f"operative-{writer}", version, engaged(version))
            log.append([own], msgspec.structs.replace(BY_THE_DESK, who=f"writer {writer}"))
            try:
                log.append([NewEvent("work-1", version, engaged(writer))], BY_THE_DESK)
            except Conflict:
                continue

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(write, range(WRITERS)))
    assert_unbroken(log, events=WRITERS * 12 + 12)


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_several_desks_at_once_leave_it_unbroken(store: str, tmp_path: Path) -> None:
    start = Barrier(4)

    with STORES[store](tmp_path) as address:
        logs = [open_log(address) for _ in range(4)]

        def write(desk: int) -> None:
            start.wait()
            for version in range(1, 16):
                batch = [
                    NewEvent(f"operative-{desk}", version, engaged(version)),
                    NewEvent(f"work-{desk}", version, engaged(version)),
                ]
                logs[desk].append(batch, BY_THE_DESK)

        with ThreadPoolExecutor(4) as desks:
            list(desks.map(write, range(4)))
        for log in logs:
            assert_unbroken(log, events=4 * 15 * 2)
            log.close()
