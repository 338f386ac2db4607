"""The forms of an operative's page: the next step about a Work, and the ways beside it."""

from typing import TypeVar

import msgspec
from flask import url_for

from app.domain.access import THE_DESK
from app.domain.lifecycle import Stage
from app.read_models.operatives import OperativeRow
from app.read_models.work_rows import WorkRow
from app.web.asking import person
from app.web.forms.operatives import (
    AbandonForm,
    ArriveForm,
    CompleteForm,
    DispatchForm,
    ReviseEtaForm,
    VisitForm,
)

F = TypeVar("F", bound=VisitForm)


class Step(msgspec.Struct, frozen=True):
    """What an operative can do next about a Work at some stage."""

    form: type[VisitForm]
    endpoint: str
    button: str


NEXT_STEP = {
    Stage.QUEUED: Step(DispatchForm, "operatives.dispatch_work", "Dispatch"),
    Stage.EN_ROUTE: Step(ArriveForm, "operatives.arrive_at_work", "Arrive"),
    Stage.ON_SITE: Step(CompleteForm, "operatives.complete_work", "Complete"),
}


class VisitForms(msgspec.Struct, frozen=True, kw_only=True):
    """The next step, another time of arrival, and the way out: one form with several ways to send
    it, so that what is typed for one is not lost by the others."""

    carrier: VisitForm
    """The one whose ids and version are sent with all."""
    next_step: VisitForm | None
    """None while the operative is under way to another Work."""
    way_out: AbandonForm
    is_way_out_open: bool
    button: str
    """What the next step is called."""
    address: str
    """Where the form goes, unless the way out is taken."""
    way_out_address: str
    revision: ReviseEtaForm | None
    """Says another time of arrival; None where nobody is on the way."""
    revision_address: str
    is_revision_open: bool
    is_for_another: bool
    """Whether whoever enters it is known not to be the operative."""

    @property
    def all(self) -> tuple[VisitForm | None, ...]:
        """Those that the page shows."""
        return self.next_step, self.way_out, self.revision


def visit_forms(
    row: OperativeRow, work: WorkRow, sent: VisitForm | None, *, can_go: bool
) -> VisitForms:
    """The forms for that Work as it is now. Whichever was sent takes its place again, and the
    others keep what was typed into it."""
    step = NEXT_STEP[work.stage]
    is_about_it = sent is not None and sent.work_id.data == work.id
    next_step = _form(step.form, sent, is_about_it)
    way_out = _form(AbandonForm, sent, is_about_it)
    revision = None
    if work.stage is Stage.EN_ROUTE:
        revision = _form(ReviseEtaForm, sent, is_about_it)
    if sent is not None and sent in (next_step, way_out, revision):
        carrier = sent
        carrier.show_version(work.version)
    else:
        # What was sent has no place here any more: neither have its ids and its version.
        carrier = next_step
        carrier.begin_anew(work.version)
        carrier.work_id.data = work.id
    way_out_address = url_for("operatives.abandon_work", operative_id=row.id)
    return VisitForms(
        carrier=carrier,
        next_step=next_step if can_go else None,
        way_out=way_out,
        is_way_out_open=sent is way_out or bool(way_out.reason.data or way_out.abandon_code.data),
        button=step.button,
        address=url_for(step.endpoint, operative_id=row.id) if can_go else way_out_address,
        way_out_address=way_out_address,
        revision=revision,
        revision_address=url_for("operatives.revise_eta", operative_id=row.id),
        is_revision_open=revision is not None and (sent is revision or revision.has_typed),
        is_for_another=person().who != THE_DESK and person().operative_id != row.id,
    )


def _form(form_type: type[F], sent: VisitForm | None, is_about_it: bool) -> F:
    """A form of that type with what was typed into it, if that was for the Work of the page."""
    if not is_about_it:
        return form_type(formdata=None)
    return sent if isinstance(sent, form_type) else form_type()
