"""Commands to works, in the order of a job."""

from datetime import datetime, timedelta

from app.commands.command import Command
from app.commands.time_of_day import TimeOfDay
from app.commands.unit_of_work import UnitOfWork
from app.domain.engagement import Engagement, engagement_id
from app.domain.operative import Operative
from app.domain.site import Site
from app.domain.work import CloseCause, Work, accept_site_ids


class WorkCommand(Command, frozen=True):
    """An order about one Work."""

    work_id: str

    @property
    def aggregate_id(self) -> str:
        return self.work_id


class RaiseWork(WorkCommand, frozen=True):
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
    version: int
    operative_id: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.assign(unit.load(Operative, self.operative_id))
        unit.save(work)


class RecallWork(WorkCommand, frozen=True):
    version: int
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, work.must_have_operative())
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.recall(operative, engagement, self.reason)
        unit.save(work, engagement)


class DispatchWork(WorkCommand, frozen=True):
    version: int
    operative_id: str
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


class ArriveAtWork(WorkCommand, frozen=True):
    version: int
    operative_id: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.arrive(unit.load(Operative, self.operative_id))
        unit.save(work)


class CompleteWork(WorkCommand, frozen=True):
    version: int
    operative_id: str
    outcome: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.complete(operative, engagement, self.outcome)
        unit.save(work, engagement)


class AbandonWork(WorkCommand, frozen=True):
    version: int
    operative_id: str
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        operative = unit.load(Operative, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.abandon(operative, engagement, self.reason)
        unit.save(work, engagement)


class CloseWork(WorkCommand, frozen=True):
    version: int
    cause: CloseCause
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.close(self.cause, self.reason)
        unit.save(work)


class ReopenWork(WorkCommand, frozen=True):
    version: int
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id, self.version)
        work.reopen(self.reason)
        unit.save(work)
