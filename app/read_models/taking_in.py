"""Taking in what is new in the log: read in batches, each of which is known again later."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from app.event_store.log import Checkpoint, EventLog, Record, RecordedEvent
from app.event_store.verification import checkpoint_at
from app.read_models import NotTaken, ReadModels

BATCH = 1_000
"""How many events are taken in at a time."""
BIG_BATCH = 4_000
"""The same, while nobody waits for the others."""
ATTEMPTS = 5
"""How often somebody looks again whether there is anything left to take in, while nothing is."""
Told = Callable[[int, int], None]
"""Is told how far the making of a database is: the position, and that of the log's head."""


def nobody(position: int, head: int) -> None:
    """Is not interested."""


class LogRewritten(Exception):
    """The log does not hold what was read from it before: another was put in its place."""


def take_in(
    log: EventLog,
    models: ReadModels,
    until: Checkpoint,
    size: int | None = None,
    told: Told = nobody,
    alone: Callable[[], AbstractContextManager[Any]] = nullcontext,
    reached: Checkpoint | None = None,
) -> None:
    """Take in what the log has past what the models know, up to the checkpoint, `size` events at a
    time; less, when others take it in at the same time. Somebody is `alone` while rows are written,
    and not while the log is read. Who knows already what the models have `reached`, says so.

    Raises LogRewritten and NotTaken, and what the log raises.
    """
    reached = reached or models.database.progress().checkpoint
    if reached.position >= until.position:
        # Others have been faster, and have gone on since `until` was asked for.
        return
    told(reached.position, until.position)
    for batch, end in _batches(log, reached, until, size or BATCH):
        with alone():
            if not models.take_in(batch, reached, end):
                return
        reached = end
        told(end.position, until.position)


def keep(
    log: EventLog,
    models: ReadModels,
    fault: NotTaken,
    alone: Callable[[], AbstractContextManager[Any]] = nullcontext,
) -> None:
    """Take in what is before the event that is not taken, and keep in mind why it is not: no
    request tries it again."""
    before = fault.batch[: fault.place]
    end = _checkpoint_of(log, before[-1].position) if before else fault.after
    faulty = hash_after(log, end.position)
    with alone():
        models.take_in(before, fault.after, end, str(fault), faulty)


def _batches(
    log: EventLog, after: Checkpoint, until: Checkpoint, size: int
) -> Iterator[tuple[list[RecordedEvent], Checkpoint]]:
    """The events past the one checkpoint, up to and with the other, and after which checkpoint
    each batch of them ends.

    Raises LogRewritten when the log does not hold both.
    """
    while after.position != until.position:
        # In one go with what it follows on, so that it is known to be of the same log.
        known = min(after.position, 1)
        records = log.records(after=after.position - known, limit=size + known)
        if known and [_checkpoint(each) for each in records[:1]] != [after]:
            raise LogRewritten(after.position)
        # What is appended from now on comes next time, so that `until` stands for all.
        new = records[known:]
        while new and new[-1].position > until.position:
            new.pop()
        if not new:
            raise LogRewritten(after.position)
        after = _checkpoint(new[-1])
        yield log.recorded(new), after


def _checkpoint(record: Record) -> Checkpoint:
    return Checkpoint(record.position, record.hash)


def hash_after(log: EventLog, position: int) -> str:
    """The hash at the first event past that position; empty when there is none."""
    return "".join(record.hash for record in log.records(after=position, limit=1))


def _checkpoint_of(log: EventLog, position: int) -> Checkpoint:
    """Raises LogRewritten when nothing stands at that position."""
    try:
        return checkpoint_at(log, position)
    except LookupError:
        raise LogRewritten(position) from None


def holds(log: EventLog, checkpoint: Checkpoint) -> bool:
    """The checkpoint stands for everything before it, so no more than that is looked at. Every log
    begins with nothing."""
    if not checkpoint.position:
        return True
    try:
        return checkpoint_at(log, checkpoint.position) == checkpoint
    except LookupError:
        return False
