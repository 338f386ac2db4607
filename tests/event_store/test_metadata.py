"""Metadata that an older Firstline wrote, in shapes made up for these tests, is read as today's."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from app.commands.bus import CommandBus, Origin
from app.commands.operative import HireOperative
from app.event_store.log import EventLog, NewEvent, Record, RecordedEvent, UnreadableEvent
from app.event_store.mapper import EventMapper
from app.event_store.stored_log import StoredLog
from app.event_store.transfer import ImportRefused, records_in
from app.event_store.upcasters import Data, MetadataUpcaster
from app.event_store.verification import verify
from tests.event_store.by_hand import hashes_by_hand, hashes_in, lines_of
from tests.event_store.examples import BY_THE_DESK, HIRED

WHEN = msgspec.json.decode(msgspec.json.encode(BY_THE_DESK.when))
FIRST: Data = {"by": "the desk", "when": WHEN, "command_id": "command-1"}
SECOND: Data = {"schema": 2, "who": "the desk", "when": WHEN, "command_id": "command-1"}


def by_is_who(data: Data) -> Data:
    return {"who" if name == "by" else name: value for name, value in data.items()}


def with_source(data: Data) -> Data:
    return data | {"source": "/control/"}


UPCASTERS = (by_is_who, with_source)


def old(aggregate_id: str, metadata: Any) -> Record:
    """Ann is hired, with metadata as that Firstline wrote it."""
    body = msgspec.json.encode({"schema": 1, "metadata": metadata, "event": HIRED})
    return Record(0, aggregate_id, 1, "OperativeHired", body, "")


def holding(
    log: EventLog, *metadata: Any, upcasters: Sequence[MetadataUpcaster] = UPCASTERS
) -> StoredLog:
    """The log with Ann in it, who is hired as often as there is metadata, read by a Firstline that
    has those upcasters."""
    log.restore([old(f"operative-{n}", each) for n, each in enumerate(metadata, start=1)])
    assert isinstance(log, StoredLog)
    return StoredLog(log._recorder, log._private, EventMapper(metadata_upcasters=upcasters))


class TestOldMetadata:
    @pytest.mark.parametrize("metadata", [FIRST, {"schema": 1, **FIRST}, SECOND])
    def test_is_read_in_todays_shape(self, log: EventLog, metadata: Data) -> None:
        log = holding(log, metadata)
        recorded = RecordedEvent("operative-1", 1, HIRED, BY_THE_DESK, position=1)
        assert log.read(after=0, limit=10) == log.stream("operative-1") == [recorded]

    def test_is_not_taken_for_todays_because_it_begins_like_it(self, log: EventLog) -> None:
        before = msgspec.to_builtins(BY_THE_DESK) | {"source": "before"}
        log = holding(log, before, {"schema": 2, **before}, upcasters=(with_source,))
        sources = [each.metadata.source for each in log.read(after=0, limit=10)]
        assert sources == ["/control/", "before"]

    def test_stands_beside_what_is_written_today(self, log: EventLog) -> None:
        log = holding(log, FIRST, SECOND)
        log.append([NewEvent("operative-3", 1, HIRED)], BY_THE_DESK)
        *_, last = log.records(after=0, limit=10)
        assert last.body.startswith(b'{"schema":2,"metadata":{"schema":3,"who":"the desk",')
        assert [each.metadata for each in log.read(after=0, limit=10)] == [BY_THE_DESK] * 3

    def test_keeps_its_place_in_the_chain_and_in_an_export(self, log: EventLog) -> None:
        log = holding(log, FIRST, SECOND)
        log.append([NewEvent("operative-3", 1, HIRED)], BY_THE_DESK)
        lines = lines_of(log)
        assert verify(log).fault == ""
        assert hashes_in(lines) == hashes_by_hand(lines)
        mapper = EventMapper(metadata_upcasters=UPCASTERS)
        assert list(records_in(lines, mapper)) == log.records(after=0, limit=10)
        with pytest.raises(ImportRefused, match=r"^Line 1, position 1: "):
            list(records_in(lines))

    def test_makes_the_same_command_sent_again_known(self, log: EventLog) -> None:
        log = holding(log, FIRST)
        hire = HireOperative(operative_id="operative-1", forename="Ann", surname="Marsh")
        bus = CommandBus(log, clock=lambda: datetime.now(UTC))
        origin = Origin(who="the desk", source="/control/", command_id="command-1")
        assert bus.run(hire, origin).is_repeat
        assert len(log.stream("operative-1")) == 1


def test_for_whom_somebody_acted_is_written_where_they_did(log: EventLog) -> None:
    acting = msgspec.structs.replace(BY_THE_DESK, acting_for="operative-1")
    for number, metadata in enumerate((BY_THE_DESK, acting)):
        log.append([NewEvent(f"operative-{number}", 1, HIRED)], metadata)
    assert [each.metadata for each in log.read(after=0, limit=10)] == [BY_THE_DESK, acting]
    alone, together = (json.loads(each.body)["metadata"] for each in log.records(0, 10))
    assert together == {**alone, "acting_for": "operative-1"}


class TestMetadataThatCannotBeRead:
    @pytest.mark.parametrize("schema", [0, -1, 4])
    def test_is_of_a_schema_that_nobody_knows(self, log: EventLog, schema: int) -> None:
        log = holding(log, {**SECOND, "source": "/", "schema": schema})
        with pytest.raises(UnreadableEvent) as refusal:
            log.read(after=0, limit=10)
        assert str(refusal.value) == (
            "Cannot read what the log holds at position 1, version 1 of operative-1, an event of "
            f"the type 'OperativeHired': this Firstline knows no schema {schema} of metadata"
        )

    def test_is_newer_than_the_only_schema_of_today(self, log: EventLog) -> None:
        today = msgspec.to_builtins(BY_THE_DESK)
        log = holding(log, {"schema": 2, **today}, upcasters=())
        with pytest.raises(UnreadableEvent, match="this Firstline knows no schema 2 of metadata"):
            log.stream("operative-1")

    @pytest.mark.parametrize(
        "metadata",
        [None, [], "the desk", {}, {"schema": "2"}, {**FIRST, "by": 7}, {**SECOND, "when": 1}],
    )
    def test_is_what_fits_no_shape(self, log: EventLog, metadata: Any) -> None:
        log = holding(log, metadata)
        with pytest.raises(UnreadableEvent, match="'OperativeHired'"):
            log.read(after=0, limit=10)
