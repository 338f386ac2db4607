"""Where in the log are the events of a type, of an aggregate, or by somebody, and which was the
last by a given time?"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.domain.event import Event
from app.event_store.event_types import EVENT_TYPES
from app.event_store.log import RecordedEvent
from app.read_models.read_model import ReadModel
from app.read_models.table import microseconds, moment_of

NO_KEY = -1
"""What stands for a type or an aggregate of which there are no events, or somebody who did none."""


class IndexedEvent(msgspec.Struct, frozen=True):
    """Where an event is: its place in the log, and in the stream of its aggregate."""

    position: int
    aggregate_id: str
    version: int


class LogIndex(ReadModel[Event]):
    """Holds where events are; the events themselves stay in the log.

    Each row counts: its event is the nth of all, and the nth of its type. So how many there were
    up to any position stands in one row. `latest` is the latest time of any event so far: clocks of
    several machines differ, and so the times of events do not always rise with their positions.

    One record of an older Firstline can be read as several events, at one position. It has a row
    for each type of these.
    """

    subscribes_to = (Event,)

    def open(self) -> None:
        self._new: list[tuple[int, ...]] = []
        self._new_keys: list[tuple[int, str]] = []
        self._keys: dict[str, int] = {}
        self._are_there: dict[str, bool] = {}
        self._counts: dict[int, int] = {}
        """Of each type (its key), how many events there are so far."""
        self._last: tuple[int, int, int] | None = None
        """Of the last event: position, nth, latest."""
        self._types_there: list[int] = []
        """The types of event at the last position."""
        self._last_key: int | None = None

    def tables_counted(self) -> Sequence[str]:
        return ["events"]

    def tables_to_create(self) -> Sequence[str]:
        return [
            "CREATE TABLE event_keys (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
            "CREATE TABLE events (position INTEGER NOT NULL, part INTEGER NOT NULL, "
            "nth INTEGER NOT NULL, type INTEGER NOT NULL, nth_of_type INTEGER NOT NULL, "
            "aggregate INTEGER NOT NULL, version INTEGER NOT NULL, latest INTEGER NOT NULL, "
            "who INTEGER NOT NULL, PRIMARY KEY (position, part)) WITHOUT ROWID",
        ]

    def indexes_to_create(self) -> Sequence[str]:
        return [
            "CREATE INDEX events_of_type ON events (type, position, nth_of_type)",
            "CREATE INDEX events_of_aggregate ON events (aggregate, position)",
            "CREATE INDEX events_of_both ON events (aggregate, type, position)",
            "CREATE INDEX events_of_somebody ON events (who, position)",
            "CREATE INDEX events_by_time ON events (latest, position)",
        ]

    def apply(self, recorded: RecordedEvent, event: Event) -> None:
        last_position, nth, latest = self._last or self._last_stored()
        position = recorded.position
        type_key = self._key(recorded.type_name)
        aggregate = self._key(recorded.aggregate_id, is_new=recorded.is_first)
        who = self._key(f"by {recorded.metadata.who}")
        if position != last_position:
            nth += 1
            self._types_there = []
        elif type_key in self._types_there:
            return
        latest = max(latest, microseconds(recorded.metadata.when))
        count = self._counts[type_key] = self._count_of(type_key) + 1
        part = len(self._types_there)
        self._new.append(
            (position, part, nth, type_key, count, aggregate, recorded.version, latest, who)
        )
        self._types_there.append(type_key)
        self._last = (position, nth, latest)
        self.database.is_flushed = False

    def _last_stored(self) -> tuple[int, int, int]:
        stored = self.database.execute(
            "SELECT position, nth, latest FROM events ORDER BY position DESC LIMIT 1"
        )
        return stored[0] if stored else (0, 0, 0)

    def _count_of(self, type_key: int) -> int:
        if type_key not in self._counts:
            stored = self.database.execute(
                "SELECT nth_of_type FROM events WHERE type = ? ORDER BY position DESC LIMIT 1",
                (type_key,),
            )
            self._counts[type_key] = stored[0][0] if stored else 0
        return self._counts[type_key]

    def _key(self, name: str, *, is_new: bool = False) -> int:
        """The number that stands for a type, an aggregate or somebody in the rows."""
        if name in self._keys:
            return self._keys[name]
        key = None if is_new else self._stored_key(name)
        if key is None:
            if self._last_key is None:
                [(last,)] = self.database.execute("SELECT max(key) FROM event_keys")
                self._last_key = last or 0
            key = self._last_key = self._last_key + 1
            self._new_keys.append((key, name))
        self._keys[name] = key
        return key

    def _stored_key(self, name: str) -> int | None:
        stored = self.database.execute("SELECT key FROM event_keys WHERE name = ?", (name,))
        return stored[0][0] if stored else None

    def flush(self) -> None:
        if not self._new:
            return
        self.database.insert("INSERT INTO events", self._new)
        self.database.insert("INSERT INTO event_keys", self._new_keys)
        self.database.count("events", len(self._new), 0)
        self._new, self._new_keys = [], []
        self._are_there = {id: True for id, is_there in self._are_there.items() if is_there}
        if len(self._keys) > self.database.most_known:
            self._keys = {}

    def forget(self) -> None:
        self._new, self._new_keys, self._keys, self._counts = [], [], {}, {}
        self._last, self._last_key = None, None
        self._are_there = {}

    def __len__(self) -> int:
        return self.count()

    def count(self, *, type_name: str = "", aggregate_id: str = "") -> int:
        """How many events there are; of a type or of an aggregate, if named."""
        condition, values = self._condition(type_name, aggregate_id)
        if type_name and aggregate_id:
            sql = f"SELECT count(*) FROM events WHERE {condition}"  # noqa: S608
            [(count,)] = self.database.select(sql, *values)
            return int(count)
        column = "version" if aggregate_id else "nth_of_type" if type_name else "nth"
        last = self.database.select(
            f"SELECT {column} FROM events WHERE {condition} ORDER BY position DESC LIMIT 1",  # noqa: S608
            *values,
        )
        return int(last[0][0]) if last else 0

    def newest(
        self,
        limit: int,
        *,
        before: int | None = None,
        type_name: str = "",
        aggregate_id: str = "",
        who: str = "",
    ) -> list[IndexedEvent]:
        """Up to so many events, the newest first, at positions below `before`; of a type or of an
        aggregate, if named, or of what somebody did."""
        condition, values = self._condition(type_name, aggregate_id, who, before)
        found = self.database.select(
            "SELECT position, name, version FROM events JOIN event_keys ON key = aggregate "  # noqa: S608
            f"WHERE {condition} ORDER BY position DESC LIMIT ?",
            *values,
            limit,
        )
        return [IndexedEvent(*each) for each in found]

    def next(
        self, limit: int, *, after: int, type_name: str = "", aggregate_id: str = "", who: str = ""
    ) -> list[int]:
        """The positions of up to so many such events past the position `after`, in order."""
        condition, values = self._condition(type_name, aggregate_id, who)
        found = self.database.select(
            f"SELECT position FROM events WHERE {condition} AND position > ? "  # noqa: S608
            "ORDER BY position LIMIT ?",
            *values,
            after,
            limit,
        )
        return [position for (position,) in found]

    def has(self, aggregate_id: str) -> bool:
        """Whether there are events of that aggregate."""
        if aggregate_id not in self._are_there:
            if len(self._are_there) > self.database.most_known:
                self._are_there = {}
            self._are_there[aggregate_id] = bool(
                self.database.select(
                    "SELECT 1 FROM event_keys JOIN events ON aggregate = key "
                    "WHERE name = ? AND position <= ? LIMIT 1",
                    aggregate_id,
                    self.database.moment,
                )
            )
        return self._are_there[aggregate_id]

    def _condition(
        self, type_name: str, aggregate_id: str, who: str = "", before: int | None = None
    ) -> tuple[str, list[int]]:
        """The condition, as SQL and its values, for events of that type and that aggregate, or
        which somebody did, at positions below `before`."""
        # In one: of two limits SQLite can look up the higher one, and pass over what is between.
        end = self.database.moment + 1
        conditions = {"position < ?": end if before is None else min(before, end)}
        somebody = who and f"by {who}"
        names = {"type = ?": type_name, "aggregate = ?": aggregate_id, "who = ?": somebody}
        for column, name in names.items():
            if name:
                key = self._stored_key(name)
                conditions[column] = NO_KEY if key is None else key
        sql = " AND ".join(conditions)
        return sql if type_name else f"{sql} AND part = 0", list(conditions.values())

    def type_counts(self) -> dict[str, int]:
        """How many events of each type there are."""
        counts = {name: self.count(type_name=name) for name in sorted(EVENT_TYPES)}
        return {name: count for name, count in counts.items() if count}

    def last_by(self, moment: datetime) -> int:
        """The position of the last event before any that has a later time than that; 0 when there
        is none."""
        # `latest` never falls from one position to the next: the index has the last one at its end.
        found = self.database.select(
            "SELECT position FROM events WHERE latest <= ? "
            "ORDER BY latest DESC, position DESC LIMIT 1",
            microseconds(moment),
        )
        return min(found[0][0] if found else 0, self.database.moment)

    def time_of(self, position: int) -> datetime | None:
        """The latest time of any event up to that position; None before the first."""
        found = self.database.select(
            "SELECT latest FROM events WHERE position <= ? ORDER BY position DESC LIMIT 1", position
        )
        return moment_of(found[0][0]) if found else None
