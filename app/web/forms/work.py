"""Forms of a Work's own page: what needs a reason."""

from collections.abc import Sequence
from typing import ClassVar

from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.commands.amending import AddNote
from app.commands.command import Command
from app.commands.work import CloseWork, ReassignWork, RecallWork, ReopenWork
from app.domain.described_work import NOTE
from app.domain.ids import is_id
from app.domain.lifecycle import WITH_AN_OPERATIVE, Stage
from app.domain.work import REASON, REASON_IF_ANY
from app.domain.work_events import CloseCause
from app.web.forms.base import ChangeForm, DeskForm, WellFormedId, text_field


class ReasonForm(ChangeForm):
    for_stages: ClassVar[frozenset[Stage]]
    """At which stages there is any point in filling it in."""

    reason = text_field(REASON, render_kw={"rows": 3})

    def command(self, work_id: str) -> Command:
        raise NotImplementedError


class RecallForm(ReasonForm):
    for_stages = frozenset({Stage.QUEUED, Stage.EN_ROUTE, Stage.ON_SITE})

    def command(self, work_id: str) -> RecallWork:
        return RecallWork(work_id=work_id, version=self.seen_version, reason=self.reason.data)


class ReassignForm(ReasonForm):
    for_stages = frozenset(WITH_AN_OPERATIVE)

    operative_id = SelectField(
        "Reassign to",
        choices=[],
        validate_choice=False,
        validators=[InputRequired("Choose who gets it."), WellFormedId("operative")],
    )
    reason = text_field(REASON_IF_ANY, label="Reason (optional)", render_kw={"rows": 3})

    def command(self, work_id: str) -> ReassignWork:
        return ReassignWork(
            work_id=work_id,
            version=self.seen_version,
            operative_id=self.operative_id.data or "",
            reason=self.reason.data,
        )


class CloseForm(ReasonForm):
    for_stages = frozenset({Stage.AWAITING_CONTROL})
    other_id: str | None = ""
    """The id of the Work whose number was typed; nothing where none was, None where no Work has
    it."""

    cause = RadioField(
        "Why it can be closed",
        choices={
            CloseCause.REMEDIED_ITSELF.name: "It remedied itself",
            CloseCause.DUPLICATE.name: "It is a duplicate",
            CloseCause.WITHDRAWN.name: "It was withdrawn",
        },
        validators=[InputRequired("Choose why it can be closed.")],
    )
    duplicate_of = RadioField("Of which Work", choices=[], default="", validate_choice=False)
    other_number = StringField(
        "Its number", render_kw={"autocomplete": "off", "placeholder": "W-1004"}
    )
    reason = text_field(REASON, render_kw={"rows": 3})  # again, to stand below the cause

    looked_at = HiddenField()
    """For what this was shown, and how it stood, with the question whether it is that."""

    @property
    def original_id(self) -> str:
        """The id of the Work that is named; nothing where none is."""
        return self.other_id or self.duplicate_of.data or ""

    def offer(self, originals: Sequence[tuple[str, str]]) -> None:
        """Let one of these (id, words) be chosen as what it is a duplicate of."""
        self.duplicate_of.choices = dict([*originals, ("", "Another one, or none")])

    def validate_duplicate_of(self, field: RadioField) -> None:
        if field.data and not is_id("work", field.data):
            raise ValidationError("There is no such Work on this desk.")

    def validate_other_number(self, field: StringField) -> None:
        if self.other_id is None:
            raise ValidationError("No Work on this desk has that number.")

    def command(self, work_id: str) -> CloseWork:
        return CloseWork(
            work_id=work_id,
            version=self.seen_version,
            cause=CloseCause[self.cause.data],
            reason=self.reason.data,
            duplicate_of=self.original_id,
        )


class ReopenForm(ReasonForm):
    for_stages = frozenset({Stage.COMPLETED, Stage.CLOSED})

    reason = text_field(REASON, label="What is wrong again", render_kw={"rows": 3})

    def command(self, work_id: str) -> ReopenWork:
        return ReopenWork(work_id=work_id, version=self.seen_version, reason=self.reason.data)


class NoteForm(DeskForm):
    """What somebody has to say about a Work. Nothing else about it changes, so it has no
    version."""

    note = text_field(NOTE, render_kw={"rows": 1})

    def command(self, work_id: str) -> AddNote:
        return AddNote(work_id=work_id, text=self.note.data)
