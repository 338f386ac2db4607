"""Commands to works, in the order of a job. The operative's steps are in `visit`, what is written
down beside them in `amending`."""

from app.commands.command import Command
from app.commands.contact import new_contact
from app.commands.unit_of_work import UnitOfWork
from app.domain.characters import isolated
from app.domain.described_work import accept_site_ids
from app.domain.engagement import Engagement, engagement_id
from app.domain.feature import Feature
from app.domain.lifecycle import Direction
from app.domain.operative import Operative
from app.domain.promise import Priority
from app.domain.refused import Refused
from app.domain.site import Site
from app.domain.work import Work
from app.domain.work_events import DISTURB_NOBODY, CloseCause


class WorkCommand(Command, frozen=True):
    """An order about one Work."""

    work_id: str

    @property
    def aggregate_id(self) -> str:
        return self.work_id


class WorkChange(WorkCommand, frozen=True):
    """An order about a Work as the person saw it."""

    version: int

    def load(self, unit: UnitOfWork) -> Work:
        """The Work. Raises Stale when it is not any more as the person saw it."""
        return unit.load(Work, self.work_id, self.version, despite=DISTURB_NOBODY)


class RaiseWork(WorkCommand, frozen=True):
    needs = Feature.RAISE_WORK
    begins = True

    site_ids: tuple[str, ...]
    title: str
    description: str
    priority: Priority = Priority.ROUTINE
    contact_id: str = ""
    """The new contact who is the caller, if a name or a telephone number is given."""
    caller_name: str = ""
    caller_telephone: str = ""

    def handle(self, unit: UnitOfWork) -> None:
        accept_site_ids(self.site_ids)
        work = unit.load(Work, self.work_id)
        sites = [unit.load(Site, site_id) for site_id in self.site_ids]
        caller = new_contact(unit, self.contact_id, self.caller_name, self.caller_telephone)
        work.raise_for(
            sites,
            self.title,
            self.description,
            self.priority,
            unit.promise(self.priority),
            caller[0].id if caller else "",
        )
        unit.save(work, *caller)


class AssignWork(WorkChange, frozen=True):
    needs = Feature.ASSIGN_AND_RECALL

    operative_id: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        work.assign(_to_be_assigned_to(unit, self.operative_id))
        unit.save(work)


class ReassignWork(WorkChange, frozen=True):
    """From whoever has it to somebody else, in one step."""

    needs = Feature.ASSIGN_AND_RECALL

    operative_id: str
    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        previous = unit.load(Operative, work.must_have_operative("reassigned"))
        operative = _to_be_assigned_to(unit, self.operative_id)
        engagement = unit.load(Engagement, engagement_id(previous.id))
        work.reassign(operative, previous, engagement, self.reason)
        unit.save(work, engagement)


def _to_be_assigned_to(unit: UnitOfWork, operative_id: str) -> Operative:
    """Raises Refused for an operative whom nothing can be assigned to, whoever they are."""
    operative = unit.load(Operative, operative_id)
    if gone := unit.access.why_gone(operative.id):
        raise Refused(f"{isolated(operative.name)} is {gone}: nothing can be assigned to them.")
    return operative


class MoveInQueue(WorkChange, frozen=True):
    needs = Feature.ASSIGN_AND_RECALL

    direction: Direction
    past: str = ""
    """The id of the Work that it goes past, as the person saw the queue: up or down, of the one
    next to it; before another, of that."""

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        queue = unit.queue_of(work.must_be_in_a_queue())
        work.move_in_queue(queue, self.direction, self.past)
        unit.save(work)


class RecallWork(WorkChange, frozen=True):
    needs = Feature.ASSIGN_AND_RECALL

    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        operative = unit.load(Operative, work.must_have_operative("recalled"))
        engagement = unit.load(Engagement, engagement_id(operative.id))
        work.recall(operative, engagement, self.reason)
        unit.save(work, engagement)


class CloseWork(WorkChange, frozen=True):
    needs = Feature.CLOSE_AND_REOPEN

    cause: CloseCause
    reason: str
    duplicate_of: str = ""
    """The id of the Work that it is a duplicate of, where that is known."""

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        originals = []
        if self.duplicate_of:
            # A duplicate of itself is refused by the rule; it is not to be loaded twice.
            is_itself = self.duplicate_of == work.id
            originals = [work if is_itself else unit.load(Work, self.duplicate_of)]
        work.close(self.cause, self.reason, *originals)
        unit.save(work, *originals)


class ReopenWork(WorkChange, frozen=True):
    needs = Feature.CLOSE_AND_REOPEN

    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        work = self.load(unit)
        for site_id in work.site_ids:
            unit.load(Site, site_id).must_be_in_use()
        work.reopen(self.reason, unit.promise(work.priority))
        unit.save(work)
