"""A log in this process's memory: empty at first, gone when the process ends."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from threading import Lock

import msgspec

from app.event_store.chain import FIRST, sealed
from app.event_store.log import AppendCondition, Checkpoint, Conflict, Record
from app.event_store.stored_log import StoredLog, check
from app.private_store.store import PrivateStore


class _Recorder:
    def __init__(self) -> None:
        self._lock = Lock()
        self._records: list[Record] = []
        self._streams: defaultdict[str, dict[int, Record]] = defaultdict(dict)
        """By version, in the order of versions."""

    def insert(
        self,
        records: Sequence[Record],
        condition: AppendCondition | None = None,
        *,
        into_empty: bool = False,
    ) -> list[int]:
        with self._lock:
            newest = self._newest()
            if into_empty and newest.position:
                raise Conflict
            check(condition, newest, self._breaks)
            if not self._are_free({(each.aggregate_id, each.version) for each in records}, records):
                raise Conflict
            for record in sealed(records, newest.hash):
                kept = msgspec.structs.replace(record, position=len(self._records) + 1)
                self._records.append(kept)
                self._streams[kept.aggregate_id][kept.version] = kept
            return list(range(newest.position + 1, len(self._records) + 1))

    def _are_free(self, versions: set[tuple[str, int]], records: Sequence[Record]) -> bool:
        return len(versions) == len(records) and not any(
            version in self._streams.get(aggregate_id, ()) for aggregate_id, version in versions
        )

    def _breaks(self, condition: AppendCondition) -> bool:
        return any(
            record.aggregate_id in condition.aggregate_ids or record.type_name in condition.types
            for record in self._records[condition.after :]
        )

    def select(
        self,
        after: int,
        limit: int,
        type_names: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Record]:
        beginnings = tuple(f"{kind}-" for kind in kinds)
        with self._lock:
            wanted = (
                record
                for record in map(
                    self._records.__getitem__, range(max(after, 0), len(self._records))
                )
                if (not type_names or record.type_name in type_names)
                and (not kinds or record.aggregate_id.startswith(beginnings))
            )
            return list(islice(wanted, limit))

    def select_stream(
        self,
        aggregate_id: str,
        *,
        after: int | None,
        until: int | None,
        as_of: int | None,
        last: int | None,
    ) -> list[Record]:
        with self._lock:
            wanted = (
                record
                for record in reversed(self._streams.get(aggregate_id, {}).values())
                if (after is None or record.version > after)
                and (until is None or record.version <= until)
                and (as_of is None or record.position <= as_of)
            )
            return list(islice(wanted, last))

    def newest(self) -> Checkpoint:
        with self._lock:
            return self._newest()

    def _newest(self) -> Checkpoint:
        if not self._records:
            return Checkpoint(0, FIRST)
        return Checkpoint(len(self._records), self._records[-1].hash)

    def damage(self) -> str:
        return ""

    def close(self) -> None:
        pass


def memory_log(private: PrivateStore | None = None) -> StoredLog:
    """The keys of its personal data are in memory too, unless a private store is given."""
    return StoredLog(_Recorder(), private or PrivateStore())
