"""Commands to operatives."""

from datetime import datetime
from typing import Annotated

import msgspec

from app.commands.command import Command
from app.commands.unit_of_work import UnitOfWork
from app.domain.access import Person
from app.domain.aggregate import Aggregate
from app.domain.characters import isolated
from app.domain.duty import Duty, duty_id
from app.domain.engagement import Engagement, engagement_id
from app.domain.feature import Feature
from app.domain.operative import BACK_TO_CONTROL, Operative
from app.domain.refused import Refused
from app.domain.work import Work


class OperativeCommand(Command, frozen=True):
    """An order about one operative."""

    needs = Feature.HIRE

    operative_id: str

    @property
    def aggregate_id(self) -> str:
        return self.operative_id


class HireOperative(OperativeCommand, frozen=True):
    forename: str
    surname: str
    home_area: str = ""
    skills: tuple[str, ...] = ()

    def handle(self, unit: UnitOfWork) -> None:
        unit.save(*self.begun(unit))

    def begun(self, unit: UnitOfWork) -> list[Aggregate]:
        """All that it begins, the operative first."""
        operative = unit.load(Operative, self.operative_id)
        operative.hire(self.forename, self.surname, self.home_area, self.skills)
        return [operative]


class RenameOperative(OperativeCommand, frozen=True):
    """One who is no user; a user is renamed, and the operative that they are with them."""

    version: int
    forename: str
    surname: str

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id, self.version)
        if unit.access.user_of(self.operative_id) is not None:
            raise Refused(f"{isolated(operative.name)} is a user: rename the user.")
        operative.rename(self.forename, self.surname)
        unit.save(operative)


class AmendOperative(OperativeCommand, frozen=True):
    """Home area and skills as they should be: one event for each that is another now."""

    version: int
    home_area: str
    skills: tuple[str, ...]

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id, self.version)
        operative.change_home_area(self.home_area)
        operative.change_skills(self.skills)
        if not operative.changes:
            raise Refused("Nothing has been changed.")
        unit.save(operative)


class DutyCommand(OperativeCommand, frozen=True):
    """By the operative, or by whoever is in charge of them."""

    needs = Feature.ASSIGN_AND_RECALL
    or_else = (Feature.ACT_FOR_AN_OPERATIVE, Feature.HIRE)

    @property
    def aggregate_id(self) -> str:
        return duty_id(self.operative_id)

    def missing(self, person: Person) -> Feature | None:
        is_own = person.operative_id == self.operative_id
        if is_own and person.may(Feature.WORK_ON_OWN_VISITS):
            return None
        return super().missing(person)


class GoOffDuty(DutyCommand, frozen=True):
    reason: str
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """None: until somebody says that they are back."""

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        duty = unit.load(Duty, duty_id(self.operative_id))
        duty.go_off(operative, self.reason, self.until, unit.now)
        unit.save(duty)


class ComeOnDuty(DutyCommand, frozen=True):
    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        duty = unit.load(Duty, duty_id(self.operative_id))
        duty.come_on(operative, unit.now)
        unit.save(duty)


class LetOperativeLeave(OperativeCommand, frozen=True):
    """Whatever they hold goes back to Control in the same append, so that a leaver holds nothing.
    Whoever assigns something to them at that moment has loaded them, and decides again."""

    reason: str

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        operative.leave(self.reason)
        unit.save(operative, *_recall_all(unit, operative))


class TakeOperativeBack(OperativeCommand, frozen=True):
    """They are given what waits, as anybody is; what they held before stays where it is."""

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        operative.come_back()
        duty = unit.load(Duty, duty_id(operative.id))
        duty.begin_anew(operative)
        unit.save(operative, duty)


def _recall_all(unit: UnitOfWork, operative: Operative) -> list[Aggregate]:
    """Take back all that they hold. Returns what is to be saved, in this order: `History` relies
    on it that the engagement comes right after the Work that they were under way to."""
    engagement = unit.load(Engagement, engagement_id(operative.id))
    changed: list[Aggregate] = []
    for work_id in unit.with_operative(operative.id):
        work = unit.load(Work, work_id)
        work.recall(operative, engagement, BACK_TO_CONTROL)
        changed.append(work)
        if engagement.changes and engagement not in changed:
            changed.append(engagement)
    return changed


class EraseOperative(OperativeCommand, frozen=True):
    """The name of an operative who is no user; with a user, both names are erased at once."""

    needs = Feature.MANAGE_PEOPLE

    def handle(self, unit: UnitOfWork) -> None:
        operative = unit.load(Operative, self.operative_id)
        if unit.access.user_of(self.operative_id) is not None:
            raise Refused(f"{isolated(operative.name)} is a user: erase the user.")
        operative.erase()
        unit.save(operative, erased_duty(unit, operative))


def erased_duty(unit: UnitOfWork, operative: Operative) -> Duty:
    """What is to be saved right after an operative who was erased: why they were off duty tells of
    them too, and may tell of their health."""
    duty = unit.load(Duty, duty_id(operative.id))
    duty.erase(operative)
    return duty
