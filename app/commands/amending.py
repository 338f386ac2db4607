"""Commands that move no Work: notes, calls, and corrections of what was written down."""

from app.commands.contact import amended_contact, new_contact
from app.commands.outcome import Forbidden
from app.commands.unit_of_work import UnitOfWork
from app.commands.work import WorkChange, WorkCommand
from app.domain.access import Person
from app.domain.described_work import accept_site_ids
from app.domain.feature import Feature
from app.domain.promise import Priority
from app.domain.refused import Refused
from app.domain.site import Site
from app.domain.work import Work

HANDLING = (Feature.ASSIGN_AND_RECALL, Feature.CLOSE_AND_REOPEN, Feature.ACT_FOR_AN_OPERATIVE)
"""Besides those who raise it, whoever has one of these handles any Work."""


class AddNote(WorkCommand, frozen=True):
    """By anybody who handles it, operatives who have or had it among them."""

    needs = Feature.RAISE_WORK
    or_else = HANDLING

    text: str

    def missing(self, person: Person) -> Feature | None:
        # Whether an operative has had the Work shows when it is loaded.
        if person.operative_id and person.may(Feature.WORK_ON_OWN_VISITS):
            return None
        return super().missing(person)

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id)
        person = unit.person
        missing = super().missing(person)
        if missing and person.operative_id not in work.had_by:
            raise Forbidden(missing)
        work.note(self.text)
        unit.save(work)


class AddCall(WorkCommand, frozen=True):
    """Somebody calls about a Work once more. What they say that is not known of the Work goes into
    the note; it is found here, so that the same call that is sent again says the same."""

    needs = Feature.RAISE_WORK
    or_else = (Feature.ASSIGN_AND_RECALL, Feature.CLOSE_AND_REOPEN)

    contact_id: str
    """As of RaiseWork."""
    caller_name: str
    caller_telephone: str
    note: str
    priority: Priority | None = None
    site_ids: tuple[str, ...] = ()

    def handle(self, unit: UnitOfWork) -> None:
        work = unit.load(Work, self.work_id)
        caller = new_contact(unit, self.contact_id, self.caller_name, self.caller_telephone)
        work.add_call(caller[0].id if caller else "", self._note(unit, work))
        unit.save(work, *caller)

    def _note(self, unit: UnitOfWork, work: Work) -> str:
        said = [self.note] if self.note else []
        if self.priority not in (None, work.priority):
            said.append(f"Called in as {self.priority}.")
        if elsewhere := [id for id in self.site_ids if id not in work.site_ids]:
            accept_site_ids(elsewhere)
            sites = [unit.load(Site, id) for id in elsewhere]
            for site in sites:
                site.must_be_acquired()
            said.append(f"Also about {', '.join(site.name for site in sites)}.")
        return "\n".join(said)


class AmendWork(WorkChange, frozen=True):
    """Everything that was written down when it was raised, as it should be: one event for each
    thing that is another now."""

    needs = Feature.RAISE_WORK
    or_else = (Feature.ASSIGN_AND_RECALL, Feature.CLOSE_AND_REOPEN)

    site_ids: tuple[str, ...]
    title: str
    description: str
    priority: Priority
    contact_id: str
    """The new contact who is the caller, if another name or number is given."""
    contact_version: int
    """That of the caller before, as the person saw it; 0 where there was none."""
    caller_name: str
    caller_telephone: str

    def handle(self, unit: UnitOfWork) -> None:
        accept_site_ids(self.site_ids)
        work = self.load(unit)
        work.amend_title(self.title)
        work.amend_description(self.description)
        work.amend_priority(self.priority, unit.promise(self.priority))
        work.amend_sites([unit.load(Site, site_id) for site_id in self.site_ids])
        # Last: the contact comes right after the Work's event that names it.
        caller_id, caller = amended_contact(
            unit,
            work.caller_id,
            self.contact_version,
            self.contact_id,
            self.caller_name,
            self.caller_telephone,
        )
        work.amend_caller(caller_id)
        if not work.changes:
            raise Refused("Nothing has been changed.")
        unit.save(work, *caller)
