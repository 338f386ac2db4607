"""Commands to works, in the order of a job."""

from datetime import datetime, timedelta

from app.commands.command import Command
from app.commands.time_of_day import TimeOfDay
from app.commands.unit_of_work import UnitOfWork
from app.domain.access import THE_DESK, Person
from app.domain.characters import isolated
from app.domain.engagement import Engagement, engagement_id
from app.domain.feature import Feature
from app.domain.operative import Operative
from app.domain.refused import Refused
from app.domain.site import Site
from app.domain.work import CloseCause, Work, accept_site_ids


class WorkCommand(Command, frozen=True):
    """An order about one Work."""

    work_id: str

    @property
    def aggregate_id(self) -> str:
        return self.work_id


class RaiseWork(WorkCommand, frozen=True):
    needs = Feature.RAISE_WORK

    site_ids: tuple[str, ...]
    title: str
    description: str

    def handle(self, unit: UnitOfWork) -> None:
        accept_site_ids(self.site_ids)
        work = unit.load(Work, self.work_id)
        sites = [unit.load(Site, site_id) for site_id in self.site_ids]
        work.raise_for(sites, self.title, self.description)
        unit.save(work)


class AssignWork(WorkCommand, frozen=True):
    needs = Feature.ASSIGN_AND_RECALL

    version: int
    operative_id: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        if gone := unit.access.why_gone(operative.id):
            raise Refused(f"{isolated(operative.name)} is {gone}: nothing can be assigned to them.")
        work.assign(operative)
        unit.save(work)


class RecallWork(WorkCommand, frozen=True):
    needs = Feature.ASSIGN_AND_RECALL

    version: int
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, work.must_have_operative())
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.recall(operative, engagement, self.reason)
        unit.save(work, engagement)


class VisitCommand(WorkCommand, frozen=True):
    """A step of an operative's visit, which they take themselves, or somebody enters for them."""

    needs = Feature.WORK_ON_OWN_VISITS

    version: int
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
    eta: datetime | timedelta | TimeOfDay
    """When they expect to arrive. How long from now, and which time of day, count from when the
    command is carried out."""

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.dispatch(operative, engagement, self._eta_from(unit.now), unit.now)
        unit.save(work, engagement)

    def _eta_from(self, now: datetime) -> datetime:
        if isinstance(self.eta, datetime):
            return self.eta
        if isinstance(self.eta, TimeOfDay):
            return self.eta.nearest_to(now)
        # People promise whole minutes; a promise is rounded in their favour.
        almost_a_minute = timedelta(minutes=1) - timedelta.resolution
        return (now + self.eta + almost_a_minute).replace(second=0, microsecond=0)


class ArriveAtWork(VisitCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.arrive(unit.load(Operative, self.operative_id))
        unit.save(work)


class CompleteWork(VisitCommand, frozen=True):
    outcome: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.complete(operative, engagement, self.outcome)
        unit.save(work, engagement)


class AbandonWork(VisitCommand, frozen=True):
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.abandon(operative, engagement, self.reason)
        unit.save(work, engagement)


class CloseWork(WorkCommand, frozen=True):
    needs = Feature.CLOSE_AND_REOPEN

    version: int
    cause: CloseCause
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.close(self.cause, self.reason)
        unit.save(work)


class ReopenWork(WorkCommand, frozen=True):
    needs = Feature.CLOSE_AND_REOPEN

    version: int
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.reopen(self.reason)
        unit.save(work)
