"""Forms of a Work's own page: what needs a reason."""

from typing import ClassVar

from wtforms import RadioField
from wtforms.validators import InputRequired

from app.commands.amending import AddNote
from app.commands.command import Command
from app.commands.work import CloseWork, RecallWork, ReopenWork
from app.domain.lifecycle import Stage
from app.domain.work import NOTE, REASON
from app.domain.work_events import CloseCause
from app.web.forms.base import ChangeForm, DeskForm, text_field


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


class CloseForm(ReasonForm):
    for_stages = frozenset({Stage.AWAITING_CONTROL})

    cause = RadioField(
        "Why it can be closed",
        choices={
            CloseCause.REMEDIED_ITSELF.name: "It remedied itself",
            CloseCause.DUPLICATE.name: "It is a duplicate",
            CloseCause.WITHDRAWN.name: "It was withdrawn",
        },
        validators=[InputRequired("Choose why it can be closed.")],
    )
    reason = text_field(REASON, render_kw={"rows": 3})  # again, to stand below the cause

    def command(self, work_id: str) -> CloseWork:
        return CloseWork(
            work_id=work_id,
            version=self.seen_version,
            cause=CloseCause[self.cause.data],
            reason=self.reason.data,
        )


class ReopenForm(ReasonForm):
    for_stages = frozenset({Stage.COMPLETED, Stage.CLOSED})

    def command(self, work_id: str) -> ReopenWork:
        return ReopenWork(work_id=work_id, version=self.seen_version, reason=self.reason.data)


class NoteForm(DeskForm):
    """What somebody has to say about a Work. Nothing else about it changes, so it has no
    version."""

    note = text_field(NOTE, render_kw={"rows": 2})

    def command(self, work_id: str) -> AddNote:
        return AddNote(work_id=work_id, text=self.note.data)
