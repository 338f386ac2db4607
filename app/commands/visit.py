"""Commands of an operative's visit: the steps that they take to a Work and at it."""

from datetime import datetime, timedelta
from typing import TypeAlias

from app.commands.time_of_day import TimeOfDay
from app.commands.unit_of_work import UnitOfWork
from app.commands.work import WorkChange
from app.domain.access import THE_DESK, Person
from app.domain.engagement import Engagement, engagement_id
from app.domain.feature import Feature
from app.domain.operative import Operative
from app.domain.work_events import AbandonCode, OutcomeCode

Eta: TypeAlias = datetime | timedelta | TimeOfDay


class VisitCommand(WorkChange, frozen=True):
    """A step of an operative's visit, which they take themselves, or somebody enters for them."""

    needs = Feature.WORK_ON_OWN_VISITS

    operative_id: str

    def missing(self, person: Person) -> Feature | None:
        if person.may(Feature.ACT_FOR_AN_OPERATIVE):
            return None
        if person.operative_id != self.operative_id:
            return Feature.ACT_FOR_AN_OPERATIVE
        return super().missing(person)

    def acting_for(self, person: Person) -> str:
        is_own = person.operative_id == self.operative_id
        return "" if is_own or person.who == THE_DESK else self.operative_id


class DispatchWork(VisitCommand, frozen=True):
    eta: Eta
    """When they expect to arrive. How long from now, and which time of day, count from when the
    command is carried out."""

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.dispatch(operative, engagement, _moment_of(self.eta, unit.now), unit.now)
        unit.save(work, engagement)


class ReviseEta(VisitCommand, frozen=True):
    """They will be there at another time than they said."""

    eta: Eta
    """As of DispatchWork."""

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        operative = unit.load(Operative, self.operative_id)
        work.revise_eta(operative, _moment_of(self.eta, unit.now), unit.now)
        unit.save(work)


def _moment_of(eta: Eta, now: datetime) -> datetime:
    if isinstance(eta, datetime):
        return eta
    if isinstance(eta, TimeOfDay):
        return eta.nearest_to(now)
    # People promise whole minutes; a promise is rounded in their favour.
    almost_a_minute = timedelta(minutes=1) - timedelta.resolution
    return (now + eta + almost_a_minute).replace(second=0, microsecond=0)


class ArriveAtWork(VisitCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        work.arrive(unit.load(Operative, self.operative_id))
        unit.save(work)


class CompleteWork(VisitCommand, frozen=True):
    code: OutcomeCode
    outcome: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.complete(operative, engagement, self.code, self.outcome)
        unit.save(work, engagement)


class AbandonWork(VisitCommand, frozen=True):
    code: AbandonCode
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.abandon(operative, engagement, self.code, self.reason)
        unit.save(work, engagement)
