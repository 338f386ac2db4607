"""Work: what customers call about, and what is done about it. What is written down about it is in
`described_work`; its events are in `work_events`, where they lead in `lifecycle`."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.characters import isolated
from app.domain.described_work import DescribedWork
from app.domain.engagement import Engagement
from app.domain.event import Event
from app.domain.lifecycle import LIFECYCLE, UNDER_WAY, Direction, Stage, standing_after
from app.domain.operative import Operative
from app.domain.promise import Promise
from app.domain.refused import GotThereFirst, Refused
from app.domain.text import Text
from app.domain.work_events import (
    AbandonCode,
    CloseCause,
    OutcomeCode,
    WorkAbandoned,
    WorkArrivedAt,
    WorkAssigned,
    WorkClosed,
    WorkCompleted,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkReassigned,
    WorkRecalled,
    WorkReopened,
)

OUTCOME = Text("Outcome", longest=2_000, several_lines=True, required=False)
REASON = Text("Reason", longest=2_000, several_lines=True)
REASON_IF_ANY = Text("Reason", longest=2_000, several_lines=True, required=False)
QUEUE_CHANGED = "The queue has changed since this page was opened. Nothing has been done."


class Work(DescribedWork):
    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.operative_id: str | None = None
        self.had_by: set[str] = set()
        """The operatives who have, or have had, it."""
        self.eta: datetime | None = None
        self.duplicate_of = ""

    def assign(self, operative: Operative) -> None:
        """Control queues it to an operative. Raises Refused unless it waits for Control."""
        operative.must_be_here()
        self._must_allow(WorkAssigned, "Only Work that waits for Control can be assigned")
        self.record(WorkAssigned(operative_id=operative.id))

    def reassign(
        self, operative: Operative, previous: Operative, engagement: Engagement, reason: str
    ) -> None:
        """Control takes it from whoever has it, and queues it to another. Raises Refused unless it
        is with the previous operative. `engagement` is theirs."""
        operative.must_be_here()
        self._must_be_with(previous)
        if operative.id == previous.id:
            raise Refused(f"This Work is with {isolated(operative.name)} already.")
        was_under_way = self.stage in UNDER_WAY
        self.record(
            WorkReassigned(
                operative_id=operative.id,
                from_operative_id=previous.id,
                reason=REASON_IF_ANY.accept(reason),
            )
        )
        if was_under_way:
            engagement.end(previous, self.id)

    def must_be_in_a_queue(self) -> str:
        """The id of the operative in whose queue it is. Raises Refused when it is in none."""
        if self.stage is not Stage.QUEUED or self.operative_id is None:
            self.refuse("Only Work in a queue can be moved there")
        return self.operative_id

    def move_in_queue(self, queue: Sequence[str], direction: Direction, past: str) -> None:
        """Move it to the top, before another that stands above it, or up or down past the one that
        was next to it as the person saw the queue.

        `queue` is what its operative has queued, in order, and `past` the id of that other Work.
        Raises GotThereFirst where they do not stand so any more: it would go past works that the
        person knows nothing of, or the wrong way.
        """
        operative_id = self.must_be_in_a_queue()
        place, others = queue.index(self.id), [id for id in queue if id != self.id]
        there = expected = 0
        if direction is not Direction.TOP:
            if past not in others:
                raise GotThereFirst(QUEUE_CHANGED)
            is_down = direction is Direction.DOWN
            there, expected = others.index(past) + is_down, place + (1 if is_down else -1)
        if direction is Direction.BEFORE:
            expected = min(there, place)
        if there == place:
            raise GotThereFirst("It stands there in the queue already. Nothing has been done.")
        if there != expected:
            raise GotThereFirst(QUEUE_CHANGED)
        before = others[there] if there < len(others) else None
        self.record(WorkMovedInQueue(operative_id=operative_id, before=before))

    def dispatch(
        self, operative: Operative, engagement: Engagement, eta: datetime, now: datetime
    ) -> None:
        """The operative sets off, expecting to arrive at `eta`.

        Raises Refused unless the Work is in their queue, the arrival lies in the future, and they
        are not under way elsewhere.
        """
        self._must_be_with(operative)
        self._must_allow(WorkDispatched, "Only Work in the queue can be dispatched")
        _must_be_in_the_future(eta, now)
        engagement.begin(operative, self.id)
        self.record(WorkDispatched(operative_id=operative.id, eta=eta))

    def revise_eta(self, operative: Operative, eta: datetime, now: datetime) -> None:
        """The operative expects to arrive at another time than was said before. Raises Refused
        unless en route, and for an arrival that does not lie in the future."""
        self._must_be_with(operative)
        if self.stage is not Stage.EN_ROUTE:
            self.refuse("The expected arrival can only be changed en route")
        _must_be_in_the_future(eta, now)
        if eta == self.eta:
            raise Refused("That is when they are expected already.")
        self.record(WorkEtaRevised(operative_id=operative.id, eta=eta))

    def arrive(self, operative: Operative) -> None:
        """The operative is there. Raises Refused unless en route."""
        self._must_be_with(operative)
        self._must_allow(WorkArrivedAt, "Only an operative who is en route can arrive")
        self.record(WorkArrivedAt(operative_id=operative.id))

    def complete(
        self, operative: Operative, engagement: Engagement, code: OutcomeCode, outcome: str
    ) -> None:
        """The operative has dealt with it. Raises Refused unless on site, and for an outcome that
        neither the code nor words say."""
        self._must_be_with(operative)
        self._must_allow(WorkCompleted, "Work can only be completed on site")
        completed = WorkCompleted(
            operative_id=operative.id, outcome=OUTCOME.accept(outcome), code=code
        )
        if code is OutcomeCode.OTHER and not completed.outcome:
            raise Refused("Say in words what came of it, where none of the others is right.")
        self.record(completed)
        engagement.end(operative, self.id)

    def abandon(
        self, operative: Operative, engagement: Engagement, code: AbandonCode, reason: str
    ) -> None:
        """The operative hands it back to Control. Raises Refused unless it is theirs, and without
        a reason in words."""
        self._must_be_with(operative)
        abandoned = WorkAbandoned(
            operative_id=operative.id, reason=REASON.accept(reason), code=code
        )
        self._give_back(operative, engagement, abandoned)

    def recall(self, operative: Operative, engagement: Engagement, reason: str) -> None:
        """Control takes it back. Raises Refused unless it is with that operative, and without a
        reason."""
        self._must_be_with(operative)
        recalled = WorkRecalled(operative_id=operative.id, reason=REASON.accept(reason))
        self._give_back(operative, engagement, recalled)

    def close(self, cause: CloseCause, reason: str, original: "Work | None" = None) -> None:
        """End it without completing; as a duplicate of the original, if one is given, which is
        told. Raises Refused unless it waits for Control, and without a reason.

        This one may have duplicates itself, which stay so: their timelines lead here, and from here
        to the original. That may be with an operative, and could not be closed instead.
        """
        self._must_allow(WorkClosed, "Only Work that waits for Control can be closed")
        if original is not None:
            self._must_be_able_to_repeat(original, cause)
        self.record(
            WorkClosed(
                cause=cause,
                reason=REASON.accept(reason),
                duplicate_of=original.id if original is not None else "",
            )
        )
        if original is not None:
            original.record(WorkDuplicateFound(work_id=self.id))

    def reopen(self, reason: str, promise: Promise) -> None:
        """Back to Control, its age still running from when it was raised; what is promised counts
        from now. Raises Refused unless completed or closed, and without a reason."""
        self._must_allow(WorkReopened, "Only Work that is completed or closed can be reopened")
        self.record(
            WorkReopened(
                reason=REASON.accept(reason),
                arrive_by=promise.arrive_by,
                complete_by=promise.complete_by,
            )
        )

    def must_have_operative(self, to_be: str) -> str:
        """The id of the operative who has it. Raises Refused when nobody has, so that it cannot
        be recalled, say."""
        if self.operative_id is None:
            self.refuse(f"Only Work that is with an operative can be {to_be}")
        return self.operative_id

    def _give_back(
        self, operative: Operative, engagement: Engagement, event: WorkAbandoned | WorkRecalled
    ) -> None:
        was_under_way = self.stage in UNDER_WAY
        self.record(event)
        if was_under_way:
            engagement.end(operative, self.id)

    def _must_be_able_to_repeat(self, original: "Work", cause: CloseCause) -> None:
        if cause is not CloseCause.DUPLICATE:
            raise Refused("Only a duplicate can name another Work that it repeats.")
        original.must_be_raised()
        if original.id == self.id:
            raise Refused("A Work cannot be a duplicate of itself.")
        if original.duplicate_of:
            raise Refused("The other Work was closed as a duplicate itself: name the first one.")

    def _must_be_with(self, operative: Operative) -> None:
        self.must_be_raised()
        if self.operative_id is None or self.operative_id != operative.id:
            raise Refused(f"This Work is not with {isolated(operative.name) or 'this operative'}.")

    def _must_allow(self, event_type: type[Event], rule: str) -> None:
        if self.stage not in LIFECYCLE[event_type].starts_from:
            self.refuse(rule)

    def apply(self, event: Event) -> None:
        super().apply(event)
        if standing := standing_after(event):
            self.stage = standing.stage
            self.operative_id = standing.operative_id
            if standing.operative_id is not None:
                self.had_by.add(standing.operative_id)
        match event:
            case WorkDispatched(eta=eta) | WorkEtaRevised(eta=eta):
                self.eta = eta
            case WorkClosed(duplicate_of=duplicate_of):
                self.duplicate_of = duplicate_of
            case WorkReopened():
                self.duplicate_of = ""


def _must_be_in_the_future(eta: datetime, now: datetime) -> None:
    if eta <= now:
        raise Refused("The estimated arrival must be in the future.")
