"""Builds commands outside of pages: for the morning that a desk in memory starts with, for tests
and for benchmarks."""

from datetime import timedelta

from app.commands.ids import new_id
from app.commands.operative import HireOperative
from app.commands.site import AcquireSite
from app.commands.work import (
    AbandonWork,
    ArriveAtWork,
    AssignWork,
    CloseWork,
    CompleteWork,
    DispatchWork,
    RaiseWork,
    RecallWork,
    ReopenWork,
)
from app.domain.work import CloseCause
from app.event_store.log import EventLog


class CommandBuilder:
    """Each command is as a form sends it that was opened just now: with a new id for what it
    begins, and with the present version of the Work that it is about."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def version(self, aggregate_id: str) -> int:
        """How many events there are of it."""
        return len(self._log.stream(aggregate_id))

    def hire(self, forename: str, surname: str) -> HireOperative:
        return HireOperative(operative_id=new_id("operative"), forename=forename, surname=surname)

    def acquire(
        self, address_line_1: str, town: str, post_code: str, telephone_number: str
    ) -> AcquireSite:
        return AcquireSite(
            site_id=new_id("site"),
            address_line_1=address_line_1,
            town=town,
            post_code=post_code,
            telephone_number=telephone_number,
        )

    def raise_work(self, site_ids: tuple[str, ...], title: str, description: str) -> RaiseWork:
        return RaiseWork(
            work_id=new_id("work"), site_ids=site_ids, title=title, description=description
        )

    def assign(self, work_id: str, operative_id: str) -> AssignWork:
        return AssignWork(work_id=work_id, version=self.version(work_id), operative_id=operative_id)

    def dispatch(self, work_id: str, operative_id: str, minutes: int) -> DispatchWork:
        """With an arrival that is expected in so many minutes."""
        return DispatchWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            eta=timedelta(minutes=minutes),
        )

    def arrive(self, work_id: str, operative_id: str) -> ArriveAtWork:
        return ArriveAtWork(
            work_id=work_id, version=self.version(work_id), operative_id=operative_id
        )

    def complete(self, work_id: str, operative_id: str, outcome: str) -> CompleteWork:
        return CompleteWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            outcome=outcome,
        )

    def abandon(self, work_id: str, operative_id: str, reason: str) -> AbandonWork:
        return AbandonWork(
            work_id=work_id,
            version=self.version(work_id),
            operative_id=operative_id,
            reason=reason,
        )

    def recall(self, work_id: str, reason: str) -> RecallWork:
        return RecallWork(work_id=work_id, version=self.version(work_id), reason=reason)

    def close(self, work_id: str, cause: CloseCause, reason: str) -> CloseWork:
        return CloseWork(work_id=work_id, version=self.version(work_id), cause=cause, reason=reason)

    def reopen(self, work_id: str, reason: str) -> ReopenWork:
        return ReopenWork(work_id=work_id, version=self.version(work_id), reason=reason)
