"""Forms of the operative's own page: one for each step of a visit."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from wtforms import IntegerField, RadioField, TimeField
from wtforms.validators import InputRequired, Optional, StopValidation

from app.commands.command import Command
from app.commands.time_of_day import TimeOfDay
from app.commands.visit import (
    AbandonWork,
    ArriveAtWork,
    CompleteWork,
    DispatchWork,
    Eta,
    ReviseEta,
)
from app.domain.work import OUTCOME, REASON
from app.domain.work_events import AbandonCode, OutcomeCode
from app.web.forms.base import Between, ChangeForm, id_field, text_field
from app.web.forms.work import NoteForm

LONGEST_JOURNEY = 12 * 60
"""In minutes."""
OUTCOMES = {
    OutcomeCode.MENDED: "Mended",
    OutcomeCode.MADE_SAFE: "Made safe",
    OutcomeCode.NO_FAULT_FOUND: "No fault found",
    OutcomeCode.REPLACED: "Replaced",
    OutcomeCode.ADVICE_GIVEN: "Advice given",
    OutcomeCode.OTHER: "Something else",
}
REASONS_TO_ABANDON = {
    AbandonCode.NO_ACCESS: "No access",
    AbandonCode.PARTS_NEEDED: "Parts needed",
    AbandonCode.OTHER_SKILLS: "Other skills needed",
    AbandonCode.TWO_PEOPLE: "Two people needed",
    AbandonCode.UNSAFE: "Unsafe",
    AbandonCode.OUT_OF_TIME: "Out of time",
    AbandonCode.OTHER: "Another reason",
}
"""What the two lists say. Both stand in one form, so they share no words."""


class VisitForm(ChangeForm):
    """What the steps have in common: the Work, as the operative saw it."""

    work_id = id_field("work")

    def command(self, operative_id: str, zone: ZoneInfo) -> Command:
        raise NotImplementedError


def _whole_minutes(form: "_EtaForm", field: IntegerField) -> None:
    if field.process_errors:
        field.errors = ["That is not a number of minutes: write it like 25."]
        raise StopValidation


def _minutes_or_time(form: "_EtaForm", field: TimeField) -> None:
    if field.process_errors and field.raw_data and field.raw_data[0].strip():
        field.errors = ["That is not a time: write it like 14:30."]
        raise StopValidation
    gave_minutes = bool(form.minutes.raw_data and form.minutes.raw_data[0].strip())
    if gave_minutes == (field.data is not None):
        field.errors = [
            "Give either minutes or a time, not both."
            if gave_minutes
            else "When do you expect to arrive? Give minutes or a time."
        ]
        raise StopValidation


class _EtaForm(VisitForm):
    """Says when somebody will be there: in so many minutes, or at a time of day."""

    minutes = IntegerField(
        "Minutes from now",
        validators=[
            Optional(),
            _whole_minutes,
            Between(
                1, LONGEST_JOURNEY, f"Minutes should be from 1 to {LONGEST_JOURNEY} (12 hours)."
            ),
        ],
        render_kw={"inputmode": "numeric", "min": 1, "max": LONGEST_JOURNEY, "autocomplete": "off"},
    )
    at = TimeField(
        "or at",
        format=["%H:%M", "%H:%M:%S", "%H.%M"],
        validators=[_minutes_or_time, Optional()],
        render_kw={"autocomplete": "off"},
    )

    def eta(self, zone: ZoneInfo) -> Eta:
        if self.at.data is not None:
            return TimeOfDay(self.at.data, zone)
        return timedelta(minutes=self.minutes.data or 0)


class DispatchForm(_EtaForm):
    def command(self, operative_id: str, zone: ZoneInfo) -> DispatchWork:
        return DispatchWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            eta=self.eta(zone),
        )


class ReviseEtaForm(_EtaForm):
    @property
    def has_typed(self) -> bool:
        typed = [*(self.minutes.raw_data or ()), *(self.at.raw_data or ())]
        return any(text.strip() for text in typed)

    def command(self, operative_id: str, zone: ZoneInfo) -> ReviseEta:
        return ReviseEta(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            eta=self.eta(zone),
        )


class ArriveForm(VisitForm):
    def command(self, operative_id: str, zone: ZoneInfo) -> ArriveAtWork:
        return ArriveAtWork(
            work_id=self.work_id.data, version=self.seen_version, operative_id=operative_id
        )


class CompleteForm(VisitForm):
    outcome_code = RadioField(
        "What came of it",
        choices={code.name: words for code, words in OUTCOMES.items()},
        validators=[InputRequired("Choose what came of it.")],
    )
    outcome = text_field(OUTCOME, label="Outcome (optional)", render_kw={"rows": 2})

    def command(self, operative_id: str, zone: ZoneInfo) -> CompleteWork:
        return CompleteWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            code=OutcomeCode[self.outcome_code.data],
            outcome=self.outcome.data,
        )


class AbandonForm(VisitForm):
    abandon_code = RadioField(
        "Why it cannot be done",
        choices={code.name: words for code, words in REASONS_TO_ABANDON.items()},
        validators=[InputRequired("Choose why it cannot be done.")],
    )
    reason = text_field(REASON, render_kw={"rows": 3})

    def command(self, operative_id: str, zone: ZoneInfo) -> AbandonWork:
        return AbandonWork(
            work_id=self.work_id.data,
            version=self.seen_version,
            operative_id=operative_id,
            code=AbandonCode[self.abandon_code.data],
            reason=self.reason.data,
        )


class NoteOnVisitForm(NoteForm):
    """A note that is written down on the operative's page."""

    work_id = id_field("work")
