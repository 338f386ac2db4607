"""Keeps at hand who may do what, as of the log's head."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from app.domain.access import ABOUT_PEOPLE, Access
from app.domain.event import Event
from app.domain.role import Role
from app.domain.team import Team
from app.domain.user import User
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import Checkpoint, EventLog, Record, RecordedEvent
from app.event_store.mapper import EventMapper

BATCH = 1_000
"""How many events are read at a time."""

_TYPES = [STORED_NAMES[each] for each in ABOUT_PEOPLE]
_KINDS = [User.kind, Role.kind, Team.kind]
"""Of aggregates of these kinds, whose events can be found without reading the whole log."""
_BEGINNINGS = tuple(f"{kind}-" for kind in _KINDS)


class AccessAsOf(NamedTuple):
    """Who may do what, and the log's newest event then."""

    access: Access
    newest: Checkpoint


class _Kept(msgspec.Struct, frozen=True):
    access: Access
    up_to: Checkpoint
    since: int
    """The position since which it has been so."""


_NOTHING = _Kept(Access(), Checkpoint(0, ""), since=0)


class AccessKeeper:
    """Looks for what is new about people whenever it is asked, so that what it says holds for all
    processes that share the log. Threads share it without a lock: at worst, two read the same."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._kept = _NOTHING
        self._names = EventMapper().stored_names(_TYPES)

    def now(self) -> Access:
        """As of the log's head. Raises Unavailable and UnreadableEvent."""
        return self.with_newest().access

    def with_newest(self) -> AccessAsOf:
        """The same, and the log's newest event: one question answers both, unless much is new."""
        kept = self._kept
        after = kept.up_to.position - 1
        records = self._log.records(after, BATCH + 1) if after >= 0 else []
        is_same_log = bool(records) and _checkpoint(records[0]) == kept.up_to
        if is_same_log and len(records) <= BATCH:
            newest = _checkpoint(records[-1])
            new = self._log.recorded([each for each in records[1:] if self._is_of_people(each)])
        else:
            if not is_same_log:
                kept = _NOTHING
            newest = self._log.newest()
            new = list(self._of_people(kept.up_to.position, newest.position))
        if newest != kept.up_to:
            kept = self._kept = _after(kept, newest, new)
        return AccessAsOf(kept.access, newest)

    def _is_of_people(self, record: Record) -> bool:
        return record.type_name in self._names and record.aggregate_id.startswith(_BEGINNINGS)

    def as_of(self, position: int) -> Access:
        """As of just that position, for those who have just asked for a later one. Takes longer
        where something about people has happened since: it is read from the beginning."""
        kept = self._kept
        if kept.since <= position <= kept.up_to.position:
            return kept.access
        return Access().after(_happened(self._of_people(after=0, until=position)))

    def _of_people(self, after: int, until: int) -> Iterator[RecordedEvent]:
        while batch := self._log.read(after, BATCH, _TYPES, _KINDS):
            yield from (each for each in batch if each.position <= until)
            after = batch[-1].position
            if after >= until:
                return


def _after(kept: _Kept, newest: Checkpoint, new: Sequence[RecordedEvent]) -> _Kept:
    if not new:
        return _Kept(kept.access, newest, kept.since)
    return _Kept(kept.access.after(_happened(new)), newest, new[-1].position)


def _checkpoint(record: Record) -> Checkpoint:
    return Checkpoint(record.position, record.hash)


def _happened(events: Iterable[RecordedEvent]) -> Iterator[tuple[str, int, Event]]:
    return ((each.aggregate_id, each.position, each.event) for each in events)
