"""What can follow about operatives, their duty, and what they hold."""

from typing import assert_never

from app.domain.duty import DutyErased, OperativeCameOnDuty, OperativeWentOffDuty, duty_id
from app.domain.engagement import OperativeEngaged, OperativeReleased
from app.domain.event import Event
from app.domain.history.impossible import (
    Impossible,
    is_on_every_clock,
    must_be_new,
    must_be_there,
)
from app.domain.history.together import Together
from app.domain.operative import (
    Operative,
    OperativeCameBack,
    OperativeErased,
    OperativeHired,
    OperativeHomeAreaChanged,
    OperativeLeft,
    OperativeRenamed,
    OperativeSkillsChanged,
)
from app.domain.work_events import WorkRecalled

OfOperatives = (
    OperativeHired
    | OperativeRenamed
    | OperativeHomeAreaChanged
    | OperativeSkillsChanged
    | OperativeWentOffDuty
    | OperativeCameOnDuty
    | OperativeLeft
    | OperativeCameBack
    | OperativeErased
)


class OperativesSoFar:
    def __init__(self, together: Together) -> None:
        self._together = together
        self.hired: set[str] = set()
        self.left: set[str] = set()
        """Who have left, and have not come back."""
        self.erased: set[str] = set()
        self.engaged: set[str] = set()
        """Who are under way to, or on site for, some Work."""
        self._is_off_duty: dict[str, bool] = {}
        """Of those of whom it was ever said, whether it was what was said last."""
        self._held: dict[str, set[str]] = {}
        """The works that each has."""
        self._leaver: str | None = None
        """Who leaves with the last events, as long as they hold something that goes back."""

    def follow(self, aggregate_id: str, event: OfOperatives) -> None:
        match event:
            case OperativeHired():
                must_be_new(Operative.kind, aggregate_id, self.hired)
                self.hired.add(aggregate_id)
            case OperativeRenamed() | OperativeHomeAreaChanged() | OperativeSkillsChanged():
                must_be_there(Operative.kind, aggregate_id, self.hired)
            case OperativeWentOffDuty() | OperativeCameOnDuty():
                self._follow_duty(aggregate_id, event)
            case OperativeLeft():
                self._must_be_here(aggregate_id)
                self.left.add(aggregate_id)
                self._leaver = aggregate_id if self._held.get(aggregate_id) else None
            case OperativeCameBack():
                must_be_there(Operative.kind, aggregate_id, self.hired)
                if aggregate_id not in self.left:
                    raise Impossible("the operative has not left")
                self.left.remove(aggregate_id)
                if self._is_off_duty.get(aggregate_id):
                    came_on_duty = OperativeCameOnDuty(operative_id=aggregate_id)
                    self._together.expect(duty_id(aggregate_id), came_on_duty)
            case OperativeErased():
                must_be_there(Operative.kind, aggregate_id, self.hired)
                self.erased.add(aggregate_id)
                if aggregate_id in self._is_off_duty:
                    erased = DutyErased(operative_id=aggregate_id)
                    self._together.expect(duty_id(aggregate_id), erased)
            case _:
                assert_never(event)

    def take_in(self, event: Event) -> None:
        """What came together with the event before."""
        match event:
            case OperativeEngaged(operative_id=operative_id):
                self.engaged.add(operative_id)
            case OperativeReleased(operative_id=operative_id):
                self.engaged.remove(operative_id)
            case OperativeCameOnDuty(operative_id=operative_id):
                self._is_off_duty[operative_id] = False

    def hand_over(self, work_id: str, before: str | None, after: str | None) -> None:
        """Remember who has it now."""
        if before is not None:
            self._held[before].remove(work_id)
        if after is not None:
            self._held.setdefault(after, set()).add(work_id)
        if self._leaver and not self._held[self._leaver]:
            self._leaver = None

    def must_be_rid_of_all(self, event: Event | None = None) -> None:
        """Whoever has left holds nothing more; unless that event gives it back."""
        if not self._leaver:
            return
        if event is None:
            raise Impossible("an operative has left, and what they held has not gone back")
        if not isinstance(event, WorkRecalled) or event.operative_id != self._leaver:
            raise Impossible("the operative who left with the event before still holds something")

    def must_be_able_to_get_work(self, operative_id: str | None) -> None:
        if operative_id not in self.hired:
            raise Impossible("it names an operative who has not been hired")
        if operative_id in self.erased:
            raise Impossible("it names an operative who has been erased")
        if operative_id in self.left:
            raise Impossible("it names an operative who has left")

    def _must_be_here(self, operative_id: str) -> None:
        must_be_there(Operative.kind, operative_id, self.hired)
        if operative_id in self.left:
            raise Impossible("the operative has left")

    def _follow_duty(
        self, aggregate_id: str, event: OperativeWentOffDuty | OperativeCameOnDuty
    ) -> None:
        operative_id = event.operative_id
        self._must_be_here(operative_id)
        if operative_id in self.erased:
            raise Impossible("it names an operative who has been erased")
        if aggregate_id != duty_id(operative_id):
            raise Impossible("it is the duty of somebody else")
        match event:
            case OperativeWentOffDuty(until=until):
                if until is not None and not is_on_every_clock(until):
                    raise Impossible("it ends at no time that clocks can show")
            case OperativeCameOnDuty():
                if not self._is_off_duty.get(operative_id):
                    raise Impossible("the operative is on duty")
        self._is_off_duty[operative_id] = isinstance(event, OperativeWentOffDuty)
