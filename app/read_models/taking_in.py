"""Taking in what is new in the log: read in batches, each of which is known again later."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from app.event_store.log import Checkpoint, EventLog, RecordedEvent
from app.event_store.verification import checkpoint_at
from app.read_models import ReadModels

BATCH = 1_000
"""How many events are taken in at a time."""
BIG_BATCH = 4_000
"""The same, while nobody waits for the others."""
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
) -> None:
    """Take in what the log has past what the models know, up to the checkpoint, `size` events at a
    time; less, when others take it in at the same time. Somebody is `alone` while rows are written,
    and not while the log is read.

    Raises LogRewritten and NotTaken, and what the log raises.
    """
    reached = models.database.progress().checkpoint
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


def _batches(
    log: EventLog, after: Checkpoint, until: Checkpoint, size: int
) -> Iterator[tuple[list[RecordedEvent], Checkpoint]]:
    """The events past the one checkpoint, up to and with the other, and after which checkpoint
    each batch of them ends.

    Raises LogRewritten when the log does not hold both.
    """
    position = after.position
    if not holds(log, after):
        raise LogRewritten(position)
    while position != until.position:
        # What is appended from now on comes next time, so that `until` stands for all.
        batch = log.read(after=position, limit=size)
        while batch and batch[-1].position > until.position:
            batch.pop()
        if not batch:
            raise LogRewritten(position)
        position = batch[-1].position
        # Asked for before they are taken in: what is taken in has to be known again, also when
        # the log does not answer in the middle, and another stands in its place afterwards.
        yield batch, until if position == until.position else checkpoint_of(log, position)


def hash_after(log: EventLog, position: int) -> str:
    """The hash at the first event past that position; empty when there is none."""
    return "".join(record.hash for record in log.records(after=position, limit=1))


def checkpoint_of(log: EventLog, position: int) -> Checkpoint:
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
