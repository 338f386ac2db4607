"""What can follow about works."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from app.domain.engagement import OperativeEngaged, OperativeReleased, engagement_id
from app.domain.event import Event
from app.domain.history.contacts import ContactsSoFar
from app.domain.history.impossible import Impossible, is_on_every_clock, must_be_new
from app.domain.history.operatives import OperativesSoFar
from app.domain.history.sites import SitesSoFar
from app.domain.history.together import Together
from app.domain.lifecycle import ENDED, LIFECYCLE, UNDER_WAY, Stage
from app.domain.work import Work
from app.domain.work_events import (
    Amended,
    Beside,
    CloseCause,
    WorkAssigned,
    WorkCallAdded,
    WorkCallerAmended,
    WorkClosed,
    WorkDescriptionAmended,
    WorkDispatched,
    WorkDuplicateFound,
    WorkEtaRevised,
    WorkMovedInQueue,
    WorkNoted,
    WorkPriorityAmended,
    WorkRaised,
    WorkReassigned,
    WorkReopened,
    WorkSitesAmended,
    WorkTitleAmended,
)


class WorksSoFar:
    def __init__(
        self,
        together: Together,
        contacts: ContactsSoFar,
        sites: SitesSoFar,
        operatives: OperativesSoFar,
    ) -> None:
        self._together = together
        self._contacts = contacts
        self._sites = sites
        self._operatives = operatives
        self._works: dict[str, Work] = {}

    def follow(self, work_id: str, event: Event) -> None:
        if isinstance(event, WorkRaised):
            self._raise(work_id, event)
        elif isinstance(event, Beside):
            self._stay(work_id, event)
        else:
            self._move(work_id, event)

    def _raise(self, work_id: str, event: WorkRaised) -> None:
        must_be_new(Work.kind, work_id, self._works)
        self._sites.must_be_there(event.site_ids)
        _must_be_promised(event.arrive_by, event.complete_by)
        self._contacts.may_be(event.caller_id)
        self._works[work_id] = work = Work(work_id)
        self._apply(work, event)

    def _work(self, work_id: str) -> Work:
        work = self._works.get(work_id)
        if work is None:
            raise Impossible("this Work has not been raised")
        return work

    def _stay(self, work_id: str, event: Beside) -> None:
        """Take in what moves no Work."""
        work = self._work(work_id)
        match event:
            case WorkNoted():
                pass
            case WorkCallAdded(caller_id=caller_id):
                _must_be_open(work)
                self._contacts.may_be(caller_id)
            case WorkTitleAmended():
                _must_amend(work, event, work.title)
            case WorkDescriptionAmended():
                _must_amend(work, event, work.description)
            case WorkCallerAmended(after=caller_id):
                _must_amend(work, event, work.caller_id)
                self._contacts.may_be(caller_id)
            case WorkSitesAmended(after=site_ids):
                _must_amend(work, event, work.site_ids)
                self._sites.must_be_there(site_ids)
            case WorkPriorityAmended(arrive_by=arrive_by, complete_by=complete_by):
                _must_amend(work, event, work.priority)
                _must_be_promised(arrive_by, complete_by)
            case WorkEtaRevised(operative_id=operative_id, eta=eta):
                if (work.stage, work.operative_id) != (Stage.EN_ROUTE, operative_id):
                    raise Impossible("the operative is not under way to this Work")
                _must_be_on_every_clock(eta)
            case WorkMovedInQueue(operative_id=operative_id, before=before):
                if before == work_id:
                    raise Impossible("it is moved before itself")
                for each in (work, *([self._work(before)] if before else [])):
                    if (each.stage, each.operative_id) != (Stage.QUEUED, operative_id):
                        raise Impossible("it is not in the queue of that operative")
            case _:
                assert_never(event)
        self._apply(work, event)

    def _apply(self, work: Work, event: Event) -> None:
        before = _open_at(work)
        work.apply(event)
        self._sites.count_open(before, _open_at(work))

    def _move(self, work_id: str, event: Event) -> None:
        work = self._work(work_id)
        if work.stage not in LIFECYCLE[type(event)].starts_from:
            raise Impossible(f"this Work is {work.stage}")
        self._must_name_the_right_operative(work, event)
        if isinstance(event, WorkDispatched):
            self._must_be_able_to_set_off(event)
        if isinstance(event, WorkReopened):
            _must_be_promised(event.arrive_by, event.complete_by)
            self._sites.must_be_in_use(work.site_ids)
        before = _engaged_on(work)
        had_by = work.operative_id
        self._apply(work, event)
        self._operatives.hand_over(work_id, had_by, work.operative_id)
        after = _engaged_on(work)
        if after and not before:
            engaged = OperativeEngaged(operative_id=after, work_id=work_id)
            self._together.expect(engagement_id(after), engaged)
        if before and not after:
            released = OperativeReleased(operative_id=before, work_id=work_id)
            self._together.expect(engagement_id(before), released)
        if isinstance(event, WorkClosed) and event.duplicate_of:
            self._must_be_duplicate(work_id, event)
            self._together.expect(event.duplicate_of, WorkDuplicateFound(work_id=work_id))

    def _must_be_duplicate(self, work_id: str, event: WorkClosed) -> None:
        if event.cause is not CloseCause.DUPLICATE:
            raise Impossible("it names another Work, and is no duplicate")
        if event.duplicate_of == work_id:
            raise Impossible("it is a duplicate of itself")
        if self._work(event.duplicate_of).duplicate_of:
            raise Impossible("it names a duplicate as what was there first")

    def _must_name_the_right_operative(self, work: Work, event: Event) -> None:
        named: str | None = getattr(event, "operative_id", work.operative_id)
        if isinstance(event, WorkReassigned) and event.from_operative_id != work.operative_id:
            raise Impossible("it names an operative who does not have this Work")
        if isinstance(event, WorkReassigned) and named == work.operative_id:
            raise Impossible("it is with them already")
        if isinstance(event, WorkAssigned | WorkReassigned):
            self._operatives.must_be_able_to_get_work(named)
        elif named != work.operative_id:
            raise Impossible("it names an operative who does not have this Work")

    def _must_be_able_to_set_off(self, event: WorkDispatched) -> None:
        if event.operative_id in self._operatives.engaged:
            raise Impossible("the operative is under way to, or on site for, another Work")
        _must_be_on_every_clock(event.eta)


def _engaged_on(work: Work) -> str | None:
    """The operative who is under way to it, or on site for it."""
    return work.operative_id if work.stage in UNDER_WAY else None


def _open_at(work: Work) -> Sequence[str]:
    """The Sites that it is for, while it has not ended."""
    return () if work.stage is None or work.stage in ENDED else work.site_ids


def _must_be_on_every_clock(eta: datetime) -> None:
    if not is_on_every_clock(eta):
        raise Impossible("its arrival is at no time that clocks can show")


def _must_be_promised(*moments: datetime | None) -> None:
    if not all(is_on_every_clock(each) for each in moments if each):
        raise Impossible("what it promises is at no time that clocks can show")


def _must_be_open(work: Work) -> None:
    if work.stage in ENDED:
        raise Impossible(f"this Work is {work.stage}")


def _must_amend(work: Work, event: Amended, before: object) -> None:
    """It says what it changes, and changes it. The order of Sites does not count."""
    _must_be_open(work)
    if event.before != before:
        raise Impossible("what it amends was otherwise before")
    is_for_the_same = isinstance(event, WorkSitesAmended) and set(event.after) == set(event.before)
    if event.after == before or is_for_the_same:
        raise Impossible("it changes nothing")
