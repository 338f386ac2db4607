"""What one attempt at a command loads and saves."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import TypeVar

import msgspec

from app.commands.access_keeper import AccessKeeper
from app.commands.outcome import Receipt, SentBefore, Stale
from app.commands.work_in_hand import WorkInHand, WorkInTheLog
from app.domain.access import ABOUT_PEOPLE, Access, Person
from app.domain.aggregate import Aggregate
from app.domain.event import Event
from app.domain.lifecycle import CHANGE_QUEUES
from app.domain.promise import Priority, Promise, Promises
from app.domain.refused import GotThereFirst
from app.domain.work_events import (
    WorkAssigned,
    WorkRaised,
    WorkReassigned,
    WorkReopened,
    WorkSitesAmended,
)
from app.event_store.event_types import STORED_NAMES
from app.event_store.log import (
    AppendCondition,
    Checkpoint,
    EventLog,
    Metadata,
    NewEvent,
    RecordedEvent,
)
from app.event_store.personal_data import ERASING, as_erased, is_erased

A = TypeVar("A", bound=Aggregate)

_ABOUT_PEOPLE = frozenset(STORED_NAMES[each] for each in ABOUT_PEOPLE)

CanSignIn = Callable[[Collection[str]], Collection[str]]
"""Which of these users have a password. It stands in no log. Raises Unavailable."""

PROMISES = Promises()

FEW = 10
"""How many events are read at a time of what a command has done: most do one or two."""


def everybody(user_ids: Collection[str]) -> Collection[str]:
    """Where nobody signs in, all of them can."""
    return user_ids


class BrokenStream(Exception):
    """The versions of a stored aggregate do not count up from 1: the log is damaged."""


class UnitOfWork:
    """Loads aggregates as of one position of the log, and saves what they decide in one append. It
    is only appended if none of them has changed since that position.

    The position is the head of the log, unless the command has been carried out before. Then it is
    the one just before that, so that the command decides again what it decided then. This tells a
    form that was sent twice from one that was changed in between; nothing is appended.
    """

    def __init__(
        self,
        log: EventLog,
        metadata: Metadata,
        aggregate_id: str,
        newest: Checkpoint,
        access: Access,
        keeper: AccessKeeper,
        can_sign_in: CanSignIn = everybody,
        work_in_hand: WorkInHand | None = None,
        promises: Promises = PROMISES,
        *,
        is_new: bool = False,
    ) -> None:
        """`aggregate_id` is the aggregate that the command is about. Whatever it does, it does
        first to that one, whose stream then shows that it has been carried out. `newest` is the
        log's newest event, and `access` who may do what as of that. With `is_new`, nothing of that
        aggregate is looked for: where there is something, the append ends in Conflict."""
        self._log = log
        self._metadata = metadata
        self._aggregate_id = aggregate_id
        self._access = access
        self._keeper = keeper
        self.can_sign_in = can_sign_in
        self._work_in_hand = work_in_hand or WorkInTheLog(log)
        self._promises = promises
        self._hash = newest.hash
        self.position = newest.position
        """Everything is loaded as of this position. To look at more than aggregates, ask for it as
        of this position too, and say in `rest_on` what would change the answer."""
        self._whole_stream = [] if is_new else log.stream(aggregate_id)
        self._done_before: tuple[RecordedEvent, ...] = ()
        if mine := next(filter(self._is_mine, self._whole_stream), None):
            self._done_before = self._done_with(mine)
            self._hash, self.position = "", self._done_before[0].position - 1
        self._loaded: set[str] = set()
        # Whether the command may be given rests on these.
        self._types: set[str] = set(_ABOUT_PEOPLE)
        self.receipt = Receipt(())

    @property
    def now(self) -> datetime:
        """When the command is, or was, carried out (UTC)."""
        metadata = self._done_before[0].metadata if self._done_before else self._metadata
        return metadata.when

    @property
    def done_before(self) -> Receipt | None:
        """What the command did when it was first carried out; None the first time."""
        return Receipt(self._done_before) if self._done_before else None

    @cached_property
    def access(self) -> Access:
        """Who may do what, as of the position."""
        return self._keeper.as_of(self.position) if self._done_before else self._access

    @property
    def person(self) -> Person:
        """Whoever gives the command, and what they may do."""
        return self.access.person(self._metadata.who)

    def promise(self, priority: Priority) -> Promise:
        """What is promised to whoever calls now."""
        return self._promises.at(self.now, priority)

    def open_at(self, site_id: str) -> Sequence[str]:
        """The ids of the works for that Site that have not ended. The decision rests on it."""
        self.rest_on(WorkRaised, WorkReopened, WorkSitesAmended)
        return self._work_in_hand.open_at(site_id, self.position)

    def with_operative(self, operative_id: str) -> Sequence[str]:
        """The ids of the works that the operative has. The decision rests on it."""
        self.rest_on(WorkAssigned, WorkReassigned)
        return self._work_in_hand.with_operative(operative_id, self.position)

    def queue_of(self, operative_id: str) -> Sequence[str]:
        """The ids of the works that are queued to the operative, in order. The decision rests on
        it."""
        self.rest_on(*CHANGE_QUEUES)
        return self._work_in_hand.queue_of(operative_id, self.position)

    def load(
        self,
        aggregate_type: type[A],
        id: str,
        version: int | None = None,
        *,
        despite: Collection[type[Event]] = (),
    ) -> A:
        """The aggregate, new and empty when nothing is stored under the id.

        Raises Stale when `version` is given and is not the aggregate's; except when all that has
        happened since are events of the types in `despite`. Raises SentBefore when the command's
        id was used for a command about another aggregate, which did something to this one.
        """
        self._loaded.add(id)
        is_state = aggregate_type.last_event_is_state and version is None
        stream = self._stream(id, last=1) if is_state else self._unbroken_stream(id)
        if mine := next(filter(self._is_mine, stream), None):
            raise SentBefore(Receipt(self._done_with(mine)))
        end = stream[-1].version if stream else 0
        if version is not None and version != end:
            changes = [event for event in stream if event.version > version]
            if not changes or any(type(each.event) not in despite for each in changes):
                raise Stale(id, changes)
        aggregate = aggregate_type(id)
        aggregate.replay((event.event for event in stream), version=end)
        return aggregate

    def rest_on(self, *types: type[Event]) -> None:
        """What is decided rests on more than the aggregates that are loaded: on an answer as of
        `position` that events of these types could change, whichever aggregate they are of."""
        self._types.update(STORED_NAMES[each] for each in types)

    def must_have_seen(self, position: int, *types: type[Event]) -> None:
        """Raises GotThereFirst when an event of these types stands in the log after the position
        that the person saw. The decision rests on it. What was carried out before stays decided.
        """
        self.rest_on(*types)
        names = [STORED_NAMES[each] for each in types]
        if not self._done_before and self._log.read(position, 1, types=names):
            raise GotThereFirst("Meanwhile something else has come. Nothing has been done.")

    def save(self, *aggregates: Aggregate) -> None:
        """Append the changes of all, or of none: first those of what the command is about.

        Raises Conflict when somebody was faster, also with a change to what was only loaded, and
        SentBefore when the command was carried out before with other content. Raises Unavailable
        also where it is appended, and the names that it erases may still be read.
        """
        new = [
            NewEvent(aggregate.id, aggregate.version + number, event)
            for aggregate in aggregates
            for number, event in enumerate(aggregate.changes, start=1)
        ]
        if new and new[0].aggregate_id != self._aggregate_id:
            raise ValueError(f"Save {self._aggregate_id} first, which the command is about")
        if self._done_before:
            self.receipt = self._same_as_before(new)
        else:
            condition = AppendCondition(
                after=self.position, hash=self._hash, aggregate_ids=self._loaded, types=self._types
            )
            self.receipt = Receipt(tuple(self._log.append(new, self._metadata, condition)))

    def _same_as_before(self, new: list[NewEvent]) -> Receipt:
        before = Receipt(self._done_before, is_repeat=True)
        if not _is_the_same(before.events, new):
            raise SentBefore(Receipt(before.events))
        # It is only done when nobody can read their names any more.
        self._log.finish_erasures(
            {each.aggregate_id for each in before.events if each.type_name in ERASING}
        )
        return before

    def _stream(self, id: str, last: int | None = None) -> list[RecordedEvent]:
        return self._log.stream(id, as_of=self.position, last=last)

    def _unbroken_stream(self, id: str) -> list[RecordedEvent]:
        """The events of an aggregate, from the first. Raises BrokenStream."""
        stream = self._whole_stream if id == self._aggregate_id else self._stream(id)
        versions = list(dict.fromkeys(event.version for event in stream))
        if versions != list(range(1, len(versions) + 1)):
            raise BrokenStream(id)
        return [event for event in stream if event.position <= self.position]

    def _done_with(self, event: RecordedEvent) -> tuple[RecordedEvent, ...]:
        """What the command did when it did this: its events stand together in the log, those of the
        aggregate that it was about first."""
        after = event.position
        while after and self._is_mine(self._log.read(after - 1, 1)[0]):
            after = max(0, after - FEW)
        from_it = dropwhile(lambda each: not self._is_mine(each), self._later(after))
        return tuple(takewhile(self._is_mine, from_it))

    def _later(self, after: int) -> Iterator[RecordedEvent]:
        """The events of the log past that position, in order."""
        while batch := self._log.read(after, FEW):
            yield from batch
            after = batch[-1].position

    def _is_mine(self, event: RecordedEvent) -> bool:
        return event.metadata.command_id == self._metadata.command_id


def _is_the_same(before: Sequence[RecordedEvent], new: Sequence[NewEvent]) -> bool:
    """Whether these events were recorded before. What has been erased since cannot be compared: the
    rest decides, so that nobody is asked to send a name again that is gone for good."""
    return len(before) == len(new) and all(
        NewEvent(was.aggregate_id, was.version, was.event)
        == (
            msgspec.structs.replace(now, event=as_erased(now.event))
            if is_erased(was.event)
            else now
        )
        for was, now in zip(before, new, strict=True)
    )
