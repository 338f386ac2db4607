"""What can be shown about a log that somebody may have tampered with, and what cannot."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.event_store.log import Checkpoint, Conflict, EventLog, NewEvent
from app.event_store.memory import memory_log
from app.event_store.transfer import records_in
from app.event_store.verification import (
    BATCH,
    Verdict,
    checkpoint,
    checkpoint_at,
    records_of,
    verify,
)
from tests.cast import THE_DESK
from tests.event_store.by_hand import lines_of
from tests.event_store.examples import BY_THE_DESK, HIRED, engaged, new_events
from tests.event_store.stores import new_log
from tests.event_store.tampering import SEAL, Kept, Row, kept_log, with_hashes_made_anew

STREAMS = [
    ("operative-1", 1),
    ("operative-2", 1),
    ("operative-1", 2),
    ("operative-1", 3),
    ("operative-2", 2),
    ("operative-3", 1),
    ("operative-1", 4),
    ("operative-2", 3),
]
"""Aggregates and versions of what the tampering is done to, in the order of the log: the events at
the positions 1 to 8."""
PLACES = range(len(STREAMS))


def write(log: EventLog) -> None:
    for number, (aggregate_id, version) in enumerate(STREAMS):
        log.append([NewEvent(aggregate_id, version, engaged(number))], BY_THE_DESK)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    """A log of eight events, which nobody has tampered with yet."""
    with kept_log(request.param, tmp_path) as kept:
        write(kept.log)
        yield kept


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Kept]:
    """The same, in SQLite, which lets anything be in a table."""
    with kept_log("sqlite", tmp_path) as kept:
        write(kept.log)
        yield kept


class TestASoundLog:
    def test_is_unbroken(self, log: EventLog) -> None:
        write(log)
        assert verify(log) == Verdict(8, checkpoint_at(log, 8))

    def test_is_unbroken_when_it_is_empty(self, log: EventLog) -> None:
        assert verify(log) == Verdict(0)

    def test_is_unbroken_when_it_is_longer_than_what_is_read_at_a_time(self) -> None:
        log = memory_log()
        log.append(new_events("operative-1", 2 * BATCH + 1), BY_THE_DESK)
        assert verify(log) == Verdict(2 * BATCH + 1, checkpoint_at(log, 2 * BATCH + 1))

    def test_holds_every_checkpoint_that_was_ever_taken_of_it(self, log: EventLog) -> None:
        taken = []
        for number, (aggregate_id, version) in enumerate(STREAMS):
            log.append([NewEvent(aggregate_id, version, engaged(number))], BY_THE_DESK)
            taken.append(checkpoint_at(log, log.head()))
        assert verify(log, taken).fault == ""
        assert verify(log, taken[::-1]).fault == ""
        assert verify(log, [taken[3], taken[3]]).fault == ""

    def test_tells_each_position_as_it_goes(self, log: EventLog) -> None:
        write(log)
        told: list[int] = []
        verify(log, told=told.append)
        assert told == [1, 2, 3, 4, 5, 6, 7, 8]

    def test_may_have_gaps_between_its_positions(self, tmp_path: Path) -> None:
        with kept_log("postgresql", tmp_path) as kept:
            log = kept.log
            log.append(new_events("operative-1", 2), BY_THE_DESK)
            for _ in range(3):
                with pytest.raises(Conflict):
                    log.append(new_events("operative-1", 1), BY_THE_DESK)
            log.append(new_events("operative-2", 2), BY_THE_DESK)
            first, second, third, last = [record.position for record in records_of(log)]
            assert (first, second) == (1, 2)
            assert last == third + 1 > 4
            assert verify(log) == Verdict(4, checkpoint_at(log, last))

            kept.becomes(lambda rows: [*rows[:1], *rows[2:]])
            assert verify(log).fault.startswith(f"Position {third}: ")

    def test_holds_the_checkpoints_of_the_log_that_it_was_imported_from(
        self, tmp_path: Path
    ) -> None:
        """Though the positions may be others in another store."""
        with new_log("postgresql", tmp_path) as source:
            source.append(new_events("operative-1", 1), BY_THE_DESK)
            with pytest.raises(Conflict):
                source.append(new_events("operative-1", 1), BY_THE_DESK)
            source.append(new_events("operative-2", 2), BY_THE_DESK)
            taken = [checkpoint_at(source, record.position) for record in records_of(source)]
            lines = lines_of(source)
        log = memory_log()
        log.restore(list(records_in(lines)))
        assert log.head() < taken[-1].position
        assert verify(log, taken).fault == ""


Tamper = Callable[[Row], Row]

CHANGES: dict[str, Tamper] = {
    "what happened": lambda row: row.with_text("work-", "wart-"),
    "who did it": lambda row: row.with_text(THE_DESK, "somebody else"),
    "when": lambda row: row.with_text("09:42:07", "09:42:08"),
    "the command": lambda row: row.with_text("command-1", "command-2"),
    "the page": lambda row: row.with_text("/control/", "/"),
    "the schema": lambda row: row.with_text('"schema":1', '"schema":2'),
    "the type": lambda row: row.but(type_name="OperativeReleased"),
    "the aggregate": lambda row: row.but(aggregate_id="operative-9"),
    "the version, upwards": lambda row: row.but(version=row.version + 10),
    "the version, downwards": lambda row: row.but(version=row.version - 10),
    "the hash": lambda row: row.but(state=row.state[:-3] + b"x" + row.state[-2:]),
    "the hash, into no hash": lambda row: row.with_text('"hash":"', '"hush":"'),
    "the hash, taken away": lambda row: row.but(state=row.state[:-SEAL] + b"}"),
    "the hash, into that of no record": lambda row: row.but(
        state=row.state[:-SEAL] + b',"hash":"' + b"0" * 64 + b'"}'
    ),
    "everything after the schema": lambda row: row.but(state=b'{"schema":1}'),
    "everything": lambda row: row.but(state=b""),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_to_any_event_is_found_where_it_is(kept: Kept, change: Tamper) -> None:
    rows = kept.table.rows()
    sound = [None, *(checkpoint_at(kept.log, row.position) for row in rows)]
    for place in PLACES:
        kept.table.write([*rows[:place], change(rows[place]), *rows[place + 1 :]])
        verdict = verify(kept.log)
        assert verdict.fault.startswith(f"Position {place + 1}: ")
        assert (verdict.events, verdict.head) == (place, sound[place])


def test_a_change_is_told_in_a_sentence(kept: Kept) -> None:
    kept.becomes(lambda rows: [*rows[:2], CHANGES["who did it"](rows[2]), *rows[3:]])
    assert verify(kept.log).fault == (
        "Position 3: version 2 of operative-1, OperativeEngaged, has been changed."
    )


class TestARemovedEvent:
    def test_is_missed_by_the_one_after_it(self, kept: Kept) -> None:
        rows = kept.table.rows()
        sound = [None, *(checkpoint_at(kept.log, row.position) for row in rows)]
        for place in PLACES[:-1]:
            kept.table.write([*rows[:place], *rows[place + 1 :]])
            verdict = verify(kept.log)
            assert verdict.fault.startswith(f"Position {place + 2}: ")
            assert (verdict.events, verdict.head) == (place, sound[place])

    def test_is_missed_too_when_the_rest_has_moved_up(self, kept: Kept) -> None:
        rows = kept.table.rows()
        for place in PLACES[:-1]:
            rest = [row.but(position=row.position - 1) for row in rows[place + 1 :]]
            kept.table.write([*rows[:place], *rest])
            assert verify(kept.log).fault.startswith(f"Position {place + 1}: ")

    def test_is_told_by_the_version_that_is_missing(self, kept: Kept) -> None:
        kept.becomes(lambda rows: [*rows[:2], *rows[3:]])
        assert verify(kept.log).fault == (
            "Position 4: version 3 of operative-1, OperativeEngaged, stands where version 2 "
            "should, which is missing."
        )

    def test_is_told_by_what_it_stood_between(self, kept: Kept) -> None:
        kept.becomes(lambda rows: [*rows[:4], *rows[5:]])
        assert verify(kept.log).fault == (
            "Position 6: version 1 of operative-3, OperativeEngaged, does not follow what is at "
            "4: it has been changed, or something between the two is missing."
        )

    @pytest.mark.parametrize("count", [1, 2, 8])
    def test_at_the_end_is_missed_by_nothing_but_a_checkpoint(self, kept: Kept, count: int) -> None:
        taken = checkpoint_at(kept.log, 8)
        kept.becomes(lambda rows: rows[:-count])
        assert verify(kept.log).fault == ""
        verdict = verify(kept.log, [taken])
        assert verdict.fault == (
            f"Position 8: this log ends before it, with {8 - count} events, and does not hold the "
            f"checkpoint {taken}. Its end has been cut off, or the checkpoint is of another log."
        )
        assert verdict.events == 8 - count

    def test_at_the_end_is_not_missed_by_a_checkpoint_before_it(self, kept: Kept) -> None:
        taken = checkpoint_at(kept.log, 7)
        kept.becomes(lambda rows: rows[:-1])
        assert verify(kept.log, [taken]).fault == ""


def test_two_events_in_the_wrong_order_are_out_of_order(kept: Kept) -> None:
    rows = kept.table.rows()
    for place in PLACES[:-1]:
        one, two = rows[place], rows[place + 1]
        swapped = [two.but(position=one.position), one.but(position=two.position)]
        kept.table.write([*rows[:place], *swapped, *rows[place + 2 :]])
        aggregate_id, version = STREAMS[place + 1]
        assert verify(kept.log).fault == (
            f"Position {place + 1}: version {version} of {aggregate_id}, OperativeEngaged, is out "
            f"of order: it was written after what is at {place + 2}."
        )


class TestAnInsertedEvent:
    def with_one_more(self, rows: list[Row], place: int, new: Row) -> list[Row]:
        """The rows, with the new one in front of that place, and the rest moved down."""
        rest = [row.but(position=row.position + 1) for row in rows[place:]]
        return [*rows[:place], new.but(position=place + 1), *rest]

    def test_is_found_where_it_is(self, kept: Kept) -> None:
        rows = kept.table.rows()
        for place in PLACES:
            new = rows[place].but(aggregate_id="operative-9", version=1)
            kept.table.write(self.with_one_more(rows, place, new))
            verdict = verify(kept.log)
            assert verdict.fault.startswith(f"Position {place + 1}: ")
            assert verdict.events == place

    def test_is_found_by_the_one_after_it_when_its_own_hash_is_right(self, kept: Kept) -> None:
        rows = kept.table.rows()
        for place in PLACES:
            new = rows[place].but(aggregate_id="operative-9", version=1)
            *_, new = with_hashes_made_anew([*rows[:place], new])
            kept.table.write(self.with_one_more(rows, place, new))
            verdict = verify(kept.log)
            assert verdict.fault.startswith(f"Position {place + 2}: ")
            assert verdict.events == place + 1

    def test_at_the_end_with_a_right_hash_is_like_any_other(self, kept: Kept) -> None:
        """Whoever may write to the log may append to it; no checkpoint speaks about what is to
        come."""
        rows = kept.table.rows()
        new = rows[-1].but(aggregate_id="operative-9", version=1, position=9)
        taken = checkpoint_at(kept.log, 8)
        kept.table.write(with_hashes_made_anew([*rows, new]))
        assert verify(kept.log, [taken]) == Verdict(9, checkpoint_at(kept.log, 9))

    def test_before_the_first_position_is_found(self, kept: Kept) -> None:
        """Whoever reads the log does not see it there; whoever reads the stream does."""
        rows = kept.table.rows()
        for position in (0, -1, -(10**12), -(2**63) + 1):
            new = rows[-1].but(aggregate_id="operative-3", version=2, position=position)
            kept.table.write([new, *rows])
            assert [event.version for event in kept.log.stream("operative-3")] == [1, 2]
            verdict = verify(kept.log)
            assert verdict.fault.startswith(f"Position {position}: version 2 of operative-3, ")
            assert (verdict.events, verdict.head) == (0, None)

    def test_before_the_first_position_is_found_with_all_hashes_made_anew(self, kept: Kept) -> None:
        rows = kept.table.rows()
        new = rows[-1].but(aggregate_id="operative-9", version=1, position=0)
        kept.table.write(with_hashes_made_anew([new, *rows]))
        assert verify(kept.log).fault == (
            "Position 0: version 1 of operative-9, OperativeEngaged, stands before the beginning: "
            "it was inserted."
        )


class TestHashesMadeAnew:
    """Whoever knows how the hashes are made can make them anew after a change."""

    def after_a_change(self, rows: list[Row], place: int) -> list[Row]:
        changed = CHANGES["who did it"](rows[place])
        return with_hashes_made_anew([*rows[:place], changed, *rows[place + 1 :]])

    def test_are_the_same_where_nothing_was_changed(self, kept: Kept) -> None:
        before = kept.table.rows()
        assert with_hashes_made_anew(before) == before

    def test_hide_a_change_but_from_a_checkpoint(self, kept: Kept) -> None:
        rows = kept.table.rows()
        taken = [checkpoint_at(kept.log, row.position) for row in rows]
        for place in PLACES:
            kept.table.write(self.after_a_change(rows, place))
            assert verify(kept.log) == Verdict(8, checkpoint_at(kept.log, 8))
            assert verify(kept.log, taken[:place]).fault == ""
            for each in taken[place:]:
                assert verify(kept.log, [each]).fault == (
                    f"Position {each.position}: this log does not hold the checkpoint {each}. "
                    "What stands there or before has been changed or removed and the hashes after "
                    "it made anew; or the checkpoint is of another log."
                )

    def test_are_narrowed_down_by_several_checkpoints(self, kept: Kept) -> None:
        taken = [checkpoint_at(kept.log, position) for position in (7, 2, 5, 3)]
        kept.becomes(lambda rows: self.after_a_change(rows, place=3))
        assert verify(kept.log, taken).fault.startswith(
            f"Position 5: this log does not hold the checkpoint {taken[2]}. What stands there or "
            "before, after position 3, has been changed"
        )

    def test_do_not_hide_a_version_that_is_missing(self, kept: Kept) -> None:
        kept.becomes(lambda rows: with_hashes_made_anew([*rows[:2], *rows[3:]]))
        assert verify(kept.log).fault == (
            "Position 4: version 3 of operative-1, OperativeEngaged, stands where version 2 should."
        )

    def test_do_not_hide_that_the_first_version_of_an_aggregate_is_missing(
        self, kept: Kept
    ) -> None:
        kept.becomes(lambda rows: with_hashes_made_anew(rows[1:]))
        assert verify(kept.log).fault == (
            "Position 3: version 2 of operative-1, OperativeEngaged, stands where version 1 should."
        )

    def test_do_not_hide_a_version_that_was_changed(self, kept: Kept) -> None:
        kept.becomes(
            lambda rows: with_hashes_made_anew([*rows[:6], rows[6].but(version=7), rows[7]])
        )
        assert verify(kept.log).fault == (
            "Position 7: version 7 of operative-1, OperativeEngaged, stands where version 4 should."
        )

    def test_hide_that_the_last_version_of_an_aggregate_is_missing(self, kept: Kept) -> None:
        taken = checkpoint_at(kept.log, 8)
        kept.becomes(lambda rows: with_hashes_made_anew([*rows[:5], *rows[6:]]))
        assert verify(kept.log).fault == ""
        assert verify(kept.log, [taken]).fault.startswith("Position 8: ")


@pytest.mark.parametrize("store", ["memory", "sqlite", "postgresql"])
def test_a_checkpoint_of_another_log_is_not_held(store: str, tmp_path: Path) -> None:
    other = memory_log()
    other.append([NewEvent("operative-1", 1, HIRED)], BY_THE_DESK)
    foreign = checkpoint_at(other, 1)
    with new_log(store, tmp_path) as log:
        assert verify(log, [foreign]).fault.startswith("Position 1: ")
        write(log)
        own = checkpoint_at(log, 4)
        verdict = verify(log, [own, foreign])
        assert verdict.fault.startswith(
            f"Position 1: this log does not hold the checkpoint {foreign}"
        )
        assert verdict.fault.endswith("or the checkpoint is of another log.")
        assert (verdict.events, verdict.head) == (8, checkpoint_at(log, 8))


class TestAByteThatWasChanged:
    """There is none that makes no difference: what is hashed is all that is stored."""

    def test_is_found_wherever_it_is(self, in_a_file: Kept) -> None:
        rows = in_a_file.table.rows()
        unnoticed = []
        for place in (0, 5, 7):
            for index, byte in enumerate(rows[place].state):
                state = bytearray(rows[place].state)
                state[index] = byte ^ 1
                changed = rows[place].but(state=bytes(state))
                in_a_file.table.write([*rows[:place], changed, *rows[place + 1 :]])
                if not verify(in_a_file.log).fault.startswith(f"Position {place + 1}: "):
                    unnoticed.append((place, index, bytes(state)))
        assert unnoticed == []

    def test_is_found_whatever_it_becomes(self, in_a_file: Kept) -> None:
        rows = in_a_file.table.rows()
        bytes_of_states = [(place, i) for place in PLACES for i in range(len(rows[place].state))]

        @given(where=st.sampled_from(bytes_of_states), byte=st.integers(0, 255))
        @example(where=(0, 0), byte=ord(" "))
        @settings(deadline=None, max_examples=200)
        def is_found(where: tuple[int, int], byte: int) -> None:
            place, index = where
            state = bytearray(rows[place].state)
            if state[index] == byte:
                return
            state[index] = byte
            changed = rows[place].but(state=bytes(state))
            in_a_file.table.write([*rows[:place], changed, *rows[place + 1 :]])
            assert verify(in_a_file.log).fault.startswith(f"Position {place + 1}: ")

        is_found()


NO_RECORDS: dict[str, Tamper] = {
    "a state of text": lambda row: row.but(
        state=row.state.decode().replace("work-", "wart-")  # as SQL's own replace() leaves it
    ),
    "no state": lambda row: row.but(state=None),
    "no type": lambda row: row.but(type_name=None),
    "no aggregate": lambda row: row.but(aggregate_id=None),
    "no version": lambda row: row.but(version=None),
    "a version in words": lambda row: row.but(version="two"),
    "a broken version": lambda row: row.but(version=row.version + 0.5),
    "an aggregate of bytes": lambda row: row.but(aggregate_id=row.aggregate_id.encode()),
    "a type of bytes": lambda row: row.but(type_name=row.type_name.encode()),
    "a type with half a character": lambda row: row.but(type_name=b"Operative\xff"),
}


@pytest.mark.parametrize("change", NO_RECORDS.values(), ids=NO_RECORDS)
def test_a_row_that_is_no_record_is_found_where_it_is(in_a_file: Kept, change: Tamper) -> None:
    rows = in_a_file.table.rows()
    for place in PLACES:
        in_a_file.table.write([*rows[:place], change(rows[place]), *rows[place + 1 :]])
        verdict = verify(in_a_file.log)
        assert verdict.fault.startswith(f"Position {place + 1}: ")
        assert verdict.events == place


class TestACheckpoint:
    TEXT = "1234:" + "0123456789abcdef" * 4

    def test_is_written_as_it_is_read(self) -> None:
        read = checkpoint(self.TEXT)
        assert read == Checkpoint(1234, "0123456789abcdef" * 4)
        assert str(read) == self.TEXT

    def test_may_have_space_around_it(self) -> None:
        assert checkpoint(f"  {self.TEXT}\n") == checkpoint(self.TEXT)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1234",
            "1234:",
            ":" + "0" * 64,
            "1234:" + "0" * 63,
            "1234:" + "0" * 65,
            "1234:" + "g" * 64,
            "1234:" + "A" * 64,
            "-1:" + "0" * 64,
            "1 :" + "0" * 64,
            "٣:" + "0" * 64,
            "1" * 20 + ":" + "0" * 64,
            "1234:" + "0" * 64 + " 5:" + "0" * 64,
        ],
    )
    def test_is_a_position_a_colon_and_a_hash(self, text: str) -> None:
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            checkpoint(text)

    def test_can_be_taken_at_any_event(self, log: EventLog) -> None:
        write(log)
        for record in log.records(after=0, limit=10):
            assert checkpoint_at(log, record.position) == Checkpoint(record.position, record.hash)

    @pytest.mark.parametrize("position", [0, 9, 1_000])
    def test_cannot_be_taken_where_nothing_is(self, log: EventLog, position: int) -> None:
        write(log)
        with pytest.raises(LookupError):
            checkpoint_at(log, position)

    def test_cannot_be_taken_in_a_gap(self, kept: Kept) -> None:
        kept.becomes(lambda rows: [*rows[:3], *rows[4:]])
        with pytest.raises(LookupError):
            checkpoint_at(kept.log, 4)


class TestTheRecordsOfALog:
    def test_are_all_there_in_order(self) -> None:
        log = memory_log()
        log.append(new_events("operative-1", 2 * BATCH + 1), BY_THE_DESK)
        assert [record.version for record in records_of(log)] == list(range(1, 2 * BATCH + 2))

    @pytest.mark.parametrize(
        ("after", "until", "positions"),
        [(0, 8, [1, 2, 3, 4, 5, 6, 7, 8]), (3, 5, [4, 5]), (5, 5, []), (6, 100, [7, 8])],
    )
    def test_can_be_between_two_positions(
        self, log: EventLog, after: int, until: int, positions: list[int]
    ) -> None:
        write(log)
        assert [record.position for record in records_of(log, after, until)] == positions
