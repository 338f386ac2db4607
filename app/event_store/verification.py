"""Is the log still what was written? What this can and cannot show is in docs/running.md."""

import re
from collections.abc import Callable, Iterator, Sequence

import msgspec

from app.event_store.chain import FIRST, link
from app.event_store.log import Checkpoint, EventLog, Record
from app.printable import printable

BATCH = 1_000
BEFORE_ALL = -(2**63)
"""No store has a position below; those that Firstline gives out begin at 1."""

_CHECKPOINT = re.compile(r"(\d{1,19}):([0-9a-f]{64})", re.ASCII)


def checkpoint(text: str) -> Checkpoint:
    """Raises ValueError for anything but a position, a colon and a hash."""
    written = _CHECKPOINT.fullmatch(text.strip())
    if not written:
        raise ValueError(text)
    return Checkpoint(int(written[1]), written[2])


def checkpoint_at(log: EventLog, position: int) -> Checkpoint:
    """Raises LookupError when nothing stands at that position."""
    for record in log.records(after=position - 1, limit=1):
        if record.position == position:
            return Checkpoint(position, record.hash)
    raise LookupError(position)


class Verdict(msgspec.Struct, frozen=True):
    events: int
    """How many there are, up to the fault if there is one."""
    head: Checkpoint | None = None
    """The last of them that is sound; None in an empty log."""
    fault: str = ""
    """What is wrong: a sentence that begins with the position. Empty when nothing is."""


def records_of(
    log: EventLog, after: int = BEFORE_ALL, until: int | None = None
) -> Iterator[Record]:
    """The records past the position `after`, in order; up to the position `until`, if given."""
    while batch := log.records(after=after, limit=BATCH):
        for record in batch:
            if until is not None and record.position > until:
                return
            yield record
        after = batch[-1].position


def verify(
    log: EventLog,
    since: Sequence[Checkpoint] = (),
    told: Callable[[int], None] = lambda position: None,
) -> Verdict:
    """Work out every hash again, from the first record to the last, and find the checkpoints among
    them. `told` is called with each position."""
    missed = {each.hash: each for each in since}
    versions: dict[str, int] = {}
    head: Checkpoint | None = None
    count = 0
    for record in records_of(log):
        told(max(0, record.position))
        fault = _fault(log, record, head, versions)
        if fault:
            return Verdict(count, head, fault)
        versions[record.aggregate_id] = record.version
        missed.pop(record.hash, None)
        head = Checkpoint(record.position, record.hash)
        count += 1
    if missed:
        first = min(missed.values(), key=lambda each: each.position)
        if first.position > (head.position if head else 0):
            return Verdict(
                count,
                head,
                f"Position {first.position}: this log ends before it, with {count:,} events, and "
                f"does not hold the checkpoint {first}. Its end has been cut off, or the "
                "checkpoint is of another log.",
            )
        held = [each.position for each in since if each.position < first.position]
        return Verdict(
            count,
            head,
            f"Position {first.position}: this log does not hold the checkpoint {first}. What "
            f"stands there or before{f', after position {max(held)},' if held else ''} has been "
            "changed or removed and the hashes after it made anew; or the checkpoint is of "
            "another log.",
        )
    return Verdict(count, head)


def _fault(
    log: EventLog, record: Record, before: Checkpoint | None, versions: dict[str, int]
) -> str:
    """What is wrong with a record that follows that one; empty when nothing is."""
    here = (
        f"Position {record.position}: version {record.version} of "
        f"{printable(record.aggregate_id)}, {printable(record.type_name)},"
    )
    if record.position < 1:
        return f"{here} stands before the beginning: it was inserted."
    place = before.position if before else 0
    expected = versions.get(record.aggregate_id, 0) + 1
    if follows(record, before.hash if before else FIRST):
        if record.version == expected:
            return ""
        return f"{here} stands where version {expected} should."
    for other in records_of(log):
        if follows(record, other.hash):
            return f"{here} is out of order: it was written after what is at {other.position}."
    if record.version > expected:
        return f"{here} stands where version {expected} should, which is missing."
    if record.position > place + 1:
        return (
            f"{here} does not follow what is at {place}: it has been changed, or something between "
            "the two is missing."
        )
    return f"{here} has been changed."


def follows(record: Record, previous: str) -> bool:
    """Whether a record's hash is the one that it should have after the hash `previous`."""
    return record.body.startswith(b'{"schema":') and record.hash == link(
        previous, record.aggregate_id, record.version, record.type_name, record.body
    )
